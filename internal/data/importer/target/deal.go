package target

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// Deals brings deals in.
type Deals struct {
	Service   *deal.Service
	Companies *company.Service
	Contacts  *contact.Service
	Pipelines *pipeline.Service
}

// dealFields are the fields of a deal with the headers that mean them, in the five languages of the product.
var dealFields = []Field{
	{"name", []string{"deal name", "deal", "name", "title", "deal title", "opportunity", "opportunity name", "lead name", "nazwa", "nazwa szansy", "szansa", "transakcja", "tytuł", "название", "название сделки", "сделка", "नाम", "सौदा", "सौदे का नाम", "pangalan", "kasunduan", "pangalan ng kasunduan"}},
	{"value", []string{"value", "amount", "deal value", "price", "budget", "sum", "total", "wartość", "kwota", "cena", "сумма", "бюджет", "стоимость", "मूल्य", "राशि", "halaga"}},
	{"currency", []string{"currency", "deal currency", "currency code", "waluta", "валюта", "मुद्रा", "salapi"}},
	{"stage", []string{"stage", "deal stage", "phase", "etap", "faza", "этап", "стадия", "этап сделки", "चरण", "yugto"}},
	{"pipeline", []string{"pipeline", "sales pipeline", "funnel", "lejek", "воронка", "पाइपलाइन", "daloy"}},
	{"status", []string{"status", "deal status", "won", "state", "статус", "स्थिति", "katayuan"}},
	{"expectedOn", []string{"expected close date", "expected close", "expected on", "close date", "closing date", "planowana data zamknięcia", "data zamknięcia", "ожидаемая дата закрытия", "дата завершения", "अपेक्षित समापन तिथि", "inaasahang petsa ng pagsara"}},
	{"closedOn", []string{"closed on", "closed at", "closed date", "won time", "lost time", "deal closed on", "data wygrania", "дата закрытия", "समापन तिथि", "petsa ng pagsara"}},
	{"createdOn", []string{"created", "created on", "created at", "create date", "created date", "deal created", "data utworzenia", "utworzono", "дата создания", "создано", "निर्माण तिथि", "petsa ng paglikha"}},
	{"lostReason", []string{"lost reason", "closed lost reason", "loss reason", "reason lost", "powód przegranej", "powód utraty", "причина отказа", "причина проигрыша", "हारने का कारण", "dahilan ng pagkatalo"}},
	{"company", slices.Concat([]string{"account name", "associated company"}, headersOf("company"))},
	{"contact", []string{"contact", "contact name", "contact person", "person", "contact email", "primary contact", "associated contact", "kontakt", "osoba kontaktowa", "контакт", "контактное лицо", "संपर्क", "kontak"}},
	{"owner", slices.Concat([]string{"deal owner", "opportunity owner"}, headersOf("owner"))},
	{"note", slices.Concat([]string{"description", "deal description", "opis", "описание", "विवरण", "paglalarawan"}, headersOf("note"))},
	{"id", []string{"id"}},
}

// Kind implements Target.
func (Deals) Kind() string { return deal.Kind }

// Fields implements Target.
func (Deals) Fields() []Field { return dealFields }

// Keys implements Target.
func (Deals) Keys() []string { return []string{deal.ByID, deal.ByNobody} }

// Enough implements Target.
func (Deals) Enough(mapped func(string) bool) bool { return mapped("name") }

// Open implements Target.
func (d Deals) Open(ctx context.Context, how How) (Intake, error) {
	in, err := d.Service.Intake(ctx, deal.Batch{Overwrite: how.Overwrite, Match: how.Match, Own: how.Own, Dry: how.Dry, Companies: how.Mapped("company")})
	if err != nil {
		return nil, err
	}
	lines, err := d.Pipelines.List(ctx)
	return &dealIntake{Deals: d, How: how, in: in, ladder: ladder{lines, how.Chosen, map[Place]*Stage{}}}, err
}

type dealIntake struct {
	Deals
	How
	ladder
	in *deal.Intake
}

// around are the records that rows name, by their names in lower case.
type around struct{ companies, contacts map[string]uuid.UUID }

// Take implements Intake.
func (in *dealIntake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	a, err := in.look(ctx, rows)
	if err != nil {
		return nil, err
	}
	all := make([]deal.Row, len(rows))
	for i, r := range rows {
		all[i] = in.deal(r, a)
	}
	return in.in.Take(ctx, all)
}

