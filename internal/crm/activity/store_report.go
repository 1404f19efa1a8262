package activity

import (
	"context"
	"time"

	"github.com/google/uuid"

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

// Last is what was said last around a deal.
type Last struct {
	DealID          uuid.UUID
	At              time.Time
	ActorName, Text string
}

// ReadLast reads what people wrote down last on the timelines of some deals, among what the caller may see, with other reads.
func (s *Service) ReadLast(ctx context.Context, deals []uuid.UUID, into *[]Last) db.Read {
	q := visible(ctx).Model(&Activity{}).Select("DISTINCT ON (activity.deal_id) activity.deal_id, activity.at, activity.actor_name, activity.text").
		Where("activity.deal_id IN ? AND activity.text <> ''", deals)
	return db.Into(q.Order("activity.deal_id, activity.at DESC, activity.id"), into)
}
