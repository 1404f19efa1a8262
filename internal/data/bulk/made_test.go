package bulk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type object struct{ ID, Code string }

// machines are an object that the company has made, its records, and a field of theirs.
func machines(w *apptest.World) (o object, records, serial string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /objects", Body: `{"name":"Machine","plural":"Machines","icon":"machine"}`, Want: 201}, &o)
	return o, "/objects/" + o.ID + "/records", w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"text","label":"Serial"}`, o.Code))
}

// Records of an object that the company has made are changed, and put back but for what somebody else has changed since.
func TestMadeEditedAndUndone(t *testing.T) {
	w := apptest.New(t)
	o, all, serial := machines(w)
	hall := w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"text","label":"Hall"}`, o.Code))
	other := w.Make("acme/ana", "/objects", `{"name":"Contract","plural":"Contracts"}`)
	a := w.Make("acme/ana", all, fmt.Sprintf(`{"name":"Press","custom":{%q:"K-7"}}`, serial))
	b := w.Make("acme/ana", all, fmt.Sprintf(`{"name":"Saw","custom":{%q:"K-1",%q:"North"}}`, serial, hall))
	c := w.Make("acme/ana", "/objects/"+other+"/records", `{"name":"Lease"}`)
	body := fmt.Sprintf(`{"act":"edit","object":%q,"ids":%s,"edit":{"ownerId":%q,"custom":{%q:"K-1",%q:null}}}`, o.Code, quoted(a, b, c), user(w, "acme/mira"), serial, hall)
	v := prepare(w, "acme/ana", body)
	require.Equal(t, []any{"ready", 3, 2, 0, 1}, []any{v.State, v.Total, v.Changed, v.Same, v.Failed})
	failed := entries(w, "acme/ana", v, "failed")
	require.Equal(t, []string{c, "object_record.not_found"}, []string{failed[0].RecordID, failed[0].Code}, "one of another object")
	press := entries(w, "acme/ana", v, "fits")[0]
	require.Equal(t, []any{"Press", "Serial", "K-7", "K-1"}, []any{press.Name, press.Changes[0].Label, press.Changes[0].From, press.Changes[0].To})
	require.Equal(t, []any{"ownerId", "Ana", "Mira"}, []any{press.Changes[1].Field, press.Changes[1].From, press.Changes[1].To})
	w.Run(apptest.Call{Name: "nothing has happened", As: "acme/ana", Do: "GET " + all + "/" + a, Want: 200, Has: []string{`"K-7"`, `"version":1`}})
	v = do(w, "acme/ana", "start", v)
	require.Equal(t, []any{"done", 2, 1, true}, []any{v.State, v.Changed, v.Failed, v.Undoable})
	w.Run(
		apptest.Call{Name: "done", As: "acme/ana", Do: "GET " + all + "/" + b, Want: 200, Has: []string{`"ownerName":"Mira"`, `"K-1"`, `"version":2`}, Not: []string{"North"}},
		apptest.Call{Name: "on the timeline", As: "acme/ana", Do: "GET /timeline?kind=object_record&id=" + a, Want: 200, Has: []string{`"type":"updated"`, `"to":"K-1"`}},
		apptest.Call{Name: "not of others", As: "acme/ana", Do: "GET /objects/" + other + "/records/" + c, Want: 200, Has: []string{`"ownerName":"Ana"`, `"version":1`}},
		apptest.Call{Name: "in the list, by what they are called", As: "acme/ana", Do: "GET /changesets?filter=object:is:" + o.Code, Want: 200, Has: []string{`"name":"Machines"`, `"object":"` + o.Code + `"`}},
		apptest.Call{Name: "a colleague changes one", As: "acme/mira", Do: "PATCH " + all + "/" + a, Body: fmt.Sprintf(`{"version":2,"name":"Press 2","custom":{%q:"K-9"}}`, serial), Want: 200},
	)
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, []any{"partly", 1, 1}, []any{v.State, v.Back, v.Kept})
	kept := entries(w, "acme/ana", v, "kept")[0]
	require.Equal(t, []any{"Press 2", "changeset.touched", "Mira"}, []any{kept.Name, kept.Code, kept.ByName})
	require.Equal(t, []any{"Serial", "K-1", "K-9"}, []any{kept.Changes[0].Label, kept.Changes[0].From, kept.Changes[0].To})
	w.Run(
		apptest.Call{Name: "theirs stays, ours goes", As: "acme/ana", Do: "GET " + all + "/" + a, Want: 200, Has: []string{`"Press 2"`, `"K-9"`, `"ownerName":"Ana"`}},
		apptest.Call{Name: "all of the other", As: "acme/ana", Do: "GET " + all + "/" + b, Want: 200, Has: []string{`"ownerName":"Ana"`, `"K-1"`, "North"}},
		apptest.Call{Name: "its history tells", As: "acme/ana", Do: "GET /timeline?kind=object_record&id=" + b, Want: 200, Has: []string{`"to":"North"`}},
		apptest.Call{Name: "in the audit trail", As: "acme/ana", Do: "GET /audit?kind=changeset", Want: 200, Has: []string{`"action":"bulk_edited"`, `"action":"undone"`, `"Machines"`}},
	)
}

