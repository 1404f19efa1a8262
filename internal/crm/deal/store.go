package deal

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/reference"
)

type deletedAt = gorm.DeletedAt

var spec = page.Spec{
	Table:   Kind,
	Default: "-createdAt",
	Sorts: map[string]page.Column{
		"name":       {Expr: `deal.name` + page.Alphabet, Type: "text"},
		"createdAt":  {Expr: "deal.created_at", Type: "timestamptz"},
		"updatedAt":  {Expr: "deal.updated_at", Type: "timestamptz"},
		"expectedOn": {Expr: "coalesce(deal.expected_on, 'infinity'::date)", Type: "date"},
		"value":      {Expr: "deal.amount", Type: "bigint"},
	},
	Filters: map[string]page.Column{
		"owner":      {Expr: "deal.owner_id", Type: "uuid"},
		"pipeline":   {Expr: "deal.pipeline_id", Type: "uuid"},
		"stage":      {Expr: "deal.stage_id", Type: "uuid"},
		"rotting":    {Expr: "CASE WHEN " + pipeline.Rotting("deal.stage_id", "deal.stage_since") + " THEN 'yes' ELSE 'no' END", Type: "text"},
		"status":     {Expr: "deal.status", Type: "text"},
		"company":    {Expr: "deal.company_id", Type: "uuid"},
		"contact":    {Expr: "SELECT 1 FROM deal_contact WHERE deal_contact.deal_id = deal.id AND deal_contact.contact_id = ?", Type: "exists"},
		"expectedOn": {Expr: "deal.expected_on", Type: "date"},
		"value":      {Expr: "deal.amount", Type: "bigint"},
		"createdAt":  {Expr: "deal.created_at", Type: "timestamptz"},
		"nextTask":   {Expr: task.OpenOf(Kind, "deal.id"), Type: "uuid"},
	},
}

var _ = db.Closable(Kind, db.Fields{
	Model: &Deal{},
	Own:   "custom",
	All: []db.Field{
		{Name: "value", Parts: []string{"value", "amount", "currency"}, Columns: map[string]string{"amount": "0::bigint"}},
		{Name: "expectedOn", Columns: map[string]string{"expected_on": "NULL::date"}},
	},
	Derived: map[string]string{"search": page.Folded("' ' || {name} || ' '")},
})

// What is closed to a role by stage is closed by this column.
var _ = db.Standing(Kind, "stage_id")

// narrow adds a list's search and filters to a query, and returns how the list is asked for.
func narrow(ctx context.Context, rows *gorm.DB, q page.Query) (*gorm.DB, customfield.List, error) {
	l, err := customfield.Listing(ctx, spec, q)
	if err != nil {
		return nil, l, err
	}
	rows, err = l.Where(matching(rows.Model(&Deal{}), q.Search), caller.From(ctx).UserID)
	return rows, l, err
}

// matching adds a search to a query: the text, as it is written, is part of the name.
func matching(q *gorm.DB, text string) *gorm.DB {
	if text = page.Fold(text); text == "" {
		return q
	}
	return q.Where("deal.search LIKE ?", db.Like(text))
}

// Check refuses a question that the list of deals can't answer.
func (s *Service) Check(ctx context.Context, q page.Query) error {
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err == nil {
		_, err = l.Page(rows, q)
	}
	return err
}

// List returns one page of the deals that the caller may see, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Deal, *string, error) {
	found, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, nil, err
	}
	if found, err = l.Page(customfield.Pick(found, &Deal{}, Kind, q), q); err != nil {
		return nil, nil, err
	}
	var ds []Deal
	if err := db.Fetch(ctx, db.Into(found, &ds)); err != nil {
		return nil, nil, err
	}
	ds, next := page.Cut(l.Spec, q, ds, func(d Deal, field string) (string, uuid.UUID) {
		if v, own := l.Cursor(d.Custom, field); own {
			return v, d.ID
		}
		return sortValue(d, field)
	})
	return ds, next, nil
}

// walk goes through what the caller may both see and take out of a list, in its order and from one moment; total is how much
// that is.
func walk(ctx context.Context, t page.Taken) (w *db.Walk[Deal], total int64, err error) {
	may, args := db.Rows(ctx, Kind, Kind, "deal.owner_id")
	rows, l, err := narrow(ctx, db.May(ctx, Kind, "export").Where(may, args...), t.Query)
	if err != nil {
		return nil, 0, err
	}
	rows = t.Among(rows, Kind).Session(&gorm.Session{})
	if total, err = db.Count(ctx, rows); err != nil {
		return nil, 0, err
	}
	if rows, err = l.InOrder(customfield.Full(rows, &Deal{}, Kind), t.Query); err != nil {
		return nil, 0, err
	}
	w, err = db.Through[Deal](ctx, rows)
	return w, total, err
}

