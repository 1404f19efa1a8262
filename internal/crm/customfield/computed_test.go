package customfield_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// value is what a record shows in a field.
func value(w *apptest.World, who, path, field string) any {
	w.T.Helper()
	var out struct{ Custom map[string]any }
	w.Get(apptest.Call{Name: "value", As: who, Do: "GET " + path}, &out)
	return out.Custom[field]
}

func formula(w *apptest.World, object, label, source string) string {
	w.T.Helper()
	return w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"formula","label":%q,"formula":%q,"decimals":2}`, object, label, source))
}

func TestAFormulaIsWorkedOut(t *testing.T) {
	w := apptest.New(t)
	rating := add(w, `{"object":"deal","type":"choice","label":"Rating","choices":[{"label":"Hot"},{"label":"Cold"}]}`)
	days := w.Make("acme/ana", "/fields", `{"object":"deal","type":"number","label":"Days"}`)
	share := formula(w, "deal", "Share", `[value] * 0.2`)
	grade := formula(w, "deal", "Grade", fmt.Sprintf(`if([custom.%s] = "hot"; "Call " & [name]; "")`, rating.ID))
	per := formula(w, "deal", "Per day", fmt.Sprintf(`amount([value]) / [custom.%s]`, days))
	ends := formula(w, "deal", "Ends", fmt.Sprintf(`[expectedOn] + [custom.%s]`, days))
	big := formula(w, "deal", "Big", `[value] > 1000`)
	nested := formula(w, "deal", "Nested", fmt.Sprintf(`[custom.%s] - 100`, share))
	id := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof","value":{"amount":123456,"currency":"EUR"},"expectedOn":"2026-01-31","custom":{%q:"Hot",%q:4}}`, rating.ID, days))
	yen := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Garden","value":{"amount":900,"currency":"JPY"},"custom":{%q:0}}`, days))
	money := func(n float64, c string) map[string]any { return map[string]any{"amount": n, "currency": c} }
	for field, want := range map[string]any{share: money(24691, "EUR"), grade: "Call Roof", per: 308.64, ends: "2026-02-04", big: true, nested: money(14691, "EUR")} {
		require.Equal(t, want, value(w, "acme/ana", "/deals/"+id, field), field)
	}
	require.Nil(t, value(w, "acme/ana", "/deals/"+yen, per), "a division by zero is nothing")
	require.Nil(t, value(w, "acme/ana", "/deals/"+yen, ends))
	require.Equal(t, false, value(w, "acme/ana", "/deals/"+yen, big))
	require.Equal(t, money(80, "JPY"), value(w, "acme/ana", "/deals/"+yen, nested), "a yen has no cents")
	w.Run(
		apptest.Call{Name: "fresh after a change", As: "acme/ana", Do: "PATCH /deals/" + id, Body: `{"version":1,"name":"Big roof"}`, Want: 200, Has: []string{`"Call Big roof"`}},
		apptest.Call{Name: "nobody fills it in", As: "acme/ana", Do: "PATCH /deals/" + id, Body: fmt.Sprintf(`{"version":2,"custom":{%q:1}}`, share), Want: 403, Has: []string{"field.fixed"}},
		apptest.Call{Name: "in a list, sorted", As: "acme/ana", Do: "GET /deals?limit=1&sort=custom." + share + "&custom=" + grade + "," + share, Want: 200, Has: []string{"Garden", `"amount":180`, `"next":"`}},
		apptest.Call{Name: "filtered", As: "acme/ana", Do: "GET /deals?filter=custom." + per + ":gte:300&custom=" + per, Want: 200, Has: []string{"Big roof", "308.64"}, Not: []string{"Garden"}},
		apptest.Call{Name: "filtered by yes", As: "acme/ana", Do: "GET /deals?filter=custom." + big + ":is:true", Want: 200, Has: []string{"Big roof"}, Not: []string{"Garden"}},
		apptest.Call{Name: "in a file", As: "acme/ana", Do: "GET /deals/export", Want: 200, Has: []string{"246.91 EUR", "Call Big roof"}},
		apptest.Call{Name: "not in the history", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + id, Want: 200, Not: []string{"Share", "Grade"}},
		apptest.Call{Name: "needed", As: "acme/ana", Do: "PATCH /fields/" + days, Body: `{"version":1,"state":"archived"}`, Want: 409, Has: []string{"field.needed", `"name":"`}},
		apptest.Call{Name: "no circle", As: "acme/ana", Do: "PATCH /fields/" + share, Body: fmt.Sprintf(`{"version":1,"formula":"[custom.%s] * 2"}`, nested), Want: 422, Has: []string{"field.formula", `"problem":"circle"`}},
		apptest.Call{Name: "tried", As: "acme/ana", Do: "POST /fields/formula", Body: `{"object":"deal","formula":"upper([name])"}`, Want: 200, Has: []string{`"type":"text"`, `"value":"BIG ROOF"`}},
		apptest.Call{Name: "tried, and wrong", As: "acme/ana", Do: "POST /fields/formula", Body: `{"object":"deal","formula":"1 + [city]"}`, Want: 200, Has: []string{`"code":"field"`, `"at":4`, `"word":"city"`}},
		apptest.Call{Name: "not for everybody", As: "acme/ed", Do: "POST /fields/formula", Body: `{"object":"deal","formula":"[name]"}`, Want: 403},
	)
	for _, dir := range []string{"", "-"} { // each page of a list that is sorted by a formula, to the end
		names, next := []string{}, ""
		for range 3 {
			var out struct {
				Items []struct{ Name string }
				Next  *string
			}
			w.Get(apptest.Call{Name: "page", As: "acme/ana", Do: "GET /deals?limit=1&sort=" + dir + "custom." + per + "&cursor=" + next}, &out)
			for _, d := range out.Items {
				names = append(names, d.Name)
			}
			if out.Next == nil {
				break
			}
			next = *out.Next
		}
		require.ElementsMatch(t, []string{"Big roof", "Garden"}, names, dir)
	}
}

