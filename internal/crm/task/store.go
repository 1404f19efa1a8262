package task

import (
	"context"
	"maps"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

var spec = page.Spec{
	Table:   Kind,
	Default: "dueAt",
	Sorts: map[string]page.Column{
		"dueAt":     {Expr: "coalesce(task.due_at, 'infinity'::timestamptz)", Type: "timestamptz"},
		"createdAt": {Expr: "task.created_at", Type: "timestamptz"},
	},
	Filters: map[string]page.Column{
		"assignee":  {Expr: "task.owner_id", Type: "uuid"},
		"title":     {Expr: "task.title", Type: "text"},
		"kind":      {Expr: "task.kind", Type: "text"},
		"status":    {Expr: "CASE WHEN task.done_at IS NULL THEN 'open' ELSE 'done' END", Type: "text"},
		"dueAt":     {Expr: "task.due_at", Type: "timestamptz"},
		"createdAt": {Expr: "task.created_at", Type: "timestamptz"},
	},
}

var _ = db.Closable(Kind, db.Fields{Model: &Task{}, Own: "custom"})

// plainly are the tasks that the caller may see, without what they have in the company's own fields.
func plainly(ctx context.Context) *gorm.DB {
	return db.Visible(ctx, Kind).Model(&Task{}).Omit("custom")
}

// Filter narrows a list; its zero value means all tasks that the caller may see.
type Filter struct {
	page.Query
	Status Status
	About  record.Ref
}

func (f Filter) where(ctx context.Context) (*gorm.DB, customfield.List, error) {
	return f.among(ctx, db.Visible(ctx, Kind))
}

// among are those of some tasks that the filter leaves.
func (f Filter) among(ctx context.Context, rows *gorm.DB) (*gorm.DB, customfield.List, error) {
	q := inStatus(rows.Model(&Task{}), f.Status, clock.Zone(caller.From(ctx).Zone()), zone(ctx))
	if !f.About.IsZero() {
		q = q.Where("task.about_kind = ? AND task.about_id = ?", f.About.Kind, f.About.ID)
	}
	if f.Search != "" {
		q = q.Where("task.title ILIKE ?", db.Like(f.Search))
	}
	l, err := customfield.Listing(ctx, onClock(ctx), f.Query)
	if err != nil {
		return nil, l, err
	}
	q, err = l.Where(q, caller.From(ctx).UserID)
	return q, l, err
}

// onClock is the list with what depends on the time and on the asker's calendar: which tasks are overdue.
func onClock(ctx context.Context) page.Spec {
	now, own := clock.Now(), clock.Zone(caller.From(ctx).Zone())
	at := func(t time.Time) string { return "'" + t.UTC().Format(time.RFC3339Nano) + "'::timestamptz" }
	l := spec
	l.Filters = maps.Clone(spec.Filters)
	l.Filters["overdue"] = page.Column{Type: "text", Expr: "CASE WHEN task.done_at IS NULL AND task.due_at < CASE WHEN task.all_day THEN " +
		at(clock.Day(now, own, zone(ctx), 0)) + " ELSE " + at(now) + " END THEN 'yes' ELSE 'no' END"}
	return l
}

// Check refuses a question that the list of tasks can't answer.
func (s *Service) Check(ctx context.Context, q page.Query) error {
	rows, l, err := Filter{Query: q}.where(ctx)
	if err == nil {
		_, err = l.Page(rows, q)
	}
	return err
}

func inStatus(q *gorm.DB, s Status, own, company *time.Location) *gorm.DB {
	switch s {
	case Open:
		return q.Where("task.done_at IS NULL")
	case Finished:
		return q.Where("task.done_at IS NOT NULL")
	case Overdue:
		now := clock.Now()
		return q.Where("task.done_at IS NULL AND task.due_at < CASE WHEN task.all_day THEN ?::timestamptz ELSE ?::timestamptz END",
			clock.Day(now, own, company, 0), now)
	default:
		return q
	}
}

// List returns one page of the tasks that the caller may see, and the cursor of the next.
func (s *Service) List(ctx context.Context, f Filter) ([]Task, *string, error) {
	q, l, err := f.where(ctx)
	if err != nil {
		return nil, nil, err
	}
	if q, err = l.Page(customfield.Pick(q, &Task{}, Kind, f.Query), f.Query); err != nil {
		return nil, nil, err
	}
	var ts []Task
	if err := db.Fetch(ctx, db.Into(q, &ts)); err != nil {
		return nil, nil, err
	}
	ts, next := page.Cut(l.Spec, f.Query, ts, func(t Task, field string) (string, uuid.UUID) {
		if v, own := l.Cursor(t.Custom, field); own {
			return v, t.ID
		}
		return sortValue(t, field)
	})
	return ts, next, nil
}

func sortValue(t Task, field string) (string, uuid.UUID) {
	switch {
	case field == "createdAt":
		return t.CreatedAt.Format(time.RFC3339Nano), t.ID
	case t.DueAt == nil:
		return "infinity", t.ID
	default:
		return t.DueAt.Format(time.RFC3339Nano), t.ID
	}
}

// walk goes through what the caller may both see and take out of a list, in its order and from one moment.
func walk(ctx context.Context, t page.Taken) (w *db.Walk[Task], total int64, err error) {
	may, args := db.Rows(ctx, Kind, Kind, "task.owner_id")
	rows, l, err := Filter{Query: t.Query}.among(ctx, db.May(ctx, Kind, "export").Where(may, args...))
	if err != nil {
		return nil, 0, err
	}
	rows = t.Among(rows, Kind).Session(&gorm.Session{})
	if total, err = db.Count(ctx, rows); err != nil {
		return nil, 0, err
	}
	if rows, err = l.InOrder(customfield.Full(rows, &Task{}, Kind), t.Query); err != nil {
		return nil, 0, err
	}
	w, err = db.Through[Task](ctx, rows)
	return w, total, err
}

// sees tells which parts of tasks are in a file of the caller's.
func sees(ctx context.Context) func(part string) bool { return db.Sees(ctx, Kind) }

// Matching is a query for the ids of the tasks that a list has.
func (s *Service) Matching(ctx context.Context, f Filter) (*gorm.DB, error) {
	q, _, err := f.where(ctx)
	if err != nil {
		return nil, err
	}
	return q.Select("task.id"), nil
}

// Count returns how many tasks a list has.
func (s *Service) Count(ctx context.Context, f Filter) (int64, error) {
	q, _, err := f.where(ctx)
	if err != nil {
		return 0, err
	}
	var n []struct{ Count int64 }
	err = db.Fetch(ctx, db.Into(q.Select("count(*) AS count"), &n))
	if err != nil {
		return 0, err
	}
	return n[0].Count, nil
}

// ReadNames reads the titles of those tasks that the caller may see, with other reads. ids is a list of them or a query for
// them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Task{}).Select("task.id, task.title AS name").Where("task.id IN (?)", ids), to)
}

