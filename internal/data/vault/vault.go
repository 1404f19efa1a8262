// Package vault owns the archives that a company keeps here: making them now or by a schedule, the certificate of each, to
// whose key they are sealed, to which bucket of the company's own they are sent, and which are thrown away. What an archive is,
// and how it is proved, data/archive knows.
package vault

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names archives in permissions and in the audit trail.
const Kind = "archive"

// How often one is made.
const (
	Off     = "off"
	Daily   = "daily"
	Weekly  = "weekly"
	Monthly = "monthly"
)

// What is being done while one is made.
const (
	Packing = "packing"
	Proving = "proving"
	Storing = "storing"
)

const (
	most    = 30               // that are kept
	lost    = 40 * time.Minute // after which one in the making is given up: longer than a job may take
	aDay    = 24 * time.Hour
	again   = time.Hour     // after which a schedule tries again what failed
	atNight = 2 * time.Hour // after midnight, by the company's clock

)

// Vault is all that there is of a company's archives.
type Vault struct {
	One         bool `gorm:"primaryKey"`
	Every       string
	Keep        int        // the last so many
	NextAt      *time.Time // nil without a schedule
	Recipient   string     // the public key to which archives are sealed; empty for none
	Bucket      Bucket
	Secret      []byte // of the bucket, sealed
	MakingID    *uuid.UUID
	MakingBy    *uuid.UUID // nil for the schedule
	MakingSince *time.Time
	Phase       string
	Problem     string // why the last could not be made; empty when it could
	Made        jsonb.List[Archive]
	Version     int
	UpdatedAt   *time.Time
}

// TableName implements gorm's Tabler.
func (Vault) TableName() string { return "vault" }

// Bucket is where archives are sent.
type Bucket struct {
	Endpoint string `json:"endpoint"`
	Bucket   string `json:"bucket"`
	Prefix   string `json:"prefix"`
	Region   string `json:"region"`
	Key      string `json:"key"`
}

// Archive is one that was made and proved, with its certificate.
type Archive struct {
	ID        uuid.UUID  `json:"id"`
	At        time.Time  `json:"at"` // what was committed then is in it
	By        *uuid.UUID `json:"by"` // nil for the schedule
	Bytes     int64      `json:"bytes"`
	SHA256    string     `json:"sha256"` // of the file as it is fetched
	Rows      int64      `json:"rows"`
	Parts     int        `json:"parts"`
	Content   string     `json:"content"` // the sum of all that is in it
	Key       string     `json:"key"`     // that signed it
	ProvedAt  time.Time  `json:"provedAt"`
	TookMS    int64      `json:"tookMs"` // a restore
	Recipient string     `json:"recipient"`
	SentAt    *time.Time `json:"sentAt"`
	SendWhy   string     `json:"sendWhy"`          // why it could not be sent yet
	ToldAt    *time.Time `json:"toldAt,omitempty"` // when people were told so
}

// name is how the file is called where it is saved.
func (a Archive) name(slug string) string {
	n := slug + "-" + a.At.UTC().Format("2006-01-02-1504") + ".kith.zip"
	if a.Recipient != "" {
		n += ".age"
	}
	return n
}

// What can go wrong.
var (
	ErrNotFound  = errs.New(errs.NotFound, "archive.not_found", "There is no such archive.")
	ErrBusy      = errs.New(errs.Conflict, "archive.busy", "An archive is being made already.")
	ErrStale     = errs.New(errs.Conflict, "archive.stale", "Someone else changed this meanwhile.")
	ErrKeep      = errs.New(errs.Invalid, "archive.keep", "Between 1 and 30 archives can be kept.").On("keep")
	ErrRecipient = errs.New(errs.Invalid, "archive.recipient", "This is not a public key of age: it begins with age1.").On("recipient")
	ErrEndpoint  = errs.New(errs.Invalid, "archive.endpoint", "Give the address of the server, as in s3.example.com.").On("endpoint")
	ErrBucket    = errs.New(errs.Invalid, "archive.bucket", "A bucket has 3 to 63 small letters, digits, dots and hyphens.").On("bucket")
	ErrPrefix    = errs.New(errs.Invalid, "archive.prefix", "Give up to 100 letters, digits, dots, hyphens and slashes.").On("prefix")
	ErrKey       = errs.New(errs.Invalid, "archive.key", "Give the key of an account that may write there.").On("key")
	ErrSecret    = errs.New(errs.Invalid, "archive.secret", "Give the secret of that key.").On("secret")
	ErrNoBucket  = errs.New(errs.Invalid, "archive.no_bucket", "There is no bucket to send archives to.")
	ErrLost      = errs.New(errs.Unavailable, "archive.lost", "The file can't be read at the moment. Try again later.")
)

