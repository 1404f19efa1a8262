package contact

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// certain is how many contacts with the same address or number are looked at.
const certain = 20

// alike reads, in one round trip, the contacts whose search text has the address or the number of a sketch, and those with a
// near name, the nearest first.
func alike(ctx context.Context, k Sketch) (same, nigh []Contact, err error) {
	var byEmail, byPhone []Contact
	var reads []db.Read
	has := func(part string, to *[]Contact) {
		reads = append(reads, db.Into(db.Visible(ctx, Kind).Where("contact.search LIKE ?", db.Like(part)).Order("contact.id").Limit(certain), to))
	}
	if k.Email != "" {
		has(k.Email, &byEmail)
	}
	if d := digits(k.Phone); len(d) >= shortPhone {
		has(d, &byPhone)
	}
	if text.Long(k.Name, shortName-1) {
		nearest := clause.OrderBy{Expression: clause.Expr{SQL: "similarity(lower(contact.name), lower(?)) DESC, contact.id", Vars: []any{k.Name}}}
		q := db.Visible(ctx, Kind).Where("lower(?) <% contact.search AND similarity(lower(contact.name), lower(?)) >= ?::float8", k.Name, k.Name, near)
		reads = append(reads, db.Into(q.Clauses(nearest).Limit(maxAlike), &nigh))
	}
	if len(reads) > 0 {
		err = db.Fetch(ctx, reads...)
	}
	return append(byEmail, byPhone...), nigh, err
}
