package trial

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// begin notes that a company's trial begins; own is false when the holder has had one with another company.
func begin(ctx context.Context, holder []byte, tenantID int64) (own bool, err error) {
	const insert = `INSERT INTO trial (tenant_id, holder, started_at) VALUES (?, ?, ?)
		ON CONFLICT (holder) DO UPDATE SET holder = excluded.holder RETURNING tenant_id`
	var of int64
	err = db.Orm(ctx).Raw(insert, tenantID, holder, clock.Now()).Scan(&of).Error // all rows: an insert
	return of == tenantID, err
}

func refuse(ctx context.Context, tenantID int64, had string) error {
	const insert = `INSERT INTO trial_refusal (tenant_id, had, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	return db.Orm(ctx).Exec(insert, tenantID, had, clock.Now()).Error // all rows: an insert
}

func refused(ctx context.Context, tenantID int64) (had string, err error) {
	const q = `SELECT had FROM trial_refusal WHERE tenant_id = ?`
	return had, db.Orm(ctx).Raw(q, tenantID).Scan(&had).Error // all rows: one by id
}
