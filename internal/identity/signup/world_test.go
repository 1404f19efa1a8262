package signup_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/passkey"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/signup"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/internal/platform/trial"
)

// world is identity and what it stands on, on a real database with real commits: whoever races here races for real.
type world struct {
	*testing.T
	db       *db.DB
	raw      *pgx.Conn // as the database's superuser, to look behind the scenes
	server   *web.Server
	workers  *job.Workers
	licences *licence.Service
	members  *member.Service
	sessions *session.Service
	second   *mfa.Service
	setUps   []caller.Caller

	mu      sync.Mutex
	letters []mail.Letter
	changes []event.Changed
}

const (
	base = "http://localhost:8080"
	pw   = "veil-orbit-lantern-48"
)

func newWorld(t *testing.T) *world {
	d := testdb.Shared(t)
	w := &world{T: t, db: d.Open(t)}
	var err error
	w.raw, err = pgx.Connect(t.Context(), d.URL)
	require.NoError(t, err)
	t.Cleanup(func() { w.raw.Close(context.Background()) }) //nolint:errcheck // the test is over
	w.clean()
	keys, err := secret.NewKeys(strings.Repeat("k", 40))
	require.NoError(t, err)
	bus := event.NewBus()
	event.OnChange(bus, func(_ context.Context, c event.Changed) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.changes = append(w.changes, c)
		return nil
	})
	tools := user.Tools{Platform: w.db.InPlatform, Keys: keys, Bus: bus, Sender: w, BaseURL: base}
	tenants := tenant.NewService(bus, d.Maker, 0)
	w.licences = licence.NewService(bus, tenants)
	users := user.NewService(tools)
	w.members = member.NewService(tools, users, w.licences)
	w.second = mfa.NewService(tools, users)
	policies := policy.NewService(tools, w.members)
	passkeys := passkey.NewService(tools, users, w.second)
	w.sessions = session.NewService(tools, session.Deps{Users: users, Members: w.members, Second: w.second, Passkeys: passkeys, Policies: policies, Refusals: refusal.NewService(tools, users, w.members), LoginLimit: 10})
	invites := invite.NewService(invite.Deps{Tools: tools, Users: users, Members: w.members, Sessions: w.sessions, Seats: w.licences, Tenants: tenants})
	signups := signup.NewService(signup.Deps{Tools: tools, Users: users, Members: w.members, Sessions: w.sessions, Tenants: tenants, Trials: trial.NewService(tenants, w.licences),
		InTenant: w.db.InTenant, AfterClaim: w.afterClaim})
	require.NoError(t, w.sessions.Prepare(t.Context()))

	w.workers = job.NewWorkers(job.Edge{Resolve: w.resolve(tenants), InTenant: w.db.InTenant, InPlatform: w.db.InPlatform})
	w.server = web.NewServer(web.Config{BaseURL: base, Timeout: 30 * time.Second}, web.Edge{Identify: w.identify,
		Entitled: func(context.Context, web.Need, bool) error { return nil }, Authorize: authorize, Fresh: w.members.Fresh, InTenant: w.db.InTenant, InPlatform: w.db.InPlatform})
	for _, s := range []interface {
		Routes(*web.Router)
		Jobs(*job.Workers)
	}{users, w.members, w.sessions, w.second, invites, signups} {
		s.Routes(w.server.Router)
		s.Jobs(w.workers)
	}
	passkeys.Routes(w.server.Router)
	policies.Routes(w.server.Router)
	return w
}

// clean makes the companies of earlier tests spare again, and forgets what is queued and counted.
func (w *world) clean() {
	for _, sql := range []string{"DELETE FROM platform.invitation", "DELETE FROM platform.security_policy", "DELETE FROM platform.membership", "DELETE FROM platform.seat", "DELETE FROM platform.seat_pool",
		"UPDATE platform.tenant SET state = 'spare', slug = NULL, name = ''", "DELETE FROM river.river_job", "DELETE FROM platform.attempt"} {
		_, err := w.raw.Exec(w.Context(), sql)
		require.NoError(w, err)
	}
}

// afterClaim writes into the company's own schema, as the pipeline's seed does.
func (w *world) afterClaim(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setUps = append(w.setUps, *caller.From(ctx))
	return db.Orm(ctx).Exec("SELECT version FROM schema_version").Error
}

