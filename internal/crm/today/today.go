// Package today puts together what a person has to look at now: tasks by urgency, and deals without a next step. It owns
// no data; tasks and deals do.
package today

import (
	"context"
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

// Day is a person's work as it stands at one moment. Days are those of the tenant's time zone.
type Day struct {
	Overdue, Today, Upcoming []task.Seen
	Idle                     []deal.Seen // open deals without an open task
	Rotting                  []deal.Seen // other open deals that are in their stage for too long
}

// For returns the caller's day.
func (s *Service) For(ctx context.Context) (Day, error) {
	now, zone := clock.Now(), clock.Zone(caller.From(ctx).Tenant.Timezone)
	tasks, idle, rotting, err := s.read(ctx, clock.Midnight(now, zone, 1+upcomingDays))
	if err != nil {
		return Day{}, err
	}
	seen, err := s.tasks.See(ctx, tasks...)
	if err != nil {
		return Day{}, err
	}
	d := sort(seen, now, zone)
	all, err := s.deals.See(ctx, append(idle, rotting...)...)
	if err != nil {
		return Day{}, err
	}
	d.Idle, d.Rotting = all[:len(idle)], all[len(idle):]
	return d, nil
}

// sort puts tasks where they belong: overdue ones are those whose time, or whole day, has passed.
func sort(ts []task.Seen, now time.Time, zone *time.Location) Day {
	today, tomorrow := clock.Midnight(now, zone, 0), clock.Midnight(now, zone, 1)
	var d Day
	for _, t := range ts {
		due := *t.DueAt
		switch {
		case due.Before(today) || !t.AllDay && due.Before(now):
			d.Overdue = append(d.Overdue, t)
		case due.Before(tomorrow):
			d.Today = append(d.Today, t)
		default:
			d.Upcoming = append(d.Upcoming, t)
		}
	}
	return d
}