// ReadDue reads the caller's own open tasks that are due, or put off, before a time, the most urgent first, with other reads.
func (s *Service) ReadDue(ctx context.Context, before time.Time, to *[]Task) db.Read {
	q := plainly(ctx).Where("task.owner_id = ? AND task.done_at IS NULL AND (task.due_at < ? OR task.snoozed_until < ?)", caller.From(ctx).UserID, before, before)
	return db.Into(q.Order("task.due_at, task.id").Limit(500), to)
}

// Alerts are open tasks that may ask for attention: the caller's own that are due, or put off, before Own, and those of some
// others that were due before Late. None was due before Since.
type Alerts struct {
	Since, Own, Late time.Time
	Others           []uuid.UUID
}

// ReadAlerts reads tasks that may ask for attention, as far as the caller may see them, with other reads.
func (s *Service) ReadAlerts(ctx context.Context, a Alerts, to *[]Task) db.Read {
	q := plainly(ctx).Where("task.done_at IS NULL").Where(
		"(task.owner_id = ? AND (task.due_at BETWEEN ? AND ? OR task.snoozed_until BETWEEN ? AND ?)) OR (task.owner_id IN ? AND task.due_at BETWEEN ? AND ?)",
		caller.From(ctx).UserID, a.Since, a.Own, a.Since, a.Own, a.Others, a.Since, a.Late)
	return db.Into(q.Order("task.due_at DESC, task.id").Limit(maxAlerts), to)
}

