package customfield_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

func shut(w *apptest.World, key, mask string, want int) {
	w.T.Helper()
	w.Run(apptest.Call{Name: key + " " + mask, As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"contact","field":%q,"mask":%q}`, key, mask), Want: want})
}

// What is closed to a role is closed to it in the company's own fields too, wherever they are; and stays as it is when such a
// person saves something else.
func TestAFieldIsClosedToARole(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	f := add(w, `{"object":"contact","type":"text","label":"Grade"}`)
	open := add(w, `{"object":"contact","type":"text","label":"Open"}`)
	key := "custom." + f.ID
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","ownerId":%q,"custom":{%q:"platinum",%q:"all"}}`, ed, f.ID, open.ID))
	w.Get(apptest.Call{Name: "something to be told", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"platinum plus"}}`, f.ID)}, nil)
	w.Run(apptest.Call{Name: "listed among those that can be closed", As: "acme/ana", Do: "GET /roles", Want: 200, Has: []string{`"` + key + `"`, `"contact.` + key + `":"Grade"`}})
	shut(w, key, "mask", 422)
	shut(w, "custom.01900000-0000-7000-8000-000000000000", "hide", 422)
	shut(w, key, "hide", 200)
	path := "/contacts/" + id
	soon(w, apptest.Call{Name: "not on the record", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{`"all"`}, Not: []string{"platinum", f.ID}})
	w.Run(
		apptest.Call{Name: "not in a list", As: "acme/ed", Do: "GET /contacts?custom=" + f.ID + "," + open.ID, Want: 200, Has: []string{`"all"`}, Not: []string{"platinum"}},
		apptest.Call{Name: "no filter", As: "acme/ed", Do: "GET /contacts?filter=" + key + ":is:platinum", Want: 400},
		apptest.Call{Name: "no sort", As: "acme/ed", Do: "GET /contacts?sort=" + key, Want: 400},
		apptest.Call{Name: "not even known", As: "acme/ed", Do: "GET /fields/contact", Want: 200, Has: []string{"Open"}, Not: []string{"Grade"}},
		apptest.Call{Name: "not in the timeline", As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + id, Want: 200, Not: []string{"platinum", "Grade"}},
		apptest.Call{Name: "not written", As: "acme/ed", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":2,"custom":{%q:"tin"}}`, f.ID), Want: 403, Has: []string{"access.field"}},
		apptest.Call{Name: "others are", As: "acme/ed", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":2,"city":"Oslo","custom":{%q:"some"}}`, open.ID), Want: 200, Has: []string{`"some"`}, Not: []string{"platinum"}},
		apptest.Call{Name: "and nothing was lost", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{"platinum plus", `"some"`}},
		apptest.Call{Name: "the trail says what was closed", As: "acme/ana", Do: "GET /audit?kind=role", Want: 200, Has: []string{`"to":"Grade"`, `"contact.custom"`}},
	)
	shut(w, key, "read", 200)
	soon(w, apptest.Call{Name: "read", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{"platinum plus"}})
	w.Run(
		apptest.Call{Name: "found", As: "acme/ed", Do: "GET /contacts?filter=" + key + ":contains:PLUS", Want: 200, Has: []string{"Ada"}},
		apptest.Call{Name: "not written", As: "acme/ed", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":3,"custom":{%q:"tin"}}`, f.ID), Want: 403},
	)
}

// A deal is read as its reader sees it before it is changed: what is hidden from them is not lost.
func TestWhatIsHiddenIsNotLostOnADeal(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	f := add(w, `{"object":"deal","type":"text","label":"Margin"}`)
	open := add(w, `{"object":"deal","type":"text","label":"Open"}`)
	id := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof","ownerId":%q,"custom":{%q:"12 percent"}}`, ed, f.ID))
	w.Get(apptest.Call{Name: "hide", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"deal","field":"custom.%s","mask":"hide"}`, f.ID)}, nil)
	soon(w, apptest.Call{Name: "hidden", As: "acme/ed", Do: "GET /deals/" + id, Want: 200, Not: []string{"12 percent"}})
	var all struct {
		Items []struct{ Stages []struct{ ID string } }
	}
	w.Get(apptest.Call{Name: "stages", As: "acme/ed", Do: "GET /pipelines"}, &all)
	w.Run(
		apptest.Call{Name: "changed", As: "acme/ed", Do: "PATCH /deals/" + id, Body: fmt.Sprintf(`{"version":1,"name":"Big roof","custom":{%q:"x"}}`, open.ID), Want: 200, Not: []string{"percent"}},
		apptest.Call{Name: "moved", As: "acme/ed", Do: "POST /deals/" + id + "/move", Body: fmt.Sprintf(`{"version":2,"stageId":%q}`, all.Items[0].Stages[1].ID), Want: 200, Not: []string{"percent"}},
		apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /deals/" + id, Want: 200, Has: []string{"12 percent", `"x"`}},
	)
}

// soon makes a call that changes nothing until it answers as it should, for what callers carry is void within two seconds only
// (ADR 3).
func soon(w *apptest.World, c apptest.Call) {
	w.T.Helper()
	require.Eventually(w.T, func() bool {
		a := w.Do(c)
		lacks := func(part string) bool { return !strings.Contains(a.Body, part) }
		return a.Status == c.Want && !slices.ContainsFunc(c.Has, lacks) && len(c.Not) == len(slices.DeleteFunc(slices.Clone(c.Not), func(p string) bool { return !lacks(p) }))
	}, 5*time.Second, 20*time.Millisecond, c.Name)
}

func TestRequiredAndDependent(t *testing.T) {
	w := apptest.New(t)
	kind := add(w, `{"object":"contact","type":"choice","label":"Kind","required":true,"choices":[{"label":"House"},{"label":"Flat"}]}`)
	house := kind.Choices[0].ID
	roof := add(w, fmt.Sprintf(`{"object":"contact","type":"text","label":"Roof","required":true,"shownIf":{"field":%q,"choices":[%q]}}`, kind.ID, house))
	create := func(name string, want int, custom string, has ...string) {
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"A","custom":` + custom + `}`, Want: want, Has: has})
	}
	soon(w, apptest.Call{Name: "known", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"A"}`, Want: 422, Has: []string{kind.ID}})
	create("asked for", 422, `{}`, `"custom.`+kind.ID+`","code":"field.required"`)
	create("null is nothing", 422, fmt.Sprintf(`{%q:null}`, kind.ID), "field.required")
	create("what depends is asked for then", 422, fmt.Sprintf(`{%q:%q}`, kind.ID, house), `"custom.`+roof.ID+`"`)
	create("and not otherwise", 201, fmt.Sprintf(`{%q:%q}`, kind.ID, kind.Choices[1].ID))
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"A","custom":{%q:%q,%q:"steep"}}`, kind.ID, house, roof.ID))
	w.Run(
		apptest.Call{Name: "not taken away", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:null}}`, roof.ID), Want: 422},
		apptest.Call{Name: "the rest is saved as ever", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":1,"city":"Oslo"}`, Want: 200},
		apptest.Call{Name: "on itself", As: "acme/ana", Do: "PATCH /fields/" + kind.ID, Body: fmt.Sprintf(`{"version":1,"shownIf":{"field":%q,"choices":[%q]}}`, kind.ID, house), Want: 422, Has: []string{`"shownIf"`}},
		apptest.Call{Name: "in a circle", As: "acme/ana", Do: "PATCH /fields/" + kind.ID, Body: fmt.Sprintf(`{"version":1,"shownIf":{"field":%q,"choices":["x"]}}`, roof.ID), Want: 422},
	)
}

