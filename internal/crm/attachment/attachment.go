// Package attachment owns the files that people put beside contacts, companies and deals: what they are called, how large
// they are, what they hold. Whoever sees the record sees its files, and whoever may change it may add and remove them; it
// knows those records only by reference. The bytes are kept by kit/blob.
package attachment

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kinds are the records that can have files.
var Kinds = []string{"contact", "company", "deal", "object_record"}

const (
	// MaxBytes is the size of the largest file.
	MaxBytes = 25 << 20
	// MaxFiles is how many a record can have: as many as a list shows at once.
	MaxFiles = 200
	// Retention is how long a deleted file can be taken back; then its bytes are destroyed.
	Retention = 30 * 24 * time.Hour

	maxName = 200
	maxType = 100
	sniffed = 3072 // bytes, from the beginning, that tell what a file is
)

// Attachment is a file beside a record.
type Attachment struct {
	ID        uuid.UUID
	Kind      string // with RecordID the record it belongs to
	RecordID  uuid.UUID
	Name      string     // as people see and save it
	MediaType string     // by what the file holds, not by what was said of it
	Size      int64      // bytes
	SHA256    string     `gorm:"column:sha256"` // in hexadecimal
	CreatedBy *uuid.UUID // who added it; nil when no person did
	CreatedAt time.Time
	DeletedAt deletedAt
}

// About is the record that the file belongs to.
func (a Attachment) About() record.Ref { return record.Ref{Kind: a.Kind, ID: a.RecordID} }

// harmless are the types that a file is handed out as; all others are just bytes.
var harmless = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true}

// ServedType is the media type that the file is handed out as; empty for bytes that nothing should be made of.
func (a Attachment) ServedType() string {
	if harmless[a.MediaType] {
		return a.MediaType
	}
	return ""
}

// fileName makes of what a program calls a file a name without folders and without marks that turn letters round; it cuts
// what is too long and keeps the ending.
func fileName(said string) string {
	said = said[strings.LastIndexAny(said, `/\`)+1:]
	name := text.Line(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, said))
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	if letters := []rune(name); len(letters) > maxName {
		ending := []rune(name[strings.LastIndex(name, ".")+1:])
		if len(ending) > 10 {
			ending = nil
		}
		name = string(letters[:maxName-len(ending)-1]) + "." + string(ending)
	}
	return strings.TrimRight(name, ".")
}

// reading finds out what a file is while it is read.
type reading struct {
	io.Reader
	hash      hash.Hash
	mediaType string
}

func read(r io.Reader) (*reading, error) {
	b := bufio.NewReaderSize(r, sniffed)
	head, err := b.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	h := sha256.New()
	return &reading{io.TeeReader(b, h), h, kind[:min(len(kind), maxType)]}, nil
}

func (r *reading) sum() string { return hex.EncodeToString(r.hash.Sum(nil)) }

// Changed is published in the unit of work that added, removed or restored a file, which is a change of the record, or took a
// copy out.
type Changed struct {
	Action     string // added, removed, restored or downloaded
	Attachment Attachment
	RecordName string
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	e := event.Changed{Ref: c.Attachment.About(), Action: "file_" + c.Action, Name: c.RecordName}
	if file := map[string]string{"file": c.Attachment.Name}; c.Action == "removed" {
		e.Before = file
	} else {
		e.After = file
	}
	return e
}

// What can go wrong with a file.
var (
	ErrNotFound  = errs.New(errs.NotFound, "attachment.not_found", "There is no such file.")
	ErrEmpty     = errs.New(errs.Invalid, "attachment.empty", "There is nothing in this file.").On("file")
	ErrTooLarge  = errs.New(errs.TooLarge, "attachment.too_large", "A file has at most 25 MB.")
	ErrMany      = errs.New(errs.Conflict, "attachment.many", "There are 200 files here already. Delete one that is not needed.")
	ErrNoPicture = errs.New(errs.NotFound, "attachment.no_picture", "There is no small picture of this file.")
	ErrNoRoom    = errs.New(errs.Full, "attachment.no_room", "The server has no room left for files. Nothing was lost; tell who looks after it.")
	ErrLost      = errs.New(errs.Unavailable, "attachment.unavailable", "The file can't be read or stored at the moment. Try again later.")
)

// notFound is the answer about a record that is not there or not visible.
func notFound(r record.Ref) error {
	return errs.New(errs.NotFound, r.Kind+".not_found", "There is no such record.")
}
