package role_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// stages are those of acme's pipeline by name.
func stages(w *apptest.World) map[string]string {
	var ps struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &ps)
	all := map[string]string{}
	for _, s := range ps.Items[0].Stages {
		all[s.Name] = s.ID
	}
	return all
}

func closeStage(w *apptest.World, role, stage, mask string, want int, has ...string) {
	w.T.Helper()
	w.Run(apptest.Call{Name: stage + " " + mask, As: "acme/ana", Do: "PUT /roles/" + role + "/stages", Body: fmt.Sprintf(`{"stage":%q,"mask":%q}`, stage, mask), Want: want, Has: has})
	if want != 200 || role != "employee" {
		return
	}
	now := caller.Mask(strings.TrimPrefix(mask, "write"))
	require.Eventually(w.T, func() bool {
		ctx, err := w.As("acme/ed")
		return err == nil && caller.From(ctx).Stages.Of("deal", stage) == now
	}, 10*time.Second, 5*time.Millisecond, "every instance knows it soon")
}

func TestStagesOfARole(t *testing.T) {
	w := apptest.New(t)
	at := stages(w)
	deal := w.Make("acme/ed", "/deals", `{"name":"Roof"}`)
	move := func(to string, version, want int, has ...string) {
		w.Run(apptest.Call{Name: "to " + to, As: "acme/ed", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, at[to], version), Want: want, Has: has})
	}
	closeStage(w, "employee", uuid.NewString(), "hide", 422, "stage.not_found")
	closeStage(w, "owner", at["Won"], "hide", 409, "role.fixed")
	closeStage(w, "employee", at["Won"], "read", 200, fmt.Sprintf(`"stages":[{"object":"deal","stage":%q,"mask":"read"}]`, at["Won"]))
	closeStage(w, "employee", at["Proposal"], "hide", 200)
	move("Won", 1, 403, "stage.closed")
	move("Proposal", 1, 422, "stage.not_found")
	move("Qualified", 1, 200)
	w.Run(
		apptest.Call{Name: "what is hidden is no column", As: "acme/ed", Do: "GET /pipelines", Want: 200, Has: []string{`"kind":"won","exitRule":"","rotDays":0,"gate":[],"closed":true`}, Not: []string{"Proposal"}},
		apptest.Call{Name: "nothing begins there", As: "acme/ed", Do: "POST /deals", Body: fmt.Sprintf(`{"name":"X","stageId":%q}`, at["Won"]), Want: 403, Has: []string{"stage.closed"}},
		apptest.Call{Name: "somebody else moves it", As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":2}`, at["Won"]), Want: 200},
		apptest.Call{Name: "it is seen", As: "acme/ed", Do: "GET /deals/" + deal, Want: 200},
		apptest.Call{Name: "not changed", As: "acme/ed", Do: "PATCH /deals/" + deal, Body: `{"version":3,"name":"Y"}`, Want: 403, Has: []string{"access.denied"}},
		apptest.Call{Name: "nor thrown away", As: "acme/ed", Do: "DELETE /deals/" + deal, Want: 403},
	)
	move("Lead", 3, 403, "access.denied")
	w.Run(apptest.Call{Name: "on it goes", As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":3}`, at["Proposal"]), Want: 200},
		apptest.Call{Name: "out of sight", As: "acme/ed", Do: "GET /deals/" + deal, Want: 404},
		apptest.Call{Name: "and of its timeline", As: "acme/ed", Do: "GET /timeline?kind=deal&id=" + deal, Want: 404},
		apptest.Call{Name: "why not", As: "acme/ana", Do: fmt.Sprintf("GET /access/people/%s/why?kind=deal&id=%s", w.Person("acme/ed").UserID, deal), Want: 200,
			Has: []string{`"sees":false`, `{"code":"stage_hidden","name":"Proposal"`}})
	closeStage(w, "employee", at["Lead"], "read", 200)
	made := w.Make("acme/ed", "/deals", `{"name":"New"}`)
	w.Run(apptest.Call{Name: "new ones begin where they may", As: "acme/ed", Do: "GET /deals/" + made, Want: 200, Has: []string{`"stageName":"Qualified"`}})
	closeStage(w, "employee", at["Proposal"], "write", 200)
	w.Run(apptest.Call{Name: "and it is back", As: "acme/ed", Do: "GET /deals/" + deal, Want: 200},
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"deal.stage"`, `"stage"`, `"Proposal"`}})
}

// A copy of a role has its closed stages; nobody opens to others what is closed to them, nor makes a key that reaches it; and
// a stage that goes leaves no rule behind.
func TestClosedStagesStayClosed(t *testing.T) {
	w := apptest.New(t)
	at := stages(w)
	var chief shown
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /roles", Body: `{"from":"admin","name":"Chief"}`, Want: 201}, &chief)
	w.Run(apptest.Call{Name: "chief", As: "acme/ana", Do: "PUT /roles/" + chief.Role + "/members/" + key(w, "acme/mira"), Want: 204})
	closeStage(w, chief.Role, at["Won"], "hide", 200)
	again := copied(w, chief.Role, "Copy")
	require.Equal(t, []string{"deal." + at["Won"]}, again.closed())
	w.Run(
		apptest.Call{Name: "not above oneself", As: "acme/mira", Do: "PUT /roles/employee/grants", Body: `{"object":"deal","action":"read","scope":"all"}`, Want: 403, Has: []string{"role.above_you"}},
		apptest.Call{Name: "nor by a person", As: "acme/mira", Do: "PUT /roles/admin/members/" + key(w, "acme/ed"), Want: 403, Has: []string{"role.above_you"}},
		apptest.Call{Name: "nor by a key", As: "acme/mira", Do: "POST /api-keys", Body: `{"name":"K","scopes":["deal.read"]}`, Want: 403, Has: []string{"key.above_you"}},
	)
	require.NoError(t, w.Act("acme/mira", func(ctx context.Context) error {
		require.Equal(t, caller.Hide, caller.From(ctx).Stages.Of("deal", at["Won"]))
		return nil
	}))
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`DELETE FROM stage WHERE id = ?`, at["Won"]).Error
	}))
	var left []string
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT v2 FROM casbin_rule WHERE ptype = 'p3'`).Scan(&left).Error
	}))
	require.Empty(t, left)
}

