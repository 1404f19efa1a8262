package company

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

var spec = page.Spec{
	Table:   Kind,
	Default: "name",
	Sorts: map[string]page.Column{
		"name":      {Expr: `company.name` + page.Alphabet, Type: "text"},
		"createdAt": {Expr: "company.created_at", Type: "timestamptz"},
		"updatedAt": {Expr: "company.updated_at", Type: "timestamptz"},
		"city":      {Expr: "lower(company.city)", Type: "text", Fold: true},
	},
	Filters: map[string]page.Column{
		"owner":     {Expr: "company.owner_id", Type: "uuid"},
		"city":      {Expr: "company.city", Type: "text"},
		"country":   {Expr: "company.country", Type: "text"},
		"industry":  {Expr: "company.industry", Type: "text"},
		"kind":      {Expr: "company.kinds", Type: "tags"},
		"tag":       {Expr: "company.tags", Type: "tags"},
		"createdAt": {Expr: "company.created_at", Type: "timestamptz"},
	},
}

var _ = db.Closable(Kind, db.Fields{
	Model: &Company{},
	Own:   "custom",
	All: []db.Field{
		{Name: "email", Columns: map[string]string{"email": "''"}, Masked: map[string]string{"email": db.MaskedEmail("email")}},
		{Name: "phone", Columns: map[string]string{"phone": "''"}, Masked: map[string]string{"phone": db.MaskedPhone("phone")}},
		{Name: "address", Parts: []string{"street", "city", "postcode", "country"},
			Columns: map[string]string{"street": "''", "city": "''", "postcode": "''", "country": "''"}},
		{Name: "kinds", Columns: map[string]string{"kinds": "'[]'::jsonb"}},
		{Name: "tags", Columns: map[string]string{"tags": "'[]'::jsonb"}},
	},
	Derived: map[string]string{"search": page.Folded("' ' || {name} || ' ' || {domain} || ' ' || {email} || ' ' || regexp_replace({phone}, '[^0-9]', '', 'g') || ' '")},
})

// narrow adds a list's search and filters to a query, and returns how the list is asked for.
func narrow(ctx context.Context, rows *gorm.DB, q page.Query) (*gorm.DB, customfield.List, error) {
	l, err := customfield.Listing(ctx, spec, q)
	if err != nil {
		return nil, l, err
	}
	rows, err = l.Where(page.Matching(rows.Model(&Company{}), "company.search", q.Search), caller.From(ctx).UserID)
	return rows, l, err
}

// Check refuses a question that the list of companies can't answer.
func (s *Service) Check(ctx context.Context, q page.Query) error {
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err == nil {
		_, err = l.Page(rows, q)
	}
	return err
}

// List returns one page of the companies that the caller may see, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Company, *string, error) {
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, nil, err
	}
	if rows, err = l.Page(customfield.Pick(rows, &Company{}, Kind, q), q); err != nil {
		return nil, nil, err
	}
	var cs []Company
	if err := db.Fetch(ctx, db.Into(rows, &cs)); err != nil {
		return nil, nil, err
	}
	cs, next := page.Cut(l.Spec, q, cs, func(c Company, field string) (string, uuid.UUID) {
		if v, own := l.Cursor(c.Custom, field); own {
			return v, c.ID
		}
		return sortValue(c, field)
	})
	return cs, next, nil
}

func sortValue(c Company, field string) (string, uuid.UUID) {
	switch field {
	case "createdAt":
		return c.CreatedAt.Format(time.RFC3339Nano), c.ID
	case "updatedAt":
		return c.UpdatedAt.Format(time.RFC3339Nano), c.ID
	case "city":
		return c.City, c.ID
	default:
		return c.Name, c.ID
	}
}

// Matching is a query for the ids of the companies that a list has.
func (s *Service) Matching(ctx context.Context, q page.Query) (*gorm.DB, error) {
	rows, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, err
	}
	return rows.Select("company.id"), nil
}

// Total returns how many companies a list has.
func (s *Service) Total(ctx context.Context, q page.Query) (int64, error) {
	rows, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return 0, err
	}
	return db.Count(ctx, rows)
}

