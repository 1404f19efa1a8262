package operator_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/signup"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// page is the console of an operator who is logged in.
type page struct {
	desk
	cookie string
}

func newPage(t *testing.T) *page {
	p := &page{desk: newDesk(t)}
	link, err := p.App.Console.Add(t.Context(), fmt.Sprintf("olga-%s@kith.example", uuid.NewString()[:8]), "Olga", "en")
	require.NoError(t, err)
	_, token, _ := strings.Cut(link, "#")
	var app struct{ Secret string }
	p.Get(apptest.Call{Do: "POST /operator/setup/look", Body: fmt.Sprintf(`{"token":%q}`, token)}, &app)
	code, err := totp.GenerateCode(app.Secret, clock.Now())
	require.NoError(t, err)
	a := p.own("POST /operator/setup", fmt.Sprintf(`{"token":%q,"password":"quartz-lantern-meadow-58","code":%q}`, token, code))
	require.Equal(t, 200, a.Status, a.Body)
	p.cookie, _, _ = strings.Cut(strings.TrimPrefix(a.Header.Get("Set-Cookie"), web.OperatorCookie+"="), ";")
	return p
}

func (p *page) own(do, body string) apptest.Answer {
	p.T.Helper()
	return p.Do(apptest.Call{Do: do, Body: body, Header: map[string]string{"X-Kith": "1", "Cookie": web.OperatorCookie + "=" + p.cookie}})
}

func (p *page) want(status int, do, body string, has ...string) string {
	p.T.Helper()
	a := p.own(do, body)
	require.Equal(p.T, status, a.Status, "%s %s", do, a.Body)
	for _, h := range has {
		require.Contains(p.T, a.Body, h, do)
	}
	return a.Body
}

func (p *page) acme() string { return "/operator/tenants/" + p.Person("acme/ana").Tenant.UID.String() }

// The list is searched, filtered and read page by page; each company comes once.
func TestConsoleList(t *testing.T) {
	p := newPage(t)
	acme := p.Person("acme/ana").Tenant
	p.want(200, "GET /operator/tenants?q="+acme.Slug, "", `"id":"`+acme.UID.String()+`"`, `"problem":""`, `"seatsUsed":6`, `"server":"main"`, `"megabytes":`)
	p.want(200, "GET /operator/tenants?q=no-such-company", "", `"items":[]`)
	p.want(200, "GET /operator/tenants?q=%25", "", `"items":[]`)
	p.want(200, "GET /operator/tenants?state=locked&q="+acme.Slug, "", `"items":[]`)
	p.want(400, "GET /operator/tenants?cursor=0", "", "list.bad")
	p.want(422, "GET /operator/tenants?cursor=1%20OR%201", "")
	seen := map[string]bool{}
	cursor := ""
	for n := 0; n < 1000; n++ {
		var list struct {
			Items []struct{ ID string }
			Next  *string
		}
		a := p.own("GET /operator/tenants?limit=3&plan=business&cursor="+cursor, "")
		a.JSON(p.World, &list)
		for _, x := range list.Items {
			require.False(t, seen[x.ID], "twice")
			seen[x.ID] = true
		}
		if list.Next == nil {
			break
		}
		cursor = *list.Next
	}
	require.True(t, seen[acme.UID.String()] && seen[p.Person("globex/gus").Tenant.UID.String()])
}

