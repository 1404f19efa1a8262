package tenant

import (
	"context"
	"hash/fnv"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func find(ctx context.Context, where string, value any) (t Tenant, err error) {
	err = db.Orm(ctx).Where("state <> 'spare' AND "+where, value).Take(&t).Error // all rows: the registry has no owner; sql: where is one of the service's own
	if db.Missing(err) {
		return t, ErrNotFound
	}
	return t, err
}

// claim locks the oldest spare that nobody else is claiming.
func claim(ctx context.Context) (t Tenant, err error) {
	q := db.Orm(ctx).Where("state = 'spare'").Order("schema_version DESC, id").Limit(1) // all rows: spares belong to nobody
	err = q.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Take(&t).Error
	if db.Missing(err) {
		return t, ErrPoolEmpty
	}
	return t, err
}

// lockSlug makes two companies of the same name, signing up at the same moment, take their addresses one after the other.
func lockSlug(ctx context.Context, base string) error {
	h := fnv.New64a()
	h.Write([]byte(base))                                                                 //nolint:errcheck // a hash takes everything
	return db.Orm(ctx).Exec("SELECT pg_advisory_xact_lock(?)", int64(h.Sum64()>>1)).Error // all rows: no table is read
}

// saveNamed saves a claimed tenant; taken tells that its slug belongs to another one.
func saveNamed(ctx context.Context, t *Tenant) (taken bool, err error) {
	q := db.Orm(ctx).Model(t).Where("NOT EXISTS (SELECT FROM tenant other WHERE other.slug = ?)", *t.Slug) // all rows: slugs are unique over all
	r := q.Select("slug", "name", "state", "plan", "language", "currency", "timezone", "trial_ends_at", "claimed_at").Updates(t)
	if r.Error != nil {
		return false, r.Error
	}
	return r.RowsAffected == 0, nil
}

func update(ctx context.Context, t *Tenant, version int) error {
	t.Version = version + 1
	r := db.Orm(ctx).Model(t).Where("version = ?", version).Select("name", "language", "currency", "timezone", "version").Updates(t) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

func setColumns(ctx context.Context, id int64, columns map[string]any) error {
	return db.Orm(ctx).Model(&Tenant{}).Where("id = ?", id).Updates(columns).Error // all rows: one by id
}

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }

func list(ctx context.Context) (ts []Tenant, err error) {
	return ts, db.Orm(ctx).Where("state <> 'spare'").Order("id").Find(&ts).Error // all rows: for the operator
}
