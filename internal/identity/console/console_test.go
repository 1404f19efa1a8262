package console_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/console"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/web"
)

const password = "quartz-lantern-meadow-58"

// person is an operator with everything they know and have.
type person struct {
	*apptest.World
	email, app, cookie string
}

// newOperator makes an account as the server's command does, and sets it up.
func newOperator(t *testing.T) *person {
	w := apptest.New(t)
	p := &person{World: w, email: fmt.Sprintf("olga-%s@kith.example", uuid.NewString()[:8])}
	p.setUp(p.link())
	return p
}

func (p *person) link() string {
	p.T.Helper()
	link, err := p.App.Console.Add(p.T.Context(), p.email, "Olga", "en")
	require.NoError(p.T, err)
	return token(p.T, link)
}

func token(t testing.TB, link string) string {
	address, secret, found := strings.Cut(link, "#")
	require.True(t, found)
	require.True(t, strings.HasSuffix(address, "/operator/setup"), address)
	return secret
}

func (p *person) setUp(link string) {
	p.T.Helper()
	var app struct{ Email, Name, Secret string }
	p.Get(apptest.Call{Do: "POST /operator/setup/look", Body: fmt.Sprintf(`{"token":%q}`, link)}, &app)
	require.Equal(p.T, []string{p.email, "Olga"}, []string{app.Email, app.Name})
	p.app = app.Secret
	a := p.own("POST /operator/setup", fmt.Sprintf(`{"token":%q,"password":%q,"code":%q}`, link, password, p.code()))
	require.Equal(p.T, 200, a.Status, a.Body)
	p.take(a)
}

// code is one that was not used: each call lets a time step pass.
func (p *person) code() string {
	p.T.Helper()
	p.T.Cleanup(clock.Advance(30 * time.Second))
	c, err := totp.GenerateCode(p.app, clock.Now())
	require.NoError(p.T, err)
	return c
}

var cookie = regexp.MustCompile(`^__Secure-kith_operator=([^;]+); Path=/api/v1/operator; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$`)

func (p *person) take(a apptest.Answer) {
	p.T.Helper()
	m := cookie.FindStringSubmatch(a.Header.Get("Set-Cookie"))
	require.NotNil(p.T, m, a.Header.Get("Set-Cookie"))
	p.cookie = m[1]
}

// own is a request of our own page with the operator's cookie.
func (p *person) own(do, body string) apptest.Answer {
	p.T.Helper()
	return p.Do(apptest.Call{Do: do, Body: body, Header: map[string]string{"X-Kith": "1", "Cookie": web.OperatorCookie + "=" + p.cookie}})
}

func (p *person) logIn(email, pw, code string) apptest.Answer {
	p.T.Helper()
	return p.own("POST /operator/login", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, email, pw, code))
}

// An account is made on the server only, set up by a link that is good once, and opened by all three of address, password and
// code; whatever is wrong, the answer is the same.
func TestLogIn(t *testing.T) {
	p := newOperator(t)
	require.Contains(t, p.own("GET /operator/me", "").Body, "Olga")
	require.Equal(t, http.StatusNoContent, p.own("POST /operator/logout", "{}").Status)
	require.Equal(t, http.StatusUnauthorized, p.own("GET /operator/me", "").Status)
	used := p.code()
	require.Equal(t, 200, p.logIn(p.email, password, used).Status)
	var refusals []string
	for _, try := range [][3]string{{p.email, password, used}, {p.email, password, "000000"}, {p.email, "wrong-lantern-meadow-58", p.code()}, {"nobody@kith.example", password, p.code()}, {"not an address", password, ""}} {
		a := p.logIn(try[0], try[1], try[2])
		require.Equal(t, http.StatusUnauthorized, a.Status, try)
		refusals = append(refusals, regexp.MustCompile(`"requestId":"[^"]*"`).ReplaceAllString(a.Body, ""))
		require.Equal(t, refusals[0], refusals[len(refusals)-1], try)
	}
	a := p.logIn(strings.ToUpper(p.email), password, p.code())
	p.take(a)
	require.Equal(t, 200, p.own("GET /operator/overview", "").Status)
}

// The link is good once, for a day, and not with a weak password or a wrong code; nobody logs in before.
func TestSetUp(t *testing.T) {
	w := apptest.New(t)
	p := &person{World: w, email: fmt.Sprintf("otto-%s@kith.example", uuid.NewString()[:8])}
	link := p.link()
	_, err := w.App.Console.Add(t.Context(), p.email, "Otto", "en")
	require.ErrorIs(t, err, console.ErrTaken)
	require.Equal(t, http.StatusUnauthorized, p.logIn(p.email, "", "").Status)
	for body, code := range map[string]string{`"password":"password1","code":"000000"`: "password.weak", `"password":"` + password + `","code":"000000"`: "mfa.code"} {
		a := p.own("POST /operator/setup", `{"token":"`+link+`",`+body+`}`)
		require.Equal(t, 422, a.Status)
		require.Contains(t, a.Body, code)
	}
	p.setUp(link)
	require.Equal(t, http.StatusGone, p.own("POST /operator/setup/look", `{"token":"`+link+`"}`).Status)
	again, err := w.App.Console.Reset(t.Context(), p.email)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, p.own("GET /operator/me", "").Status, "a reset ends what is open")
	require.Equal(t, http.StatusUnauthorized, p.logIn(p.email, password, p.code()).Status, "and the old password and app")
	back := clock.Advance(25 * time.Hour)
	require.Equal(t, http.StatusGone, p.own("POST /operator/setup/look", `{"token":"`+token(t, again)+`"}`).Status)
	back()
	p.setUp(token(t, again))
}

