package changeset

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// Value implements driver.Valuer.
func (d Document) Value() (driver.Value, error) {
	if d == "" {
		return "{}", nil
	}
	return string(d), nil
}

// Scan implements sql.Scanner.
func (d *Document) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*d = Document(v)
	case []byte:
		*d = Document(v)
	default:
		return fmt.Errorf("changeset: can't read a document from a %T", src)
	}
	return nil
}

var spec = page.Spec{Table: Kind, Default: "-createdAt", Sorts: map[string]page.Column{"createdAt": {Expr: "changeset.created_at", Type: "timestamptz"}},
	Filters: map[string]page.Column{"act": {Expr: "changeset.act", Type: "text"}, "object": {Expr: "changeset.object", Type: "text"}}}

// page returns the change sets of acts that have begun.
func pageOf(ctx context.Context, q page.Query) ([]Set, *string, error) {
	rows := db.Visible(ctx, Kind).Model(&Set{}).Where("changeset.state NOT IN ?", []string{Checking, Ready})
	rows, err := spec.Page(rows, q)
	if err != nil {
		return nil, nil, err
	}
	var all []Set
	if err := db.Fetch(ctx, db.Into(rows, &all)); err != nil {
		return nil, nil, err
	}
	all, next := page.Cut(spec, q, all, func(s Set, _ string) (string, uuid.UUID) { return s.CreatedAt.Format(time.RFC3339Nano), s.ID })
	return all, next, nil
}

func find(ctx context.Context, id uuid.UUID) (Set, error) {
	var found []Set
	err := db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Where("changeset.id = ?", id), &found))
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Set{}, err
	}
	return found[0], nil
}

// lock reads a change set that nobody else can change until the unit of work ends.
func lock(ctx context.Context, id uuid.UUID) (set Set, err error) {
	err = db.Visible(ctx, Kind).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&set, "changeset.id = ?", id).Error
	if db.Missing(err) {
		err = ErrNotFound
	}
	return set, err
}

// held is lock for whoever acts: a program that may bring contacts in need not see acts.
func held(ctx context.Context, id uuid.UUID) (set Set, err error) {
	return set, db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&set, "id = ?", id).Error // all rows: the act at hand
}

func insert(ctx context.Context, set *Set) error { return db.Orm(ctx).Create(set).Error }

// save writes a change set that this unit of work has locked.
func save(ctx context.Context, set *Set) error {
	set.Version, set.UpdatedAt = set.Version+1, clock.Now()
	return db.Orm(ctx).Select("*").Omit("created_at").Updates(set).Error // all rows: the locked one
}

// tallied counts the entries of a change set by their state.
func tallied(ctx context.Context, id uuid.UUID) (map[string]int, error) {
	var rows []struct {
		State string
		Count int
	}
	err := db.Orm(ctx).Model(&Entry{}).Select("state, count(*) AS count").Where("set_id = ?", id).Group("state").Scan(&rows).Error // all rows: of a set read before
	all := map[string]int{}
	for _, r := range rows {
		all[r.State] = r.Count
	}
	return all, err
}

// some are records of a kind, in their order, after one of them, whose entries are in some state.
type some struct {
	object string
	states []string
	after  uuid.UUID
	limit  int
}

// next returns the ids of some records of a change set.
func next(ctx context.Context, set uuid.UUID, of some) ([]uuid.UUID, error) {
	var rows []struct{ RecordID uuid.UUID }
	q := db.Orm(ctx).Model(&Entry{}).Select("record_id").Where("set_id = ? AND object = ? AND record_id > ? AND state IN ?", set, of.object, of.after, of.states) // all rows: of a set read before
	err := q.Order("record_id").Limit(of.limit).Scan(&rows).Error
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.RecordID
	}
	return ids, err
}

const (
	choosing = `INSERT INTO changeset_entry (set_id, object, record_id, state) SELECT ?, ?, id, 'waiting' FROM unnest(?::uuid[]) AS id ON CONFLICT DO NOTHING`
	asking   = `INSERT INTO changeset_entry (set_id, object, record_id, state) SELECT ?, ?, id, 'waiting' FROM (?) AS found`
)

