package intake_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/intake"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// gate is an intake address of Acme's.
type gate struct {
	*apptest.World
	ID, URL string
	Version int
}

func open(w *apptest.World, body string) *gate {
	w.T.Helper()
	g := &gate{World: w}
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /intakes", Body: body, Want: 201}, g)
	return g
}

func (g *gate) path() string { return strings.TrimPrefix(g.URL, "http://localhost:8080/api/v1") }

// send hands in a lead as another program does.
func (g *gate) send(body string, header ...string) apptest.Answer {
	g.T.Helper()
	h := map[string]string{"Idempotency-Key": ""}
	for n := 0; n < len(header); n += 2 {
		h[header[n]] = header[n+1]
	}
	return g.Do(apptest.Call{Do: "POST " + g.path(), Body: body, Header: h})
}

func (g *gate) arrives(body string, header ...string) {
	g.T.Helper()
	a := g.send(body, header...)
	require.Equal(g.T, http.StatusAccepted, a.Status, a.Body)
	require.JSONEq(g.T, "{}", a.Body, "nothing of the company is told")
}

// contacts are the e-mail addresses of Acme's contacts, in the order in which they came.
func (g *gate) contacts() (all []string) {
	g.T.Helper()
	require.NoError(g.T, g.App.DB.InTenant(g.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT email FROM contact WHERE email <> '' ORDER BY id").Scan(&all).Error
	}))
	return all
}

func (g *gate) waiting() (n int64) {
	g.T.Helper()
	require.NoError(g.T, g.App.DB.InTenant(g.System("acme"), func(ctx context.Context) (err error) {
		n, err = overflow.Count(ctx)
		return err
	}))
	return n
}

// A lead that is handed in becomes a contact of the owner that the address names, with source, company and a note; the
// trail tells of it.
func TestLeadBecomesAContact(t *testing.T) {
	w := apptest.New(t)
	g := open(w, `{"name":"Our website","ownerId":"`+w.Person("acme/ed").UserID.String()+`"}`)
	g.arrives(`{"name":"Nadia van Dyk","email":"Nadia@Firm.example","phone":"+48 601 234 567","company":"Firm","message":"Please call me.\nMornings."}`)
	var v struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts?q=nadia", Want: 200, Has: []string{`"firstName":"Nadia van"`, `"lastName":"Dyk"`, `"email":"nadia@firm.example"`,
		`"phone":"+48601234567"`, `"source":"Our website"`, `"ownerName":"Ed"`}}, &v)
	w.Run(apptest.Call{As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + v.Items[0].ID, Want: 200, Has: []string{"Please call me.", `"type":"note"`}},
		apptest.Call{As: "acme/ana", Do: "GET /contacts?q=nadia", Want: 200, Has: []string{`"companyName":"Firm"`}},
		apptest.Call{As: "acme/ana", Do: "GET /audit?kind=intake", Want: 200, Has: []string{`"received"`, "Our website", "Nadia van Dyk"}})
	g.arrives(`{"name":"Nadia","email":"nadia@firm.example","message":"And once more."}`)
	require.Equal(t, []string{"nadia@firm.example"}, g.contacts(), "who is known is not there twice")
	w.Run(apptest.Call{Name: "but what they say is kept", As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + v.Items[0].ID, Want: 200, Has: []string{"And once more."}})
}