func (w *world) Send(_ context.Context, l mail.Letter) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.letters = append(w.letters, l)
	return nil
}

func (w *world) identify(ctx context.Context, token string) (context.Context, error) {
	c, err := w.sessions.Verify(token)
	if err != nil {
		return ctx, err
	}
	var p member.Principal
	err = w.db.InPlatform(ctx, func(ctx context.Context) error {
		p, err = w.members.Principal(ctx, c.UserID, c.SessionID, c.TenantID)
		return err
	})
	return caller.With(ctx, &caller.Caller{UserID: p.UserID, MemberID: p.MemberID, SessionID: c.SessionID, Name: p.Name, Language: p.Language,
		Role: p.Role, Tenant: p.Tenant.Caller()}), err
}

func authorize(ctx context.Context, _, _ string) error {
	switch caller.From(ctx).Role {
	case member.Owner, member.Admin, member.Manager:
		return nil
	default:
		return db.ErrDenied
	}
}

func (w *world) resolve(tenants *tenant.Service) func(context.Context, job.Who) (context.Context, error) {
	return func(ctx context.Context, who job.Who) (context.Context, error) {
		var t tenant.Tenant
		err := w.db.InPlatform(ctx, func(ctx context.Context) (err error) {
			if who.Tenant != 0 {
				t, err = tenants.Find(ctx, who.Tenant)
			}
			return err
		})
		return caller.With(ctx, caller.System(who.System, t.Caller())), err
	}
}

// call is one answer.
type call struct {
	status int
	text   string
	cookie string
	device string // of the cookie that remembers the device
	header http.Header
}

func (c call) get(t testing.TB, path ...string) any {
	var v any
	require.NoError(t, json.Unmarshal([]byte(c.text), &v), c.text)
	for _, p := range path {
		v = v.(map[string]any)[p]
	}
	return v
}

// who is somebody in a browser.
type who struct {
	email, token, cookie, agent string
	device                      string
}

