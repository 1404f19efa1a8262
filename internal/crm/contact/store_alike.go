package contact

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
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

const (
	emailSigns = `ARRAY(SELECT 'email ' || value FROM (SELECT contact.email AS value
		UNION ALL SELECT one ->> 'value' FROM jsonb_array_elements(contact.more_emails) AS one) AS every WHERE value <> '')`
	phoneSigns = `ARRAY(SELECT 'phone ' || value FROM (SELECT contact.phone AS value
		UNION ALL SELECT one ->> 'value' FROM jsonb_array_elements(contact.more_phones) AS one) AS every WHERE length(value) >= 6)`
	noSigns = `'{}'::text[]`
	// The first two letters of both names, in one order: for those who wrote the last name first.
	nameBlock = `CASE WHEN contact.first_name <> '' AND contact.last_name <> '' THEN
		least(left(lower(contact.first_name), 2), left(lower(contact.last_name), 2)) || greatest(left(lower(contact.first_name), 2), left(lower(contact.last_name), 2)) END`
)

// Signs are what tells of contacts that are the same person; see merge.Signs. What is hidden from the caller, or masked, tells
// nothing.
func (s *Service) Signs(ctx context.Context) *gorm.DB {
	c, emails, phones := caller.From(ctx), emailSigns, phoneSigns
	if db.Hidden(c, Kind, "email") {
		emails = noSigns
	}
	if db.Hidden(c, Kind, "phone") {
		phones = noSigns
	}
	return db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.id, contact.name, coalesce(nullif(contact.email, ''), contact.phone) AS detail, contact.created_at, " +
		emails + " || " + phones + " AS signs, lower(contact.first_name || ' ' || contact.last_name) AS words, " + nameBlock + " AS block")
}
