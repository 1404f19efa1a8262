package deal_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// stages are the default pipeline's by name.
func stages(w *apptest.World, as string) map[string]string {
	var out struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: as, Do: "GET /pipelines"}, &out)
	all := map[string]string{}
	for _, s := range out.Items[0].Stages {
		all[s.Name] = s.ID
	}
	return all
}

// made is the part of a deal that tests look at.
type made struct {
	ID, StageName, Status, LostReason string
	Version                           int
	ClosedAt                          *string
	Contacts                          []struct{ ContactID, Name, Role string }
}

func create(w *apptest.World, as, body string) (d made) {
	w.Get(apptest.Call{As: as, Do: "POST /deals", Body: body, Want: 201}, &d)
	return d
}

func record(w *apptest.World, as, path, body string) string {
	var r struct{ ID string }
	w.Get(apptest.Call{As: as, Do: "POST " + path, Body: body, Want: 201}, &r)
	return r.ID
}

// assign opens a record to a person.
func assign(w *apptest.World, kind, id, to string) {
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Want: 201,
		Body: fmt.Sprintf(`{"kind":%q,"id":%q,"userId":%q}`, kind, id, w.Person(to).UserID)}, nil)
}

func TestCreate(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	theirs := stages(w, "globex/gus")
	w.Run(
		apptest.Call{Name: "a name is enough", As: "acme/ed", Do: "POST /deals", Body: `{"name":"  Big   deal "}`, Want: 201,
			Has: []string{`"name":"Big deal"`, `"stageName":"Lead"`, `"status":"open"`, `"value":{"amount":0,"currency":"EUR"}`, `"ownerName":"Ed"`, `"contacts":[]`, `"nextTask":null`, `"version":1`}},
		apptest.Call{Name: "in a stage, with a value in another currency", As: "acme/ana", Do: "POST /deals", Want: 201,
			Body: `{"name":"X","stageId":"` + st["Proposal"] + `","value":{"amount":120050,"currency":"INR"},"expectedOn":"2026-12-24"}`,
			Has:  []string{`"stageName":"Proposal"`, `"amount":120050`, `"expectedOn":"2026-12-24"`}},
		apptest.Call{Name: "all mistakes at once", As: "acme/ana", Do: "POST /deals", Want: 422,
			Body: `{"name":" ","value":{"amount":-1,"currency":"XXY"},"expectedOn":"2026-02-31"}`,
			Has:  []string{`"field":"name"`, `"field":"value"`, `"deal.value_range"`, `"money.currency"`, `"field":"expectedOn"`}},
		apptest.Call{Name: "lost needs a reason", As: "acme/ana", Do: "POST /deals", Body: `{"name":"X","stageId":"` + st["Lost"] + `"}`, Want: 422,
			Has: []string{`"deal.lost_reason_needed"`}},
		apptest.Call{Name: "no such stage", As: "acme/ana", Do: "POST /deals", Body: `{"name":"X","stageId":"` + theirs["Lead"] + `"}`, Want: 422,
			Has: []string{`"field":"stageId"`}},
		apptest.Call{Name: "no such colleague", As: "acme/ana", Do: "POST /deals", Want: 422, Has: []string{`"field":"ownerId"`},
			Body: `{"name":"X","ownerId":"` + w.Person("globex/gus").UserID.String() + `"}`},
		apptest.Call{Name: "no such company", As: "acme/ana", Do: "POST /deals", Want: 422, Has: []string{`"field":"companyId"`},
			Body: `{"name":"X","companyId":"` + uuid.NewString() + `"}`},
		apptest.Call{Name: "no such contact", As: "acme/ana", Do: "POST /deals", Want: 422, Has: []string{`"field":"contacts"`},
			Body: `{"name":"X","contacts":[{"contactId":"` + uuid.NewString() + `","role":"buyer"}]}`},
		apptest.Call{Name: "freelancers make none", As: "acme/fred", Do: "POST /deals", Body: `{"name":"X"}`, Want: 403},
		apptest.Call{Name: "technicians see none", As: "acme/tess", Do: "GET /deals", Want: 403},
		apptest.Call{Name: "viewers make none", As: "acme/vera", Do: "POST /deals", Body: `{"name":"X"}`, Want: 403},
		apptest.Call{Name: "strangers see nothing", Do: "GET /deals", Want: 401},
	)
}

