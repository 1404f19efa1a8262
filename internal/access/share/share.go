// Package share opens single records to a person or a team: the assignment of work to freelancers, and sharing among
// colleagues. What a share gives is decided by the scope of the person's role (kit/db).
package share

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names shares in permissions.
const Kind = "share"

// Share opens one record to one person or team, until EndsAt when there is one.
type Share struct {
	ID          uuid.UUID
	Kind        string
	RecordID    uuid.UUID
	SubjectID   uuid.UUID
	SubjectType string // user or team
	EndsAt      *time.Time
	CreatedBy   *uuid.UUID
	CreatedAt   time.Time
}

// Changed is published when a record was opened to somebody, or closed again.
type Changed struct {
	Action string // shared or unshared
	Share  Share
	Name   string // the record's
	To     string // the person's or the team's name
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	e := event.Changed{Ref: record.Ref{Kind: c.Share.Kind, ID: c.Share.RecordID}, Action: c.Action, Name: c.Name}
	if to := map[string]string{"with": c.To}; c.Action == "shared" {
		e.After = to
	} else {
		e.Before = to
	}
	return e
}

// Titles are the columns in which the kinds that can be shared have their names.
var Titles = map[string]string{"contact": "name", "company": "name", "deal": "name", "task": "title"}

// What can go wrong with a share.
var (
	ErrNotFound = errs.New(errs.NotFound, "share.not_found", "This is not shared.")
	ErrRecord   = errs.New(errs.NotFound, "record.not_found", "There is no such record.")
	ErrSubject  = errs.New(errs.Invalid, "share.subject", "Choose one person or one team that works here.").On("userId")
	ErrPast     = errs.New(errs.Invalid, "share.past", "The end is in the past.").On("endsOn")
)
