package app_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/operator"
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

// sell puts Acme on a version of its plan with room for no contact, which nobody has read yet, and returns its number.
func sell(w *apptest.World) int {
	w.T.Helper()
	p := plan.Of("business")
	version := 1000 + rand.IntN(1_000_000)
	p.Version, p.Limits = version, map[string]int64{plan.Contacts: 0}
	terms, err := json.Marshal(p)
	require.NoError(w.T, err)
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		err := db.Orm(ctx).Exec("INSERT INTO plan_version (code, version, terms, sold_at, created_at) VALUES ('business', ?, ?::jsonb, now(), now())", version, string(terms)).Error
		if err != nil {
			return err
		}
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, "business", version, nil)
	}))
	return version
}

// The most requests that keys made in one minute of a day are in the history of what was used.
func TestAPICallsAreInTheHistory(t *testing.T) {
	w := apptest.New(t)
	read := apptest.Call{Name: "reads", As: "acme/shop", Do: "GET /contacts", Want: 200}
	history := func(has string) {
		t.Helper()
		w.Run(apptest.Call{Name: "history", As: "acme/ana", Do: "GET /usage", Want: 200, Has: []string{has}})
	}
	w.Program("acme/shop", makeKey(w, `{"name":"Shop","scopes":["contact.read"]}`).Token)
	w.Run(read, read, read)
	history(`"name":"apiCallsMinute","used":3,"limit":600`)
	t.Cleanup(clock.Advance(2 * time.Minute))
	w.Run(read)
	history(`"name":"apiCallsMinute","used":3,"limit":600`)
	w.Run(read, read, read)
	history(`"name":"apiCallsMinute","used":4,"limit":600`)
}

// Whoever comes first after a start of the program, a key or support, is judged by what the company has bought.
func TestFirstCallerKnowsThePlan(t *testing.T) {
	w := apptest.New(t)
	w.Program("acme/shop", makeKey(w, `{"name":"Shop","scopes":["contact.create"]}`).Token)
	_, token, err := w.App.Operator.OpenSupport(t.Context(), operator.Who{Name: "olga", Slug: w.Person("acme/ana").Tenant.Slug}, time.Hour, "a question")
	require.NoError(t, err)
	w.Program("acme/support", token)
	sell(w)
	w.Run(apptest.Call{Name: "by a key", As: "acme/shop", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 402, Has: []string{`"code":"plan.limit"`}})
	version := sell(w)
	require.False(t, plan.Known("business", version))
	w.Run(apptest.Call{Name: "by support", As: "acme/support", Do: "GET /contacts", Want: 200})
	require.True(t, plan.Known("business", version))
}

// That the database can't be asked is not the token's fault: support is not told to sign in again.
func TestSupportIsNotSentAwayByFaults(t *testing.T) {
	w := apptest.New(t)
	_, err := w.App.Identify(t.Context(), operator.TokenPrefix+"nobody")
	require.ErrorIs(t, err, web.ErrSignIn)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = w.App.Identify(ctx, operator.TokenPrefix+"nobody")
	require.Error(t, err)
	require.NotErrorIs(t, err, web.ErrSignIn)
}

// Imports are a person's. A key that was given the right when keys could have it has lost it.
func TestAPIKeyDoesNotImport(t *testing.T) {
	w := apptest.New(t)
	w.Run(apptest.Call{Name: "not given", As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"x","scopes":["import.create"]}`, Want: 422, Has: []string{`"code":"api_key.scope"`}})
	k := makeKey(w, `{"name":"Old","scopes":["contact.create"]}`)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`UPDATE api_key SET scopes = scopes || '["import.create","import.read"]'::jsonb WHERE id = ?`, k.Key.ID).Error
	}))
	w.Program("acme/old", k.Token)
	w.Run(apptest.Call{Name: "no longer", As: "acme/old", Do: "GET /imports", Want: 403},
		apptest.Call{Name: "the rest stays", As: "acme/old", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 201})
}

// What a key makes belongs to nobody until somebody takes it: the key is no colleague.
func TestAPIKeyOwnsNothing(t *testing.T) {
	w := apptest.New(t)
	w.Program("acme/shop", makeKey(w, `{"name":"Shop","scopes":["contact.create","company.create","deal.create","task.create","contact.read","company.read","deal.read","task.read"]}`).Token)
	for path, body := range map[string]string{"/contacts": `{"firstName":"Ada"}`, "/companies": `{"name":"Acorn"}`, "/deals": `{"name":"Sale"}`, "/tasks": `{"title":"Call"}`} {
		owner := `"ownerId":null`
		if path == "/tasks" {
			owner = `"assigneeId":null`
		}
		w.Run(apptest.Call{Name: path, As: "acme/shop", Do: "POST " + path, Body: body, Want: 201, Has: []string{owner}})
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
