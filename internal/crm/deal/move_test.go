package deal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/patch"
)

func move(d made, stage, more string) apptest.Call {
	return apptest.Call{As: "acme/ana", Do: "POST /deals/" + d.ID + "/move", Want: 200,
		Body: fmt.Sprintf(`{"stageId":%q,"version":%d%s}`, stage, d.Version, more)}
}

func TestMove(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	d := create(w, "acme/ana", `{"name":"One"}`)
	step := func(name, stage, more string, want int, has ...string) {
		c := move(d, st[stage], more)
		c.Name, c.Want, c.Has = name, want, has
		w.Run(c)
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + d.ID}, &d)
	}
	step("on", "Qualified", "", 200, `"stageName":"Qualified"`, `"status":"open"`, `"version":2`)
	step("lost without a reason", "Lost", "", 422, `"field":"lostReason"`, `"deal.lost_reason_needed"`)
	step("lost for blank reasons", "Lost", `,"lostReason":"  "`, 422, `"deal.lost_reason_needed"`)
	step("lost", "Lost", `,"lostReason":"price"`, 200, `"status":"lost"`, `"lostReason":"price"`)
	require.NotNil(t, d.ClosedAt)
	step("back again", "Proposal", "", 200, `"status":"open"`, `"lostReason":""`, `"closedAt":null`)
	step("won", "Won", "", 200, `"status":"won"`)
	require.NotNil(t, d.ClosedAt)
	closed := *d.ClosedAt
	d.Version = 1
	step("repeated: nothing happens, whatever the version", "Won", "", 200, `"status":"won"`, closed)
	d.Version = 1
	step("stale", "Lead", "", 409, `"deal.stale"`)
	w.Run(
		apptest.Call{Name: "all of it is on the timeline", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + d.ID, Want: 200, Has: []string{
			`"type":"stage_changed"`, `"from":"Lead"`, `"to":"Qualified"`, `"type":"lost"`, `"reason":"price"`, `"type":"reopened"`, `"type":"won"`, `"type":"created"`}},
		apptest.Call{Name: "and in the audit trail", As: "acme/ana", Do: "GET /audit?kind=deal", Want: 200, Has: []string{
			`"action":"won"`, `"action":"lost"`, `"action":"reopened"`, `"field":"stage","from":"Proposal","to":"Won"`}, Not: []string{"rank"}},
		apptest.Call{Name: "no such stage", As: "acme/ana", Do: "POST /deals/" + d.ID + "/move", Want: 422, Has: []string{`"stage.not_found"`},
			Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, uuid.NewString(), d.Version)},
		apptest.Call{Name: "viewers don't", As: "acme/vera", Do: "POST /deals/" + d.ID + "/move", Want: 403,
			Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, st["Lead"], d.Version)},
	)
}

func TestHistory(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	d := create(w, "acme/ana", `{"name":"One"}`)
	back := clock.Advance(time.Minute)
	w.Get(move(d, st["Qualified"], ""), &d)
	back()
	defer clock.Advance(3 * time.Minute)()
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE stage SET name = 'Warm' WHERE id = ?", st["Qualified"]).Error
	}))
	w.Get(move(d, st["Won"], ""), &d)
	var out struct {
		Items []struct {
			FromStage, ToStage, ByName string
			Seconds                    int
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + d.ID + "/history"}, &out)
	require.Len(t, out.Items, 3)
	require.Equal(t, "Warm", out.Items[0].FromStage, "the name at the time of the move")
	require.Equal(t, "Won", out.Items[0].ToStage)
	require.Equal(t, "Qualified", out.Items[1].ToStage, "a renamed stage keeps its old name")
	require.Equal(t, "Lead", out.Items[1].FromStage)
	require.Equal(t, "", out.Items[2].FromStage)
	require.Equal(t, "Ana", out.Items[0].ByName)
	require.InDelta(t, 120, out.Items[1].Seconds, 10, "in Qualified")
	require.InDelta(t, 60, out.Items[2].Seconds, 10, "in Lead")
	w.Run(apptest.Call{Name: "not for colleagues", As: "acme/ed", Do: "GET /deals/" + d.ID + "/history", Want: 404})
}

type boardOut struct {
	Pipeline struct{ Name string }
	Columns  []struct {
		StageID string
		Count   int
		Sums    []struct {
			Amount   int64
			Currency string
		}
		Items []struct{ ID, Name string }
		Next  *string
	}
}

func board(w *apptest.World, as, query string) (b boardOut) {
	w.Get(apptest.Call{As: as, Do: "GET /board" + query}, &b)
	return b
}

func names(b boardOut, column int) string {
	var all []string
	for _, c := range b.Columns[column].Items {
		all = append(all, c.Name)
	}
	return strings.Join(all, " ")
}

