package reminder

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// maxAhead is how long before a task is due a reminder may come.
const maxAhead = 29 * day

// mentioning reads the latest entries that name the caller.
func (s *Service) mentioning(ctx context.Context, since time.Time) (as []activity.Activity, err error) {
	return as, db.Fetch(ctx, s.d.Activities.ReadMentions(ctx, since, maxMentions, &as))
}

// read reads the tasks of which something may have been told until now: the caller's own, and late ones of those they lead.
func (s *Service) read(ctx context.Context, now time.Time, lateAfter time.Duration) (ts []task.Task, err error) {
	var led team.Tree
	if lateAfter > 0 && len(caller.From(ctx).Teams) > 0 {
		if led, err = s.d.Teams.List(ctx); err != nil {
			return nil, err
		}
	}
	a := task.Alerts{Since: now.Add(-kept - maxLateDays*day), Own: now.Add(maxAhead), Late: now.Add(-lateAfter), Others: led.Led(caller.From(ctx).UserID)}
	return ts, db.Fetch(ctx, s.d.Tasks.ReadAlerts(ctx, a, &ts))
}