// Draft is what a caller may set of the schedule and the sealing.
type Draft struct {
	Every     string
	Keep      int
	Recipient string
}

// apply sets the drafted fields and checks them. A schedule that begins, or becomes another, has its next time anew.
func (v *Vault) apply(d Draft, now time.Time, zone *time.Location, spread time.Duration) error {
	if d.Keep < 1 || d.Keep > most {
		return ErrKeep
	}
	d.Recipient = strings.TrimSpace(d.Recipient)
	if d.Recipient != "" {
		if err := archive.CheckRecipient(d.Recipient); err != nil {
			return ErrRecipient.Because(err)
		}
	}
	if d.Every != v.Every {
		v.NextAt = next(d.Every, now, zone, spread)
	}
	v.Every, v.Keep, v.Recipient = d.Every, d.Keep, d.Recipient
	return nil
}

// next is when the next one is due: in the night by the company's clock, on Mondays, on the first of a month.
func next(every string, now time.Time, zone *time.Location, spread time.Duration) *time.Time {
	if every == Off {
		return nil
	}
	for days := 0; ; days++ {
		day := clock.Midnight(now, zone, days)
		at := day.Add(atNight + spread)
		local := day.In(zone)
		fits := every == Daily || every == Weekly && local.Weekday() == time.Monday || every == Monthly && local.Day() == 1
		if fits && at.After(now) {
			return &at
		}
	}
}

// making tells whether one is being made: what was begun so long ago that it can't be still is not.
func (v Vault) making(now time.Time) bool {
	return v.MakingID != nil && v.MakingSince != nil && now.Sub(*v.MakingSince) < lost
}

// find returns an archive by its id.
func (v Vault) find(id uuid.UUID) (Archive, bool) {
	for _, a := range v.Made {
		if a.ID == id {
			return a, true
		}
	}
	return Archive{}, false
}

// tell tells whether people are to be told now that an archive could not be sent: once a day, whichever it is.
func (v Vault) tell(now time.Time) bool {
	for _, a := range v.Made {
		if a.ToldAt != nil && now.Sub(*a.ToldAt) < aDay {
			return false
		}
	}
	return true
}

// unsent is when people were last told of an archive that is not sent yet; nil when all are.
func (v Vault) unsent() (at *time.Time) {
	for _, a := range v.Made {
		if a.SentAt == nil && a.SendWhy != "" && a.ToldAt != nil && (at == nil || a.ToldAt.After(*at)) {
			at = a.ToldAt
		}
	}
	return at
}

// rotate drops the oldest beyond those that are kept and returns their ids.
func (v *Vault) rotate() (gone []uuid.UUID) {
	for len(v.Made) > v.Keep {
		gone = append(gone, v.Made[len(v.Made)-1].ID)
		v.Made = v.Made[:len(v.Made)-1]
	}
	return gone
}

// Happened is published when an archive was made, fetched, deleted, sent or could not be made.
type Happened struct {
	Action  string // created, downloaded, deleted, sent, failed
	ID      uuid.UUID
	Archive *Archive
}

type facts struct {
	At     time.Time
	Rows   int64
	SHA256 string
}

// Change implements event.Change.
func (e Happened) Change() event.Changed {
	c := event.Changed{Ref: record.Ref{Kind: Kind, ID: e.ID}, Action: e.Action}
	if e.Archive != nil && e.Action == "created" {
		c.After = facts{e.Archive.At.UTC(), e.Archive.Rows, e.Archive.SHA256}
	}
	return c
}

// Set is published when the schedule, the sealing or the bucket was changed.
type Set struct {
	ID            uuid.UUID // of the company
	Before, After Vault
}

type settings struct {
	Every     string
	Keep      int
	Recipient string
	Bucket    string
}

func settingsOf(v Vault) settings {
	s := settings{v.Every, v.Keep, v.Recipient, ""}
	if v.Bucket.Endpoint != "" {
		s.Bucket = v.Bucket.Endpoint + "/" + v.Bucket.Bucket
	}
	return s
}

// Change implements event.Change.
func (e Set) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.ID}, Action: "updated", Before: settingsOf(e.Before), After: settingsOf(e.After)}
}
