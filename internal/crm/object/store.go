package object

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

type deletedAt = gorm.DeletedAt

// Links go along when what they lead to is merged; a record that leads to both leads to one.
var _ = reference.Declare(reference.Column{Table: "object_link", Name: "target_id", KindColumn: "kind", Key: "record_id", Once: []string{"record_id", "kind", "target_id", "created_at"}})

func list(ctx context.Context) (os []Object, err error) {
	os = []Object{}
	return os, db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&Object{}).Order("plural, id"), &os)) // all rows: the company's settings
}

func sizes(ctx context.Context) (all []Size, err error) {
	const records = "(SELECT count(*) FROM object_record r WHERE r.object_id = object.id AND r.deleted_at IS NULL)"
	q := db.Orm(ctx).Model(&Object{}).Select("object.id AS object_id, object.plural, "+records+" AS records").Where("state = ?", Active) // all rows: numbers for who decides about fields
	return all, db.Fetch(ctx, db.Into(q, &all))
}

func find(ctx context.Context, id uuid.UUID) (o Object, err error) {
	var os []Object
	if err := db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&Object{}).Where("id = ?", id), &os)); err != nil { // all rows: one by id
		return o, err
	}
	if len(os) == 0 {
		return o, ErrNotFound
	}
	return os[0], nil
}

// coded is the object with a code.
func coded(ctx context.Context, code string) (Object, error) {
	os, err := list(ctx)
	if err != nil {
		return Object{}, err
	}
	if i := slices.IndexFunc(os, func(o Object) bool { return o.Code() == code }); i >= 0 {
		return os[i], nil
	}
	return Object{}, ErrNotFound
}

// lockAll keeps the objects as they are until the end of the unit, so that two do not get the same name at once.
func lockAll(ctx context.Context) (os []Object, err error) {
	if err := db.Orm(ctx).Exec("LOCK TABLE object IN SHARE ROW EXCLUSIVE MODE").Error; err != nil { // all rows: the company's settings
		return nil, err
	}
	return list(ctx)
}

func insert(ctx context.Context, o *Object) error { return db.Orm(ctx).Create(o).Error }

func save(ctx context.Context, o *Object, version int) error {
	o.Version, o.UpdatedAt = version+1, clock.Now()
	r := db.Orm(ctx).Where("version = ?", version).Select("*").Omit("created_at", "deleted_at").Updates(o) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

// remove puts an object into the trash with its records, restore takes both out: those that were there before stay there.
func remove(ctx context.Context, o *Object) error {
	now := clock.Now()
	q := db.Orm(ctx).Model(&Object{}).Where("id = ?", o.ID) // all rows: one by id
	if err := q.Update("deleted_at", now).Error; err != nil {
		return err
	}
	return db.Orm(ctx).Model(&Record{}).Where("object_id = ?", o.ID).Update("deleted_at", now).Error // all rows: with their object
}

func restore(ctx context.Context, id uuid.UUID) (o Object, err error) {
	err = db.Orm(ctx).Unscoped().Take(&o, "id = ? AND deleted_at IS NOT NULL", id).Error // all rows: one by id
	if db.Missing(err) {
		err = ErrNotFound
	}
	if err != nil {
		return o, err
	}
	since := o.DeletedAt.Time
	back := db.Orm(ctx).Unscoped().Model(&Record{}).Where("object_id = ? AND deleted_at = ?", id, since) // all rows: with their object
	if err := back.Update("deleted_at", nil).Error; err != nil {
		return o, err
	}
	r := db.Orm(ctx).Unscoped().Model(&o).Clauses(clause.Returning{}).Where("id = ?", id).Update("deleted_at", nil) // all rows: one by id
	return o, r.Error
}

// links are those of some records.
func links(ctx context.Context, ids []uuid.UUID) (ls []Link, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := db.Orm(ctx).Model(&Link{}).Where("record_id IN ?", ids).Order("kind, created_at, target_id") // all rows: of records that the caller sees
	return ls, db.Fetch(ctx, db.Into(q, &ls))
}

func insertLink(ctx context.Context, l Link) (added bool, err error) {
	r := db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&l)
	return r.RowsAffected > 0, r.Error
}

func removeLink(ctx context.Context, l Link) (gone bool, err error) {
	r := db.Orm(ctx).Delete(&Link{}, "record_id = ? AND kind = ? AND target_id = ?", l.RecordID, l.Kind, l.TargetID) // all rows: of a record that the caller may change
	return r.RowsAffected > 0, r.Error
}

// linked are the visible records that have to do with something.
func linked(ctx context.Context, with record.Ref) (rs []Record, err error) {
	to := db.Orm(ctx).Model(&Link{}).Select("record_id").Where("kind = ? AND target_id = ?", with.Kind, with.ID) // all rows: only visible records are kept
	q := db.Visible(ctx, Kind).Model(&Record{}).Omit("custom").Where("object_record.id IN (?)", to)
	return rs, db.Fetch(ctx, db.Into(q.Order("object_record.name, object_record.id").Limit(maxLinked), &rs))
}

// maxLinked is how many records a panel shows.
const maxLinked = 200
