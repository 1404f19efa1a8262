package dashboard_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type (
	amount struct {
		Amount   int64
		Currency string
	}
	sum struct {
		Count int64
		Sums  []amount
	}
	figures struct {
		Month, Currency string
		OpenByStage     []struct {
			Stage, Pipeline string
			sum
		}
		WonThisMonth struct {
			sum
			ByDay []struct {
				Day string
				sum
			}
		}
		ActivitiesByPerson []struct {
			Name                                      string
			Calls, Meetings, Emails, Notes, TasksDone int64
		}
	}
	deal struct {
		ID      string
		Version int
	}
)

func read(w *apptest.World, as string) (f figures) {
	w.Get(apptest.Call{As: as, Do: "GET /dashboard"}, &f)
	return f
}

func open(w *apptest.World, as string, value int, currency string) (d deal) {
	w.Get(apptest.Call{As: as, Do: "POST /deals", Body: fmt.Sprintf(`{"name":"X","value":{"amount":%d,"currency":%q}}`, value, currency), Want: 201}, &d)
	return d
}

func win(w *apptest.World, as string, d deal) {
	var p struct {
		Items []struct{ Stages []struct{ ID, Kind string } }
	}
	w.Get(apptest.Call{As: as, Do: "GET /pipelines"}, &p)
	for _, s := range p.Items[0].Stages {
		if s.Kind == "won" {
			w.Get(apptest.Call{As: as, Do: "POST /deals/" + d.ID + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, s.ID, d.Version)}, nil)
		}
	}
}

func share(w *apptest.World, d deal, with string) {
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Want: 201,
		Body: fmt.Sprintf(`{"kind":"deal","id":%q,"userId":%q}`, d.ID, w.Person(with).UserID)}, nil)
}

func TestDeals(t *testing.T) {
	w := apptest.New(t)
	open(w, "acme/ana", 100, "EUR")
	open(w, "acme/ana", 50, "PLN")
	eds := open(w, "acme/ed", 7, "EUR")
	win(w, "acme/ana", open(w, "acme/ana", 1000, "EUR"))
	win(w, "acme/ed", open(w, "acme/ed", 30, "EUR"))
	win(w, "globex/gus", open(w, "globex/gus", 999, "EUR"))
	share(w, eds, "acme/fred")

	f := read(w, "acme/ana")
	warsaw := clock.Zone("Europe/Warsaw")
	require.Equal(t, clock.Now().In(warsaw).Format("2006-01"), f.Month)
	require.Equal(t, "EUR", f.Currency)
	require.Len(t, f.OpenByStage, 4, "open stages, also empty ones")
	require.Equal(t, "Lead", f.OpenByStage[0].Stage)
	require.Equal(t, sum{3, []amount{{107, "EUR"}, {50, "PLN"}}}, f.OpenByStage[0].sum, "currencies are not added up")
	require.Equal(t, sum{0, []amount{}}, f.OpenByStage[1].sum)
	require.Equal(t, sum{2, []amount{{1030, "EUR"}}}, f.WonThisMonth.sum)
	require.Len(t, f.WonThisMonth.ByDay, 1)
	require.Equal(t, clock.Now().In(warsaw).Format(time.DateOnly), f.WonThisMonth.ByDay[0].Day)

	f = read(w, "acme/ed")
	require.Equal(t, sum{1, []amount{{7, "EUR"}}}, f.OpenByStage[0].sum, "one's own")
	require.Equal(t, sum{1, []amount{{30, "EUR"}}}, f.WonThisMonth.sum)
	f = read(w, "acme/fred")
	require.Equal(t, sum{1, []amount{{7, "EUR"}}}, f.OpenByStage[0].sum, "what is assigned")
	require.Zero(t, f.WonThisMonth.Count)
	w.Run(apptest.Call{Name: "technicians see no figures", As: "acme/tess", Do: "GET /dashboard", Want: 403})
}

func TestNarrowReports(t *testing.T) {
	w := apptest.New(t)
	open(w, "acme/ana", 100, "EUR")
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/viewer/grants", Body: `{"object":"report","action":"read","scope":"own"}`}, nil)
	require.Eventually(t, func() bool { return read(w, "acme/vera").OpenByStage[0].Count == 0 }, 5*time.Second, 50*time.Millisecond,
		"the viewer sees all deals, but reports of own ones only")
	w.Run(apptest.Call{Name: "the deals themselves", As: "acme/vera", Do: "GET /deals/count", Want: 200, Has: []string{`{"count":1}`}})
}

// TestMonths: what was won a second before the month began, in the company's zone, is not of this month.
func TestMonths(t *testing.T) {
	w := apptest.New(t)
	win(w, "acme/ana", open(w, "acme/ana", 1, "EUR"))
	closed := func(at time.Time) {
		require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
			return db.Orm(ctx).Exec("UPDATE deal SET closed_at = ?", at).Error
		}))
	}
	warsaw := clock.Zone("Europe/Warsaw")
	now := clock.Now().In(warsaw)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, warsaw)
	closed(first)
	require.Equal(t, first.Format(time.DateOnly), read(w, "acme/ana").WonThisMonth.ByDay[0].Day)
	closed(first.Add(-time.Second))
	require.Zero(t, read(w, "acme/ana").WonThisMonth.Count)
	closed(first.AddDate(0, 1, 0).Add(-time.Second))
	require.EqualValues(t, 1, read(w, "acme/ana").WonThisMonth.Count)
	closed(first.AddDate(0, 1, 0))
	require.Zero(t, read(w, "acme/ana").WonThisMonth.Count)
}

func TestPeople(t *testing.T) {
	w := apptest.New(t)
	var c struct{ ID string }
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 201}, &c)
	for _, kind := range []string{"call", "call", "note", "meeting", "email"} {
		w.Get(apptest.Call{As: "acme/ed", Do: "POST /activities", Want: 201,
			Body: fmt.Sprintf(`{"type":%q,"about":{"kind":"contact","id":%q},"text":"x"}`, kind, c.ID)}, nil)
	}
	var task struct{ ID string }
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /tasks", Body: `{"title":"x"}`, Want: 201}, &task)
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /tasks/" + task.ID + "/done"}, nil)
	f := read(w, "acme/ana")
	require.Len(t, f.ActivitiesByPerson, 1)
	p := f.ActivitiesByPerson[0]
	require.Equal(t, "Ed", p.Name)
	require.Equal(t, []int64{2, 1, 1, 1, 1}, []int64{p.Calls, p.Meetings, p.Emails, p.Notes, p.TasksDone})
	require.Len(t, read(w, "acme/ed").ActivitiesByPerson, 1)
	require.Empty(t, read(w, "acme/fred").ActivitiesByPerson)
	require.Empty(t, read(w, "globex/gus").ActivitiesByPerson)
}
