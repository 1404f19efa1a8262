package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/plan"
)

type stage struct {
	ID          string   `json:"id,omitempty"`
	Name        string   `json:"name"`
	Kind        string   `json:"kind"`
	Probability int      `json:"probability"`
	ExitRule    string   `json:"exitRule,omitempty"`
	RotDays     int      `json:"rotDays,omitempty"`
	Gate        []string `json:"gate,omitempty"`
}

type pipe struct {
	ID, Name          string
	Position, Version int
	Mine              bool
	Stages            []stage
}

type change struct {
	Pipeline pipe
	Removal  *string
	Moved    int
}

func pipes(w *apptest.World, as string) []pipe {
	var out struct{ Items []pipe }
	w.Get(apptest.Call{As: as, Do: "GET /pipelines"}, &out)
	return out.Items
}

func body(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// with is the body of a change of stages.
func with(p pipe, stages []stage, moves ...map[string]string) string {
	return body(map[string]any{"version": p.Version, "stages": stages, "moves": moves})
}

func to(from, to string) map[string]string { return map[string]string{"from": from, "to": to} }

func without(ss []stage, name string) (rest []stage) {
	for _, s := range ss {
		if s.Name != name {
			rest = append(rest, s)
		}
	}
	return rest
}

func named(p pipe, name string) string {
	for _, s := range p.Stages {
		if s.Name == name {
			return s.ID
		}
	}
	return ""
}

func names(p pipe) string {
	var all []string
	for _, s := range p.Stages {
		all = append(all, s.Name)
	}
	return strings.Join(all, " ")
}

func TestSetUp(t *testing.T) {
	w := apptest.New(t)
	var made pipe
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"  Key   accounts "}`, Want: 201}, &made)
	require.Equal(t, "Key accounts", made.Name)
	require.Equal(t, "Lead Qualified Proposal Negotiation Won Lost", names(made))
	path := "PATCH /pipelines/" + made.ID
	set := func(name string, change func(ss []stage), want int, has string) apptest.Call {
		ss := append([]stage{}, made.Stages...)
		change(ss)
		return apptest.Call{Name: name, As: "acme/ana", Do: path, Body: with(made, ss), Want: want, Has: []string{has}}
	}
	w.Run(
		set("nameless", func(ss []stage) { ss[0].Name = " " }, 422, `"stage.nameless"`),
		set("twice the same name", func(ss []stage) { ss[0].Name = "won" }, 422, `"stage.twice"`),
		set("a probability that can't be", func(ss []stage) { ss[0].Probability = 101 }, 422, `"stage.range"`),
		set("another kind", func(ss []stage) { ss[0].Kind = "won" }, 422, `"stage.kind"`),
		set("a gate that nobody can pass", func(ss []stage) { ss[0].Gate = []string{"rank"} }, 422, `"stage.gate"`),
		set("somebody else's stage", func(ss []stage) { ss[0].ID = uuid.NewString() }, 409, `"pipeline.stale"`),
		apptest.Call{Name: "nothing can be won", As: "acme/ana", Do: path, Body: with(made, without(made.Stages, "Won")), Want: 422, Has: []string{`"pipeline.kinds"`}},
		apptest.Call{Name: "employees look on", As: "acme/ed", Do: path, Body: with(made, made.Stages), Want: 403},
		apptest.Call{Name: "managers too", As: "acme/mira", Do: "POST /pipelines", Body: `{"name":"X"}`, Want: 403},
		apptest.Call{Name: "no such team", As: "acme/ana", Do: path, Want: 422, Has: []string{`"pipeline.team"`},
			Body: fmt.Sprintf(`{"version":%d,"teams":[%q]}`, made.Version, uuid.NewString())},
		set("all that a stage has", func(ss []stage) {
			ss[0], ss[1] = ss[1], ss[0]
			ss[2].Name, ss[2].Probability, ss[2].ExitRule, ss[2].RotDays, ss[2].Gate = "Offer", 60, "They have the offer", 14, []string{"contact:decider", "value"}
		}, 200, `"name":"Offer","position":2,"probability":60,"kind":"open","exitRule":"They have the offer","rotDays":14,"gate":["value","contact:decider"]`),
		set("two at once: the second one is told", func([]stage) {}, 409, `"pipeline.stale"`),
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"Key accounts"`, `3. Proposal, 50%`, `They have the offer`}},
	)
	require.Equal(t, "Qualified Lead Offer Negotiation Won Lost", names(pipes(w, "acme/ana")[1]))
}

