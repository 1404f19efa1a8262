package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type object struct{ ID, Code string }

func machines(w *apptest.World) (o object, serial string) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "object", As: "acme/ana", Do: "POST /objects", Body: `{"name":"Machine","plural":"Machines"}`, Want: 201}, &o)
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "field", As: "acme/ana", Do: "POST /fields", Body: fmt.Sprintf(`{"object":%q,"type":"text","label":"Serial"}`, o.Code), Want: 201}, &f)
	return o, "custom." + f.ID
}

// The list of a kind of records that the company has made has views as the others have: by its code, and its alone.
func TestViewsOfOwnObjects(t *testing.T) {
	w := apptest.New(t)
	o, serial := machines(w)
	var other object
	w.Get(apptest.Call{Name: "another", As: "acme/ana", Do: "POST /objects", Body: `{"name":"Contract","plural":"Contracts"}`, Want: 201}, &other)
	list := func(code string) string { return "GET /views?object=" + code }
	body := func(code, more string) string { return fmt.Sprintf(`{"object":%q,"name":"X"%s}`, code, more) }
	id := w.Make("acme/ed", "/views", body(o.Code, fmt.Sprintf(`,"kind":"board","filter":["%s:is:K-7","createdAt:within:last:7"],"sort":"-%s","columns":[{"id":"name","width":300},{"id":%q,"by":true}]`, serial, serial, serial)))
	w.Run(
		apptest.Call{Name: "kept", As: "acme/ed", Do: list(o.Code), Want: 200, Has: []string{id, serial + ":is:K-7", `"kind":"board"`, `"width":300`, `"by":true`, `"mayShare":false`}},
		apptest.Call{Name: "its maker's alone", As: "acme/ana", Do: list(o.Code), Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "not another list's", As: "acme/ed", Do: list(other.Code), Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "sharing is a right", As: "acme/ed", Do: "PATCH /views/" + id, Body: `{"version":1,"sharing":"all"}`, Want: 403, Has: []string{"view.share"}},
		apptest.Call{Name: "no groups", As: "acme/ed", Do: "POST /views", Body: body(o.Code, `,"kind":"groups"`), Want: 422, Has: []string{`"field":"kind"`}},
		apptest.Call{Name: "only what its list answers", As: "acme/ed", Do: "POST /views", Body: body(o.Code, `,"filter":["city:is:Oslo"]`), Want: 400, Has: []string{`"field":"city"`}},
		apptest.Call{Name: "nor by another's field", As: "acme/ed", Do: "POST /views", Body: body(other.Code, fmt.Sprintf(`,"sort":%q`, serial)), Want: 400},
		apptest.Call{Name: "no list, no views", As: "acme/tess", Do: list(o.Code), Want: 403},
		apptest.Call{Name: "nor kept ones", As: "acme/tess", Do: "POST /views", Body: body(o.Code, ""), Want: 403},
		apptest.Call{Name: "nor a choice", As: "acme/tess", Do: "PUT /list-choice", Body: fmt.Sprintf(`{"object":%q,"opens":"all"}`, o.Code), Want: 403},
		apptest.Call{Name: "an object that there is not", As: "acme/ed", Do: list("o0123456789ab"), Want: 404, Has: []string{"object.not_found"}},
		apptest.Call{Name: "an object that there is not", As: "acme/ed", Do: "POST /views", Body: body("o0123456789ab", ""), Want: 404},
		apptest.Call{Name: "an object that there is not", As: "acme/ed", Do: "PUT /list-choice", Body: `{"object":"o0123456789ab","opens":"all"}`, Want: 404},
		apptest.Call{Name: "the neighbour's", As: "globex/gus", Do: list(o.Code), Want: 404},
		apptest.Call{Name: "no code", As: "acme/ed", Do: list("object_record"), Want: 422},
		apptest.Call{Name: "chosen", As: "acme/ed", Do: "PUT /list-choice", Body: fmt.Sprintf(`{"object":%q,"opens":%q,"tabs":["all",%q],"columns":[{"id":"name","width":240}]}`, o.Code, id, id), Want: 200},
		apptest.Call{Name: "kept", As: "acme/ed", Do: list(o.Code), Want: 200, Has: []string{`"opens":"` + id, `"tabs":["all","` + id + `"]`, `"width":240`}},
		apptest.Call{Name: "by list", As: "acme/ed", Do: list(other.Code), Want: 200, Has: []string{`"opens":""`}},
		apptest.Call{Name: "in the trail", As: "acme/ana", Do: "GET /audit?kind=view", Want: 200, Has: []string{`"action":"created"`, o.Code}, Not: []string{"K-7"}},
	)
	w.Run(
		apptest.Call{Name: "archived", As: "acme/ana", Do: "PATCH /objects/" + o.ID, Body: `{"version":1,"state":"archived"}`, Want: 200},
		apptest.Call{Name: "as before", As: "acme/ed", Do: list(o.Code), Want: 200, Has: []string{id}},
		apptest.Call{Name: "deleted", As: "acme/ana", Do: "DELETE /objects/" + o.ID, Want: 204},
		apptest.Call{Name: "with its views", As: "acme/ed", Do: list(o.Code), Want: 404},
		apptest.Call{Name: "not to be changed", As: "acme/ed", Do: "PATCH /views/" + id, Body: `{"version":1,"name":"Y"}`, Want: 404},
		apptest.Call{Name: "restored", As: "acme/ana", Do: "POST /objects/" + o.ID + "/restore", Want: 200},
		apptest.Call{Name: "with them", As: "acme/ed", Do: list(o.Code), Want: 200, Has: []string{id, `"opens":"` + id}},
	)
}

