package billing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// life is one company in the state machine: facts change, days are counted, and nothing else leads on.
type life struct {
	*rapid.T
	state string
	f     Facts
}

// P2: whatever the facts and however time passes, a company goes along the allowed edges only; looking twice changes
// nothing; I7: no state that billing brings a company into keeps anybody from reading, exporting and paying; I10: what
// is paid for is kept to its end; I17: a clock that jumps ends a trial and nothing else.
func TestP2StatesFollowTheFacts(t *testing.T) {
	histories.Check(t, func(r *rapid.T) {
		start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		ends := start.AddDate(0, 0, 14)
		l := &life{r, trialing, Facts{Now: start, TrialEnds: &ends, Fits: rapid.Bool().Draw(r, "fits")}}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			l.pass()
			l.look()
		}
	})
}

// pass lets one thing happen.
func (l *life) pass() {
	switch rapid.IntRange(0, 8).Draw(l.T, "what") {
	case 0, 1, 2, 3: // a day on which the program runs
		l.f.Now = l.f.Now.AddDate(0, 0, 1)
		if !l.f.Held {
			l.f.Days++
		}
	case 4:
		l.jump()
	case 5, 6:
		if status := rapid.SampledFrom(statuses).Draw(l.T, "Stripe says"); status != "" {
			l.f.Subscription = &Subscription{Status: status, ToFree: rapid.Bool().Draw(l.T, "then free"), Plan: "starter", Version: 1, Interval: "month", Currency: "EUR", Seats: Seats{Full: 3}}
		}
	case 7:
		l.f.Held = !l.f.Held
	case 8:
		l.f.Fits = !l.f.Fits
	}
}

// jump sets the clock on or back, with nothing else being different.
func (l *life) jump() {
	l.f.Now = l.f.Now.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(l.T, "the clock jumps by days"))
	if l.state != trialing {
		require.Equal(l, l.state, next(l.state, l.f))
	}
}

func (l *life) look() {
	before := l.state
	after := next(before, l.f)
	if l.f.Held {
		require.Equal(l, before, after)
	}
	require.True(l, reachable(before, after), "%s to %s", before, after)
	if after != before {
		l.state, l.f.Days = after, 0
	}
	require.Equal(l, l.state, next(l.state, l.f), "a second look changes nothing")
	require.GreaterOrEqual(l, licence.Access(l.state), licence.Read)
	if l.f.Subscription.standing() == good && !l.f.Held {
		require.Equal(l, active, l.state)
	}
	if before == active && after == suspended {
		require.Fail(l, "nobody who has paid is closed without a notice")
	}
}

// reachable tells whether there is a way from a state to another along the edges.
func reachable(from, to string) bool {
	seen := map[string]bool{from: true}
	for open := []string{from}; len(open) > 0; open = open[1:] {
		for _, next := range edges[open[0]] {
			if !seen[next] {
				seen[next] = true
				open = append(open, next)
			}
		}
	}
	return seen[to]
}

// P9: which seats and which plan a company has depends on what it pays for now, not on how it got there: down and up
// again is as if nothing had been.
func TestP9DownAndUpAgainIsAsBefore(t *testing.T) {
	paid := []string{"starter", "business", "enterprise"}
	anySub := func(r *rapid.T) *Subscription {
		s := &Subscription{Status: "active", Plan: rapid.SampledFrom(paid).Draw(r, "plan"), Version: 1, Currency: "EUR",
			Interval: rapid.SampledFrom([]string{"month", "year"}).Draw(r, "interval"), Seats: Seats{rapid.IntRange(1, 9).Draw(r, "full"), rapid.IntRange(0, 9).Draw(r, "light")}}
		if rapid.Bool().Draw(r, "a cut is announced") {
			s.Later = &Seats{rapid.IntRange(1, s.Seats.Full).Draw(r, "later full"), rapid.IntRange(0, s.Seats.Light).Draw(r, "later light")}
		}
		return s
	}
	histories.Check(t, func(r *rapid.T) {
		had := tenant.Tenant{State: active, Plan: "business", PlanVersion: 1, Currency: "EUR"}
		first := anySub(r)
		before := given(r, &had, first)
		for range rapid.IntRange(1, 6).Draw(r, "changes") {
			given(r, &had, anySub(r))
		}
		require.Equal(r, before, given(r, &had, first))
	})
}

// given is what a company gets for a subscription; the company remembers it.
func given(r *rapid.T, had *tenant.Tenant, s *Subscription) []licence.Allotment {
	f := Facts{Subscription: s}
	had.State = next(had.State, f)
	had.Plan, had.PlanVersion = planOf(had.State, *had, s)
	require.Equal(r, []any{active, s.Plan, s.Version}, []any{had.State, had.Plan, had.PlanVersion})
	all, ok := allot(had.State, had.Currency, plan.Of(had.Plan), f)
	require.True(r, ok)
	require.Equal(r, []int{s.Seats.Full, s.Seats.Light}, []int{all[0].Granted, all[1].Granted}, "granted is what is paid for")
	return all
}
