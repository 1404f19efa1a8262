package linter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/db"
)

type stage struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	Probability int    `json:"probability"`
	ExitRule    string `json:"exitRule"`
}

type pipe struct {
	ID      string
	Version int
	Stages  []stage
}

type report struct {
	Deals int
	Items []struct {
		Key, Rule string
		Count, Of int
		Deals     []struct{ ID, Name string }
		Fix       struct{ Kind, StageID, IntoID string }
		Dismissed bool
	}
}

func (r report) rule(name string) int {
	for i, f := range r.Items {
		if f.Rule == name {
			return i
		}
	}
	return -1
}

func sales(w *apptest.World) pipe {
	var out struct{ Items []pipe }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &out)
	return out.Items[0]
}

func look(w *apptest.World, as string, p pipe) (r report) {
	w.Get(apptest.Call{As: as, Do: "GET /pipelines/" + p.ID + "/findings"}, &r)
	return r
}

// passing makes deals that go from the first stage to the third, past the second, which one of them was in.
func passing(w *apptest.World, p pipe, n int) (ids []string) {
	for i := range n {
		id := w.Make("acme/ed", "/deals", fmt.Sprintf(`{"name":"Deal %d"}`, i))
		version := 1
		if i == 0 {
			w.Get(apptest.Call{As: "acme/ed", Do: "POST /deals/" + id + "/move", Body: fmt.Sprintf(`{"version":1,"stageId":%q}`, p.Stages[1].ID)}, nil)
			version++
		}
		w.Get(apptest.Call{As: "acme/ed", Do: "POST /deals/" + id + "/move", Body: fmt.Sprintf(`{"version":%d,"stageId":%q}`, version, p.Stages[2].ID)}, nil)
		ids = append(ids, id)
	}
	return ids
}

// A stage that most deals skip is found in the real history, with deals to look at; merged into the next one, which is previewed,
// nothing of it is left; undone, it is found again. A rename changes nothing of what is known.
func TestSkippedStageIsMergedAndBack(t *testing.T) {
	w := apptest.New(t)
	p := sales(w)
	passing(w, p, 24)
	p.Stages[1].Name = "Checked"
	save := func(body string) (out struct {
		Pipeline pipe
		Removal  string
		Moved    int
	}) {
		w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: body}, &out)
		p = out.Pipeline
		return out
	}
	save(body(p, p.Stages, nil))
	r := look(w, "acme/ana", p)
	require.Equal(t, 24, r.Deals)
	f := r.Items[r.rule("skipped")]
	require.Equal(t, [2]int{23, 24}, [2]int{f.Count, f.Of})
	require.Len(t, f.Deals, 3)
	require.Equal(t, p.Stages[1].ID, f.Fix.StageID)
	require.Equal(t, p.Stages[2].ID, f.Fix.IntoID)
	preview := "GET /pipelines/" + p.ID + "/merged?from=" + f.Fix.StageID + "&into="
	w.Run(
		apptest.Call{Name: "as it would have been", As: "acme/ana", Do: preview + f.Fix.IntoID, Want: 200, Has: []string{`"deals":24`, `"name":"Checked","entered":1,"onward":1`}},
		apptest.Call{Name: "not into what is won", As: "acme/ana", Do: preview + p.Stages[4].ID, Want: 422, Has: []string{`"stage.target"`}},
		apptest.Call{Name: "not into itself", As: "acme/ana", Do: preview + f.Fix.StageID, Want: 422, Has: []string{`"stage.target"`}},
	)
	out := save(body(p, append([]stage{p.Stages[0]}, p.Stages[2:]...), map[string]string{"from": f.Fix.StageID, "to": f.Fix.IntoID}))
	r = look(w, "acme/ana", p)
	require.Equal(t, -1, r.rule("skipped"), "what was in the one was in the other")
	require.Equal(t, 24, r.Deals)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines/undo/" + out.Removal}, nil)
	require.GreaterOrEqual(t, look(w, "acme/ana", p).rule("skipped"), 0)
}

