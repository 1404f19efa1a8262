package merge_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

const (
	anna  = `{"firstName":"Anna","lastName":"Nowak","email":"anna@x.io","phone":"501 234 567","tags":["VIP"],"city":"Krakow"}`
	again = `{"firstName":"Ania","lastName":"Nowak","email":"ania@y.io","moreEmails":[{"value":"anna@x.io","label":"home"}],"jobTitle":"Boss","tags":["vip","new"]}`
)

// join merges a record into another, as they are now.
func join(w *apptest.World, as, path, one, other, take string) {
	w.T.Helper()
	var p struct{ Version, OtherVersion int }
	at := path + "/" + one + "/merge/" + other
	w.Get(apptest.Call{Name: "proposes", As: as, Do: "GET " + at}, &p)
	w.Run(apptest.Call{Name: "merges", As: as, Do: "POST " + at, Want: 200,
		Body: fmt.Sprintf(`{"version":%d,"otherVersion":%d,"take":{%s}}`, p.Version, p.OtherVersion, take)})
}

// Two people become one, with all that was said of both; taken apart again they are as they were.
func TestPeople(t *testing.T) {
	w := apptest.New(t)
	one, other := w.Make("acme/ana", "/contacts", anna), w.Make("acme/ana", "/contacts", again)
	deal := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Big","contacts":[{"contactId":%q,"role":"buyer"}]}`, other))
	w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call","about":{"kind":"contact","id":%q}}`, other))
	w.Make("acme/ana", "/activities", fmt.Sprintf(`{"type":"note","about":{"kind":"contact","id":%q},"text":"liked it"}`, other))
	w.Make("acme/ana", "/shares", fmt.Sprintf(`{"kind":"contact","id":%q,"userId":%q}`, other, w.Person("acme/fred").UserID))
	before := w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + other}).Body
	w.Run(apptest.Call{Name: "the proposal", As: "acme/ana", Do: "GET /contacts/" + one + "/merge/" + other, Want: 200, Has: []string{
		`{"field":"name","take":true,"closed":false}`, `{"field":"work","take":true,"closed":false}`, `{"field":"address","take":false,"closed":false}`,
		`{"name":"deals","count":1}`, `{"name":"tasks","count":1}`, `{"name":"entries","count":5}`, `{"name":"shares","count":1}`}})
	join(w, "acme/ana", "/contacts", one, other, `"email":false,"name":false`)
	w.Run(
		apptest.Call{Name: "one person", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{`"name":"Anna Nowak"`, `"email":"anna@x.io"`,
			`"moreEmails":[{"value":"ania@y.io"`, `"phone":"+48501234567"`, `"jobTitle":"Boss"`, `"city":"Krakow"`, `"tags":["VIP","new"]`}},
		apptest.Call{Name: "the other leads there", As: "acme/ana", Do: "GET /contacts/" + other, Want: 404, Has: []string{`"mergedInto":"` + one + `"`}},
		apptest.Call{Name: "not for who does not see it", As: "acme/ed", Do: "GET /contacts/" + other, Want: 404, Not: []string{one}},
		apptest.Call{Name: "for whom it was shared", As: "acme/fred", Do: "GET /contacts/" + one, Want: 200},
		apptest.Call{Name: "not restored but taken apart", As: "acme/ana", Do: "POST /contacts/" + other + "/restore", Want: 409, Has: []string{"merge.merged"}},
		apptest.Call{Name: "the deal", As: "acme/ana", Do: "GET /deals/" + deal, Want: 200, Has: []string{one}, Not: []string{other}},
		apptest.Call{Name: "the task", As: "acme/ana", Do: "GET /tasks?about=contact:" + one, Want: 200, Has: []string{"Call"}},
		apptest.Call{Name: "the timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + one, Want: 200, Has: []string{"liked it", `"type":"merged"`, `"with":"Ania Nowak"`}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"action":"merged"`, `"action":"merged_away"`}},
		apptest.Call{Name: "of what it is made", As: "acme/ana", Do: "GET /contacts/" + one + "/merges", Want: 200, Has: []string{`"name":"Ania Nowak"`, `"byName":"Ana"`}},
		apptest.Call{Name: "no double left", As: "acme/ana", Do: "GET /contacts/duplicates", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "again", As: "acme/ana", Do: "POST /contacts/" + one + "/merge/" + other, Body: `{"version":2,"otherVersion":1,"take":{}}`, Want: 409, Has: []string{"merge.merged", one}},
		apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 200, Has: []string{one, `"kept":[]`}},
		apptest.Call{Name: "the first", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{`"moreEmails":[]`, `"jobTitle":""`, `"tags":["VIP"]`}},
		apptest.Call{Name: "its deal", As: "acme/ana", Do: "GET /deals/" + deal, Want: 200, Has: []string{other}, Not: []string{one}},
		apptest.Call{Name: "what was shared", As: "acme/fred", Do: "GET /contacts/" + other, Want: 200},
		apptest.Call{Name: "and what was not", As: "acme/fred", Do: "GET /contacts/" + one, Want: 404},
		apptest.Call{Name: "its note", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + other, Want: 200, Has: []string{"liked it", `"type":"unmerged"`}},
		apptest.Call{Name: "once", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 404, Has: []string{"merge.not_found"}},
	)
	require.JSONEq(t, unversioned(before), unversioned(w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + other}).Body))
}
