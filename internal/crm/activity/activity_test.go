package activity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type (
	made  struct{ ID string }
	entry struct {
		ID, Type, Text, ActorName string
		About                     struct{ Kind, ID, Name string }
		Related                   []struct{ Kind, Name string }
		Data                      map[string]any
		Editable                  bool
	}
)

func create(w *apptest.World, as, path, body string) string {
	w.T.Helper()
	var m made
	w.Get(apptest.Call{Name: path, As: as, Do: "POST " + path, Body: body, Want: 201}, &m)
	return m.ID
}

func note(w *apptest.World, as, kind, id, text string) string {
	w.T.Helper()
	return create(w, as, "/activities", fmt.Sprintf(`{"type":"note","about":{"kind":%q,"id":%q},"text":%q}`, kind, id, text))
}

func timeline(w *apptest.World, as, kind, id string) (es []entry) {
	w.T.Helper()
	var list struct{ Items []entry }
	w.Get(apptest.Call{As: as, Do: "GET /timeline?kind=" + kind + "&id=" + id}, &list)
	return list.Items
}

func types(es []entry) (all []string) {
	for _, e := range es {
		all = append(all, e.About.Kind+" "+e.Type)
	}
	return all
}

func share(w *apptest.World, kind, id, with string) {
	w.T.Helper()
	body := fmt.Sprintf(`{"kind":%q,"id":%q,"userId":%q}`, kind, id, w.Person(with).UserID)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: body, Want: 201}, nil)
}

func TestActivities(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ed", "/contacts", `{"firstName":"Ada"}`)
	about := `"about":{"kind":"contact","id":"` + c + `"}`
	var call entry
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /activities", Body: `{"type":"call",` + about + `,"minutes":12,"at":"2026-01-02T10:00:00+01:00"}`, Want: 201,
		Has: []string{`"at":"2026-01-02T09:00:00Z"`, `"minutes":12`, `"actorName":"Ed"`, `"editable":true`, `"name":"Ada"`, `"version":1`}}, &call)
	path := "/activities/" + call.ID
	w.Run(
		apptest.Call{Name: "edit", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":1,"text":"line 1\r\nline 2\u0000"}`, Want: 200, Has: []string{`"text":"line 1\nline 2"`, `"minutes":12`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":1,"text":"x"}`, Want: 409, Has: []string{"activity.stale"}},
		apptest.Call{Name: "delete", As: "acme/ed", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":2,"text":"x"}`, Want: 404, Has: []string{"activity.not_found"}},
		apptest.Call{Name: "not on the timeline", As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + c, Want: 200, Not: []string{call.ID}},
		apptest.Call{Name: "restore", As: "acme/ed", Do: "POST " + path + "/restore", Want: 200, Has: []string{"line 2"}},
		apptest.Call{Name: "the oldest, by when it happened", As: "acme/ed", Do: "GET /timeline?types=call,created&limit=1&kind=contact&id=" + c, Want: 200, Not: []string{call.ID}},
		apptest.Call{Name: "the audit trail", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{`"action":"updated"`, `"action":"restored"`}},
	)
	for body, problem := range map[string]string{
		`{"type":"note",` + about + `,"text":" "}`:                                   `"field":"text","code":"activity.empty"`,
		`{"type":"note",` + about + `,"text":"` + strings.Repeat("x", 10_001) + `"}`: `"field":"text","code":"field.long"`,
		`{"type":"call",` + about + `,"minutes":1441}`:                               `"field":"minutes","code":"activity.minutes"`,
		`{"type":"call",` + about + `,"at":"2999-01-01T00:00:00Z"}`:                  `"field":"at","code":"activity.future"`,
		`{"type":"won",` + about + `,"text":"x"}`:                                    `"field":"type","code":"field.choice"`,
		`{"type":"note","about":{"kind":"member","id":"` + c + `"},"text":"x"}`:      `"field":"about.kind","code":"field.choice"`,
		`{"type":"note",` + about + `,"text":"x","actorId":"` + c + `"}`:             `"field":"actorId","code":"field.unknown"`,
		`{"type":"note",` + about + `,"text":"x","data":{"a":1}}`:                    `"field":"data","code":"field.unknown"`,
	} {
		w.Run(apptest.Call{Name: problem, As: "acme/ed", Do: "POST /activities", Body: body, Want: 422, Has: []string{problem}})
	}
}