// A role that does not see a field does not learn of it from what is worked out from it.
func TestWhatIsWorkedOutIsClosedWithWhatItNeeds(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	grade := add(w, `{"object":"contact","type":"number","label":"Grade"}`)
	twice := formula(w, "contact", "Zweifach", fmt.Sprintf(`[custom.%s] * 2`, grade.ID))
	four := formula(w, "contact", "Vierfach", fmt.Sprintf(`[custom.%s] * 2`, twice))
	born := formula(w, "contact", "Geboren", `year([birthday])`)
	sum := w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":"company","type":"rollup","label":"Summe","rollup":{"of":"contact","do":"sum","field":"custom.%s"}}`, grade.ID))
	firm := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Firma","ownerId":%q}`, ed))
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","birthday":"1987-05-06","companyId":%q,"ownerId":%q,"custom":{%q:21}}`, firm, ed, grade.ID))
	require.EqualValues(t, 84, value(w, "acme/ed", "/contacts/"+id, four))
	require.EqualValues(t, 21, value(w, "acme/ed", "/companies/"+firm, sum))
	shut(w, "custom."+grade.ID, "hide", 200)
	shut(w, "birthday", "hide", 200)
	soon(w, apptest.Call{Name: "not on the record", As: "acme/ed", Do: "GET /contacts/" + id, Want: 200, Has: []string{`"custom":{}`}})
	for _, f := range []string{twice, four, born} {
		w.Run(
			apptest.Call{Name: "no filter", As: "acme/ed", Do: "GET /contacts?filter=custom." + f + ":gte:1", Want: 400},
			apptest.Call{Name: "no sort", As: "acme/ed", Do: "GET /contacts?sort=custom." + f, Want: 400},
			apptest.Call{Name: "not in a list", As: "acme/ed", Do: "GET /contacts?custom=" + f, Want: 200, Has: []string{`"custom":{}`}},
		)
	}
	w.Run(
		apptest.Call{Name: "not known", As: "acme/ed", Do: "GET /fields/contact", Want: 200, Not: []string{"fach", "Geboren"}},
		apptest.Call{Name: "nor summed up", As: "acme/ed", Do: "GET /companies/" + firm, Want: 200, Has: []string{`"custom":{}`}},
		apptest.Call{Name: "others see it", As: "acme/ana", Do: "GET /contacts/" + id, Want: 200, Has: []string{":84", ":1987"}},
	)
}

