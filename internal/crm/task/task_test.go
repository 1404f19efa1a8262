package task_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
)

type made struct {
	ID, Title, AssigneeName string
	DueAt                   *time.Time
	Version                 int
	About                   *struct{ Kind, ID, Name string }
}

func create(w *apptest.World, as, path, body string) (m made) {
	w.Get(apptest.Call{As: as, Do: "POST " + path, Body: body, Want: 201}, &m)
	return m
}

func TestCreate(t *testing.T) {
	w := apptest.New(t)
	gus := w.Person("globex/gus").UserID.String()
	ed := w.Person("acme/ed").UserID.String()
	w.Run(
		apptest.Call{Name: "a title is enough", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"  Call   Ada "}`, Want: 201,
			Has: []string{`"title":"Call Ada"`, `"assigneeName":"Ed"`, `"dueAt":null`, `"allDay":false`, `"about":null`, `"doneAt":null`, `"version":1`}},
		apptest.Call{Name: "a whole day begins at midnight in Warsaw", As: "acme/ana", Do: "POST /tasks", Want: 201, Has: []string{`"dueAt":"2026-12-01T23:00:00Z"`},
			Body: `{"title":"X","allDay":true,"dueAt":"2026-12-02T15:00:00Z"}`},
		apptest.Call{Name: "for a colleague", As: "acme/ana", Do: "POST /tasks", Body: `{"title":"X","assigneeId":"` + ed + `"}`, Want: 201, Has: []string{`"assigneeName":"Ed"`}},
		apptest.Call{Name: "all mistakes at once", As: "acme/ana", Do: "POST /tasks", Body: `{"title":" ","allDay":true}`, Want: 422,
			Has: []string{`"field":"title"`, `"task.untitled"`, `"field":"dueAt"`, `"task.no_day"`}},
		apptest.Call{Name: "for nobody known", As: "acme/ana", Do: "POST /tasks", Body: `{"title":"X","assigneeId":"` + gus + `"}`, Want: 422, Has: []string{`"field":"assigneeId"`}},
		apptest.Call{Name: "about nothing known", As: "acme/ana", Do: "POST /tasks", Want: 422, Has: []string{`"task.about_unknown"`},
			Body: `{"title":"X","about":{"kind":"deal","id":"` + uuid.NewString() + `"}}`},
		apptest.Call{Name: "about no such kind", As: "acme/ana", Do: "POST /tasks", Want: 422, Has: []string{`"field":"about.kind"`},
			Body: `{"title":"X","about":{"kind":"invoice","id":"` + uuid.NewString() + `"}}`},
		apptest.Call{Name: "viewers make none", As: "acme/vera", Do: "POST /tasks", Body: `{"title":"X"}`, Want: 403},
		apptest.Call{Name: "technicians see none", As: "acme/tess", Do: "GET /tasks", Want: 403},
	)
}

func TestChange(t *testing.T) {
	w := apptest.New(t)
	m := create(w, "acme/ed", "/tasks", `{"title":"One","note":"why","dueAt":"2026-12-02T15:00:00Z"}`)
	path := "/tasks/" + m.ID
	w.Run(
		apptest.Call{Name: "reads", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{`"note":"why"`}},
		apptest.Call{Name: "colleague does not", As: "acme/fred", Do: "GET " + path, Want: 404, Has: []string{`"task.not_found"`}},
		apptest.Call{Name: "the owner of the company does", As: "acme/ana", Do: "GET " + path, Want: 200},
		apptest.Call{Name: "viewer may not change it", As: "acme/vera", Do: "PATCH " + path, Body: `{"version":1,"title":"Y"}`, Want: 403},
		apptest.Call{Name: "changes one field", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":1,"title":"Two"}`, Want: 200,
			Has: []string{`"title":"Two"`, `"note":"why"`, `"dueAt":"2026-12-02T15:00:00Z"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":1,"title":"Three"}`, Want: 409, Has: []string{`"task.stale"`}},
		apptest.Call{Name: "null clears", As: "acme/ed", Do: "PATCH " + path, Body: `{"version":2,"dueAt":null,"note":null}`, Want: 200, Has: []string{`"dueAt":null`, `"note":""`}},
		apptest.Call{Name: "done", As: "acme/ed", Do: "POST " + path + "/done", Want: 200, Has: []string{`"doneAt":"2`, `"version":4`}},
		apptest.Call{Name: "done again: nothing happens", As: "acme/ed", Do: "POST " + path + "/done", Want: 200, Has: []string{`"version":4`}},
		apptest.Call{Name: "not by viewers", As: "acme/vera", Do: "POST " + path + "/reopen", Want: 403},
		apptest.Call{Name: "open again", As: "acme/ed", Do: "POST " + path + "/reopen", Want: 200, Has: []string{`"doneAt":null`, `"version":5`}},
		apptest.Call{Name: "to the trash", As: "acme/ed", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ed", Do: "GET " + path, Want: 404},
		apptest.Call{Name: "and back", As: "acme/ed", Do: "POST " + path + "/restore", Want: 200, Has: []string{`"title":"Two"`}},
	)
}

func TestAbout(t *testing.T) {
	w := apptest.New(t)
	secret := create(w, "acme/ana", "/contacts", `{"firstName":"Secret"}`)
	m := create(w, "acme/ana", "/tasks", `{"title":"Call","assigneeId":"`+w.Person("acme/fred").UserID.String()+`","about":{"kind":"contact","id":"`+secret.ID+`"}}`)
	require.Equal(t, "Secret", m.About.Name)
	w.Run(
		apptest.Call{Name: "the assignee sees the task, not the record's name", As: "acme/fred", Do: "GET /tasks/" + m.ID, Want: 200, Has: []string{`"name":""`}, Not: []string{"Secret"}},
		apptest.Call{Name: "nor in lists", As: "acme/fred", Do: "GET /tasks", Want: 200, Has: []string{`"Call"`}, Not: []string{"Secret"}},
		apptest.Call{Name: "nor on the day's page", As: "acme/fred", Do: "GET /today", Want: 200, Not: []string{"Secret"}},
		apptest.Call{Name: "and makes none about it", As: "acme/fred", Do: "POST /tasks", Body: `{"title":"X","about":{"kind":"contact","id":"` + secret.ID + `"}}`, Want: 422},
		apptest.Call{Name: "of one record", As: "acme/ana", Do: "GET /tasks?about=contact:" + secret.ID, Want: 200, Has: []string{m.ID, `"name":"Secret"`}},
		apptest.Call{Name: "of another", As: "acme/ana", Do: "GET /tasks?about=deal:" + secret.ID, Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "of nonsense", As: "acme/ana", Do: "GET /tasks?about=deal:------------------------------------", Want: 400},
		apptest.Call{Name: "taken off its record", As: "acme/ana", Do: "PATCH /tasks/" + m.ID, Body: `{"version":1,"about":null}`, Want: 200, Has: []string{`"about":null`}},
	)
}

func TestLists(t *testing.T) {
	w := apptest.New(t)
	warsaw := clock.Zone("Europe/Warsaw")
	at := func(title string, due time.Time, allDay bool) made {
		return create(w, "acme/ana", "/tasks", fmt.Sprintf(`{"title":%q,"dueAt":%q,"allDay":%t}`, title, due.Format(time.RFC3339), allDay))
	}
	now := clock.Now()
	at("yesterday", clock.Midnight(now, warsaw, -1), true)
	at("whole today", now, true)
	at("a minute ago", now.Add(-time.Minute), false)
	done := at("in an hour", now.Add(time.Hour), false)
	at("next week", now.AddDate(0, 0, 7), false)
	create(w, "acme/ana", "/tasks", `{"title":"some day"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /tasks/" + done.ID + "/done"}, nil)
	list := func(query string, want ...string) {
		t.Helper()
		var titles []string
		next := ""
		for range 10 {
			var l struct {
				Items []made
				Next  *string
			}
			w.Get(apptest.Call{As: "acme/ana", Do: "GET /tasks?limit=2" + query + next}, &l)
			for _, m := range l.Items {
				titles = append(titles, m.Title)
			}
			if l.Next == nil {
				break
			}
			next = "&cursor=" + *l.Next
		}
		require.Equal(t, want, titles, query)
		w.Run(apptest.Call{Name: query, As: "acme/ana", Do: "GET /tasks/count?" + query, Want: 200, Has: []string{fmt.Sprintf(`{"count":%d}`, len(want))}})
	}
	list("&status=overdue", "yesterday", "a minute ago")
	list("&status=all&filter=overdue:is:yes", "yesterday", "a minute ago")
	list("&status=open&filter=overdue:is:no", "whole today", "next week", "some day")
	list("&status=done", "in an hour")
	list("&status=open&sort=-dueAt", "some day", "next week", "a minute ago", "whole today", "yesterday")
	list("&sort=createdAt&status=all", "yesterday", "whole today", "a minute ago", "in an hour", "next week", "some day")
	list("&q=in+an&status=all", "in an hour")
	list("&filter=dueAt:empty:", "some day")
	list("&filter=assignee:is:me&q=week", "next week")
}