func TestOrder(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	ds := map[string]made{}
	for _, n := range []string{"a", "b", "c", "d"} {
		ds[n] = create(w, "acme/ana", `{"name":"`+n+`"}`)
	}
	to := func(name, stage, more, want string, column int) {
		t.Helper()
		var d made
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + ds[name].ID}, &d)
		w.Run(move(d, st[stage], more))
		require.Equal(t, want, names(board(w, "acme/ana", ""), column))
	}
	before := func(name string) string { return `,"beforeId":"` + ds[name].ID + `"` }
	require.Equal(t, "d c b a", names(board(w, "acme/ana", ""), 0), "new deals are on top")
	to("a", "Lead", before("c"), "d a c b", 0)
	to("a", "Lead", before("c"), "d a c b", 0)
	to("d", "Lead", `,"beforeId":null`, "a c b d", 0)
	to("d", "Lead", "", "a c b d", 0)
	to("d", "Lead", before("d"), "a c b d", 0)
	to("b", "Lead", before("a"), "b a c d", 0)
	to("c", "Qualified", "", "c", 1)
	to("a", "Qualified", `,"beforeId":null`, "c a", 1)
	to("d", "Qualified", before("a"), "c d a", 1)
	to("b", "Qualified", "", "b c d a", 1)
	to("b", "Proposal", before("c"), "b", 2)
	after := func(name string) string { return `,"afterId":"` + ds[name].ID + `"` }
	to("a", "Qualified", after("c"), "c a d", 1)
	to("c", "Qualified", after("d"), "a d c", 1)
	to("b", "Qualified", after("a"), "a b d c", 1)
	to("b", "Qualified", after("b"), "a b d c", 1)
	to("b", "Proposal", after("c"), "b", 2)
	var d made
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + ds["d"].ID}, &d)
	require.Equal(t, 2, d.Version, "order is no change of the deal")
}

// TestParallelMoves: whatever many people do at once, every deal stays on the board once, and the order stays one.
func TestParallelMoves(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	var ids []string
	for i := range 12 {
		ids = append(ids, create(w, "acme/ana", fmt.Sprintf(`{"name":"d%02d"}`, i)).ID)
	}
	columns := []string{st["Lead"], st["Qualified"], st["Proposal"]}
	var moved, stale int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 15 {
				n := worker*31 + i*7
				id, beside := ids[n%len(ids)], ids[(n*5+1)%len(ids)]
				var d made
				a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /deals/" + id})
				if json.Unmarshal([]byte(a.Body), &d) != nil {
					continue
				}
				c := move(d, columns[n%3], `,"beforeId":"`+beside+`"`)
				a = w.Do(c)
				mu.Lock()
				switch a.Status {
				case http.StatusOK:
					moved++
				case http.StatusConflict:
					stale++
				default:
					t.Errorf("%s answers %d %s", c.Do, a.Status, a.Body)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Equal(t, 8*15, moved+stale)
	require.Positive(t, moved)
	var seen []string
	for _, c := range board(w, "acme/ana", "").Columns {
		require.Len(t, c.Items, c.Count)
		for _, card := range c.Items {
			seen = append(seen, card.ID)
		}
	}
	slices.Sort(seen)
	slices.Sort(ids)
	require.Equal(t, ids, seen, "each deal once")
	for _, id := range ids {
		requireChain(t, w, id)
	}
}

// requireChain: a deal's history is one way without gaps, from the beginning to where it stands.
func requireChain(t *testing.T, w *apptest.World, id string) {
	t.Helper()
	var d made
	var out struct {
		Items []struct{ FromStage, ToStage string }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + id}, &d)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + id + "/history"}, &out)
	require.Len(t, out.Items, d.Version, "one step for each save")
	require.Equal(t, d.StageName, out.Items[0].ToStage)
	require.Empty(t, out.Items[len(out.Items)-1].FromStage)
	for i := 1; i < len(out.Items); i++ {
		require.Equal(t, out.Items[i].ToStage, out.Items[i-1].FromStage)
	}
}

// TestOrderModel compares moves with a model of the columns, a list of names each.
func TestOrderModel(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	columns := []string{st["Lead"], st["Qualified"]}
	rapid.Check(t, func(r *rapid.T) {
		tag := uuid.NewString()[:8]
		ids := map[string]uuid.UUID{}
		model := [2][]string{}
		for _, n := range []string{"a", "b", "c", "d", "e"} {
			ids[n] = uuid.MustParse(create(w, "acme/ana", `{"name":"`+tag+n+`"}`).ID)
			model[0] = append([]string{n}, model[0]...)
		}
		for range rapid.IntRange(1, 12).Draw(r, "moves") {
			name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(r, "card")
			column := rapid.IntRange(0, 1).Draw(r, "column")
			from := 0
			if slices.Contains(model[1], name) {
				from = 1
			}
			model[from] = slices.DeleteFunc(model[from], func(n string) bool { return n == name })
			m := deal.Move{StageID: uuid.MustParse(columns[column])}
			at := rapid.IntRange(0, len(model[column])).Draw(r, "place")
			if at > 0 && rapid.Bool().Draw(r, "after") {
				m.Place.After = new(ids[model[column][at-1]])
			} else if at < len(model[column]) {
				m.Place.Before = patch.Of(ids[model[column][at]])
			} else {
				m.Place.Before = patch.Field[uuid.UUID]{Set: true, Null: true}
			}
			model[column] = slices.Insert(model[column], at, name)
			require.NoError(r, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
				d, err := w.App.Deals.Find(ctx, ids[name])
				m.Version = d.Version
				if err == nil {
					_, err = w.App.Deals.Move(ctx, ids[name], m)
				}
				return err
			}))
		}
		b := board(w, "acme/ana", "?q="+tag)
		for i := range model {
			require.Equal(r, strings.Join(model[i], " "), strings.ReplaceAll(names(b, i), tag, ""))
		}
	})
}
