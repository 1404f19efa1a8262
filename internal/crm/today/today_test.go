package today_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
)

type day struct {
	Overdue, Today, Upcoming []struct{ Title string }
	DealsWithoutTask         []struct{ ID, Name string }
	Counts                   struct{ Overdue, Today, Upcoming, DealsWithoutTask int }
}

func titles(ts []struct{ Title string }) []string {
	var all []string
	for _, t := range ts {
		all = append(all, t.Title)
	}
	return all
}

func task(w *apptest.World, as, title string, due time.Time, allDay bool) {
	w.Get(apptest.Call{As: as, Do: "POST /tasks", Want: 201,
		Body: fmt.Sprintf(`{"title":%q,"dueAt":%q,"allDay":%t}`, title, due.Format(time.RFC3339), allDay)}, nil)
}

func deal(w *apptest.World, as, name string) string {
	var d struct{ ID string }
	w.Get(apptest.Call{As: as, Do: "POST /deals", Body: `{"name":"` + name + `"}`, Want: 201}, &d)
	return d.ID
}

func TestToday(t *testing.T) {
	w := apptest.New(t)
	warsaw, now := clock.Zone("Europe/Warsaw"), clock.Now()
	midnight := func(days int) time.Time { return clock.Midnight(now, warsaw, days) }
	task(w, "acme/ed", "yesterday", midnight(-1), true)
	task(w, "acme/ed", "whole today", now, true)
	task(w, "acme/ed", "last second of today", midnight(1).Add(-time.Second), false)
	task(w, "acme/ed", "tomorrow", midnight(1), false)
	task(w, "acme/ed", "in seven days", midnight(7), true)
	task(w, "acme/ed", "in eight days", midnight(8), true)
	task(w, "acme/ana", "not mine", now, true)
	idle, busy := deal(w, "acme/ed", "Idle"), deal(w, "acme/ed", "Busy")
	deal(w, "acme/ana", "Not mine")
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /tasks", Want: 201, Body: `{"title":"X","about":{"kind":"deal","id":"` + busy + `"}}`}, nil)
	var d day
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /today"}, &d)
	require.Equal(t, []string{"yesterday"}, titles(d.Overdue))
	require.Equal(t, []string{"whole today", "last second of today"}, titles(d.Today))
	require.Equal(t, []string{"tomorrow", "in seven days"}, titles(d.Upcoming))
	require.Len(t, d.DealsWithoutTask, 1)
	require.Equal(t, idle, d.DealsWithoutTask[0].ID)
	require.Equal(t, 1, d.Counts.Overdue)
	require.Equal(t, 2, d.Counts.Upcoming)
	require.Equal(t, 1, d.Counts.DealsWithoutTask)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /today"}, &d)
	require.Equal(t, []string{"not mine"}, titles(d.Today), "the owner of the company sees own work only")
	require.Len(t, d.DealsWithoutTask, 1)
	w.Run(apptest.Call{Name: "technicians have no such page", As: "acme/tess", Do: "GET /today", Want: 403})
}