// do sends a request, such as «POST /members», and keeps cookie and access token of the answer.
func (w *world) do(p *who, what, body string) call {
	method, path, _ := strings.Cut(what, " ")
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Kith", "1")
	r.Header.Set("Idempotency-Key", uuid.NewString())
	r.Header.Set("User-Agent", p.agent)
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if p.cookie != "" {
		r.Header.Set("Cookie", web.RefreshCookie+"="+p.cookie)
	}
	if p.device != "" {
		r.AddCookie(&http.Cookie{Name: web.DeviceCookie, Value: p.device})
	}
	answer, err := w.server.App.Test(r, fiber.TestConfig{Timeout: time.Minute})
	require.NoError(w, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(w, err)
	c := call{status: answer.StatusCode, text: string(text), header: answer.Header}
	for _, k := range answer.Cookies() {
		require.True(w, k.HttpOnly && k.Secure && k.SameSite == http.SameSiteStrictMode && k.Path == "/" && k.Domain == "")
		if k.Name == web.DeviceCookie {
			c.device = k.Value
			continue
		}
		c.cookie = k.Value
	}
	return c
}

// as is do for calls that begin or go on with a session: the browser keeps what it gets.
func (w *world) as(p *who, what, body string) call {
	c := w.do(p, what, body)
	if c.status == 200 {
		p.token, p.cookie = c.get(w, "accessToken").(string), c.cookie
	}
	return c
}

func (w *world) want(status int, p *who, what, body string, has ...string) call {
	w.Helper()
	c := w.do(p, what, body)
	require.Equal(w, status, c.status, "%s: %s", what, c.text)
	for _, h := range has {
		require.Contains(w, c.text, h)
	}
	return c
}

type queued struct {
	kind string
	args json.RawMessage
}

func (q queued) Kind() string                 { return q.kind }
func (q queued) MarshalJSON() ([]byte, error) { return q.args, nil }

// work does what is in the queue, as the workers do.
func (w *world) work() {
	w.Helper()
	rows, err := w.raw.Query(w.Context(), "SELECT id, args::text FROM river.river_job WHERE state IN ('available', 'pending') ORDER BY id")
	require.NoError(w, err)
	type row struct {
		ID   int64
		Args string
	}
	jobs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	require.NoError(w, err)
	for _, j := range jobs {
		var e struct {
			Name, System string
			Tenant       int64
			User         uuid.UUID
			Args         json.RawMessage
		}
		require.NoError(w, json.Unmarshal([]byte(j.Args), &e))
		if !strings.HasPrefix(e.Name, "tenant.") {
			if err := w.workers.Run(w.Context(), job.Who{Tenant: e.Tenant, User: e.User, System: e.System}, queued{e.Name, e.Args}); err != nil {
				require.ErrorIs(w, err, user.ErrGone, e.Name)
			}
		}
		_, err := w.raw.Exec(w.Context(), "UPDATE river.river_job SET state = 'completed', finalized_at = now() WHERE id = $1", j.ID)
		require.NoError(w, err)
	}
}

// letter works the queue and returns the last mail to an address.
func (w *world) letter(to string) mail.Letter {
	w.Helper()
	w.work()
	for i := len(w.letters) - 1; i >= 0; i-- {
		if w.letters[i].To.Email == to {
			return w.letters[i]
		}
	}
	require.Fail(w, "no mail to "+to)
	return mail.Letter{}
}

func (w *world) token(to string) string {
	w.Helper()
	_, token, ok := strings.Cut(w.letter(to).Button.URL, "#")
	require.True(w, ok)
	return token
}

// email makes an address that nobody else has.
func email(name string) string { return fmt.Sprintf("%s-%x@x.example", name, rand.Uint64()) }

func form(email string) string {
	return fmt.Sprintf(`{"company":"Acme Żółw","name":"Ana","email":%q,"password":%q,"language":"pl","currency":"PLN","timezone":"Europe/Warsaw"}`, email, pw)
}

// found signs a company up and returns its owner.
func (w *world) found() *who {
	w.Helper()
	ana := &who{email: email("ana"), agent: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0"}
	w.want(202, ana, "POST /signups", form(ana.email))
	c := w.as(ana, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, w.token(ana.email)))
	require.Equal(w, 200, c.status, c.text)
	return ana
}

// join invites somebody and accepts for them.
func (w *world) join(inviter *who, name, role, more string) *who {
	w.Helper()
	p := &who{email: email(name), agent: name}
	w.want(201, inviter, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":%q,"role":%q%s}`, p.email, name, role, more))
	c := w.as(p, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":%q,"password":%q}`, w.token(p.email), name, pw))
	require.Equal(w, 200, c.status, c.text)
	return p
}

// memberID is the id of a person's membership in the company that the asker sees.
func (w *world) memberID(asker *who, email string) string {
	w.Helper()
	for _, m := range w.want(200, asker, "GET /members", "").get(w, "items").([]any) {
		if m := m.(map[string]any); m["email"] == email {
			return m["id"].(string)
		}
	}
	require.Fail(w, "no member "+email)
	return ""
}

// used is how many seats of each kind are in use in a person's company.
func (w *world) used(p *who) (used map[string]int) {
	used = map[string]int{}
	c, err := w.sessions.Verify(p.token)
	require.NoError(w, err)
	require.NoError(w, w.db.InPlatform(w.Context(), func(ctx context.Context) error {
		pools, err := w.licences.Pools(ctx, c.TenantID)
		for _, p := range pools {
			used[string(p.Kind)] = p.Used
		}
		return err
	}))
	return used
}

func (w *world) count(sql string, args ...any) (n int) {
	require.NoError(w, w.raw.QueryRow(w.Context(), sql, args...).Scan(&n))
	return n
}

func (w *world) actions() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.changes {
		all = append(all, c.Ref.Kind+" "+c.Action)
	}
	return all
}

// foreign sends a request with nothing but the cookie and the given headers, and returns the status.
func (w *world) foreign(p *who, method, path string, headers map[string]string) int {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader("{}"))
	r.Header.Set("User-Agent", p.agent)
	r.Header.Set("Cookie", web.RefreshCookie+"="+p.cookie)
	r.Header.Set("Content-Type", "application/json")
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	answer, err := w.server.App.Test(r, fiber.TestConfig{Timeout: time.Minute})
	require.NoError(w, err)
	defer answer.Body.Close()
	return answer.StatusCode
}