// A shared view of own records is a segment of their list, with the rights of who asks; what is closed there is told to nobody.
func TestSegmentsOfOwnObjects(t *testing.T) {
	w := apptest.New(t)
	o, serial := machines(w)
	records := "/objects/" + o.ID + "/records"
	for _, r := range []struct{ as, name, serial string }{{"ana", "Press", "K-7"}, {"ed", "Saw", "K-7"}, {"ed", "Drill", "K-9"}} {
		w.Make("acme/"+r.as, records, fmt.Sprintf(`{"name":%q,"custom":{%q:%q}}`, r.name, strings.TrimPrefix(serial, "custom."), r.serial))
	}
	seg := w.Make("acme/mira", "/views", fmt.Sprintf(`{"object":%q,"name":"Sevens","filter":["%s:is:K-7"],"sharing":"all"}`, o.Code, serial))
	ask := func(op string) string { return "?filter=segment:" + op + ":" + seg }
	w.Run(
		apptest.Call{Name: "shared", As: "acme/ed", Do: "GET /views?object=" + o.Code, Want: 200, Has: []string{seg, `"sharing":"all"`, `"mayEdit":false`, `"ownerName":"Mira"`}},
		apptest.Call{Name: "not theirs to change", As: "acme/ed", Do: "PATCH /views/" + seg, Body: `{"version":1,"name":"Y"}`, Want: 403},
		apptest.Call{Name: "in it", As: "acme/ana", Do: "GET " + records + ask("is"), Want: 200, Has: []string{"Press", "Saw"}, Not: []string{"Drill"}},
		apptest.Call{Name: "with one's own rights", As: "acme/ed", Do: "GET " + records + ask("is"), Want: 200, Has: []string{"Saw"}, Not: []string{"Press", "Drill"}},
		apptest.Call{Name: "not in it", As: "acme/ed", Do: "GET " + records + "/count" + ask("not"), Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "exported", As: "acme/ana", Do: "GET " + records + "/export" + ask("not"), Want: 200, Has: []string{"Drill"}, Not: []string{"Press"}},
		apptest.Call{Name: "of another list", As: "acme/ana", Do: "GET /contacts" + ask("is"), Want: 422, Has: []string{"view.segment"}},
		apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"object_record","field":%q,"mask":"hide"}`, serial), Want: 200},
	)
	require.Eventually(t, func() bool {
		return strings.Contains(w.Do(apptest.Call{As: "acme/ed", Do: "GET /views?object=" + o.Code}).Body, `"closed":true`)
	}, 2*time.Second, 10*time.Millisecond)
	w.Run(
		apptest.Call{Name: "the view says nothing of it", As: "acme/ed", Do: "GET /views?object=" + o.Code, Want: 200, Has: []string{`"name":"Sevens"`}, Not: []string{"K-7", serial}},
		apptest.Call{Name: "nor does the segment", As: "acme/ed", Do: "GET " + records + ask("is"), Want: 403, Has: []string{"view.closed"}, Not: []string{"K-7"}},
		apptest.Call{Name: "nor a view of one's own", As: "acme/ed", Do: "POST /views", Body: fmt.Sprintf(`{"object":%q,"name":"X","filter":["%s:is:K-7"]}`, o.Code, serial), Want: 400},
		apptest.Call{Name: "others as before", As: "acme/ana", Do: "GET " + records + ask("is"), Want: 200, Has: []string{"Press", "Saw"}},
	)
}

// Views of an object that was deleted are out of reach and take nobody's room.
func TestViewsOfDeletedObjectsDoNotCount(t *testing.T) {
	w := apptest.New(t)
	o, _ := machines(w)
	for i := range 100 {
		w.Make("acme/ana", "/views", fmt.Sprintf(`{"object":%q,"name":"View %d"}`, o.Code, i))
	}
	one := apptest.Call{Name: "one more", As: "acme/ana", Do: "POST /views", Body: `{"object":"contact","name":"X"}`}
	full := one
	full.Want, full.Has = 422, []string{"view.many"}
	one.Want = 201
	w.Run(
		full,
		apptest.Call{Name: "archived", As: "acme/ana", Do: "PATCH /objects/" + o.ID, Body: `{"version":1,"state":"archived"}`, Want: 200},
		full,
		apptest.Call{Name: "deleted", As: "acme/ana", Do: "DELETE /objects/" + o.ID, Want: 204},
		one,
	)
}