func TestARollUpSumsUpWhatItsReaderSees(t *testing.T) {
	w := apptest.New(t)
	ana, ed := w.Person("acme/ana").UserID, w.Person("acme/ed").UserID
	roll := func(object, label, how string) string {
		return w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"rollup","label":%q,"rollup":%s}`, object, label, how))
	}
	count := roll("company", "Deals", `{"of":"deal","do":"count"}`)
	won := roll("company", "Won", `{"of":"deal","do":"sum","field":"value","only":"won"}`)
	all := roll("company", "All", `{"of":"deal","do":"sum","field":"value"}`)
	next := roll("company", "Next", `{"of":"deal","do":"min","field":"expectedOn","only":"open"}`)
	people := roll("company", "People", `{"of":"contact","do":"count"}`)
	tasks := roll("company", "Tasks", `{"of":"task","do":"count","only":"open"}`)
	ofContact := roll("contact", "Their deals", `{"of":"deal","do":"max","field":"value"}`)
	onDeal := roll("deal", "Persons", `{"of":"contact","do":"count"}`)
	firm := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Firma","ownerId":%q}`, ed))
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","companyId":%q,"ownerId":%q}`, firm, ed))
	deal := func(name, owner string, amount int, currency, day string) string {
		return w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":%q,"value":{"amount":%d,"currency":%q},"expectedOn":%q,"companyId":%q,"ownerId":%q,"contacts":[{"contactId":%q,"role":"user"}]}`, name, amount, currency, day, firm, owner, ada))
	}
	first := deal("Roof", ed.String(), 1000, "EUR", "2026-03-01")
	deal("Wall", ed.String(), 2500, "PLN", "2026-02-01")
	deal("Secret", ana.String(), 4000, "EUR", "2026-01-01")
	w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call","assigneeId":%q,"about":{"kind":"company","id":%q}}`, ed, firm))
	sums := func(pairs ...any) (all []any) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, map[string]any{"amount": pairs[i], "currency": pairs[i+1]})
		}
		return all
	}
	path := "/companies/" + firm
	for field, want := range map[string]any{count: 3.0, all: sums(5000.0, "EUR", 2500.0, "PLN"), next: "2026-01-01", people: 1.0, tasks: 1.0, won: nil} {
		require.Equal(t, want, value(w, "acme/ana", path, field))
	}
	for field, want := range map[string]any{count: 2.0, all: sums(1000.0, "EUR", 2500.0, "PLN"), next: "2026-02-01"} {
		require.Equal(t, want, value(w, "acme/ed", path, field), "of the deals that ed sees")
	}
	require.Equal(t, sums(4000.0, "EUR", 2500.0, "PLN"), value(w, "acme/ana", "/contacts/"+ada, ofContact))
	require.EqualValues(t, 1, value(w, "acme/ana", "/deals/"+first, onDeal))
	w.Run(
		apptest.Call{Name: "in a list", As: "acme/ed", Do: "GET /companies?custom=" + count + "," + all, Want: 200, Has: []string{`:2`, "2500"}, Not: []string{"5000"}},
		apptest.Call{Name: "a list can't be sorted by it", As: "acme/ana", Do: "GET /companies?sort=custom." + count, Want: 400},
		apptest.Call{Name: "nor filtered", As: "acme/ana", Do: "GET /companies?filter=custom." + count + ":gte:1", Want: 400},
		apptest.Call{Name: "what there is to sum up", As: "acme/ana", Do: "POST /fields", Body: `{"object":"deal","type":"rollup","label":"X","rollup":{"of":"deal","do":"count"}}`, Want: 422, Has: []string{`"field":"rollup"`}},
		apptest.Call{Name: "no sum of days", As: "acme/ana", Do: "POST /fields", Body: `{"object":"company","type":"rollup","label":"X","rollup":{"of":"deal","do":"sum","field":"expectedOn"}}`, Want: 422},
	)
	shutDeals(w)
	soon(w, apptest.Call{Name: "who sees no deals is told of none", As: "acme/ed", Do: "GET /fields/company", Want: 200, Has: []string{"People"}, Not: []string{"Won", "Next"}})
	require.Nil(t, value(w, "acme/ed", path, count))
}

