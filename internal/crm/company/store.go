package company

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/text"
)

type deletedAt = gorm.DeletedAt

var spec = page.Spec{
	Table:   Kind,
	Default: "name",
	Sorts: map[string]page.Column{
		"name":      {Expr: "company.name_key", Type: "bytea"},
		"createdAt": {Expr: "company.created_at", Type: "timestamptz"},
		"updatedAt": {Expr: "company.updated_at", Type: "timestamptz"},
		"city":      {Expr: "lower(company.city)", Type: "text"},
	},
	Filters: map[string]page.Column{
		"owner":     {Expr: "company.owner_id", Type: "uuid"},
		"city":      {Expr: "company.city", Type: "text"},
		"country":   {Expr: "company.country", Type: "text"},
		"industry":  {Expr: "company.industry", Type: "text"},
		"createdAt": {Expr: "company.created_at", Type: "timestamptz"},
	},
}

// sortValue is what a row is sorted by, as text that PostgreSQL reads.
func sortValue(c Company, sort string) (string, uuid.UUID) {
	switch sort {
	case "createdAt":
		return c.CreatedAt.UTC().Format(time.RFC3339Nano), c.ID
	case "updatedAt":
		return c.UpdatedAt.UTC().Format(time.RFC3339Nano), c.ID
	case "city":
		return c.City, c.ID
	default:
		return `\x` + hex.EncodeToString(text.Key(c.Name)), c.ID
	}
}

// where gives the companies of a list.
func where(ctx context.Context, q page.Query) (*gorm.DB, error) {
	all := page.Matching(db.Visible(ctx, Kind).Model(&Company{}), "company.search", q.Search)
	return spec.Where(all, q, caller.From(ctx).UserID)
}

func list(ctx context.Context, q page.Query) (cs []Company, next *string, err error) {
	rows, err := where(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	if rows, err = spec.Page(rows, q); err != nil {
		return nil, nil, err
	}
	if err := db.Fetch(ctx, db.Into(rows, &cs)); err != nil {
		return nil, nil, err
	}
	cs, next = page.Cut(spec, q, cs, sortValue)
	return cs, next, nil
}

func count(ctx context.Context, q page.Query) (int64, error) {
	rows, err := where(ctx, q)
	if err != nil {
		return 0, err
	}
	var n []page.Count
	if err := db.Fetch(ctx, db.Into(rows.Select("count(*) AS count"), &n)); err != nil {
		return 0, err
	}
	return n[0].Count, nil
}

// maxExport is how many rows a file may have.
const maxExport = 100_000

func exported(ctx context.Context, q page.Query) (cs []Company, err error) {
	rows, err := where(ctx, q)
	if err != nil {
		return nil, err
	}
	may, args := db.RowsFor(ctx, Kind, "export")
	if rows, err = spec.Page(rows.Where(may, args...), page.Query{Sort: q.Sort}); err != nil {
		return nil, err
	}
	return cs, db.Fetch(ctx, db.Into(rows.Limit(maxExport), &cs))
}

func find(ctx context.Context, id uuid.UUID) (Company, error) {
	var cs []Company
	if err := db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Where("company.id = ?", id), &cs)); err != nil {
		return Company{}, err
	}
	if len(cs) == 0 {
		return Company{}, ErrNotFound
	}
	return cs[0], nil
}

func insert(ctx context.Context, c *Company) error { return db.Orm(ctx).Create(c).Error }

func update(ctx context.Context, c *Company, version int) error {
	c.Version = version + 1
	return db.Update(ctx, Kind, version, c, ErrStale)
}

func remove(ctx context.Context, c *Company) error { return db.Delete(ctx, Kind, c, ErrNotFound) }

func restore(ctx context.Context, id uuid.UUID) (Company, error) {
	c := Company{ID: id}
	return c, db.Restore(ctx, Kind, &c, ErrNotFound)
}