// Every act does what the command does, once for each request, and the company reads of it.
func TestConsoleActs(t *testing.T) {
	p := newPage(t)
	before := p.granted("full")
	p.want(422, "POST "+p.acme()+"/hold", `{"state":"suspended","reason":" "}`, "operator.reason")
	p.want(422, "POST "+p.acme()+"/hold", `{"state":"purged","reason":"x"}`)
	p.want(204, "POST "+p.acme()+"/hold", `{"state":"suspended","reason":"spam"}`)
	p.becomes("POST /contacts", 402)
	p.want(200, "GET "+p.acme(), "", `"problem":"held"`, `"holdReason":"spam"`)
	p.want(204, "POST "+p.acme()+"/release", "{}")
	p.becomes("POST /contacts", 201)
	p.want(422, "POST "+p.acme()+"/trial", `{"until":"tomorrow"}`)
	p.want(409, "POST "+p.acme()+"/trial", `{"until":"2001-01-01"}`, "operator.no_trial")
	until := clock.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	p.want(204, "POST "+p.acme()+"/trial", `{"until":"`+until+`"}`)
	gift := `{"kind":"full","seats":3,"until":"` + until + `","reason":"our mistake"}`
	key := map[string]string{"X-Kith": "1", "Cookie": web.OperatorCookie + "=" + p.cookie, "Idempotency-Key": "once-" + uuid.NewString()}
	for range 2 {
		require.Equal(t, 204, p.Do(apptest.Call{Do: "POST " + p.acme() + "/seats", Body: gift, Header: key}).Status)
	}
	require.Equal(t, before+3, p.granted("full"))
	p.want(200, "GET "+p.acme(), "", `"gifts":[{"kind":"full","seats":3,"reason":"our mistake"`)
	p.want(404, "POST /operator/tenants/"+uuid.NewString()+"/release", "{}", "tenant.not_found")
	p.want(404, "GET /operator/tenants/"+uuid.NewString(), "", "tenant.not_found")
	trail := p.Do(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=tenant"}).Body
	for _, word := range []string{"operator Olga", "spam", `"released"`, `"trial_extended"`, "our mistake"} {
		require.Contains(t, trail, word)
	}
}

// Support opened at the console looks into the one company until the company, or the operator, ends it; no table has its token.
func TestConsoleSupport(t *testing.T) {
	p := newPage(t)
	p.want(422, "POST "+p.acme()+"/support", `{"hours":25,"reason":"x"}`)
	p.want(422, "POST "+p.acme()+"/support", `{"hours":1,"reason":""}`, "operator.reason")
	var x struct{ ID, Token string }
	a := p.own("POST "+p.acme()+"/support", `{"hours":2,"reason":"import fails"}`)
	require.Equal(t, 200, a.Status, a.Body)
	a.JSON(p.World, &x)
	look := func() int {
		return p.Do(apptest.Call{Do: "GET /contacts", Header: map[string]string{"Authorization": "Bearer " + x.Token}}).Status
	}
	require.Equal(t, 200, look())
	p.want(200, "GET "+p.acme(), "", x.ID, "import fails")
	require.Contains(t, p.Do(apptest.Call{As: "acme/ana", Do: "GET /support"}).Body, x.ID)
	p.want(404, "DELETE /operator/tenants/"+p.Person("globex/gus").Tenant.UID.String()+"/support/"+x.ID, "")
	require.Equal(t, 200, look())
	p.want(204, "DELETE "+p.acme()+"/support/"+x.ID, "")
	require.Equal(t, 401, look())
	var kept int
	require.NoError(t, p.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT count(*) FROM idempotency WHERE answer::text LIKE '%kith_support_%'").Scan(&kept).Error
	}))
	require.Zero(t, kept)
}

// Revenue is what Stripe says that comes again each month: a year's price by its twelfth, nothing of what is charged once,
// nothing of what ends, and each currency apart.
func TestRevenue(t *testing.T) {
	p := newPage(t)
	fake, err := stripefake.Start(context.Background(), stripefake.Options{})
	require.NoError(t, err)
	t.Cleanup(fake.Close)
	require.NoError(t, billing.Sync(t.Context(), plan.All(), billing.NewStripe(fake.URL(), stripefake.DefaultKey)))
	base := apptest.Shared(t)
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.StripeAPIURL, cfg.StripeKey, cfg.StripeWebhookSecret = fake.URL(), stripefake.DefaultKey, "whsec_revenue"
	p.App, err = app.New(cfg, "test")
	require.NoError(t, err)
	buy := func(who, interval string) {
		var order struct{ URL string }
		p.Get(apptest.Call{As: who, Do: "POST /billing/checkout", Body: `{"plan":"business","interval":"` + interval + `","seats":{"full":5,"light":2}}`}, &order)
		u, err := url.Parse(order.URL)
		require.NoError(t, err)
		session := u.Path[len("/checkout/"):]
		_, err = fake.PayCheckout(session, "4242424242424242")
		require.NoError(t, err)
		p.Get(apptest.Call{As: who, Do: "POST /billing/return", Body: `{"sessionId":"` + session + `"}`}, nil)
	}
	before := p.revenue()
	buy("acme/ana", "month")
	require.EqualValues(t, 13800, p.revenue().Monthly-before.Monthly)
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /billing/seats", Body: `{"full":6,"light":2}`}, nil)
	require.EqualValues(t, 16200, p.revenue().Monthly-before.Monthly, "without the rest of this month")
	buy("globex/gus", "year")
	var yearly int64
	require.NoError(t, p.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT next_total FROM tenant_billing WHERE tenant_id = ?", p.Person("globex/gus").Tenant.ID).Scan(&yearly).Error
	}))
	require.Positive(t, yearly)
	require.InDelta(t, 16200+float64(yearly)/12, p.revenue().Monthly-before.Monthly, 1)
	require.EqualValues(t, 2, p.revenue().Subscriptions-before.Subscriptions)
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /billing/cancel"}, nil)
	require.InDelta(t, float64(yearly)/12, p.revenue().Monthly-before.Monthly, 1)
	p.want(200, "GET /operator/overview", "", `"plan":"business","monthly":{"amount":`, `"currency":"EUR"`)
}

