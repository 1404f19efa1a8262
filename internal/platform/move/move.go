// Package move owns the way of a company from one database server to another: the copy, the moment in which nobody serves
// it, and what is left behind. It knows nothing of what a company's tables hold. Files are not moved: they are not in the
// database.
package move

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// The phases of a move.
const (
	copying = "copying" // the source serves the company, changes are replicated
	fenced  = "fenced"  // nobody serves it: for less than two seconds
	moved   = "moved"   // the target serves it; the copy on the source waits to be dropped
)

// Move is the registry's line about a company on its way. It exists from the start of the copy until the old copy is gone.
type Move struct {
	TenantID       int64 `gorm:"primaryKey"`
	Source, Target int
	Phase          string
	StartedAt      time.Time
	MovedAt        *time.Time
	CheckedAt      *time.Time // when both copies were found equal
	Rows           int64      // in them
	Problem        string     // why they were found not to be
}

// TableName implements schema.Tabler.
func (Move) TableName() string { return "tenant_move" }

// Droppable tells whether the old copy may go without anybody's word.
func (m Move) Droppable() bool { return m.Phase == moved && m.CheckedAt != nil && m.Problem == "" }

// Report is what came of a move.
type Report struct {
	Rows        int64
	Copy, Stall time.Duration // how long the copy took, and for how long nobody served the company
	Took        time.Duration // all of it
}

const (
	// keep is for how long an old copy stays after the move.
	keep = 24 * time.Hour
	// fences is how often it is tried to find a moment in which nothing of the company is open, fencePause what is waited in
	// between.
	fences     = 30
	fencePause = time.Second
	// drainFor is how long a fence waits for the units that have begun, and arriveFor for the last change to arrive. Together
	// with the rest of the fence they stay below two seconds.
	drainFor  = 500 * time.Millisecond
	arriveFor = 500 * time.Millisecond
	// nearly is how soon a change must arrive before a fence is tried.
	nearly = 150 * time.Millisecond
	// standstill is after how long without progress the replication is given up.
	standstill = time.Minute
	// poll is how often it is looked during a fence.
	poll = 5 * time.Millisecond
)

// What can go wrong. These are told to operators, in their terminal.
var (
	ErrHere      = errors.New("the company is on this node already")
	ErrState     = errors.New("a company that is locked, about to be deleted, or deleted is not moved")
	ErrElsewhere = errors.New("the company is on its way to another node: finish that or stop it with --abort")
	ErrLeftover  = errors.New("the old copy of the last move is still there: drop it with --drop-old")
	ErrRunning   = errors.New("another process is moving this company right now")
	ErrNoMove    = errors.New("this company is not being moved")
	ErrDone      = errors.New("the company has moved already: move it back if you want that")
	ErrNotYet    = errors.New("the company has not moved yet: run the move again, or stop it with --abort")
	ErrUnchecked = errors.New("the two copies were not found to be equal: look at both; --unchecked drops the old one all the same")
	ErrNoMoment  = errors.New("something of the company has been open all the time, such as a long export: try again later; the copy stays up to date meanwhile")
	ErrStuck     = errors.New("the changes do not arrive at the target: see the log of its server")
	ErrVersion   = errors.New("the company's schema is not at the version of this program: migrate it first")
)

// Moved is published when another node serves a company.
type Moved struct {
	Tenant        uuid.UUID
	Name          string
	Before, After string // names of the nodes
}

type shown struct{ Node string }

// Change implements event.Change.
func (m Moved) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: tenant.Kind, ID: m.Tenant}, Action: "moved", Name: m.Name, Before: shown{m.Before}, After: shown{m.After}}
}
