package pipeline_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
)

type dealOf struct {
	ID, StageID, PipelineID, StageName string
	Version                            int
	Lacks                              []string
}

func read(w *apptest.World, id string) (d dealOf) {
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + id}, &d)
	return d
}

func move(w *apptest.World, id, stage string) apptest.Answer {
	d := read(w, id)
	return w.Do(apptest.Call{As: "acme/ana", Do: "POST /deals/" + id + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, stage, d.Version)})
}

// onBoards are the deals on all boards, each with its stage.
func onBoards(w *apptest.World) map[string]string {
	at := map[string]string{}
	for _, p := range pipes(w, "acme/ana") {
		var b struct {
			Columns []struct {
				StageID string
				Count   int
				Items   []struct{ ID string }
			}
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /board?pipelineId=" + p.ID}, &b)
		for _, c := range b.Columns {
			require.Len(w.T, c.Items, c.Count)
			for _, d := range c.Items {
				require.Empty(w.T, at[d.ID], "once")
				at[d.ID] = c.StageID
			}
		}
	}
	return at
}

// patched changes the stages of a pipeline as it is now.
func patched(w *apptest.World, p pipe, stages []stage, moves ...map[string]string) (c change) {
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: with(p, stages, moves...)}, &c)
	return c
}

// Product test 3: rename, reorder or delete a stage: every deal stays on a board; history keeps the old name.
func TestProduct3EveryDealStaysOnABoard(t *testing.T) {
	w := apptest.New(t)
	p := pipes(w, "acme/ana")[0]
	var ids []string
	for i := range 12 {
		ids = append(ids, w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"D%d","stageId":%q}`, i, p.Stages[i%4].ID)))
	}
	trashed := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Trashed","stageId":%q}`, p.Stages[1].ID))
	w.Run(apptest.Call{Name: "to the trash", As: "acme/ana", Do: "DELETE /deals/" + trashed, Want: 204})

	renamed := append([]stage{}, p.Stages...)
	renamed[0].Name, renamed[1].Name = "First talk", "Warm"
	renamed[2], renamed[3] = renamed[3], renamed[2]
	c := patched(w, p, renamed)
	require.Len(t, onBoards(w), 12)
	require.Equal(t, "First talk Warm Negotiation Proposal Won Lost", names(c.Pipeline))
	w.Run(
		apptest.Call{Name: "history keeps the old name", As: "acme/ana", Do: "GET /deals/" + ids[1] + "/history", Want: 200, Has: []string{`"toStage":"Qualified"`}, Not: []string{"Warm"}},
		apptest.Call{Name: "stages with deals do not just go", As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Want: 409, Has: []string{`"stage.deals_inside"`, `"deals":4`},
			Body: with(c.Pipeline, without(c.Pipeline.Stages, "Warm"))},
		apptest.Call{Name: "nor does what is open become won", As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Want: 422, Has: []string{`"stage.target"`},
			Body: with(c.Pipeline, without(c.Pipeline.Stages, "Warm"), to(named(p, "Qualified"), named(p, "Won")))},
	)
	gone := patched(w, c.Pipeline, without(c.Pipeline.Stages, "Warm"), to(named(p, "Qualified"), named(p, "Proposal")))
	require.Equal(t, 4, gone.Moved, "the one in the trash too")
	at := onBoards(w)
	require.Len(t, at, 12)
	require.Equal(t, named(p, "Proposal"), at[ids[1]])
	require.NotContains(t, names(gone.Pipeline), "Warm")
	w.Run(
		apptest.Call{Name: "its history goes on", As: "acme/ana", Do: "GET /deals/" + ids[1] + "/history", Want: 200, Has: []string{`"fromStage":"Warm","toStage":"Proposal"`, `"toStage":"Qualified"`}},
		apptest.Call{Name: "out of the trash, onto a board", As: "acme/ana", Do: "POST /deals/" + trashed + "/restore", Want: 200, Has: []string{`"stageName":"Proposal"`}},
	)
	require.Equal(t, http.StatusOK, move(w, ids[5], named(p, "Negotiation")).Status)

	var u struct{ Back, Stayed int }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines/undo/" + *gone.Removal}, &u)
	require.Equal(t, 3, u.Back)
	require.Equal(t, 1, u.Stayed, "who moved since stays")
	at = onBoards(w)
	require.Len(t, at, 13)
	require.Equal(t, named(p, "Qualified"), at[ids[1]], "the same stage, with the rights to it")
	require.Equal(t, named(p, "Negotiation"), at[ids[5]])
	require.Equal(t, "First talk Warm Negotiation Proposal Won Lost", names(pipes(w, "acme/ana")[0]))
	w.Run(
		apptest.Call{Name: "not twice", As: "acme/ana", Do: "POST /pipelines/undo/" + *gone.Removal, Want: 404, Has: []string{`"pipeline.undone"`}},
		apptest.Call{Name: "nor by a neighbour", As: "globex/gus", Do: "POST /pipelines/undo/" + *gone.Removal, Want: 404},
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"action":"restored"`, `"field":"deals"`}},
	)
}

// A pipeline goes with its deals moved to others, and comes back with them.
func TestPipelineGoesAndComesBack(t *testing.T) {
	w := apptest.New(t)
	sales := pipes(w, "acme/ana")[0]
	var other pipe
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"Other"}`, Want: 201}, &other)
	d := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"D","stageId":%q}`, other.Stages[2].ID))
	path := "POST /pipelines/" + other.ID + "/remove"
	w.Run(apptest.Call{Name: "not with deals inside", As: "acme/ana", Do: path, Body: fmt.Sprintf(`{"version":%d}`, other.Version), Want: 409, Has: []string{`"stage.deals_inside"`}})
	var c change
	w.Get(apptest.Call{As: "acme/ana", Do: path, Body: fmt.Sprintf(`{"version":%d,"moves":[{"from":%q,"to":%q}]}`, other.Version, other.Stages[2].ID, sales.Stages[0].ID)}, &c)
	require.Equal(t, 1, c.Moved)
	require.Len(t, pipes(w, "acme/ana"), 1)
	require.Equal(t, sales.ID, read(w, d).PipelineID)
	w.Run(apptest.Call{Name: "and back", As: "acme/ana", Do: "POST /pipelines/undo/" + *c.Removal, Want: 200, Has: []string{`{"back":1,"stayed":0}`}})
	require.Len(t, pipes(w, "acme/ana"), 2)
	require.Equal(t, other.Stages[2].ID, read(w, d).StageID)
}

// Product test 11: a stage change always appears in the timeline, whatever made it.
func TestProduct11AStageChangeIsOnTheTimeline(t *testing.T) {
	w := apptest.New(t)
	p := pipes(w, "acme/ana")[0]
	d := w.Make("acme/ana", "/deals", `{"name":"Roof"}`)
	steps := func(name string, n int, has ...string) {
		t.Helper()
		var out struct{ Items []struct{ Type string } }
		a := w.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + d}, &out)
		count := 0
		for _, i := range out.Items {
			if i.Type != "created" && i.Type != "updated" {
				count++
			}
		}
		require.Equal(t, n, count, "%s: %s", name, a.Body)
		for _, h := range has {
			require.Contains(t, a.Body, h, name)
		}
	}
	require.Equal(t, 200, move(w, d, named(p, "Qualified")).Status)
	steps("moved by hand", 1, `"from":"Lead"`, `"to":"Qualified"`)
	c := patched(w, p, without(p.Stages, "Qualified"), to(named(p, "Qualified"), named(p, "Proposal")))
	steps("its stage was removed", 2, `"from":"Qualified"`, `"to":"Proposal"`)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines/undo/" + *c.Removal}, nil)
	steps("its stage came back", 3, `"from":"Proposal"`)
	require.Equal(t, 200, move(w, d, named(p, "Won")).Status)
	steps("won", 4, `"type":"won"`)
	var other pipe
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"Other"}`, Want: 201}, &other)
	require.Equal(t, 200, move(w, d, other.Stages[0].ID).Status)
	steps("into another pipeline", 5, `"type":"reopened"`)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines/" + other.ID + "/remove", Body: fmt.Sprintf(`{"version":1,"moves":[{"from":%q,"to":%q}]}`, other.Stages[0].ID, named(p, "Lead"))}, nil)
	steps("its pipeline was removed", 6)
}

