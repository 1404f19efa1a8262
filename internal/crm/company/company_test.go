package company_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

type made struct{ ID, Name string }

func create(w *apptest.World, as, body string) (c made) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "create " + body, As: as, Do: "POST /companies", Body: body, Want: 201}, &c)
	return c
}

func names(w *apptest.World, as, query string) (all []string) {
	w.T.Helper()
	var list struct{ Items []made }
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /companies?" + query}, &list)
	var n struct{ Count int }
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /companies/count?" + query}, &n)
	for _, c := range list.Items {
		all = append(all, c.Name)
	}
	require.Len(w.T, all, n.Count)
	return all
}

func TestCompanies(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"name":" Zażółć  Sp. z o.o. ","website":"Example.com/about","domain":"EXAMPLE.com","phone":"22 555 12 34"}`)
	path := "/companies/" + c.ID
	w.Run(
		apptest.Call{Name: "find", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"name":"Zażółć Sp. z o.o."`, `"website":"https://Example.com/about"`,
			`"domain":"example.com"`, `"phone":"+48225551234"`, `"ownerName":"Ana"`, `"contactCount":0`, `"openDealCount":0`}},
		apptest.Call{Name: "save", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"industry":"Paint","phone":null}`, Want: 200,
			Has: []string{`"industry":"Paint"`, `"phone":""`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"industry":"Ink"}`, Want: 409, Has: []string{`"code":"company.stale"`}},
		apptest.Call{Name: "a name stays", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":2,"name":" "}`, Want: 422, Has: []string{`"field":"name","code":"company.nameless"`}},
		apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET " + path, Want: 404, Has: []string{`"code":"company.not_found"`}},
		apptest.Call{Name: "restore", As: "acme/ana", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"industry":"Paint"`}},
		apptest.Call{Name: "timeline", As: "acme/ana", Do: "GET /timeline?kind=company&id=" + c.ID, Want: 200,
			Has: []string{`"type":"created"`, `"field":"industry"`, `"type":"deleted"`, `"type":"restored"`}},
	)
}

func TestValidation(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "all errors at once", As: "acme/ana", Do: "POST /companies", Want: 422,
			Body: `{"name":"","city":"` + strings.Repeat("x", 201) + `","email":"nobody","phone":"none","website":"javascript:alert(1)"}`,
			Has: []string{`"field":"name","code":"company.nameless"`, `"field":"city","code":"field.long"`, `"field":"email","code":"company.bad_email"`,
				`"field":"phone","code":"company.bad_phone"`, `"field":"website","code":"company.bad_website"`}},
		apptest.Call{Name: "a name is needed", As: "acme/ana", Do: "POST /companies", Body: `{}`, Want: 422, Has: []string{`"field":"name","code":"field.required"`}},
	)
	for _, site := range []string{"javascript://x.io/%0aalert(1)", "data:text/html,x.y", "https://user:secret@x.io", "ftp://x.io", "https://"} {
		w.Run(apptest.Call{Name: site, As: "acme/ana", Do: "POST /companies", Body: `{"name":"X","website":"` + site + `"}`, Want: 422, Has: []string{"company.bad_website"}})
	}
	for _, field := range []string{"id", "version", "createdAt", "deletedAt", "contactCount", "owner_id"} {
		w.Run(apptest.Call{Name: "mass assignment", As: "acme/ana", Do: "POST /companies", Body: `{"name":"X","` + field + `":null}`, Want: 422, Has: []string{"field.unknown"}})
	}
}

func TestRights(t *testing.T) {
	w := apptest.New(t)
	path := "/companies/" + create(w, "acme/ana", `{"name":"Initech"}`).ID
	for _, p := range []struct {
		as                                    string
		list, find, update, delete, make, out int
	}{
		{"acme/mira", 200, 404, 404, 404, 201, 200},
		{"acme/ed", 200, 404, 404, 404, 201, 403},
		{"acme/fred", 200, 404, 404, 403, 403, 403},
		{"acme/tess", 403, 403, 403, 403, 403, 403},
		{"acme/vera", 200, 200, 403, 403, 403, 403},
	} {
		w.Run(
			apptest.Call{Name: "list", As: p.as, Do: "GET /companies", Want: p.list},
			apptest.Call{Name: "count", As: p.as, Do: "GET /companies/count", Want: p.list},
			apptest.Call{Name: "find", As: p.as, Do: "GET " + path, Want: p.find},
			apptest.Call{Name: "update", As: p.as, Do: "PATCH " + path, Body: `{"version":1,"city":"Rome"}`, Want: p.update},
			apptest.Call{Name: "delete", As: p.as, Do: "DELETE " + path, Want: p.delete},
			apptest.Call{Name: "restore", As: p.as, Do: "POST " + path + "/restore", Want: p.delete},
			apptest.Call{Name: "create", As: p.as, Do: "POST /companies", Body: `{"name":"New"}`, Want: p.make},
			apptest.Call{Name: "export", As: p.as, Do: "GET /companies/export", Want: p.out},
		)
	}
}

// TestCounts: a company's figures count what the reader sees, no more.
func TestCounts(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"name":"Initech"}`)
	for _, as := range []string{"acme/ana", "acme/ed"} {
		body := `{"kind":"company","id":"` + c.ID + `","userId":"` + w.Person("acme/ed").UserID.String() + `"}`
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: body, Want: 201}, nil)
		body = `{"firstName":"Peter","companyId":"` + c.ID + `"}`
		w.Get(apptest.Call{As: as, Do: "POST /contacts", Body: body, Want: 201}, nil)
	}
	deal := `{"name":"Deal","companyId":"` + c.ID + `","value":{"amount":1,"currency":"EUR"}}`
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /deals", Body: deal, Want: 201}, nil)
	w.Run(
		apptest.Call{Name: "ana sees all", As: "acme/ana", Do: "GET /companies", Want: 200, Has: []string{`"contactCount":2`, `"openDealCount":1`}},
		apptest.Call{Name: "vera too", As: "acme/vera", Do: "GET /companies/" + c.ID, Want: 200, Has: []string{`"contactCount":2`, `"openDealCount":1`}},
	)
	body := fmt.Sprintf(`{"kind":"company","id":%q,"userId":%q}`, c.ID, w.Person("acme/fred").UserID)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: body, Want: 201}, nil)
	w.Run(apptest.Call{Name: "fred sees the company alone", As: "acme/fred", Do: "GET /companies/" + c.ID, Want: 200, Has: []string{`"contactCount":0`, `"openDealCount":0`}})
}

