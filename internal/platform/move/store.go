package move

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

const placeSQL = `SELECT t.node, EXISTS (SELECT FROM tenant_move m WHERE m.tenant_id = t.id AND m.phase = 'fenced') AS fenced FROM tenant t WHERE t.id = ?`

func place(ctx context.Context, tenantID int64) (p db.Place, err error) {
	return p, db.Orm(ctx).Raw(placeSQL, tenantID).Scan(&p).Error // all rows: one by id
}

func list(ctx context.Context) (all []Move, err error) {
	return all, db.Orm(ctx).Order("started_at").Find(&all).Error // all rows: for the operator
}

func find(ctx context.Context, tenantID int64) (Move, error) {
	return take(db.Orm(ctx).Where("tenant_id = ?", tenantID)) // all rows: one by id
}

func lockFenced(ctx context.Context, tenantID int64) (Move, error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND phase = 'fenced'", tenantID) // all rows: one by id
	return take(q.Clauses(clause.Locking{Strength: "UPDATE"}))
}

func take(q *gorm.DB) (m Move, err error) {
	err = q.Take(&m).Error
	if db.Missing(err) {
		err = ErrNoMove
	}
	return m, err
}

func lockTenant(ctx context.Context, id int64) (t tenant.Tenant, err error) {
	q := db.Orm(ctx).Where("id = ?", id).Clauses(clause.Locking{Strength: "UPDATE"}) // all rows: one by id
	return t, q.Take(&t).Error
}

func insert(ctx context.Context, m Move) error { return db.Orm(ctx).Create(&m).Error } // all rows: an insert

// setPhase moves from one phase to another; ErrNoMove when the move is in neither.
func setPhase(ctx context.Context, tenantID int64, from, to string) error {
	r := db.Orm(ctx).Model(&Move{}).Where("tenant_id = ? AND phase = ?", tenantID, from).Update("phase", to) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNoMove
	}
	return r.Error
}

// settle changes the company's node, if the fence is up, and tells every instance.
func settle(ctx context.Context, m Move) error {
	if err := setPhase(ctx, m.TenantID, fenced, moved); err != nil {
		return err
	}
	q := db.Orm(ctx).Model(&Move{}).Where("tenant_id = ?", m.TenantID) // all rows: one by id
	if err := q.Update("moved_at", clock.Now()).Error; err != nil {
		return err
	}
	r := db.Orm(ctx).Model(&tenant.Tenant{}).Where("id = ? AND node = ? AND state <> ?", m.TenantID, m.Source, tenant.Locked).Update("node", m.Target) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrState
	}
	if r.Error != nil {
		return r.Error
	}
	return db.Hint(ctx, fmt.Sprintf("tenant:%d", m.TenantID))
}

// checked enters what the comparison of the copies has found.
func checked(ctx context.Context, tenantID, rows int64, problem string) error {
	q := db.Orm(ctx).Model(&Move{}).Where("tenant_id = ?", tenantID) // all rows: one by id
	return q.Updates(map[string]any{"checked_at": clock.Now(), "rows": rows, "problem": problem}).Error
}

func remove(ctx context.Context, tenantID int64) error {
	return db.Orm(ctx).Where("tenant_id = ?", tenantID).Delete(&Move{}).Error // all rows: one by id
}
