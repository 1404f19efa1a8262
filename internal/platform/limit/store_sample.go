package limit

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
)

func keep(ctx context.Context, tenantID int64, x Sample) error {
	const q = `INSERT INTO usage_sample (tenant_id, day, name, used, "limit") VALUES (?, ?::date, ?, ?, ?) ON CONFLICT (tenant_id, day, name)
		DO UPDATE SET used = greatest(usage_sample.used, excluded.used), "limit" = excluded."limit"`
	return db.Orm(ctx).Exec(q, tenantID, x.Day, x.Name, x.Used, x.Limit).Error // all rows: an insert
}

func forget(ctx context.Context, tenantID int64, before time.Time) error {
	return db.Orm(ctx).Exec(`DELETE FROM usage_sample WHERE tenant_id = ? AND day < ?::date`, tenantID, before).Error // all rows: of one tenant
}

func samples(ctx context.Context, tenantID int64, since time.Time) (all []Sample, err error) {
	const q = `SELECT day::text AS day, name, used, "limit" FROM usage_sample WHERE tenant_id = ? AND day >= ?::date ORDER BY day, name`
	return all, db.Orm(ctx).Raw(q, tenantID, since).Scan(&all).Error // all rows: of one tenant
}
