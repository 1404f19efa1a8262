package task

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// ReadDone reads how many tasks that the caller may see each person has done in a period, with other reads.
func (s *Service) ReadDone(ctx context.Context, from, to time.Time, into *[]record.Tally) db.Read {
	q := db.Visible(ctx, Kind).Model(&Task{}).Select("task.owner_id AS user_id, 'task_done' AS type, count(*) AS count").
		Where("task.done_at >= ? AND task.done_at < ? AND task.owner_id IS NOT NULL", from, to).Group("task.owner_id")
	return db.Into(q, into)
}