// choose keeps on which records an act is, and counts them.
func choose(ctx context.Context, set Set, ids []uuid.UUID) (int64, error) {
	r := db.Orm(ctx).Exec(choosing, set.ID, set.Kind(), list(ids)) // all rows: an insert; whoever acts is asked for the right to each
	return r.RowsAffected, r.Error
}

// ChooseAll keeps that an act is on the records whose ids a query finds, at most limit, and counts them.
func (s *Service) ChooseAll(ctx context.Context, set Set, found *gorm.DB, limit int) (int64, error) {
	r := db.Orm(ctx).Exec(asking, set.ID, set.Kind(), found.Limit(limit)) // all rows: an insert of those that the query lets through
	return r.RowsAffected, r.Error
}

// became reads the entries of some records.
func became(ctx context.Context, set Set, ids []uuid.UUID) (all []Entry, err error) {
	q := db.Orm(ctx).Where("set_id = ? AND object = ? AND record_id IN ?", set.ID, set.Kind(), ids) // all rows: of a set that is locked
	return all, q.Find(&all).Error
}

// entries returns some entries of a change set in the order of their records' ids, after one of them.
func entries(ctx context.Context, set uuid.UUID, states []string, after uuid.UUID, limit int) (all []Entry, err error) {
	q := db.Orm(ctx).Where("set_id = ? AND state IN ? AND record_id > ?", set, states, after) // all rows: of a set read before
	return all, q.Order("record_id").Limit(limit).Find(&all).Error
}

// outcome is what is kept of an entry at the end of a step.
type outcome struct {
	ID      uuid.UUID `json:"id"`
	State   string    `json:"state"`
	Problem *Problem  `json:"problem"`
	Before  image     `json:"before,omitempty"` // nil leaves it
	After   image     `json:"after,omitempty"`
}

const settling = `UPDATE changeset_entry AS e SET state = r.state, problem = r.problem,
		before = CASE r.state WHEN 'failed' THEN '{}' ELSE coalesce(r.before, e.before) END, after = coalesce(r.after, e.after)
	FROM json_to_recordset(?::json) AS r (id uuid, state text, problem jsonb, before jsonb, after jsonb)
	WHERE e.set_id = ? AND e.object = ? AND e.record_id = r.id`

// settle writes what became of entries.
func settle(ctx context.Context, set uuid.UUID, object string, all []outcome) error {
	if len(all) == 0 {
		return nil
	}
	data, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec(settling, string(data), set, object).Error // all rows: of a set that is locked
}

// again has all records of a previewed act wait to be worked.
func again(ctx context.Context, set uuid.UUID) error {
	return db.Orm(ctx).Model(&Entry{}).Where("set_id = ?", set). // all rows: of a set that is locked
									UpdateColumns(map[string]any{"state": waiting, "before": "{}", "after": "{}", "problem": nil}).Error
}

// drop forgets the entries of records that nothing became of.
func drop(ctx context.Context, set uuid.UUID, states ...string) error {
	return db.Orm(ctx).Where("set_id = ? AND state IN ?", set, states).Delete(&Entry{}).Error // all rows: of a set that is locked
}

// prune deletes what can't be taken back any more, and previews that were left.
func prune(ctx context.Context, now time.Time) error {
	old := db.Orm(ctx).Where("created_at < ? OR state IN ? AND created_at < ?", now.Add(-Keep), []string{Checking, Ready}, now.Add(-24*time.Hour)) // all rows: whoever acted
	return old.Delete(&Set{}).Error
}

// erase takes what is known of a record out of all change sets.
func erase(ctx context.Context, object string, id uuid.UUID) error {
	return db.Orm(ctx).Model(&Entry{}).Where("object = ? AND record_id = ?", object, id). // all rows: whoever acted
												UpdateColumns(map[string]any{"state": erased, "before": "{}", "after": "{}", "problem": nil}).Error
}
