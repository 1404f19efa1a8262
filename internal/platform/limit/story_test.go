package limit_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// B4: a company outgrows Free, buys a plan, and comes back with 40 contacts more than fit: all of them are there, can be
// read, changed and exported; only new ones are refused, until enough of the old are gone.
func TestB4FreePaidFreeWithMoreThanFits(t *testing.T) {
	const over = 40
	w := onFree(t)
	move := func(code string) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, code, 0, nil)
		}))
	}
	create := apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`}
	id := w.Make("acme/ana", "/contacts", `{"firstName":"First"}`)
	fill(w, 1_099+over-1)
	require.Equal(t, http.StatusPaymentRequired, w.Do(create).Status)
	move("starter")
	require.Eventually(t, func() bool { return w.Do(create).Status == http.StatusCreated }, 2*time.Second, 50*time.Millisecond)
	move(plan.Free)
	require.Eventually(t, func() bool { return w.Do(create).Status == http.StatusPaymentRequired }, 2*time.Second, 50*time.Millisecond)
	there := scan(w, there)
	require.GreaterOrEqual(t, there, int64(1_100+over))
	w.Run(
		apptest.Call{Name: "read", As: "acme/ana", Do: "GET /contacts/" + id, Want: 200},
		apptest.Call{Name: "change", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":1,"city":"Oslo"}`, Want: 200},
		apptest.Call{Name: "export", As: "acme/ana", Do: "GET /contacts/export", Want: 200, Has: []string{"Oslo"}})
	require.NoError(t, do(w, func(ctx context.Context) error { return drop(ctx, there-1_100) }))
	require.Equal(t, http.StatusPaymentRequired, w.Do(create).Status, "1,100 are still as many as fit")
	require.Equal(t, http.StatusNoContent, w.Do(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + id}).Status)
	require.Equal(t, http.StatusCreated, w.Do(create).Status)
	require.Equal(t, http.StatusPaymentRequired, w.Do(create).Status)
}
