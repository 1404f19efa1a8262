// Package overflow owns the leads that came in when the plan had no room for them, or while the company could only read:
// they wait here and are taken in later. What a lead becomes is crm/contact's business, and how much fits platform/limit's.
package overflow

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names waiting leads in the audit trail.
const Kind = "overflow"

// Lead is somebody who waits. Source is where they came from, Error the code of why they could not be taken in, empty
// when only room is missing.
type Lead struct {
	ID         uuid.UUID
	Source     string
	Row        contact.Row
	Error      string
	ReceivedAt time.Time
}

// Name is how people recognise a lead.
func (l Lead) Name() string {
	r := l.Row
	switch {
	case r.FirstName != "" && r.LastName != "":
		return r.FirstName + " " + r.LastName
	case r.FirstName+r.LastName != "":
		return r.FirstName + r.LastName
	case r.Email != "":
		return r.Email
	}
	return r.Phone
}

// Discarded is published when somebody has thrown a lead away.
type Discarded struct{ Lead Lead }

// Change implements event.Change.
func (e Discarded) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Lead.ID}, Action: "deleted", Name: e.Lead.Name(), Before: e.Lead.Row}
}

// Received is what became of leads that came in.
type Received struct{ Taken, Waiting, Refused int }

// What can go wrong with waiting leads.
var (
	ErrNotFound = errs.New(errs.NotFound, "overflow.not_found", "There is no such lead.")
	ErrFull     = errs.New(errs.Unavailable, "overflow.full", "Too many leads wait already.")
)
