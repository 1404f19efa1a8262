package billing

import (
	"time"

	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// The states of a tenant that billing moves it between. What else there is (locked, pending_purge, purged) is left alone.
const (
	trialing  = tenant.Trialing
	free      = "free"
	active    = "active"
	pastDue   = "past_due"
	grace     = "grace"
	suspended = "suspended"
	cancelled = "cancelled"
)

// For how many daily ticks a state lasts without payment. Ticks are counted while the service runs: a clock that jumps
// adds one, not hundreds.
const (
	pastDueDays   = 14
	graceDays     = 7
	suspendedDays = 30
)

// firstTry is how long after the end of a trial the first payment may take: Stripe makes the invoice, and charges it an
// hour later. A trial goes on until then; what was not charged by then, such as an invoice that could not be made, is not
// waited for.
const firstTry = 24 * time.Hour

// Facts are everything that a tenant's state follows from.
type Facts struct {
	Now          time.Time
	Subscription *Subscription // nil when there never was one
	TrialEnds    *time.Time
	Days         int  // daily ticks since the tenant came into its state
	Fits         bool // what is used fits into the free plan
	Held         bool // an operator holds the tenant where it is
	// Licence is what a licence file gives; nil on a server that sells subscriptions.
	Licence *selfhost.Standing
}

// next is the state that follows from a state and the facts. It goes along the allowed edges only, so that a state that
// was missed is passed through, and applied to its own result it changes nothing.
func next(state string, f Facts) string {
	if f.Licence != nil && !f.Held {
		return licensed(state, *f.Licence)
	}
	for {
		to := step(state, f)
		if to == state || f.Held {
			return state
		}
		state, f.Days = to, 0
	}
}

// licensed is the state that follows from a licence file.
func licensed(state string, l selfhost.Standing) string {
	switch state {
	case trialing, free, active, pastDue, grace, suspended, cancelled:
	default:
		return state
	}
	switch l.State {
	case selfhost.Free, selfhost.Early:
		return free
	case selfhost.Expired, selfhost.Outdated:
		return suspended
	}
	return active
}

// step is the next state along one edge; the same state when there is none.
func step(state string, f Facts) string {
	switch f.Subscription.standing() {
	case good:
		return paid(state)
	case owing, unpaid, ended:
		return owed(state, f)
	case unknown:
		return state
	case promised:
		if state == trialing && f.Subscription.waits(f.Now) {
			return state
		}
		fallthrough
	default:
		return unbought(state, f)
	}
}

// standing sums up what Stripe says.
type standing int

const (
	none     standing = iota // nothing was ever paid
	promised                 // a card was given on trial, nothing is paid yet
	good                     // paid
	owing                    // a payment failed and is being tried again
	unpaid                   // all tries have failed
	ended                    // over for good
	unknown                  // a status that this program does not know: nothing changes
)

func (s *Subscription) standing() standing {
	if s == nil {
		return none
	}
	switch s.Status {
	case "incomplete", "incomplete_expired":
		return none
	case "trialing":
		return promised
	}
	if s.Unpaid && s.Status == "active" {
		return promised
	}
	if s.Unpaid { // what was never paid gave nothing that could be taken away
		return none
	}
	return s.paying()
}

// paying is the standing of somebody who has paid at least once.
func (s *Subscription) paying() standing {
	switch s.Status {
	case "active":
		return good
	case "past_due":
		return owing
	case "unpaid", "paused":
		return unpaid
	case "canceled":
		return ended
	}
	return unknown
}

// owes tells whether a payment has failed, the first one after a trial as well as any later.
func (s *Subscription) owes() bool { return s.Status == "past_due" || s.Status == "unpaid" }

// waits tells whether the first payment may still come in time.
func (s *Subscription) waits(now time.Time) bool {
	return s.TrialEnd != nil && now.Before(s.TrialEnd.Add(firstTry))
}

// everPaid tells whether the subscription has ever given anything.
func (s *Subscription) everPaid() bool { return s.standing() > promised }

func paid(state string) string {
	switch state {
	case trialing, free, pastDue, grace, suspended, cancelled:
		return active
	}
	return state
}

// owed moves on a tenant that once paid and does not any more.
func owed(state string, f Facts) string {
	s := f.Subscription.standing()
	switch state {
	case free:
		if s != ended || !f.Subscription.ToFree {
			return active // what came after is the next step
		}
	case trialing:
		return active
	case active:
		return overdue(f.Subscription)
	case pastDue:
		if s != owing || f.Days >= pastDueDays {
			return grace
		}
	case grace:
		if s == ended || f.Days >= graceDays {
			return suspended
		}
	case suspended:
		if s == ended || f.Days >= suspendedDays {
			return cancelled
		}
	}
	return state
}

// overdue is where a subscription leads that is not paid any more.
func overdue(sub *Subscription) string {
	switch {
	case sub.standing() != ended:
		return pastDue
	case sub.ToFree:
		return free
	}
	return cancelled
}

// unbought moves on a tenant that never paid: a trial ends, read-only ends.
func unbought(state string, f Facts) string {
	switch {
	case state == trialing && f.TrialEnds != nil && !f.Now.Before(*f.TrialEnds):
		if f.Fits {
			return free
		}
		return suspended
	case state == suspended && f.Days >= suspendedDays:
		return cancelled
	}
	return state
}

// planOf is the plan of a tenant in a state, and the version of it that was bought; 0 where none was.
func planOf(state string, had tenant.Tenant, s *Subscription) (code string, version int) {
	switch {
	case state == free:
		return plan.Free, 0
	case !s.everPaid() || s.Plan == "" || state == trialing:
		return had.Plan, had.PlanVersion
	}
	return s.Plan, s.Version
}

// allot tells what a tenant in a state is granted; ok is false when it keeps what it has: during a trial, and while it
// is suspended or cancelled, so that whoever comes back finds everything as it was.
func allot(state, currency string, p plan.Plan, f Facts) (all []licence.Allotment, ok bool) {
	var seats map[string]int
	s, later, interval := f.Subscription, map[string]*int{}, "month"
	switch {
	case state == free || f.Licence != nil && state == active:
		seats = p.Seats
	case state == active || state == pastDue || state == grace:
		if !s.everPaid() {
			return nil, false
		}
		seats = map[string]int{plan.Full: s.Seats.Full, plan.Light: s.Seats.Light, plan.Viewer: p.Seats[plan.Viewer]}
		interval, currency = s.Interval, s.Currency
		if s.ToFree {
			later = freeSeats()
		} else if s.Later != nil {
			later = map[string]*int{plan.Full: &s.Later.Full, plan.Light: &s.Later.Light}
		}
	default:
		return nil, false
	}
	for _, kind := range plan.Kinds {
		price, sold := p.Price(kind, interval, currency)
		if !sold {
			price = plan.Offer(p.Code, kind, interval, currency)
		}
		all = append(all, licence.Allotment{Kind: licence.Kind(kind), Granted: seats[kind], Scheduled: later[kind], Price: price, Interval: interval})
	}
	return all, true
}

// freeSeats are the seats of the Free plan.
func freeSeats() map[string]*int {
	all := map[string]*int{}
	for _, kind := range plan.Kinds {
		n := plan.Of(plan.Free).Seats[kind]
		all[kind] = &n
	}
	return all
}

// fitFree tells whether the seats in use are no more than the free plan has.
func fitFree(pools []licence.Pool) bool {
	for _, p := range pools {
		if p.Used > plan.Of(plan.Free).Seats[string(p.Kind)] {
			return false
		}
	}
	return true
}