// A web page's form is taken, and followed by a page in the company's language.
func TestForm(t *testing.T) {
	g := open(apptest.New(t), `{"name":"Form"}`)
	a := g.Do(apptest.Call{Do: "POST " + g.path(), Raw: []byte("name=Ola+Nowak&email=ola%40example.com&phone=&message=Hi&website="), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": ""}})
	require.Equal(t, http.StatusAccepted, a.Status, a.Body)
	require.Contains(t, a.Header.Get("Content-Type"), "text/html")
	require.Contains(t, a.Body, "<h1>Thank you</h1>")
	require.Equal(t, []string{"ola@example.com"}, g.contacts())
}

// To what somebody agrees in a form is kept with its text, its version and from where it came; by a form nobody agrees for who is
// there already: that is written down for people to judge.
func TestConsentByForm(t *testing.T) {
	w := apptest.New(t)
	g := open(w, `{"name":"Our website"}`)
	g.arrives(`{"name":"Ada","email":"ada@x.io","consent":"email phone","consentText":"Yes, write to me","consentVersion":"2026-03"}`)
	var all struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=ada"}, &all)
	require.Len(t, all.Items, 1)
	at := "/contacts/" + all.Items[0].ID
	proof := `"via":"form","byName":"","source":"Our website","edition":"2026-03","wording":"Yes, write to me","ip":"0.0.0.0"`
	w.Get(apptest.Call{As: "acme/ana", Do: "GET " + at + "/consents", Has: []string{`"channel":"email","state":"given"`, `"channel":"phone","state":"given"`, proof}}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH " + at, Body: `{"version":1,"consent":{"channel":"email","state":"withdrawn","source":"letter"}}`}, nil)
	g.arrives(`{"name":"Eve","email":"ada@x.io","consent":"email","consentText":"Yes, again"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET " + at, Has: []string{`"email":[{"state":"withdrawn"`}}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + all.Items[0].ID, Has: []string{"✓ Yes, again"}}, nil)
	require.Equal(t, http.StatusBadRequest, g.send(`{"name":"Ada","email":"b@x.io","consent":"fax"}`).Status)
}

func TestThanksInEveryLanguage(t *testing.T) { require.Empty(t, i18n.CheckComplete(intake.Texts)) }

// The same lead counts once: by its Idempotency-Key, and by what is in it when it comes again within a minute.
func TestRepeats(t *testing.T) {
	g := open(apptest.New(t), `{"name":"Form"}`)
	nameless := `{"name":"Only A Name","message":"hello"}`
	count := func(want int) {
		t.Helper()
		g.Run(apptest.Call{As: "acme/ana", Do: "GET /contacts/count", Want: 200, Has: []string{fmt.Sprintf(`"count":%d`, want)}})
	}
	for range 3 {
		g.arrives(nameless)
	}
	count(1)
	defer clock.Advance(61 * time.Second)()
	g.arrives(nameless)
	count(2)
	for range 2 {
		g.arrives(`{"name":"Keyed"}`, "Idempotency-Key", "abc")
		defer clock.Advance(61 * time.Second)()
	}
	count(3)
	require.Equal(t, 422, g.send(`{"name":"Another"}`, "Idempotency-Key", "abc").Status)
	count(3)
}

// What can't be a contact's telephone number or e-mail address is written down; who says nothing at all is refused, and a
// program that fills in what people do not see is thanked and forgotten.
func TestOddLeads(t *testing.T) {
	g := open(apptest.New(t), `{"name":"Form"}`)
	g.arrives(`{"name":"Odd","email":"odd at example","phone":"after six"}`)
	var v struct {
		Items []struct{ ID, Email, Phone string }
	}
	g.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=odd", Want: 200}, &v)
	require.Len(t, v.Items, 1)
	require.Empty(t, v.Items[0].Email+v.Items[0].Phone)
	g.Run(apptest.Call{As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + v.Items[0].ID, Want: 200, Has: []string{"after six", "odd at example"}})
	g.arrives(`{"name":"Bot","email":"bot@example.com","website":"http://spam.example"}`)
	require.Empty(t, g.contacts())
	for body, want := range map[string]int{`{}`: 422, `{"message":"no name"}`: 422, `[`: 400, `{"name":"` + strings.Repeat("x", 300) + `"}`: 422,
		`{"name":"X","message":"` + strings.Repeat("x", 5001) + `"}`: 422, `{"name":"` + strings.Repeat("x", 40_000) + `"}`: 413} {
		require.Equal(t, want, g.send(body).Status, body[:min(len(body), 40)])
	}
	require.Equal(t, 400, g.Do(apptest.Call{Do: "POST " + g.path(), Raw: []byte("x")}).Status, "of no known type")
}

// Only an address that is open takes leads, only of its own company, and only so many of one client.
func TestAddresses(t *testing.T) {
	w := apptest.New(t)
	g := open(w, `{"name":"Form"}`)
	theirs := open(w, `{"name":"Second"}`)
	old := g.path()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /intakes/" + g.ID + "/renew", Body: `{"version":1}`, Want: 200}, g)
	require.NotEqual(t, old, g.path())
	token := intake.Token(w.Person("globex/gus").Tenant.UID, g.path()[len(g.path())-24:])
	for name, path := range map[string]string{"renewed": old, "unknown": "/intake/" + strings.Repeat("A", 46), "short": "/intake/x", "another company's": "/intake/" + token} {
		a := w.Do(apptest.Call{Do: "POST " + path, Body: `{"name":"X"}`})
		require.Equal(t, 404, a.Status, name)
		require.Contains(t, a.Body, "intake.not_found", name)
	}
	g.arrives(`{"name":"Y"}`)
	w.Run(
		apptest.Call{As: "acme/ana", Do: "PATCH /intakes/" + g.ID, Body: `{"version":1,"name":"Page"}`, Want: 409, Has: []string{"intake.stale"}},
		apptest.Call{As: "acme/ana", Do: "PATCH /intakes/" + g.ID, Body: `{"version":2,"name":""}`, Want: 422, Has: []string{"intake.name"}},
		apptest.Call{As: "acme/ana", Do: "PATCH /intakes/" + g.ID, Body: `{"version":2,"name":"Page","ownerId":"` + w.Person("globex/gus").UserID.String() + `"}`, Want: 422, Has: []string{"owner.unknown"}},
		apptest.Call{As: "acme/ana", Do: "PATCH /intakes/" + g.ID, Body: `{"version":2,"name":"Page"}`, Want: 200, Has: []string{`"name":"Page"`, `"version":3`}},
		apptest.Call{As: "acme/ed", Do: "GET /intakes", Want: 403},
		apptest.Call{As: "acme/ana", Do: "DELETE /intakes/" + theirs.ID, Want: 204},
		apptest.Call{As: "acme/ana", Do: "GET /intakes", Want: 200, Has: []string{"Page", g.path()}, Not: []string{"Second"}},
		apptest.Call{As: "acme/ana", Do: "GET /audit?kind=intake", Want: 200, Has: []string{`"created"`, `"renewed"`, `"updated"`, `"deleted"`}, Not: []string{g.path()[len(g.path())-24:]}},
	)
	require.Equal(t, 404, theirs.send(`{"name":"Z"}`).Status)
	status := 0
	for n := 0; n < 25 && status != http.StatusTooManyRequests; n++ {
		a := g.send(fmt.Sprintf(`{"name":"Many %d"}`, n))
		if status = a.Status; status == http.StatusTooManyRequests {
			require.NotEmpty(t, a.Header.Get("Retry-After"))
		}
	}
	require.Equal(t, http.StatusTooManyRequests, status)
	for n := 2; n < 20; n++ {
		open(w, fmt.Sprintf(`{"name":"No. %d"}`, n))
	}
	open(w, `{"name":"Last"}`)
	w.Run(apptest.Call{As: "acme/ana", Do: "POST /intakes", Body: `{"name":"One more"}`, Want: 409, Has: []string{"intake.many"}})
}

// work works the jobs of a name that wait for Acme, as the workers do, and tells how many there were.
func (g *gate) work(name string) (n int) {
	g.T.Helper()
	acme := g.Person("acme/ana").Tenant.ID
	require.NoError(g.T, g.App.DB.InPlatform(g.T.Context(), func(ctx context.Context) error {
		q := `WITH gone AS (DELETE FROM river.river_job WHERE args->>'name' = ? AND (args->>'tenant')::bigint = ? AND state = 'available' RETURNING 1) SELECT count(*) FROM gone`
		return db.Orm(ctx).Raw(q, name, acme).Scan(&n).Error
	}))
	for range n {
		require.NoError(g.T, g.App.Workers.Run(g.T.Context(), job.Who{Tenant: acme, System: "overflow"}, overflow.Admission{}))
	}
	return n
}

// B25: what comes in while the company can only read is held, and applied once, in its order, as soon as it is back. The
// sender is told the same as always.
func TestLeadsAreHeldUntilTheReturn(t *testing.T) {
	w := apptest.New(t)
	g := open(w, `{"name":"Form"}`)
	who := operator.Who{Name: "olga", UID: w.Person("acme/ana").Tenant.UID}
	require.NoError(t, w.App.Operator.Hold(t.Context(), who, tenant.Suspended, "unpaid"))
	want := []string{}
	for n := range 5 {
		want = append(want, fmt.Sprintf("lead%d@example.com", n))
		for range 2 { // repeats count once here too
			g.arrives(`{"name":"Lead","email":"` + want[n] + `"}`)
		}
	}
	require.Empty(t, g.contacts())
	require.EqualValues(t, 5, g.waiting())
	require.NoError(t, w.App.Operator.Release(t.Context(), who))
	require.Equal(t, 1, g.work("overflow.admit"), "asked for by the return itself")
	require.Equal(t, want, g.contacts())
	require.Zero(t, g.waiting())
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: "overflow"}, overflow.Admission{}), "a job may run twice")
	require.Equal(t, want, g.contacts(), "each once")
}

// At the contacts' limit a lead goes to the list of those that wait, and the sender does not notice.
func TestLeadAtTheLimit(t *testing.T) {
	w := apptest.New(t)
	g := open(w, `{"name":"Form"}`)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, "free", 0, nil)
	}))
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO contact (id, name, first_name, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'P' || n, 'P' || n, 1, now(), now() FROM generate_series(1, 1100) n`).Error
	}))
	g.arrives(`{"name":"Late","email":"late@example.com","message":"me too"}`)
	require.Empty(t, g.contacts())
	require.EqualValues(t, 1, g.waiting())
	require.Eventually(t, func() bool {
		return strings.Contains(w.Do(apptest.Call{As: "acme/ana", Do: "GET /overflow"}).Body, `"source":"Form"`)
	}, 2*time.Second, 10*time.Millisecond)
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("DELETE FROM contact").Error
	}))
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, "business", 0, nil)
	}))
	require.Eventually(t, func() bool {
		return strings.Contains(w.Do(apptest.Call{As: "acme/ana", Do: "POST /overflow/admit", Body: "{}"}).Body, `"left":0`)
	}, 2*time.Second, 20*time.Millisecond)
	require.Equal(t, []string{"late@example.com"}, g.contacts())
}

