package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// partSize is how large the parts of the database's stream are: one is held in memory.
const partSize = 32 << 20

// Take makes a backup now, then removes those that are no longer wanted. A backup that fails leaves the others as they are.
func (s *Service) Take(ctx context.Context) (m Manifest, err error) {
	if !s.On() {
		return m, ErrOff
	}
	src, err := connect(ctx, s.URL)
	if err != nil {
		return m, err
	}
	defer src.close()
	if err := src.lock(ctx); err != nil {
		return m, err
	}
	who, err := src.identify(ctx)
	if err != nil {
		return m, err
	}
	if who.Tablespaces > 0 {
		return m, errTablespan
	}
	a := s.archive(who.System)
	if err := a.register(ctx); err != nil {
		return m, err
	}
	began := clock.Now().UTC()
	m = Manifest{Format: format, Name: strings.ReplaceAll(began.Format("20060102-150405.000"), ".", "-"), Program: s.Version, PostgreSQL: who.Version, Major: who.Major,
		System: who.System, Timeline: who.Timeline, SegmentSize: who.SegmentSize, StartedAt: began}
	if err := s.take(ctx, a, src, &m); err != nil {
		return m, errors.Join(fmt.Errorf("the backup failed: %w", err), a.drop(context.WithoutCancel(ctx), m.Name))
	}
	return m, s.rotate(ctx, a)
}

// take fills a backup. People's files are brought in before and after the database: a row in it has its file, whether that
// was written while the backup was made, or taken away.
func (s *Service) take(ctx context.Context, a archive, src *source, m *Manifest) error {
	have, err := a.brought(ctx)
	if err != nil {
		return err
	}
	before, err := s.mirror(ctx, a, have)
	if err != nil {
		return err
	}
	if err := s.takeBase(ctx, a, src, m); err != nil {
		return err
	}
	if _, m.At, err = src.now(ctx); err != nil {
		return err
	}
	after, err := s.mirror(ctx, a, have.merge(before))
	if err != nil {
		return err
	}
	after = before.merge(after)
	if m.FileList, err = a.put(ctx, baseName(m.Name, "files"), after.encode()); err != nil {
		return err
	}
	m.Files, m.FileBytes = len(after.files), after.bytes()
	if s.live == nil {
		m.FilesIn = "the bucket of KITH_FILES, which has to keep its own versions"
	}
	return a.putJSON(ctx, baseName(m.Name, "manifest"), m)
}

func baseName(backup, part string) string { return "base/" + backup + "/" + part }

// takeBase brings the database into the place.
func (s *Service) takeBase(ctx context.Context, a archive, src *source, m *Manifest) error {
	w, err := dial(ctx, src.url)
	if err != nil {
		return err
	}
	defer w.close()
	parts := &partWriter{ctx: ctx, archive: a, backup: m.Name, size: s.part}
	z, err := zstd.NewWriter(parts, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return err
	}
	raw, sums := &counter{w: z}, &bytes.Buffer{}
	needs, err := w.base(ctx, raw, sums)
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	if err := parts.flush(); err != nil {
		return err
	}
	m.Start, m.Stop, m.Bytes, m.Parts = needs.start, needs.stop, raw.n, parts.done
	m.Sums, err = a.put(ctx, baseName(m.Name, "sums"), squeeze(sums.Bytes()))
	return err
}

// partWriter cuts a stream into objects.
type partWriter struct {
	ctx     context.Context
	archive archive
	backup  string
	size    int
	buffer  []byte
	done    []Part
}

// Write implements io.Writer.
func (p *partWriter) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		n := min(len(rest), p.size-len(p.buffer))
		p.buffer, rest = append(p.buffer, rest[:n]...), rest[n:]
		if len(p.buffer) == p.size {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return len(b), nil
}

func (p *partWriter) flush() error {
	if len(p.buffer) == 0 {
		return nil
	}
	part, err := p.archive.put(p.ctx, baseName(p.backup, fmt.Sprintf("part-%05d", len(p.done)+1)), p.buffer)
	p.done, p.buffer = append(p.done, part), p.buffer[:0]
	return err
}

type counter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// drop removes what there is of a backup: its manifest first, so that it is never half a backup that looks whole.
func (a archive) drop(ctx context.Context, name string) error {
	if err := a.remove(ctx, baseName(name, "manifest")); err != nil {
		return err
	}
	all, err := a.list(ctx, "base/"+name)
	for _, i := range all {
		err = errors.Join(err, a.remove(ctx, i.Key))
	}
	return err
}

// backups are the whole backups of a server, the oldest first. One whose manifest is not what was written is told in the log
// and is none.
func (a archive) backups(ctx context.Context) (all []Manifest, err error) {
	items, err := a.list(ctx, "base")
	for _, i := range items {
		if !strings.HasSuffix(i.Key, "/manifest") {
			continue
		}
		m, err := a.manifest(ctx, strings.Split(i.Key, "/")[1])
		if err != nil {
			slog.ErrorContext(ctx, "backup: a manifest can't be used", "error", err)
			continue
		}
		all = append(all, m)
	}
	return all, err
}

// manifest reads the manifest of a backup; of another server, or of another format, is none.
func (a archive) manifest(ctx context.Context, name string) (m Manifest, err error) {
	key := baseName(name, "manifest")
	if err := a.getJSON(ctx, key, &m); err != nil {
		return m, err
	}
	switch {
	case m.Format != format:
		return m, fmt.Errorf("%s has format %d and %w, which reads %d", key, m.Format, ErrVersion, format)
	case "s"+m.System != a.folder:
		return m, fmt.Errorf("%s %w (%s)", key, ErrForeign, m.System)
	case m.Name != name:
		return m, fmt.Errorf("%s %w: it is the backup %s", key, ErrDamaged, m.Name)
	}
	return m, nil
}
