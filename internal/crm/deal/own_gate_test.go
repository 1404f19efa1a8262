package deal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// A stage asks for a field of the company's own like for any other; what nobody can fill in any more is not asked for.
func TestGateAsksForOwnFields(t *testing.T) {
	w := apptest.New(t)
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "a field", As: "acme/ana", Do: "POST /fields", Body: `{"object":"deal","type":"number","label":"Roof area"}`, Want: 201}, &f)
	key := "custom." + f.ID
	stand(w, []string{"value", key}, 0)
	st := stages(w, "acme/ana")
	d := create(w, "acme/ana", `{"name":"Roof","value":{"amount":5,"currency":"EUR"}}`)
	try := func(name, more string, want int, has ...string) {
		t.Helper()
		c := move(d, st["Proposal"], more)
		c.Name, c.Want, c.Has = name, want, has
		w.Run(c)
	}
	require.Eventually(t, func() bool { // callers carry it within two seconds (ADR 3)
		a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /deals", Body: fmt.Sprintf(`{"name":"New","value":{"amount":5,"currency":"EUR"},"stageId":%q}`, st["Proposal"])})
		return a.Status == 422 && strings.Contains(a.Body, `"fields":["`+key+`"]`)
	}, 3*time.Second, 20*time.Millisecond)
	try("asks", "", 422, `"deal.gate"`, `"fields":["`+key+`"]`)
	try("nothing is no answer", fmt.Sprintf(`,"custom":{%q:null}`, f.ID), 422, `"deal.gate"`)
	try("what does not fit", fmt.Sprintf(`,"custom":{%q:"much"}`, f.ID), 422, `"field":"`+key+`"`)
	try("with it", fmt.Sprintf(`,"custom":{%q:120}`, f.ID), 200, `"stageName":"Proposal"`, f.ID+`":120`, `"lacks":[]`)
	w.Run(
		apptest.Call{Name: "it is on record", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + d.ID, Want: 200, Has: []string{`"label":"Roof area"`, `"to":"120"`}},
		apptest.Call{Name: "no list lacks it", As: "acme/ana", Do: "GET /deals", Want: 200, Has: []string{`"lacks":[]`}, Not: []string{`"lacks":["`}},
		apptest.Call{Name: "taken out", As: "acme/ana", Do: "PATCH /deals/" + d.ID, Body: fmt.Sprintf(`{"version":2,"custom":{%q:null}}`, f.ID), Want: 200},
	)
	for _, do := range []string{"GET /deals/" + d.ID, "GET /deals", "GET /board"} {
		w.Run(apptest.Call{Name: do, As: "acme/ana", Do: do, Want: 200, Has: []string{`"lacks":["` + key + `"]`}})
	}
	w.Run(apptest.Call{Name: "nobody fills it in", As: "acme/ana", Do: "PATCH /fields/" + f.ID, Body: `{"version":1,"state":"archived"}`, Want: 200})
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ana", Do: "POST /deals", Body: fmt.Sprintf(`{"name":"X","value":{"amount":5,"currency":"EUR"},"stageId":%q}`, st["Proposal"])}).Status == 201
	}, 3*time.Second, 20*time.Millisecond)
	w.Run(apptest.Call{Name: "no such field", As: "acme/ana", Do: "PATCH /pipelines/" + pipelineID(w), Want: 422, Has: []string{"stage.gate"},
		Body: `{"version":2,"stages":[{"name":"A","kind":"open","probability":10,"gate":["custom.` + uuid.NewString() + `"]},{"name":"W","kind":"won","probability":100},{"name":"L","kind":"lost","probability":0}]}`})
}

func pipelineID(w *apptest.World) string {
	var out struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &out)
	return out.Items[0].ID
}
