package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// many fills Acme with 100,000 contacts: ed owns share percent of them, and 500 others are shared with him.
func many(b testing.TB, share int) *apptest.World {
	w := apptest.New(b)
	ana, ed := w.Person("acme/ana").UserID, w.Person("acme/ed").UserID
	require.NoError(b, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		q := db.Orm(ctx)
		for from := 1; from < 100_000; from += 10_000 { // a statement has 15 seconds
			if err := q.Exec(`INSERT INTO contact (id, name, first_name, email, owner_id, version, created_at, updated_at)
SELECT gen_random_uuid(), 'Person ' || md5(n::text), 'Person', n || '@x.example', CASE WHEN n % 100 < ? THEN ?::uuid ELSE ?::uuid END, 1, now(), now()
FROM generate_series(?::int, ?::int) n`, share, ed, ana, from, from+9_999).Error; err != nil {
				return err
			}
		}
		return q.Exec(`INSERT INTO share (id, kind, record_id, subject_id, subject_type, created_at)
SELECT gen_random_uuid(), 'contact', id, ?, 'user', now() FROM contact WHERE owner_id = ? ORDER BY email LIMIT 500`, ed, ana).Error
	}))
	analyze(b, w)
	return w
}

// BenchmarkGrants is one look-up of a right in a warm caller.
func BenchmarkGrants(b *testing.B) {
	w := apptest.New(b)
	ctx, err := w.As("acme/ed")
	require.NoError(b, err)
	for b.Loop() {
		if caller.From(ctx).May("contact", "read") != caller.Own || caller.From(ctx).Field("contact", "email") != caller.Write {
			b.Fatal("ed reads his own contacts, with their addresses")
		}
	}
}

// BenchmarkScope lists and counts contacts of 100,000, by who asks and how many of them that person owns: ana sees all.
func BenchmarkScope(b *testing.B) {
	for _, share := range []int{1, 10, 100} {
		w := many(b, share)
		for _, who := range []string{"ana", "ed"} {
			ctx, err := w.As("acme/" + who)
			require.NoError(b, err)
			run := func(name string, f func(context.Context) error) {
				b.Run(fmt.Sprintf("%d%%/%s%s", share, who, name), func(b *testing.B) {
					for b.Loop() {
						require.NoError(b, w.App.DB.InTenant(ctx, f))
					}
				})
			}
			run("/list", func(ctx context.Context) error { _, _, err := w.App.Contacts.List(ctx, page.Query{}); return err })
			run("/count", func(ctx context.Context) error { _, err := w.App.Contacts.Total(ctx, page.Query{}); return err })
		}
	}
}

// The list of contacts takes with a row scope at most 1.3 times the CPU that it takes without, where as many rows are there
// to be seen: the program's and the database's together. A right is looked up in less than a microsecond of it.
func TestScopesAreCheap(t *testing.T) {
	w := many(t, 100)
	ed, err := w.As("acme/ed")
	require.NoError(t, err)
	began := ours(t)
	for range lookUps {
		if caller.From(ed).May("contact", "read") != caller.Own {
			t.Fatal("ed reads his own contacts")
		}
	}
	look := (ours(t) - began) / lookUps
	require.Less(t, look, time.Microsecond)
	list := func(who string) time.Duration {
		ctx, err := w.As("acme/" + who)
		require.NoError(t, err)
		return took(ctx, t, w, 50, page.Query{})
	}
	with, without := time.Hour, time.Hour
	for range 15 { // taking turns, so that what else the program does falls on both
		without, with = min(without, list("ana")), min(with, list("ed"))
	}
	ratio := float64(with) / float64(without)
	t.Logf("a right: %s; the list with a row scope: %.2f of the CPU of the list without (%s, %s)", look, ratio, with/50, without/50)
	require.Less(t, ratio, 1.3)
}

// lookUps is over how many looks the CPU of one is taken.
const lookUps = 1_000_000

// ours is the CPU that this program has used.
func ours(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spent is the CPU that this program and the database's processes that work for this package's companies, which must be on this
// machine, use for something. Where one of these ended meanwhile, what it had used is not to be had: it is done once more.
func spent(t testing.TB, something func()) time.Duration {
	t.Helper()
	for range 10 {
		own, before := ours(t), backends(t)
		something()
		after, used := backends(t), ours(t)-own
		for pid, ran := range after {
			used += ran - before[pid]
			delete(before, pid)
		}
		if len(before) == 0 {
			return used
		}
	}
	t.Fatal("the database's processes don't stay")
	return 0
}

// backends is how long each of the database's processes has run so far.
func backends(t testing.TB) map[int32]time.Duration {
	t.Helper()
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	require.NoError(t, err)
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	require.NoError(t, err)
	all := map[int32]time.Duration{}
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
		if errors.Is(err, os.ErrNotExist) {
			continue // its connection was closed meanwhile
		}
		require.NoError(t, err)
		var ran int64
		_, err = fmt.Sscan(string(text), &ran)
		require.NoError(t, err)
		all[pid] = time.Duration(ran)
	}
	return all
}

func analyze(b testing.TB, w *apptest.World) {
	c, err := pgx.Connect(b.Context(), apptest.Shared(b).DB.URL)
	require.NoError(b, err)
	defer c.Close(b.Context()) //nolint:errcheck // nothing is lost with it
	schema := w.Person("acme/ana").Tenant.Schema
	_, err = c.Exec(b.Context(), "VACUUM ANALYZE "+schema+".contact, "+schema+".share")
	require.NoError(b, err)
}
