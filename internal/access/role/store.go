package role

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// TableName implements gorm's Tabler.
func (rule) TableName() string { return "casbin_rule" }

// row is one of the company's own roles as it is stored.
type row struct {
	ID                   uuid.UUID
	Name, Base           string
	Version              int
	CreatedAt, UpdatedAt time.Time
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "role" }

func read(ctx context.Context) (rules []rule, owned []Role, err error) {
	var rows []row
	q := db.Orm(ctx) // all rows: policies hold for everybody
	err = db.Fetch(ctx, db.Into(q.Model(&rule{}).Order("id"), &rules), db.Into(db.Orm(ctx).Model(&row{}).Order("lower(name), id"), &rows))
	for _, r := range rows {
		owned = append(owned, Role{Code: r.ID.String(), Name: r.Name, Base: r.Base, Version: r.Version})
	}
	return rules, owned, err
}

var ruleKey = []clause.Column{{Name: "ptype"}, {Name: "v0"}, {Name: "v1"}, {Name: "v2"}}

// save writes or removes one right or mask.
func save(ctx context.Context, code string, c Change) error {
	r := rule{ID: id.New(), Ptype: "p", V0: code, V1: c.Object, V2: c.Action, V3: string(c.Scope)}
	switch {
	case c.Field != "":
		r.Ptype, r.V2, r.V3 = "p2", c.Field, string(c.Mask)
	case c.Stage != "":
		r.Ptype, r.V2, r.V3 = "p3", c.Stage, string(c.Mask)
	}
	q := db.Orm(ctx) // all rows: policies hold for everybody
	var err error
	if r.V3 == "" {
		err = q.Where("ptype = ? AND v0 = ? AND v1 = ? AND v2 = ?", r.Ptype, r.V0, r.V1, r.V2).Delete(&rule{}).Error
	} else {
		err = q.Clauses(clause.OnConflict{Columns: ruleKey, DoUpdates: clause.AssignmentColumns([]string{"v3"})}).Create(&r).Error
	}
	if err != nil {
		return err
	}
	return changed(ctx)
}

// lockRules lets one change of what holds for everybody through at a time.
func lockRules(ctx context.Context) error {
	return db.Orm(ctx).Exec("LOCK TABLE casbin_rule IN SHARE ROW EXCLUSIVE MODE").Error // all rows: policies hold for everybody
}

// changed tells all instances that grants compiled before are void.
func changed(ctx context.Context) error {
	return db.Hint(ctx, fmt.Sprintf("policy:%d", caller.From(ctx).Tenant.ID))
}

func insert(ctx context.Context, r row, rights Rights) error {
	if err := db.Orm(ctx).Create(&r).Error; err != nil {
		return known(err)
	}
	rules := make([]rule, 0, len(rights.Grants)+len(rights.Masks))
	for right, scope := range rights.Grants {
		object, action, _ := strings.Cut(right, ".")
		rules = append(rules, rule{id.New(), "p", r.ID.String(), object, action, string(scope)})
	}
	for ptype, masks := range map[string]caller.Masks{"p2": rights.Masks, "p3": rights.Stages} {
		for part, mask := range masks {
			object, name, _ := strings.Cut(part, ".")
			rules = append(rules, rule{id.New(), ptype, r.ID.String(), object, name, string(mask)})
		}
	}
	if len(rules) > 0 {
		if err := db.Orm(ctx).Create(&rules).Error; err != nil {
			return err
		}
	}
	return changed(ctx)
}

func rename(ctx context.Context, r Role, version int) error {
	q := db.Orm(ctx).Model(&row{}).Where("id = ? AND version = ?", r.Code, version) // all rows: one by id
	done := q.Updates(map[string]any{"name": r.Name, "version": r.Version})
	if done.Error != nil {
		return known(done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return changed(ctx)
}

func remove(ctx context.Context, code string) error {
	if err := db.Orm(ctx).Where("id = ?", code).Delete(&row{}).Error; err != nil { // all rows: one by id
		return err
	}
	if err := db.Orm(ctx).Where("v0 = ? OR ptype = 'g' AND v1 = ?", code, code).Delete(&rule{}).Error; err != nil { // all rows: of one role
		return err
	}
	return changed(ctx)
}

// give notes that a person has a role. One of the company's own stays locked until the commit, so that it is not deleted
// meanwhile.
func give(ctx context.Context, m Member, r Role) error {
	if r.own() {
		if err := lock(ctx, r.Code, "SHARE"); err != nil {
			return err
		}
	}
	held := rule{ID: id.New(), Ptype: "g", V0: subject(m.UserID), V1: r.Code, V2: m.since()}
	return db.Orm(ctx).Clauses(clause.OnConflict{Columns: ruleKey, DoNothing: true}).Create(&held).Error
}

// lock keeps one of the company's own roles as it is until the commit: UPDATE against all others, SHARE against those who
// change it.
func lock(ctx context.Context, code, strength string) error {
	var still row
	err := db.Orm(ctx).Clauses(clause.Locking{Strength: strength}).Take(&still, "id = ?", code).Error // all rows: one by id
	if db.Missing(err) {
		return ErrNotFound
	}
	return err
}

// settle leaves a person with one role. One of the program's needs no note, unless the person came with another one.
func settle(ctx context.Context, m Member, r Role) error {
	if r.own() || m.Own != nil {
		if err := give(ctx, m, r); err != nil {
			return err
		}
	}
	return forget(ctx, m, r)
}

// forget removes that a person had other roles than some, and all from before the person came or came back.
func forget(ctx context.Context, m Member, but ...Role) error {
	codes := make([]string, len(but))
	for i, r := range but {
		codes[i] = r.Code
	}
	gone := db.Orm(ctx).Where("ptype = 'g' AND v0 = ? AND NOT (v1 IN ? AND v2 = ?)", subject(m.UserID), codes, m.since()) // all rows: of one person
	if err := gone.Delete(&rule{}).Error; err != nil {
		return err
	}
	return changed(ctx)
}

func known(err error) error {
	if db.Violates(err, "role_name_key") {
		return ErrNameTaken.Because(err)
	}
	return err
}

// closable are the fields that can be closed to a role, by object.
func closable() map[string][]string { return db.ClosableFields() }

// maskable are those of them that can be masked.
func maskable() map[string][]string { return db.MaskableFields() }