// A session ends without use, after half a day, and at once with its account.
func TestSessionsEnd(t *testing.T) {
	p := newOperator(t)
	for range 23 {
		defer clock.Advance(29 * time.Minute)()
		require.Equal(t, 200, p.own("GET /operator/me", "").Status)
	}
	defer clock.Advance(54 * time.Minute)()
	require.Equal(t, http.StatusUnauthorized, p.own("GET /operator/me", "").Status, "twelve hours")
	p.take(p.logIn(p.email, password, p.code()))
	defer clock.Advance(31 * time.Minute)()
	require.Equal(t, http.StatusUnauthorized, p.own("GET /operator/me", "").Status, "unused")
	p.take(p.logIn(p.email, password, p.code()))
	require.Equal(t, 200, p.own("GET /operator/me", "").Status)
	require.NoError(t, p.App.Console.Remove(t.Context(), p.email))
	require.Equal(t, http.StatusUnauthorized, p.own("GET /operator/me", "").Status)
	require.Equal(t, http.StatusUnauthorized, p.logIn(p.email, password, p.code()).Status)
	require.ErrorIs(t, p.App.Console.Remove(t.Context(), p.email), console.ErrNotFound)
}

// No token of a tenant opens a route of operators, and no operator's session one of a tenant: not the owner's, a key's, nor
// that of support.
func TestTwoWorlds(t *testing.T) {
	p := newOperator(t)
	who := p.Person("acme/ana")
	p.T.Cleanup(clock.Advance(time.Second))
	var key struct{ Token string }
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"all","scopes":["contact.read"]}`, Want: 201}, &key)
	support := p.own("POST /operator/tenants/"+who.Tenant.UID.String()+"/support", `{"hours":1,"reason":"looks"}`)
	require.Equal(t, 200, support.Status, support.Body)
	var opened struct{ Token string }
	support.JSON(p.World, &opened)
	for _, r := range p.App.Server.Router.Routes() {
		path := parameter.ReplaceAllString(r.Path, uuid.NewString())
		switch r.Need.Access {
		case web.Operators:
			for name, secret := range map[string]string{"owner": who.Token, "key": key.Token, "support": opened.Token} {
				a := p.Do(apptest.Call{Do: r.Method + " " + path, Body: "{}", Header: map[string]string{"X-Kith": "1", "Authorization": "Bearer " + secret, "Cookie": web.OperatorCookie + "=" + secret}})
				require.Equal(t, http.StatusUnauthorized, a.Status, "%s %s as %s", r.Method, r.Path, name)
			}
			foreign := p.Do(apptest.Call{Do: r.Method + " " + path, Body: "{}", Header: map[string]string{"Cookie": web.OperatorCookie + "=" + p.cookie}})
			require.Equal(t, http.StatusForbidden, foreign.Status, "%s %s from another site's page", r.Method, r.Path)
		case web.Right, web.SignedIn:
			a := p.Do(apptest.Call{Do: r.Method + " " + path, Body: "{}", Header: map[string]string{"X-Kith": "1", "Authorization": "Bearer " + p.cookie,
				"Cookie": web.OperatorCookie + "=" + p.cookie + "; " + web.RefreshCookie + "=" + p.cookie}})
			require.Equal(t, http.StatusUnauthorized, a.Status, "%s %s as operator", r.Method, r.Path)
		}
	}
}

var parameter = regexp.MustCompile(`\{\w+\}`)

// Guessing is limited for each client, and a session that asks without end is held back.
func TestTooMuch(t *testing.T) {
	p := newOperator(t)
	status := 0
	for n := 0; n < 302 && status != http.StatusTooManyRequests; n++ {
		status = p.own("GET /operator/me", "").Status
	}
	require.Equal(t, http.StatusTooManyRequests, status)
	base := apptest.Shared(t)
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.LoginLimit = 1
	strict, err := app.New(cfg, "test")
	require.NoError(t, err)
	defer strict.Close() //nolint:errcheck // the test is over
	p.App = strict
	for range 2 {
		p.logIn(p.email, "wrong", "000000")
	}
	a := p.logIn(p.email, password, p.code())
	require.Equal(t, http.StatusTooManyRequests, a.Status, "also with what is right")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	require.NoError(t, base.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("DELETE FROM attempt").Error // the other tests come from the same client
	}))
}

// Everything is in the platform's trail, refusals too, and in no company's.
func TestTrail(t *testing.T) {
	p := newOperator(t)
	p.logIn(p.email, "wrong", "000000")
	p.own("POST /operator/pool/fill", "{}")
	p.own("POST /operator/logout", "{}")
	require.NoError(t, p.App.Console.Remove(t.Context(), p.email))
	var found []string
	require.NoError(t, p.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		q := `SELECT action || ' by ' || actor_name FROM audit WHERE tenant_id IS NULL AND (kind = 'operator' AND record_id = (SELECT id FROM operator_account WHERE email = ?) OR kind = 'pool') ORDER BY seq`
		return db.Orm(ctx).Raw(q, p.email).Scan(&found).Error
	}))
	require.Subset(t, found, []string{"added by server", "set_up by Olga", "started by Olga", "refused by Olga", "pool_filled by Olga", "ended by Olga", "removed by server"})
	require.NotContains(t, p.Do(apptest.Call{As: "acme/ana", Do: "GET /audit"}).Body, "Olga")
}
