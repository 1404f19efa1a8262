package licence

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// running are the tenants for which the days of an excess count.
const running = `SELECT t.id FROM tenant t WHERE t.held_from IS NULL AND t.state IN ?`

func writing() (states []string) {
	for state, mode := range modes {
		if mode == Write {
			states = append(states, state)
		}
	}
	return states
}

func excesses(ctx context.Context) (all []Excess, err error) {
	const q = `SELECT tenant_id, kind, began_at, days, told_at FROM seat_excess WHERE tenant_id IN (` + running + `) ORDER BY tenant_id, kind`
	return all, db.Orm(ctx).Raw(q, writing()).Scan(&all).Error // all rows: the clock asks for every tenant
}

func tickExcess(ctx context.Context, day time.Time) error {
	const q = `UPDATE seat_excess SET days = days + CASE WHEN ticked_on < ?::date THEN 1 ELSE 0 END, ticked_on = ?::date
		WHERE tenant_id IN (` + running + `)`
	on := day.Format(time.DateOnly)
	return db.Orm(ctx).Exec(q, on, on, writing()).Error // all rows: the day passes for all
}

func told(ctx context.Context, e Excess) (first bool, err error) {
	const q = `UPDATE seat_excess SET told_at = ? WHERE tenant_id = ? AND kind = ? AND told_at IS NULL`
	r := db.Orm(ctx).Exec(q, clock.Now(), e.TenantID, e.Kind) // all rows: one by key
	return r.RowsAffected > 0, r.Error
}

// excessOf is what one tenant uses beyond what it has, by kind.
func excessOf(ctx context.Context, tenantID int64) (map[Kind]Excess, error) {
	var rows []Excess
	const q = `SELECT tenant_id, kind, began_at, days, told_at FROM seat_excess WHERE tenant_id = ?`
	err := db.Orm(ctx).Raw(q, tenantID).Scan(&rows).Error // all rows: of one tenant
	all := map[Kind]Excess{}
	for _, r := range rows {
		all[r.Kind] = r
	}
	return all, err
}
