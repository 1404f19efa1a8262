package object_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type object struct {
	ID, Code string
	Version  int
}

func machines(w *apptest.World) (o object) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "object", As: "acme/ana", Do: "POST /objects", Body: `{"name":" Machine ","plural":"Machines","icon":"machine"}`, Want: 201}, &o)
	return o
}

func field(w *apptest.World, body string) string {
	w.T.Helper()
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "field " + body, As: "acme/ana", Do: "POST /fields", Body: body, Want: 201}, &f)
	return f.ID
}

func TestACompanyMakesAKindOfRecords(t *testing.T) {
	w := apptest.New(t)
	o := machines(w)
	serial := field(w, fmt.Sprintf(`{"object":%q,"type":"text","label":"Serial"}`, o.Code))
	power := field(w, fmt.Sprintf(`{"object":%q,"type":"number","label":"Power"}`, o.Code))
	all := "/objects/" + o.ID + "/records"
	id := w.Make("acme/ed", all, fmt.Sprintf(`{"name":"Press 4","custom":{%q:"K-7",%q:12}}`, serial, power))
	w.Make("acme/ed", all, fmt.Sprintf(`{"name":"Saw","custom":{%q:3}}`, power))
	path := all + "/" + id
	company := w.Make("acme/ed", "/companies", `{"name":"Atlas"}`)
	w.Run(
		apptest.Call{Name: "it is there", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{`"name":"Press 4"`, `"K-7"`, `"ownerName":"Ed"`}},
		apptest.Call{Name: "not for whom it is not", As: "acme/fred", Do: "GET " + path, Want: 404},
		apptest.Call{Name: "by its id alone", As: "acme/ed", Do: "GET /object-records/" + id, Want: 200, Has: []string{o.ID, `"K-7"`}},
		apptest.Call{Name: "not for others", As: "acme/fred", Do: "GET /object-records/" + id, Want: 404},
		apptest.Call{Name: "a list asks for fields", As: "acme/ed", Do: "GET " + all + "?custom=" + power + "&sort=custom." + power, Want: 200, Has: []string{`"Saw"`, `:12`}},
		apptest.Call{Name: "and filters by them", As: "acme/ed", Do: "GET " + all + "?filter=custom." + power + ":gte:10", Want: 200, Has: []string{`"Press 4"`}, Not: []string{`"Saw"`}},
		apptest.Call{Name: "counts by one", As: "acme/ed", Do: "GET " + all + "/counts?by=custom." + serial, Want: 200, Has: []string{`{"value":"K-7","count":1}`, `{"value":"","count":1}`}},
		apptest.Call{Name: "of what one sees", As: "acme/fred", Do: "GET " + all + "/counts?by=custom." + serial, Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "not by a number", As: "acme/ed", Do: "GET " + all + "/counts?by=custom." + power, Want: 400},
		apptest.Call{Name: "by name", As: "acme/ed", Do: "GET " + all + "/count?q=pres", Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "found from anywhere", As: "acme/ed", Do: "GET /search?q=press", Want: 200, Has: []string{`"object_record"`, id}},
		apptest.Call{Name: "changed", As: "acme/ed", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":1,"name":"Press 5","custom":{%q:"K-8"}}`, serial), Want: 200, Has: []string{`"K-8"`, `:12`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":1,"name":"Press 6"}`, Want: 409, Has: []string{"object_record.stale"}},
		apptest.Call{Name: "nameless", As: "acme/ed", Do: "POST " + all, Body: `{"name":" "}`, Want: 422, Has: []string{"object_record.nameless"}},
		apptest.Call{Name: "a field of others", As: "acme/ed", Do: "POST " + all, Body: fmt.Sprintf(`{"name":"X","custom":{%q:1}}`, company), Want: 422, Has: []string{"field.unknown"}},
		apptest.Call{Name: "linked", As: "acme/ed", Do: "POST " + path + "/links", Body: fmt.Sprintf(`{"kind":"company","id":%q}`, company), Want: 200, Has: []string{`"name":"Atlas"`}},
		apptest.Call{Name: "seen from there", As: "acme/ed", Do: "GET /objects/linked?kind=company&id=" + company, Want: 200, Has: []string{`"Press 5"`, `"Machines"`}},
		apptest.Call{Name: "but not what one does not see", As: "acme/fred", Do: "GET /objects/linked?kind=company&id=" + company, Want: 404},
		apptest.Call{Name: "nothing is linked with what one does not see", As: "acme/ed", Do: "POST " + path + "/links", Body: fmt.Sprintf(`{"kind":"contact","id":%q}`, company), Want: 422, Has: []string{"object_record.target"}},
		apptest.Call{Name: "a note", As: "acme/ed", Do: "POST /activities", Body: fmt.Sprintf(`{"type":"note","about":{"kind":"object_record","id":%q},"text":"Oiled"}`, id), Want: 201},
		apptest.Call{Name: "on its timeline", As: "acme/ed", Do: "GET /timeline?kind=object_record&id=" + id, Want: 200, Has: []string{"Oiled", `"label":"Serial"`, `"to":"K-8"`, `"created"`}},
		apptest.Call{Name: "nobody else's", As: "acme/fred", Do: "GET /timeline?kind=object_record&id=" + id, Want: 404},
		apptest.Call{Name: "a task", As: "acme/ed", Do: "POST /tasks", Body: fmt.Sprintf(`{"title":"Oil it","about":{"kind":"object_record","id":%q}}`, id), Want: 201, Has: []string{`"Press 5"`}},
		apptest.Call{Name: "its files", As: "acme/ed", Do: "GET /object-records/" + id + "/attachments", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "a file of all", As: "acme/ana", Do: "GET " + all + "/export", Want: 200, Has: []string{"id,name,owner,createdAt,Serial,Power", "Press 5,Ed"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`Machine: Press 5`, `"linked"`, `"label":"Serial"`}},
		apptest.Call{Name: "no longer", As: "acme/ed", Do: "DELETE " + path + "/links/company/" + company, Want: 200, Has: []string{`"links":[]`}},
		apptest.Call{Name: "into the trash", As: "acme/ed", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ed", Do: "GET " + path, Want: 404},
		apptest.Call{Name: "and back", As: "acme/ed", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"Press 5"`}},
	)
}

