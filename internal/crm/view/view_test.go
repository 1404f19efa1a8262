package view_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// A view is its maker's until it is shared by somebody who may; who it is shared with sees it, and nothing more than before.
func TestViews(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ed", "/contacts", `{"firstName":"Eds","city":"Oslo"}`)
	w.Make("acme/ana", "/contacts", `{"firstName":"Anas","city":"Oslo"}`)
	where := `{\"any\":[\"city:is:Oslo\",\"tag:anyOf:a|b\"]}`
	id := w.Make("acme/ed", "/views", `{"object":"contact","name":" In  Oslo ","filter":["createdAt:within:last:7"],"where":"`+where+`","sort":"-name","columns":[{"id":"name","width":300},{"id":"city"}]}`)
	w.Run(
		apptest.Call{Name: "kept", As: "acme/ed", Do: "GET /views?object=contact", Want: 200, Has: []string{id, `"name":"In Oslo"`, where, `"mine":true`, `"width":300`, `"mayShare":false`}},
		apptest.Call{Name: "its maker's alone", As: "acme/ana", Do: "GET /views?object=contact", Want: 200, Has: []string{`"items":[]`, `"mayShare":true`}},
		apptest.Call{Name: "not to be found", As: "acme/ana", Do: "DELETE /views/" + id, Want: 404},
		apptest.Call{Name: "of one list", As: "acme/ed", Do: "GET /views?object=deal", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "sharing is a right", As: "acme/ed", Do: "PATCH /views/" + id, Body: `{"version":1,"sharing":"all"}`, Want: 403, Has: []string{"view.share"}},
		apptest.Call{Name: "no list, no views", As: "acme/tess", Do: "GET /views?object=contact", Want: 403},
		apptest.Call{Name: "nor kept ones", As: "acme/tess", Do: "POST /views", Body: `{"object":"contact","name":"X"}`, Want: 403},
		apptest.Call{Name: "changed", As: "acme/ed", Do: "PATCH /views/" + id, Body: `{"version":1,"name":"Oslo"}`, Want: 200, Has: []string{`"version":2`, `"city"`}},
		apptest.Call{Name: "once", As: "acme/ed", Do: "PATCH /views/" + id, Body: `{"version":1,"name":"Bergen"}`, Want: 409, Has: []string{"view.stale"}},
		apptest.Call{Name: "deleted", As: "acme/ed", Do: "DELETE /views/" + id, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ed", Do: "GET /views?object=contact", Want: 200, Not: []string{id}},
		apptest.Call{Name: "taken back", As: "acme/ed", Do: "POST /views/" + id + "/restore", Want: 200, Has: []string{`"name":"Oslo"`}},
		apptest.Call{Name: "in the trail, without what it looks for", As: "acme/ana", Do: "GET /audit?kind=view", Want: 200, Has: []string{`"action":"created"`, `"action":"deleted"`, `"action":"restored"`}, Not: []string{"city:is"}},
	)
	board := w.Make("acme/ed", "/views", `{"object":"contact","name":"Board","kind":"board","columns":[{"id":"city"},{"id":"custom.x","by":true}]}`)
	w.Run(apptest.Call{Name: "a board, and by what", As: "acme/ed", Do: "GET /views?object=contact", Want: 200, Has: []string{board, `"kind":"board"`, `{"id":"custom.x","by":true}`}})
	all := w.Make("acme/mira", "/views", `{"object":"contact","name":"All of Oslo","where":"`+where+`","sharing":"all"}`)
	w.Run(
		apptest.Call{Name: "shared", As: "acme/ed", Do: "GET /views?object=contact", Want: 200, Has: []string{all, `"sharing":"all"`, `"mayEdit":false`, `"ownerName":"Mira"`}},
		apptest.Call{Name: "not theirs to change", As: "acme/ed", Do: "PATCH /views/" + all, Body: `{"version":1,"name":"X"}`, Want: 403},
		apptest.Call{Name: "nor to delete", As: "acme/ed", Do: "DELETE /views/" + all, Want: 403},
		apptest.Call{Name: "rows stay those that one may see", As: "acme/ed", Do: "GET /contacts?where=" + url.QueryEscape(`{"any":["city:is:Oslo","tag:anyOf:a|b"]}`), Want: 200, Has: []string{"Eds"}, Not: []string{"Anas"}},
		apptest.Call{Name: "who may share, may tidy up", As: "acme/ana", Do: "PATCH /views/" + all, Body: `{"version":1,"name":"Oslo, all"}`, Want: 200},
		apptest.Call{Name: "neighbours", As: "globex/gus", Do: "GET /views?object=contact", Want: 200, Has: []string{`"items":[]`}},
	)
}

// A view is refused where its list could not answer it, and where it is too much.
func TestWhatViewsMayHave(t *testing.T) {
	w := apptest.New(t)
	for body, has := range map[string]string{
		`"name":" "`: `"field":"name"`, `"name":"x","kind":"groups"`: `"field":"kind"`,
		`"name":"x","sharing":"team"`: `"field":"teamId"`, `"name":"x","columns":[{"id":"a b"}]`: `"field":"columns"`,
		`"name":"` + strings.Repeat("ü", 61) + `"`:                    `"field":"name"`,
		`"name":"x","sharing":"team","teamId":"` + fresh + `"`:        "view.team",
		`"name":"x","filter":["city:is:Oslo"],"where":"{\"any\":[]}"`: `"field":"where"`, `"name":"x","filter":["shoe:is:9"]`: `"field":"shoe"`,
		`"name":"x","filter":["createdAt:within:someday"]`: `"field":"createdAt"`, `"name":"x","sort":"shoe"`: "list.bad",
		`"name":"x","filter":["segment:is:` + fresh + `"]`: "view.segment", `"name":"x","filter":["segment:is:x"]`: `"field":"segment"`,
	} {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /views", Body: `{"object":"contact",` + body + `}`})
		require.Contains(t, []int{400, 422}, a.Status, body+a.Body)
		require.Contains(t, a.Body, has, body)
	}
	for i := range 100 {
		w.Make("acme/ed", "/views", fmt.Sprintf(`{"object":"company","name":"View %d"}`, i))
	}
	w.Run(
		apptest.Call{Name: "a hundred is enough", As: "acme/ed", Do: "POST /views", Body: `{"object":"contact","name":"One more"}`, Want: 422, Has: []string{"view.many"}},
		apptest.Call{Name: "others have their own hundred", As: "acme/fred", Do: "POST /views", Body: `{"object":"contact","name":"One"}`, Want: 201},
	)
}

const fresh = "01980000-0000-7000-8000-000000000000"

// Shared with a team it is the team's alone, and nobody's any more once the team is gone.
func TestSharedWithATeam(t *testing.T) {
	w := apptest.New(t)
	team := w.Make("acme/ana", "/teams", fmt.Sprintf(`{"name":"North","members":[{"userId":%q,"manager":false}]}`, w.Person("acme/ed").UserID))
	id := w.Make("acme/mira", "/views", fmt.Sprintf(`{"object":"deal","name":"Ours","kind":"board","sharing":"team","teamId":%q}`, team))
	sees := func(as string, want bool) {
		look := func() bool {
			return strings.Contains(w.Do(apptest.Call{As: as, Do: "GET /views?object=deal"}).Body, id) == want
		}
		require.Eventually(t, look, 2*time.Second, 10*time.Millisecond, as)
	}
	sees("acme/ed", true)
	sees("acme/fred", false)
	sees("acme/mira", true)
	w.Run(apptest.Call{Name: "with its name", As: "acme/ed", Do: "GET /views?object=deal", Want: 200, Has: []string{`"teamName":"North"`, `"kind":"board"`}})
	w.Run(apptest.Call{Name: "the team goes", As: "acme/ana", Do: "DELETE /teams/" + team, Want: 204})
	sees("acme/ed", false)
	sees("acme/mira", true)
}

// A segment is a shared view in another filter: what its reader may see of it, looked up anew each time, and no deeper.
func TestSegments(t *testing.T) {
	w := apptest.New(t)
	for _, p := range []struct{ as, name, city, tag string }{{"ana", "Ada", "Oslo", "vip"}, {"ana", "Bob", "Rome", "vip"}, {"ed", "Cid", "Oslo", "vip"}, {"ed", "Dan", "Oslo", ""}} {
		w.Make("acme/"+p.as, "/contacts", fmt.Sprintf(`{"firstName":%q,"city":%q,"tags":[%q]}`, p.name, p.city, p.tag))
	}
	seg := w.Make("acme/ana", "/views", `{"object":"contact","name":"Oslo","filter":["city:is:Oslo"],"sharing":"all"}`)
	own := w.Make("acme/ed", "/views", `{"object":"contact","name":"Mine","filter":["city:is:Oslo"]}`)
	inner := w.Make("acme/ana", "/views", `{"object":"contact","name":"Deeper","filter":["segment:is:`+seg+`"],"sharing":"all"}`)
	ask := func(where string) string { return "GET /contacts?where=" + url.QueryEscape(where) }
	is, not := `"segment:is:`+seg+`"`, `"segment:not:`+seg+`"`
	w.Run(
		apptest.Call{Name: "in it", As: "acme/ana", Do: ask(`{"all":[` + is + `,"tag:is:vip"]}`), Want: 200, Has: []string{"Ada", "Cid"}, Not: []string{"Bob", "Dan"}},
		apptest.Call{Name: "or", As: "acme/ana", Do: ask(`{"any":[` + is + `,"tag:is:vip"]}`), Want: 200, Has: []string{"Ada", "Bob", "Cid", "Dan"}},
		apptest.Call{Name: "not in it", As: "acme/ana", Do: ask(`{"all":[` + not + `]}`), Want: 200, Has: []string{"Bob"}, Not: []string{"Ada", "Cid", "Dan"}},
		apptest.Call{Name: "with one's own rights", As: "acme/ed", Do: ask(`{"all":[` + is + `]}`), Want: 200, Has: []string{"Cid", "Dan"}, Not: []string{"Ada", "Bob"}},
		apptest.Call{Name: "counted", As: "acme/ed", Do: "GET /contacts/count?filter=segment:is:" + seg, Want: 200, Has: []string{`"count":2`}},
		apptest.Call{Name: "exported", As: "acme/ana", Do: "GET /contacts/export?filter=segment:is:" + seg, Want: 200, Has: []string{"Ada"}, Not: []string{"Bob"}},
		apptest.Call{Name: "of another list", As: "acme/ana", Do: "GET /companies?filter=segment:is:" + seg, Want: 422, Has: []string{"view.segment"}},
		apptest.Call{Name: "not shared", As: "acme/ed", Do: "GET /contacts?filter=segment:is:" + own, Want: 422, Has: []string{"view.segment"}},
		apptest.Call{Name: "no deeper", As: "acme/ana", Do: "GET /contacts?filter=segment:is:" + inner, Want: 422, Has: []string{"view.segment"}},
		apptest.Call{Name: "the neighbour's", As: "globex/gus", Do: "GET /contacts?filter=segment:is:" + seg, Want: 422, Has: []string{"view.segment"}},
		apptest.Call{Name: "it changes", As: "acme/ana", Do: "PATCH /views/" + seg, Body: `{"version":1,"filter":["city:is:Rome"]}`, Want: 200},
		apptest.Call{Name: "for all who ask for it", As: "acme/ana", Do: ask(`{"all":[` + is + `]}`), Want: 200, Has: []string{"Bob"}, Not: []string{"Ada"}},
		apptest.Call{Name: "it goes", As: "acme/ana", Do: "DELETE /views/" + seg, Want: 204},
		apptest.Call{Name: "and is missed", As: "acme/ana", Do: ask(`{"all":[` + is + `]}`), Want: 422, Has: []string{"view.segment"}},
	)
}

// Rights come first: what a view asks for that is closed to its reader is left out, and nothing is found by it.
func TestViewsOfClosedFields(t *testing.T) {
	for _, mask := range []string{"hide", "mask"} {
		w := apptest.New(t)
		w.Make("acme/ed", "/contacts", `{"firstName":"Ada","email":"geheim@ada.example"}`)
		id := w.Make("acme/ana", "/views", `{"object":"contact","name":"Shared","sort":"-name","where":"{\"any\":[\"email:contains:geheim\",\"city:is:Oslo\"]}","sharing":"all"}`)
		other := w.Make("acme/ana", "/views", `{"object":"contact","name":"Open","filter":["city:empty:"],"sharing":"all"}`)
		w.Run(apptest.Call{Name: "open", As: "acme/ed", Do: "GET /contacts?filter=segment:is:" + id, Want: 200, Has: []string{"Ada"}})
		w.Get(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"contact","field":"email","mask":%q}`, mask)}, nil)
		shut := func() bool {
			return strings.Contains(w.Do(apptest.Call{As: "acme/ed", Do: "GET /views?object=contact"}).Body, `"closed":true`)
		}
		require.Eventually(t, shut, 2*time.Second, 10*time.Millisecond)
		w.Run(
			apptest.Call{Name: "the view says nothing of it", As: "acme/ed", Do: "GET /views?object=contact", Want: 200, Has: []string{id, other, `"name":"Shared"`, "city:empty:"}, Not: []string{"geheim", "city:is"}},
			apptest.Call{Name: "nor does the segment", As: "acme/ed", Do: "GET /contacts?filter=segment:is:" + id, Want: 403, Has: []string{"view.closed"}, Not: []string{"geheim", "email"}},
			apptest.Call{Name: "nor its opposite", As: "acme/ed", Do: "GET /contacts/count?filter=segment:not:" + id, Want: 403},
			apptest.Call{Name: "nothing is found in a tree", As: "acme/ed", Do: "GET /contacts?where=" + url.QueryEscape(`{"any":["email:contains:geheim"]}`), Want: 200, Has: []string{`"items":[]`}},
			apptest.Call{Name: "others as before", As: "acme/ana", Do: "GET /contacts?filter=segment:is:" + id, Want: 200, Has: []string{"Ada"}},
		)
	}
}

// What somebody chose for a list is theirs alone.
func TestChoices(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ed", "/views", `{"object":"task","name":"Calls","filter":["kind:is:call","status:is:open"],"kind":"calendar"}`)
	w.Make("acme/ed", "/views", `{"object":"task","name":"Late","filter":["overdue:is:yes","assignee:is:me"],"kind":"groups"}`)
	w.Run(
		apptest.Call{Name: "only tasks have groups", As: "acme/ed", Do: "POST /views", Body: `{"object":"contact","name":"Late","kind":"groups"}`, Want: 422, Has: []string{"view.bad"}},
		apptest.Call{Name: "chosen", As: "acme/ed", Do: "PUT /list-choice", Body: fmt.Sprintf(`{"object":"task","opens":%q,"tabs":["mine",%q]}`, id, id), Want: 200},
		apptest.Call{Name: "one part at a time", As: "acme/ed", Do: "PUT /list-choice", Body: `{"object":"task","columns":[{"id":"name","width":240}]}`, Want: 200},
		apptest.Call{Name: "kept", As: "acme/ed", Do: "GET /views?object=task", Want: 200, Has: []string{`"opens":"` + id, `"tabs":["mine","` + id + `"]`, `"width":240`}},
		apptest.Call{Name: "by list", As: "acme/ed", Do: "GET /views?object=deal", Want: 200, Has: []string{`"opens":""`, `"tabs":[]`}},
		apptest.Call{Name: "by person", As: "acme/ana", Do: "GET /views?object=task", Want: 200, Has: []string{`"opens":""`}},
		apptest.Call{Name: "nothing else", As: "acme/ed", Do: "PUT /list-choice", Body: `{"object":"task","tabs":["<b>"]}`, Want: 422, Has: []string{"view.bad"}},
		apptest.Call{Name: "nothing else", As: "acme/ed", Do: "PUT /list-choice", Body: `{"object":"task","opens":"x y"}`, Want: 422, Has: []string{"view.bad"}},
		apptest.Call{Name: "a list that one may read", As: "acme/tess", Do: "PUT /list-choice", Body: `{"object":"task","opens":"all"}`, Want: 403},
	)
}

// The board and the file show what the tree asks for, as the list does.
func TestTreesEverywhere(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/deals", `{"name":"Small","value":{"amount":100,"currency":"EUR"}}`)
	w.Make("acme/ana", "/deals", `{"name":"Large","value":{"amount":90000,"currency":"EUR"}}`)
	w.Make("acme/ana", "/deals", `{"name":"Soon","value":{"amount":5000,"currency":"EUR"},"expectedOn":"2031-02-03"}`)
	where := "where=" + url.QueryEscape(`{"any":["value:gte:90000",{"all":["expectedOn:after:2031-01-01","status:is:open"]}]}`)
	for _, path := range []string{"/deals?", "/board?", "/deals/export?"} {
		w.Run(apptest.Call{Name: path, As: "acme/ana", Do: "GET " + path + where, Want: 200, Has: []string{"Large", "Soon"}, Not: []string{"Small"}})
	}
	w.Run(
		apptest.Call{Name: "counted", As: "acme/ana", Do: "GET /deals/count?" + where, Want: 200, Has: []string{`"count":2`}},
		apptest.Call{Name: "what is wrong is named", As: "acme/ana", Do: "GET /deals?where=" + url.QueryEscape(`{"any":["value:gte:much"]}`), Want: 400, Has: []string{`"field":"value"`}},
		apptest.Call{Name: "what is wrong is named", As: "acme/ana", Do: "GET /board?where=" + url.QueryEscape(`{"any":[`), Want: 400, Has: []string{`"field":"where"`}},
		apptest.Call{Name: "but not what can't be a name", As: "acme/ana", Do: "GET /deals?where=" + url.QueryEscape(`{"any":["<b>:is:1"]}`), Want: 400, Has: []string{`"field":"filter"`}, Not: []string{"<b>"}},
	)
}
