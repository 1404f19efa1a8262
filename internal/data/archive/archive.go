// Package archive makes of everything that a company has in Kith one file that anybody can read, proves that the file can
// be restored, and restores it. It knows tables by the catalog and not what is in them, so that a new one is in the archive
// without another line here.
//
// The file is a zip of
//
//	tables/NAME.jsonl   the rows of a table, a JSON object in each line, by their keys
//	people.jsonl        who works or worked there, without what they log in with
//	files/ID            what people attached; names and records are in tables/attachment.jsonl
//	viewer.html         a page that shows people, companies, deals and timelines from the disk
//	viewer/data/NAME.js what it shows
//	README.txt          this, for people
//	manifest.json       what is in the file: rows, bytes and SHA-256 of every part
//	manifest.sig        the Ed25519 signature of manifest.json
package archive

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
)

const (
	format = "kith-archive"
	// Version is that of the format, not of the tables in it. Those of version 1 had no viewer.
	Version = 2
)

// Manifest says what is in an archive.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Schema  int       `json:"schema"` // version of the tables
	Company Company   `json:"company"`
	TakenAt time.Time `json:"takenAt"` // what was committed then is in it
	Parts   []Part    `json:"parts"`   // in the order in which they are in the file
	Key     string    `json:"key"`     // that signed, in hexadecimal
}

// Company is what is not in its tables.
type Company struct {
	ID       uuid.UUID `json:"id"`
	Name     string    `json:"name"`
	Slug     string    `json:"slug"`
	Language string    `json:"language"`
	Currency string    `json:"currency"`
	Timezone string    `json:"timezone"`
}

// Part is one file in the archive.
type Part struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`  // lines; 0 for what has none
	Bytes  int64  `json:"bytes"` // unpacked
	SHA256 string `json:"sha256"`
}

// Person is somebody who works or worked in the company.
type Person struct {
	ID        uuid.UUID  `json:"id"`
	Email     string     `json:"email"`
	Name      string     `json:"name"`
	Role      string     `json:"role"`
	State     string     `json:"state"`
	EndsOn    member.Day `json:"endsOn,omitempty"` // the last day
	CreatedAt time.Time  `json:"createdAt"`
}

// What can be wrong with a file.
var (
	ErrFormat    = errors.New("this is no archive of Kith, or it was cut off")
	ErrNewer     = errors.New("this archive is of a newer version of Kith")
	ErrSignature = errors.New("the signature does not fit: the list of what is in the archive was changed")
	ErrDamaged   = errors.New("the archive is damaged")
)

// damaged names the part at fault.
func damaged(part, why string) error { return fmt.Errorf("%w: %s %s", ErrDamaged, part, why) }

// Fingerprint is the key that signed, for people to compare.
func (m Manifest) Fingerprint() string {
	if len(m.Key) < 16 {
		return m.Key
	}
	return m.Key[:16]
}

// Find returns a part by its name.
func (m Manifest) Find(name string) (Part, bool) {
	for _, p := range m.Parts {
		if p.Name == name {
			return p, true
		}
	}
	return Part{}, false
}

// Rows counts those of all tables.
func (m Manifest) Rows() (n int64) {
	for _, p := range m.Parts {
		n += p.Rows
	}
	return n
}

// Content is one sum of all that the company had: of what its tables, people and files are, whatever else is in the archive.
func (m Manifest) Content() string {
	h := sha256.New()
	for _, p := range m.Parts {
		if !strings.HasPrefix(p.Name, "viewer") {
			fmt.Fprintf(h, "%s %s\n", p.SHA256, p.Name)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// check refuses what no version of this program has made.
func (m Manifest) check() error {
	switch {
	case m.Format != format:
		return ErrFormat
	case m.Version > Version:
		return ErrNewer
	}
	return nil
}

func (m Manifest) public() (ed25519.PublicKey, error) {
	raw, err := hex.DecodeString(m.Key)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, ErrSignature
	}
	return raw, nil
}
