package calendar

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
)

// own are the caller's calendars.
func own(ctx context.Context) (cs []Calendar, err error) {
	q := db.Orm(ctx).Where("user_id = ?", caller.From(ctx).UserID).Order("created_at, id") // all rows: one person's own
	return cs, db.Fetch(ctx, db.Into(q, &cs))
}

func insert(ctx context.Context, c *Calendar) error { return db.Orm(ctx).Create(c).Error }

func remove(ctx context.Context, id uuid.UUID) error {
	r := db.Orm(ctx).Where("id = ? AND user_id = ?", id, caller.From(ctx).UserID).Delete(&Calendar{}) // all rows: one person's own
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNotFound
	}
	return r.Error
}

func find(ctx context.Context, id uuid.UUID) (c Calendar, err error) {
	err = db.Orm(ctx).Take(&c, "id = ?", id).Error // all rows: one by id, for the program
	if db.Missing(err) {
		return c, ErrNotFound
	}
	return c, err
}

// subscribed are the ids of all calendars that come from an address.
func subscribed(ctx context.Context) (ids []uuid.UUID, err error) {
	return ids, db.Orm(ctx).Model(&Calendar{}).Where("address IS NOT NULL").Pluck("id", &ids).Error // all rows: of the company
}

func save(ctx context.Context, c Calendar) error {
	return db.Orm(ctx).Model(&c).Select("busy", "problem", "fetched_at").Updates(&c).Error // all rows: one by id
}

// page reads what stands on some days in one round trip.
func (s *Service) page(ctx context.Context, a Ask, sp span) (tasks []task.Task, p Page, cs []Calendar, err error) {
	reads := []db.Read{s.d.Tasks.ReadBetween(ctx, sp.from, sp.to, a.Person, &tasks)}
	if a.Deals && caller.From(ctx).May(deal.Kind, "read") != caller.None {
		reads = append(reads, s.d.Deals.ReadExpected(ctx, date.Date(a.From), date.Date(a.To), a.Person, &p.Deals))
	}
	if a.Person != nil && *a.Person == caller.From(ctx).UserID {
		reads = append(reads, db.Into(db.Orm(ctx).Where("user_id = ?", *a.Person), &cs)) // all rows: one person's own
	}
	return tasks, p, cs, db.Fetch(ctx, reads...)
}

// readFeed reads the tasks of the caller that a feed has.
func (s *Service) readFeed(ctx context.Context, sp span) (ts []task.Task, err error) {
	me := caller.From(ctx).UserID
	return ts, db.Fetch(ctx, s.d.Tasks.ReadBetween(ctx, sp.from, sp.to, &me, &ts))
}
