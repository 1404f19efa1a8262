package explain

import (
	"cmp"
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// found is a record's row as far as it is explained.
type found struct {
	ID      uuid.UUID
	Name    string
	OwnerID *uuid.UUID
	StageID uuid.UUID
}

// stages say in which stage a record of a kind stands.
var stages = map[string]string{"deal": "stage_id"}

// nowhere stands there for those that stand in none.
const nowhere = "'00000000-0000-0000-0000-000000000000'::uuid"

// look reads a record that the caller sees, with its shares.
func look(ctx context.Context, r record.Ref) (subject, error) {
	all, err := lookAll(ctx, []record.Ref{r})
	if s, ok := all[r]; ok || err != nil {
		return s, err
	}
	return subject{}, ErrRecord
}

// lookAll reads those of some records that the caller sees, with their shares, in one round trip. Records that are gone or
// that the caller does not see are not in the answer.
func lookAll(ctx context.Context, refs []record.Ref) (map[record.Ref]subject, error) {
	ids, rows, shares := map[string][]uuid.UUID{}, map[string]*[]found{}, []sharing(nil)
	var every []uuid.UUID
	for _, r := range refs {
		ids[r.Kind], every = append(ids[r.Kind], r.ID), append(every, r.ID)
	}
	var reads []db.Read
	for _, kind := range kinds {
		if len(ids[kind]) > 0 {
			rows[kind] = &[]found{}
			q := db.Named(ctx, kind).Select("id, "+share.Titles[kind]+" AS name, owner_id, "+cmp.Or(stages[kind], nowhere)+" AS stage_id").Where("id IN ? AND deleted_at IS NULL", ids[kind])
			reads = append(reads, db.Into(q, rows[kind]))
		}
	}
	if len(reads) == 0 {
		return nil, nil
	}
	q := db.Orm(ctx).Table("share").Select("kind, record_id, subject_id, subject_type, ends_at").Where("kind IN ? AND record_id IN ?", kinds, every) // all rows: only those of visible records are kept
	if err := db.Fetch(ctx, append(reads, db.Into(q.Order("created_at, id"), &shares))...); err != nil {
		return nil, err
	}
	return together(rows, shares), nil
}

// together gives each record its shares.
func together(rows map[string]*[]found, shares []sharing) map[record.Ref]subject {
	all := map[record.Ref]subject{}
	for kind, some := range rows {
		for _, f := range *some {
			r := record.Ref{Kind: kind, ID: f.ID}
			all[r] = subject{Ref: r, Name: f.Name, OwnerID: f.OwnerID, StageID: f.StageID}
		}
	}
	for _, sh := range shares {
		r := record.Ref{Kind: sh.Kind, ID: sh.RecordID}
		if s, ok := all[r]; ok {
			s.Shares = append(s.Shares, sh)
			all[r] = s
		}
	}
	return all
}

type number struct{ Count int64 }

// counts are how many records of each kind somebody sees, in one round trip.
func counts(ctx context.Context, who *caller.Caller) (map[string]int64, error) {
	as := caller.With(ctx, who)
	reads, to := make([]db.Read, len(kinds)), make([][]number, len(kinds))
	for i, kind := range kinds {
		reads[i] = db.Into(db.Whole(as, kind).Table(kind).Select("count(*) AS count").Where("deleted_at IS NULL"), &to[i])
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for i, kind := range kinds {
		all[kind] = to[i][0].Count
	}
	return all, nil
}

// sample is how many examples a difference names.
const sample = 3

// gap is what of a kind one view has that another has not: how many records, and the names of some that the caller sees.
type gap struct {
	kind       string
	more, less *caller.Caller
	number     []number
	some       []struct{ Name string }
}

// reads are the queries that fill a gap. Everything is counted, but named is only what the caller sees as well, and as the
// caller sees it.
func (g *gap) reads(ctx context.Context) []db.Read {
	owner := g.kind + ".owner_id"
	in, args := db.Rows(caller.With(ctx, g.more), g.kind, g.kind, owner)
	not, without := db.Rows(caller.With(ctx, g.less), g.kind, g.kind, owner)
	where, args := "deleted_at IS NULL AND "+in+" AND NOT ("+not+")", append(args, without...)
	count := db.Orm(ctx).Table(g.kind).Select("count(*) AS count").Where(where, args...)         // all rows: counted; sql: the conditions come from the door itself
	names := db.Named(ctx, g.kind).Select(share.Titles[g.kind]+" AS name").Where(where, args...) // sql: the conditions come from the door itself
	return []db.Read{db.Into(count, &g.number), db.Into(names.Order("created_at DESC, id").Limit(sample), &g.some)}
}

func (g *gap) found() (n int64, names []string) {
	for _, s := range g.some {
		names = append(names, s.Name)
	}
	return g.number[0].Count, names
}

// between fills gaps in one round trip.
func between(ctx context.Context, gaps []gap) error {
	var reads []db.Read
	for i := range gaps {
		reads = append(reads, gaps[i].reads(ctx)...)
	}
	return db.Fetch(ctx, reads...)
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
