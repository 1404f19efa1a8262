package licence

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func insertGift(ctx context.Context, g *seatGift) error { return db.Orm(ctx).Create(g).Error } // all rows: an insert

// add changes what a kind's pool grants and, during a trial, what full and light seats draw from together.
func add(ctx context.Context, tenantID int64, kind Kind, n int) error {
	kinds := []Kind{kind}
	if kind != Viewer {
		kinds = append(kinds, trial)
	}
	return pools(ctx, tenantID).Where("kind IN ?", kinds).Updates(map[string]any{
		"granted":           gorm.Expr("greatest(granted + ?, 0)", n),
		"scheduled_granted": gorm.Expr("CASE WHEN scheduled_granted + ? > 0 THEN scheduled_granted + ? WHEN scheduled_granted IS NOT NULL THEN 0 END", n, n),
	}).Error
}

// gifts are the seats of each kind that a tenant has for nothing.
func gifts(ctx context.Context, tenantID int64) (map[Kind]int, error) {
	var rows []seatGift
	q := db.Orm(ctx).Where("tenant_id = ? AND ended_at IS NULL", tenantID) // all rows: of one tenant
	err := q.Find(&rows).Error
	all := map[Kind]int{}
	for _, g := range rows {
		all[g.Kind] += g.Seats
	}
	return all, err
}

func overGifts(ctx context.Context, now time.Time) (all []seatGift, err error) {
	q := db.Orm(ctx).Where("ended_at IS NULL AND ends_at <= ?", now) // all rows: the clock ends them for every tenant
	return all, q.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Find(&all).Error
}

func endGift(ctx context.Context, gift uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Model(&seatGift{}).Where("id = ?", gift).Update("ended_at", now).Error // all rows: one by id
}
