package licence

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/money"
)

type seatPool struct {
	TenantID         int64
	Kind             Kind
	Granted, Used    int
	ScheduledGranted *int
	Closed           bool
	UnitAmount       int64
	Currency         string
	Interval         string
}

func (r seatPool) pool() Pool {
	return Pool{Kind: r.Kind, Granted: r.Granted, Used: r.Used, Scheduled: r.ScheduledGranted, Interval: r.Interval,
		Price: money.Money{Amount: r.UnitAmount, Currency: r.Currency}, closed: r.Closed}
}

// pools are the rows of one tenant: seats belong to the company, not to a person.
func pools(ctx context.Context, tenantID int64) *gorm.DB {
	return db.Orm(ctx).Model(&seatPool{}).Where("tenant_id = ?", tenantID) // all rows: of one tenant
}

// lock makes everybody else who wants to take or give seats of the tenant wait for the end of this unit.
func lock(ctx context.Context, tenantID int64) (map[Kind]Pool, error) {
	return collect(pools(ctx, tenantID).Order("kind").Clauses(clause.Locking{Strength: "UPDATE"}))
}

func read(ctx context.Context, tenantID int64) (map[Kind]Pool, error) {
	return collect(pools(ctx, tenantID))
}

func collect(q *gorm.DB) (map[Kind]Pool, error) {
	var rows []seatPool
	err := q.Find(&rows).Error
	all := map[Kind]Pool{}
	for _, r := range rows {
		all[r.Kind] = r.pool()
	}
	return all, err
}

// take counts one seat more unless that would be more than are granted now or after a scheduled cut.
func take(ctx context.Context, tenantID int64, kind Kind) (taken bool, err error) {
	r := pools(ctx, tenantID).Where("kind = ? AND used < LEAST(granted, COALESCE(scheduled_granted, granted))", kind).
		Update("used", gorm.Expr("used + 1"))
	if db.Violates(r.Error, "seat_pool_guard") {
		return false, ErrSeatLimit.Because(r.Error)
	}
	return r.RowsAffected > 0, r.Error
}

func give(ctx context.Context, tenantID int64, kind Kind) error {
	return pools(ctx, tenantID).Where("kind = ? AND used > 0", kind).Update("used", gorm.Expr("used - 1")).Error
}

// grant makes a pool, or sets what it grants. A cut below the use passes the trigger, since the use does not rise.
func grant(ctx context.Context, tenantID int64, a Allotment) error {
	row := seatPool{TenantID: tenantID, Kind: a.Kind, Granted: a.Granted, ScheduledGranted: a.Scheduled,
		UnitAmount: a.Price.Amount, Currency: a.Price.Currency, Interval: a.Interval}
	set := clause.AssignmentColumns([]string{"granted", "scheduled_granted", "unit_amount", "currency", "interval"})
	same := []clause.Column{{Name: "tenant_id"}, {Name: "kind"}}
	return db.Orm(ctx).Clauses(clause.OnConflict{Columns: same, DoUpdates: set}).Create(&row).Error // all rows: an insert
}

func setGranted(ctx context.Context, tenantID int64, kind Kind, n int) error {
	return pools(ctx, tenantID).Where("kind = ?", kind).Update("granted", n).Error
}

func setScheduled(ctx context.Context, tenantID int64, kind Kind, n *int) error {
	return pools(ctx, tenantID).Where("kind = ?", kind).Update("scheduled_granted", n).Error
}

func setClosed(ctx context.Context, tenantID int64, closed bool) error {
	return pools(ctx, tenantID).Where("closed <> ?", closed).Update("closed", closed).Error
}

func removeTrial(ctx context.Context, tenantID int64) error {
	return pools(ctx, tenantID).Where("kind = ?", trial).Delete(&seatPool{}).Error
}

func trials(ctx context.Context) (ids []int64, err error) {
	q := db.Orm(ctx).Model(&seatPool{}) // all rows: the clock asks for every tenant
	return ids, q.Where("kind = ?", trial).Order("tenant_id").Pluck("tenant_id", &ids).Error
}

// find is the seat a holder has; nil when there is none.
func find(ctx context.Context, tenantID int64, holder uuid.UUID) (*seat, error) {
	var found []seat
	q := db.Orm(ctx).Where("tenant_id = ? AND holder = ? AND state <> ?", tenantID, holder, Released) // all rows: of one tenant
	if err := q.Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func insert(ctx context.Context, s *seat) error { return db.Orm(ctx).Create(s).Error } // all rows: an insert

func setSeat(ctx context.Context, s *seat, columns map[string]any) error {
	columns["updated_at"] = clock.Now()
	return db.Orm(ctx).Model(&seat{}).Where("id = ?", s.ID).Updates(columns).Error // all rows: one by id
}

// History is all that ever happened to a tenant's seats, oldest first.
func (s *Service) History(ctx context.Context, tenantID int64) (all []Happened, err error) {
	const q = `SELECT at, kind, seat_id, holder, state, granted FROM seat_event WHERE tenant_id = ? ORDER BY id`
	return all, db.Orm(ctx).Raw(q, tenantID).Scan(&all).Error // all rows: of one tenant
}
