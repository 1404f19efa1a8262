// Package daypass owns single days on which somebody works who is no member otherwise, because they left or never were one: the seat is taken when the day
// begins in the company's time zone, and free again at its end. It does not own memberships (member) nor seats
// (platform/licence).
package daypass

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// Kind names day passes in the audit trail; who may book them is a right to members.
const Kind = "day_pass"

// The states. booked and open can be withdrawn; the others are the end.
const (
	booked    = "booked"
	open      = "open"
	over      = "over"
	missed    = "missed" // no seat was free all day
	withdrawn = "withdrawn"
)

// seat is the kind of seat that a pass takes.
const seat = licence.Light

// ahead is how many days before a pass may be booked, and kept for how many days passes are shown.
const (
	ahead = 180
	kept  = 30
)

// Pass is one day of one person. Moments are those of the company's time zone.
type Pass struct {
	ID           uuid.UUID
	TenantID     int64
	MembershipID *uuid.UUID // nil for a guest
	Guest        `gorm:"embedded"`
	InvitationID *uuid.UUID // by which a guest comes in, from the beginning of the day on
	Day          member.Day
	StartsAt     time.Time
	EndsAt       time.Time
	State        string
	BookedBy     uuid.UUID
	FullToldAt   *time.Time // when whoever booked it was told that no seat is free
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Guest is somebody who never was a member of the company.
type Guest struct{ Email, Name, Role string }

// Draft is what whoever books a pass says: for which former member or, without one, for which guest.
type Draft struct {
	MemberID *uuid.UUID
	Guest
	Day member.Day
}

// TableName implements gorm's Tabler.
func (Pass) TableName() string { return "day_pass" }

// Listed is a pass with whose it is.
type Listed struct {
	Pass
	Who, As string // name and role
}

// What can go wrong with a day pass.
var (
	ErrNotFound = errs.New(errs.NotFound, "day_pass.not_found", "There is no such day pass.")
	ErrBooked   = errs.New(errs.Conflict, "day_pass.booked", "This person has a pass for this day already.").On("day")
	ErrMember   = errs.New(errs.Conflict, "day_pass.member", "This person is a member on this day anyway.").On("day")
	ErrDay      = errs.New(errs.Invalid, "day_pass.day", "Give a day from today on, at most half a year ahead.").On("day")
	ErrWho      = errs.New(errs.Invalid, "day_pass.who", "Say who works on this day.").On("memberId")
	ErrRole     = errs.New(errs.Conflict, "day_pass.role", "A day pass takes a light seat: it is for freelancers and technicians.")
	ErrClosed   = errs.New(errs.Conflict, "day_pass.closed", "This day pass is over.")
)

// span is the day in the zone of a company, if a pass may be booked for it at the moment now.
func span(day member.Day, zone string, now time.Time) (from, to time.Time, err error) {
	if from, err = day.Start(zone); err == nil {
		to, err = day.End(zone)
	}
	if err != nil || !to.After(now) || from.After(now.AddDate(0, 0, ahead)) {
		return from, to, ErrDay
	}
	return from, to, nil
}

// Moved is published when a pass was booked, withdrawn or missed.
type Moved struct {
	Pass   Pass
	Name   string
	Before string // the state; empty for a new one
}

type facts struct{ State, Day string }

// Change implements event.Change.
func (e Moved) Change() event.Changed {
	c := event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Pass.ID}, Action: e.Pass.State, Name: e.Name, After: facts{e.Pass.State, string(e.Pass.Day)}}
	if e.Before != "" {
		c.Before = facts{e.Before, string(e.Pass.Day)}
	}
	return c
}