func TestChange(t *testing.T) {
	w := apptest.New(t)
	firm := record(w, "acme/ana", "/companies", `{"name":"Initech"}`)
	d := create(w, "acme/ana", `{"name":"One","companyId":"`+firm+`","value":{"amount":5,"currency":"EUR"},"expectedOn":"2026-12-24"}`)
	path := "/deals/" + d.ID
	w.Run(
		apptest.Call{Name: "reads", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"companyName":"Initech"`}},
		apptest.Call{Name: "colleague does not see it", As: "acme/ed", Do: "GET " + path, Want: 404, Has: []string{`"deal.not_found"`}},
		apptest.Call{Name: "viewer may not change it", As: "acme/vera", Do: "PATCH " + path, Body: `{"version":1,"name":"Y"}`, Want: 403},
		apptest.Call{Name: "changes one field", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"name":"Two"}`, Want: 200,
			Has: []string{`"name":"Two"`, `"expectedOn":"2026-12-24"`, `"companyName":"Initech"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"name":"Three"}`, Want: 409, Has: []string{`"deal.stale"`}},
		apptest.Call{Name: "null clears", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":2,"expectedOn":null,"companyId":null}`, Want: 200,
			Has: []string{`"expectedOn":null`, `"companyId":null`, `"companyName":""`}},
		apptest.Call{Name: "unknown field", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":3,"stageId":"x"}`, Want: 422},
		apptest.Call{Name: "handed over", As: "acme/ana", Do: "PATCH " + path, Want: 200, Has: []string{`"ownerName":"Ed"`},
			Body: `{"version":3,"ownerId":"` + w.Person("acme/ed").UserID.String() + `"}`},
		apptest.Call{Name: "its new owner sees it", As: "acme/ed", Do: "GET " + path, Want: 200},
		apptest.Call{Name: "to the trash", As: "acme/ed", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ed", Do: "GET " + path, Want: 404},
		apptest.Call{Name: "and back", As: "acme/ed", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"name":"Two"`}},
		apptest.Call{Name: "not twice", As: "acme/ed", Do: "POST " + path + "/restore", Want: 404},
	)
}

func TestFreelancer(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	firm := record(w, "acme/ana", "/companies", `{"name":"Initech"}`)
	open := create(w, "acme/ana", `{"name":"Open","companyId":"`+firm+`","value":{"amount":100,"currency":"EUR"}}`)
	hidden := create(w, "acme/ana", `{"name":"Hidden","value":{"amount":1000,"currency":"EUR"}}`)
	assign(w, "deal", open.ID, "acme/fred")
	fred := w.Person("acme/fred").UserID.String()
	w.Run(
		apptest.Call{Name: "sees what is assigned", As: "acme/fred", Do: "GET /deals", Want: 200, Has: []string{`"name":"Open"`}, Not: []string{"Hidden"}},
		apptest.Call{Name: "counts it", As: "acme/fred", Do: "GET /deals/count", Want: 200, Has: []string{`{"count":1}`}},
		apptest.Call{Name: "not the company it is about", As: "acme/fred", Do: "GET /deals/" + open.ID, Want: 200, Has: []string{`"companyId":null`}, Not: []string{"Initech", firm}},
		apptest.Call{Name: "on the board, with its sums only", As: "acme/fred", Do: "GET /board", Want: 200, Has: []string{`"count":1,"sums":[{"amount":100,"currency":"EUR"}]`}, Not: []string{"Hidden"}},
		apptest.Call{Name: "finds it", As: "acme/fred", Do: "GET /search?q=open", Want: 200, Has: []string{open.ID}},
		apptest.Call{Name: "finds nothing else", As: "acme/fred", Do: "GET /search?q=hidden", Want: 200, Has: []string{`"groups":[]`}},
		apptest.Call{Name: "nothing else by address", As: "acme/fred", Do: "GET /deals/" + hidden.ID, Want: 404},
		apptest.Call{Name: "nor its history", As: "acme/fred", Do: "GET /deals/" + hidden.ID + "/history", Want: 404},
		apptest.Call{Name: "nor by moving it", As: "acme/fred", Do: "POST /deals/" + hidden.ID + "/move", Body: `{"stageId":"` + st["Won"] + `","version":1}`, Want: 404},
		apptest.Call{Name: "no export", As: "acme/fred", Do: "GET /deals/export", Want: 403},
		apptest.Call{Name: "no trash", As: "acme/fred", Do: "DELETE /deals/" + open.ID, Want: 403},
		apptest.Call{Name: "does not take it over", As: "acme/fred", Do: "PATCH /deals/" + open.ID, Body: `{"version":1,"ownerId":"` + fred + `"}`, Want: 403},
		apptest.Call{Name: "works on it", As: "acme/fred", Do: "PATCH /deals/" + open.ID, Body: `{"version":1,"name":"Opened"}`, Want: 200},
		apptest.Call{Name: "moves it", As: "acme/fred", Do: "POST /deals/" + open.ID + "/move", Body: `{"stageId":"` + st["Qualified"] + `","version":2}`, Want: 200},
	)
}

func TestPeople(t *testing.T) {
	w := apptest.New(t)
	ada := record(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	bob := record(w, "acme/ana", "/contacts", `{"firstName":"Bob"}`)
	d := create(w, "acme/ana", `{"name":"One","contacts":[{"contactId":"`+ada+`","role":"decider"}]}`)
	require.Equal(t, "Ada", d.Contacts[0].Name)
	path := "/deals/" + d.ID + "/contacts"
	assign(w, "deal", d.ID, "acme/fred")
	assign(w, "contact", bob, "acme/fred")
	w.Run(
		apptest.Call{Name: "replaced", As: "acme/ana", Do: "PUT " + path, Want: 200, Has: []string{`"name":"Bob","role":"user"`, `"name":"Ada","role":"buyer"`}, Not: []string{"decider"},
			Body: `{"items":[{"contactId":"` + ada + `","role":"buyer"},{"contactId":"` + bob + `","role":"user"}]}`},
		apptest.Call{Name: "only those who are seen", As: "acme/fred", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{"Bob"}, Not: []string{"Ada", ada}},
		apptest.Call{Name: "others can't be added", As: "acme/fred", Do: "PUT " + path, Body: `{"items":[{"contactId":"` + ada + `","role":"other"}]}`, Want: 422,
			Has: []string{`"deal.contact_unknown"`}},
		apptest.Call{Name: "nor taken off", As: "acme/fred", Do: "PUT " + path, Body: `{"items":[]}`, Want: 200, Not: []string{"Bob"}},
		apptest.Call{Name: "they are still there", As: "acme/ana", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{`"name":"Ada","role":"buyer"`}, Not: []string{"Bob"}},
		apptest.Call{Name: "no such role", As: "acme/ana", Do: "PUT " + path, Body: `{"items":[{"contactId":"` + ada + `","role":"boss"}]}`, Want: 422},
		apptest.Call{Name: "viewers look on", As: "acme/vera", Do: "PUT " + path, Body: `{"items":[]}`, Want: 403},
	)
}

func TestList(t *testing.T) {
	w := apptest.New(t)
	for i := range 12 {
		day := ""
		if i%3 > 0 {
			day = fmt.Sprintf(`,"expectedOn":"2026-12-%02d"`, i+1)
		}
		create(w, "acme/ana", fmt.Sprintf(`{"name":"Deal %02d","value":{"amount":%d,"currency":"EUR"}%s}`, i, i%4*100, day))
	}
	type list struct {
		Items []struct{ ID, Name string }
		Next  *string
	}
	for _, sort := range []string{"name", "-name", "createdAt", "-updatedAt", "expectedOn", "-expectedOn", "value", "-value"} {
		seen := map[string]bool{}
		next := ""
		for page := 0; page < 4; page++ {
			var l list
			w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals?limit=5&sort=" + sort + "&cursor=" + next}, &l)
			for _, d := range l.Items {
				require.False(t, seen[d.ID], "%s shows %s twice", sort, d.Name)
				seen[d.ID] = true
			}
			if l.Next == nil {
				break
			}
			next = *l.Next
		}
		require.Len(t, seen, 12, sort)
	}
	count := func(query string, want int) apptest.Call {
		return apptest.Call{Name: query, As: "acme/ana", Do: "GET /deals/count?" + query, Want: 200, Has: []string{fmt.Sprintf(`{"count":%d}`, want)}}
	}
	w.Run(
		count("q=deal+0", 10), count("q=%25", 0), count("filter=owner:is:me", 12), count("filter=value:gte:200", 6),
		count("filter=value:lte:0", 3), count("filter=expectedOn:empty:", 4), count("filter=expectedOn:before:2026-12-04", 2),
		count("filter=status:is:won", 0), count("filter=status:is:open&filter=value:is:100", 3),
		apptest.Call{Name: "no such filter", As: "acme/ana", Do: "GET /deals?filter=rank:is:1", Want: 400, Has: []string{`"list.bad"`}},
		apptest.Call{Name: "no such sort", As: "acme/ana", Do: "GET /deals?sort=rank", Want: 400},
		apptest.Call{Name: "a cursor of one's own", As: "acme/ana", Do: "GET /deals?cursor=abcdefghijklmnop", Want: 400},
		apptest.Call{Name: "as a file", As: "acme/mira", Do: "GET /deals/export", Want: 200, Has: []string{"id,name,stage"}},
	)
	create(w, "acme/ana", `{"name":"=HYPERLINK(1)","value":{"amount":1234,"currency":"EUR"}}`)
	a := w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/export?q=hyper"}, nil)
	require.Contains(t, a.Body, ",'=HYPERLINK(1),Lead,open,12.34,EUR,")
	require.Contains(t, a.Header.Get("Content-Disposition"), "deals.csv")
}