// Whatever is done to stages and deals, in whatever order: no deal is lost, each stands in one stage of its pipeline, and
// columns keep their order.
func TestStagesAndDealsModel(t *testing.T) {
	w := apptest.New(t)
	var second pipe
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"Second"}`, Want: 201}, &second)
	var ids, removals []string
	for i := range 8 {
		ids = append(ids, w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"D%d"}`, i)))
	}
	made := 0
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			ps := pipes(w, "acme/ana")
			p := ps[rapid.IntRange(0, len(ps)-1).Draw(r, "pipeline")]
			open := without(without(p.Stages, "Won"), "Lost")
			at := open[rapid.IntRange(0, len(open)-1).Draw(r, "stage")]
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0: // a deal moves
				require.Equal(r, 200, move(w, ids[rapid.IntRange(0, len(ids)-1).Draw(r, "deal")], at.ID).Status)
			case 1: // stages change places
				patched(w, p, append(append([]stage{}, p.Stages[1:]...), p.Stages[0]))
			case 2: // a new one
				if len(open) < 6 {
					made++
					patched(w, p, append([]stage{{Name: fmt.Sprintf("New %d", made), Kind: "open", Probability: 5}}, p.Stages...))
				}
			case 3: // one is merged into another, perhaps of the other pipeline
				q := ps[rapid.IntRange(0, len(ps)-1).Draw(r, "where")]
				targets := without(without(without(q.Stages, "Won"), "Lost"), "")
				target := targets[rapid.IntRange(0, len(targets)-1).Draw(r, "target")]
				if len(open) < 2 || target.ID == at.ID {
					continue
				}
				var rest []stage
				for _, s := range p.Stages {
					if s.ID != at.ID {
						rest = append(rest, s)
					}
				}
				before := column(w, p, at.ID)
				c := patched(w, p, rest, to(at.ID, target.ID))
				require.Equal(r, len(before), c.Moved)
				after := column(w, q, target.ID)
				require.Equal(r, before, after[len(after)-len(before):], "in their order, below those that were there")
				removals = append(removals, *c.Removal)
			case 4: // the last merge is undone
				if n := len(removals); n > 0 {
					a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /pipelines/undo/" + removals[n-1]})
					require.Equal(r, 200, a.Status, a.Body)
					removals = removals[:n-1]
				}
			}
		}
		at := onBoards(w)
		require.Len(r, at, len(ids), "none is lost")
		for _, id := range ids {
			require.Equal(r, at[id], read(w, id).StageID)
		}
	})
}

