// Package policy owns what a company asks of its people's log-ins: how passwords must be, how long sessions last, who needs
// a second step, and from which networks each role may work. It enforces nothing itself: session, and the edge, ask it.
package policy

import (
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names the policy in the audit trail.
const Kind = "security_policy"

// Who needs a second step.
const (
	Optional  = "optional"
	Admins    = "admins" // owners and administrators
	Everybody = "everybody"
)

// Policy is what one company asks.
type Policy struct {
	MinLength    int                 // of a password, in characters
	NoReuse      int                 // how many earlier passwords can't be used again
	MaxAgeDays   int                 // how old a password may get; 0 for any age
	IdleMinutes  int                 // how long a session lasts without use
	SessionHours int                 // how long it lasts at all
	SecondFactor string              // who needs one
	Networks     map[string][]string // by role: the only networks it may work from; a role that is not there may from anywhere
	Version      int
}

// Default is the policy of a company that has not chosen one.
func Default() Policy {
	return Policy{MinLength: password.MinLength, IdleMinutes: 14 * 24 * 60, SessionHours: 90 * 24, SecondFactor: Optional, Networks: map[string][]string{}}
}

// Updated is published in the unit of work that saved a policy.
type Updated struct {
	TenantUID     uuid.UUID
	Before, After Policy
}

// Change implements event.Change.
func (e Updated) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.TenantUID}, Action: "updated", Before: e.Before.facts(), After: e.After.facts()}
}

type facts struct {
	MinLength, NoReuse, MaxAgeDays, IdleMinutes, SessionHours int
	SecondFactor                                              string
	Networks                                                  map[string][]string
}

func (p Policy) facts() facts {
	return facts{p.MinLength, p.NoReuse, p.MaxAgeDays, p.IdleMinutes, p.SessionHours, p.SecondFactor, p.Networks}
}

// What can go wrong.
var (
	ErrStale   = errs.New(errs.Conflict, "policy.stale", "Someone else changed this meanwhile.")
	ErrNetwork = errs.New(errs.Invalid, "policy.network", "This is not a network such as 203.0.113.0/24.").On("networks")
	ErrRole    = errs.New(errs.Invalid, "policy.role", "There is no such role.").On("networks")
	ErrLockout = errs.New(errs.Conflict, "policy.lockout", "You would lock yourself out: your own address is not in these networks.")
	ErrShort   = errs.New(errs.Invalid, "password.policy_short", "The company asks for a longer password.").On("password")
	ErrReused  = errs.New(errs.Invalid, "password.reused", "You have used this password before. Choose another one.").On("password")
)

const maxNetworks = 50

// clean checks networks and returns them in their one spelling.
func clean(networks map[string][]string) (map[string][]string, error) {
	out := map[string][]string{}
	for role, list := range networks {
		if member.CheckRole(role) != nil || len(list) > maxNetworks {
			return nil, ErrRole
		}
		for _, text := range list {
			p, err := prefix(text)
			if err != nil {
				return nil, ErrNetwork
			}
			out[role] = append(out[role], p.String())
		}
	}
	return out, nil
}

// prefix reads a network, or a single address.
func prefix(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err
}

// Allows tells whether a role may work from an address.
func (p Policy) Allows(role, ip string) bool {
	list, limited := p.Networks[role]
	if !limited || len(list) == 0 {
		return true
	}
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(list, func(text string) bool {
		n, err := prefix(text)
		return err == nil && n.Contains(a.Unmap())
	})
}

// Needs tells whether a role needs a second step.
func (p Policy) Needs(role string) bool {
	return p.SecondFactor == Everybody || p.SecondFactor == Admins && (role == member.Owner || role == member.Admin)
}

// Outlived tells whether a session that began and was last used then is over.
func (p Policy) Outlived(created, seen, now time.Time) bool {
	return now.Sub(seen) > time.Duration(p.IdleMinutes)*time.Minute || now.Sub(created) > time.Duration(p.SessionHours)*time.Hour
}

// Left is how long a session that began then, and is used now, lasts without further use.
func (p Policy) Left(created, now time.Time) time.Duration {
	return min(time.Duration(p.IdleMinutes)*time.Minute, created.Add(time.Duration(p.SessionHours)*time.Hour).Sub(now))
}

// Aged tells whether a password that was chosen then must be changed.
func (p Policy) Aged(changed, now time.Time) bool {
	return p.MaxAgeDays > 0 && now.Sub(changed) > time.Duration(p.MaxAgeDays)*24*time.Hour
}

// strictest is what satisfies all of them, as far as passwords are concerned.
func strictest(all []Policy) Policy {
	p := Default()
	for _, x := range all {
		p.MinLength, p.NoReuse = max(p.MinLength, x.MinLength), max(p.NoReuse, x.NoReuse)
	}
	return p
}

func (p Policy) same(other Policy) bool {
	a, b := p, other
	return a.MinLength == b.MinLength && a.NoReuse == b.NoReuse && a.MaxAgeDays == b.MaxAgeDays && a.IdleMinutes == b.IdleMinutes &&
		a.SessionHours == b.SessionHours && a.SecondFactor == b.SecondFactor && maps.EqualFunc(a.Networks, b.Networks, slices.Equal)
}