// look finds the companies and contacts that rows name. Companies that are missing are made, unless it is only to be told what
// would happen: then something stands for each.
func (in *dealIntake) look(ctx context.Context, rows []Row) (a around, err error) {
	var firms, people []string
	for _, r := range rows {
		firms, people = append(firms, r.Values["company"]), append(people, persons(r.Values["contact"])...)
	}
	if a.contacts, err = in.Contacts.Named(ctx, people); err != nil {
		return a, err
	}
	if a.companies, err = in.Companies.Named(ctx, firms); err != nil {
		return a, err
	}
	if !in.Dry {
		made, err := in.Companies.Ensure(ctx, missing(firms, a.companies))
		for name, id := range made {
			a.companies[name] = id
		}
		return a, err
	}
	if caller.From(ctx).May(company.Kind, "create") != caller.None {
		for _, name := range missing(firms, a.companies) {
			a.companies[low(name)] = uuid.NewSHA1(uuid.NameSpaceURL, []byte(low(name)))
		}
	}
	return a, nil
}

func missing(names []string, found map[string]uuid.UUID) (all []string) {
	for _, n := range names {
		if _, there := found[low(n)]; !there && low(n) != "" && uuid.Validate(low(n)) != nil {
			all = append(all, n)
		}
	}
	return all
}

func low(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// inBrackets is an e-mail address behind a name.
var inBrackets = regexp.MustCompile(`[(<]([^()<>\s]+@[^()<>\s]+)[)>]`)

// persons are the names, addresses or ids of people in a cell.
func persons(cell string) (all []string) {
	for _, one := range strings.Split(cell, ";") {
		if m := inBrackets.FindStringSubmatch(one); m != nil {
			one = m[1]
		}
		if one = low(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// deal makes a row a deal.
func (in *dealIntake) deal(r Row, a around) deal.Row {
	v := r.Values
	d := deal.Row{ID: v["id"], Note: v["note"], Own: r.Own, To: in.owner(r), CreatedOn: date.Date(v["createdOn"]), Closed: date.Date(v["closedOn"]),
		Draft: deal.Draft{Name: said(v["name"]), LostReason: said(v["lostReason"])}}
	d.Amount, d.Currency = amount(v["value"], v["currency"])
	if id, there := a.companies[low(v["company"])]; there {
		d.CompanyID = patch.Of(id)
	}
	for _, p := range persons(v["contact"]) {
		id, there := a.contacts[p]
		if !there {
			d.Err = deal.ErrContact.On("contact")
			continue
		}
		if !slices.ContainsFunc(d.People, func(p deal.Person) bool { return p.ContactID == id }) {
			d.People = append(d.People, deal.Person{ContactID: id, Role: "other"})
		}
	}
	to, err := in.find(Place{v["pipeline"], v["stage"], v["status"]})
	if err != nil {
		d.Err = err
		return d
	}
	if day := v["expectedOn"]; day != "" {
		d.ExpectedOn = patch.Of(date.Date(day))
	}
	if to != nil {
		d.StageID = &to.ID
		past(&d, *to, v)
	}
	return d
}

// past says when a deal was won or lost, and why: what the file calls its stage, where it gives no reason.
func past(d *deal.Row, to pipeline.Stage, v map[string]string) {
	if to.Kind == pipeline.Open {
		return
	}
	if d.Closed == "" {
		d.Closed = date.Date(v["expectedOn"])
	}
	if why := strings.TrimSpace(v["stage"] + " " + v["status"]); to.Kind == pipeline.Lost && d.LostReason == nil {
		d.LostReason = &why
	}
}

// signs are what stands beside amounts for currencies.
var signs = []struct{ sign, code string }{{"€", "EUR"}, {"£", "GBP"}, {"zł", "PLN"}, {"₹", "INR"}, {"₱", "PHP"}, {"₽", "RUB"}, {"$", "USD"},
	{"евро", "EUR"}, {"рубл", "RUB"}, {"доллар", "USD"}, {"злот", "PLN"}}

// amount is a number and its currency, which may stand beside the number.
func amount(number, code string) (string, string) {
	for _, s := range signs {
		if strings.Contains(strings.ToLower(code), s.sign) || code == "" && strings.Contains(number, s.sign) {
			code = s.code
		}
	}
	plain := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '.' || c == '-' {
			return c
		}
		return -1
	}, number)
	if plain == "" {
		plain = number // so that it is told
	}
	return plain, code
}
