package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// What a plan lacks can't be made on it, and the answer names the plan that has it; what was made before stays, is seen
// and can be taken away.
func TestFeaturesOfAPlan(t *testing.T) {
	w := apptest.New(t)
	body := `{"name":"Sales","members":[]}`
	team := w.Make("acme/ana", "/teams", body)
	contact := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	toTeam := `{"kind":"contact","id":"` + contact + `","teamId":"` + team + `"}`
	share := w.Make("acme/ana", "/shares", toTeam)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, plan.Free, 0, nil)
	}))
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ana", Do: "POST /teams", Body: body}).Status == http.StatusPaymentRequired
	}, within, 20*time.Millisecond)
	refused := func(feature string) []string {
		return []string{`"code":"plan.feature"`, `"feature":"` + feature + `"`, `"plan":"starter"`}
	}
	w.Run(
		apptest.Call{Name: "the page knows", As: "acme/ana", Do: "GET /me", Want: 200, Has: []string{`"plans":{"shares":"starter","teams":"starter"}`}},
		apptest.Call{Name: "no other team", As: "acme/ana", Do: "POST /teams", Body: body, Want: 402, Has: refused("teams")},
		apptest.Call{Name: "no change of one", As: "acme/ana", Do: "PATCH /teams/" + team, Body: `{"name":"All","version":1}`, Want: 402, Has: refused("teams")},
		apptest.Call{Name: "no other share", As: "acme/ana", Do: "POST /shares", Body: toTeam, Want: 402, Has: refused("shares")},
		apptest.Call{Name: "teams are seen", As: "acme/ana", Do: "GET /teams", Want: 200, Has: []string{"Sales"}},
		apptest.Call{Name: "shares are seen", As: "acme/ana", Do: "GET /shares?kind=contact&id=" + contact, Want: 200, Has: []string{share}},
		apptest.Call{Name: "a share ends", As: "acme/ana", Do: "DELETE /shares/" + share, Want: 204},
		apptest.Call{Name: "a team is taken away", As: "acme/ana", Do: "DELETE /teams/" + team, Want: 204})
}
