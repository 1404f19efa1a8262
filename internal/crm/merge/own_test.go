package merge_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// What stands in the company's own fields is chosen field by field, and taking apart gives each its own; what was changed
// since stays and is named. Companies in such fields go along when theirs is merged, and come back.
func TestOwnFields(t *testing.T) {
	w := apptest.New(t)
	add := func(label, kind, object string) string {
		var f struct{ ID string }
		w.Get(apptest.Call{Name: label, As: "acme/ana", Do: "POST /fields", Body: fmt.Sprintf(`{"object":%q,"type":%q,"label":%q}`, object, kind, label), Want: 201}, &f)
		return f.ID
	}
	size, code, shoe, partner := add("Size", "number", "contact"), add("Code", "text", "contact"), add("Shoe", "text", "contact"), add("Partner", "company", "contact")
	firm, rival := w.Make("acme/ana", "/companies", `{"name":"Firm"}`), w.Make("acme/ana", "/companies", `{"name":"Rival"}`)
	one := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:7,%q:"A"}}`, size, code))
	other := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:9,%q:"B",%q:"red",%q:%q}}`, size, code, shoe, partner, rival))
	w.Run(apptest.Call{Name: "where they differ", As: "acme/ana", Do: "GET /contacts/" + one + "/merge/" + other, Want: 200,
		Has: []string{`"field":"custom.` + size, `{"field":"custom.` + shoe + `","take":true,"closed":false}`}})
	join(w, "acme/ana", "/contacts", one, other, fmt.Sprintf(`"custom.%s":true,"custom.%s":false`, size, code))
	own := func(name, id string, has ...string) {
		t.Helper()
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "GET /contacts/" + id, Want: 200, Has: has})
	}
	own("as chosen", one, size+`":9`, code+`":"A"`, shoe+`":"red"`, partner+`":"`+rival)
	join(w, "acme/ana", "/companies", firm, rival, "")
	own("the company goes along", one, partner+`":"`+firm)
	w.Run(
		apptest.Call{Name: "the companies apart", As: "acme/ana", Do: "POST /companies/" + rival + "/unmerge", Want: 200},
		apptest.Call{Name: "changed since", As: "acme/ana", Do: "PATCH /contacts/" + one, Body: fmt.Sprintf(`{"version":4,"custom":{%q:11}}`, size), Want: 200},
		apptest.Call{Name: "the trail tells it by name", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"label":"Shoe"`}},
		apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 200, Has: []string{`"kept":["custom.` + size + `"]`}},
		apptest.Call{Name: "the one has its own", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{size + `":11`, code + `":"A"`}, Not: []string{shoe, partner}},
	)
	own("so does the other", other, size+`":9`, code+`":"B"`, shoe+`":"red"`, partner+`":"`+rival)
}

// A person who was a clerk at two companies is that once while they are one, and at both again when they are taken apart, also when
// the person was merged and taken apart in between.
func TestPositionsOfMergedCompanies(t *testing.T) {
	w := apptest.New(t)
	firm, rival := w.Make("acme/ana", "/companies", `{"name":"Dach"}`), w.Make("acme/ana", "/companies", `{"name":"Turm"}`)
	clerk := `{"companyId":%q,"jobTitle":"Clerk","from":"2001-01-01","to":"2002-01-01"}`
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","positions":[`+clerk+`,`+clerk+`]}`, firm, rival))
	twin := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	positions := func() (all []string) {
		var c struct {
			Positions []struct{ CompanyName string }
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + ada}, &c)
		for _, p := range c.Positions {
			all = append(all, p.CompanyName)
		}
		return all
	}
	require.Equal(t, []string{"Dach", "Turm"}, positions())
	join(w, "acme/ana", "/companies", firm, rival, `"name":false`)
	require.Equal(t, []string{"Dach"}, positions())
	join(w, "acme/ana", "/contacts", ada, twin, "")
	require.Equal(t, []string{"Dach"}, positions())
	w.Run(
		apptest.Call{Name: "the people apart", As: "acme/ana", Do: "POST /contacts/" + twin + "/unmerge", Want: 200},
		apptest.Call{Name: "the companies apart", As: "acme/ana", Do: "POST /companies/" + rival + "/unmerge", Want: 200},
	)
	require.Equal(t, []string{"Dach", "Turm"}, positions())
}
