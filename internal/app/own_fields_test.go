package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

const (
	people = `INSERT INTO contact (id, name, first_name, email, owner_id, version, created_at, updated_at, custom)
SELECT gen_random_uuid(), 'Person ' || md5(n::text), 'Person', n || '@x.example', ?::uuid, 1, now(), now(),
	coalesce((SELECT jsonb_object_agg(id::text, CASE type WHEN 'number' THEN to_jsonb(n % 1000) ELSE to_jsonb(left(md5(n || id::text), 12)) END) FROM custom_field WHERE type <> 'formula'), '{}')
FROM generate_series(?::int, ?::int) n`
	fields = `INSERT INTO custom_field (id, object, label, type, help, section, position, state, required, settings, version, created_at, updated_at)
SELECT gen_random_uuid(), 'contact', 'Field ' || n, CASE WHEN n % 10 = 5 THEN 'formula' WHEN n % 2 = 0 THEN 'number' ELSE 'text' END, '', '', n, 'active', false,
	CASE WHEN n % 10 = 5 THEN '{"formula": "if(length([name]) > 10; today() - [createdAt]; 0) + 1", "decimals": 2}' ELSE '{}' END::jsonb, 1, now(), now() FROM generate_series(1, ?::int) n`
)

// shaped fills a company with contacts that have a value in each of some fields.
func shaped(t testing.TB, w *apptest.World, who string, contacts, own int) context.Context {
	ctx, err := w.As(who)
	require.NoError(t, err)
	require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error { return db.Orm(ctx).Exec(fields, own).Error }))
	for from := 1; from < contacts; from += 2_000 { // a statement has 15 seconds
		require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
			return db.Orm(ctx).Exec(people, w.Person(who).UserID, from, min(from+1_999, contacts)).Error
		}))
	}
	ctx, err = w.As(who) // who carries the fields now
	require.NoError(t, err)
	return ctx
}

// took is the CPU that lists take: the program's and the database's together.
func took(ctx context.Context, t testing.TB, w *apptest.World, times int, q page.Query) time.Duration {
	return spent(t, func() {
		for range times {
			require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
				_, _, err := w.App.Contacts.List(ctx, q)
				return err
			}))
		}
	})
}

// ratio is how much more CPU a list takes with 200 fields, all filled in, than without any, in turns.
func ratio(plain, full context.Context, t testing.TB, w *apptest.World) float64 {
	var without, with time.Duration
	for range 6 {
		without += took(plain, t, w, 50, page.Query{})
		with += took(full, t, w, 50, page.Query{})
	}
	return float64(with) / float64(without)
}

// With 200 fields of a company's own, twenty of them formulas and the others filled in on each record, a list takes at most 1.3 times the CPU of one without any.
func TestOwnFieldsAreCheap(t *testing.T) {
	w := apptest.New(t)
	plain, full := shaped(t, w, "acme/ana", 4_000, 0), shaped(t, w, "globex/gus", 4_000, 200)
	vacuum(t, w)
	took(plain, t, w, 10, page.Query{})
	took(full, t, w, 10, page.Query{})
	r := ratio(plain, full, t, w)
	t.Logf("200 fields: %.2f times the CPU", r)
	require.Less(t, r, 1.3)
}

// BenchmarkOwnFields tells the same of 100,000 contacts, and what it costs to show, to sort and to filter by fields.
func BenchmarkOwnFields(b *testing.B) {
	const contacts = 100_000
	w := apptest.New(b)
	plain, full := shaped(b, w, "acme/ana", contacts, 0), shaped(b, w, "globex/gus", contacts, 200)
	vacuum(b, w)
	own, err := ownFields(full, w, "number")
	require.NoError(b, err)
	formulas, err := ownFields(full, w, "formula")
	require.NoError(b, err)
	for b.Loop() {
		b.ReportMetric(ratio(plain, full, b, w), "ratio")
		for name, q := range map[string]page.Query{"shown": {Custom: own[:5]}, "formulas": {Custom: formulas[:5]}, "by-formula": {Sort: "custom." + formulas[0]}, "filtered": {Filter: []string{"custom." + own[0] + ":gte:990"}}, "sorted": {Sort: "custom." + own[0]}} {
			b.ReportMetric(float64(took(full, b, w, 3, q).Microseconds())/3000, fmt.Sprintf("ms-%s", name))
		}
	}
}

func vacuum(t testing.TB, w *apptest.World) {
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	for _, who := range []string{"acme/ana", "globex/gus"} {
		_, err = c.Exec(t.Context(), "VACUUM ANALYZE "+w.Person(who).Tenant.Schema+".contact")
		require.NoError(t, err)
	}
}

func ownFields(ctx context.Context, w *apptest.World, kind string) (ids []string, err error) {
	err = w.App.DB.InTenant(ctx, func(ctx context.Context) error {
		fs, err := w.App.Fields.Shown(ctx, "contact")
		for _, f := range fs {
			if f.Type == kind {
				ids = append(ids, f.ID.String())
			}
		}
		return err
	})
	return ids, err
}