func TestList(t *testing.T) {
	w := apptest.New(t)
	for _, body := range []string{
		`{"name":"Błękit","city":"Łódź","country":"Polska","industry":"Paint"}`, `{"name":"राम एंड संस","city":"पुणे"}`, `{"name":"50% off","domain":"off.example"}`,
		`{"name":"500 off"}`, `{"name":"aardvark","phone":"+63 917 123 4567"}`,
	} {
		create(w, "acme/ana", body)
	}
	require.Equal(t, []string{"50% off", "500 off", "aardvark", "Błękit", "राम एंड संस"}, names(w, "acme/ana", ""))
	for query, want := range map[string][]string{
		"q=BŁĘ": {"Błękit"}, "q=%E0%A4%8F%E0%A4%82%E0%A4%A1": {"राम एंड संस"}, "q=0%25": {"50% off"}, "q=off.ex": {"50% off"}, "q=0917+123": {"aardvark"},
		"filter=city:is:%C5%81%C3%93D%C5%B9": {"Błękit"}, "filter=industry:notEmpty:": {"Błękit"}, "filter=country:is:polska&filter=owner:is:me": {"Błękit"},
		"sort=-name&limit=2": nil,
	} {
		if want != nil {
			require.Equal(t, want, names(w, "acme/ana", query), query)
		}
	}
	w.Run(
		apptest.Call{Name: "bad filter", As: "acme/ana", Do: "GET /companies?filter=domain:is:x", Want: 400, Has: []string{"list.bad"}},
		apptest.Call{Name: "bad sort", As: "acme/ana", Do: "GET /companies?sort=industry", Want: 400, Has: []string{"list.bad"}},
		apptest.Call{Name: "forged cursor", As: "acme/ana", Do: "GET /companies?cursor=eyJzIjoibmFtZSJ9", Want: 400, Has: []string{"list.bad"}},
	)
}

func TestPagesOfEqualValues(t *testing.T) {
	w := apptest.New(t)
	var want []string
	for range 7 {
		want = append(want, create(w, "acme/ana", `{"name":"Same","city":"Same"}`).ID)
	}
	for _, sort := range []string{"name", "city"} {
		var got []string
		cursor := ""
		for {
			var page struct {
				Items []made
				Next  *string
			}
			w.Get(apptest.Call{As: "acme/ana", Do: "GET /companies?limit=2&sort=" + sort + "&cursor=" + cursor}, &page)
			for _, c := range page.Items {
				got = append(got, c.ID)
			}
			if page.Next == nil {
				break
			}
			cursor = *page.Next
		}
		require.Equal(t, want, got, sort)
	}
}

func TestExport(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", `{"name":"=1+1","industry":"@x"}`)
	create(w, "acme/ana", `{"name":"Other"}`)
	body := strings.TrimPrefix(w.Get(apptest.Call{As: "acme/ana", Do: "GET /companies/export?q=1%2B1"}, nil).Body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Contains(t, rows[1], "'=1+1")
	require.Contains(t, rows[1], "'@x")
	require.Equal(t, "=1+1", sheet.Plain("'=1+1"))
	w.Run(apptest.Call{Name: "noted", As: "acme/ana", Do: "GET /audit?action=exported&kind=company", Want: 200, Has: []string{`"to":1`}})
}
