// Package task owns what somebody has to do: by when, and which record it is about. It knows those records only by
// reference; who may see a task does not thereby see its record.
package task

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names tasks in permissions, row scopes and record references.
const Kind = "task"

// Task is one thing to do.
type Task struct {
	ID                   uuid.UUID
	Title, Note          string
	DueAt                *time.Time // for a task of a whole day, the day's beginning in the tenant's time zone
	AllDay               bool
	Kind                 string     // what kind of work it is: Todo, Call, Meeting
	Minutes              *int       // how long it takes, from DueAt on
	RemindBefore         *int       // minutes before DueAt at which the assignee is reminded; nil for no reminder
	SnoozedUntil         *time.Time // not before this does it ask for attention; it is due when it was
	Repeat               string     // the rule by which it comes again (RFC 5545), without its beginning; empty for once
	RepeatFrom           *time.Time // from when on the rule counts
	NextID               *uuid.UUID // the task that came after this one
	SourceUID            *string    // by what a file that brought it finds it again; see Row
	DoneAt               *time.Time
	OwnerID              *uuid.UUID // the assignee
	AboutKind            *string
	AboutID              *uuid.UUID
	Custom               customfield.Values `gorm:"<-:create"` // the company's own fields, changed by customfield.Save only
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

// The kinds of work.
const (
	Todo    = "todo"
	Call    = "call"
	Meeting = "meeting"
)

// About is the record that the task is about; zero when there is none.
func (t Task) About() record.Ref {
	if t.AboutKind == nil || t.AboutID == nil {
		return record.Ref{}
	}
	return record.Ref{Kind: *t.AboutKind, ID: *t.AboutID}
}

// Published in the unit of work that saved the task.
type (
	Created  struct{ Task Task }
	Updated  struct{ Before, After Task }
	Done     struct{ Before, After Task }
	Reopened struct{ Before, After Task }
	Deleted  struct{ Task Task }
	Restored struct{ Task Task }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Task, nil, e.Task) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Done) Change() event.Changed { return change("done", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Reopened) Change() event.Changed { return change("reopened", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Task, e.Task, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Task, nil, e.Task) }

func change(action string, t Task, before, after any) event.Changed {
	before, after = plain(before), plain(after)
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: t.ID}, Action: action, Name: t.Title, Before: before, After: after}
}

// plain leaves out how one task of a series knows the others, and files know it.
func plain(state any) any {
	if t, is := state.(Task); is {
		t.RepeatFrom, t.NextID, t.SourceUID = nil, nil, nil
		return t
	}
	return state
}

// Draft is what a caller may set; what is not set stays as it is.
type Draft struct {
	Title      *string
	Note       patch.Field[string]
	DueAt      patch.Field[time.Time]
	AllDay     *bool
	AssigneeID *uuid.UUID
	About      patch.Field[record.Ref]
	Custom     map[string]any // by the fields' ids; nil takes one out
	Plan
}

// Plan is how a task stands in the calendar of its assignee.
type Plan struct {
	Kind         *string
	Minutes      patch.Field[int]
	RemindBefore patch.Field[int]
	Repeat       patch.Field[string]
}

const (
	maxTitle, maxNote = 200, 10_000
	maxMinutes        = 24 * 60
	maxRemind         = 28 * 24 * 60 // minutes: four weeks before
)

