package importer_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/importer"
)

// companies counts them.
func count(w *apptest.World, path string) int {
	var n struct{ Count int }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET " + path}, &n)
	return n.Count
}

// TestCompanies: a file of companies is recognised as such, changes those that are there by their name, and adds the rest, with
// the company's own fields; its undo takes all of it back.
func TestCompanies(t *testing.T) {
	w := apptest.New(t)
	number := w.Make("acme/ana", "/fields", `{"object":"company","type":"text","label":"Customer no.","unique":true}`)
	wheels := w.Make("acme/ana", "/companies", `{"name":"Wheels","city":"Paris","tags":["old"],"kinds":["supplier"]}`)
	v := upload(w, "acme/ana", "Company name,Website,Phone,Industry,Type,Tags,City,Owner,Description,Customer no.,E-mail\n"+
		"wheels,wheels.example,,Transport,Partner,fair,Kraków,,Rolls,K-1,\n"+
		"Engines,https://engines.example,+44 20 7946 0958,Machines,\"Customer, Prospect\",,London,Mira,Steams,K-2,office@engines.example\n"+
		"Nowhere,not an address,,,,,,,,K-3,\n"+
		",https://nameless.example,,,,,,,,K-4,\n"+
		"Twice,,,,,,,,,K-2,\n"+
		"engines,,,,,,Bath,,,,\n")
	require.Equal(t, "company", v.Object)
	require.Equal(t, []int{1, 2, 0, 3}, []int{v.Created, v.Updated, v.Skipped, v.Failed}, "what would happen")
	require.Equal(t, "company.bad_website", v.Preview[2].Problems[0].Code)
	require.Nil(t, v.Fits.Limit)
	v = run(w, v)
	require.Equal(t, []int{1, 2, 0, 3}, []int{v.Created, v.Updated, v.Skipped, v.Failed}, "and so it did")
	w.Run(
		apptest.Call{Name: "the one that was there", As: "acme/ana", Do: "GET /companies/" + wheels, Want: 200,
			Has: []string{`"name":"wheels"`, `"city":"Kraków"`, `"website":"https://wheels.example"`, `"supplier","partner"`, `"tags":["old","fair"]`, `"K-1"`, `"version":2`}},
		apptest.Call{Name: "the new one", As: "acme/ana", Do: "GET /companies?q=engines&custom=" + number, Want: 200,
			Has: []string{`"kinds":["customer"]`, `"tags":["Prospect"]`, `"ownerName":"Mira"`, `"city":"Bath"`, `"email":"office@engines.example"`, `"version":1`}},
		apptest.Call{Name: "what the file says of it is a note", As: "acme/ana", Do: "GET /timeline?kind=company&id=" + wheels, Want: 200, Has: []string{"Rolls"}},
		apptest.Call{Name: "the errors", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{"4,Website,", "5,Company name,", "6,Customer no.,"}},
		apptest.Call{Name: "the act", As: "acme/ana", Do: "GET /changesets", Want: 200, Has: []string{`"object":"company"`, `"changed":2`}},
	)
	a := undo(w, v)
	require.Equal(t, []any{"undone", 2}, []any{a.State, a.Back})
	require.Equal(t, 1, count(w, "/companies/count"))
	w.Run(apptest.Call{Name: "as it was", As: "acme/ana", Do: "GET /companies/" + wheels, Want: 200, Has: []string{`"name":"Wheels"`, `"city":"Paris"`, `"tags":["old"]`}, Not: []string{"K-1"}})
}

// TestCompaniesByKey: companies are found again by what is chosen: their domain, their number in Kith, or a unique field of the
// company's own.
func TestCompaniesByKey(t *testing.T) {
	w := apptest.New(t)
	number := w.Make("acme/ana", "/fields", `{"object":"company","type":"text","label":"Customer no.","unique":true}`)
	old := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Old name","website":"https://www.firm.example/about","custom":{%q:"K-1"}}`, number))
	for match, file := range map[string]string{
		"domain":           "Name,Domain\nNew name,firm.example\n",
		"id":               "Name,ID\nNew name," + old + "\n",
		"custom." + number: "Name,Customer no.\nNew name,K-1\n",
	} {
		v := upload(w, "acme/ana", file)
		w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"object":"company"}`}, &v)
		w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: fmt.Sprintf(`{"match":%q}`, match)}, &v)
		require.Equal(t, []int{0, 1, 0}, []int{v.Created, v.Updated, v.Failed}, match)
	}
	v := upload(w, "acme/ana", "Company,City,Industry\nOld name,Rome,Cars\n")
	w.Run(
		apptest.Call{Name: "not by a field that no column becomes", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"match":"domain"}`, Want: 422, Has: []string{`"import.match"`}},
		apptest.Call{Name: "nor by one of deals", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"match":"none"}`, Want: 422},
		apptest.Call{Name: "left as they are", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"onDuplicate":"skip"}`, Want: 200, Has: []string{`"skipped":1`}},
		apptest.Call{Name: "no field of contacts", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"columns":[{"index":1,"field":"jobTitle"}]}`, Want: 422, Has: []string{`"field.unknown"`}},
		apptest.Call{Name: "a company needs a name", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"columns":[{"index":0,"field":null}]}`, Want: 422, Has: []string{`"import.unmapped"`}},
		apptest.Call{Name: "what it holds is said", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"object":"contact"}`, Want: 200, Has: []string{`"object":"contact"`, `"field":"company"`}},
		apptest.Call{Name: "nothing else", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"object":"note"}`, Want: 422},
	)
	require.Equal(t, importer.Ready, get(w, v).State)
}

// TestSheets: of a workbook with several sheets the first with rows is proposed, and another can be chosen, also after a reload.
func TestSheets(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", workbook(t, map[string][][]string{
		"People": {{"First name", "E-mail"}, {"Ada", "ada@x.io"}}, "Firms": {{"Company name", "Website", "City"}, {"Engines", "engines.example", "London"}, {"Wheels", "", ""}}}, "People", "Empty", "Firms"))
	require.Equal(t, []any{"People", "contact", 1, 2}, []any{v.Sheet, v.Object, v.Total, len(v.Sheets)})
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"sheet":"Firms"}`}, &v)
	require.Equal(t, []any{"Firms", "company", 2, 2}, []any{v.Sheet, v.Object, v.Total, v.Created})
	v = run(w, v)
	require.Equal(t, []any{importer.Done, 2, 2}, []any{v.State, v.Done, v.Created})
	require.Equal(t, []int{2, 0}, []int{count(w, "/companies/count"), contacts(w, "")})
	v = upload(w, "acme/ana", "Name\nAda\n")
	w.Run(apptest.Call{Name: "no such sheet", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"sheet":"Firms"}`, Want: 422, Has: []string{`"import.sheet_unknown"`}})
}
