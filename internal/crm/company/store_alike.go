package company

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
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

const (
	// A web address without what stands before its host and after it.
	siteHost  = `regexp_replace(regexp_replace(lower(company.website), '^([a-z]+://|)(www[.]|)', ''), '[/:#\x3f].*$', '')`
	hostSigns = `ARRAY(SELECT DISTINCT 'domain ' || host FROM (VALUES (regexp_replace(company.domain, '^www[.]', '')), (` + siteHost + `)) AS every (host) WHERE host <> '')`
	// A number, or an address, of the firm itself.
	phoneSign = `CASE WHEN length(company.phone) >= 6 THEN ARRAY['phone ' || company.phone] ELSE '{}'::text[] END`
	emailSign = `CASE WHEN company.email <> '' THEN ARRAY['email ' || company.email] ELSE '{}'::text[] END`
	noSigns   = `'{}'::text[]`
	nameBlock = `nullif(left(lower(regexp_replace(company.name, '[[:space:][:punct:]]', '', 'g')), 3), '')`
)

// Signs are what tells of companies that are the same; see merge.Signs. What is hidden from the caller, or masked, tells
// nothing.
func (s *Service) Signs(ctx context.Context) *gorm.DB {
	c, email, phone := caller.From(ctx), emailSign, phoneSign
	if db.Hidden(c, Kind, "email") {
		email = noSigns
	}
	if db.Hidden(c, Kind, "phone") {
		phone = noSigns
	}
	return db.Visible(ctx, Kind).Model(&Company{}).Select("company.id, company.name, coalesce(nullif(company.domain, ''), company.city) AS detail, company.created_at, " +
		hostSigns + " || " + email + " || " + phone + " AS signs, lower(company.name) AS words, " + nameBlock + " AS block")
}