func TestArchiveDeleteAndBack(t *testing.T) {
	w := apptest.New(t)
	f := add(w, `{"object":"contact","type":"text","label":"Old"}`)
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:"kept"}}`, f.ID))
	path := "/fields/" + f.ID
	w.Run(
		apptest.Call{Name: "not while it is in use", As: "acme/ana", Do: "DELETE " + path, Want: 409, Has: []string{"field.in_use"}},
		apptest.Call{Name: "archive", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"state":"archived"}`, Want: 200},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"label":"X"}`, Want: 409, Has: []string{"field.stale"}},
	)
	soon(w, apptest.Call{Name: "out of sight", As: "acme/ana", Do: "GET /contacts/" + id, Want: 200, Not: []string{"kept"}})
	w.Run(
		apptest.Call{Name: "not filled in", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"x"}}`, f.ID), Want: 422, Has: []string{"field.unknown"}},
		apptest.Call{Name: "how much goes", As: "acme/ana", Do: "GET " + path + "/uses", Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET " + path + "/uses", Want: 404},
		apptest.Call{Name: "undo", As: "acme/ana", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"archived"`}},
		apptest.Call{Name: "in use again", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":2,"state":"active"}`, Want: 200},
	)
	soon(w, apptest.Call{Name: "with what it had", As: "acme/ana", Do: "GET /contacts/" + id, Want: 200, Has: []string{`"kept"`}})
	w.Run(
		apptest.Call{Name: "only shown", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":3,"state":"readonly"}`, Want: 200},
		apptest.Call{Name: "to nobody to fill in", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"x"}}`, f.ID), Want: 403, Has: []string{"field.fixed"}},
	)
}

func TestATypeIsChangedOnlyWithoutLoss(t *testing.T) {
	w := apptest.New(t)
	f := add(w, `{"object":"contact","type":"text","label":"Size"}`)
	ids := []string{}
	for _, v := range []string{"12", "7.5", "12", "large"} {
		ids = append(ids, w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"A","custom":{%q:%q}}`, f.ID, v)))
	}
	path := "/fields/" + f.ID
	to := func(name, kind string, version, want int, has ...string) {
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "POST " + path + "/convert", Body: fmt.Sprintf(`{"version":%d,"type":%q}`, version, kind), Want: want, Has: has})
	}
	w.Run(apptest.Call{Name: "looked at first", As: "acme/ana", Do: "GET " + path + "/preview?type=number", Want: 200, Has: []string{`"fits":3`, `"lost":1`, `"large"`}})
	to("refused", "number", 1, 409, "field.lossy")
	w.Get(apptest.Call{Name: "made to fit", As: "acme/ana", Do: "PATCH /contacts/" + ids[3], Body: fmt.Sprintf(`{"version":1,"custom":{%q:"100"}}`, f.ID)}, nil)
	to("done", "number", 1, 200, `"type":"number"`)
	w.Run(
		apptest.Call{Name: "as a number", As: "acme/ana", Do: "GET /contacts/" + ids[1], Want: 200, Has: []string{`:7.5`, `"version":2`}},
		apptest.Call{Name: "nobody writes the old one back", As: "acme/ana", Do: "PATCH /contacts/" + ids[1], Body: `{"version":1,"city":"X"}`, Want: 409},
	)
	to("as choices", "choice", 2, 200, `"label":"7.5"`)
	to("to a person", "person", 3, 422, "field.choice")
	to("several", "choices", 3, 200)
	to("back to words", "text", 4, 200)
	require.Eventually(t, func() bool { // what callers carry is void within two seconds (ADR 3)
		return len(names(w, "acme/ana", "filter=custom."+f.ID+":is:7.5")) == 1
	}, 3*time.Second, 20*time.Millisecond)
}
