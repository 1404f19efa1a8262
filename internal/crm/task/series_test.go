package task_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
)

type one struct {
	made
	Kind         string
	Minutes      *int
	RemindBefore *int
	Repeat       string
	NextID       *string
	DoneAt       *time.Time
	SnoozedUntil *time.Time
}

func open(w *apptest.World) (all []one) {
	var l struct{ Items []one }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /tasks?status=open"}, &l)
	return l.Items
}

func daily(w *apptest.World, due time.Time) (x one) {
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /tasks", Want: 201, Body: fmt.Sprintf(
		`{"title":"Report","kind":"call","minutes":15,"remindBefore":60,"dueAt":%q,"repeat":"FREQ=DAILY;COUNT=9"}`, due.Format(time.RFC3339))}, &x)
	return x
}

// TestSeries: done makes the next one, once; taken back, the next one goes again unless it was touched.
func TestSeries(t *testing.T) {
	w := apptest.New(t)
	due := clock.Now().Add(time.Hour).Truncate(time.Second)
	x := daily(w, due)
	require.Equal(t, "call", x.Kind)
	require.Equal(t, 15, *x.Minutes)
	done := "POST /tasks/" + x.ID + "/done"
	w.Get(apptest.Call{As: "acme/ed", Do: done, Want: 200}, &x)
	w.Run(apptest.Call{Name: "again: nothing", As: "acme/ed", Do: done, Want: 200})
	next := open(w)
	require.Len(t, next, 1)
	require.Equal(t, *x.NextID, next[0].ID)
	require.Equal(t, "Report", next[0].Title)
	require.Equal(t, 60, *next[0].RemindBefore)
	require.WithinDuration(t, due.Add(24*time.Hour), *next[0].DueAt, time.Hour)
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /tasks/" + x.ID + "/reopen"}, &x)
	require.Nil(t, x.NextID)
	require.Equal(t, []string{x.ID}, ids(open(w)), "the next one is gone again")

	w.Get(apptest.Call{As: "acme/ed", Do: done}, &x)
	w.Run(apptest.Call{Name: "the next one is worked on", As: "acme/ed", Do: "PATCH /tasks/" + *x.NextID, Body: `{"version":1,"note":"done in part"}`, Want: 200},
		apptest.Call{Name: "and so stays", As: "acme/ed", Do: "POST /tasks/" + x.ID + "/reopen", Want: 200})
	require.Len(t, open(w), 2)
	w.Run(apptest.Call{Name: "and does not come twice", As: "acme/ed", Do: done, Want: 200})
	require.Equal(t, []string{*x.NextID}, ids(open(w)))
}

func ids(all []one) (ids []string) {
	for _, x := range all {
		ids = append(ids, x.ID)
	}
	return ids
}

func TestOnlyThisOne(t *testing.T) {
	w := apptest.New(t)
	due := clock.Now().Add(time.Hour).Truncate(time.Second)
	x := daily(w, due)
	later := due.Add(3 * time.Hour)
	w.Get(apptest.Call{As: "acme/ed", Do: "PATCH /tasks/" + x.ID, Body: fmt.Sprintf(`{"version":1,"only":true,"dueAt":%q}`, later.Format(time.RFC3339))}, &x)
	require.Empty(t, x.Repeat)
	all := open(w)
	require.Len(t, all, 2)
	require.Equal(t, "FREQ=DAILY;COUNT=9", all[1].Repeat)
	require.WithinDuration(t, due.Add(24*time.Hour), *all[1].DueAt, time.Hour, "the others go on as they were")
	w.Run(
		apptest.Call{Name: "stale changes make no next one", As: "acme/ed", Do: "PATCH /tasks/" + all[1].ID, Body: `{"version":7,"only":true,"title":"Z"}`, Want: 409},
		apptest.Call{Name: "only this one goes", As: "acme/ed", Do: "DELETE /tasks/" + all[1].ID + "?only=true", Want: 204})
	all = open(w)
	require.Len(t, all, 2)
	w.Run(apptest.Call{Name: "all go", As: "acme/ed", Do: "DELETE /tasks/" + all[1].ID, Want: 204})
	require.Equal(t, []string{x.ID}, ids(open(w)))
}

func TestPlan(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "all mistakes at once", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"X","minutes":5,"remindBefore":5,"repeat":"FREQ=DAILY"}`, Want: 422,
			Has: []string{`"task.length"`, `"task.remind"`, `"task.repeat_day"`}},
		apptest.Call{Name: "no such rule", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"X","dueAt":"2026-12-02T15:00:00Z","repeat":"FREQ=MINUTELY"}`, Want: 422, Has: []string{`"field":"repeat"`}},
		apptest.Call{Name: "no such kind", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"X","kind":"party"}`, Want: 422},
		apptest.Call{Name: "a meeting", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"X","kind":"meeting","dueAt":"2026-12-02T15:00:00Z","minutes":90}`, Want: 201,
			Has: []string{`"kind":"meeting"`, `"minutes":90`, `"remindBefore":null`, `"repeat":""`}},
	)
	m := create(w, "acme/ed", "/tasks", `{"title":"Later"}`)
	until := clock.Now().Add(time.Hour).Truncate(time.Second).Format(time.RFC3339)
	snooze := "POST /tasks/" + m.ID + "/snooze"
	w.Run(
		apptest.Call{Name: "put off", As: "acme/ed", Do: snooze, Body: `{"until":"` + until + `"}`, Want: 200, Has: []string{`"snoozedUntil":"` + until + `"`, `"dueAt":null`}},
		apptest.Call{Name: "not into the past", As: "acme/ed", Do: snooze, Body: `{"until":"2020-01-01T00:00:00Z"}`, Want: 422, Has: []string{`"task.snooze"`}},
		apptest.Call{Name: "not by viewers", As: "acme/vera", Do: snooze, Body: `{"until":null}`, Want: 403},
		apptest.Call{Name: "taken back", As: "acme/ed", Do: snooze, Body: `{"until":null}`, Want: 200, Has: []string{`"snoozedUntil":null`}},
	)
}

// TestNextStep: who has done the last open task about an open deal is asked for the next one.
func TestNextStep(t *testing.T) {
	w := apptest.New(t)
	d := create(w, "acme/ed", "/deals", `{"name":"Paper"}`)
	about := `,"about":{"kind":"deal","id":"` + d.ID + `"}}`
	first, second := create(w, "acme/ed", "/tasks", `{"title":"One"`+about), create(w, "acme/ana", "/tasks", `{"title":"Two"`+about)
	w.Run(
		apptest.Call{Name: "somebody has another", As: "acme/ed", Do: "POST /tasks/" + first.ID + "/done", Want: 200, Has: []string{`"needsStep":false`}},
		apptest.Call{Name: "the last", As: "acme/ana", Do: "POST /tasks/" + second.ID + "/done", Want: 200, Has: []string{`"needsStep":true`}},
		apptest.Call{Name: "in the list of deals", As: "acme/ed", Do: "GET /deals?filter=nextTask:empty:", Want: 200, Has: []string{`"Paper"`}},
		apptest.Call{Name: "one is planned", As: "acme/ed", Do: "POST /tasks", Body: `{"title":"Three"` + about, Want: 201},
		apptest.Call{Name: "no longer in it", As: "acme/ed", Do: "GET /deals?filter=nextTask:empty:", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "but in its opposite", As: "acme/ed", Do: "GET /deals?filter=nextTask:notEmpty:", Want: 200, Has: []string{`"Paper"`}},
	)
}
