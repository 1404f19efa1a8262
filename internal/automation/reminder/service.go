package reminder

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/today"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

//go:embed letters
var letters embed.FS

// unit runs a function in a unit of work.
type unit func(ctx context.Context, f func(context.Context) error) error

// Deps is what the service works with.
type Deps struct {
	Platform, InTenant unit
	Tasks              *task.Service
	Activities         *activity.Service
	Today              *today.Service
	Teams              *team.Service
	Members            *member.Service
	Preferences        *preference.Service
	Letters            func(fs.FS) *user.Letters
	// Files are those that the caller asked for and that were made, or could not be, since a time, in the unit of their company.
	Files func(ctx context.Context, since time.Time) ([]File, error)
	// News is what the caller is to know who looks after the company, in the unit of it.
	News func(ctx context.Context) ([]News, error)
}

// Service tells people of their work. Unless they say otherwise its methods run outside units of work.
type Service struct {
	d       Deps
	letters *user.Letters
}

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d, d.Letters(letters)} }

// Inbox is what a person has been told, the newest first, and how much of it since they last looked.
type Inbox struct {
	Notices []Notice
	Unread  int
}

// Inbox returns the caller's.
func (s *Service) Inbox(ctx context.Context) (Inbox, error) {
	var p preference.Preference
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		p, err = s.d.Preferences.Mine(ctx)
		return err
	})
	var in Inbox
	if err != nil {
		return in, err
	}
	err = s.d.InTenant(ctx, func(ctx context.Context) (err error) {
		in.Notices, err = s.notices(ctx, p.LateDays)
		return err
	})
	for _, n := range in.Notices {
		if p.SeenAt == nil || n.At.After(*p.SeenAt) {
			in.Unread++
		}
	}
	return in, err
}

// notices runs in the unit of work of the caller's company.
func (s *Service) notices(ctx context.Context, lateDays int) (all []Notice, err error) {
	now, zone := clock.Now(), clock.Zone(caller.From(ctx).Tenant.Timezone)
	after := time.Duration(lateDays) * day
	tasks, err := s.read(ctx, now, after)
	if err != nil {
		return nil, err
	}
	me := caller.From(ctx).UserID
	var told []Moment
	var about []task.Task
	for _, t := range tasks {
		ms := moments(t, zone)
		if t.OwnerID == nil || *t.OwnerID != me {
			ms = nil
			if t.SnoozedUntil == nil || !t.SnoozedUntil.After(now) {
				ms = []Moment{{Team, late(t, zone).Add(after)}}
			}
		}
		if m, ok := newest(ms, now); ok && now.Sub(m.At) < kept {
			told, about = append(told, m), append(about, t)
		}
	}
	seen, err := s.d.Tasks.See(ctx, about...)
	if err != nil {
		return nil, err
	}
	for i, m := range told {
		all = append(all, Notice{Moment: m, Task: &seen[i]})
	}
	named, err := s.mentions(ctx, now)
	if err != nil {
		return nil, err
	}
	all = append(all, named...)
	files, err := s.d.Files(ctx, now.Add(-kept))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		all = append(all, Notice{Moment: Moment{Made, f.At}, File: &f})
	}
	news, err := s.d.News(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range news {
		if now.Sub(n.At) < kept {
			all = append(all, Notice{Moment: n.Moment, News: &n})
		}
	}
	slices.SortStableFunc(all, func(a, b Notice) int { return b.At.Compare(a.At) })
	return all, nil
}

// See notes that the caller has seen everything until now.
func (s *Service) See(ctx context.Context) error {
	return s.d.Platform(ctx, s.d.Preferences.See)
}

// Plan has letters written at the moments of a task that are still to come. It runs in the unit of work that saved it.
func (s *Service) Plan(ctx context.Context, t task.Task) error {
	if t.OwnerID == nil {
		return nil
	}
	c, now := caller.From(ctx), clock.Now()
	for _, m := range moments(t, clock.Zone(c.Tenant.Timezone)) {
		if !m.At.After(now) {
			continue
		}
		if err := job.Enqueue(as(ctx, *t.OwnerID), Letter{t.ID, *t.OwnerID, m.Kind, m.At}, job.Options{At: m.At, Unique: true}); err != nil {
			return err
		}
		if m.Kind != Late {
			continue
		}
		next := m.At.Add(day)
		if err := job.EnqueueFor(ctx, c.Tenant.ID, "reminder", Escalate{t.ID, m.At, 1}, job.Options{At: next, Unique: true}); err != nil {
			return err
		}
	}
	return nil
}

// as is the context in which a job is enqueued that works for somebody else: what they may do is looked up when it runs.
func as(ctx context.Context, userID uuid.UUID) context.Context {
	return caller.With(ctx, &caller.Caller{UserID: userID, Tenant: caller.From(ctx).Tenant})
}

// Changed tells whether a change of a task moved what is to be told of it.
func Changed(before, after task.Task) bool {
	same := func(a, b *time.Time) bool { return a == nil && b == nil || a != nil && b != nil && a.Equal(*b) }
	owner := func(t task.Task) uuid.UUID {
		if t.OwnerID == nil {
			return uuid.Nil
		}
		return *t.OwnerID
	}
	remind := func(t task.Task) int {
		if t.RemindBefore == nil {
			return -1
		}
		return *t.RemindBefore
	}
	return !same(before.DueAt, after.DueAt) || !same(before.SnoozedUntil, after.SnoozedUntil) || !same(before.DoneAt, after.DoneAt) ||
		before.AllDay != after.AllDay || owner(before) != owner(after) || remind(before) != remind(after)
}

const maxLateDays = 7

// escalate has those told by letter who lead the assignee of a task that is late by some days, and looks again tomorrow. It
// runs in a unit of work of the company.
func (s *Service) escalate(ctx context.Context, a Escalate) error {
	t, err := s.d.Tasks.Find(ctx, a.TaskID)
	if err != nil || t.OwnerID == nil || !stands(t, Late, a.At, clock.Zone(caller.From(ctx).Tenant.Timezone)) {
		return err
	}
	tree, err := s.d.Teams.List(ctx)
	if err != nil {
		return err
	}
	for _, leader := range tree.Leaders(*t.OwnerID) {
		if err := job.Enqueue(as(ctx, leader), Escalation{a.TaskID, leader, a.At, a.Days}, job.Options{Unique: true}); err != nil {
			return err
		}
	}
	if a.Days >= maxLateDays {
		return nil
	}
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, "reminder", Escalate{a.TaskID, a.At, a.Days + 1}, job.Options{At: clock.Now().Add(day), Unique: true})
}

// stands tells whether something is still to be told of a task at a moment: not when it was done, moved or put off since.
func stands(t task.Task, kind string, at time.Time, zone *time.Location) bool {
	return slices.ContainsFunc(moments(t, zone), func(m Moment) bool { return m.Kind == kind && m.At.Equal(at) })
}

// about reads a task that the caller may see, with the names in it; false, when it is gone or does not fit any more.
func (s *Service) about(ctx context.Context, fits func(task.Task) bool, id uuid.UUID) (t task.Seen, ok bool, err error) {
	err = s.d.InTenant(ctx, func(ctx context.Context) error {
		found, err := s.d.Tasks.Find(ctx, id)
		if errors.Is(err, task.ErrNotFound) {
			return nil
		}
		if err != nil || !fits(found) {
			return err
		}
		seen, err := s.d.Tasks.See(ctx, found)
		if err == nil {
			t, ok = seen[0], true
		}
		return err
	})
	return t, ok, err
}
