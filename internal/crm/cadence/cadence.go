// Package cadence owns how private people are called until they are reached: how often and at what times for each pipeline, where
// each lead stands, and what came of each attempt. It owns no deals (crm/deal), no numbers (crm/contact) and no timelines
// (crm/activity): an attempt is an entry there, this package remembers what it meant.
package cadence

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// What comes of an attempt.
const (
	Reached     = "reached"
	NoAnswer    = "no_answer"
	Busy        = "busy"
	Voicemail   = "voicemail"
	Later       = "later" // the lead asked to be called at another time
	WrongNumber = "wrong_number"
	DoNotCall   = "do_not_call"
	Logged      = "logged" // a call that was written down elsewhere; nobody said what came of it
)

// Outcomes are those that people choose from.
var Outcomes = []string{Reached, NoAnswer, Busy, Voicemail, Later, WrongNumber, DoNotCall}

// The states of a lead.
const (
	Calling = "calling"
	Talked  = "reached"
	Tried   = "tried" // as often as the rule says
	Stopped = "stopped"
)

// ByHand is why a lead is not called that somebody has stopped; the other reasons are outcomes.
const ByHand = "by_hand"

// Lead is where a deal stands with being called.
type Lead struct {
	DealID        uuid.UUID `gorm:"primaryKey"`
	State, Reason string
	Since         time.Time
	NextAt        *time.Time // not nil exactly while Calling
	Asked         bool       // NextAt is what the lead asked for
	Attempts      int        // since Since
	Version       int
}

// TableName implements gorm's Tabler.
func (Lead) TableName() string { return "cadence_lead" }

// Attempt is one call to a lead.
type Attempt struct {
	DealID     uuid.UUID
	ID         uuid.UUID
	At         time.Time
	Hour       int // on the lead's clock
	Outcome    string
	ByID       *uuid.UUID
	ActivityID uuid.UUID
	PlannedAt  *time.Time // what the lead's NextAt was
}

// TableName implements gorm's Tabler.
func (Attempt) TableName() string { return "cadence_attempt" }

// What can go wrong.
var (
	ErrStale    = errs.New(errs.Conflict, "cadence.stale", "Somebody else has just called here.")
	ErrNot      = errs.New(errs.Conflict, "cadence.not_calling", "This lead is not called any more.")
	ErrOff      = errs.New(errs.Conflict, "cadence.off", "The leads of this pipeline are not called.")
	ErrWhen     = errs.New(errs.Invalid, "cadence.when", "Say when to call back: within the next 60 days.").On("at")
	ErrOutcome  = errs.New(errs.Invalid, "cadence.outcome", "There is no such outcome.").On("outcome")
	ErrUndone   = errs.New(errs.Conflict, "cadence.undone", "Only your own last call can be taken back, within an hour.")
	ErrFinal    = errs.New(errs.Conflict, "cadence.final", "That somebody does not want to be called stays noted. Change it on the person's page.")
	ErrAttempts = errs.New(errs.Invalid, "cadence.attempts", "Between 6 and 10 attempts, within 3 to 14 days.").On("attempts")
	ErrHours    = errs.New(errs.Invalid, "cadence.hours", "Calls begin before they end, within one day.").On("fromHour")
	ErrRule     = errs.New(errs.Conflict, "cadence.rule_stale", "Someone else changed this meanwhile.")
)

const (
	leastAttempts, mostAttempts = 6, 10
	leastDays, mostDays         = 3, 14
	maxAhead                    = 60 * 24 * time.Hour
	undoTime                    = time.Hour
)

// standard is how leads are called unless somebody says otherwise.
func standard(pipelineID uuid.UUID) Rule {
	return Rule{PipelineID: pipelineID, Attempts: 8, Days: 7, FromHour: 8, ToHour: 20}
}

func (r Rule) check() error {
	switch {
	case r.Attempts < leastAttempts || r.Attempts > mostAttempts || r.Days < leastDays || r.Days > mostDays:
		return ErrAttempts
	case r.FromHour < 0 || r.ToHour > 24 || r.FromHour >= r.ToHour:
		return ErrHours
	}
	return nil
}

// told is a rule in words.
func (r Rule) told() string {
	if !r.Active {
		return "–"
	}
	days := "Mon–Sat"
	if r.Sundays {
		days = "Mon–Sun"
	}
	return fmt.Sprintf("%d × / %d d, %02d:00–%02d:00, %s", r.Attempts, r.Days, r.FromHour, r.ToHour, days)
}

// Said is what somebody says of a call.
type Said struct {
	Outcome string
	Text    string     // what was spoken
	Source  string     // how it is known that the lead does not want to be called
	At      *time.Time // when to call back
}

func (s Said) check(now time.Time) error {
	if !slices.Contains(Outcomes, s.Outcome) {
		return ErrOutcome
	}
	if s.Outcome == Later && (s.At == nil || s.At.Before(now) || s.At.After(now.Add(maxAhead))) {
		return ErrWhen
	}
	return nil
}

// take moves a lead on by what came of an attempt. plan tells when to try again.
func (l *Lead) take(outcome string, at *time.Time, plan func() (time.Time, bool)) {
	l.Asked, l.Reason, l.NextAt = false, "", nil
	switch outcome {
	case Reached:
		l.State = Talked
	case WrongNumber, DoNotCall:
		l.State, l.Reason = Stopped, outcome
	case Later:
		l.State, l.NextAt, l.Asked = Calling, at, true
	default:
		l.State = Tried
		if next, ok := plan(); ok {
			l.State, l.NextAt = Calling, &next
		}
	}
}

// Published in the unit of work that saved the change.
type (
	// Ruled tells of another way of calling a pipeline's leads.
	Ruled struct {
		Pipeline      pipeline.Pipeline
		Before, After Rule
	}
	// Halted tells that somebody stopped, or started, the calls to a lead.
	Halted struct {
		Deal    deal.Deal
		Started bool
	}
)

type facts struct{ Calls string }

// Change implements event.Change.
func (e Ruled) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: pipeline.Kind, ID: e.Pipeline.ID}, Action: "updated", Name: e.Pipeline.Name,
		Before: facts{e.Before.told()}, After: facts{e.After.told()}}
}

// Change implements event.Change.
func (e Halted) Change() event.Changed {
	action := "calls_stopped"
	if e.Started {
		action = "calls_started"
	}
	return event.Changed{Ref: record.Ref{Kind: deal.Kind, ID: e.Deal.ID}, Action: action, Name: e.Deal.Name}
}