// What can go wrong with a task.
var (
	ErrNotFound  = errs.New(errs.NotFound, "task.not_found", "There is no such task.")
	ErrStale     = errs.New(errs.Conflict, "task.stale", "Someone else changed this task meanwhile.")
	ErrUntitled  = errs.New(errs.Invalid, "task.untitled", "Say what is to be done.").On("title")
	ErrTitleLong = errs.New(errs.Invalid, "field.long", "A title has at most 200 characters.").On("title")
	ErrNoteLong  = errs.New(errs.Invalid, "field.long", "A note has at most 10,000 characters.").On("note")
	ErrNoDay     = errs.New(errs.Invalid, "task.no_day", "A task of a whole day needs its day.").On("dueAt")
	ErrLength    = errs.New(errs.Invalid, "task.length", "A task takes between a minute and a day, beginning at a time.").On("minutes")
	ErrRemind    = errs.New(errs.Invalid, "task.remind", "You can be reminded up to four weeks before a task that has a day.").On("remindBefore")
	ErrRepeat    = errs.New(errs.Invalid, "task.repeat", "This rule of repetition is not understood.").On("repeat")
	ErrRepeatDay = errs.New(errs.Invalid, "task.repeat_day", "What comes again needs a day to begin with.").On("repeat")
	ErrSnooze    = errs.New(errs.Invalid, "task.snooze", "An open task can be put off until a time to come.").On("until")
	ErrAbout     = errs.New(errs.Invalid, "task.about_unknown", "There is no such record.").On("about")
	ErrTime      = errs.New(errs.Invalid, "task.time", "This is no day and no time.")
	ErrBackwards = errs.New(errs.Invalid, "task.length", "The end comes before the beginning.").On("endAt")
	ErrNoTime    = errs.New(errs.Invalid, "task.no_time", "A meeting needs the time at which it begins.").On("dueAt")
	ErrKind      = errs.New(errs.Invalid, "task.kind", "This is not a whole task, call or meeting.").On("kind")
	ErrLong      = errs.New(errs.Invalid, "task.long", "This takes longer than a day; it is there without its length.").On("endAt")
	ErrSeries    = errs.New(errs.Invalid, "task.series", "It comes again in a way that tasks can't; it is there once.").On("repeat")
	ErrAssignee  = errs.New(errs.Invalid, "task.assignee_unknown", "There is no such colleague.").On("assigneeId")
)

// apply sets the drafted fields and checks that the result is a valid task; zone is the tenant's.
func (t *Task) apply(d Draft, zone *time.Location) error {
	before := *t
	if d.Title != nil {
		t.Title = strings.Join(strings.Fields(*d.Title), " ")
	}
	if d.Note.Set {
		t.Note = strings.TrimSpace(d.Note.Value)
	}
	d.DueAt.To(&t.DueAt)
	if d.AllDay != nil {
		t.AllDay = *d.AllDay
	}
	if d.AssigneeID != nil {
		t.OwnerID = d.AssigneeID
	}
	if d.About.Set {
		t.AboutKind, t.AboutID = nil, nil
		if !d.About.Null {
			t.AboutKind, t.AboutID = &d.About.Value.Kind, &d.About.Value.ID
		}
	}
	d.plan(t)
	err := t.repeated(d.Repeat)
	t.normalise(zone)
	t.anchor(before, zone)
	return errs.All(err, t.check())
}

func (p Plan) plan(t *Task) {
	if p.Kind != nil {
		t.Kind = *p.Kind
	}
	p.Minutes.To(&t.Minutes)
	p.RemindBefore.To(&t.RemindBefore)
}

func (t *Task) repeated(r patch.Field[string]) error {
	if !r.Set {
		return nil
	}
	clean, err := rule(r.Value)
	if err == nil {
		t.Repeat = clean
	}
	return err
}

func (t *Task) normalise(zone *time.Location) {
	if t.DueAt == nil {
		return
	}
	due := t.DueAt.UTC().Truncate(time.Microsecond)
	if t.AllDay {
		due = clock.Midnight(due, zone, 0)
	}
	t.DueAt = &due
}

func (t *Task) check() error {
	var all []error
	say := func(bad bool, err error) {
		if bad {
			all = append(all, err)
		}
	}
	say(t.Title == "", ErrUntitled)
	say(utf8.RuneCountInString(t.Title) > maxTitle, ErrTitleLong)
	say(utf8.RuneCountInString(t.Note) > maxNote, ErrNoteLong)
	say(t.AllDay && t.DueAt == nil, ErrNoDay)
	say(t.Minutes != nil && (*t.Minutes < 1 || *t.Minutes > maxMinutes || t.DueAt == nil || t.AllDay), ErrLength)
	say(t.RemindBefore != nil && (*t.RemindBefore < 0 || *t.RemindBefore > maxRemind || t.DueAt == nil), ErrRemind)
	say(t.Repeat != "" && t.DueAt == nil, ErrRepeatDay)
	return errs.All(all...)
}

// Status says which tasks a list shows.
type Status string

// The statuses. Overdue tasks are open ones whose time, or whole day, has passed where the caller lives.
const (
	Open       Status = "open"
	Finished   Status = "done"
	Overdue    Status = "overdue"
	EveryState Status = "all"
)
