package feedback

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// mostOwn is how much of what one has said is shown.
const mostOwn = 50

// spec lists by whether there is an answer, then by time: a company has hundreds of these, not millions.
var spec = page.Spec{
	Table:   Kind,
	Default: "-open",
	Sorts:   map[string]page.Column{"open": {Expr: "(CASE WHEN feedback.answered_at IS NULL THEN 'b' ELSE 'a' END || feedback.id::text)", Type: "text"}},
	Filters: map[string]page.Column{"state": {Expr: "(CASE WHEN feedback.answered_at IS NULL THEN 'open' ELSE 'answered' END)", Type: "text"}},
}

func list(ctx context.Context, q page.Query) ([]Feedback, *string, error) {
	rows, err := spec.Where(db.Orm(ctx).Model(&Feedback{}), q, caller.From(ctx).UserID) // all rows: who may read feedback reads all of it
	if err != nil {
		return nil, nil, err
	}
	if rows, err = spec.Page(rows, q); err != nil {
		return nil, nil, err
	}
	var all []Feedback
	if err := db.Fetch(ctx, db.Into(rows, &all)); err != nil {
		return nil, nil, err
	}
	all, next := page.Cut(spec, q, all, func(f Feedback, _ string) (string, uuid.UUID) {
		mark := "b"
		if f.AnsweredAt != nil {
			mark = "a"
		}
		return mark + f.ID.String(), f.ID
	})
	return all, next, nil
}

func own(ctx context.Context, owner uuid.UUID) (all []Feedback, err error) {
	q := db.Orm(ctx).Model(&Feedback{}).Where("owner_id = ?", owner).Order("id DESC").Limit(mostOwn) // all rows: the caller's own
	return all, db.Fetch(ctx, db.Into(q, &all))
}

// said counts what somebody has said since a time.
func said(ctx context.Context, owner uuid.UUID, since time.Time) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Feedback{}).Where("owner_id = ? AND created_at > ?", owner, since)) // all rows: the caller's own
}

func news(ctx context.Context, owner uuid.UUID) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Feedback{}).Where("owner_id = ? AND answered_at IS NOT NULL AND seen_at IS NULL", owner)) // all rows: the caller's own
}

func markSeen(ctx context.Context, owner uuid.UUID, now time.Time) error {
	q := db.Orm(ctx).Model(&Feedback{}).Where("owner_id = ? AND answered_at IS NOT NULL AND seen_at IS NULL", owner) // all rows: the caller's own
	return q.Update("seen_at", now).Error
}

func find(ctx context.Context, id uuid.UUID) (f Feedback, err error) {
	err = db.Orm(ctx).Where("id = ?", id).Take(&f).Error // all rows: one by id, for who may read all of it
	if db.Missing(err) {
		err = ErrNotFound
	}
	return f, err
}

func insert(ctx context.Context, f *Feedback) error { return db.Orm(ctx).Create(f).Error }

// save writes an answer unless there is another one since version was read.
func save(ctx context.Context, f *Feedback, version int) error {
	f.Version = version + 1
	r := db.Orm(ctx).Model(f).Where("version = ?", version).Select("answer", "answered_by", "answered_at", "seen_at", "version", "updated_at").Updates(f) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}
