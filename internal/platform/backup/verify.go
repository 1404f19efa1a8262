package backup

import (
	"archive/tar"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Report is what came of looking at a backup.
type Report struct {
	Manifest Manifest
	Follows  bool      // the log goes on from it
	To       LSN       // how far the log leads
	At       time.Time // and of which moment all is in it
	Rows     int       // files of the database
	Files    int       // of people, with those that came later
	Took     time.Duration
}

// Verify reads a backup, the log that goes on from it, and people's files, and names everything that is not what was written. The
// newest backup when the name is empty.
func (s *Service) Verify(ctx context.Context, system, name string) (r Report, err error) {
	a, err := s.find(ctx, system)
	if err != nil {
		return r, err
	}
	m, err := a.choose(ctx, name, time.Time{})
	if err != nil {
		return r, err
	}
	return a.verify(ctx, m)
}

func (a archive) verify(ctx context.Context, m Manifest) (r Report, err error) {
	began := clock.Now()
	r = Report{Manifest: m, At: m.At}
	mark, err := a.reached(ctx, m.Timeline)
	var wrong []error
	if err != nil {
		wrong = append(wrong, err)
	}
	if r.Follows = follows(mark, m); r.Follows {
		r.At = later(m.At, mark.At)
	}
	r.Rows, err = a.verifyBase(ctx, m)
	wrong = append(wrong, err)
	r.To, err = a.log(ctx, m, func(string, []byte) error { return ctx.Err() })
	wrong = append(wrong, err)
	r.Files, err = a.verifyFiles(ctx, m)
	wrong = append(wrong, err)
	r.Took = clock.Since(began)
	return r, errors.Join(wrong...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (a archive) verifyFiles(ctx context.Context, m Manifest) (int, error) {
	all, err := a.filesSince(ctx, m)
	wrong := []error{err}
	for _, f := range all.files {
		_, err := a.verifyFile(ctx, f)
		wrong = append(wrong, err)
	}
	return len(all.files), errors.Join(wrong...)
}

// verifyBase holds every file of the database against what PostgreSQL said of it. When a part is damaged, the others are still
// looked at.
func (a archive) verifyBase(ctx context.Context, m Manifest) (n int, err error) {
	sums, err := a.sums(ctx, m)
	if err != nil {
		return 0, errors.Join(err, a.verifyParts(ctx, m))
	}
	var wrong []error
	err = a.eachFile(ctx, m, func(h *tar.Header, r io.Reader) error {
		n++
		want, ok := sums[h.Name]
		delete(sums, h.Name)
		sum, err := sumOfStream(r)
		switch {
		case err != nil:
			return err
		case !ok && !strings.HasPrefix(h.Name, "pg_wal/"): // which are looked after by the recovery itself
			wrong = append(wrong, fmt.Errorf("%s: it is not known where the file %s comes from", m.Name, h.Name))
		case ok && (want.Size != h.Size || want.Sum != sum):
			wrong = append(wrong, fmt.Errorf("%s: the file %s %w", m.Name, h.Name, ErrDamaged))
		}
		return nil
	})
	if err != nil {
		return n, errors.Join(a.verifyParts(ctx, m), err)
	}
	for name := range sums {
		wrong = append(wrong, fmt.Errorf("%s: the file %s %w", m.Name, name, ErrMissing))
	}
	return n, errors.Join(wrong...)
}

func (a archive) verifyParts(ctx context.Context, m Manifest) error {
	var wrong []error
	for _, p := range m.Parts {
		_, err := a.part(ctx, p)
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

// fileSum is what PostgreSQL's manifest says of a file.
type fileSum struct {
	Size int64
	Sum  string
}

const mostSums = 1 << 30

// sums are the files that PostgreSQL says there are, by their names.
func (a archive) sums(ctx context.Context, m Manifest) (map[string]fileSum, error) {
	data, err := a.part(ctx, m.Sums)
	if err == nil {
		data, err = unsqueeze(data, mostSums)
	}
	if err != nil {
		return nil, err
	}
	var said struct {
		Files []struct {
			Path      string `json:"Path"`
			Encoded   string `json:"Encoded-Path"`
			Size      int64  `json:"Size"`
			Algorithm string `json:"Checksum-Algorithm"`
			Sum       string `json:"Checksum"`
		} `json:"Files"`
	}
	if err := json.Unmarshal(data, &said); err != nil {
		return nil, fmt.Errorf("%s %w: %w", m.Sums.Name, ErrDamaged, err)
	}
	all := map[string]fileSum{}
	for _, f := range said.Files {
		if f.Encoded != "" {
			name, err := hex.DecodeString(f.Encoded)
			if err != nil {
				return nil, fmt.Errorf("%s %w: %w", m.Sums.Name, ErrDamaged, err)
			}
			f.Path = string(name)
		}
		if f.Algorithm != "SHA256" {
			return nil, fmt.Errorf("%s has no SHA-256 of %s", m.Sums.Name, f.Path)
		}
		all[f.Path] = fileSum{f.Size, f.Sum}
	}
	return all, nil
}

// eachFile calls f for the regular files of the database.
func (a archive) eachFile(ctx context.Context, m Manifest, f func(*tar.Header, io.Reader) error) error {
	return a.each(ctx, m, func(h *tar.Header, r io.Reader) error {
		if h.Typeflag != tar.TypeReg {
			return nil
		}
		return f(h, r)
	})
}

// each calls f for everything in the stream of the database.
func (a archive) each(ctx context.Context, m Manifest, f func(*tar.Header, io.Reader) error) error {
	z, err := zstd.NewReader(&partReader{ctx: ctx, archive: a, parts: m.Parts}, zstd.WithDecoderConcurrency(2))
	if err != nil {
		return err
	}
	defer z.Close()
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(h, t); err != nil {
			return err
		}
	}
}

// partReader puts the parts together; a damaged one is an error with its name.
type partReader struct {
	ctx     context.Context
	archive archive
	parts   []Part
	data    []byte
}

// Read implements io.Reader.
func (p *partReader) Read(b []byte) (int, error) {
	for len(p.data) == 0 {
		if len(p.parts) == 0 {
			return 0, io.EOF
		}
		var err error
		if p.data, err = p.archive.part(p.ctx, p.parts[0]); err != nil {
			return 0, err
		}
		p.parts = p.parts[1:]
	}
	n := copy(b, p.data)
	p.data = p.data[n:]
	return n, nil
}

// find is the archive of a server; of the only one when its number is empty.
func (s *Service) find(ctx context.Context, system string) (a archive, err error) {
	if !s.On() {
		return a, ErrOff
	}
	all, err := s.Systems(ctx)
	switch {
	case err != nil:
		return a, err
	case len(all) == 0:
		return a, ErrNone
	case system == "" && len(all) > 1:
		return a, fmt.Errorf("there are backups of several servers, choose one with --system: %s", strings.Join(all, ", "))
	case system == "":
		system = all[0]
	case !slices.Contains(all, system):
		return a, ErrNone
	}
	return s.archive(system), nil
}

// choose is the backup of a name; without one, the newest, or the newest that is not younger than a moment.
func (a archive) choose(ctx context.Context, name string, at time.Time) (m Manifest, err error) {
	if name != "" {
		m, err = a.manifest(ctx, name)
		if errors.Is(err, ErrMissing) {
			err = fmt.Errorf("%s: %w", name, ErrUnknown)
		}
		return m, err
	}
	all, err := a.backups(ctx)
	if err == nil && len(all) == 0 {
		err = ErrNone
	}
	if err != nil {
		return m, err
	}
	for _, b := range slices.Backward(all) {
		if at.IsZero() || !b.At.After(at) {
			return b, nil
		}
	}
	return m, fmt.Errorf("%w: the oldest is of %s", ErrTooEarly, all[0].At.Format(time.RFC3339))
}
