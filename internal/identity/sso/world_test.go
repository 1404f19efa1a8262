package sso_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/provider"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/web"
)

const redirect = "http://localhost:8080/login/sso"

// world is two companies, of which Acme has a provider of its own.
type world struct {
	*apptest.World
	idp *provider.Provider
}

// settings is the sign-on as the API shows it.
type settings struct {
	State   string
	Version int
	TriedAt *string
	Owners  []string
	Domains []struct{ ID, Domain, Text string }
}

func newWorld(t *testing.T) *world { return &world{apptest.New(t), provider.New(t)} }

// open is Acme with a sign-on that works: of the sales group somebody joins as an employee, bosses as managers.
func open(t *testing.T) *world {
	w := newWorld(t)
	w.save("acme/ana", w.idp.URL, "")
	w.prove("acme/ana", "acme.example")
	w.idp.As(claims("try", "ana@acme.example", "sales"))
	a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /sso/try"})
	require.Equal(t, 200, a.Status, a.Body)
	a = w.tried("acme/ana", w.follow(a))
	require.Contains(t, a.Body, `"ok":true`)
	w.switchTo("acme/ana", "on", 200)
	return w
}

func (w *world) settings(as string) (s settings) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "GET /sso"}, &s)
	return s
}

func (w *world) save(as, issuer, other string) {
	w.T.Helper()
	body, err := json.Marshal(map[string]any{"issuer": issuer, "clientId": provider.ClientID, "clientSecret": provider.Secret, "claim": "groups", "defaultRole": other,
		"rules": []any{map[string]any{"value": "bosses", "role": "manager"}, map[string]any{"value": "sales", "role": "employee"}}, "version": w.settings(as).Version})
	require.NoError(w.T, err)
	w.Get(apptest.Call{As: as, Do: "PUT /sso", Body: string(body)}, nil)
}

// publish adds a domain and publishes its proof, in place of anybody else's.
func (w *world) publish(as, domain string) (path string) {
	w.T.Helper()
	var d struct{ ID, Record, Text string }
	w.Get(apptest.Call{As: as, Do: "POST /sso/domains", Body: `{"domain":"` + domain + `"}`, Want: 201}, &d)
	apptest.Shared(w.T).DNS.Set(d.Record, "v=spf1 -all", d.Text)
	return "POST /sso/domains/" + d.ID + "/prove"
}

func (w *world) prove(as, domain string) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: w.publish(as, domain)}, nil)
}

func (w *world) switchTo(as, state string, want int, has ...string) {
	w.T.Helper()
	body, err := json.Marshal(map[string]any{"state": state, "version": w.settings(as).Version})
	require.NoError(w.T, err)
	w.Run(apptest.Call{Name: state, As: as, Do: "PUT /sso/state", Body: string(body), Want: want, Has: has})
}

func claims(subject, email string, groups ...string) map[string]any {
	return map[string]any{"sub": subject, "email": email, "email_verified": true, "name": strings.ToUpper(subject[:1]) + subject[1:], "groups": groups}
}

// visit is a browser that has been at the provider and comes back.
type visit struct {
	back   url.Values
	cookie string
}

func (w *world) begin(slug string) apptest.Answer {
	return w.Do(apptest.Call{Do: "POST /auth/sso/begin", Body: `{"slug":"` + slug + `"}`, Header: map[string]string{"X-Kith": "1"}})
}

// follow goes to the provider and comes back to our page, and to no other.
func (w *world) follow(a apptest.Answer) visit {
	w.T.Helper()
	require.Equal(w.T, 200, a.Status, a.Body)
	var out struct{ URL string }
	a.JSON(w.World, &out)
	require.True(w.T, strings.HasPrefix(out.URL, w.idp.URL+"/authorize?"), out.URL)
	r, err := http.NewRequestWithContext(w.T.Context(), http.MethodGet, out.URL, http.NoBody)
	require.NoError(w.T, err)
	answer, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(w.T, err)
	defer answer.Body.Close() //nolint:errcheck // it has none
	base, query, _ := strings.Cut(answer.Header.Get("Location"), "?")
	require.Equal(w.T, redirect, base)
	back, err := url.ParseQuery(query)
	require.NoError(w.T, err)
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	require.True(w.T, strings.HasPrefix(cookie, web.SSOCookie+"="), cookie)
	return visit{back, cookie}
}

func (w *world) visit() visit {
	w.T.Helper()
	return w.follow(w.begin(w.slug()))
}

func (w *world) slug() string { return w.Person("acme/ana").Tenant.Slug }

func (v visit) call(as, do string) apptest.Call {
	body, _ := json.Marshal(map[string]string{"state": v.back.Get("state"), "code": v.back.Get("code"), "iss": v.back.Get("iss")})
	return apptest.Call{As: as, Do: do, Body: string(body), Header: map[string]string{"X-Kith": "1", "Cookie": v.cookie}}
}

func (w *world) finish(v visit) apptest.Answer { return w.Do(v.call("", "POST /auth/sso/finish")) }

func (w *world) tried(as string, v visit) apptest.Answer { return w.Do(v.call(as, "POST /sso/tried")) }

// in logs somebody in by the sign-on, who has to get in, and gives them a name to call by.
func (w *world) in(name string, who map[string]any) entered {
	w.T.Helper()
	w.idp.As(who)
	a := w.finish(w.visit())
	require.Equal(w.T, 200, a.Status, a.Body)
	var e entered
	a.JSON(w.World, &e)
	w.Program(name, e.AccessToken)
	return e
}

type entered struct {
	AccessToken string
	Bound       bool
	User        struct{ ID, Email, Name string }
	Tenants     []struct{ Slug, Role string }
}

// out has somebody try the sign-on who must not get in.
func (w *world) out(who map[string]any, status int, code string) {
	w.T.Helper()
	w.idp.As(who)
	w.refused(w.finish(w.visit()), status, code)
}

func (w *world) refused(a apptest.Answer, status int, code string) {
	w.T.Helper()
	require.Equal(w.T, status, a.Status, a.Body)
	require.Contains(w.T, a.Body, `"code":"`+code+`"`)
	for _, c := range a.Header.Values("Set-Cookie") {
		require.NotContains(w.T, c, web.RefreshCookie)
	}
}

func joining(tenantID int64, u user.User) member.Joining {
	return member.Joining{TenantID: tenantID, UserID: u.ID, Name: u.Name, Role: member.Employee}
}
