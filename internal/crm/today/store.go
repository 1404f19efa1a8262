package today

import (
	"context"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/db"
)

// read asks tasks and deals in one round trip.
func (s *Service) read(ctx context.Context, until time.Time) (tasks []task.Task, idle, rotting []deal.Deal, err error) {
	err = db.Fetch(ctx,
		s.tasks.ReadDue(ctx, until, &tasks),
		s.deals.ReadIdle(ctx, s.tasks.OpenAbout(ctx, deal.Kind), &idle),
		s.deals.ReadRotting(ctx, &rotting))
	rotting = slices.DeleteFunc(rotting, func(r deal.Deal) bool {
		return slices.ContainsFunc(idle, func(i deal.Deal) bool { return i.ID == r.ID })
	})
	return tasks, idle, rotting, err
}