func TestObjectsAreSetUp(t *testing.T) {
	w := apptest.New(t)
	o := machines(w)
	other := machines2(w)
	id := w.Make("acme/ana", "/objects/"+o.ID+"/records", `{"name":"Press"}`)
	w.Run(
		apptest.Call{Name: "everybody who reads knows them", As: "acme/ed", Do: "GET /objects", Want: 200, Has: []string{`"name":"Machine"`, `"icon":"machine"`}},
		apptest.Call{Name: "others make none", As: "acme/ed", Do: "POST /objects", Body: `{"name":"X","plural":"Xs"}`, Want: 403},
		apptest.Call{Name: "once", As: "acme/ana", Do: "POST /objects", Body: `{"name":"MACHINE","plural":"Xs"}`, Want: 409, Has: []string{"object.taken"}},
		apptest.Call{Name: "named", As: "acme/ana", Do: "POST /objects", Body: `{"name":" ","plural":"Xs"}`, Want: 422, Has: []string{"object.name"}},
		apptest.Call{Name: "no field for what is not there", As: "acme/ana", Do: "POST /fields", Body: `{"object":"o0123456789ab","type":"text","label":"X"}`, Want: 422},
		apptest.Call{Name: "a record is of its object", As: "acme/ana", Do: "GET /objects/" + other.ID + "/records/" + id, Want: 404},
		apptest.Call{Name: "a neighbour has none", As: "globex/gus", Do: "GET /objects", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "nor sees any", As: "globex/gus", Do: "GET /objects/" + o.ID + "/records/" + id, Want: 404},
		apptest.Call{Name: "in use", As: "acme/ana", Do: "DELETE /objects/" + o.ID, Want: 409, Has: []string{"object.in_use"}},
		apptest.Call{Name: "archived", As: "acme/ana", Do: "PATCH /objects/" + o.ID, Body: `{"version":1,"state":"archived"}`, Want: 200, Has: []string{`"archived"`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH /objects/" + o.ID, Body: `{"version":1,"name":"Y"}`, Want: 409, Has: []string{"object.stale"}},
		apptest.Call{Name: "nothing is added", As: "acme/ana", Do: "POST /objects/" + o.ID + "/records", Body: `{"name":"Saw"}`, Want: 409, Has: []string{"object.archived"}},
		apptest.Call{Name: "deleted", As: "acme/ana", Do: "DELETE /objects/" + o.ID, Want: 204},
		apptest.Call{Name: "with its records", As: "acme/ana", Do: "GET /search?q=press", Want: 200, Not: []string{id}},
		apptest.Call{Name: "restored", As: "acme/ana", Do: "POST /objects/" + o.ID + "/restore", Want: 200, Has: []string{`"archived"`}},
		apptest.Call{Name: "with them", As: "acme/ana", Do: "GET /objects/" + o.ID + "/records/" + id, Want: 200, Has: []string{`"Press"`}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=object", Want: 200, Has: []string{`"archived"`, `"restored"`, `"Machines"`}},
	)
}

func machines2(w *apptest.World) (o object) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "another", As: "acme/ana", Do: "POST /objects", Body: `{"name":"Contract","plural":"Contracts"}`, Want: 201}, &o)
	return o
}

