// Package activity owns the timelines: the notes, calls, meetings and e-mails that people write down, and what the program
// notes by itself when a record changes. It knows those records only by reference.
package activity

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names activities in permissions and record references.
const Kind = "activity"

// Activity is one entry of a timeline.
type Activity struct {
	ID                           uuid.UUID
	Type                         string     // of the user's (note, call, meeting, email) or of the program's
	At                           time.Time  // when it happened
	OwnerID                      *uuid.UUID `diff:"-"` // who did it; nil when no person did
	ActorName                    string     `diff:"-"` // as it was then
	Kind                         string     `diff:"-"` // with RecordID the record it is about
	RecordID                     uuid.UUID  `diff:"-"`
	ContactID, CompanyID, DealID *uuid.UUID `diff:"-"` // the records on whose timelines it shows
	Text                         string     // what people wrote
	Minutes                      int        // how long it took; 0 when nobody said
	PinnedAt                     *time.Time // since when it stands above the timeline of the record it is about; nil when it does not
	Data                         data       `diff:"-"` // what the program noted, by type
	Version                      int        // counts saves; guards against lost updates
	CreatedAt, UpdatedAt         time.Time
	DeletedAt                    deletedAt
}

// About is the record that the activity is about.
func (a Activity) About() record.Ref { return record.Ref{Kind: a.Kind, ID: a.RecordID} }

// shownOn are the records on whose timelines the activity shows.
func (a Activity) shownOn() (refs []record.Ref) {
	for kind, id := range map[string]*uuid.UUID{"contact": a.ContactID, "company": a.CompanyID, "deal": a.DealID} {
		if id != nil {
			refs = append(refs, record.Ref{Kind: kind, ID: *id})
		}
	}
	return refs
}

// byPeople are the types that people write; all others are the program's and can't be changed.
var byPeople = map[string]bool{"note": true, "call": true, "meeting": true, "email": true}

// Draft holds what a caller may set; nil leaves a field as it is.
type Draft struct {
	Text     *string
	Minutes  *int
	At       *time.Time
	Pinned   *bool
	Mentions *[]Mention // whom the text names; who does not stand in it is left out
	Outcome  string     // of a call: what came of it; empty leaves it as it is
}

// Outcome is what came of a call; empty when nobody said.
func (a Activity) Outcome() string {
	told, _ := a.Data["outcome"].(string)
	return told
}

// What can go wrong with an activity.
var (
	ErrNotFound = errs.New(errs.NotFound, "activity.not_found", "There is no such entry.")
	ErrStale    = errs.New(errs.Conflict, "activity.stale", "Someone else changed this entry meanwhile.")
	ErrForeign  = errs.New(errs.Forbidden, "access.denied", "Only its author can change this entry.")
	ErrFixed    = errs.New(errs.Forbidden, "activity.fixed", "What the program notes can't be changed.")
	ErrEmpty    = errs.New(errs.Invalid, "activity.empty", "Write something.").On("text")
	ErrLong     = errs.New(errs.Invalid, "field.long", "At most 10,000 characters.").On("text")
	ErrMinutes  = errs.New(errs.Invalid, "activity.minutes", "Between 0 minutes and a day.").On("minutes")
	ErrPinned   = errs.New(errs.Conflict, "activity.pinned", "Five entries are pinned here already. Unpin one that is not needed.")
	ErrFuture   = errs.New(errs.Invalid, "activity.future", "This has not happened: plan it as a task.").On("at")
)

const (
	maxText    = 10_000
	maxMinutes = 24 * 60
	maxPinned  = 5               // entries of a record: more would push the timeline out of sight
	slack      = 5 * time.Minute // by which clocks may differ
)

// apply sets the drafted fields and checks that the result is a valid activity.
func (a *Activity) apply(d Draft) error {
	if d.Text != nil {
		a.Text = text.Block(*d.Text)
	}
	if d.Minutes != nil {
		a.Minutes = *d.Minutes
	}
	if d.At != nil {
		a.At = d.At.UTC().Truncate(time.Microsecond)
	}
	if d.Outcome != "" {
		a.Data["outcome"] = d.Outcome
	}
	a.pin(d.Pinned)
	wrong := []error{a.mention(d.Mentions)}
	say := func(bad bool, err error) {
		if bad {
			wrong = append(wrong, err)
		}
	}
	say(a.Type == "note" && a.Text == "", ErrEmpty)
	say(text.Long(a.Text, maxText), ErrLong)
	say(a.Minutes < 0 || a.Minutes > maxMinutes, ErrMinutes)
	say(a.At.After(clock.Now().Add(slack)), ErrFuture)
	return errs.All(wrong...)
}

// pin puts the entry above its timeline, or takes it from there.
func (a *Activity) pin(pinned *bool) {
	switch {
	case pinned == nil:
	case !*pinned:
		a.PinnedAt = nil
	case a.PinnedAt == nil:
		now := clock.Now().UTC().Truncate(time.Microsecond)
		a.PinnedAt = &now
	}
}

// Published in the unit of work that saved the activity. Only what people write is told; what the program notes is the
// echo of something told already.
type (
	Created  struct{ Activity Activity }
	Updated  struct{ Before, After Activity }
	Deleted  struct{ Activity Activity }
	Restored struct{ Activity Activity }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Activity, nil, e.Activity) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Activity, e.Activity, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Activity, nil, nil) }

func change(action string, a Activity, before, after any) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: a.ID}, Action: action, Name: a.Type, Before: before, After: after}
}
