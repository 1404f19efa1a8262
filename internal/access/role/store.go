package role

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// TableName implements gorm's Tabler.
func (rule) TableName() string { return "casbin_rule" }

func list(ctx context.Context) (rules []rule, err error) {
	return rules, db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&rule{}), &rules)) // all rows: policies hold for everybody
}

// save writes or removes one right and tells all instances that grants compiled before are void.
func save(ctx context.Context, role string, g Grant) error {
	q := db.Orm(ctx) // all rows: policies hold for everybody
	var err error
	if g.Scope == caller.None {
		err = q.Where("ptype = 'p' AND v0 = ? AND v1 = ? AND v2 = ?", role, g.Object, g.Action).Delete(&rule{}).Error
	} else {
		r := rule{ID: id.New(), Ptype: "p", V0: role, V1: g.Object, V2: g.Action, V3: string(g.Scope)}
		onKey := []clause.Column{{Name: "ptype"}, {Name: "v0"}, {Name: "v1"}, {Name: "v2"}}
		err = q.Clauses(clause.OnConflict{Columns: onKey, DoUpdates: clause.AssignmentColumns([]string{"v3"})}).Create(&r).Error
	}
	if err != nil {
		return err
	}
	return db.Hint(ctx, fmt.Sprintf("policy:%d", caller.From(ctx).Tenant.ID))
}