func TestOrderAndTeams(t *testing.T) {
	w := apptest.New(t)
	var a, b pipe
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"A"}`, Want: 201}, &a)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"B"}`, Want: 201}, &b)
	order := func(as string) string {
		var all []string
		for _, p := range pipes(w, as) {
			all = append(all, p.Name)
		}
		return strings.Join(all, " ")
	}
	require.Equal(t, "Sales A B", order("acme/ana"))
	w.Run(apptest.Call{Name: "to the top", As: "acme/ana", Do: "PATCH /pipelines/" + b.ID, Body: fmt.Sprintf(`{"version":%d,"position":0}`, b.Version), Want: 200, Has: []string{`"position":0`}})
	require.Equal(t, "B Sales A", order("acme/ana"))
	w.Team("acme", "mira", "ed")
	var teams struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /teams"}, &teams)
	w.Run(apptest.Call{Name: "for a team", As: "acme/ana", Do: "PATCH /pipelines/" + a.ID, Want: 200, Has: []string{`"mine":false`},
		Body: fmt.Sprintf(`{"version":%d,"teams":[%q]}`, a.Version, teams.Items[0].ID)})
	w.Run(apptest.Call{Name: "and another one", As: "acme/ana", Do: "PATCH /pipelines/" + b.ID, Want: 200,
		Body: fmt.Sprintf(`{"version":%d,"teams":[%q]}`, b.Version+1, teams.Items[0].ID)})
	require.Equal(t, "Sales B A", order("acme/ana"), "who is not in the team sees its pipelines last")
	require.Equal(t, "B Sales A", order("acme/ed"))
	w.Run(apptest.Call{Name: "one's own board first", As: "acme/ana", Do: "GET /board", Want: 200, Has: []string{`"name":"Sales"`}})
	w.Run(apptest.Call{Name: "the team's", As: "acme/ed", Do: "GET /board", Want: 200, Has: []string{`"name":"B"`}})
}

// A plan has so many pipelines; one that is removed makes room.
func TestPlanLimit(t *testing.T) {
	w := apptest.New(t)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, plan.Free, 0, nil)
	}))
	require.Eventually(t, func() bool {
		ctx, err := w.As("acme/ana")
		return err == nil && caller.From(ctx).Tenant.Plan == plan.Free
	}, time.Minute, 10*time.Millisecond)
	sales := pipes(w, "acme/ana")[0]
	w.Run(apptest.Call{Name: "the last one stays", As: "acme/ana", Do: "POST /pipelines/" + sales.ID + "/remove", Body: `{"version":1}`, Want: 409, Has: []string{`"pipeline.last"`}})
	w.Run(apptest.Call{Name: "no room", As: "acme/ana", Do: "POST /pipelines", Body: `{"name":"Second"}`, Want: 402, Has: []string{`"plan.limit"`, `"name":"pipelines"`, `"limit":1`}})
}

func TestLostReasons(t *testing.T) {
	w := apptest.New(t)
	var saw struct{ Items []string }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /lost-reasons"}, &saw)
	require.Len(t, saw.Items, 5, "those that are usual")
	set := func(saw []string, items ...string) string {
		return body(map[string]any{"saw": saw, "items": append([]string{}, items...)})
	}
	w.Run(
		apptest.Call{Name: "own ones", As: "acme/ana", Do: "PUT /lost-reasons", Body: set(saw.Items, " Too  far ", "Price"), Want: 200, Has: []string{`{"items":["Too far","Price"]}`}},
		apptest.Call{Name: "two at once", As: "acme/ana", Do: "PUT /lost-reasons", Body: set(saw.Items, "X"), Want: 409, Has: []string{`"pipeline.stale"`}},
		apptest.Call{Name: "twice", As: "acme/ana", Do: "PUT /lost-reasons", Body: set([]string{"Too far", "Price"}, "X", "x"), Want: 422, Has: []string{`"reason.name"`}},
		apptest.Call{Name: "none", As: "acme/ana", Do: "PUT /lost-reasons", Body: set([]string{"Too far", "Price"}), Want: 422, Has: []string{`"reason.count"`}},
		apptest.Call{Name: "everybody sees them", As: "acme/ed", Do: "GET /lost-reasons", Want: 200, Has: []string{`["Too far","Price"]`}},
		apptest.Call{Name: "and nobody else sets them", As: "acme/ed", Do: "PUT /lost-reasons", Body: set(nil, "X"), Want: 403},
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"field":"reasons"`}},
	)
}
