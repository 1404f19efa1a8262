package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

const (
	incoming  = ".incoming" // of what is not complete; no key begins with a dot
	abandoned = 24 * time.Hour
)

// disk keeps files in a folder that nothing leads out of, not even a link inside it.
type disk struct{ root *os.Root }

func newDisk(dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("KITH_FILES: the folder can't be made: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("KITH_FILES: the folder can't be opened: %w", err)
	}
	d := &disk{root}
	return d, d.tidy()
}

// tidy removes what an interrupted program has left incomplete; what is younger may be another instance's work.
func (d *disk) tidy() error {
	if err := d.root.MkdirAll(incoming, 0o700); err != nil {
		return fmt.Errorf("KITH_FILES: the folder can't be written to: %w", err)
	}
	left, err := fs.ReadDir(d.root.FS(), incoming)
	for _, e := range left {
		if i, failed := e.Info(); failed == nil && clock.Since(i.ModTime()) > abandoned {
			err = errors.Join(err, ignoreMissing(d.root.Remove(path.Join(incoming, e.Name()))))
		}
	}
	return err
}

// Put implements Store: the bytes are on the disk before the name is.
func (d *disk) Put(_ context.Context, key string, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	name := path.Join(incoming, rand.Text())
	err := d.write(name, r, size)
	if err == nil {
		err = d.rename(name, key)
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(d.root.Remove(name)))
	}
	return d.sync(path.Dir(key))
}

func (d *disk) write(name string, r io.Reader, size int64) error {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, r, size)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// rename gives a complete file its name. It tries twice, for Delete may have taken away a folder that was just empty.
func (d *disk) rename(from, key string) (err error) {
	for range 2 {
		if err = d.root.MkdirAll(path.Dir(key), 0o700); err != nil && !errors.Is(err, fs.ErrExist) { // which is another's, at once
			return err
		}
		if err = d.root.Rename(from, key); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return err
}

func (d *disk) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return ignoreMissing(err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get implements Store.
func (d *disk) Get(_ context.Context, key string, from, n int64) (io.ReadCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, missing(err)
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if n < 0 {
		return f, nil
	}
	return section{io.LimitReader(f, n), f}, nil
}

// section is a part of a file.
type section struct {
	io.Reader
	io.Closer
}

// Stat implements Store.
func (d *disk) Stat(_ context.Context, key string) (Item, error) {
	if err := checkKey(key); err != nil {
		return Item{}, err
	}
	i, err := d.root.Stat(key)
	if err != nil {
		return Item{}, missing(err)
	}
	return Item{key, i.Size(), i.ModTime()}, nil
}

// Delete implements Store. A folder that is empty then goes too.
func (d *disk) Delete(_ context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := ignoreMissing(d.root.Remove(key)); err != nil {
		return err
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if d.root.Remove(dir) != nil {
			break // others are in it
		}
	}
	return nil
}

// List implements Store.
func (d *disk) List(ctx context.Context, folder string, f func(Item) error) error {
	if err := checkFolder(folder); err != nil {
		return err
	}
	return fs.WalkDir(d.root.FS(), folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return ignoreMissing(err)
		}
		if !e.Type().IsRegular() {
			return ctx.Err()
		}
		i, err := e.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		return f(Item{name, i.Size(), i.ModTime()})
	})
}

// All calls f for every file of a store that is a folder, for those who keep a copy of all of it. No domain has a use for it.
func All(ctx context.Context, s Store, f func(Item) error) error {
	d, ok := s.(*disk)
	if !ok {
		return errors.New("blob: the files are not in a folder")
	}
	return fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return ignoreMissing(err)
		case name == incoming:
			return fs.SkipDir
		case !e.Type().IsRegular() || checkKey(name) != nil:
			return ctx.Err()
		}
		i, err := e.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		return f(Item{name, i.Size(), i.ModTime()})
	})
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
