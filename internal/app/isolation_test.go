package app_test

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Case 18 of the isolation list: two companies have a record with the very same id; what one does never touches the
// other's.
func TestSameIDInTwoCompanies(t *testing.T) {
	w := apptest.New(t)
	same := id.New().String()
	for company, name := range map[string]string{"acme": "Ours", "globex": "Theirs"} {
		owner := w.Person(map[string]string{"acme": "acme/ana", "globex": "globex/gus"}[company]).UserID
		require.NoError(t, w.App.DB.InTenant(w.System(company), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`INSERT INTO contact (id, name, first_name, owner_id, version, created_at, updated_at) VALUES (?, ?, ?, ?, 1, ?, ?)`,
				same, name, name, owner, clock.Now(), clock.Now()).Error
		}))
	}
	path := "/contacts/" + same
	for _, c := range []apptest.Call{
		{As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{"Ours"}, Not: []string{"Theirs"}},
		{As: "globex/gus", Do: "GET " + path, Want: 200, Has: []string{"Theirs"}, Not: []string{"Ours"}},
		{As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"firstName":"Changed"}`, Want: 200},
		{As: "globex/gus", Do: "GET " + path, Want: 200, Has: []string{`"name":"Theirs"`, `"version":1`}},
		{As: "acme/ana", Do: "POST /activities", Body: `{"type":"note","about":{"kind":"contact","id":"` + same + `"},"text":"secret of acme"}`, Want: 201},
		{As: "globex/gus", Do: "GET /timeline?kind=contact&id=" + same, Want: 200, Not: []string{"secret"}},
		{As: "acme/ana", Do: "DELETE " + path, Want: 204},
		{As: "globex/gus", Do: "GET " + path, Want: 200, Has: []string{"Theirs"}},
		{As: "globex/gus", Do: "GET /audit", Want: 200, Not: []string{"Ours", "Changed"}},
		{As: "acme/ana", Do: "POST " + path + "/restore", Want: 200, Has: []string{"Changed"}},
	} {
		c.Name = c.Do
		w.Get(c, nil)
	}
}

// The same for files, rights and jobs: a file's bytes, a role's rights and a job's work belong to one company, whatever ids
// and names the other one has.
func TestSameIDOfFilesRightsAndJobs(t *testing.T) {
	w := apptest.New(t)
	same := id.New().String()
	both := func(sql string, args ...any) {
		for _, company := range []string{"acme", "globex"} {
			require.NoError(t, w.App.DB.InTenant(w.System(company), func(ctx context.Context) error { return db.Orm(ctx).Exec(sql, args...).Error }))
		}
	}
	both(`INSERT INTO contact (id, name, first_name, version, created_at, updated_at) VALUES (?, 'Ada', 'Ada', 1, now(), now())`, same)
	at := "/contacts/" + same + "/attachments"
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "file", As: "acme/ana", Do: "POST " + at + "?fileName=a.txt", Raw: []byte("secret of acme"), Want: 201}, &f)
	require.NoError(t, w.App.DB.InTenant(w.System("globex"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO attachment (id, kind, record_id, name, media_type, size, sha256, created_at) VALUES (?, 'contact', ?, 'a.txt', 'text/plain', 14, 'x', now())`, f.ID, same).Error
	}))
	theirs := w.Do(apptest.Call{As: "globex/gus", Do: "GET " + at + "/" + f.ID})
	require.NotEqual(t, 200, theirs.Status)
	require.NotContains(t, theirs.Body, "secret")
	w.Get(apptest.Call{Name: "theirs goes", As: "globex/gus", Do: "DELETE " + at + "/" + f.ID, Want: 204}, nil)
	w.Get(apptest.Call{Name: "ours stays", As: "acme/ana", Do: "GET " + at + "/" + f.ID, Want: 200, Has: []string{"secret of acme"}}, nil)

	w.Join("globex", "eve", "employee")
	w.Get(apptest.Call{Name: "rights", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"contact","action":"read","scope":"none"}`}, nil)
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status == http.StatusForbidden
	}, 10*time.Second, 10*time.Millisecond)
	w.Get(apptest.Call{Name: "theirs are as they were", As: "globex/eve", Do: "GET /contacts", Want: 200}, nil)

	both(`INSERT INTO overflow (id, source, lead, received_at) VALUES (?, 'Form', '{"FirstName":"Lena"}', now())`, same)
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: "overflow"}, overflow.Admission{}))
	w.Get(apptest.Call{Name: "job", As: "acme/ana", Do: "GET /overflow", Has: []string{`"total":0`}}, nil)
	w.Get(apptest.Call{Name: "theirs wait", As: "globex/gus", Do: "GET /overflow", Has: []string{`"total":1`}}, nil)
}

// The same Idempotency-Key of two people of two companies has two effects and two answers.
func TestSameKeyInTwoCompanies(t *testing.T) {
	w := apptest.New(t)
	key := map[string]string{"Idempotency-Key": id.New().String()}
	for _, who := range []string{"acme/ana", "globex/gus", "acme/ed"} {
		w.Get(apptest.Call{Name: who, As: who, Do: "POST /contacts", Body: `{"firstName":"` + who[len(who)-2:] + `"}`, Header: key, Want: 201, Has: []string{who[len(who)-2:]}}, nil)
	}
}

// A request that is repeated has one effect and the same answer; another one with its key is refused.
func TestIdempotency(t *testing.T) {
	w := apptest.New(t)
	key := map[string]string{"Idempotency-Key": id.New().String()}
	call := apptest.Call{Name: "first", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Once"}`, Header: key, Want: 201}
	first := w.Get(call, nil)
	require.JSONEq(t, first.Body, w.Get(call, nil).Body)
	call.Body, call.Want = `{"firstName":"Twice"}`, http.StatusUnprocessableEntity
	call.Has = []string{"idempotency.mismatch"}
	w.Get(call, nil)
	w.Get(apptest.Call{Name: "one", As: "acme/ana", Do: "GET /contacts/count", Has: []string{`"count":1`}}, nil)
	w.Get(apptest.Call{Name: "needs one", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"X"}`, Header: map[string]string{"Idempotency-Key": ""}, Want: 400, Has: []string{"idempotency.missing"}}, nil)
}

// within is how soon a change of rights has to count on every instance.
const within = 2 * time.Second

// F18: a right taken away, a person removed and a session ended on one instance count on another that has them cached.
func TestRevocationReachesOtherInstances(t *testing.T) {
	w := apptest.New(t)
	b := apptest.Shared(t)
	other, err := apptest.Instance(b.DB, b.Mail)
	require.NoError(t, err)
	go other.Hints.Run(t.Context())
	here, there := w, w.On(other)
	for name, c := range map[string]struct{ who, probe, revoke, body string }{
		"right":   {"acme/ed", "GET /contacts", "PUT /roles/employee/grants", `{"object":"contact","action":"read","scope":"none"}`},
		"member":  {"acme/fred", "GET /deals", "DELETE /members/" + w.Person("acme/fred").MemberID.String(), ""},
		"session": {"acme/mira", "GET /tasks", "", ""},
	} {
		require.Equal(t, http.StatusOK, there.Do(apptest.Call{As: c.who, Do: c.probe}).Status, name)
		if c.revoke != "" {
			require.Less(t, here.Do(apptest.Call{As: "acme/ana", Do: c.revoke, Body: c.body}).Status, 300, name)
		} else {
			require.Equal(t, http.StatusNoContent, here.Do(apptest.Call{As: c.who, Do: "DELETE /me/sessions/" + w.Person(c.who).SessionID.String()}).Status)
		}
		require.Eventually(t, func() bool { return there.Do(apptest.Call{As: c.who, Do: c.probe}).Status > 400 }, within, 10*time.Millisecond, name)
	}
}

// readOnlyWrites are the writes that a read-only company may still make: pay and cancel, remove people, look after one's
// own password, sessions, views and what one is told, stop the end, say what is in their way.
var readOnlyWrites = []string{
	"POST /contacts/{id}/erasure", "POST /contacts/{id}/data-report",
	"POST /billing/quote", "POST /billing/checkout", "POST /billing/return", "POST /billing/seats", "POST /billing/cancel", "POST /billing/resume",
	"POST /billing/portal", "POST /billing/plan", "POST /billing/refresh", "POST /tenant/keep", "DELETE /members/{id}", "POST /members/{id}/suspend", "DELETE /day-passes/{id}", "DELETE /invitations/{id}", "PATCH /me", "PUT /me/phone", "PATCH /me/preferences", "POST /me/calendar-feed", "DELETE /me/calendar-feed", "POST /notices/seen", "POST /first-steps/dismiss",
	"DELETE /me/sessions/{id}", "POST /me/sessions/end-others", "POST /me/password", "DELETE /support/{id}", "POST /feedback", "POST /feedback/seen",
	"POST /views", "PATCH /views/{id}", "DELETE /views/{id}", "POST /views/{id}/restore", "PUT /list-choice", "PUT /favourites/{kind}/{id}", "DELETE /favourites/{kind}/{id}",
	"POST /contacts/exports", "POST /companies/exports", "POST /deals/exports", "POST /tasks/exports", "POST /objects/{id}/exports", "DELETE /exports/{id}",
	"POST /me/prove", "POST /me/prove/passkey", "POST /me/email", "POST /me/second-factor/begin", "POST /me/second-factor/confirm",
	"DELETE /me/second-factor", "POST /me/second-factor/recovery-codes", "DELETE /me/devices/{id}",
	"POST /archives", "DELETE /archives/{id}", "POST /archives/{id}/send", "PUT /archives/plan", "PUT /archives/bucket", "DELETE /archives/bucket", "POST /archives/bucket/try",
	"POST /audit/verify", "DELETE /api-keys/{id}", "POST /me/passkeys/begin", "POST /me/passkeys", "PATCH /me/passkeys/{id}", "DELETE /me/passkeys/{id}",
}

// What a company may do while it is suspended is exactly what is listed: everything is read and exported, and of all
// writes only those above are not refused. Once only log-in is left, billing and export are what remains.
func TestB24CapabilitiesByState(t *testing.T) {
	w := apptest.New(t)
	set := func(state string) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return w.App.Tenants.SetState(ctx, w.Person("acme/ana").Tenant.ID, state)
		}))
		require.Eventually(t, func() bool {
			ctx, err := w.As("acme/ana")
			return err == nil && caller.From(ctx).Tenant.State == state
		}, within, 10*time.Millisecond)
	}
	refused := func(r web.Route, code string) bool {
		path := parameter.ReplaceAllString(r.Path, id.New().String())
		a := w.Do(apptest.Call{As: "acme/ana", Do: r.Method + " " + path, Body: map[bool]string{true: "{}"}[r.Method != http.MethodGet]})
		return a.Status == http.StatusPaymentRequired && strings.Contains(a.Body, code)
	}
	for state, code := range map[string]string{"suspended": "tenant.read_only", "cancelled": "tenant.read_only", "pending_purge": "tenant.closed"} {
		set(state)
		for _, r := range w.App.Server.Router.Routes() {
			if r.Need.Access == web.Public || r.Need.Access == web.Operators {
				continue
			}
			open := slices.Contains(readOnlyWrites, r.Method+" "+r.Path)
			if r.Method == http.MethodGet {
				open = state != "pending_purge" || r.Need.Access == web.SignedIn || r.Need.Action == "export" || slices.Contains([]string{"billing", "seat", "audit"}, r.Need.Object)
			}
			require.Equal(t, !open, refused(r, code), "%s: %s %s", state, r.Method, r.Path)
		}
	}
}

// pair is a company in trouble, Acme, and one beside it that shares its pool of connections.
type pair struct {
	*apptest.World
	beside *apptest.World
	who    string // the owner of the company beside
}

func neighbours(t *testing.T) *pair {
	p := &pair{World: apptest.New(t)}
	for {
		p.beside = apptest.New(t)
		for _, p.who = range []string{"acme/ana", "globex/gus"} {
			if p.beside.Person(p.who).Tenant.Shard == p.Person("acme/ana").Tenant.Shard {
				return p
			}
		}
	}
}

// pool are the figures of the connections that both share.
func (p *pair) pool() sql.DBStats {
	return p.App.DB.Stats()[db.ShardLogin(p.Person("acme/ana").Tenant.Shard)]
}

// share is how many of them one company may have.
func (p *pair) share() int { return p.pool().MaxOpenConnections / 2 }

// trouble does something of Acme's many times at once. When Acme has its share of the connections, the neighbour asks on
// and on, until it is over: every request is answered, Acme never has more than its share, and nobody, whether Acme's or
// the neighbour's, ever waits for a connection that somebody else has.
func (p *pair) trouble(times int, do func()) {
	p.T.Helper()
	require.Equal(p.T, http.StatusOK, p.ask(), "the pool is open")
	before := p.pool().WaitCount
	var left atomic.Int64
	left.Store(int64(times))
	for range times {
		go func() {
			defer left.Add(-1)
			do()
		}()
	}
	require.Eventually(p.T, func() bool { return p.pool().InUse == p.share() }, 10*time.Second, time.Millisecond)
	asked := 0
	for ; left.Load() > 0; asked++ {
		time.Sleep(5 * time.Millisecond) // a person, not a storm
		require.Equal(p.T, http.StatusOK, p.ask())
		require.LessOrEqual(p.T, p.pool().InUse, p.share())
	}
	require.Positive(p.T, asked)
	require.Equal(p.T, before, p.pool().WaitCount)
	p.T.Logf("%d requests of the neighbour meanwhile", asked)
	require.Equal(p.T, http.StatusOK, p.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status, "Acme itself is back at once")
}

func (p *pair) ask() int { return p.beside.Do(apptest.Call{As: p.who, Do: "GET /contacts"}).Status }

// F9: somebody holds a table of Acme's. Its requests wait as long as the lock may take and get 503; its neighbour is
// answered as ever. How fast, `dev bench neighbour` measures.
func TestNeighbourOfALockedCompany(t *testing.T) {
	p := neighbours(t)
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	tx, err := c.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE "+p.Person("acme/ana").Tenant.Schema+".contact IN ACCESS EXCLUSIVE MODE")
	require.NoError(t, err)
	var answered atomic.Int64
	p.trouble(12, func() {
		if a := p.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}); a.Status != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if answered.Add(1) == 12 {
			assert.NoError(t, tx.Rollback(t.Context()))
		}
	})
}

// R4: a report of Acme's that would run for minutes, many times at once, is stopped by the server each time; its neighbour
// is answered as ever.
func TestNeighbourOfARunawayReport(t *testing.T) {
	p := neighbours(t)
	const runaway = "SELECT sum(a * b * c * d) FROM generate_series(1, 4000) a, generate_series(1, 4000) b, generate_series(1, 400) c, generate_series(1, 400) d"
	p.trouble(6, func() {
		err := p.App.DB.InTenant(p.System("acme"), func(ctx context.Context) error {
			// what the login roles have is longer than a test has time; see TestTimeouts of kit/db
			return errors.Join(db.Orm(ctx).Exec("SET LOCAL statement_timeout = '2s'").Error, db.Orm(ctx).Exec(runaway).Error)
		})
		assert.Equal(t, "57014", db.State(err), "%v", err)
	})
}
