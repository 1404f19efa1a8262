// Package selfhost owns the licences of a server that runs at a customer's: signed files, checked without any network, and
// what follows from them. It does not own what a company may do in a state (licence), nor how it gets there (billing).
// Whatever the files say, or fail to say, nobody is ever kept from logging in, exporting and backing up.
package selfhost

import (
	"slices"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/platform/plan"
)

// The standings of a server.
const (
	Free     = "free"      // without a licence: the limits of the free plan
	Licensed = "licensed"  // everything that was licensed
	Ending   = "ending"    // the same, but soon no more
	Grace    = "grace"     // the same, after the end
	Expired  = "expired"   // everything can be read and exported
	Outdated = "outdated"  // the same: this program is newer than a perpetual licence's update window
	Early    = "not_begun" // the licence begins later
)

// warnDays is how long before its end people are told of it.
const warnDays = 30

const day = 24 * time.Hour

// Standing is what follows from all licences of a server. Terms are the plan and everything else that was bought, Seats
// among it; Until is when that changes, nil when never.
type Standing struct {
	State      string
	ID         string
	Customer   string
	Terms      plan.Plan
	MaxTenants int
	Until      *time.Time
	ClockBack  bool // the clock was set back by more than a day; the latest time seen counts
}

// Writes tells whether things may be changed.
func (s Standing) Writes() bool { return s.State != Expired && s.State != Outdated }

// Covers tells whether the licence is for the nth company of the server, counted from 1.
func (s Standing) Covers(nth int) bool { return nth <= s.MaxTenants }

// Judge tells what follows from licences at a moment, for a program built at another; a zero built is a developer's.
func Judge(all []Payload, now, built time.Time) Standing {
	main, more := choose(all)
	if main == nil {
		return Standing{State: Free}
	}
	s := Standing{ID: main.ID, Customer: main.Customer, MaxTenants: main.MaxTenants, Terms: terms(*main)}
	s.State, s.Until = main.state(now, built)
	for _, p := range more {
		if state, until := p.state(now, built); (Standing{State: state}).Writes() && state != Early {
			for kind, n := range p.Seats {
				s.Terms.Seats[kind] += n
			}
			if until != nil && (s.Until == nil || until.Before(*s.Until)) {
				s.Until = until
			}
		}
	}
	return s
}

// choose picks of licences with the same id the one that was issued last, drops superseded ones, and of the others takes
// the one issued last, with all that add to it; of several issued at the same time the one with the first id.
func choose(all []Payload) (main *Payload, more []Payload) {
	last := map[string]Payload{}
	gone := map[string]bool{}
	for _, p := range all {
		if had, ok := last[p.ID]; !ok || p.Issued.After(had.Issued) {
			last[p.ID] = p
		}
		for _, id := range p.Supersedes {
			gone[id] = true
		}
	}
	for id, p := range last {
		switch {
		case gone[id]:
		case p.Additive:
			more = append(more, p)
		case main == nil || p.Issued.After(main.Issued) || p.Issued.Equal(main.Issued) && p.ID < main.ID:
			main = &p
		}
	}
	slices.SortFunc(more, func(a, b Payload) int { return strings.Compare(a.ID, b.ID) })
	return main, more
}

// state is the standing that one licence gives, and until when.
func (p Payload) state(now, built time.Time) (string, *time.Time) {
	if now.Before(p.NotBefore.Add(-day)) {
		return Early, &p.NotBefore
	}
	if p.Kind == Perpetual {
		if built.After(*p.UpdatesUntil) {
			return Outdated, nil
		}
		return Licensed, nil
	}
	over := p.Expires.Add(time.Duration(p.GraceDays) * day)
	switch {
	case !now.Before(over):
		return Expired, nil
	case !now.Before(*p.Expires):
		return Grace, &over
	case !now.Before(p.Expires.Add(-warnDays * day)):
		return Ending, p.Expires
	}
	return Licensed, p.Expires
}

// terms is a licence as a version of its plan.
func terms(p Payload) plan.Plan {
	t := plan.Of(p.Plan)
	t.Features = append(slices.Clone(t.Features), p.Features...)
	limits := map[string]int64{}
	for name, n := range t.Limits {
		limits[name] = n
	}
	for name, n := range p.Limits {
		limits[name] = n
	}
	t.Limits, t.Seats = limits, map[string]int{}
	for _, kind := range plan.Kinds {
		t.Seats[kind] = p.Seats[kind]
	}
	return t
}
