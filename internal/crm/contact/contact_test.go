package contact_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// made is what a test needs of a contact.
type made struct {
	ID, Name, OwnerID string
	Version           int
}

// create makes a contact as somebody.
func create(w *apptest.World, as, body string) (c made) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "create " + body, As: as, Do: "POST /contacts", Body: body, Want: 201}, &c)
	return c
}

// share opens a contact to a person or a team.
func share(w *apptest.World, c made, subject, id string) {
	w.T.Helper()
	body := fmt.Sprintf(`{"kind":"contact","id":%q,%q:%q}`, c.ID, subject, id)
	w.Get(apptest.Call{Name: "share", As: "acme/ana", Do: "POST /shares", Body: body, Want: 201}, nil)
}

// names lists the names that somebody finds.
func names(w *apptest.World, as, query string) (all []string) {
	w.T.Helper()
	var list struct{ Items []made }
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /contacts?" + query}, &list)
	var n struct{ Count int }
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /contacts/count?" + query}, &n)
	for _, c := range list.Items {
		all = append(all, c.Name)
	}
	require.Len(w.T, all, n.Count, "the count tells of what is shown, no more")
	return all
}

func TestContacts(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"firstName":" Ada ","lastName":"Love\u0000lace","email":"ADA@x.io","phone":"501 234 567"}`)
	path := "/contacts/" + c.ID
	w.Run(
		apptest.Call{Name: "find", As: "acme/ana", Do: "GET " + path, Want: 200,
			Has: []string{`"name":"Ada Lovelace"`, `"email":"ada@x.io"`, `"phone":"+48501234567"`, `"ownerName":"Ana"`, `"version":1`}},
		apptest.Call{Name: "save", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"jobTitle":"Analyst","phone":null,"birthday":"1815-12-10"}`, Want: 200,
			Has: []string{`"jobTitle":"Analyst"`, `"phone":""`, `"birthday":"1815-12-10"`, `"firstName":"Ada"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"jobTitle":"Countess"}`, Want: 409, Has: []string{`"code":"contact.stale"`}},
		apptest.Call{Name: "clear", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":2,"birthday":null}`, Want: 200, Has: []string{`"birthday":null`}},
		apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET " + path, Want: 404, Has: []string{`"code":"contact.not_found"`}},
		apptest.Call{Name: "deleted twice", As: "acme/ana", Do: "DELETE " + path, Want: 404},
		apptest.Call{Name: "not in the list", As: "acme/ana", Do: "GET /contacts", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "restore", As: "acme/ana", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"name":"Ada Lovelace"`, `"jobTitle":"Analyst"`}},
		apptest.Call{Name: "restored twice", As: "acme/ana", Do: "POST " + path + "/restore", Want: 404},
		apptest.Call{Name: "timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + c.ID, Want: 200,
			Has: []string{`"type":"created"`, `"field":"jobTitle"`, `"type":"deleted"`, `"type":"restored"`}},
		apptest.Call{Name: "audit", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200,
			Has: []string{`"action":"created"`, `"action":"updated"`, `"action":"deleted"`, `"action":"restored"`, `"recordName":"Ada Lovelace"`}},
	)
}

func TestValidation(t *testing.T) {
	w := apptest.New(t)
	long := strings.Repeat("ż", 201)
	w.Run(
		apptest.Call{Name: "all errors at once", As: "acme/ana", Do: "POST /contacts", Want: 422,
			Body: `{"city":"` + long + `","email":"Ada <a@x.io>","phone":"call me","birthday":"2026-02-30","ownerId":"01900000-0000-7000-8000-000000000000","companyId":"01900000-0000-7000-8000-000000000000"}`,
			Has: []string{`"field":"city","code":"field.long"`, `"field":"email","code":"contact.bad_email"`, `"field":"phone","code":"contact.bad_phone"`,
				`"field":"birthday","code":"contact.bad_birthday"`, `"field":"ownerId","code":"owner.unknown"`, `"field":"companyId","code":"contact.no_company"`}},
		apptest.Call{Name: "nothing", As: "acme/ana", Do: "POST /contacts", Body: `{"city":"Paris"}`, Want: 422, Has: []string{`"code":"contact.nameless"`}},
		apptest.Call{Name: "only control characters", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"\u0000 \u0007"}`, Want: 422, Has: []string{`"code":"contact.nameless"`}},
		apptest.Call{Name: "born tomorrow", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"X","birthday":"2999-01-01"}`, Want: 422, Has: []string{`contact.bad_birthday`}},
		apptest.Call{Name: "a phone alone", As: "acme/ana", Do: "POST /contacts", Body: `{"phone":"+91 98765 43210"}`, Want: 201, Has: []string{`"name":"+919876543210"`}},
		apptest.Call{Name: "an extension stays as typed", As: "acme/ana", Do: "POST /contacts", Body: `{"phone":"22 ext. 7"}`, Want: 201, Has: []string{`"phone":"22 ext. 7"`}},
		apptest.Call{Name: "not JSON", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":`, Want: 400, Has: []string{`"code":"request.bad"`}},
		apptest.Call{Name: "no such id", As: "acme/ana", Do: "GET /contacts/01900000-0000-7000-8000-000000000000", Want: 404},
		apptest.Call{Name: "no id", As: "acme/ana", Do: "GET /contacts/1", Want: 422},
	)
	for _, field := range []string{"id", "name", "version", "createdAt", "updatedAt", "deletedAt", "deleted_at", "owner_id", "companyName", "search", "tenantId"} {
		w.Run(apptest.Call{Name: "mass assignment", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"X","` + field + `":null}`, Want: 422,
			Has: []string{`"code":"field.unknown"`}})
	}
}

func TestRights(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"firstName":"Ada"}`)
	path := "/contacts/" + c.ID
	for _, p := range []struct {
		as                                    string
		list, find, update, delete, make, out int
	}{
		{"acme/mira", 200, 404, 404, 404, 201, 200},
		{"acme/ed", 200, 404, 404, 404, 201, 403},
		{"acme/fred", 200, 404, 404, 403, 403, 403},
		{"acme/tess", 403, 403, 403, 403, 403, 403},
		{"acme/vera", 200, 200, 403, 403, 403, 403},
		{"", 401, 401, 401, 401, 401, 401},
	} {
		w.Run(
			apptest.Call{Name: "list", As: p.as, Do: "GET /contacts", Want: p.list},
			apptest.Call{Name: "count", As: p.as, Do: "GET /contacts/count", Want: p.list},
			apptest.Call{Name: "find", As: p.as, Do: "GET " + path, Want: p.find},
			apptest.Call{Name: "update", As: p.as, Do: "PATCH " + path, Body: `{"version":1,"city":"Rome"}`, Want: p.update},
			apptest.Call{Name: "delete", As: p.as, Do: "DELETE " + path, Want: p.delete},
			apptest.Call{Name: "restore", As: p.as, Do: "POST " + path + "/restore", Want: p.delete},
			apptest.Call{Name: "create", As: p.as, Do: "POST /contacts", Body: `{"firstName":"New"}`, Want: p.make},
			apptest.Call{Name: "export", As: p.as, Do: "GET /contacts/export", Want: p.out},
		)
	}
	w.Run(apptest.Call{Name: "unharmed", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"city":""`, `"version":1`}})
}

func TestVisibility(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", `{"firstName":"Anas"}`)
	eds := create(w, "acme/ed", `{"firstName":"Eds"}`)
	require.Equal(t, []string{"Eds"}, names(w, "acme/ed", "q=s"), "what somebody made is seen at once")
	require.Empty(t, names(w, "acme/mira", "q=s"))
	var team struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /teams", Body: `{"name":"Sales"}`, Want: 201}, &team)
	body := fmt.Sprintf(`{"version":1,"members":[{"userId":%q,"manager":true},{"userId":%q,"manager":false}]}`,
		w.Person("acme/mira").UserID, w.Person("acme/ed").UserID)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /teams/" + team.ID, Body: body}, nil)
	require.Eventually(t, func() bool { return len(names(w, "acme/mira", "q=s")) == 1 }, 2e9, 5e7, "a manager sees the team's within two seconds")
	require.Equal(t, []string{"Eds"}, names(w, "acme/ed", "q=s"), "an employee sees the own ones")
	require.Empty(t, names(w, "acme/fred", "q=s"))
	share(w, eds, "userId", w.Person("acme/fred").UserID.String())
	require.Equal(t, []string{"Eds"}, names(w, "acme/fred", "q=s"), "a freelancer sees what is assigned")
	w.Run(
		apptest.Call{Name: "fred works on it", As: "acme/fred", Do: "PATCH /contacts/" + eds.ID, Body: `{"version":1,"city":"Rome"}`, Want: 200},
		apptest.Call{Name: "and can't take it", As: "acme/fred", Do: "PATCH /contacts/" + eds.ID,
			Body: fmt.Sprintf(`{"version":2,"ownerId":%q}`, w.Person("acme/fred").UserID), Want: 403, Has: []string{`"code":"owner.fixed"`}},
		apptest.Call{Name: "nor delete it", As: "acme/fred", Do: "DELETE /contacts/" + eds.ID, Want: 403},
	)
	require.Empty(t, names(w, "acme/fred", "q=anas"))
	require.Len(t, names(w, "acme/vera", "q=s"), 2)
}

func TestOwner(t *testing.T) {
	w := apptest.New(t)
	ed, mira := w.Person("acme/ed").UserID, w.Person("acme/mira").UserID
	c := create(w, "acme/ed", `{"firstName":"Ada"}`)
	require.Equal(t, ed.String(), c.OwnerID)
	set := func(as, owner string, version, want int, has string) apptest.Call {
		return apptest.Call{Name: as + " gives to " + owner, As: as, Do: "PATCH /contacts/" + c.ID, Body: fmt.Sprintf(`{"version":%d,"ownerId":%s}`, version, owner), Want: want, Has: []string{has}}
	}
	w.Run(
		set("acme/ed", "null", 1, 422, "owner.needed"),
		set("acme/ed", `"`+w.Person("globex/gus").UserID.String()+`"`, 1, 422, "owner.unknown"),
		set("acme/ed", `"`+mira.String()+`"`, 1, 200, `"ownerName":"Mira"`),
		apptest.Call{Name: "ed has handed it over", As: "acme/ed", Do: "GET /contacts/" + c.ID, Want: 404},
		set("acme/mira", "null", 2, 200, `"ownerId":null`),
		apptest.Call{Name: "nobody's is the owner's of the company", As: "acme/ana", Do: "GET /contacts?filter=owner:empty:", Want: 200, Has: []string{c.ID}},
		set("acme/ana", `"`+ed.String()+`"`, 3, 200, `"ownerName":"Ed"`),
		apptest.Call{Name: "the audit names people", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`{"field":"ownerId","from":"Ed","to":"Mira"}`}},
	)
	w.Run(apptest.Call{Name: "create for a colleague", As: "acme/ed", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"Bo","ownerId":%q}`, mira), Want: 201, Has: []string{`"ownerName":"Mira"`}})
	require.Equal(t, []string{"Ada"}, names(w, "acme/ed", "filter=owner:is:me"))
}

