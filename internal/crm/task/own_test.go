package task_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// A field that a company adds to its tasks is filled in, changed, listed, sorted and filtered by, told of in the history and
// closed to a role, like those of other records.
func TestOwnFieldsOfTasks(t *testing.T) {
	w := apptest.New(t)
	field := func(body string) string { return w.Make("acme/ana", "/fields", `{"object":"task",`+body+`}`) }
	hours, note := field(`"type":"number","label":"Hours"`), field(`"type":"text","label":"Gate code"`)
	double := field(fmt.Sprintf(`"type":"formula","label":"Double","formula":"[custom.%s] * 2"`, hours))
	task := func(title string, n int) string {
		return w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":%q,"custom":{%q:%d,%q:"4711"}}`, title, hours, n, note))
	}
	small, large := task("Small", 2), task("Large", 8)
	list := "/tasks?status=all&custom=" + hours + "&custom=" + double + "&"
	w.Run(
		apptest.Call{Name: "whole", As: "acme/ana", Do: "GET /tasks/" + small, Want: 200, Has: []string{`:"4711"`, fmt.Sprintf(`%q:2`, hours), fmt.Sprintf(`%q:4`, double)}},
		apptest.Call{Name: "changed", As: "acme/ana", Do: "PATCH /tasks/" + small, Body: fmt.Sprintf(`{"version":1,"custom":{%q:3}}`, hours), Want: 200, Has: []string{fmt.Sprintf(`%q:3`, hours), fmt.Sprintf(`%q:6`, double)}},
		apptest.Call{Name: "wrong", As: "acme/ana", Do: "PATCH /tasks/" + small, Body: fmt.Sprintf(`{"version":2,"custom":{%q:"many"}}`, hours), Want: 422, Has: []string{"custom." + hours}},
		apptest.Call{Name: "none is required", As: "acme/ana", Do: "POST /fields", Body: `{"object":"task","type":"text","label":"Must","required":true}`, Want: 422, Has: []string{`"field":"required"`}},
		apptest.Call{Name: "told of", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"Hours"`}},
		apptest.Call{Name: "of none", As: "acme/ana", Do: "GET " + list + "filter=custom." + hours + ":gte:9", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "counted", As: "acme/ana", Do: "GET /tasks/count?status=all&filter=custom." + hours + ":gte:4", Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "a view", As: "acme/ana", Do: "POST /views", Body: fmt.Sprintf(`{"object":"task","name":"Long","kind":"table","sort":"-custom.%s","filter":["custom.%[1]s:gte:4"],"columns":[{"id":"custom.%[1]s"}]}`, hours), Want: 201},
	)
	require.Equal(t, []string{large, small}, inOrder(w, list+"sort=-custom."+hours))
	require.Equal(t, []string{small, large}, inOrder(w, list+"sort=custom."+double))
	done := w.Do(apptest.Call{As: "acme/ana", Do: "POST /tasks/" + large + "/done"})
	require.Contains(t, done.Body, `:"4711"`, "what is done keeps what is in it")
	w.Run(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"task","field":"custom.%s","mask":"hide"}`, note), Want: 200})
	ed := w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Ed's","assigneeId":%q,"custom":{%q:"4711"}}`, w.Person("acme/ed").UserID, note))
	w.Run(
		apptest.Call{Name: "not seen", As: "acme/ed", Do: "GET /tasks/" + ed, Want: 200, Has: []string{`"custom":{}`}},
		apptest.Call{Name: "not written", As: "acme/ed", Do: "PATCH /tasks/" + ed, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"1"}}`, note), Want: 403},
		apptest.Call{Name: "the rest is saved", As: "acme/ed", Do: "PATCH /tasks/" + ed, Body: `{"version":1,"title":"Ed's own"}`, Want: 200, Has: []string{`"custom":{}`}},
		apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /tasks/" + ed, Want: 200, Has: []string{`:"4711"`}},
	)
}

func inOrder(w *apptest.World, path string) (ids []string) {
	var out struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{Name: path, As: "acme/ana", Do: "GET " + path}, &out)
	for _, i := range out.Items {
		ids = append(ids, i.ID)
	}
	return ids
}

// The next of a repeated task has what this one has, but for what no two tasks may have; what is closed to who ticks it off
// goes along.
func TestOwnFieldsOfTheNextTask(t *testing.T) {
	w := apptest.New(t)
	plain := w.Make("acme/ana", "/fields", `{"object":"task","type":"text","label":"Place"}`)
	only := w.Make("acme/ana", "/fields", `{"object":"task","type":"text","label":"Ticket","unique":true}`)
	w.Run(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"task","field":"custom.%s","mask":"hide"}`, plain), Want: 200})
	id := w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Weekly","dueAt":"2026-03-02T09:00:00Z","repeat":"FREQ=WEEKLY","assigneeId":%q,"custom":{%q:"Yard",%q:"T-1"}}`, w.Person("acme/ed").UserID, plain, only))
	var done struct{ NextID string }
	w.Get(apptest.Call{Name: "ticked off", As: "acme/ed", Do: "POST /tasks/" + id + "/done"}, &done)
	next := w.Do(apptest.Call{As: "acme/ana", Do: "GET /tasks/" + done.NextID})
	require.Contains(t, next.Body, `"Yard"`)
	require.NotContains(t, next.Body, "T-1")
}

// Many tasks get a value at once, and lose it again when that is undone.
func TestOwnFieldsOfManyTasks(t *testing.T) {
	w := apptest.New(t)
	hours := w.Make("acme/ana", "/fields", `{"object":"task","type":"number","label":"Hours"}`)
	a, b := w.Make("acme/ana", "/tasks", `{"title":"A"}`), w.Make("acme/ana", "/tasks", `{"title":"B"}`)
	set := w.Make("acme/ana", "/changesets", fmt.Sprintf(`{"act":"edit","object":"task","ids":[%q,%q],"edit":{"custom":{%q:5}}}`, a, b, hours))
	w.Run(apptest.Call{Name: "done", As: "acme/ana", Do: "POST /changesets/" + set + "/start", Want: 200})
	w.Run(apptest.Call{Name: "set", As: "acme/ana", Do: "GET /tasks/" + a, Want: 200, Has: []string{fmt.Sprintf(`%q:5`, hours)}})
	w.Run(
		apptest.Call{Name: "undone", As: "acme/ana", Do: "POST /changesets/" + set + "/undo", Body: `{}`, Want: 200},
		apptest.Call{Name: "as before", As: "acme/ana", Do: "GET /tasks/" + b, Want: 200, Has: []string{`"custom":{}`}},
	)
}
