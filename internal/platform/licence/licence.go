// Package licence owns what a tenant may use: the seats it has been granted and how they are taken, and what its plan and
// its state allow. It does not own prices (plan), payments (billing), nor who sits on a seat (identity).
package licence

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Kind is a kind of seat.
type Kind string

// The kinds of seat that people hold.
const (
	Full   Kind = plan.Full
	Light  Kind = plan.Light
	Viewer Kind = plan.Viewer
)

// Kinds lists the kinds of seat in the order in which people read them.
var Kinds = []Kind{Full, Light, Viewer}

// trial is the pool that full and light seats of a trial draw from as well as from their own.
const trial Kind = "trial"

// The states of a seat. Reserved and active seats count as used.
const (
	Reserved  = "reserved"  // for somebody who was invited
	Active    = "active"    // for a member
	Suspended = "suspended" // kept in mind, but not counted
	Released  = "released"  // the end
)

// Pool is how many seats of a kind a tenant has. Granted and Used count seats, Scheduled is what Granted falls to at the
// end of the paid period (nil: it stays), Given is how many of either cost nothing for a while, Price is what one more
// costs per Interval ("month" or "year").
type Pool struct {
	Kind          Kind
	Granted, Used int
	Given         int
	Scheduled     *int
	Price         money.Money
	Interval      string
	closed        bool
}

// OverAllocated tells whether more seats are used than granted, after a cut that came from outside.
func (p Pool) OverAllocated() bool { return p.Used > p.Granted }

// most is up to how many seats may be taken.
func (p Pool) most() int {
	if p.Scheduled != nil {
		return min(p.Granted, *p.Scheduled)
	}
	return p.Granted
}

// free is how many more seats may be taken.
func (p Pool) free() int { return max(p.most()-p.Used, 0) }

// Allotment is what a tenant is granted of a kind; the fields are those of Pool.
type Allotment struct {
	Kind      Kind
	Granted   int
	Scheduled *int
	Price     money.Money
	Interval  string
}

type seat struct {
	ID                   uuid.UUID
	TenantID             int64
	Kind                 Kind
	Holder               uuid.UUID
	State                string
	CreatedAt, UpdatedAt time.Time
}

// What can go wrong with seats.
var (
	// ErrSeatLimit carries the params kind, licensed, used, missing, price, interval and trialLimit.
	ErrSeatLimit = errs.New(errs.Conflict, "seat.limit", "All seats of this kind are taken.")
	// ErrBelowUse carries the params kind and used.
	ErrBelowUse = errs.New(errs.Conflict, "seat.below_use", "More seats are in use. Free some first.")
	ErrClosed   = errs.New(errs.Payment, "seat.closed", "No seats can be taken while a payment is overdue.")
	ErrNoSeat   = errs.New(errs.NotFound, "seat.not_found", "There is no such seat.")
	ErrHeld     = errs.New(errs.Conflict, "seat.held", "This person holds a seat of another kind.")
)

func full(p Pool, onTrial bool) *errs.Error {
	return ErrSeatLimit.With("kind", string(p.Kind)).With("licensed", p.Granted).With("used", p.Used).With("missing", 1).
		With("price", p.Price).With("interval", p.Interval).With("trialLimit", onTrial)
}

// Mode is how far a tenant may be used.
type Mode int

// The modes, from closed to open.
const (
	None  Mode = iota // nobody gets in
	Login             // logging in, billing and export, nothing else
	Read              // everything may be read, exported and paid, nothing written
	Write             // everything
)

var modes = map[string]Mode{
	"trialing": Write, "free": Write, "active": Write, "past_due": Write, "grace": Write,
	"suspended": Read, "cancelled": Read, "pending_purge": Login,
}

// Access is the mode of a tenant in a state; None for states that are not listed, such as locked and purged.
func Access(state string) Mode { return modes[state] }

// Snapshot is what a tenant may use at one moment: a request decides by one snapshot. Limits are the largest counts, in
// bytes for storageBytes.
type Snapshot struct {
	Features []string
	Limits   map[string]int64
	Mode     Mode
}

// Of is the snapshot of a tenant, by the version of its plan that it has, and its state.
func Of(t caller.Tenant) Snapshot {
	p := plan.Kept(t.Plan, t.PlanVersion)
	return Snapshot{Features: p.Features, Limits: p.Limits, Mode: Access(t.State)}
}

// Has tells whether the plan includes a feature; every plan includes the empty one.
func (s Snapshot) Has(feature string) bool {
	if feature == "" {
		return true
	}
	for _, f := range s.Features {
		if f == feature {
			return true
		}
	}
	return false
}
