// Package today puts together what a person has to look at now: tasks by urgency, and deals without a next step. It owns
// no data; tasks and deals do.
package today

import (
	"context"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// upcomingDays is how far Upcoming looks beyond today.
const upcomingDays = 7

// Service answers for the caller's own work.
type Service struct {
	tasks *task.Service
	deals *deal.Service
}

// NewService returns a service over tasks and deals.
func NewService(tasks *task.Service, deals *deal.Service) *Service { return &Service{tasks, deals} }

// Day is a person's work as it stands at one moment. Days are those of the person's clock.
type Day struct {
	Overdue, Today, Upcoming []task.Seen
	Idle                     []deal.Seen // open deals without an open task
	Later                    []task.Seen // what was put off, until when it was
	Rotting                  []deal.Seen // other open deals that are in their stage for too long
}

// For returns the caller's day.
func (s *Service) For(ctx context.Context) (Day, error) {
	c := caller.From(ctx)
	now, days := clock.Now(), days{clock.Zone(c.Zone()), clock.Zone(c.Tenant.Timezone)}
	tasks, idle, rotting, err := s.read(ctx, days.end(now, 1+upcomingDays))
	if err != nil {
		return Day{}, err
	}
	seen, err := s.tasks.See(ctx, tasks...)
	if err != nil {
		return Day{}, err
	}
	d := sort(seen, now, days)
	all, err := s.deals.See(ctx, append(idle, rotting...)...)
	if err != nil {
		return Day{}, err
	}
	d.Idle, d.Rotting = all[:len(idle)], all[len(idle):]
	return d, nil
}

// days are those of a person's own clock, and of the company's, on whose calendar whole days stand.
type days struct{ own, company *time.Location }

// begin is when the day that begins so many days after now begins for a task: where the person is, or on the company's
// calendar.
func (d days) begin(now time.Time, n int, whole bool) time.Time {
	if whole {
		return clock.Day(now, d.own, d.company, n)
	}
	return clock.Midnight(now, d.own, n)
}

// end is a moment from which on all tasks are of that day or later.
func (d days) end(now time.Time, n int) time.Time {
	own, whole := d.begin(now, n, false), d.begin(now, n, true)
	if own.After(whole) {
		return own
	}
	return whole
}

// sort puts tasks where they belong: overdue ones are those whose time, or whole day, has passed. What is put off waits.
func sort(ts []task.Seen, now time.Time, in days) Day {
	var d Day
	for _, t := range ts {
		if t.SnoozedUntil != nil && t.SnoozedUntil.After(now) {
			d.Later = append(d.Later, t)
			continue
		}
		due := now // what has no day and was put off is back today
		if t.DueAt != nil {
			due = *t.DueAt
		}
		switch {
		case due.Before(in.begin(now, 0, t.AllDay)) || !t.AllDay && due.Before(now):
			d.Overdue = append(d.Overdue, t)
		case due.Before(in.begin(now, 1, t.AllDay)):
			d.Today = append(d.Today, t)
		case due.Before(in.begin(now, 1+upcomingDays, t.AllDay)):
			d.Upcoming = append(d.Upcoming, t)
		}
	}
	slices.SortStableFunc(d.Later, func(a, b task.Seen) int { return a.SnoozedUntil.Compare(*b.SnoozedUntil) })
	return d
}
