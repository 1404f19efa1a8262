package intake

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// list reads the addresses, in the order in which they were made.
func list(ctx context.Context) (all []Intake, err error) {
	return all, db.Fetch(ctx, db.Into(db.Orm(ctx).Order("id"), &all)) // all rows: settings of the company
}

func count(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Intake{})) // all rows: by number
}

func find(ctx context.Context, id uuid.UUID) (Intake, error) { return one(ctx, "id = ?", id) }

func byKey(ctx context.Context, key string) (Intake, error) { return one(ctx, "key = ?", key) }

func one(ctx context.Context, where string, value any) (i Intake, err error) {
	err = db.Orm(ctx).Where(where, value).Take(&i).Error // all rows: one by id or key; sql: where is one of the package's own
	if db.Missing(err) {
		err = ErrNotFound
	}
	return i, err
}

func insert(ctx context.Context, i *Intake) error { return db.Orm(ctx).Create(i).Error }

// save writes an address unless it was changed since version was read.
func save(ctx context.Context, i *Intake, version int) error {
	i.Version = version + 1
	r := db.Orm(ctx).Model(i).Where("version = ?", version).Select("name", "key", "owner_id", "version", "updated_at").Updates(i) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

func remove(ctx context.Context, id uuid.UUID) error {
	return db.Orm(ctx).Where("id = ?", id).Delete(&Intake{}).Error // all rows: one by id
}
