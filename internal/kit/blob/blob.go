// Package blob keeps the bytes of files, in a folder or in an S3 bucket, under keys that say whose they are. It does not
// know what a file is called, who may read it or what it is about: a domain keeps that in its tables, and hands out no
// address of the storage, so that every download is decided anew.
package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/kith-crm/kith/internal/kit/id"
)

// Store is where files are. All its methods may be called at once, and none inside a unit of work.
type Store interface {
	// Put stores size bytes of r under a key; what was there is replaced, all at once or not at all. It fails when r has
	// fewer.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Get reads n bytes from an offset on, or to the end when n is negative or more than there is; ErrNotFound. The caller
	// closes the reader, before ctx ends.
	Get(ctx context.Context, key string, from, n int64) (io.ReadCloser, error)
	// Stat tells about a file without reading it; ErrNotFound.
	Stat(ctx context.Context, key string) (Item, error)
	// Delete destroys a file; it is no error when there is none.
	Delete(ctx context.Context, key string) error
	// List calls f for every file of a folder, in no particular order, until f fails. f may delete what it is given.
	List(ctx context.Context, folder string, f func(Item) error) error
}

// NoRoom tells whether a file could not be stored because the disk is full.
func NoRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// Item is a file as the storage knows it.
type Item struct {
	Key  string
	Size int64     // bytes
	At   time.Time // when it was stored
}

// What can go wrong with a file.
var (
	ErrNotFound = errors.New("blob: there is no such file")
	ErrKey      = errors.New("blob: a key is a folder and a name, in small letters, digits and hyphens, with a slash between them")
)

const part = `[a-z0-9][a-z0-9-]{0,63}`

var (
	keys    = regexp.MustCompile(`^` + part + `(/` + part + `){1,3}$`)
	folders = regexp.MustCompile(`^` + part + `(/` + part + `){0,2}$`)
)

func checkKey(key string) error {
	if !keys.MatchString(key) {
		return ErrKey
	}
	return nil
}

func checkFolder(folder string) error {
	if !folders.MatchString(folder) {
		return ErrKey
	}
	return nil
}

// Open opens what a setting names: a folder, which is made when it is not there, or an address as in
// s3://key:secret@host/bucket?region=eu-central-1. It connects to nothing.
func Open(setting string) (Store, error) {
	if strings.HasPrefix(setting, scheme) {
		a, err := parse(setting)
		if err != nil {
			return nil, err
		}
		return newBucket(a)
	}
	return newDisk(setting)
}

// IsBucket tells whether a setting names a bucket, not a folder.
func IsBucket(setting string) bool { return strings.HasPrefix(setting, scheme) }

// Check tells in a sentence what is wrong with a setting; it looks at nothing but the text.
func Check(setting string) error {
	switch {
	case setting == "":
		return errors.New("KITH_FILES is not set: give a folder, or a bucket such as s3://key:secret@s3.example.com/bucket?region=eu-central-1")
	case strings.HasPrefix(setting, scheme):
		_, err := parse(setting)
		return err
	case strings.Contains(setting, "://"):
		return errors.New("KITH_FILES is neither a folder nor an address that begins with s3://")
	}
	return nil
}

// Probe stores a file and destroys it again, to tell at the start what would fail later.
func Probe(ctx context.Context, s Store) error {
	key := "probe/" + id.New().String()
	err := s.Put(ctx, key, bytes.NewReader([]byte("probe")), 5)
	if err == nil {
		err = s.Delete(ctx, key)
	}
	if err != nil {
		return fmt.Errorf("KITH_FILES: nothing can be stored there: %w", err)
	}
	return nil
}

// DeleteAll destroys every file of a folder.
func DeleteAll(ctx context.Context, s Store, folder string) error {
	return s.List(ctx, folder, func(i Item) error { return s.Delete(ctx, i.Key) })
}