// A field of an object that is closed to a role is nowhere: as those of people, companies and deals.
func TestWhatIsClosedIsNowhere(t *testing.T) {
	w := apptest.New(t)
	o := machines(w)
	f := field(w, fmt.Sprintf(`{"object":%q,"type":"text","label":"Price"}`, o.Code))
	id := w.Make("acme/ed", "/objects/"+o.ID+"/records", fmt.Sprintf(`{"name":"Press","custom":{%q:"dear"}}`, f))
	w.Get(apptest.Call{Name: "hide", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"object_record","field":"custom.%s","mask":"hide"}`, f)}, nil)
	all := "/objects/" + o.ID + "/records"
	require.Eventually(t, func() bool {
		a := w.Do(apptest.Call{As: "acme/ed", Do: "GET " + all + "/" + id})
		return a.Status == 200 && !strings.Contains(a.Body, "dear")
	}, 5*time.Second, 20*time.Millisecond)
	w.Run(
		apptest.Call{Name: "in no list", As: "acme/ed", Do: "GET " + all + "?custom=" + f, Want: 200, Not: []string{"dear"}},
		apptest.Call{Name: "no filter", As: "acme/ed", Do: "GET " + all + "?filter=custom." + f + ":is:dear", Want: 400},
		apptest.Call{Name: "no sort", As: "acme/ed", Do: "GET " + all + "?sort=custom." + f, Want: 400},
		apptest.Call{Name: "not known", As: "acme/ed", Do: "GET /fields/object_record?object=" + o.Code, Want: 200, Not: []string{"Price"}},
		apptest.Call{Name: "no history", As: "acme/ed", Do: "GET /timeline?kind=object_record&id=" + id, Want: 200, Not: []string{"dear", "Price"}},
		apptest.Call{Name: "not written", As: "acme/ed", Do: "PATCH " + all + "/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"x"}}`, f), Want: 403},
		apptest.Call{Name: "and kept", As: "acme/ed", Do: "PATCH " + all + "/" + id, Body: `{"version":1,"name":"Press 2"}`, Want: 200},
		apptest.Call{Name: "for others", As: "acme/ana", Do: "GET " + all + "/" + id, Want: 200, Has: []string{"dear"}},
	)
}

// When two companies become one, what had to do with either has to do with the one, and comes apart with them.
func TestLinksGoAlongWithAMerge(t *testing.T) {
	w := apptest.New(t)
	o := machines(w)
	one, other := w.Make("acme/ana", "/companies", `{"name":"Acme"}`), w.Make("acme/ana", "/companies", `{"name":"Acme Ltd"}`)
	id := w.Make("acme/ana", "/objects/"+o.ID+"/records", `{"name":"Press"}`)
	path := "/objects/" + o.ID + "/records/" + id
	for _, c := range []string{one, other} {
		w.Get(apptest.Call{Name: "link", As: "acme/ana", Do: "POST " + path + "/links", Body: fmt.Sprintf(`{"kind":"company","id":%q}`, c)}, nil)
	}
	w.Run(
		apptest.Call{Name: "merge", As: "acme/ana", Do: "POST /companies/" + one + "/merge/" + other, Body: `{"version":1,"otherVersion":1,"take":{}}`, Want: 200},
		apptest.Call{Name: "one link", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{one}, Not: []string{other}},
		apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /companies/" + other + "/unmerge", Want: 200},
		apptest.Call{Name: "two again", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{one, other}},
	)
}