const maxAlerts = 200

// ReadBetween reads the tasks of a person, or of everybody, that the caller may see and that are due in a period, with other
// reads. Repeated ones that are due before it are among them: they may come in it.
func (s *Service) ReadBetween(ctx context.Context, from, to time.Time, person *uuid.UUID, into *[]Task) db.Read {
	q := plainly(ctx).Where("(task.due_at >= ? OR (task.repeat <> '' AND task.done_at IS NULL)) AND task.due_at < ?", from, to)
	if person != nil {
		q = q.Where("task.owner_id = ?", *person)
	}
	return db.Into(q.Order("task.due_at, task.id").Limit(maxBetween), into)
}

const maxBetween = 2000

// ReadNext reads the next open task, as far as the caller may see one, about each of some records, with other reads.
// ids is a list of them or a query for them.
func (s *Service) ReadNext(ctx context.Context, kind string, ids any, to *[]Task) db.Read {
	q := db.Visible(ctx, Kind).Select("DISTINCT ON (task.about_id) task.id, task.title, task.due_at, task.all_day, task.about_kind, task.about_id").
		Where("task.about_kind = ? AND task.about_id IN (?) AND task.done_at IS NULL", kind, ids)
	return db.Into(q.Order("task.about_id, task.due_at NULLS LAST, task.id"), to)
}

// OpenAbout is a query for the ids of the records of a kind about which anybody has an open task.
func (s *Service) OpenAbout(ctx context.Context, kind string) *gorm.DB {
	return db.Orm(ctx).Model(&Task{}).Select("task.about_id"). // all rows: whether there is a next step, not which
									Where("task.about_kind = ? AND task.done_at IS NULL", kind)
}

// OpenOf is an SQL expression for the id of an open task, anybody's, about the record of a kind whose id is in a column; null
// without one. Both are written in the code.
func OpenOf(kind, column string) string {
	return "(SELECT t.id FROM task t WHERE t.about_kind = '" + kind + "' AND t.about_id = " + column +
		" AND t.done_at IS NULL AND t.deleted_at IS NULL LIMIT 1)"
}

func find(ctx context.Context, id uuid.UUID) (Task, error) {
	return one(ctx, customfield.Full(db.Visible(ctx, Kind), &Task{}, Kind), id)
}

// whole reads a task with all fields, to be changed.
func whole(ctx context.Context, id uuid.UUID) (Task, error) {
	return one(ctx, db.Whole(ctx, Kind), id)
}

func one(ctx context.Context, rows *gorm.DB, id uuid.UUID) (Task, error) {
	var ts []Task
	if err := db.Fetch(ctx, db.Into(rows.Where("task.id = ?", id), &ts)); err != nil {
		return Task{}, err
	}
	if len(ts) == 0 {
		return Task{}, ErrNotFound
	}
	return ts[0], nil
}

func insert(ctx context.Context, t *Task) error { return db.Orm(ctx).Create(t).Error }

func update(ctx context.Context, version int, t *Task) error {
	t.Version, t.UpdatedAt = version+1, clock.Now()
	if err := db.Update(ctx, Kind, version, t, ErrStale); err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, t.ID, t.Custom)
}

func remove(ctx context.Context, t *Task) error { return db.Delete(ctx, Kind, t, ErrNotFound) }

// takeBack removes the next task of a series again, unless it was changed, done or deleted since it was made; then nil.
func takeBack(ctx context.Context, id uuid.UUID) (*Task, error) {
	var ts []Task
	q := db.Orm(ctx).Model(&ts).Clauses(clause.Returning{}) // all rows: it came by itself, and goes so
	q = q.Where("id = ? AND version = 1 AND done_at IS NULL AND deleted_at IS NULL", id).Update("deleted_at", clock.Now())
	if q.Error != nil || len(ts) == 0 {
		return nil, q.Error
	}
	return &ts[0], nil
}

func restore(ctx context.Context, id uuid.UUID) (Task, error) {
	t := Task{ID: id}
	err := db.Restore(ctx, Kind, &t, ErrNotFound)
	return t, err
}
