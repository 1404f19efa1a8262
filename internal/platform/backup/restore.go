package backup

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

// Target says what is restored, and where to.
type Target struct {
	Folder string    // it must be empty or not there; it gets postgres (the database) and files
	System string    // the number of the server; not needed when there are backups of one only
	Name   string    // of the backup; the newest that fits when it is empty
	At     time.Time // the moment to restore; zero for the latest there is
	// Scratch is for a server that is only looked at: it need not survive a power cut, and is there sooner.
	Scratch bool
}

// Restored is a server that was made of a backup. It runs until Close.
type Restored struct {
	Report
	Server *pgserver.Server
	Files  string // the folder with people's files; empty when they are not in the backup
	// Last is when the last change was made that is in it; nil when there was none since the backup.
	Last *time.Time
	Took time.Duration
}

// Restore makes a server of a backup and the log that goes on from it. Everything is checked before the first byte is written.
func (s *Service) Restore(ctx context.Context, t Target) (*Restored, error) {
	began := clock.Now()
	a, err := s.find(ctx, t.System)
	if err != nil {
		return nil, err
	}
	r := &Restored{}
	if r.Report, err = a.check(ctx, t); err != nil {
		return nil, err
	}
	p := placing{archive: a, report: r.Report, target: t, home: filepath.Join(t.Folder, "postgres")}
	if err := p.place(ctx); err != nil {
		return nil, fmt.Errorf("%w\nThe target is not complete: remove it before the next try", err)
	}
	if r.Manifest.FilesIn == "" {
		r.Files = p.files()
	}
	if r.Server, err = p.recover(ctx); err != nil {
		return nil, err
	}
	if err := r.ask(ctx); err != nil {
		return nil, errors.Join(err, r.Close(ctx))
	}
	r.Took = clock.Since(began)
	return r, p.tidy()
}

// Close stops the server; what was restored stays.
func (r *Restored) Close(ctx context.Context) error { return r.Server.Stop(ctx) }

func (r *Restored) ask(ctx context.Context) error {
	src, err := connect(ctx, r.Server.URL("postgres"))
	if err != nil {
		return err
	}
	defer src.close()
	last, recovering, err := src.replayed(ctx)
	if err == nil && recovering {
		err = errors.New("the restored server has not come to the end of its recovery")
	}
	r.Last = last
	return err
}

// check refuses what can't be restored.
func (a archive) check(ctx context.Context, t Target) (r Report, err error) {
	left, err := os.ReadDir(t.Folder)
	switch {
	case t.Folder == "":
		return r, errors.New("a folder to restore to is needed")
	case len(left) > 0:
		return r, fmt.Errorf("%s: %w", t.Folder, ErrNotEmpty)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return r, err
	}
	m, err := a.choose(ctx, t.Name, t.At)
	if err != nil {
		return r, err
	}
	if err := pgserver.Supports(ctx, t.Folder, m.Major); err != nil {
		return r, fmt.Errorf("the backup %s %w: %w", m.Name, ErrVersion, err)
	}
	if r, err = a.verify(ctx, m); err != nil {
		return r, fmt.Errorf("nothing was restored:\n%w", err)
	}
	if !t.At.IsZero() && t.At.After(r.At) {
		return r, fmt.Errorf("%w: they reach %s", ErrTooLate, r.At.Format(time.RFC3339Nano))
	}
	if !t.At.IsZero() && t.At.Before(m.At) {
		return r, fmt.Errorf("%w: %s is of %s", ErrTooEarly, m.Name, m.At.Format(time.RFC3339Nano))
	}
	return r, nil
}

// placing lays a backup out on this machine.
type placing struct {
	archive archive
	report  Report
	target  Target
	home    string // of the database
}

func (p placing) data() string  { return filepath.Join(p.home, "data") }
func (p placing) log() string   { return filepath.Join(p.home, "wal") }
func (p placing) files() string { return filepath.Join(p.target.Folder, "files") }

// The settings of recovery: the server's own may name what is not on this machine.
const (
	ownSettings = "restore.conf"
	ownRights   = "restore-hba.conf"
	trust       = "local all all trust\nlocal replication all trust\n"
)

func (p placing) place(ctx context.Context) error {
	if err := errors.Join(os.MkdirAll(p.target.Folder, 0o711), os.MkdirAll(p.log(), 0o700)); err != nil { //nolint:gosec // the database's account must pass through
		return err
	}
	for _, step := range []func(context.Context) error{p.placeBase, p.placeLog, p.placeFiles, p.placeSettings} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return pgserver.Adopt(p.home)
}

