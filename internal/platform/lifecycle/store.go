package lifecycle

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// tickSQL counts a day for every tenant on its way out, at most once a day. A tenant that is new in its state begins at 0; one
// that is held stays where it is, in the state that it is held from; a clock that was put back counts nothing and is followed.
const tickSQL = `INSERT INTO tenant_exit AS e (tenant_id, state, days, ticked_on)
	SELECT id, coalesce(held_from, state), 0, ?::date FROM tenant WHERE coalesce(held_from, state) IN ('cancelled', 'pending_purge')
	ON CONFLICT (tenant_id) DO UPDATE SET state = excluded.state, ticked_on = excluded.ticked_on,
		days = CASE WHEN e.state <> excluded.state THEN 0
			WHEN e.ticked_on < excluded.ticked_on AND (SELECT t.held_from IS NULL FROM tenant t WHERE t.id = e.tenant_id) THEN e.days + 1
			ELSE e.days END`

// tick counts a day and lists the tenants on their way out; those that have come back are forgotten.
func tick(ctx context.Context, day time.Time) (ids []int64, err error) {
	q := db.Orm(ctx) // all rows: the day passes for all
	if err := q.Exec(tickSQL, day.Format(time.DateOnly)).Error; err != nil {
		return nil, err
	}
	const back = `DELETE FROM tenant_exit WHERE tenant_id IN (SELECT id FROM tenant WHERE coalesce(held_from, state) NOT IN ('cancelled', 'pending_purge'))`
	if err := q.Exec(back).Error; err != nil {
		return nil, err
	}
	return ids, q.Model(&leaving{}).Order("tenant_id").Pluck("tenant_id", &ids).Error
}

// lock is a tenant on its way out, with everybody else who would move it kept waiting; found is false when it is not on
// its way out any more.
func lock(ctx context.Context, tenantID int64) (l leaving, found bool, err error) {
	q := db.Orm(ctx).Where("tenant_id = ?", tenantID).Clauses(clause.Locking{Strength: "UPDATE"}) // all rows: one by id
	err = q.Take(&l).Error
	if db.Missing(err) {
		return l, false, nil
	}
	return l, err == nil, err
}

func notices(ctx context.Context, tenantID int64) (all []exitNotice, err error) {
	return all, db.Orm(ctx).Where("tenant_id = ?", tenantID).Find(&all).Error // all rows: of one tenant
}

// enter begins the count of a state anew. A tenant that starts over is told everything again.
func enter(ctx context.Context, l leaving, state string) error {
	q := db.Orm(ctx).Model(&leaving{}).Where("tenant_id = ?", l.TenantID) // all rows: one by id
	if err := q.Updates(map[string]any{"state": state, "days": 0}).Error; err != nil || state != cancelled {
		return err
	}
	return db.Orm(ctx).Where("tenant_id = ?", l.TenantID).Delete(&exitNotice{}).Error // all rows: of one tenant
}

// writeNotice notes that a notice is written, for the first time or anew.
func writeNotice(ctx context.Context, tenantID int64, days int, now time.Time) error {
	n := exitNotice{TenantID: tenantID, DaysBefore: days, WrittenAt: now}
	again := clause.OnConflict{Columns: []clause.Column{{Name: "tenant_id"}, {Name: "days_before"}}, DoUpdates: clause.AssignmentColumns([]string{"written_at"})}
	return db.Orm(ctx).Clauses(again).Create(&n).Error // all rows: an insert
}

// sent records that a notice has gone out, the first time it does.
func sent(ctx context.Context, tenantID int64, days int) error {
	q := db.Orm(ctx).Model(&exitNotice{}).Where("tenant_id = ? AND days_before = ? AND sent_at IS NULL", tenantID, days) // all rows: one by key
	day := gorm.Expr("(SELECT e.days FROM tenant_exit e WHERE e.tenant_id = exit_notice.tenant_id)")
	return q.Updates(map[string]any{"sent_at": clock.Now(), "sent_day": day}).Error
}

// purgedSince are the public ids of the tenants that were purged since a time.
func purgedSince(ctx context.Context, since time.Time) (all []uuid.UUID, err error) {
	const q = `SELECT t.uid FROM tenant t JOIN purge p ON p.id = t.id WHERE p.purged_at > ?`
	return all, db.Orm(ctx).Raw(q, since).Scan(&all).Error // all rows: the service's own work
}

// returned are the tenants with the public ids that are there although they were purged.
func returned(ctx context.Context, gone []uuid.UUID) (ids []int64, err error) {
	return ids, db.Orm(ctx).Raw(`SELECT id FROM tenant WHERE uid IN ? AND state <> 'purged'`, gone).Scan(&ids).Error // all rows: the service's own work
}

// forgetJobs removes the jobs of a purged tenant from a node's queue, whatever became of them.
func forgetJobs(ctx context.Context, t tenant.Tenant) error {
	const q = `DELETE FROM river_job WHERE (args->>'tenant')::bigint = ? OR args->'args'->>'Tenant' = ?::text`
	return db.Orm(ctx).Exec(q, t.ID, t.ID).Error // all rows: of one tenant
}