func shutDeals(w *apptest.World) {
	w.T.Helper()
	w.Run(apptest.Call{Name: "no deals", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"deal","action":"read","scope":"none"}`, Want: 200})
}

// Whatever a formula makes of whatever is in the fields, there is an answer.
func TestNoValueBreaksAFormula(t *testing.T) {
	w := apptest.New(t)
	n := w.Make("acme/ana", "/fields", `{"object":"contact","type":"number","label":"N","decimals":4}`)
	d := w.Make("acme/ana", "/fields", `{"object":"contact","type":"date","label":"D"}`)
	x := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"X"}`)
	r := strings.NewReplacer("N", "[custom."+n+"]", "D", "[custom."+d+"]", "X", "[custom."+x+"]")
	for i, source := range []string{"N * N * N * N * N * N * N", "N / N / N / N", "1 / (N - N)", "D + N * N", "addmonths(addmonths(D, N), N)", "D + N + N + N + N", "D - N - N - N - N - N", "round(N / 3, 4)",
		"text(N) + X + text(D)", "max(D, today()) - D", "if(N > 0, X, upper(X))", "year(D) * month(D) / day(D)", "length(X) / N", "first(X, text(N))", "not empty(D)", `contains(X, "a?b@c'd%")`, "-N", "ceil(N) + floor(N) + abs(N)"} {
		formula(w, "contact", fmt.Sprint("F", i), r.Replace(source))
	}
	for i, values := range []string{`{}`, `{%q:100000000000,%q:"9999-12-31",%q:"a?b@c'd%%"}`, `{%q:-100000000000,%q:"1900-01-01",%q:"\u0000 ̈"}`, `{%q:0,%q:"2024-02-29",%q:"हिन्दी"}`} {
		body := values
		if i > 0 {
			body = fmt.Sprintf(values, n, d, x)
		}
		body = strings.ReplaceAll(body, `\u0000`, "")
		id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":%s}`, body))
		w.Run(apptest.Call{Name: body, As: "acme/ana", Do: "GET /contacts/" + id, Want: 200})
	}
	var fields struct{ Items []struct{ ID, Type string } }
	w.Get(apptest.Call{Name: "fields", As: "acme/ana", Do: "GET /fields/contact"}, &fields)
	for _, f := range fields.Items {
		w.Run(apptest.Call{Name: "sorted", As: "acme/ana", Do: "GET /contacts?sort=-custom." + f.ID, Want: 200})
	}
}

// A field can be a contact or a deal; who does not see it is told of none, and it goes along when two are merged.
func TestAFieldIsAContact(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	by := w.Make("acme/ana", "/fields", `{"object":"deal","type":"contact","label":"Recommended by"}`)
	after := w.Make("acme/ana", "/fields", `{"object":"deal","type":"deal","label":"Follows"}`)
	ada := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	twin := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	first := w.Make("acme/ana", "/deals", `{"name":"Wall"}`)
	id := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof","ownerId":%q,"custom":{%q:%q,%q:%q}}`, ed, by, twin, after, first))
	w.Run(
		apptest.Call{Name: "by name", As: "acme/ana", Do: "GET /deals/" + id, Want: 200, Has: []string{fmt.Sprintf(`%q:"Ada"`, twin), fmt.Sprintf(`%q:"Wall"`, first)}},
		apptest.Call{Name: "who does not see them", As: "acme/ed", Do: "GET /deals/" + id, Want: 200, Not: []string{`"Ada"`, `"Wall"`}},
		apptest.Call{Name: "filtered", As: "acme/ana", Do: "GET /deals?filter=custom." + by + ":is:" + twin, Want: 200, Has: []string{"Roof"}},
		apptest.Call{Name: "nobody", As: "acme/ana", Do: "PATCH /deals/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:%q}}`, by, first), Want: 422, Has: []string{"field.bad"}},
		apptest.Call{Name: "one that is not seen can't be chosen", As: "acme/ed", Do: "PATCH /deals/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:%q}}`, by, ada), Want: 422},
		apptest.Call{Name: "in a file", As: "acme/ana", Do: "GET /deals/export", Want: 200, Has: []string{"Recommended by", "Ada"}},
		apptest.Call{Name: "merged", As: "acme/ana", Do: "POST /contacts/" + ada + "/merge/" + twin, Body: `{"version":1,"otherVersion":1,"take":{}}`, Want: 200},
		apptest.Call{Name: "goes along", As: "acme/ana", Do: "GET /deals/" + id, Want: 200, Has: []string{fmt.Sprintf(`%q:"Ada"`, ada)}},
	)
}
