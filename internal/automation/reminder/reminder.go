// Package reminder owns when people are told of their work: before a task is due, when it is late, when those whom one leads
// are late, when a colleague mentions them, and once a day what there is to do. What it tells in the app is worked out from the tasks each time, so that there
// is nothing to lose or to double; letters are jobs that look again before they are sent. It owns no tasks (crm/task) and no
// choices (identity/preference).
package reminder

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// What a notice tells.
const (
	Due  = "due"  // a reminder that somebody asked for, or the end of having put something off
	Late = "late" // the time, or the whole day, has passed
	Team = "team" // somebody whom one leads is late

	Mentioned = "mention"   // a colleague names them in a note
	Retention = "retention" // records go soon by a rule
	Unsent    = "archive"   // an archive could not be sent to the company's own bucket

	Made = "export" // a file that they asked for is there, or could not be made
)

// kept is how long a notice stays, and morning the hour from which reminders of a whole day count.
const (
	kept    = 14 * 24 * time.Hour
	morning = 9
	day     = 24 * time.Hour
)

// Moment is when something is to be told of a task.
type Moment struct {
	Kind string
	At   time.Time
}

// moments are those of an open task, the earlier first; zone is the company's, on whose calendar whole days stand. What is
// put off is quiet until then.
func moments(t task.Task, zone *time.Location) (all []Moment) {
	if t.DoneAt != nil {
		return nil
	}
	if t.SnoozedUntil != nil {
		all = append(all, Moment{Due, *t.SnoozedUntil})
	}
	if t.DueAt == nil {
		return all
	}
	if t.RemindBefore != nil && t.SnoozedUntil == nil {
		all = append(all, Moment{Due, starts(t, zone).Add(-time.Duration(*t.RemindBefore) * time.Minute)})
	}
	if end := late(t, zone); t.SnoozedUntil == nil || end.After(*t.SnoozedUntil) {
		all = append(all, Moment{Late, end})
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return a.At.Compare(b.At) })
	return all
}

// starts is from when reminders of a task count: of a whole day, its morning.
func starts(t task.Task, zone *time.Location) time.Time {
	if !t.AllDay {
		return *t.DueAt
	}
	y, m, d := t.DueAt.In(zone).Date()
	return time.Date(y, m, d, morning, 0, 0, 0, zone).UTC()
}

// late is when a task with a day is late.
func late(t task.Task, zone *time.Location) time.Time {
	if t.AllDay {
		return clock.Midnight(*t.DueAt, zone, 1)
	}
	return *t.DueAt
}

// Notice is one thing to tell: of a task or, where they are mentioned, of an entry of a timeline, or of a file.
type Notice struct {
	Moment
	Task  *task.Seen
	Entry *activity.Seen
	File  *File
	News  *News
}

// News is what the program has to tell those who look after the company.
type News struct {
	Moment
	Count int64
}

// File is one that a person asked for.
type File struct {
	ID    uuid.UUID
	Name  string
	Rows  int64
	Ready bool // or it could not be made
	At    time.Time
}

// newest is the last thing that was to be told of a task until now.
func newest(all []Moment, now time.Time) (m Moment, ok bool) {
	for _, x := range all {
		if !x.At.After(now) {
			m, ok = x, true
		}
	}
	return m, ok
}
