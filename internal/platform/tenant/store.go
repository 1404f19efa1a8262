package tenant

import (
	"context"
	"hash/fnv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func find(ctx context.Context, where string, value any) (t Tenant, err error) {
	err = db.Orm(ctx).Where("state NOT IN ('spare', 'purged') AND "+where, value).Take(&t).Error // all rows: the registry has no owner; sql: where is one of the service's own
	if db.Missing(err) {
		return t, ErrNotFound
	}
	return t, err
}

// claim locks the oldest spare that nobody else is claiming, out of those that this program can serve on open nodes.
func claim(ctx context.Context, r Range) (t Tenant, err error) {
	const waiting = "state = 'spare' AND schema_version >= ? AND needs_version <= ? AND node IN (SELECT id FROM node WHERE state = 'open')"
	q := db.Orm(ctx).Where(waiting, r.Min, r.Head).Order("schema_version DESC, id").Limit(1) // all rows: spares belong to nobody
	err = q.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Take(&t).Error
	if db.Missing(err) {
		return t, ErrPoolEmpty
	}
	return t, err
}

// pool counts the spares that a program can serve, on open nodes: those elsewhere nobody can claim.
func pool(ctx context.Context, r Range) (p Pool, err error) {
	const q = `SELECT (SELECT count(*) FROM tenant WHERE state = 'spare' AND schema_version >= ? AND needs_version <= ? AND node IN (SELECT id FROM node WHERE state = 'open')) AS ready,
		(SELECT count(*) FROM node WHERE state = 'open') AS nodes,
		(SELECT filled_at FROM tenant_pool) AS filled_at, coalesce((SELECT error FROM tenant_pool), '') AS error`
	return p, db.Orm(ctx).Raw(q, r.Min, r.Head).Scan(&p).Error // all rows: spares belong to nobody
}

// countFailed counts the structures whose migration has failed.
func countFailed(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Tenant{}).Where("migrate_error <> '' AND state <> 'purged'")) // all rows: by number only
}

// lockSlug makes two companies of the same name, signing up at the same moment, take their addresses one after the other.
func lockSlug(ctx context.Context, base string) error {
	h := fnv.New64a()
	h.Write([]byte(base))                                                                 //nolint:errcheck // a hash takes everything
	return db.Orm(ctx).Exec("SELECT pg_advisory_xact_lock(?)", int64(h.Sum64()>>1)).Error // all rows: no table is read
}

// free tells whether an address belongs to nobody and never did.
const free = `NOT EXISTS (SELECT FROM tenant other WHERE other.slug = ?) AND NOT EXISTS (SELECT FROM retired_slug WHERE hash = sha256(convert_to(?, 'UTF8')))`

// saveNamed saves a claimed tenant; taken tells that its slug belongs to another one.
func saveNamed(ctx context.Context, t *Tenant) (taken bool, err error) {
	q := db.Orm(ctx).Model(t).Where(free, *t.Slug, *t.Slug) // all rows: slugs are unique over all
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

// claimed are the ids of the companies that have data.
func claimed(ctx context.Context) (ids []int64, err error) {
	q := db.Orm(ctx).Model(&Tenant{}).Where("state NOT IN ?", []string{Spare, Purged}) // all rows: for the program's own work
	return ids, q.Order("id").Pluck("id", &ids).Error
}

func hold(ctx context.Context, id int64, state, reason string) error {
	return setColumns(ctx, id, map[string]any{"held_from": gorm.Expr("coalesce(held_from, state)"), "state": state, "hold_reason": reason})
}

func release(ctx context.Context, id int64) error {
	q := db.Orm(ctx).Model(&Tenant{}).Where("id = ? AND held_from IS NOT NULL", id) // all rows: one by id
	return q.Updates(map[string]any{"state": gorm.Expr("held_from"), "held_from": nil, "hold_reason": ""}).Error
}
