// Package session owns who is logged in where: log-in, access tokens and the keys that sign them, refresh tokens, and the
// list of devices. It does not own passwords (user) nor what a person may do in a company (member, access).
package session

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names sessions in permissions and the audit trail.
const Kind = "session"

// How long a session lasts: without use, at all, and how long after its use a refresh token still gets its successor, so
// that two tabs that refresh at the same moment both stay logged in.
const (
	idleLife = 14 * 24 * time.Hour
	fullLife = 90 * 24 * time.Hour
	grace    = 10 * time.Second
)

// boundLife is how long a session lasts that a company's sign-on opened: whoever was shut out there is out here a day later.
const boundLife = 24 * time.Hour

// Session is one log-in on one device.
type Session struct {
	ID, UserID        uuid.UUID
	TenantID          int64  // the company used last; 0 for none
	Head              []byte // hash of the refresh token that was not used yet
	IP, Agent         string
	Method            string // by what the person logged in: password, second_factor, passkey or sso
	CreatedAt, SeenAt time.Time
	ProvedAt          time.Time // when the person last showed who they are
	EndedAt           *time.Time
	EndReason         string
	BoundTo           *int64 // the company whose sign-on opened it, and that it opens; nil for one opened by the person's own means
}

// Client is where a request came from. Device is the token of a remembered device, from its cookie.
type Client struct{ IP, Agent, Device string }

// Opened is a session with what its owner gets to know of it. The refresh token is not stored anywhere else.
type Opened struct {
	Session Session
	User    user.User
	Refresh string
	Life    time.Duration // of the refresh token, unless it is used
	Lasts   time.Duration // how long it is good for without use, by the company's rules too
	Place   *member.Place // the company chosen; nil when the person has none
	Places  []member.Place
	Shut    []member.Place // where the person is suspended
}

// Started and Ended are published in the unit of work that opened or ended a session.
type (
	Started struct {
		Session Session
		Name    string
	}
	Ended struct {
		Session Session
		Name    string
	}
)

type facts struct{ Device, IP, Country, Method, Reason string }

func (s Session) facts() facts {
	return facts{user.Device(s.Agent), s.IP, user.Country(s.IP), s.Method, s.EndReason}
}

// Change implements event.Change.
func (e Started) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Session.ID}, Action: "started", Name: e.Name, After: e.Session.facts()}
}

// Change implements event.Change.
func (e Ended) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Session.ID}, Action: "ended", Name: e.Name, After: e.Session.facts()}
}

// What can go wrong with log-in and sessions.
var (
	ErrRequired = errs.New(errs.Unauthorized, "auth.required", "Log in to do this.")
	ErrWrong    = errs.New(errs.Unauthorized, "login.wrong", "E-mail address or password is wrong.")
	ErrTooMany  = errs.New(errs.TooMany, "login.too_many", "Too many attempts. Wait a little, or choose a new password.")
	ErrSecond   = errs.New(errs.Unauthorized, "login.second_factor", "Enter the code of your authenticator app.")
	ErrCurrent  = errs.New(errs.Invalid, "password.wrong", "This is not your password.").On("current")
	ErrNotFound = errs.New(errs.NotFound, "session.not_found", "There is no such session.")
	ErrTenant   = errs.New(errs.NotFound, "tenant.not_found", "There is no such company.")
)

// alive tells whether a session may still be used.
func (s Session) alive(now time.Time) bool {
	return s.EndedAt == nil && now.Sub(s.SeenAt) < idleLife && now.Sub(s.CreatedAt) < s.whole()
}

// whole is how long a session lasts at most.
func (s Session) whole() time.Duration {
	if s.BoundTo != nil {
		return boundLife
	}
	return fullLife
}

// life is how much longer a session lasts if nobody uses it.
func (s Session) life(now time.Time) time.Duration {
	return min(idleLife, s.CreatedAt.Add(s.whole()).Sub(now))
}

// lasts is how long a session is good for if nobody renews it, by the rules of the company it is in too.
func (o Opened) lasts(rules policy.Policy, now time.Time) time.Duration {
	return max(0, min(o.Session.life(now), rules.Left(o.Session.CreatedAt, now)))
}

type refreshToken struct {
	Hash      []byte
	SessionID uuid.UUID
	CreatedAt time.Time
	UsedAt    *time.Time
}

// verdict is what a refresh token that was shown is good for.
type verdict int

const (
	over   verdict = iota // its session has ended
	first                 // it was never used: its successor is made
	again                 // it was used a moment ago by the same client: it gets the newest successor
	stolen                // it was used before: one of the two who have it is not the owner
)

// judge decides what happens to a refresh token of a session.
func judge(s Session, t refreshToken, c Client, now time.Time) verdict {
	switch {
	case !s.alive(now):
		return over
	case t.UsedAt == nil && bytes.Equal(t.Hash, s.Head):
		return first
	case t.UsedAt != nil && now.Sub(*t.UsedAt) <= grace && c.Agent == s.Agent:
		return again
	default:
		return stolen
	}
}

// divide tells the companies that a person can open from those where they are suspended.
func divide(all []member.Place) (open, shut []member.Place) {
	for _, p := range all {
		if p.Shut() {
			shut = append(shut, p)
		} else {
			open = append(open, p)
		}
	}
	return open, shut
}

// opens are the companies among these that a session can open.
func (s Session) opens(places []member.Place) []member.Place {
	if s.BoundTo == nil {
		return places
	}
	return slices.DeleteFunc(places, func(p member.Place) bool { return p.TenantID != *s.BoundTo })
}

// choose picks the company that a session is for: the wanted one by its slug, else the one used last, else the first.
func choose(places []member.Place, slug string, last int64) (*member.Place, error) {
	for i, p := range places {
		if slug != "" && p.Slug == slug || slug == "" && p.TenantID == last {
			return &places[i], nil
		}
	}
	if slug != "" {
		return nil, ErrTenant
	}
	if len(places) == 0 {
		return nil, nil
	}
	return &places[0], nil
}
