package app_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
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
// own password and sessions, stop the end.
var readOnlyWrites = []string{
	"POST /billing/quote", "POST /billing/checkout", "POST /billing/return", "POST /billing/seats", "POST /billing/cancel", "POST /billing/resume",
	"POST /billing/portal", "POST /billing/plan", "POST /billing/refresh", "POST /tenant/keep", "DELETE /members/{id}", "POST /members/{id}/suspend", "DELETE /day-passes/{id}", "DELETE /invitations/{id}", "PATCH /me", "POST /first-steps/dismiss",
	"DELETE /me/sessions/{id}", "POST /me/sessions/end-others", "POST /me/password", "DELETE /support/{id}",
	"POST /me/prove", "POST /me/prove/passkey", "POST /me/email", "POST /me/second-factor/begin", "POST /me/second-factor/confirm",
	"DELETE /me/second-factor", "POST /me/second-factor/recovery-codes", "DELETE /me/devices/{id}",
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

// neighbour is how long all but the slowest of 60 requests of Globex take; each has to be answered.
func neighbour(t *testing.T, w *apptest.World) time.Duration {
	t.Helper()
	var all []time.Duration
	for range 60 {
		begin := time.Now()
		require.Equal(t, http.StatusOK, w.Do(apptest.Call{As: "globex/gus", Do: "GET /contacts"}).Status)
		all = append(all, time.Since(begin))
	}
	slices.Sort(all)
	return all[58]
}

// F9: somebody holds a table of Acme's. Its requests wait as long as the lock may take and get 503; Globex
// is answered as before, without one error.
func TestNeighbourOfALockedCompany(t *testing.T) {
	w := apptest.New(t)
	acme := w.Person("acme/ana").Tenant
	neighbour(t, w)
	before := neighbour(t, w)
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	tx, err := c.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE "+acme.Schema+".contact IN ACCESS EXCLUSIVE MODE")
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}); a.Status != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	during := neighbour(t, w)
	wg.Wait()
	require.NoError(t, tx.Rollback(t.Context()))
	t.Logf("p97 of the neighbour: %s before, %s during", before, during)
	require.LessOrEqual(t, during, 2*before+20*time.Millisecond)
	require.Equal(t, http.StatusOK, w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status)
}

// R4: a report of Acme's that would run for minutes, many times at once, is stopped by the server, and takes no more than
// Acme's share of the connections: Globex is answered as before, without one error.
func TestNeighbourOfARunawayReport(t *testing.T) {
	w := apptest.New(t)
	const runaway = "SELECT sum(a * b * c * d) FROM generate_series(1, 4000) a, generate_series(1, 4000) b, generate_series(1, 400) c, generate_series(1, 400) d"
	neighbour(t, w)
	before := neighbour(t, w)
	ctx, cancel := context.WithTimeout(w.System("acme"), 3*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			err := w.App.DB.InTenant(ctx, func(ctx context.Context) error { return db.Orm(ctx).Exec(runaway).Error })
			if err == nil {
				t.Error("the report came to an end: it is no runaway")
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	during := neighbour(t, w)
	wg.Wait()
	t.Logf("p97 of the neighbour: %s before, %s during", before, during)
	// The report takes whole processors, which on a small machine are the neighbour's too: a share of time, and no more.
	require.LessOrEqual(t, during, 2*before+50*time.Millisecond)
	require.Equal(t, http.StatusOK, w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status, "Acme itself is back at once")
}
