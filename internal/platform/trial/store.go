package trial

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// begin notes that somebody's trial begins; first is false when they have had one.
func begin(ctx context.Context, holder []byte, tenantID int64) (first bool, err error) {
	const insert = `INSERT INTO trial (tenant_id, holder, started_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	r := db.Orm(ctx).Exec(insert, tenantID, holder, clock.Now()) // all rows: an insert
	return r.RowsAffected > 0, r.Error
}
