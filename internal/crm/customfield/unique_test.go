package customfield_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Many who write the same at the same moment: one has it.
func TestAUniqueValueIsTakenOnce(t *testing.T) {
	w := apptest.New(t)
	f := add(w, `{"object":"contact","type":"text","label":"Number","unique":true}`)
	var made, refused atomic.Int32
	var g errgroup.Group
	for i := range 12 {
		g.Go(func() error {
			a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"A%d","custom":{%q:"K-1"}}`, i, f.ID)})
			switch a.Status {
			case http.StatusCreated:
				made.Add(1)
			case http.StatusConflict:
				refused.Add(1)
			default:
				return fmt.Errorf("%d %s", a.Status, a.Body)
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	require.EqualValues(t, 1, made.Load())
	require.EqualValues(t, 11, refused.Load())
	other := add(w, `{"object":"contact","type":"text","label":"Same"}`)
	for range 2 {
		w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"B","custom":{%q:"x"}}`, other.ID))
	}
	w.Run(
		apptest.Call{Name: "too late", As: "acme/ana", Do: "PATCH /fields/" + other.ID, Body: `{"version":1,"unique":true}`, Want: 409, Has: []string{"field.twice"}},
		apptest.Call{Name: "not of such a type", As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"yesno","label":"Y","unique":true}`, Want: 422},
	)
}

// The plan says how many fields a company has: archived ones do not count, and come back only where there is room.
func TestThePlanLimitsFields(t *testing.T) {
	w := apptest.New(t)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, plan.Free, 0, nil)
	}))
	tenant := caller.From(w.System("acme")).Tenant
	tenant.Plan = plan.Free
	require.NoError(t, w.App.DB.InTenant(caller.With(t.Context(), caller.System("test", tenant)), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO custom_field (id, object, label, type, help, section, position, state, required, settings, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'deal', 'F' || n, 'text', '', '', n, 'active', false, '{}', 1, now(), now() FROM generate_series(1, 20) n`).Error
	}))
	var all struct{ Items []field }
	w.Get(apptest.Call{Name: "all", As: "acme/ana", Do: "GET /fields"}, &all)
	archive := func(state string, version int) apptest.Call {
		return apptest.Call{As: "acme/ana", Do: "PATCH /fields/" + all.Items[0].ID, Body: fmt.Sprintf(`{"version":%d,"state":%q}`, version, state)}
	}
	one := apptest.Call{As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"One more"}`}
	require.Equal(t, http.StatusPaymentRequired, w.Do(one).Status)
	require.Equal(t, http.StatusOK, w.Do(archive("archived", 1)).Status)
	require.Equal(t, http.StatusCreated, w.Do(one).Status)
	require.Equal(t, http.StatusPaymentRequired, w.Do(archive("active", 2)).Status)
}
