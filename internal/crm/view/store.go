package view

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type deletedAt = gorm.DeletedAt

// TableName implements gorm's Tabler.
func (View) TableName() string { return "list_view" }

// TableName implements gorm's Tabler.
func (Choice) TableName() string { return "list_choice" }

// seen are the views that the caller knows of: their own, and those shared with everybody or with a team of theirs.
func seen(ctx context.Context, q *gorm.DB) *gorm.DB {
	c := caller.From(ctx)
	return q.Where("(user_id = ? OR sharing = 'all' OR sharing = 'team' AND team_id IN ?)", c.UserID, c.Teams)
}

// read reads the views of a list that the caller knows of, and what they chose for it.
func read(ctx context.Context, object string) ([]View, Choice, error) {
	var (
		vs      []View
		chosen  []Choice
		me      = caller.From(ctx).UserID
		byName  = clause.OrderBy{Columns: []clause.OrderByColumn{{Column: clause.Column{Name: "lower(name)", Raw: true}}, {Column: clause.Column{Name: "id"}}}}
		views   = seen(ctx, db.Orm(ctx).Model(&View{}).Where("object = ?", object)).Clauses(byName) // all rows: those that seen lets through
		choices = db.Orm(ctx).Model(&Choice{}).Where("user_id = ? AND object = ?", me, object)      // all rows: the caller's own
	)
	err := db.Fetch(ctx, db.Into(views, &vs), db.Into(choices, &chosen))
	if err != nil || len(chosen) == 0 {
		return vs, Choice{UserID: me, Object: object}, err
	}
	return vs, chosen[0], nil
}

// shared are the views with some ids that the caller could use as segments, by their ids as text.
func shared(ctx context.Context, object string, ids []uuid.UUID) (map[string]View, error) {
	var vs []View
	q := seen(ctx, db.Orm(ctx).Model(&View{}).Where("object = ? AND sharing <> 'own' AND id IN ?", object, ids)) // all rows: those that seen lets through
	err := db.Fetch(ctx, db.Into(q, &vs))
	all := map[string]View{}
	for _, v := range vs {
		all[v.ID.String()] = v
	}
	return all, err
}

func find(ctx context.Context, id uuid.UUID) (v View, err error) {
	return one(seen(ctx, db.Orm(ctx).Where("id = ?", id))) // all rows: those that seen lets through
}

func one(q *gorm.DB) (v View, err error) {
	err = q.Take(&v).Error
	if db.Missing(err) {
		err = ErrNotFound
	}
	return v, err
}

// kept counts the views that somebody made, of the program's lists and of the objects with some codes.
func kept(ctx context.Context, userID uuid.UUID, codes []string) (int64, error) {
	lists := slices.Concat(slices.Collect(maps.Keys(kinds)), codes)
	return db.Count(ctx, db.Orm(ctx).Model(&View{}).Where("user_id = ? AND object IN ?", userID, lists)) // all rows: the caller's own
}

// lock lets one view be added at a time, so that the limit holds.
func lock(ctx context.Context) error {
	return db.Orm(ctx).Exec("LOCK TABLE list_view IN SHARE ROW EXCLUSIVE MODE").Error // all rows: no row is read
}

func insert(ctx context.Context, v *View) error { return known(db.Orm(ctx).Create(v).Error) }

// save writes a view unless it was changed since version was read.
func save(ctx context.Context, v *View, version int) error {
	v.Version = version + 1
	r := db.Orm(ctx).Model(v).Where("version = ?", version).Select("name", "kind", "search", "sort", "filter", "tree", "columns", "sharing", "team_id", "version", "updated_at").Updates(v) // all rows: one by id, which the service found
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return known(r.Error)
}

func remove(ctx context.Context, v *View) error {
	return db.Orm(ctx).Delete(v).Error // all rows: one by id, which the service found
}

// gone is a view in the trash.
func gone(ctx context.Context, id uuid.UUID) (View, error) {
	return one(seen(ctx, db.Orm(ctx).Unscoped().Where("id = ? AND deleted_at IS NOT NULL", id))) // all rows: those that seen lets through
}

func restore(ctx context.Context, v *View) error {
	v.DeletedAt = deletedAt{}
	return db.Orm(ctx).Unscoped().Model(v).Update("deleted_at", nil).Error // all rows: one by id, which the service found
}

func keep(ctx context.Context, c *Choice) error {
	kept := clause.AssignmentColumns([]string{"opens", "tabs", "columns", "updated_at"})
	return db.Orm(ctx).Clauses(clause.OnConflict{Columns: ofList, DoUpdates: kept}).Create(c).Error // all rows: the caller's own
}

var ofList = []clause.Column{{Name: "user_id"}, {Name: "object"}}

// starred reads what the caller chose for all lists; to be written, it keeps others from changing it meanwhile.
func starred(ctx context.Context, write bool) (all []Choice, err error) {
	if write {
		if err := lockStars(ctx); err != nil {
			return nil, err
		}
	}
	return all, db.Orm(ctx).Where("user_id = ?", caller.From(ctx).UserID).Order("object").Find(&all).Error // all rows: the caller's own
}

// lockStars lets one of a person's favourites be changed at a time, so that the limit holds, by the row of the first list.
func lockStars(ctx context.Context) error {
	first := Choice{UserID: caller.From(ctx).UserID, Object: starKinds[0], UpdatedAt: clock.Now()}
	if err := db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil { // all rows: the caller's own
		return err
	}
	return db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&Choice{}, "user_id = ? AND object = ?", first.UserID, first.Object).Error // all rows: the caller's own
}

func keepStars(ctx context.Context, c *Choice) error {
	kept := clause.AssignmentColumns([]string{"stars", "updated_at"})
	return db.Orm(ctx).Clauses(clause.OnConflict{Columns: ofList, DoUpdates: kept}).Create(c).Error // all rows: the caller's own
}

// known tells of a team that there is not, or not any more.
func known(err error) error {
	if db.Violates(err, "list_view_team_id_fkey") {
		return ErrTeam.Because(err)
	}
	return err
}