func (p *page) revenue() (r operator.Revenue) {
	p.T.Helper()
	o, err := p.App.Operator.Overview(p.T.Context())
	require.NoError(p.T, err)
	for _, x := range o.Revenue {
		if x.Plan == "business" && x.Currency == "EUR" {
			r = x
		}
	}
	return r
}

// What was given up is shown and tried once more; the state of the pool and of the roles is told.
func TestConsoleService(t *testing.T) {
	p := newPage(t)
	id := p.giveUp("crm.test_" + uuid.NewString()[:8])
	p.want(200, "GET /operator/jobs", "", fmt.Sprintf(`"id":%d`, id), `"company":"Acme"`, "it broke")
	p.want(204, fmt.Sprintf("POST /operator/nodes/1/jobs/%d/retry", id), "{}")
	p.want(409, fmt.Sprintf("POST /operator/nodes/1/jobs/%d/retry", id), "{}", "operator.no_job")
	require.NotContains(t, p.want(200, "GET /operator/jobs", ""), fmt.Sprintf(`"id":%d,`, id))
	require.NoError(t, p.App.Tenants.Fill(t.Context()))
	require.NoError(t, p.App.Operator.AuditRoles(t.Context()))
	p.want(200, "GET /operator/overview", "", `"error":""`, `"findings":[`, `"nodes":[{"name":"`, `"up":true`, `"backups":{"on":false`)
	o, err := p.App.Operator.Overview(t.Context())
	require.NoError(t, err)
	require.NotNil(t, o.Pool.FilledAt)
	require.NotNil(t, o.Findings.At)
	p.want(204, "POST /operator/pool/fill", "{}")
	p.want(204, "POST "+p.acme()+"/retry", "{}")
	require.NoError(t, p.App.Maker().Retry(t.Context(), p.Person("acme/ana").Tenant.ID))
}

// giveUp enters a job of Acme's that has failed for good.
func (p *page) giveUp(name string) (id int64) {
	p.T.Helper()
	require.NoError(p.T, p.App.DB.InPlatform(p.T.Context(), func(ctx context.Context) error {
		const q = `INSERT INTO river.river_job (args, kind, max_attempts, attempt, state, finalized_at, errors)
			VALUES (jsonb_build_object('name', ?::text, 'tenant', ?::bigint, 'args', '{}'::jsonb), 'kith', 3, 3, 'discarded', now(), ARRAY[jsonb_build_object('error', 'it broke')]) RETURNING id`
		return db.Orm(ctx).Raw(q, name, p.Person("acme/ana").Tenant.ID).Scan(&id).Error
	}))
	p.T.Cleanup(func() {
		_ = p.App.DB.InPlatform(context.Background(), func(ctx context.Context) error {
			return db.Orm(ctx).Exec("DELETE FROM river.river_job WHERE id = ?", id).Error
		})
	})
	return id
}

