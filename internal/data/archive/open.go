package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// partNames are all names that a part can have: nothing in an archive is ever written to a path of its own choice.
var partNames = regexp.MustCompile(`^(people\.jsonl|viewer\.html|viewer/data/(about|(contact|company|deal|object|trash)-[1-9][0-9]{0,6}|record-[0-9a-f]{1,4})\.js|tables/[a-z][a-z0-9_]{0,62}\.jsonl|files/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)

const (
	maxManifest = 64 << 20
	maxLine     = 64 << 20 // bytes of a row
	maxRatio    = 1100     // more than deflate can do: whoever promises more lies
)

// File is an archive whose manifest is signed and fits what is there. What the parts hold is not looked at before Check.
type File struct {
	Manifest
	parts map[string]*zip.File
}

// Open reads what is in an archive of size bytes: ErrFormat, ErrNewer, ErrSignature, ErrDamaged.
func Open(r io.ReaderAt, size int64) (*File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrFormat, err)
	}
	f := &File{parts: map[string]*zip.File{}}
	for _, e := range z.File {
		if !partNames.MatchString(e.Name) && !isWhole(e.Name) {
			return nil, damaged(fmt.Sprintf("%q", e.Name), "has no place in an archive")
		}
		if f.parts[e.Name] != nil {
			return nil, damaged(e.Name, "is there twice")
		}
		f.parts[e.Name] = e
	}
	if err := f.readManifest(); err != nil {
		return nil, err
	}
	return f, f.compare(size)
}

func (f *File) readManifest() error {
	text, err := f.small(manifestName, maxManifest)
	if err != nil {
		return err
	}
	signature, err := f.small(signatureName, ed25519.SignatureSize)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &f.Manifest); err != nil {
		return ErrFormat
	}
	if err := f.check(); err != nil {
		return err
	}
	key, err := f.public()
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, text, signature) {
		return ErrSignature
	}
	return nil
}

// small reads what stands beside the parts.
func (f *File) small(name string, most int64) ([]byte, error) {
	e := f.parts[name]
	if e == nil {
		return nil, fmt.Errorf("%w: it has no %s", ErrFormat, name)
	}
	r, err := e.Open()
	if err != nil {
		return nil, damaged(name, "can't be read")
	}
	defer r.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil || int64(len(text)) > most {
		return nil, damaged(name, "can't be read")
	}
	return text, nil
}

// compare holds what the manifest says against what is there.
func (f *File) compare(size int64) error {
	var bytes int64
	listed := map[string]bool{}
	for _, p := range f.Parts {
		e := f.parts[p.Name]
		switch {
		case !partNames.MatchString(p.Name) || listed[p.Name]:
			return damaged(fmt.Sprintf("%q", p.Name), "has no place in an archive")
		case e == nil:
			return damaged(p.Name, "is missing")
		case p.Bytes < 0 || p.Rows < 0 || e.UncompressedSize64 != uint64(p.Bytes):
			return damaged(p.Name, "has another size than it should")
		}
		listed[p.Name] = true
		bytes += p.Bytes
	}
	for name := range f.parts {
		if !listed[name] && !isWhole(name) {
			return damaged(name, "is not in the list of what is in the archive")
		}
	}
	if bytes/maxRatio > size {
		return damaged("what it holds", "can't be as much as it says")
	}
	return nil
}

// Check reads every part and compares it with the manifest: ErrDamaged with the name of the first that differs.
func (f *File) Check(ctx context.Context) error {
	for _, p := range f.Parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.read(p.Name, func(r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// read gives f the bytes of a part, and fails when they are not those of the manifest. It never reads more than those.
func (f *File) read(name string, do func(io.Reader) error) error {
	p, ok := f.Find(name)
	if !ok {
		return damaged(name, "is missing")
	}
	r, err := f.parts[name].Open()
	if err != nil {
		return damaged(name, "can't be read")
	}
	defer r.Close() //nolint:errcheck // it was read
	c := &counted{to: io.Discard, sum: sha256.New()}
	err = do(io.TeeReader(io.LimitReader(r, p.Bytes+1), c))
	switch {
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF), err != nil && strings.HasPrefix(err.Error(), "flate:"):
		return damaged(name, "was changed")
	case err != nil:
		return err
	case c.n != p.Bytes || hex.EncodeToString(c.sum.Sum(nil)) != p.SHA256:
		return damaged(name, "was changed")
	}
	return nil
}

// Bytes reads a part.
func (f *File) Bytes(name string) (b []byte, err error) {
	err = f.read(name, func(r io.Reader) (err error) {
		b, err = io.ReadAll(r)
		return err
	})
	return b, err
}

// rows gives f every line of a part.
func (f *File) rows(name string, do func(line []byte) error) error {
	return f.read(name, func(r io.Reader) error {
		s := bufio.NewScanner(r)
		s.Buffer(make([]byte, 64<<10), maxLine)
		for s.Scan() {
			if err := do(s.Bytes()); err != nil {
				return err
			}
		}
		return s.Err()
	})
}

// tables are the names of those in the archive, in its order.
func (f *File) tables() (names []string) {
	for _, p := range f.Parts {
		if name, ok := strings.CutPrefix(p.Name, tablesFolder); ok {
			names = append(names, strings.TrimSuffix(name, lines))
		}
	}
	return names
}
