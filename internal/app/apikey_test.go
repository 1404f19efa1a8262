package app_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/plan"
)

type key struct {
	Key   struct{ ID, Prefix string }
	Token string
}

func makeKey(w *apptest.World, body string) (k key) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "makes a key", As: "acme/ana", Do: "POST /api-keys", Body: body, Want: 201}, &k)
	return k
}

// A key does what its scopes say in its own company, and nothing else.
func TestAPIKey(t *testing.T) {
	w := apptest.New(t)
	k := makeKey(w, `{"name":"Shop","scopes":["contact.read","contact.create"]}`)
	require.True(t, strings.HasPrefix(k.Token, k.Key.Prefix) && len(k.Key.Prefix) < 15)
	w.Program("acme/shop", k.Token)
	w.Make("globex/gus", "/contacts", `{"firstName":"Theirs"}`)
	w.Run(apptest.Call{Name: "creates", As: "acme/shop", Do: "POST /contacts", Body: `{"firstName":"Ordered"}`, Want: 201},
		apptest.Call{Name: "reads", As: "acme/shop", Do: "GET /contacts", Want: 200, Has: []string{"Ordered"}, Not: []string{"Theirs"}},
		apptest.Call{Name: "no other scope", As: "acme/shop", Do: "GET /deals", Want: 403},
		apptest.Call{Name: "no export", As: "acme/shop", Do: "GET /contacts/export", Want: 403},
		apptest.Call{Name: "not a person", As: "acme/shop", Do: "GET /me", Want: 403},
		apptest.Call{Name: "no keys", As: "acme/shop", Do: "POST /api-keys", Body: `{"name":"x","scopes":["contact.read"]}`, Want: 403},
		apptest.Call{Name: "in the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"actorName":"Shop (API)"`}},
		apptest.Call{Name: "listed without the key", As: "acme/ana", Do: "GET /api-keys", Want: 200, Has: []string{k.Key.Prefix, `"lastUsedIp":"0.0.0.0"`}, Not: []string{k.Token}},
		apptest.Call{Name: "others do not see it", As: "globex/gus", Do: "GET /api-keys", Want: 200, Not: []string{"Shop"}},
		apptest.Call{Name: "nor end it", As: "globex/gus", Do: "DELETE /api-keys/" + k.Key.ID, Want: 404},
		apptest.Call{Name: "ends", As: "acme/ana", Do: "DELETE /api-keys/" + k.Key.ID, Want: 204},
		apptest.Call{Name: "at once", As: "acme/shop", Do: "GET /contacts", Want: 401})
	for _, forged := range []string{k.Token[:len(k.Token)-1], k.Token + "A", "kith_", strings.ToUpper(k.Token)} {
		w.Program("acme/forger", forged)
		w.Run(apptest.Call{Name: "forged", As: "acme/forger", Do: "GET /contacts", Want: 401})
	}
}

func TestAPIKeyRules(t *testing.T) {
	w := apptest.New(t)
	bad := func(body, code string, want int) {
		w.Run(apptest.Call{Name: code, As: "acme/ana", Do: "POST /api-keys", Body: body, Want: want, Has: []string{`"code":"` + code + `"`}})
	}
	bad(`{"name":" ","scopes":["contact.read"]}`, "api_key.nameless", 422)
	bad(`{"name":"x","scopes":[]}`, "api_key.scope", 422)
	bad(`{"name":"x","scopes":["role.update"]}`, "api_key.scope", 422)
	bad(`{"name":"x","scopes":["contact.export"]}`, "api_key.scope", 422)
	bad(`{"name":"x","scopes":["contact.read"],"expiresAt":"2020-01-01T00:00:00Z"}`, "api_key.expires", 422)
	w.Run(apptest.Call{Name: "manager", As: "acme/mira", Do: "POST /api-keys", Body: `{"name":"x","scopes":["contact.read"]}`, Want: 403})

	soon := clock.Now().Add(2 * time.Minute).UTC().Format(time.RFC3339)
	k := makeKey(w, `{"name":"Short","scopes":["contact.read"],"perMinute":3,"expiresAt":"`+soon+`"}`)
	w.Program("acme/short", k.Token)
	for range 3 {
		w.Run(apptest.Call{Name: "within", As: "acme/short", Do: "GET /contacts", Want: 200})
	}
	w.Run(apptest.Call{Name: "too many", As: "acme/short", Do: "GET /contacts", Want: 429, Has: []string{`"code":"api_key.too_many"`, `"retryAfter"`}})
	defer clock.Advance(61 * time.Second)()
	w.Run(apptest.Call{Name: "again", As: "acme/short", Do: "GET /contacts", Want: 200})
	defer clock.Advance(61 * time.Second)()
	w.Run(apptest.Call{Name: "expired", As: "acme/short", Do: "GET /contacts", Want: 401})
}

// All keys of a company together make no more requests a minute than its plan has; its people go on, and so do others.
func TestCallsAMinuteAreTheCompanys(t *testing.T) {
	w := apptest.New(t)
	for _, name := range []string{"one", "two"} {
		w.Program("acme/"+name, makeKey(w, `{"name":"`+name+`","scopes":["contact.read"]}`).Token)
	}
	most := plan.Of("business").Limits[plan.Calls]
	tenantID := w.Person("acme/ana").Tenant.ID
	used := func(n int64) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`UPDATE attempt SET hits = ? WHERE encode(key, 'hex') = ?`, n, hex.EncodeToString(secret.Hash(fmt.Sprintf("api-calls:%d", tenantID)))).Error
		}))
	}
	letters := func() (n int) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return db.Orm(ctx).Raw(`SELECT count(*) FROM river.river_job WHERE args->>'name' = 'billing.limit' AND args->'args'->>'Tenant' = ?
				AND args->'args'->>'Limit' = ?`, fmt.Sprint(tenantID), plan.Calls).Scan(&n).Error
		}))
		return n
	}
	ok := func(who string) { w.Run(apptest.Call{Name: "within", As: who, Do: "GET /contacts", Want: 200}) }
	ok("acme/one")
	require.Zero(t, letters())
	used(most*80/100 - 1)
	ok("acme/two")
	require.Equal(t, 1, letters())
	used(most - 1)
	ok("acme/one")
	require.Equal(t, 2, letters())
	for _, who := range []string{"acme/one", "acme/two"} {
		w.Run(apptest.Call{Name: "too many", As: who, Do: "GET /contacts", Want: 429, Has: []string{`"code":"api_key.plan"`, `"retryAfter"`, `"plan":"enterprise"`}})
	}
	require.Equal(t, 2, letters())
	w.Run(apptest.Call{Name: "people are not counted", As: "acme/ana", Do: "GET /me", Want: 200},
		apptest.Call{Name: "nor is paying", As: "acme/ana", Do: "GET /billing", Want: 200})
	defer clock.Advance(61 * time.Second)()
	ok("acme/two")
}