// All that a question finds go into the trash, and only they; they come back, unless their whole kind has gone there since.
func TestMadeDeletedAndUndone(t *testing.T) {
	w := apptest.New(t)
	o, all, serial := machines(w)
	other := w.Make("acme/ana", "/objects", `{"name":"Contract","plural":"Contracts"}`)
	a := w.Make("acme/ana", all, fmt.Sprintf(`{"name":"Press","custom":{%q:"K-7"}}`, serial))
	b := w.Make("acme/ed", all, `{"name":"Press 2"}`)
	w.Make("acme/ana", all, `{"name":"Saw"}`)
	c := w.Make("acme/ana", "/objects/"+other+"/records", `{"name":"Press lease"}`)
	w.Run(
		apptest.Call{Name: "another number", As: "acme/ana", Do: "POST /changesets", Body: fmt.Sprintf(`{"act":"delete","object":%q,"question":{"q":"press"},"count":3}`, o.Code), Want: 409, Has: []string{`"bulk.count"`, `"count":2`}},
		apptest.Call{Name: "no such kind", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"delete","object":"o0123456789ab","question":{},"count":1}`, Want: 404, Has: []string{`"object.not_found"`}},
		apptest.Call{Name: "a neighbour's", As: "globex/gus", Do: "POST /changesets", Body: fmt.Sprintf(`{"act":"delete","object":%q,"question":{},"count":1}`, o.Code), Want: 404, Has: []string{`"object.not_found"`}},
		apptest.Call{Name: "what they do not have", As: "acme/ana", Do: "POST /changesets", Body: fmt.Sprintf(`{"act":"edit","object":%q,"ids":%s,"edit":{"city":"Rome"}}`, o.Code, quoted(a)), Want: 422, Has: []string{`"bulk.field"`}},
		apptest.Call{Name: "who may change nothing", As: "acme/vera", Do: "POST /changesets", Body: fmt.Sprintf(`{"act":"delete","object":%q,"ids":%s}`, o.Code, quoted(a)), Want: 403},
	)
	ask := fmt.Sprintf(`{"act":"delete","object":%q,"question":{"q":"press"},"count":2}`, o.Code)
	v := do(w, "acme/ana", "start", prepare(w, "acme/ana", ask))
	require.Equal(t, []any{"done", 2, 0}, []any{v.State, v.Changed, v.Failed})
	w.Run(
		apptest.Call{Name: "those", As: "acme/ana", Do: "GET " + all, Want: 200, Has: []string{`"Saw"`}, Not: []string{"Press"}},
		apptest.Call{Name: "and no others", As: "acme/ana", Do: "GET /objects/" + other + "/records/" + c, Want: 200},
	)
	require.Equal(t, []any{"undone", 2, 0}, func(v view) []any { return []any{v.State, v.Back, v.Kept} }(do(w, "acme/ana", "undo", v)))
	w.Run(
		apptest.Call{Name: "back, as it was", As: "acme/ana", Do: "GET " + all + "/" + a, Want: 200, Has: []string{`"K-7"`}},
		apptest.Call{Name: "its owner's too", As: "acme/ed", Do: "GET " + all + "/" + b, Want: 200, Has: []string{`"ownerName":"Ed"`}},
		apptest.Call{Name: "told on its timeline", As: "acme/ana", Do: "GET /timeline?kind=object_record&id=" + a, Want: 200, Has: []string{`"type":"restored"`}},
	)
	v = do(w, "acme/ana", "start", prepare(w, "acme/ana", ask))
	w.Run(
		apptest.Call{As: "acme/ana", Do: "PATCH /objects/" + o.ID, Body: `{"version":1,"state":"archived"}`, Want: 200},
		apptest.Call{As: "acme/ana", Do: "DELETE /objects/" + o.ID, Want: 204},
	)
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, []any{"partly", 0, 2}, []any{v.State, v.Back, v.Kept})
	w.Run(
		apptest.Call{As: "acme/ana", Do: "POST /objects/" + o.ID + "/restore", Want: 200},
		apptest.Call{Name: "not behind its kind's back", As: "acme/ana", Do: "GET " + all, Want: 200, Has: []string{`"Saw"`}, Not: []string{"Press"}},
	)
}

// For each record its right is asked for: what somebody may not change is left out and counted, and so is a field that is closed.
func TestMadeRights(t *testing.T) {
	w := apptest.New(t)
	o, all, serial := machines(w)
	mine, hers := w.Make("acme/ed", all, `{"name":"Mine"}`), w.Make("acme/ana", all, `{"name":"Hers"}`)
	edit := fmt.Sprintf(`{"act":"edit","object":%q,"ids":%s,"edit":{"custom":{%q:"K-7"}}}`, o.Code, quoted(mine, hers), serial)
	why := func(v view) []any {
		require.Equal(t, []any{"ready", 2, 1, 1}, []any{v.State, v.Total, v.Changed, v.Failed})
		e := entries(w, "acme/ed", v, "failed")[0]
		return []any{e.RecordID, e.Code, e.Name}
	}
	require.Equal(t, []any{hers, "object_record.not_found", ""}, why(prepare(w, "acme/ed", edit)), "what one does not see has no name")
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"object_record","action":"read","scope":"all"}`}, nil)
	eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET " + all + "/" + hers}).Status == 200 })
	v := prepare(w, "acme/ed", edit)
	require.Equal(t, []any{hers, "access.denied", "Hers"}, why(v))
	v = do(w, "acme/ed", "start", v)
	require.Equal(t, []any{"done", 1, 1}, []any{v.State, v.Changed, v.Failed})
	w.Run(
		apptest.Call{Name: "his", As: "acme/ed", Do: "GET " + all + "/" + mine, Want: 200, Has: []string{`"K-7"`}},
		apptest.Call{Name: "not hers", As: "acme/ana", Do: "GET " + all + "/" + hers, Want: 200, Not: []string{`"K-7"`}},
		apptest.Call{Name: "a neighbour sees nothing of it", As: "globex/gus", Do: "GET /changesets/" + v.ID + "/entries", Want: 404},
	)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"object_record","field":"custom.%s","mask":"hide"}`, serial)}, nil)
	eventually(t, func() bool {
		return !strings.Contains(w.Do(apptest.Call{As: "acme/ed", Do: "GET " + all + "/" + mine}).Body, "K-7")
	})
	closed := prepare(w, "acme/ed", strings.Replace(edit, "K-7", "K-8", 1))
	require.Equal(t, []any{0, 2}, []any{closed.Changed, closed.Failed})
	w.Run(apptest.Call{Name: "nor is it told what it changed", As: "acme/ed", Do: "GET /changesets/" + v.ID + "/entries", Want: 200, Has: []string{mine}, Not: []string{"K-7"}})
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	require.Eventually(t, is, 5*time.Second, 20*time.Millisecond)
}
