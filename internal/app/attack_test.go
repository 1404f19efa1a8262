package app_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
)

// ids makes one of everything in Acme that has an address, by the route's beginning.
func ids(w *apptest.World) map[string]string {
	w.T.Helper()
	made := map[string]string{"/members": w.Person("acme/ed").MemberID.String(), "/me/sessions": w.Person("acme/ed").SessionID.String(),
		"/access/people": w.Person("acme/ed").UserID.String()}
	make1 := func(path, body string, dig ...string) {
		var out map[string]any
		w.Get(apptest.Call{As: "acme/ana", Do: "POST " + path, Body: body, Want: 201}, &out)
		for _, d := range dig {
			out = out[d].(map[string]any)
		}
		made[path] = out["id"].(string)
	}
	make1("/contacts", `{"firstName":"Ada"}`)
	make1("/companies", `{"name":"Acorn"}`)
	make1("/deals", `{"name":"Sale"}`)
	make1("/tasks", `{"title":"Call"}`)
	make1("/teams", `{"name":"North"}`)
	make1("/api-keys", `{"name":"Site","scopes":["contact.read"]}`, "key")
	make1("/invitations", `{"email":"`+id.New().String()+`@x.example","name":"New","role":"employee"}`)
	make1("/shares", fmt.Sprintf(`{"kind":"contact","id":%q,"userId":%q}`, made["/contacts"], w.Person("acme/fred").UserID))
	return made
}

// S1: an id of another company is an id of nothing: on every route, in the path and in the body, and nothing is changed.
func TestS1IDsOfAnotherCompany(t *testing.T) {
	w := apptest.New(t)
	made := ids(w)
	before := contents(t, w)
	tried := 0
	for _, r := range w.App.Server.Router.Routes() {
		begin, rest, ok := strings.Cut(r.Path, "/{")
		other, known := made[begin]
		if !ok || !known {
			continue
		}
		_, rest, _ = strings.Cut(rest, "}")
		path := begin + "/" + other + parameter.ReplaceAllString(rest, id.New().String())
		a := w.Do(apptest.Call{As: "globex/gus", Do: r.Method + " " + path, Body: `{"version":1}`})
		require.Contains(t, []int{404, 400, 422}, a.Status, "%s %s: %s", r.Method, path, a.Body)
		require.NotContains(t, a.Body, "Ada")
		tried++
	}
	require.Greater(t, tried, 30)
	for do, body := range map[string]string{
		"POST /deals":      `{"name":"X","companyId":"` + made["/companies"] + `"}`,
		"POST /contacts":   `{"firstName":"X","companyId":"` + made["/companies"] + `"}`,
		"POST /tasks":      `{"title":"X","about":{"kind":"contact","id":"` + made["/contacts"] + `"}}`,
		"POST /activities": `{"type":"note","about":{"kind":"contact","id":"` + made["/contacts"] + `"},"text":"x"}`,
		"POST /shares":     `{"kind":"contact","id":"` + made["/contacts"] + `","userId":"` + w.Person("globex/gus").UserID.String() + `"}`,
		"POST /companies":  `{"name":"X","ownerId":"` + w.Person("acme/ed").UserID.String() + `"}`,
		"POST /teams":      `{"name":"X","members":[{"userId":"` + w.Person("acme/ed").UserID.String() + `"}]}`,
	} {
		a := w.Do(apptest.Call{As: "globex/gus", Do: do, Body: body})
		require.Contains(t, []int{404, 422}, a.Status, "%s %s", do, a.Body)
	}
	require.Equal(t, before, contents(t, w), "Acme is as it was")
}

// S2, S4: a session that goes to another company sees that company at once; what was remembered for the first is not taken
// for the second, and the token of the one never opens the other.
func TestS4SnapshotsBelongToACompany(t *testing.T) {
	w := apptest.New(t)
	ana, globex := w.Person("acme/ana"), w.Person("globex/gus").Tenant
	var o session.Opened
	platform := func(f func(context.Context) error) { require.NoError(t, w.App.DB.InPlatform(t.Context(), f)) }
	platform(func(ctx context.Context) error {
		_, err := w.App.Members.Join(ctx, member.Joining{TenantID: globex.ID, UserID: ana.UserID, Name: "Ana", Role: "viewer"})
		if err != nil {
			return err
		}
		u, err := w.App.Users.Find(ctx, ana.UserID)
		if err == nil {
			o, err = w.App.Sessions.Open(ctx, u, ana.Tenant.ID, session.Client{IP: "127.0.0.1", Agent: "test"})
		}
		return err
	})
	sign := func() string {
		token, err := w.App.Sessions.Sign(t.Context(), o)
		require.NoError(t, err)
		return token
	}
	w.Program("in acme", sign())
	var c struct{ ID string }
	w.Get(apptest.Call{As: "in acme", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 201}, &c)
	var err error
	o, err = w.App.Sessions.Refresh(t.Context(), o.Refresh, globex.Slug, session.Client{IP: "127.0.0.1", Agent: "test"})
	require.NoError(t, err)
	w.Program("in globex", sign())
	require.Equal(t, 404, w.Do(apptest.Call{As: "in globex", Do: "GET /contacts/" + c.ID}).Status)
	require.Equal(t, 403, w.Do(apptest.Call{As: "in globex", Do: "POST /contacts", Body: `{"firstName":"X"}`}).Status, "a viewer there")
	_, err = w.App.Sessions.Refresh(t.Context(), o.Refresh, "no-such-company", session.Client{IP: "127.0.0.1", Agent: "test"})
	require.ErrorIs(t, err, session.ErrTenant)
}

