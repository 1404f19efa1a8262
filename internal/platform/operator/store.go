package operator

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

// linesSQL sums up every company. Sizes are those of the server's own statistics: measuring them would touch every file.
const linesSQL = `SELECT t.id, coalesce(t.slug, '') AS slug, t.name, t.state, t.plan, t.trial_ends_at, t.hold_reason, t.schema_version, t.needs_version,
	t.migrate_error, coalesce(s.used, 0) AS seats_used, coalesce(s.granted, 0) AS seats_granted, m.active_at, coalesce(z.megabytes, 0) AS megabytes
FROM tenant t
LEFT JOIN (SELECT tenant_id, sum(used) AS used, sum(granted) AS granted FROM seat_pool WHERE kind <> 'trial' GROUP BY 1) s ON s.tenant_id = t.id
LEFT JOIN (SELECT tenant_id, max(seen_at) AS active_at FROM membership GROUP BY 1) m ON m.tenant_id = t.id
LEFT JOIN (SELECT n.nspname, sum(c.relpages::bigint) / 128.0 AS megabytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname LIKE 't\_%' GROUP BY 1) z ON z.nspname = t.schema_name
WHERE t.state <> 'spare' ORDER BY t.id`

func lines(ctx context.Context) (all []Line, err error) {
	return all, db.Orm(ctx).Raw(linesSQL).Scan(&all).Error // all rows: for the operator
}

func insertSupport(ctx context.Context, s *Support) error { return db.Orm(ctx).Create(s).Error } // all rows: an insert

func listSupport(ctx context.Context, tenantID int64) (all []Support, err error) {
	q := db.Orm(ctx).Where("tenant_id = ?", tenantID).Order("created_at DESC").Limit(100) // all rows: of one tenant
	return all, q.Find(&all).Error
}

// byToken is the access of a token that has not ended.
func byToken(ctx context.Context, hash []byte, now time.Time) (s Support, err error) {
	err = open(ctx, now).Where("token_hash = ?", hash).Take(&s).Error
	if db.Missing(err) {
		err = ErrNotFound
	}
	return s, err
}

// end ends a tenant's access.
func end(ctx context.Context, tenantID int64, access uuid.UUID, now time.Time) (s Support, err error) {
	err = open(ctx, now).Where("id = ? AND tenant_id = ?", access, tenantID).Take(&s).Error
	if db.Missing(err) {
		return s, ErrNotFound
	}
	if err != nil {
		return s, err
	}
	return s, db.Orm(ctx).Model(&s).Update("ended_at", now).Error // all rows: one by id
}

func open(ctx context.Context, now time.Time) *gorm.DB {
	return db.Orm(ctx).Where("ended_at IS NULL AND ends_at > ?", now) // all rows: narrowed by the callers
}