// sees tells which parts of records are in a file of the caller's.
func sees(ctx context.Context) func(part string) bool { return db.Sees(ctx, Kind) }

func sortValue(d Deal, field string) (string, uuid.UUID) {
	switch field {
	case "name":
		return d.Name, d.ID
	case "updatedAt":
		return d.UpdatedAt.Format(time.RFC3339Nano), d.ID
	case "value":
		return strconv.FormatInt(d.Amount, 10), d.ID
	case "expectedOn":
		if d.ExpectedOn == nil {
			return "infinity", d.ID
		}
		return string(*d.ExpectedOn), d.ID
	default:
		return d.CreatedAt.Format(time.RFC3339Nano), d.ID
	}
}

// Matching is a query for the ids of the deals that a list has.
func (s *Service) Matching(ctx context.Context, q page.Query) (*gorm.DB, error) {
	rows, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, err
	}
	return rows.Select("deal.id"), nil
}

// Count returns how many deals a list has.
func (s *Service) Count(ctx context.Context, q page.Query) (int64, error) {
	found, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return 0, err
	}
	var n []struct{ Count int64 }
	if err := db.Fetch(ctx, db.Into(found.Select("count(*) AS count"), &n)); err != nil {
		return 0, err
	}
	return n[0].Count, nil
}

// insert adds a deal, its people and the beginning of its history.
func insert(ctx context.Context, d *Deal, stage string, people []Person) error {
	if err := db.Orm(ctx).Create(d).Error; err != nil {
		return known(err)
	}
	if err := setPeople(ctx, d.ID, nil, people); err != nil {
		return err
	}
	return remember(ctx, *d, "", stage)
}

func update(ctx context.Context, version int, d *Deal) error {
	d.Version, d.UpdatedAt = version+1, clock.Now()
	if err := known(db.Update(ctx, Kind, version, d, ErrStale)); err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, d.ID, d.Custom)
}

// known tells of a stage that was removed while a deal was put into it.
func known(err error) error {
	if db.Violates(err, "deal_place_fkey") {
		return pipeline.ErrStage.Because(err)
	}
	return err
}

// mayUpdate refuses a caller who sees a deal but may not change it.
func mayUpdate(ctx context.Context, id uuid.UUID) error {
	var n []struct{ ID uuid.UUID }
	err := db.Fetch(ctx, db.Into(db.May(ctx, Kind, "update").Model(&Deal{}).Select("deal.id").Where("deal.id = ?", id), &n))
	if err == nil && len(n) == 0 {
		return errs.ErrDenied
	}
	return err
}

func remove(ctx context.Context, d *Deal) error { return db.Delete(ctx, Kind, d, ErrNotFound) }

func restore(ctx context.Context, id uuid.UUID) (Deal, error) {
	d := Deal{ID: id}
	err := db.Restore(ctx, Kind, &d, ErrNotFound)
	return d, err
}

// whole reads a deal with all fields, to be written down before it goes.
func whole(ctx context.Context, id uuid.UUID) (d Deal, err error) {
	err = db.Whole(ctx, Kind).Take(&d, "deal.id = ?", id).Error
	if db.Missing(err) {
		return d, ErrNotFound
	}
	return d, err
}

// writable refuses a draft that sets a field which is closed to the caller.
func writable(ctx context.Context, draft any) error { return db.Writable(ctx, Kind, draft) }

// What moves when companies or people are merged.
var (
	_ = reference.Declare(reference.Column{Table: Kind, Name: "company_id", Kind: "company", Versioned: true, Told: "deals", Seen: standing})
	_ = reference.Declare(reference.Column{Table: "deal_contact", Name: "contact_id", Kind: "contact", Key: "deal_id",
		Once: []string{"deal_id", "contact_id", "role"}, Told: "deals", Seen: standingOf})
)

// standing is the condition for deals that the caller sees.
func standing(ctx context.Context) (where string, args []any) {
	where, args = db.Rows(ctx, Kind, Kind, "deal.owner_id")
	return "deal.deleted_at IS NULL AND " + where, args
}

// standingOf is the condition for people on deals that the caller sees.
func standingOf(ctx context.Context) (where string, args []any) {
	where, args = standing(ctx)
	return "EXISTS (SELECT 1 FROM deal WHERE deal.id = deal_contact.deal_id AND " + where + ")", args
}
