package invariant

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// onPlatform are the rules for what is kept about companies.
var onPlatform = []rule{
	{"the counter of seats is the number of seats", `SELECT t.slug AS company, format('%s: %s counted, %s held', p.kind, p.used, n.held) AS says
		FROM seat_pool p JOIN tenant t ON t.id = p.tenant_id CROSS JOIN LATERAL (SELECT count(*) AS held FROM seat s WHERE s.tenant_id = p.tenant_id
			AND s.state IN ('reserved', 'active') AND (s.kind = p.kind OR p.kind = 'trial' AND s.kind <> 'viewer')) n
		WHERE p.used <> n.held`},
	{"more seats than were granted are an excess that is known", `SELECT t.slug AS company, format('%s: %s used, %s granted', p.kind, p.used, p.granted) AS says
		FROM seat_pool p JOIN tenant t ON t.id = p.tenant_id
		WHERE p.used > p.granted AND p.kind <> 'trial' AND NOT EXISTS (SELECT FROM seat_excess e WHERE e.tenant_id = p.tenant_id AND e.kind = p.kind)`},
	{"who works in a company has a seat", `SELECT t.slug AS company, format('membership %s, %s', m.id, m.role) AS says
		FROM membership m JOIN tenant t ON t.id = m.tenant_id
		WHERE m.state = 'active' AND NOT EXISTS (SELECT FROM seat s WHERE s.tenant_id = m.tenant_id AND s.holder = m.id AND s.state IN ('reserved', 'active'))`},
	{"a company has an owner", `SELECT t.slug AS company, t.state AS says FROM tenant t
		WHERE t.state IN ('trialing', 'active', 'past_due') AND EXISTS (SELECT FROM membership m WHERE m.tenant_id = t.id)
			AND NOT EXISTS (SELECT FROM membership m WHERE m.tenant_id = t.id AND m.role = 'owner' AND m.state = 'active')`},
	{"what is asked of Stripe is answered within a day", `SELECT t.slug AS company, format('command %s, %s', c.id, c.kind) AS says
		FROM billing_command c JOIN tenant t ON t.id = c.tenant_id WHERE c.state = 'open' AND c.created_at < now() - interval '1 day'`},
	{"what Stripe tells is handled within a day", `SELECT '' AS company, format('event %s, %s', id, type) AS says
		FROM stripe_event WHERE handled_at IS NULL AND received_at < now() - interval '1 day'`},
}

// inTenant are the rules for what a company keeps, besides that what is referred to is there.
var inTenant = []rule{
	{"a deal is open, won or lost as its stage is", `SELECT format('deal %s: %s in a stage that is %s', d.id, d.status, s.kind) AS says
		FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.status <> s.kind`},
	{"a pipeline with deals has stages to win and to lose", `SELECT format('pipeline %s', p.id) AS says FROM pipeline p
		WHERE EXISTS (SELECT FROM deal d WHERE d.pipeline_id = p.id)
			AND 2 <> (SELECT count(DISTINCT s.kind) FROM stage s WHERE s.pipeline_id = p.id AND s.kind IN ('won', 'lost'))`},
	{"a merged contact has gone into one that is there", `SELECT format('contact %s', c.id) AS says FROM contact c
		WHERE c.merged_into IS NOT NULL AND NOT EXISTS (SELECT FROM contact o WHERE o.id = c.merged_into)`},
	{"a merged company has gone into one that is there", `SELECT format('company %s', c.id) AS says FROM company c
		WHERE c.merged_into IS NOT NULL AND NOT EXISTS (SELECT FROM company o WHERE o.id = c.merged_into)`},
}

// records are the kinds of which every reference is to a row that is there: rows of records are never taken away for good.
var records = []string{"contact", "company", "deal", "task"}

// references are the rules that follow from what the domains say of their columns.
func references() (all []rule) {
	for _, m := range reference.All() {
		c, ok := m.(reference.Column)
		if !ok {
			continue
		}
		for _, kind := range records {
			if c.Of(kind) {
				all = append(all, refersTo(c, kind))
			}
		}
	}
	return all
}

// refersTo is the rule for a column's references to records of one kind. All names are written in the code.
func refersTo(c reference.Column, kind string) rule {
	where := ""
	if c.KindColumn != "" {
		where = fmt.Sprintf(" AND r.%s = '%s'", c.KindColumn, kind)
	}
	return rule{"what is referred to is there", fmt.Sprintf(`SELECT format('%[1]s.%[2]s names the %[3]s %%s', r.%[2]s) AS says FROM %[1]s r
		WHERE r.%[2]s IS NOT NULL%[4]s AND NOT EXISTS (SELECT FROM %[3]s o WHERE o.id = r.%[2]s)`, c.Table, c.Name, kind, where)}
}

// cases are what breaks a rule.
func cases(ctx context.Context, r rule) (all []Finding, err error) {
	err = db.Orm(ctx).Raw(r.sql+" LIMIT ?", most).Scan(&all).Error // all rows: of everybody, to be compared
	for i := range all {
		all[i].Rule = r.name
	}
	return all, err
}