func column(w *apptest.World, p pipe, stageID string) []string {
	var out struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /board/" + stageID}, &out)
	ids := []string{}
	for _, d := range out.Items {
		ids = append(ids, d.ID)
	}
	return ids
}

// Deals are put into a stage while it is merged into another: none is left behind in what is no more.
func TestMovedIntoWhatIsRemoved(t *testing.T) {
	w := apptest.New(t)
	p := pipes(w, "acme/ana")[0]
	var ids []string
	for i := range 10 {
		ids = append(ids, w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"D%d"}`, i)))
	}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			a := move(w, id, named(p, "Qualified"))
			if a.Status != 200 && a.Status != 422 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	wg.Go(func() {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: with(p, without(p.Stages, "Qualified"), to(named(p, "Qualified"), named(p, "Proposal")))})
		if a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
	wg.Wait()
	at := onBoards(w)
	require.Len(t, at, 10)
	for _, id := range ids {
		require.Contains(t, []string{named(p, "Lead"), named(p, "Proposal")}, at[id])
	}
}

// Who does not see all stages of a pipeline does not set it up, and is not told their names.
func TestClosedStagesAreNotSetUp(t *testing.T) {
	w := apptest.New(t)
	p := pipes(w, "acme/ana")[0]
	w.Join("acme", "adam", "admin")
	w.Run(
		apptest.Call{Name: "hidden from administrators", As: "acme/ana", Do: "PUT /roles/admin/stages", Body: fmt.Sprintf(`{"stage":%q,"mask":"hide"}`, named(p, "Qualified")), Want: 200},
		apptest.Call{Name: "not set up", As: "acme/adam", Do: "PATCH /pipelines/" + p.ID, Body: with(p, p.Stages), Want: 403, Has: []string{`"pipeline.closed"`}, Not: []string{"Qualified"}},
		apptest.Call{Name: "nor removed", As: "acme/adam", Do: "POST /pipelines/" + p.ID + "/remove", Body: `{"version":1}`, Want: 403, Has: []string{`"pipeline.closed"`}},
	)
	c := patched(w, p, without(p.Stages, "Qualified"))
	w.Run(
		apptest.Call{Name: "nor brought back", As: "acme/adam", Do: "POST /pipelines/undo/" + *c.Removal, Want: 403, Has: []string{`"pipeline.closed"`}},
		apptest.Call{Name: "nor named in the trail", As: "acme/adam", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"•••"`}, Not: []string{"Qualified"}},
	)
	require.NotEqual(t, uuid.Nil.String(), *c.Removal)
	var all json.RawMessage
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=pipeline"}, &all)
	require.Contains(t, string(all), "Qualified", "who sees it is told")
}
