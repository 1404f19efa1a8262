// Package task owns what somebody has to do: by when, and which record it is about. It knows those records only by
// reference; who may see a task does not thereby see its record.
package task

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

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
	DoneAt               *time.Time
	OwnerID              *uuid.UUID // the assignee
	AboutKind            *string
	AboutID              *uuid.UUID
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

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
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: t.ID}, Action: action, Name: t.Title, Before: before, After: after}
}

// Draft is what a caller may set; what is not set stays as it is.
type Draft struct {
	Title      *string
	Note       patch.Field[string]
	DueAt      patch.Field[time.Time]
	AllDay     *bool
	AssigneeID *uuid.UUID
	About      patch.Field[record.Ref]
}

const maxTitle, maxNote = 200, 10_000

// What can go wrong with a task.
var (
	ErrNotFound  = errs.New(errs.NotFound, "task.not_found", "There is no such task.")
	ErrStale     = errs.New(errs.Conflict, "task.stale", "Someone else changed this task meanwhile.")
	ErrUntitled  = errs.New(errs.Invalid, "task.untitled", "Say what is to be done.").On("title")
	ErrTitleLong = errs.New(errs.Invalid, "field.long", "A title has at most 200 characters.").On("title")
	ErrNoteLong  = errs.New(errs.Invalid, "field.long", "A note has at most 10,000 characters.").On("note")
	ErrNoDay     = errs.New(errs.Invalid, "task.no_day", "A task of a whole day needs its day.").On("dueAt")
	ErrAbout     = errs.New(errs.Invalid, "task.about_unknown", "There is no such record.").On("about")
	ErrAssignee  = errs.New(errs.Invalid, "task.assignee_unknown", "There is no such colleague.").On("assigneeId")
)

// apply sets the drafted fields and checks that the result is a valid task; zone is the tenant's.
func (t *Task) apply(d Draft, zone *time.Location) error {
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
	t.normalise(zone)
	return t.check()
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
	return errs.All(all...)
}

// Status says which tasks a list shows.
type Status string

// The statuses. Overdue tasks are open ones whose time, or whole day in the tenant's zone, has passed.
const (
	Open       Status = "open"
	Finished   Status = "done"
	Overdue    Status = "overdue"
	EveryState Status = "all"
)