// What the last look at the roles has found is on the page of health, and gone with the next look.
func TestFindingsAreShown(t *testing.T) {
	p := newPage(t)
	role := p.Person("acme/ana").Tenant.Role
	p.admin("GRANT TRUNCATE ON " + role + ".team TO " + role)
	require.NoError(t, p.App.Operator.AuditRoles(t.Context()))
	p.admin("REVOKE TRUNCATE ON " + role + ".team FROM " + role)
	p.want(200, "GET /operator/overview", "", "may do more on a table than with its rows")
	p.Run(apptest.Call{Name: "health", As: "acme/tess", Do: "GET /health", Want: 200, Has: []string{`{"code":"isolation","ok":false,"detail":"health.isolation"`}, Not: []string{role}})
	require.NoError(t, p.App.Operator.AuditRoles(t.Context()))
	require.NotContains(t, p.want(200, "GET /operator/overview", ""), "may do more on a table")
}

// A company whose migration failed says so.
func TestHealthOfACompany(t *testing.T) {
	r := tenant.Range{Min: 3, Head: 5}
	for want, l := range map[string]operator.Line{
		"":                 {State: "active", SchemaVersion: 5, NeedsVersion: 1},
		"migration_failed": {State: "active", SchemaVersion: 5, MigrateError: "lock"},
		"held":             {State: "locked", SchemaVersion: 5, HoldReason: "court"},
		"unserved":         {State: "active", SchemaVersion: 6, NeedsVersion: 6},
	} {
		require.Equal(t, want, l.Health(r))
	}
	require.Empty(t, operator.Line{State: tenant.Purged, MigrateError: "x"}.Health(r))
}

// Case 22: a company that is locked is refused by the program, and by the database when somebody gets past that; its jobs
// wait; one that is released works as before. One that is suspended reads on.
func TestLockedCompanyIsClosedInTheDatabase(t *testing.T) {
	p := newPage(t)
	acme := p.System("acme")
	inside := func() string {
		return db.State(p.App.DB.InTenant(acme, func(ctx context.Context) error {
			return db.Orm(ctx).Exec("SELECT id FROM " + caller.From(ctx).Tenant.Schema + ".contact").Error
		}))
	}
	require.Empty(t, inside())
	p.want(204, "POST "+p.acme()+"/hold", `{"state":"suspended","reason":"spam"}`)
	require.Empty(t, inside())
	p.becomes("GET /contacts", 200)
	p.want(204, "POST "+p.acme()+"/hold", `{"state":"locked","reason":"court order"}`)
	p.becomes("GET /contacts", 402)
	require.Equal(t, "42501", inside())
	p.Run(apptest.Call{Name: "not even billing", As: "acme/ana", Do: "GET /billing", Want: 402, Has: []string{"tenant.closed"}},
		apptest.Call{Name: "who one is", As: "acme/ana", Do: "GET /me", Want: 200, Has: []string{`"state":"locked"`, `"permissions":{}`}},
		apptest.Call{Name: "the neighbour", As: "globex/gus", Do: "GET /contacts", Want: 200})
	err := p.App.Workers.Run(t.Context(), job.Who{Tenant: p.Person("acme/ana").Tenant.ID, System: "test"}, signup.Setup{OwnerID: p.Person("acme/ana").UserID})
	require.ErrorIs(t, err, job.ErrLater)
	found, err := p.App.Setup.Audit(t.Context())
	require.NoError(t, err)
	require.NotContains(t, strings.Join(found, " "), "locked", "closed is as it should be")
	p.want(204, "POST "+p.acme()+"/release", "{}")
	p.becomes("POST /contacts", 201)
	require.Empty(t, inside())
}

// Case 22: nothing of a company that was purged is reached: not its people's sessions, not its schema, not its role.
func TestPurgedCompanyIsGone(t *testing.T) {
	apptest.Shared(t).DB.Own(t, 2)
	p := newPage(t)
	before := p.System("acme")
	who := p.Person("acme/ana").Tenant
	require.NoError(t, p.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return p.App.Tenants.SetState(ctx, who.ID, tenant.PendingPurge)
	}))
	require.NoError(t, p.App.Maker().Drop(t.Context(), who.ID))
	require.NotEqual(t, 200, p.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status)
	err := p.App.DB.InTenant(before, func(ctx context.Context) error { return db.Orm(ctx).Exec("SELECT id FROM contact").Error })
	require.Contains(t, []string{"22023", "42501", "42704"}, db.State(err), err)
	p.want(200, "GET "+p.acme(), "", `"state":"purged"`, `"slug":""`, `"name":""`)
	p.want(404, "POST "+p.acme()+"/release", "{}", "tenant.not_found")
}
