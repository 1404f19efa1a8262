// Package privacy gives people the rights that they have over what a company knows of them: all of it as a file, and to be
// forgotten. It knows by one list which columns of which tables tell something of people (inventory.go), and not what the
// domains make of them, so that nothing can be left out of either.
package privacy

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Kind names these rights in permissions.
const Kind = "privacy"

// What can be asked for.
const (
	Report = "report" // all that is known, as a file
	Erase  = "erase"  // to be forgotten
)

// States of a request.
const (
	Waiting = "waiting"
	Done    = "done"
	Failed  = "failed"
)

// Keep is how long a report can be downloaded.
const Keep = 7 * 24 * time.Hour

// Request is what somebody asked for about a person.
type Request struct {
	ID         uuid.UUID
	Act, State string
	ContactID  uuid.UUID
	Name       string     // of the person; empty once they are forgotten
	OwnerID    *uuid.UUID // who asked
	Items      int        // how many rows the report has, or went
	Size       int64      // of the report, in bytes; 0 when there is none, or none any more
	Version    int
	CreatedAt  time.Time
	UpdatedAt  time.Time
	FinishedAt *time.Time
}

// TableName implements gorm's Tabler.
func (Request) TableName() string { return "privacy_request" }

// There tells whether a report can be downloaded.
func (r Request) There(now time.Time) bool {
	return r.Act == Report && r.State == Done && r.Size > 0 && r.FinishedAt != nil && now.Before(r.FinishedAt.Add(Keep))
}

// Acted is published in the unit of work in which something was asked for, or a report taken out.
type Acted struct {
	Action  string // erase_asked, report_asked or report_downloaded
	Request Request
}

// Change implements event.Change.
func (a Acted) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "contact", ID: a.Request.ContactID}, Action: a.Action, Name: a.Request.Name}
}

// What can go wrong.
var (
	ErrContact = errs.New(errs.NotFound, "contact.not_found", "There is no such contact.")
	ErrRequest = errs.New(errs.NotFound, "privacy.not_found", "There is no such request.")
	ErrConfirm = errs.New(errs.Invalid, "privacy.confirm", "Type the person's name as it is shown.").On("confirm")
	ErrGone    = errs.New(errs.Gone, "privacy.gone", "This file is not there any more. Ask for it again.")
	ErrBusy    = errs.New(errs.Conflict, "privacy.busy", "This person is being forgotten already.")
	ErrLost    = errs.New(errs.Unavailable, "privacy.unavailable", "The file can't be read at the moment. Try again later.")
)

// Tombstone is a mark of somebody who was forgotten.
type Tombstone struct {
	Mark, Kind string
	ErasedAt   time.Time
}

// TableName implements gorm's Tabler.
func (Tombstone) TableName() string { return "tombstone" }

// markOf is the mark of a record. Its id was made by chance, so that nobody can guess it from the hash, and a restore on a
// server with another secret knows it too.
func markOf(id uuid.UUID) string {
	sum := sha256.Sum256([]byte("kith tombstone " + id.String()))
	return hex.EncodeToString(sum[:])
}

// marks are those of a person: of their records, and of the ways to reach them, which could be guessed and are keyed.
func marks(keys secret.Keys, p person, now time.Time) (all []Tombstone) {
	for _, id := range p.ids {
		all = append(all, Tombstone{markOf(id), "id", now})
	}
	keyed := func(kind string, values []string) {
		for _, v := range values {
			all = append(all, Tombstone{hex.EncodeToString(keys.Sign("privacy/tombstone/"+kind, []byte(v))), kind, now})
		}
	}
	keyed("email", p.emails)
	keyed("phone", p.phones)
	return all
}
