// Package lifecycle owns the end of a tenant: it counts the days after a cancellation, tells the owners, and destroys what
// was stored. How a tenant comes to be cancelled is billing's business; how a schema is dropped, the registry's.
package lifecycle

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// The states on the way out.
const (
	cancelled    = tenant.Cancelled
	pendingPurge = tenant.PendingPurge
	purged       = tenant.Purged
)

// retention is for how many daily ticks everything is kept after the cancellation, and secondLook for how many more
// before it is destroyed. Two ticks are at least one whole day, whenever the first one falls.
const (
	retention  = 60
	secondLook = 2
)

// noticeDays are how many days before the end of the retention the owners are told, in the order of the letters.
var noticeDays = []int{30, 7, 1}

// patience is how long a notice may take to go out. One that has not, because every try failed or those it was for have
// left, is written anew, to whoever owns the company then.
const patience = 3 * 24 * time.Hour

// Facts are everything that a tenant's way out follows from.
type Facts struct {
	Days int         // daily ticks since it came into its state
	Sent map[int]int // the tick at which each notice, by its days before the end, was recorded as sent
	Held bool        // an operator holds the tenant where it is
	Stay bool        // an owner wants it to stay
}

// next is the state that follows from a state and the facts. Only facts lead on, never the time of day, and applied to its
// own result with fresh counts it changes nothing.
func next(state string, f Facts) string {
	switch {
	case f.Held:
		return state
	case state == cancelled && !f.Stay && f.over():
		return pendingPurge
	case state == pendingPurge && f.Stay:
		return cancelled
	case state == pendingPurge && f.Days >= secondLook:
		return purged
	}
	return state
}

// over tells whether the retention has passed and every notice was out for as long as it had promised.
func (f Facts) over() bool {
	for _, n := range noticeDays {
		at, sent := f.Sent[n]
		if !sent || f.Days < at+n {
			return false
		}
	}
	return f.Days >= retention
}

// due is the notice to write now; 0 when none is. Each waits for the one before, so that letters that were held up do not
// all come at once.
func due(f Facts, written map[int]bool) int {
	for _, n := range noticeDays {
		if _, sent := f.Sent[n]; sent {
			continue
		}
		if f.Days < retention-n || written[n] || f.Held {
			return 0
		}
		return n
	}
	return 0
}

// Person is somebody who is told.
type Person struct {
	ID                    uuid.UUID
	Name, Email, Language string
}

// Moved is published when a tenant came a step further on its way out, or back.
type Moved struct {
	Tenant        uuid.UUID
	Name          string
	Before, After string
}

type shown struct{ State string }

// Change implements event.Change.
func (m Moved) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: tenant.Kind, ID: m.Tenant}, Action: "state_changed", Name: m.Name, Before: shown{m.Before}, After: shown{m.After}}
}

// leaving is a tenant on its way out.
type leaving struct {
	TenantID int64 `gorm:"primaryKey"`
	State    string
	Days     int
	TickedOn time.Time
}

// TableName implements schema.Tabler.
func (leaving) TableName() string { return "tenant_exit" }

type exitNotice struct {
	TenantID   int64 `gorm:"primaryKey"`
	DaysBefore int   `gorm:"primaryKey"`
	WrittenAt  time.Time
	SentAt     *time.Time
	SentDay    *int
}