// A formula works things out of the fields of the record's own kind, in a list in its order, and not of those of others.
func TestFormulasOfOwnRecords(t *testing.T) {
	w := apptest.New(t)
	o := machines(w)
	power := field(w, fmt.Sprintf(`{"object":%q,"type":"number","label":"Power"}`, o.Code))
	load := field(w, fmt.Sprintf(`{"object":%q,"type":"formula","label":"Load","formula":"[custom.%s] * 2"}`, o.Code, power))
	all := "/objects/" + o.ID + "/records"
	weak, strong := w.Make("acme/ed", all, fmt.Sprintf(`{"name":"Saw","custom":{%q:3}}`, power)), w.Make("acme/ed", all, fmt.Sprintf(`{"name":"Press","custom":{%q:9}}`, power))
	value := func(n int) string { return fmt.Sprintf(`%q:%d`, load, n) }
	w.Run(
		apptest.Call{Name: "read", As: "acme/ed", Do: "GET " + all + "/" + weak, Want: 200, Has: []string{value(6)}},
		apptest.Call{Name: "from anywhere", As: "acme/ed", Do: "GET /object-records/" + strong, Want: 200, Has: []string{value(18)}},
		apptest.Call{Name: "changed", As: "acme/ed", Do: "PATCH " + all + "/" + weak, Body: fmt.Sprintf(`{"version":1,"custom":{%q:4}}`, power), Want: 200, Has: []string{value(8)}},
		apptest.Call{Name: "in a list", As: "acme/ed", Do: "GET " + all + "?custom=" + load, Want: 200, Has: []string{value(8), value(18)}},
		apptest.Call{Name: "filtered", As: "acme/ed", Do: "GET " + all + "?filter=custom." + load + ":gte:10", Want: 200, Has: []string{"Press"}, Not: []string{"Saw"}},
		apptest.Call{Name: "not written", As: "acme/ed", Do: "PATCH " + all + "/" + weak, Body: fmt.Sprintf(`{"version":2,"custom":{%q:1}}`, load), Want: 403},
		apptest.Call{Name: "tried", As: "acme/ana", Do: "POST /fields/formula", Body: fmt.Sprintf(`{"object":%q,"formula":"[custom.%s] + len([name])"}`, o.Code, power), Want: 200},
		apptest.Call{Name: "tried on these", As: "acme/ana", Do: "POST /fields/formula", Body: fmt.Sprintf(`{"object":%q,"formula":"[custom.%s] + 1"}`, o.Code, power), Want: 200, Has: []string{"Press", `"value":10`}},
		apptest.Call{Name: "of its own fields only", As: "acme/ana", Do: "POST /fields", Body: fmt.Sprintf(`{"object":"contact","type":"formula","label":"X","formula":"[custom.%s]"}`, power), Want: 422},
		apptest.Call{Name: "needed", As: "acme/ana", Do: "PATCH /fields/" + power, Body: `{"version":1,"state":"archived"}`, Want: 409},
		apptest.Call{Name: "nothing belongs to them", As: "acme/ana", Do: "POST /fields", Body: fmt.Sprintf(`{"object":%q,"type":"rollup","label":"N","rollup":{"of":"deal","do":"count"}}`, o.Code), Want: 422},
	)
	require.Equal(t, []string{"Press", "Saw"}, listed(w, all+"?sort=-custom."+load))
}

func listed(w *apptest.World, path string) (names []string) {
	var out struct{ Items []struct{ Name string } }
	w.Get(apptest.Call{Name: path, As: "acme/ed", Do: "GET " + path}, &out)
	for _, i := range out.Items {
		names = append(names, i.Name)
	}
	return names
}
