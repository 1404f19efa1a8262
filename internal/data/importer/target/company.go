package target

import (
	"context"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
)

// Companies brings companies in.
type Companies struct{ Service *company.Service }

// companyFields are the fields of a company with the headers that mean them, in the five languages of the product.
var companyFields = []Field{
	{"name", slices.Concat([]string{"name", "account name", "organization name", "business name", "nazwa", "название", "наименование", "नाम", "pangalan"}, headersOf("company"))},
	{"domain", []string{"domain", "company domain", "company domain name", "domena", "домен", "डोमेन"}},
	{"website", []string{"website", "web site", "url", "web", "homepage", "website url", "web page", "strona www", "strona internetowa", "www", "сайт", "веб сайт", "वेबसाइट", "website ng kumpanya"}},
	{"email", headersOf("email")},
	{"phone", headersOf("phone")},
	{"industry", []string{"industry", "sector", "branża", "sektor", "отрасль", "сфера деятельности", "उद्योग", "industriya"}},
	{"kinds", []string{"kind", "kinds", "type", "company type", "account type", "relationship", "typ", "rodzaj", "тип", "тип компании", "प्रकार", "uri"}},
	{"tags", headersOf("tags")},
	{"street", headersOf("street")},
	{"city", headersOf("city")},
	{"postcode", headersOf("postcode")},
	{"country", headersOf("country")},
	{"owner", slices.Concat([]string{"company owner", "account owner"}, headersOf("owner"))},
	{"note", slices.Concat([]string{"description", "about us", "opis", "описание", "विवरण", "paglalarawan"}, headersOf("note"))},
	{"id", []string{"id"}},
}

// Kind implements Target.
func (Companies) Kind() string { return company.Kind }

// Fields implements Target.
func (Companies) Fields() []Field { return companyFields }

// Keys implements Target.
func (Companies) Keys() []string { return []string{company.ByDomain, company.ByID} }

// Enough implements Target.
func (Companies) Enough(mapped func(string) bool) bool { return mapped("name") }

// Open implements Target.
func (c Companies) Open(ctx context.Context, how How) (Intake, error) {
	in, err := c.Service.Intake(ctx, company.Batch{Overwrite: how.Overwrite, Match: how.Match, Own: how.Own, Dry: how.Dry})
	return companyIntake{in, how}, err
}

type companyIntake struct {
	in *company.Intake
	How
}

// Take implements Intake.
func (in companyIntake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	all := make([]company.Row, len(rows))
	for i, r := range rows {
		all[i] = r.company()
		all[i].To = in.owner(r)
	}
	return in.in.Take(ctx, all)
}

// company makes a row a company. A company has one address and one number; further ones are written down.
func (r Row) company() company.Row {
	v := r.Values
	c := company.Row{ID: v["id"], Own: r.Own, Note: v["note"], Draft: company.Draft{Name: said(v["name"]), Domain: said(host(v["domain"])), Website: said(v["website"]),
		Industry: said(v["industry"]), Street: said(v["street"]), City: said(v["city"]), Postcode: said(v["postcode"]), Country: said(v["country"])}}
	c.Email, c.Phone = first(&c, r.Emails), first(&c, r.Phones)
	kinds, tags := sorts(v["kinds"])
	if tags = append(Tags(v["tags"]), tags...); len(tags) > 0 {
		c.Tags = &tags
	}
	if len(kinds) > 0 {
		c.Kinds = &kinds
	}
	return c
}

func first(c *company.Row, all []contact.Channel) *string {
	for n, way := range all {
		if n > 0 {
			c.Note = strings.TrimSpace(c.Note + "\n" + way.Value)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return said(all[0].Value)
}

// host is the domain in an address of a website.
func host(text string) string {
	if _, after, is := strings.Cut(text, "://"); is {
		text = after
	}
	text, _, _ = strings.Cut(text, "/")
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "www.")
}

// kindWords are the words by which files say what a company is, in the languages of the product.
var kindWords = map[string][]string{
	"customer": {"customer", "client", "klient", "клиент", "ग्राहक", "kliyente", "kustomer"},
	"supplier": {"supplier", "vendor", "dostawca", "поставщик", "आपूर्तिकर्ता", "tagatustos"},
	"partner":  {"partner", "reseller", "партнер", "партнёр", "साझेदार", "kasosyo"},
}

// sorts are the kinds of a company that a cell names; what is none becomes tags.
func sorts(cell string) (kinds, tags []string) {
	for _, word := range Tags(cell) {
		known := false
		for _, kind := range company.Kinds {
			if slices.ContainsFunc(kindWords[kind], func(w string) bool { return strings.HasPrefix(strings.ToLower(word), w) }) {
				kinds, known = append(kinds, kind), true
			}
		}
		if !known {
			tags = append(tags, word)
		}
	}
	return kinds, tags
}