// A company that is locked takes nothing, and of one that was purged nothing is left to hand something in at.
func TestClosedCompanies(t *testing.T) {
	apptest.Shared(t).DB.Own(t, 2)
	w := apptest.New(t)
	g := open(w, `{"name":"Form"}`)
	who := operator.Who{Name: "olga", UID: w.Person("acme/ana").Tenant.UID}
	require.NoError(t, w.App.Operator.Hold(t.Context(), who, tenant.Locked, "abuse"))
	require.Equal(t, 404, g.send(`{"name":"X"}`).Status)
	require.NoError(t, w.App.Operator.Release(t.Context(), who))
	g.arrives(`{"name":"X"}`)
	own := w.Person("acme/ana").Tenant.ID
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error { return w.App.Tenants.SetState(ctx, own, tenant.PendingPurge) }))
	g.arrives(`{"name":"While the owner may still come back"}`)
	require.NoError(t, w.App.Maker().Drop(t.Context(), own))
	require.Equal(t, 404, g.send(`{"name":"X"}`).Status)
}

// Who gets the leads may leave: from then on they are nobody's, also those that wait.
func TestOwnerLeaves(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed")
	g := open(w, `{"name":"Form","ownerId":"`+ed.UserID.String()+`"}`)
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("INSERT INTO overflow (id, source, lead, received_at) VALUES (?, 'Form', json_build_object('Email', 'held@example.com', 'OwnerID', ?::text), now())", id.New(), ed.UserID).Error
	}))
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE /members/" + ed.MemberID.String(), Want: 204})
	g.arrives(`{"email":"fresh@example.com"}`)
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: "overflow"}, overflow.Admission{}))
	for _, email := range []string{"held", "fresh"} {
		w.Run(apptest.Call{As: "acme/ana", Do: "GET /contacts?filter=email:is:" + email + "@example.com", Want: 200, Has: []string{email, `"ownerId":null`}})
	}
}