func logIn(w *apptest.World, who string, header map[string]string) apptest.Answer {
	w.T.Helper()
	h := map[string]string{"X-Kith": "1", "Origin": "http://localhost:8080"}
	for k, v := range header {
		h[k] = v
	}
	return w.Do(apptest.Call{Do: "POST /auth/login", Header: h, Body: fmt.Sprintf(`{"email":%q,"password":%q}`, w.Person(who).Email, apptest.Password)})
}

// S33: the cookie of a session is of this host, out of scripts' reach, and another one with each log-in, whatever the
// browser came with.
func TestS33Cookies(t *testing.T) {
	w := apptest.New(t)
	fixed := "__Host-kith_refresh=" + strings.Repeat("A", 43)
	seen := map[string]bool{}
	for range 3 {
		a := logIn(w, "acme/ed", map[string]string{"Cookie": fixed})
		require.Equal(t, http.StatusOK, a.Status, a.Body)
		cookies := (&http.Response{Header: a.Header}).Cookies()
		require.Len(t, cookies, 1)
		c := cookies[0]
		require.Equal(t, "__Host-kith_refresh", c.Name)
		require.True(t, c.HttpOnly)
		require.True(t, c.Secure)
		require.Equal(t, http.SameSiteStrictMode, c.SameSite)
		require.Equal(t, []string{"/", ""}, []string{c.Path, c.Domain})
		require.False(t, seen[c.Value] || strings.Contains(fixed, c.Value))
		require.NotContains(t, a.Body, c.Value, "the page never sees it")
		seen[c.Value] = true
	}
}

// S37: a body has the fields that are described and no others, on every route; nobody sets a tenant, an owner's role or a
// version that is not theirs to set.
func TestS37NoFieldsBesidesTheDescribed(t *testing.T) {
	api := apptest.Shared(t).App.Server.Router.OpenAPI()
	taboo := []string{"tenantId", "tenant_id", "isAdmin", "createdAt", "updatedAt", "deletedAt", "createdBy", "stripeCustomer", "verifiedAt", "passwordHash", "seatType"}
	bodies := 0
	for path, item := range api.Paths {
		for _, op := range []*huma.Operation{item.Post, item.Put, item.Patch} {
			if op == nil || op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
				continue
			}
			s := op.RequestBody.Content["application/json"].Schema
			if s.Ref != "" {
				s = api.Components.Schemas.SchemaFromRef(s.Ref)
			}
			bodies++
			require.Equal(t, false, s.AdditionalProperties, "%s %s takes any field", op.Method, path)
			for _, name := range taboo {
				require.NotContains(t, s.Properties, name, "%s %s", op.Method, path)
			}
		}
	}
	require.Greater(t, bodies, 40)
	w := apptest.New(t)
	w.Run(apptest.Call{Name: "refused", As: "acme/ed", Do: "POST /contacts", Body: `{"firstName":"A","tenant_id":1}`, Want: 422},
		apptest.Call{Name: "refused", As: "acme/ed", Do: "PATCH /me", Body: `{"name":"E","role":"owner"}`, Want: 422})
}

// S42: no list gives more than a hundred rows at once, and no question is longer than it may be.
func TestS42ListsAreCapped(t *testing.T) {
	w := apptest.New(t)
	for _, list := range []string{"/contacts", "/companies", "/deals", "/tasks", "/audit"} {
		w.Run(apptest.Call{Name: "too many", As: "acme/ana", Do: "GET " + list + "?limit=101", Want: 422},
			apptest.Call{Name: "as many as may be", As: "acme/ana", Do: "GET " + list + "?limit=100", Want: 200},
			apptest.Call{Name: "fewer than none", As: "acme/ana", Do: "GET " + list + "?limit=-1", Want: 422},
			apptest.Call{Name: "long question", As: "acme/ana", Do: "GET " + list + "?q=" + strings.Repeat("a", 201), Want: 422})
	}
	filters := strings.Repeat("&filter=ownerId:is:me", 21)
	w.Run(apptest.Call{Name: "many filters", As: "acme/ana", Do: "GET /contacts?limit=1" + filters, Want: 422})
}

// S47: links in mails lead to the address that the operator set, whatever the request says that it was sent to.
func TestS47LinksLeadHome(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed")
	a := w.Do(apptest.Call{Do: "POST /auth/forgot", Body: fmt.Sprintf(`{"email":%q}`, ed.Email), Header: map[string]string{"X-Kith": "1", "Origin": "http://localhost:8080",
		"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}})
	require.Equal(t, http.StatusAccepted, a.Status, a.Body)
	var reset string
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT id FROM password_reset WHERE email = ?", ed.Email).Scan(&reset).Error
	}))
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{System: user.Kind}, user.MailReset{ResetID: uuid.MustParse(reset)}))
	m, err := apptest.Shared(t).Mail.WaitFor(t.Context(), ed.Email, func(m apptest.Message) bool { return strings.Contains(m.Text, "http") })
	require.NoError(t, err)
	require.Contains(t, m.Text, "http://localhost:8080/")
	require.NotContains(t, m.Text+m.HTML, "evil.example")
}