func body(p pipe, stages []stage, move map[string]string) string {
	b := map[string]any{"version": p.Version, "stages": stages}
	if move != nil {
		b["moves"] = []any{move}
	}
	return encode(b)
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// What nobody wants to hear is marked, for good or for a time, and is in the audit trail.
func TestDismissed(t *testing.T) {
	w := apptest.New(t)
	p := sales(w)
	passing(w, p, 20)
	r := look(w, "acme/ana", p)
	skipped, rule := r.Items[r.rule("skipped")].Key, r.Items[r.rule("exit_rule")].Key
	at := func(key string) string {
		return "/pipelines/" + p.ID + "/findings/" + url.PathEscape(key) + "/dismissal"
	}
	w.Run(
		apptest.Call{Name: "for good", As: "acme/ana", Do: "PUT " + at(skipped), Body: `{"days":0}`, Want: 204},
		apptest.Call{Name: "for 30 days", As: "acme/ana", Do: "PUT " + at(rule), Body: `{"days":30}`, Want: 204},
		apptest.Call{Name: "no such rule", As: "acme/ana", Do: "PUT " + at("../x"), Body: `{"days":0}`, Want: 422},
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"hint_dismissed"`, p.Stages[1].Name}},
	)
	dismissed := func(key string) bool {
		for _, f := range look(w, "acme/ana", p).Items {
			if f.Key == key {
				return f.Dismissed
			}
		}
		return false
	}
	require.True(t, dismissed(skipped))
	require.True(t, dismissed(rule))
	run(t, w, "UPDATE finding_dismissal SET until = until - interval '29 days'")
	require.True(t, dismissed(rule))
	run(t, w, "UPDATE finding_dismissal SET until = until - interval '1 day'")
	require.True(t, dismissed(skipped), "for good")
	require.False(t, dismissed(rule), "the time is over")
	w.Run(apptest.Call{Name: "shown again", As: "acme/ana", Do: "DELETE " + at(skipped), Want: 204})
	require.False(t, dismissed(skipped))
}

// Who may not set up pipelines hears nothing; who sees only some deals hears of those; a pipeline with a stage that is closed to
// somebody is not theirs to look over.
func TestWhoIsTold(t *testing.T) {
	w := apptest.New(t)
	p := sales(w)
	passing(w, p, 20)
	at := "GET /pipelines/" + p.ID + "/findings"
	w.Run(
		apptest.Call{Name: "an employee", As: "acme/ed", Do: at, Want: 403},
		apptest.Call{Name: "a manager", As: "acme/mira", Do: at, Want: 403},
		apptest.Call{Name: "an owner", As: "acme/ana", Do: at, Want: 200, Has: []string{`"rule":"skipped"`}},
	)
	run(t, w, "UPDATE deal SET deleted_at = now() WHERE name <> 'Deal 1'")
	require.Equal(t, 1, look(w, "acme/ana", p).Deals)
}

// run does to Acme's data what only time does otherwise.
func run(t *testing.T, w *apptest.World, sql string) {
	t.Helper()
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec(sql).Error // all rows: Acme's
	}))
}

// Deals that stand in a stage for long are found as they stand there, not only the youngest.
func TestStaleIsRead(t *testing.T) {
	w := apptest.New(t)
	p := sales(w)
	passing(w, p, 20)
	run(t, w, "UPDATE deal SET stage_since = stage_since - interval '59 days'")
	require.Equal(t, -1, look(w, "acme/ana", p).rule("stale"))
	run(t, w, "UPDATE deal SET stage_since = stage_since - interval '1 day'")
	r := look(w, "acme/ana", p)
	f := r.Items[r.rule("stale")]
	require.Equal(t, [2]int{20, 20}, [2]int{f.Count, f.Of})
	require.Len(t, f.Deals, 3)
}
