package activity

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// ReadByPerson reads how many notes, calls, meetings and e-mails of each person, as far as the caller may see them, fall
// into a period, with other reads.
func (s *Service) ReadByPerson(ctx context.Context, from, to time.Time, into *[]record.Tally) db.Read {
	q := db.Visible(ctx, Kind).Model(&Activity{}).Select("activity.owner_id AS user_id, activity.type, count(*) AS count").
		Where("activity.at >= ? AND activity.at < ? AND activity.owner_id IS NOT NULL", from, to).
		Where("activity.type IN ?", []string{"note", "call", "meeting", "email"}).Group("activity.owner_id, activity.type")
	return db.Into(q, into)
}