func (p placing) placeBase(ctx context.Context) error {
	if err := os.Mkdir(p.data(), 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(p.data())
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing is lost with it
	return p.archive.each(ctx, p.report.Manifest, func(h *tar.Header, r io.Reader) error {
		switch h.Typeflag {
		case tar.TypeDir:
			return root.MkdirAll(strings.TrimSuffix(h.Name, "/"), 0o700)
		case tar.TypeReg:
			return writeFile(root, h.Name, r)
		}
		return fmt.Errorf("%s is neither a file nor a folder", h.Name)
	})
}

func writeFile(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// placeLog lays out the segments under PostgreSQL's names, the last one filled up. That there were other timelines is told too,
// so that the restored server does not take the number of one of them.
func (p placing) placeLog(ctx context.Context) error {
	m := p.report.Manifest
	_, err := p.archive.log(ctx, m, func(name string, data []byte) error {
		whole := make([]byte, m.SegmentSize)
		copy(whole, data)
		return os.WriteFile(filepath.Join(p.log(), strings.ToUpper(name)), whole, 0o600)
	})
	for n := m.Timeline + 1; err == nil; n++ {
		mark, failed := p.archive.reached(ctx, n)
		if failed != nil || mark.To == 0 {
			return failed
		}
		err = os.WriteFile(filepath.Join(p.log(), fmt.Sprintf("%08X.history", n)), []byte("1\t0/1\tanother timeline\n"), 0o600)
	}
	return err
}

func (p placing) placeFiles(ctx context.Context) error {
	if p.report.Manifest.FilesIn != "" {
		return nil
	}
	store, err := blob.Open(p.files())
	if err != nil {
		return err
	}
	all, err := p.archive.filesSince(ctx, p.report.Manifest)
	if err != nil {
		return err
	}
	for _, f := range all.files {
		if err := p.placeFile(ctx, store, f); err != nil {
			return err
		}
	}
	return nil
}

func (p placing) placeFile(ctx context.Context, store blob.Store, f copied) error {
	r, err := p.archive.store.Get(ctx, p.archive.key(fileName(f.SHA256)), 0, -1)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	return store.Put(ctx, f.Key, r, f.Size)
}

// placeSettings writes what recovery needs, and what a server whose settings are elsewhere lacks.
func (p placing) placeSettings(context.Context) error {
	write := func(name, text string) error { return os.WriteFile(filepath.Join(p.home, name), []byte(text), 0o600) }
	err := errors.Join(write(ownSettings, ""), write(ownRights, trust), write("data/recovery.signal", ""))
	for name, text := range map[string]string{"postgresql.conf": "", "pg_hba.conf": trust} {
		if _, missing := os.Stat(filepath.Join(p.data(), name)); errors.Is(missing, fs.ErrNotExist) {
			err = errors.Join(err, write(filepath.Join("data", name), text))
		}
	}
	return err
}

const (
	patience   = 24 * time.Hour // replaying a day of log can take long
	tooShort   = "recovery ended before configured recovery target was reached"
	targetForm = "2006-01-02 15:04:05.999999-07:00"
)

// recover starts the server, which replays the log and then takes writes.
func (p placing) recover(ctx context.Context) (*pgserver.Server, error) {
	o := pgserver.Options{Dir: p.home, Fsync: !p.target.Scratch, Patience: patience, Extra: map[string]string{
		"config_file": filepath.Join(p.home, ownSettings), "hba_file": filepath.Join(p.home, ownRights),
		"restore_command": `cp "../wal/%f" "%p"`, "recovery_target_timeline": "current", "recovery_target_action": "promote",
		"hot_standby": "off", "ssl": "off", "archive_mode": "off"}}
	if !p.target.At.IsZero() {
		o.Extra["recovery_target_time"] = p.target.At.UTC().Format(targetForm)
	}
	server, err := pgserver.Start(ctx, o)
	if err != nil && strings.Contains(err.Error(), tooShort) { // nothing happened between the last change and the moment
		delete(o.Extra, "recovery_target_time")
		server, err = pgserver.Start(ctx, o)
	}
	return server, err
}

// tidy removes what only recovery needed, while the server runs.
func (p placing) tidy() error {
	return errors.Join(os.RemoveAll(p.log()), os.Remove(filepath.Join(p.home, ownSettings)), os.Remove(filepath.Join(p.home, ownRights)))
}