func TestSearch(t *testing.T) {
	w := apptest.New(t)
	for _, body := range []string{
		`{"firstName":"Łukasz","lastName":"Żółć","city":"Łódź"}`,
		`{"firstName":"अमित","lastName":"शर्मा"}`,
		`{"firstName":"100%","lastName":"Sure"}`,
		`{"firstName":"1000","lastName":"Words"}`,
		`{"firstName":"under_score","email":"under_score@x.io"}`,
		`{"firstName":"underXscore","phone":"+48 501 234 567"}`,
		`{"firstName":"back\\slash"}`,
	} {
		create(w, "acme/ana", body)
	}
	for q, want := range map[string][]string{
		"łukasz":                 {"Łukasz Żółć"},
		"żÓŁĆ łuk":               {"Łukasz Żółć"},
		"z\u0307o\u0301łc\u0301": {"Łukasz Żółć"}, // letters taken apart
		"शर्मा":                  {"अमित शर्मा"},
		"मि":                     {"अमित शर्मा"},
		"100%":                   {"100% Sure"},
		"r_s":                    {"under_score"},
		`\`:                      {`back\slash`},
		"501234":                 {"underXscore"},
		"+48 501-234":            {"underXscore"},
		"0501 234 567":           {"underXscore"},
		"under nothing":          nil,
		"' OR 1=1 --":            nil,
		"\x00under_\x00s":        {"under_score"},
		"x.io":                   {"under_score"},
	} {
		require.ElementsMatch(t, want, names(w, "acme/ana", "q="+url.QueryEscape(q)), "%q", q)
	}
}

func TestFilters(t *testing.T) {
	w := apptest.New(t)
	var firm struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /companies", Body: `{"name":"Initech"}`, Want: 201}, &firm)
	create(w, "acme/ana", `{"firstName":"A","city":"Łódź","country":"Polska","source":"fair","email":"a@x.io","companyId":"`+firm.ID+`"}`)
	create(w, "acme/ana", `{"firstName":"B","city":"Kraków","country":"Polska"}`)
	for filter, want := range map[string][]string{
		"city:is:ŁÓDŹ": {"A"}, "city:not:Łódź": {"B"}, "city:contains:ak": {"B"}, "source:empty:": {"B"}, "email:notEmpty:": {"A"},
		"country:is:polska": {"A", "B"}, "company:is:" + firm.ID: {"A"}, "company:empty:": {"B"}, "createdAt:before:2020-01-01": nil,
		"createdAt:after:2020-01-01T10:00:00Z": {"A", "B"}, "owner:is:me": {"A", "B"}, "city:is:\x00": nil,
	} {
		require.Equal(t, want, names(w, "acme/ana", "filter="+url.QueryEscape(filter)), filter)
	}
	require.Equal(t, []string{"A"}, names(w, "acme/ana", "filter=country:is:polska&filter=source:is:fair"))
	for _, query := range []string{
		"sort=owner", "sort=name;drop", "sort=--name", "filter=city", "filter=id:is:1", "filter=city:like:x", "filter=owner:is:x", "filter=createdAt:before:soon",
		"filter=search:contains:x", "cursor=AAAA", "cursor=" + strings.Repeat("A", 80), "filter=city)--:is:x",
	} {
		w.Run(apptest.Call{Name: query, As: "acme/ana", Do: "GET /contacts?" + query, Want: 400, Has: []string{`"code":"list.bad"`}})
	}
	w.Run(apptest.Call{Name: "no such parameter", As: "acme/ana", Do: "GET /contacts?order=name", Want: 422},
		apptest.Call{Name: "too many", As: "acme/ana", Do: "GET /contacts?limit=101", Want: 422})
}

func TestCompanyName(t *testing.T) {
	w := apptest.New(t)
	var firm struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /companies", Body: `{"name":"Initech"}`, Want: 201}, &firm)
	c := create(w, "acme/ana", `{"firstName":"Peter","companyId":"`+firm.ID+`"}`)
	share(w, c, "userId", w.Person("acme/fred").UserID.String())
	w.Run(
		apptest.Call{Name: "shown", As: "acme/ana", Do: "GET /contacts", Want: 200, Has: []string{`"companyName":"Initech"`}},
		apptest.Call{Name: "hidden from whom the company is", As: "acme/fred", Do: "GET /contacts/" + c.ID, Want: 200, Not: []string{"Initech"}},
		apptest.Call{Name: "saving does not need to see it", As: "acme/fred", Do: "PATCH /contacts/" + c.ID, Body: `{"version":1,"companyId":"` + firm.ID + `","city":"Rome"}`, Want: 200},
		apptest.Call{Name: "the company goes", As: "acme/ana", Do: "DELETE /companies/" + firm.ID, Want: 204},
		apptest.Call{Name: "the contact stays", As: "acme/ana", Do: "GET /contacts/" + c.ID, Want: 200, Has: []string{`"companyName":""`, firm.ID}},
		apptest.Call{Name: "the company returns", As: "acme/ana", Do: "POST /companies/" + firm.ID + "/restore", Want: 200, Has: []string{`"contactCount":1`}},
		apptest.Call{Name: "and its name", As: "acme/ana", Do: "GET /contacts/" + c.ID, Want: 200, Has: []string{`"companyName":"Initech"`}},
	)
}
