package layout

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// closed tells whether a field of a kind, by its name in the API, is closed to the caller at least as much as least.
func closed(ctx context.Context, kind, part string, least caller.Mask) bool {
	field := db.FieldOf(kind, part)
	return field != "" && db.Barred(ctx, kind, field, least)
}

// barred tells whether one of the company's own fields is not the caller's to fill in.
func barred(ctx context.Context, kind, key string) bool {
	return db.Barred(ctx, kind, key, caller.Read)
}

// all are the layouts of one kind of records.
func all(ctx context.Context, object string) (ls []Layout, err error) {
	q := db.Orm(ctx).Model(&Layout{}).Where("object = ?", object).Order("created_at, id") // all rows: the company's settings
	return ls, db.Fetch(ctx, db.Into(q, &ls))
}

func find(ctx context.Context, id uuid.UUID) (l Layout, err error) {
	err = db.Orm(ctx).Take(&l, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		err = ErrNotFound
	}
	return l, err
}

// insert adds a layout, unless there is one for the same people by now.
func insert(ctx context.Context, l *Layout) error {
	r := db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(l)
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

// save writes the sections of a layout, unless it was saved since version.
func save(ctx context.Context, l *Layout, version int) error {
	l.Version, l.UpdatedAt = version+1, clock.Now()
	q := db.Orm(ctx).Model(&Layout{}).Where("id = ? AND version = ?", l.ID, version) // all rows: one by id
	r := q.Updates(map[string]any{"sections": l.Sections, "version": l.Version, "updated_at": l.UpdatedAt})
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

// remove deletes a layout, unless it was saved since version.
func remove(ctx context.Context, id uuid.UUID, version int) error {
	r := db.Orm(ctx).Delete(&Layout{}, "id = ? AND version = ?", id, version) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

// forget deletes the layouts of a role that is gone.
func forget(ctx context.Context, role string) error {
	return db.Orm(ctx).Delete(&Layout{}, "role = ?", role).Error // all rows: the company's settings
}