func TestWhoMayChange(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ed", "/contacts", `{"firstName":"Ada"}`)
	share(w, "contact", c, "acme/fred")
	share(w, "contact", c, "acme/mira")
	eds, freds := "/activities/"+note(w, "acme/ed", "contact", c, "eds"), "/activities/"+note(w, "acme/fred", "contact", c, "freds")
	system := "/activities/" + timeline(w, "acme/ed", "contact", c)[4].ID
	body := `{"version":1,"text":"changed"}`
	w.Run(
		apptest.Call{Name: "fred not ed's", As: "acme/fred", Do: "PATCH " + eds, Body: body, Want: 403, Has: []string{"access.denied"}},
		apptest.Call{Name: "ed not fred's", As: "acme/ed", Do: "PATCH " + freds, Body: body, Want: 403},
		apptest.Call{Name: "ed does not delete fred's", As: "acme/ed", Do: "DELETE " + freds, Want: 403},
		apptest.Call{Name: "a manager neither", As: "acme/mira", Do: "PATCH " + eds, Body: body, Want: 403},
		apptest.Call{Name: "vera reads", As: "acme/vera", Do: "PATCH " + eds, Body: body, Want: 403},
		apptest.Call{Name: "tess does not even see", As: "acme/tess", Do: "GET /timeline?kind=contact&id=" + c, Want: 403},
		apptest.Call{Name: "fred his own", As: "acme/fred", Do: "PATCH " + freds, Body: body, Want: 200},
		apptest.Call{Name: "a freelancer deletes nothing", As: "acme/fred", Do: "DELETE " + freds, Want: 403},
		apptest.Call{Name: "the owner everybody's", As: "acme/ana", Do: "PATCH " + freds, Body: `{"version":2,"text":"by Ana"}`, Want: 200, Has: []string{`"actorName":"Fred"`}},
		apptest.Call{Name: "nobody the program's", As: "acme/ana", Do: "PATCH " + system, Body: body, Want: 403, Has: []string{"activity.fixed"}},
		apptest.Call{Name: "nor deletes them", As: "acme/ana", Do: "DELETE " + system, Want: 403, Has: []string{"activity.fixed"}},
		apptest.Call{Name: "ana deletes ed's", As: "acme/ana", Do: "DELETE " + eds, Want: 204},
		apptest.Call{Name: "fred does not restore it", As: "acme/fred", Do: "POST " + eds + "/restore", Want: 403},
		apptest.Call{Name: "ed does", As: "acme/ed", Do: "POST " + eds + "/restore", Want: 200},
	)
	for _, e := range timeline(w, "acme/fred", "contact", c) {
		require.Equal(t, e.Text == "by Ana", e.Editable, e.Type+e.Text)
	}
}

