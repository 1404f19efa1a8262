package daypass

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/db"
)

const columns = "day_pass.id, day_pass.tenant_id, day_pass.membership_id, day_pass.email, day_pass.name, day_pass.role, day_pass.invitation_id, day_pass.day, day_pass.starts_at, day_pass.ends_at, day_pass.state, " +
	"day_pass.booked_by, day_pass.full_told_at, day_pass.created_at, day_pass.updated_at"

func list(ctx context.Context, tenantID int64, since time.Time) (all []Listed, err error) {
	q := db.Orm(ctx).Model(&Pass{}).Where("day_pass.tenant_id = ? AND day_pass.ends_at > ?", tenantID, since) // all rows: of the one company
	q = q.Joins("LEFT JOIN membership ON membership.id = day_pass.membership_id LEFT JOIN users ON users.id = membership.user_id")
	return all, q.Select(columns + ", coalesce(users.name, day_pass.name) AS who, coalesce(membership.role, day_pass.role) AS \"as\"").Order("day_pass.day, day_pass.id").Find(&all).Error
}

// count is how many passes a company has booked for a day.
func count(ctx context.Context, tenantID int64, day member.Day) (int, error) {
	var n int64
	q := db.Orm(ctx).Model(&Pass{}).Where("tenant_id = ? AND day = ? AND state = ?", tenantID, day, booked) // all rows: of the one company
	return int(n), q.Count(&n).Error
}

func lock(ctx context.Context, tenantID int64, id uuid.UUID) (p Pass, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND id = ?", tenantID, id) // all rows: one by id
	err = q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&p).Error
	if db.Missing(err) {
		return p, ErrNotFound
	}
	return p, err
}

// due are the passes of all companies whose day has begun, or is over.
func due(ctx context.Context, now time.Time, limit int) (all []Pass, err error) {
	q := db.Orm(ctx).Where("state = ? AND starts_at <= ? OR state = ? AND ends_at <= ?", booked, now, open, now) // all rows: of all companies
	return all, q.Order("starts_at").Limit(limit).Find(&all).Error
}

func insert(ctx context.Context, p *Pass) error {
	err := db.Orm(ctx).Create(p).Error
	if db.Violates(err, "day_pass_day_key") || db.Violates(err, "day_pass_guest_key") {
		return ErrBooked.Because(err)
	}
	return err
}

func save(ctx context.Context, p *Pass) error {
	q := db.Orm(ctx).Model(p) // all rows: one by id
	return q.Select("state", "invitation_id", "full_told_at", "updated_at").Updates(p).Error
}
