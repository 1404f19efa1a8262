// Package backup keeps a whole database server, and the files beside it, in a second place: a copy of everything each night,
// and in between all that changes, within a minute. From both it makes the server again as it was at a moment. It knows no
// tables; a company alone is the business of archives.
package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/kith-crm/kith/internal/kit/blob"
)

// What can go wrong. What is wrong with a file is said with its name.
var (
	ErrOff       = errors.New("KITH_BACKUPS is not set: give a folder on another disk, or a bucket, for the backups")
	ErrRunning   = errors.New("another backup of this server is being made")
	ErrNone      = errors.New("there is no whole backup of this server")
	ErrUnknown   = errors.New("there is no backup of that name")
	ErrDamaged   = errors.New("is not what was written")
	ErrMissing   = errors.New("is missing")
	ErrGap       = errors.New("the write-ahead log has a gap")
	ErrForeign   = errors.New("is of another database server")
	ErrVersion   = errors.New("does not fit this program")
	ErrNotEmpty  = errors.New("the target is not empty")
	ErrTooLate   = errors.New("the backups do not reach that moment")
	ErrTooEarly  = errors.New("no backup is old enough for that moment")
	errTablespan = errors.New("the server has tablespaces of its own, which a backup does not hold: move their tables to the default one")
)

// format is the version of what is written; a reader takes its own only.
const format = 1

// Manifest says what is in a backup. It is written last: without it there is no backup.
type Manifest struct {
	Format      int       `json:"format"`
	Name        string    `json:"name"`
	Program     string    `json:"program"`    // version of Kith
	PostgreSQL  string    `json:"postgresql"` // version of the server
	Major       int       `json:"major"`
	System      string    `json:"system"` // the server's own number
	Timeline    uint32    `json:"timeline"`
	SegmentSize uint64    `json:"segmentSize"`
	Start       LSN       `json:"start"` // recovery begins here
	Stop        LSN       `json:"stop"`  // and has to come at least here
	StartedAt   time.Time `json:"startedAt"`
	At          time.Time `json:"at"`    // the moment that it restores without any further log
	Bytes       int64     `json:"bytes"` // of the database, as it lies on the disk
	Parts       []Part    `json:"parts"` // the database, one stream in order
	Sums        Part      `json:"sums"`  // what PostgreSQL says of each of its files
	FileList    Part      `json:"fileList"`
	Files       int       `json:"files"`
	FileBytes   int64     `json:"fileBytes"`
	// FilesIn says where people's files are when they are not in the backup.
	FilesIn string `json:"filesIn,omitempty"`
}

// Part is one object of a backup.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Stored is how many bytes a backup takes in its place, without people's files, which all backups share.
func (m Manifest) Stored() (n int64) {
	for _, p := range append(m.Parts, m.Sums, m.FileList) {
		n += p.Size
	}
	return n
}

// Reached is how far the write-ahead log is in the backup place.
type Reached struct {
	Timeline uint32    `json:"timeline"`
	From     LSN       `json:"from"` // the log is without a gap since then
	To       LSN       `json:"to"`
	At       time.Time `json:"at"` // everything that was committed before is in it
}

// LSN is a position in the write-ahead log.
type LSN uint64

// String implements fmt.Stringer, as PostgreSQL writes it.
func (l LSN) String() string { return fmt.Sprintf("%X/%X", uint32(l>>32), uint32(l)) } //nolint:gosec // the halves are meant

// ParseLSN reads what PostgreSQL writes.
func ParseLSN(s string) (LSN, error) {
	var high, low uint32
	if _, err := fmt.Sscanf(s, "%X/%X", &high, &low); err != nil {
		return 0, fmt.Errorf("%q is no position in the log: %w", s, err)
	}
	return LSN(high)<<32 | LSN(low), nil
}

// MarshalJSON implements json.Marshaler.
func (l LSN) MarshalJSON() ([]byte, error) { return json.Marshal(l.String()) }

// UnmarshalJSON implements json.Unmarshaler.
func (l *LSN) UnmarshalJSON(b []byte) error {
	var s string
	err := json.Unmarshal(b, &s)
	if err == nil {
		*l, err = ParseLSN(s)
	}
	return err
}

// Settings say what is kept, and where.
type Settings struct {
	Place         string // a folder or a bucket; empty for no backups
	URL           string // of the server, as a role that may replicate
	Files         string // where people's files are, as KITH_FILES says
	Version       string // of this program
	Daily, Weekly int    // how many backups are kept
	Hour          int    // of the night's backup, in UTC
	// Every is how often the log is brought to the place; a minute when it is zero.
	Every time.Duration
}

// Service makes backups, looks after them and restores them.
type Service struct {
	Settings
	place blob.Store // nil: no backups
	live  blob.Store // people's files; nil when they are not on a disk
	part  int        // how large the parts of the database's stream are
	last  atomic.Pointer[Status]
}

// NewService returns a service; it connects to nothing.
func NewService(s Settings) (*Service, error) {
	if s.Every == 0 {
		s.Every = time.Minute
	}
	b := &Service{Settings: s, part: partSize}
	if s.Place == "" {
		return b, nil
	}
	var err error
	if b.place, err = blob.Open(s.Place); err != nil {
		return nil, fmt.Errorf("KITH_BACKUPS, which is set as %w", err)
	}
	if !blob.IsBucket(s.Files) {
		b.live, err = blob.Open(s.Files)
	}
	return b, err
}

// On tells whether backups are made.
func (s *Service) On() bool { return s.place != nil }

// archive is the place of one server's backups.
func (s *Service) archive(system string) archive { return archive{s.place, "s" + system} }
