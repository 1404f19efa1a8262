package team

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

const byName = "name" + page.Alphabet + ", id"

// TableName implements gorm's Tabler.
func (Member) TableName() string { return "team_member" }

func list(ctx context.Context) (Tree, error) {
	var ts Tree
	var ms []Member
	teams := db.Orm(ctx).Model(&Team{}).Select("id", "name", "parent_id", "version", "created_at", "updated_at").Order(byName) // all rows: teams are no secret among colleagues
	members := db.Orm(ctx).Order("manager DESC, user_id")
	if err := db.Fetch(ctx, db.Into(teams, (*[]Team)(&ts)), db.Into(members, &ms)); err != nil {
		return nil, err
	}
	at := make(map[uuid.UUID]int, len(ts))
	for i, t := range ts {
		at[t.ID] = i
	}
	for _, m := range ms {
		t := &ts[at[m.TeamID]]
		t.Members = append(t.Members, m)
	}
	return ts, nil
}

func find(ctx context.Context, teamID uuid.UUID) (t Team, err error) {
	err = db.Orm(ctx).Take(&t, "id = ?", teamID).Error // all rows: teams are no secret among colleagues
	if db.Missing(err) {
		return t, ErrNotFound
	}
	if err != nil {
		return t, err
	}
	return t, db.Orm(ctx).Order("manager DESC, user_id").Find(&t.Members, "team_id = ?", teamID).Error // all rows: of one team
}

// lock lets one change of the tree through at a time, so that two of them can't make a loop, nor
// put a team below one that is deleted.
func lock(ctx context.Context) error {
	return db.Orm(ctx).Exec("LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE").Error // all rows: the tree
}

func insert(ctx context.Context, t *Team) error {
	if err := db.Orm(ctx).Create(t).Error; err != nil {
		return known(err)
	}
	return fill(ctx, *t)
}

func update(ctx context.Context, t *Team, version int) error {
	t.Version, t.UpdatedAt = version+1, clock.Now()
	r := db.Orm(ctx).Model(t).Where("version = ?", version).Select("name", "parent_id", "version", "updated_at").Updates(t) // all rows: one by id
	if r.Error != nil {
		return known(r.Error)
	}
	if r.RowsAffected == 0 {
		return ErrStale
	}
	if err := db.Orm(ctx).Delete(&Member{}, "team_id = ?", t.ID).Error; err != nil { // all rows: of one team
		return err
	}
	return fill(ctx, *t)
}

func fill(ctx context.Context, t Team) error {
	if len(t.Members) > 0 {
		if err := db.Orm(ctx).Create(&t.Members).Error; err != nil {
			return err
		}
	}
	return changed(ctx)
}

func remove(ctx context.Context, t Team) error {
	if err := db.Orm(ctx).Delete(&Team{}, "id = ?", t.ID).Error; err != nil { // all rows: one by id
		return err
	}
	if err := db.Orm(ctx).Exec("DELETE FROM share WHERE subject_type = 'team' AND subject_id = ?", t.ID).Error; err != nil { // all rows: shares with one team
		return err
	}
	return changed(ctx)
}

// changed tells all instances that what people see through teams may be different now.
func changed(ctx context.Context) error {
	return db.Hint(ctx, fmt.Sprintf("policy:%d", caller.From(ctx).Tenant.ID))
}

func known(err error) error {
	if db.Violates(err, "team_name_key") {
		return ErrNameTaken.Because(err)
	}
	return err
}
