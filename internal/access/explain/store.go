package explain

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// found is a record's row as far as it is explained.
type found struct {
	ID      uuid.UUID
	Name    string
	OwnerID *uuid.UUID
}

// look reads a record that the caller sees, with its shares.
func look(ctx context.Context, r record.Ref) (subject, error) {
	if titles[r.Kind] == "" {
		return subject{}, ErrRecord
	}
	var rows []found
	s := subject{Ref: r}
	q := db.Visible(ctx, r.Kind)
	if !db.Closed(ctx, r.Kind) {
		q = q.Table(r.Kind)
	}
	shares := db.Orm(ctx).Table("share").Select("subject_id, subject_type, ends_at").Where("kind = ? AND record_id = ?", r.Kind, r.ID) // all rows: of one visible record
	err := db.Fetch(ctx, db.Into(q.Select("id, "+titles[r.Kind]+" AS name, owner_id").Where("id = ? AND deleted_at IS NULL", r.ID), &rows),
		db.Into(shares.Order("created_at, id"), &s.Shares))
	if err != nil {
		return s, err
	}
	if len(rows) == 0 {
		return s, ErrRecord
	}
	s.Name, s.OwnerID = rows[0].Name, rows[0].OwnerID
	return s, nil
}

// counts are how many records of each kind people see, in one round trip.
func counts(ctx context.Context, who ...*caller.Caller) ([]map[string]int64, error) {
	type count struct{ Count int64 }
	reads, to := []db.Read{}, make([][]count, len(who)*len(kinds))
	for i, c := range who {
		for j, kind := range kinds {
			as := caller.With(ctx, c)
			q := db.Whole(as, kind).Table(kind).Select("count(*) AS count").Where("deleted_at IS NULL")
			reads = append(reads, db.Into(q, &to[i*len(kinds)+j]))
		}
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	all := make([]map[string]int64, len(who))
	for i := range who {
		all[i] = map[string]int64{}
		for j, kind := range kinds {
			all[i][kind] = to[i*len(kinds)+j][0].Count
		}
	}
	return all, nil
}

// sample is how many examples a difference names.
const sample = 3

// between reads how many records of a kind one view has that another has not, and the names of some.
func between(ctx context.Context, kind string, more, less *caller.Caller) (n int64, names []string, err error) {
	not, args := db.Rows(caller.With(ctx, less), kind, kind, kind+".owner_id")
	var number []struct{ Count int64 }
	var some []struct{ Name string }
	base := func(columns string) db.Read {
		g := db.Whole(caller.With(ctx, more), kind).Table(kind).Where("deleted_at IS NULL").Where("NOT ("+not+")", args...).Select(columns) // sql: the condition comes from the door itself
		if columns == "count(*) AS count" {
			return db.Into(g, &number)
		}
		return db.Into(g.Order("created_at DESC, id").Limit(sample), &some)
	}
	if err := db.Fetch(ctx, base("count(*) AS count"), base(titles[kind]+" AS name")); err != nil {
		return 0, nil, err
	}
	for _, s := range some {
		names = append(names, s.Name)
	}
	return number[0].Count, names, nil
}

// maxExamples is how many examples a company keeps.
const maxExamples = 200

func listExamples(ctx context.Context) (es []Example, err error) {
	return es, db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&Example{}).Order("created_at, id"), &es)) // all rows: of the company
}

func insertExample(ctx context.Context, e *Example) error {
	key := []clause.Column{{Name: "user_id"}, {Name: "kind"}, {Name: "record_id"}}
	again := clause.OnConflict{Columns: key, DoUpdates: clause.AssignmentColumns([]string{"must", "created_by", "created_at"})}
	return db.Orm(ctx).Clauses(again, clause.Returning{}).Create(e).Error
}

func removeExample(ctx context.Context, id uuid.UUID) (e Example, err error) {
	err = db.Orm(ctx).Take(&e, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		return e, ErrExample
	}
	if err != nil {
		return e, err
	}
	return e, db.Orm(ctx).Delete(&Example{}, "id = ?", id).Error // all rows: one by id
}