func TestInvisibleRecords(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	n := note(w, "acme/ana", "contact", c, "secret")
	about := `{"type":"note","about":{"kind":"contact","id":"` + c + `"},"text":"x"}`
	ghost := strings.Replace(about, c, "01900000-0000-7000-8000-000000000000", 1)
	for _, as := range []string{"acme/ed", "acme/fred", "globex/gus"} {
		w.Run(
			apptest.Call{Name: "timeline", As: as, Do: "GET /timeline?kind=contact&id=" + c, Want: 404, Has: []string{`"code":"contact.not_found"`}},
			apptest.Call{Name: "another kind", As: as, Do: "GET /timeline?kind=deal&id=" + c, Want: 404, Has: []string{`"code":"deal.not_found"`}},
			apptest.Call{Name: "write", As: as, Do: "POST /activities", Body: about, Want: 404, Has: []string{`"code":"contact.not_found"`}},
			apptest.Call{Name: "like one that is not", As: as, Do: "POST /activities", Body: ghost, Want: 404, Has: []string{`"code":"contact.not_found"`}},
			apptest.Call{Name: "edit", As: as, Do: "PATCH /activities/" + n, Body: `{"version":1,"text":"x"}`, Want: 404},
		)
	}
	w.Run(apptest.Call{Name: "in the trash", As: "acme/ana", Do: "DELETE /contacts/" + c, Want: 204},
		apptest.Call{Name: "no timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + c, Want: 404})
}

// TestTimelines: what happens to a person or a deal shows on their company too, for those who may see that record.
func TestTimelines(t *testing.T) {
	w := apptest.New(t)
	firm := create(w, "acme/ana", "/companies", `{"name":"Initech"}`)
	ada := create(w, "acme/ana", "/contacts", `{"firstName":"Ada","companyId":"`+firm+`"}`)
	deal := create(w, "acme/ana", "/deals", `{"name":"Printers","companyId":"`+firm+`","value":{"amount":100,"currency":"EUR"},"contacts":[{"contactId":"`+ada+`","role":"decider"}]}`)
	note(w, "acme/ana", "deal", deal, "on the deal")
	task := create(w, "acme/ana", "/tasks", `{"title":"Call back","about":{"kind":"deal","id":"`+deal+`"}}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /tasks/" + task + "/done"}, nil)
	want := []string{"task task_done", "task task_created", "deal note", "deal created"}
	require.Equal(t, want, types(timeline(w, "acme/ana", "deal", deal)))
	require.Equal(t, append(want[2:4:4], "contact created"), types(timeline(w, "acme/ana", "contact", ada)))
	all := timeline(w, "acme/ana", "company", firm)
	require.Equal(t, append(want[:4:4], "contact created", "company created"), types(all))
	require.Equal(t, "Call back", all[0].About.Name)
	require.Equal(t, "Printers", all[2].About.Name)
	require.Equal(t, "[{company Initech} {contact Ada}]", fmt.Sprint(all[2].Related))

	share(w, "company", firm, "acme/fred")
	require.Equal(t, []string{"company shared", "company created"}, types(timeline(w, "acme/fred", "company", firm)), "what fred may not see is left out")
	share(w, "deal", deal, "acme/fred")
	freds := timeline(w, "acme/fred", "company", firm)
	require.Equal(t, []string{"deal shared", "company shared", "deal note", "deal created", "company created"}, types(freds))
	require.Equal(t, "[{company Initech}]", fmt.Sprint(freds[2].Related), "and so is the name of whom fred may not see")
	require.Equal(t, "Fred", freds[0].Data["with"])
}

func TestMovesShow(t *testing.T) {
	w := apptest.New(t)
	var pipes struct {
		Items []struct {
			Stages []struct{ ID, Name, Kind string }
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &pipes)
	stages := pipes.Items[0].Stages
	deal := create(w, "acme/ana", "/deals", `{"name":"Printers","value":{"amount":100,"currency":"EUR"}}`)
	version := 1
	for _, s := range stages[1:] {
		if s.Kind == "lost" {
			continue
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, s.ID, version)}, nil)
		version++
	}
	es := timeline(w, "acme/ana", "deal", deal)
	require.Equal(t, "won", es[0].Type)
	require.Equal(t, "stage_changed", es[1].Type)
	first := es[len(es)-2]
	require.Equal(t, []any{stages[0].Name, stages[1].Name}, []any{first.Data["from"], first.Data["to"]})
}

func TestPagesOfOneMoment(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	seen := map[string]bool{}
	for range 5 {
		create(w, "acme/ana", "/activities", `{"type":"call","about":{"kind":"contact","id":"`+c+`"},"at":"2026-01-02T10:00:00Z"}`)
	}
	cursor := ""
	for n := 6; n > 0; n -= 2 {
		var page struct {
			Items []entry
			Next  *string
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?limit=2&kind=contact&id=" + c + "&cursor=" + cursor}, &page)
		for _, e := range page.Items {
			require.False(t, seen[e.ID], "nothing twice")
			seen[e.ID] = true
		}
		require.Equal(t, n > 2, page.Next != nil)
		if page.Next != nil {
			cursor = *page.Next
		}
	}
	require.Len(t, seen, 6)
	w.Run(apptest.Call{Name: "forged", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + c + "&cursor=AAAA", Want: 400, Has: []string{"list.bad"}},
		apptest.Call{Name: "no kind", As: "acme/ana", Do: "GET /timeline?id=" + c, Want: 422},
		apptest.Call{Name: "kinds without a timeline", As: "acme/ana", Do: "GET /timeline?kind=share&id=" + c, Want: 422})
}