// A move out of a hidden stage shows a deal to those from whom it was hidden; examples hold against that, too. Before a stage
// is hidden the preview says what goes.
func TestExamplesHoldAcrossStages(t *testing.T) {
	w := apptest.New(t)
	at := stages(w)
	deal := w.Make("acme/ed", "/deals", `{"name":"Roof"}`)
	ed := w.Person("acme/ed").UserID
	ask := func(mask string, has ...string) {
		w.Run(apptest.Call{Name: "preview", As: "acme/ana", Do: "POST /access/preview/role", Body: fmt.Sprintf(`{"role":"employee","stage":{"stage":%q,"mask":%q}}`, at["Lead"], mask), Want: 200, Has: has})
	}
	ask("hide", `"people":1`, `"kind":"deal","gains":0,"loses":1,"gained":[],"lost":["Roof"]`, `"stages":["Lead"]`)
	closeStage(w, "employee", at["Lead"], "hide", 200)
	ask("write", `"gains":1`, `"stages":["Lead"]`)
	example := fmt.Sprintf(`{"userId":%q,"kind":"deal","recordId":%q,"must":"never"}`, ed, deal)
	w.Run(apptest.Call{Name: "never", As: "acme/ana", Do: "POST /access/examples", Body: example, Want: 201})
	closeStage(w, "employee", at["Lead"], "read", 409, "example.broken")
	w.Run(apptest.Call{Name: "nor by a move", As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":1}`, at["Qualified"]), Want: 409, Has: []string{"example.broken"}},
		apptest.Call{Name: "it stays", As: "acme/ana", Do: "GET /deals/" + deal, Want: 200, Has: []string{`"stageName":"Lead"`}})
}
