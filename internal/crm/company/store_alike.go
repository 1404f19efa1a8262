package company

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// certain is how many companies of the same domain are looked at.
const certain = 20

// alike reads, in one round trip, the companies that may be of a domain, and those with a near name, the nearest first.
func alike(ctx context.Context, name, domain string) (same, nigh []Company, err error) {
	var reads []db.Read
	if domain != "" {
		q := db.Visible(ctx, Kind).Where("company.domain = ? OR company.website ILIKE ?", domain, db.Like(domain))
		reads = append(reads, db.Into(q.Order("company.id").Limit(certain), &same))
	}
	if text.Long(name, shortName-1) {
		nearest := clause.OrderBy{Expression: clause.Expr{SQL: "similarity(lower(company.name), lower(?)) DESC, company.id", Vars: []any{name}}}
		q := db.Visible(ctx, Kind).Where("lower(?) <% company.search AND similarity(lower(company.name), lower(?)) >= ?::float8", name, name, near)
		reads = append(reads, db.Into(q.Clauses(nearest).Limit(maxAlike), &nigh))
	}
	if len(reads) > 0 {
		err = db.Fetch(ctx, reads...)
	}
	return same, nigh, err
}
