package operator

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

// linesSQL sums up the companies of one page.
const linesSQL = `WITH t AS (SELECT id, uid, coalesce(slug, '') AS slug, name, state, plan, trial_ends_at, hold_reason, node, schema_name, schema_version, needs_version,
		migrate_error, claimed_at FROM tenant
	WHERE state <> 'spare' AND (@text = '' OR name ILIKE '%' || @text || '%' OR slug ILIKE @text || '%') AND (@state = '' OR state = @state)
		AND (@plan = '' OR plan = @plan) AND (@before = 0 OR id < @before) AND (@any OR uid = @uid)
	ORDER BY id DESC LIMIT nullif(@limit, 0))
SELECT t.id, t.uid, t.slug, t.name, t.state, t.plan, t.trial_ends_at, t.hold_reason, t.node, t.schema_name, t.schema_version, t.needs_version, t.migrate_error, t.claimed_at,
	coalesce(s.used, 0) AS seats_used, coalesce(s.granted, 0) AS seats_granted, m.active_at
FROM t
LEFT JOIN LATERAL (SELECT sum(used) AS used, sum(granted) AS granted FROM seat_pool WHERE kind <> 'trial' AND tenant_id = t.id) s ON true
LEFT JOIN LATERAL (SELECT max(seen_at) AS active_at FROM membership WHERE tenant_id = t.id) m ON true
ORDER BY t.id DESC`

func lines(ctx context.Context, f Filter) (all []Line, err error) {
	args := map[string]any{"text": db.Like(f.Text), "state": f.State, "plan": f.Plan, "before": f.Before, "limit": f.Limit, "uid": f.UID, "any": f.UID == uuid.Nil}
	return all, db.Orm(ctx).Raw(linesSQL, args).Scan(&all).Error // all rows: for the operator
}

// sizesSQL reads the server's own statistics: measuring would touch every file.
const sizesSQL = `SELECT n.nspname::text AS name, sum(c.relpages::bigint) / 128.0 AS megabytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname IN ? GROUP BY 1`

// sizes are those of schemas on one node, in a unit there.
func sizes(ctx context.Context, schemas []string) (map[string]float64, error) {
	var rows []struct {
		Name      string
		Megabytes float64
	}
	if len(schemas) == 0 {
		return nil, nil
	}
	err := db.Orm(ctx).Raw(sizesSQL, schemas).Scan(&rows).Error // all rows: the server's statistics
	all := map[string]float64{}
	for _, r := range rows {
		all[r.Name] = r.Megabytes
	}
	return all, err
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
