package activity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
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

// Forget destroys what timelines tell of a field of some records.
func (s *Service) Forget(ctx context.Context, kind, field string) error {
	var rows []struct {
		ID   uuid.UUID
		Data string
	}
	q := db.Orm(ctx).Table("activity").Select("id, data::text AS data").Where("kind = ? AND strpos(data::text, ?) > 0", kind, field) // all rows: the field is gone for all
	if err := q.Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		left, err := jsonb.Without([]byte(r.Data), field)
		if err != nil {
			return err
		}
		if err := db.Orm(ctx).Table("activity").Where("id = ?", r.ID).Update("data", string(left)).Error; err != nil { // all rows: one by id
			return err
		}
	}
	return nil
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
