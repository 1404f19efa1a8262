package deal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// stand sets what the stage Proposal asks for, and after how many days deals in it are stale.
func stand(w *apptest.World, gate []string, days int) {
	var out struct {
		Items []struct {
			ID      string
			Version int
			Stages  []map[string]any
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &out)
	p := out.Items[0]
	for _, s := range p.Stages {
		delete(s, "closed")
		delete(s, "position")
		if s["name"] == "Proposal" {
			s["gate"], s["rotDays"] = gate, days
		}
	}
	body, err := json.Marshal(map[string]any{"version": p.Version, "stages": p.Stages})
	require.NoError(w.T, err)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: string(body)}, nil)
}

func TestGate(t *testing.T) {
	w := apptest.New(t)
	stand(w, []string{"value", "expectedOn", "companyId", "contact:decider"}, 0)
	st := stages(w, "acme/ana")
	firm := record(w, "acme/ana", "/companies", `{"name":"Initech"}`)
	ada := record(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	d := create(w, "acme/ana", `{"name":"Roof","value":{"amount":5,"currency":"EUR"}}`)
	try := func(name, more string, want int, has ...string) {
		t.Helper()
		c := move(d, st["Proposal"], more)
		c.Name, c.Want, c.Has = name, want, has
		w.Run(c)
	}
	try("asks", "", 422, `"deal.gate"`, `"fields":["expectedOn","companyId","contact:decider"]`)
	try("for what is still missing", `,"expectedOn":"2026-12-24","companyId":"`+firm+`"`, 422, `"fields":["contact:decider"]`)
	w.Run(apptest.Call{Name: "nothing of a refused move is kept", As: "acme/ana", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{`"expectedOn":null`, `"stageName":"Lead"`, `"lacks":[]`}})
	try("somebody else's role", `,"expectedOn":"2026-12-24","companyId":"`+firm+`","contacts":[{"contactId":"`+ada+`","role":"user"}]`, 422, `"fields":["contact:decider"]`)
	try("a company that is not there", `,"companyId":"`+uuid.NewString()+`"`, 422, `"field":"companyId"`)
	try("all in one", `,"expectedOn":"2026-12-24","companyId":"`+firm+`","contacts":[{"contactId":"`+ada+`","role":"decider"}]`, 200,
		`"stageName":"Proposal"`, `"expectedOn":"2026-12-24"`, `"companyName":"Initech"`, `"name":"Ada","role":"decider"`, `"version":2`, `"lacks":[]`)
	w.Run(
		apptest.Call{Name: "all of it is on record", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + d.ID, Want: 200, Has: []string{`"stage_changed"`, `"expectedOn"`, `"contacts"`}},
		apptest.Call{Name: "a new deal is asked too", As: "acme/ana", Do: "POST /deals", Body: `{"name":"X","stageId":"` + st["Proposal"] + `"}`, Want: 422, Has: []string{`"deal.gate"`, `"fields":["value"`}},
	)
}

// What nobody can be asked about enters with a mark, which shows wherever the deal does and goes when the gap is filled.
func TestGateNeverDropsADeal(t *testing.T) {
	w := apptest.New(t)
	stand(w, []string{"value", "contact"}, 0)
	proposal := uuid.MustParse(stages(w, "acme/ana")["Proposal"])
	name := "Taken in"
	var id string
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		d, err := w.App.Deals.Create(ctx, deal.New{Draft: deal.Draft{Name: &name}, StageID: &proposal, Anyway: true})
		id = d.ID.String()
		return err
	}))
	for _, do := range []string{"GET /deals/" + id, "GET /deals", "GET /board"} {
		w.Run(apptest.Call{Name: do, As: "acme/ana", Do: do, Want: 200, Has: []string{`"lacks":["value","contact"]`}})
	}
	ada := record(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	w.Run(
		apptest.Call{Name: "somebody", As: "acme/ana", Do: "PUT /deals/" + id + "/contacts", Body: `{"items":[{"contactId":"` + ada + `","role":"user"}]}`, Want: 200},
		apptest.Call{Name: "filled", As: "acme/ana", Do: "GET /board", Want: 200, Has: []string{`"lacks":["value"]`}},
	)
}

// Nobody is asked for what their role may not write: the deal enters, and is marked for those who may.
func TestGateAsksNothingClosed(t *testing.T) {
	w := apptest.New(t)
	stand(w, []string{"value"}, 0)
	st := stages(w, "acme/ana")
	w.Run(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: `{"object":"deal","field":"value","mask":"hide"}`, Want: 200})
	d := create(w, "acme/ed", `{"name":"Roof"}`)
	c := move(d, st["Proposal"], "")
	c.Name, c.As, c.Has = "moves", "acme/ed", []string{`"stageName":"Proposal"`, `"lacks":[]`}
	w.Run(c, apptest.Call{Name: "marked", As: "acme/ana", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{`"lacks":["value"]`}})
}

func TestRotting(t *testing.T) {
	w := apptest.New(t)
	stand(w, nil, 3)
	st := stages(w, "acme/ana")
	d := create(w, "acme/ana", `{"name":"Old","stageId":"`+st["Proposal"]+`"}`)
	record(w, "acme/ana", "/tasks", `{"title":"later","dueAt":"2026-12-02T10:00:00Z","about":{"kind":"deal","id":"`+d.ID+`"}}`)
	create(w, "acme/ana", `{"name":"Elsewhere"}`)
	rots := func(name, want string, count int) {
		t.Helper()
		w.Run(
			apptest.Call{Name: name, As: "acme/ana", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{`"rotting":` + want}},
			apptest.Call{Name: name + ": list", As: "acme/ana", Do: "GET /deals/count?filter=rotting:is:yes", Want: 200, Has: []string{fmt.Sprintf(`{"count":%d}`, count)}},
			apptest.Call{Name: name + ": today", As: "acme/ana", Do: "GET /today", Want: 200, Has: []string{fmt.Sprintf(`"rottingDeals":%d}`, count)}},
		)
	}
	rots("fresh", "false", 0)
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE deal SET stage_since = ? WHERE id = ?", clock.Now().AddDate(0, 0, -4), d.ID).Error
	}))
	rots("after four days", "true", 1)
	stand(w, nil, 5)
	rots("with more patience", "false", 0)
}

func TestSums(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	create(w, "acme/ana", `{"name":"A","stageId":"`+st["Proposal"]+`","value":{"amount":1000,"currency":"EUR"}}`)
	create(w, "acme/ana", `{"name":"B","value":{"amount":500,"currency":"EUR"}}`)
	create(w, "acme/ana", `{"name":"C","value":{"amount":70,"currency":"PLN"}}`)
	create(w, "acme/ed", `{"name":"D","value":{"amount":20,"currency":"EUR"}}`)
	w.Run(
		apptest.Call{Name: "all, weighted", As: "acme/ana", Do: "GET /deals/sums", Want: 200, Has: []string{
			`"count":3,"value":{"amount":1520,"currency":"EUR"},"weighted":{"amount":552,"currency":"EUR"}`, `"count":1,"value":{"amount":70,"currency":"PLN"},"weighted":{"amount":7,`}},
		apptest.Call{Name: "one's own", As: "acme/ed", Do: "GET /deals/sums", Want: 200, Has: []string{`"count":1,"value":{"amount":20,"currency":"EUR"}`}, Not: []string{"PLN"}},
		apptest.Call{Name: "technicians have none", As: "acme/tess", Do: "GET /deals/sums", Want: 403},
	)
}
