package activity

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

var spec = page.Spec{
	Table:   Kind,
	Default: "-at",
	Sorts:   map[string]page.Column{"at": {Expr: "activity.at", Type: "timestamptz"}},
}

func sortValue(a Activity, _ string) (string, uuid.UUID) {
	return a.At.UTC().Format(time.RFC3339Nano), a.ID
}

// Filter says which timeline to read.
type Filter struct {
	Of     record.Ref
	Types  []string // all when empty
	Mine   bool     // only those that mention the caller
	Cursor string
	Limit  int
}

// subjects are the kinds that activities are about, each also a table with an owner.
var subjects = []string{"contact", "company", "deal", "task", "object_record"}

// visible are the activities about records that the caller may see, in the trash or not.
func visible(ctx context.Context) *gorm.DB {
	where, args := sight(ctx)
	return db.Orm(ctx).Where(where, args...) // all rows: those of visible records
}

// sight is the condition for activities about records that the caller may see.
func sight(ctx context.Context) (where string, args []any) {
	var whole, conditions []string
	for _, kind := range subjects {
		may, with := db.Rows(ctx, kind, kind, kind+".owner_id")
		if may == db.AllRows { // none of them has to be looked at
			whole = append(whole, kind)
			continue
		}
		conditions = append(conditions, "activity.kind = '"+kind+"' AND EXISTS (SELECT 1 FROM "+kind+
			" WHERE "+kind+".id = activity.record_id AND "+may+")")
		args = append(args, with...)
	}
	if len(whole) > 0 {
		conditions = append(conditions, "activity.kind IN ('"+strings.Join(whole, "', '")+"')")
	}
	return "(" + strings.Join(conditions, " OR ") + ")", args
}

// on are the timelines by kind.
var on = map[string]string{"contact": "activity.contact_id = ?", "company": "activity.company_id = ?", "deal": "activity.deal_id = ?", "object_record": "activity.kind = 'object_record' AND activity.record_id = ?"}

// list reads a page of a timeline, what is pinned there, and whether the caller sees its record, in one round trip.
func (s *Service) list(ctx context.Context, f Filter) (pinned, as []Activity, next *string, err error) {
	names, ok := s.records[f.Of.Kind]
	if !ok || on[f.Of.Kind] == "" {
		return nil, nil, nil, notFound(f.Of)
	}
	rows := visible(ctx).Where(on[f.Of.Kind], f.Of.ID)
	if len(f.Types) > 0 {
		rows = rows.Where("activity.type IN ?", f.Types)
	}
	if f.Mine {
		rows = rows.Where(mentioning, mentionOf(caller.From(ctx).UserID))
	}
	q := page.Query{Cursor: f.Cursor, Limit: f.Limit}
	if rows, err = spec.Page(rows, q); err != nil {
		return nil, nil, nil, err
	}
	var found []record.Named
	reads := []db.Read{names.ReadNames(ctx, []uuid.UUID{f.Of.ID}, &found), db.Into(rows, &as)}
	if f.Cursor == "" && len(f.Types) == 0 && !f.Mine {
		reads = append(reads, db.Into(visible(ctx).Where(pinnedTo, f.Of.Kind, f.Of.ID).Order("activity.pinned_at DESC, activity.id").Limit(maxPinned), &pinned))
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, nil, nil, err
	}
	if len(found) == 0 {
		return nil, nil, nil, notFound(f.Of)
	}
	as, next = page.Cut(spec, q, as, sortValue)
	return pinned, as, next, nil
}

// mentioning finds entries by mentionOf.
const mentioning = "activity.data -> 'mentions' IS NOT NULL AND activity.data -> 'mentions' @> ?::jsonb"

func mentionOf(userID uuid.UUID) string { return `[{"id":"` + userID.String() + `"}]` }

// ReadMentions reads the latest visible entries, changed since a time, that mention the caller, with other reads.
func (s *Service) ReadMentions(ctx context.Context, since time.Time, limit int, into *[]Activity) db.Read {
	q := visible(ctx).Where(mentioning, mentionOf(caller.From(ctx).UserID)).Where("activity.updated_at > ?", since)
	return db.Into(q.Order("activity.updated_at DESC, activity.id").Limit(limit), into)
}

const pinnedTo = "activity.kind = ? AND activity.record_id = ? AND activity.pinned_at IS NOT NULL"

// countPinned counts what is pinned to a record that the caller sees.
func countPinned(ctx context.Context, r record.Ref) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Activity{}).Where(pinnedTo, r.Kind, r.ID)) // all rows: of one record
}

func find(ctx context.Context, id uuid.UUID) (Activity, error) {
	return one(ctx, visible(ctx).Where("activity.id = ?", id))
}

func findTrashed(ctx context.Context, id uuid.UUID) (Activity, error) {
	return one(ctx, visible(ctx).Unscoped().Where("activity.id = ? AND activity.deleted_at IS NOT NULL", id))
}

func one(ctx context.Context, q *gorm.DB) (Activity, error) {
	var as []Activity
	if err := db.Fetch(ctx, db.Into(q, &as)); err != nil {
		return Activity{}, err
	}
	if len(as) == 0 {
		return Activity{}, ErrNotFound
	}
	return as[0], nil
}
