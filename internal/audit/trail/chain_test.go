package trail_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

type report struct {
	OK    bool
	Parts []struct {
		Part    string
		Entries int
		OK      bool
		Broken  int
		Reason  string
	}
}

func verify(w *apptest.World, as string) (r report) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "verify", As: as, Do: "POST /audit/verify"}, &r)
	return r
}

// root is the database's superuser: nobody else could do to the trail what the tests do.
func root(t *testing.T) *pgx.Conn {
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close(t.Context()) }) //nolint:errcheck // nothing is lost with it
	return c
}

// Eight people write at the same moment: one chain, without a gap, and each entry in it once.
func TestChainUnderConcurrency(t *testing.T) {
	w := apptest.New(t)
	before := verify(w, "acme/ana")
	require.True(t, before.OK, before)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 10 {
				w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"C%d"}`, i)})
			}
		})
	}
	all.Wait()
	after := verify(w, "acme/ana")
	require.True(t, after.OK, after)
	require.Equal(t, before.Parts[0].Entries+80, after.Parts[0].Entries)
	require.Equal(t, "platform", after.Parts[1].Part)
	require.NotZero(t, after.Parts[1].Entries, "log-ins are in it")
}

// S51: whatever is done to the trail behind the program's back is found: by the chain, by its end, or by the signed ends.
func TestTamperingIsFound(t *testing.T) {
	for name, c := range map[string]struct{ sql, reason string }{
		"an entry is changed":   {`UPDATE %[1]s.audit_log SET actor_name = 'Eve' WHERE seq = 3`, "changed"},
		"values are changed":    {`UPDATE %[1]s.audit_log SET changes = '[{"field":"city","from":"","to":"Rome"}]' WHERE seq = 2`, "changed"},
		"an entry is removed":   {`DELETE FROM %[1]s.audit_log WHERE seq = 2`, "missing"},
		"the first is removed":  {`DELETE FROM %[1]s.audit_log WHERE seq = 1`, "missing"},
		"the end is cut":        {`DELETE FROM %[1]s.audit_log WHERE seq >= 4`, "cut"},
		"the end is cut neatly": {`DELETE FROM %[1]s.audit_log WHERE seq >= 4; UPDATE %[1]s.audit_head SET (seq, hash) = (SELECT seq, hash FROM %[1]s.audit_log WHERE seq = 3)`, "cut"},
		"all is rewritten":      {`DELETE FROM %[1]s.audit_log; UPDATE %[1]s.audit_head SET seq = 0, hash = ''`, "cut"},
		"the anchor is changed": {`UPDATE platform.audit_anchor SET hash = repeat('0', 64) WHERE part = 'company' AND tenant_id = %[2]d`, "changed"},
	} {
		t.Run(name, func(t *testing.T) {
			w := apptest.New(t)
			for range 5 {
				create(w, "acme/ed", "Ada")
			}
			require.True(t, verify(w, "acme/ana").OK)
			tenant := w.Person("acme/ana").Tenant
			_, err := root(t).Exec(t.Context(), fmt.Sprintf(c.sql, tenant.Schema, tenant.ID))
			require.NoError(t, err)
			r := verify(w, "acme/ana")
			require.False(t, r.OK)
			found, err := w.App.VerifyTrails(t.Context(), tenant.Slug)
			require.ErrorIs(t, err, app.ErrTrailBroken)
			require.Equal(t, r.Parts[0].Reason, found[0].Report.Parts[0].Reason)
			_, err = w.App.VerifyTrails(t.Context(), w.Person("globex/gus").Tenant.Slug)
			require.NoError(t, err)
			require.Equal(t, c.reason, r.Parts[0].Reason, r)
			require.True(t, r.Parts[1].OK)
			require.True(t, verify(w, "globex/gus").OK, "others are not touched")
		})
	}
}

// The program itself can't do it: neither as the company nor as the platform.
func TestTrailIsAppendOnly(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ed", "Ada")
	tenant := w.Person("acme/ana").Tenant
	c := root(t)
	for _, sql := range []string{"UPDATE audit_log SET actor_name = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log", "DELETE FROM audit_head", "INSERT INTO audit_head VALUES (1, 0, '')"} {
		_, err := c.Exec(t.Context(), fmt.Sprintf(`BEGIN; SET LOCAL ROLE %q; SET LOCAL search_path = %q; %s`, tenant.Role, tenant.Schema, sql))
		require.ErrorContains(t, err, "42501", sql)
		_, err = c.Exec(t.Context(), "ROLLBACK")
		require.NoError(t, err)
	}
	for _, sql := range []string{"UPDATE platform.audit SET actor_name = 'x'", "DELETE FROM platform.audit", "UPDATE platform.audit_anchor SET seq = 1", "DELETE FROM platform.audit_anchor"} {
		_, err := c.Exec(t.Context(), `BEGIN; SET LOCAL ROLE kith_platform; `+sql)
		require.ErrorContains(t, err, "42501", sql)
		_, err = c.Exec(t.Context(), "ROLLBACK")
		require.NoError(t, err)
	}
}

// What concerns no company is in no chain, and nobody waits for anybody to write it.
func TestEntriesOfNoCompany(t *testing.T) {
	w := apptest.New(t)
	c := root(t)
	who := uuid.NewString()
	ctx := caller.With(t.Context(), &caller.Caller{System: who})
	require.NoError(t, w.App.DB.InPlatform(ctx, func(ctx context.Context) error {
		return w.App.Trail.On(ctx, event.Changed{Ref: record.Ref{Kind: "user", ID: uuid.New()}, Action: "created", Name: who})
	}))
	var seq, heads int
	require.NoError(t, c.QueryRow(t.Context(), "SELECT seq, (SELECT count(*) FROM platform.audit_head WHERE tenant_id = 0) FROM platform.audit WHERE record_name = $1 AND tenant_id IS NULL", who).Scan(&seq, &heads))
	require.Zero(t, seq)
	require.Zero(t, heads)
}

// An export that can't be whole is refused, and says how to get one that is.
func TestExportIsWholeOrRefused(t *testing.T) {
	w := apptest.New(t)
	rows := func(n int) {
		_, err := root(t).Exec(t.Context(), fmt.Sprintf(`INSERT INTO %s.audit_log (id, at, actor_name, action, kind, record_name)
			SELECT gen_random_uuid(), '2020-01-01', 'test', 'created', 'many', 'M' || n FROM generate_series(1, %d) n`, w.Person("acme/ana").Tenant.Schema, n))
		require.NoError(t, err)
	}
	rows(50_000)
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /audit/export?kind=many"})
	require.Equal(t, 200, a.Status)
	require.Equal(t, 50_001, strings.Count(a.Body, "\n"))
	rows(1)
	w.Run(apptest.Call{Name: "too many", As: "acme/ana", Do: "GET /audit/export?kind=many", Want: 422, Has: []string{`"code":"audit.export"`, `"most":50000`}},
		apptest.Call{Name: "narrowed", As: "acme/ana", Do: "GET /audit/export?kind=many&from=2021-01-01T00:00:00Z", Want: 200})
}

func TestSearchAndExport(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ed", "Adelheid")
	create(w, "acme/ed", "=cmd")
	es, _ := read(w, "acme/ana", "q=adelh")
	require.Len(t, es, 1)
	es, _ = read(w, "acme/ana", "q=%25")
	require.Empty(t, es, "no wildcards from outside")
	w.Run(apptest.Call{Name: "csv", As: "acme/ana", Do: "GET /audit/export?kind=contact", Want: 200, Has: []string{"Adelheid", "'=cmd"}},
		apptest.Call{Name: "not allowed", As: "acme/mira", Do: "GET /audit/export", Want: 403},
		apptest.Call{Name: "nonsense", As: "acme/ana", Do: "GET /audit/export?actor=x", Want: 422, Has: []string{`"code":"audit.actor"`}})
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /audit/export?format=json"})
	var all []entry
	require.NoError(t, json.Unmarshal([]byte(a.Body), &all))
	require.Equal(t, "exported", all[0].Action, "exporting is in the trail")
	others := w.Do(apptest.Call{As: "globex/gus", Do: "GET /audit/export?format=json"})
	require.NotContains(t, others.Body, "Adelheid")
}
