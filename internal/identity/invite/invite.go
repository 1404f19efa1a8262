// Package invite owns invitations: a seat is taken and a link mailed, until somebody accepts, the time is over, or it is
// withdrawn. It does not own memberships (member) nor the count of seats (platform/licence).
package invite

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names invitations in the audit trail; who may see or send them is a right to members.
const Kind = "invitation"

// The states.
const (
	pending   = "pending"
	accepted  = "accepted"
	expired   = "expired"
	withdrawn = "withdrawn"
)

// life is how long an invitation can be accepted.
const life = 7 * 24 * time.Hour

// Invitation asks one person, by e-mail address, into one company.
type Invitation struct {
	ID                   uuid.UUID
	TenantID             int64
	Email, Name, Role    string
	OwnRole              *uuid.UUID // the company's own role that refines Role, if it is one
	EndsOn               member.Day // the membership's last day
	EndsAt               *time.Time
	State                string
	LinkID               uuid.UUID // what the link's token is made of; a new one makes the old link void
	TokenHash            []byte
	InviterID            uuid.UUID
	CreatedAt, ExpiresAt time.Time
	ClosedAt             *time.Time
}

// Listed is an invitation with the name of who sent it.
type Listed struct {
	Invitation
	InviterName string
}

// Draft is what an inviter says. Role is one of the program's, or the id of one of the company's own.
type Draft struct {
	Email, Name, Role string
	EndsOn            member.Day
}

// Closed is published when an invitation was withdrawn, or expired.
type Closed struct{ Before, After Invitation }

type facts struct{ State string }

// Change implements event.Change.
func (e Closed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.After.ID}, Action: e.After.State, Name: e.After.Name,
		Before: facts{e.Before.State}, After: facts{e.After.State}}
}

// What can go wrong with an invitation.
var (
	ErrNotFound = errs.New(errs.NotFound, "invitation.not_found", "There is no such invitation.")
	ErrPending  = errs.New(errs.Conflict, "invitation.pending", "This person is invited already.").On("email")
	ErrClosed   = errs.New(errs.Conflict, "invitation.closed", "This invitation was accepted or withdrawn.")
)

// open tells whether an invitation can be accepted.
func (i Invitation) open(now time.Time) bool { return i.State == pending && i.ExpiresAt.After(now) }

// state is what people are told: an invitation whose time is over has expired, also before the program noted it.
func (i Invitation) state(now time.Time) string {
	if i.State == pending && !i.open(now) {
		return expired
	}
	return i.State
}

// apply fills an invitation from what an inviter says, and checks that the inviter may give it.
func (i *Invitation) apply(d Draft, own member.OwnRole, a member.Actor, zone string, now time.Time) error {
	if own.ID != nil {
		i.OwnRole, d.Role = own.ID, own.Base
	}
	if err := a.Check(d.Role); err != nil {
		return err
	}
	var bad [4]error
	i.Role, bad[0] = d.Role, member.CheckRole(d.Role)
	i.Email, bad[1] = user.Email(d.Email)
	i.Name, bad[2] = user.Name(d.Name)
	i.EndsOn = d.EndsOn
	i.EndsAt, bad[3] = member.Ending(d.Role, d.EndsOn, zone, now)
	return errs.All(bad[:]...)
}