// Counts returns how many rows of a list have each value of a field.
func (s *Service) Counts(ctx context.Context, q page.By) (all []page.Counted, err error) {
	q.Sort = q.By // so that a field of the company's own is known
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q.Query)
	if err != nil {
		return nil, err
	}
	if rows, err = l.Counts(rows, q.By); err != nil {
		return nil, err
	}
	return all, db.Fetch(ctx, db.Into(rows, &all))
}

// walk goes through what the caller may both see and take out of a list, in its order and from one moment; total is how much
// that is.
func walk(ctx context.Context, t page.Taken) (w *db.Walk[Company], total int64, err error) {
	may, args := db.Rows(ctx, Kind, Kind, "company.owner_id")
	rows, l, err := narrow(ctx, db.May(ctx, Kind, "export").Where(may, args...), t.Query)
	if err != nil {
		return nil, 0, err
	}
	rows = t.Among(rows, Kind).Session(&gorm.Session{})
	if total, err = db.Count(ctx, rows); err != nil {
		return nil, 0, err
	}
	if rows, err = l.InOrder(customfield.Full(rows, &Company{}, Kind), t.Query); err != nil {
		return nil, 0, err
	}
	w, err = db.Through[Company](ctx, rows)
	return w, total, err
}

// sees tells which parts of records are in a file of the caller's.
func sees(ctx context.Context) func(part string) bool { return db.Sees(ctx, Kind) }

// ReadNames reads the names of those companies that the caller may see, with other reads. ids is a list of them or a
// query for them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Company{}).Select("company.id, company.name").Where("company.id IN (?)", ids), to)
}

// Names returns the names of those companies that the caller may see.
func (s *Service) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	names := make(map[uuid.UUID]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	var rows []record.Named
	err := db.Fetch(ctx, s.ReadNames(ctx, ids, &rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// ReadFound reads the companies that fit a search best, with other reads.
func (s *Service) ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read {
	return page.Found{Kind: Kind, Subtitle: "company.city", Own: customfield.Findable(Kind)}.Read(ctx, q, to)
}

func find(ctx context.Context, id uuid.UUID) (Company, error) {
	var cs []Company
	if err := db.Fetch(ctx, db.Into(customfield.Full(db.Visible(ctx, Kind), &Company{}, Kind).Where("company.id = ?", id), &cs)); err != nil {
		return Company{}, err
	}
	if len(cs) == 0 {
		return Company{}, missing(ctx, id)
	}
	return cs[0], nil
}

// whole reads a company with all fields, to be changed.
func whole(ctx context.Context, id uuid.UUID) (Company, error) {
	var cs []Company
	if err := db.Fetch(ctx, db.Into(db.Whole(ctx, Kind).Where("company.id = ?", id), &cs)); err != nil {
		return Company{}, err
	}
	if len(cs) == 0 {
		return Company{}, ErrNotFound
	}
	return cs[0], nil
}

// shown is a company that was just written, as the caller sees it.
func shown(ctx context.Context, c Company) (Company, error) {
	if !db.Closed(ctx, Kind) {
		return c, customfield.Mark(ctx, Kind, c.ID, &c.Custom)
	}
	return find(ctx, c.ID)
}

func insert(ctx context.Context, c *Company) error { return db.Orm(ctx).Create(c).Error }

func update(ctx context.Context, c *Company, version int) error {
	c.Version, c.UpdatedAt = version+1, clock.Now()
	if err := db.Update(ctx, Kind, version, c, ErrStale); err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, c.ID, c.Custom)
}

func remove(ctx context.Context, c *Company) error { return db.Delete(ctx, Kind, c, ErrNotFound) }

func restore(ctx context.Context, id uuid.UUID) (Company, error) {
	c := Company{ID: id}
	if err := merge.Free(ctx, c.Ref()); err != nil {
		return c, err
	}
	return c, db.Restore(ctx, Kind, &c, ErrNotFound)
}

// writable refuses a draft that sets a field which is closed to the caller.
func writable(ctx context.Context, draft any) error { return db.Writable(ctx, Kind, draft) }
