package lifecycle_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/lifecycle"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

var states = []string{"trialing", "free", "active", "past_due", "grace", "suspended", "cancelled", "pending_purge", "purged", "locked"}

func TestNext(t *testing.T) {
	told := map[int]int{30: 30, 7: 53, 1: 59}
	for name, c := range map[string]struct {
		state string
		f     lifecycle.Facts
		want  string
	}{
		"all is said and done":     {"cancelled", lifecycle.Facts{Days: 60, Sent: told}, "pending_purge"},
		"a day too early":          {"cancelled", lifecycle.Facts{Days: 59, Sent: told}, "cancelled"},
		"nobody was told":          {"cancelled", lifecycle.Facts{Days: 1000}, "cancelled"},
		"one letter is missing":    {"cancelled", lifecycle.Facts{Days: 1000, Sent: map[int]int{30: 30, 7: 53}}, "cancelled"},
		"told late":                {"cancelled", lifecycle.Facts{Days: 70, Sent: map[int]int{30: 45, 7: 60, 1: 66}}, "cancelled"},
		"told late, and waited":    {"cancelled", lifecycle.Facts{Days: 75, Sent: map[int]int{30: 45, 7: 60, 1: 66}}, "pending_purge"},
		"held":                     {"cancelled", lifecycle.Facts{Days: 60, Sent: told, Held: true}, "cancelled"},
		"the owner wants it":       {"cancelled", lifecycle.Facts{Days: 60, Sent: told, Stay: true}, "cancelled"},
		"one day is not enough":    {"pending_purge", lifecycle.Facts{Days: 1}, "pending_purge"},
		"the second look":          {"pending_purge", lifecycle.Facts{Days: 2}, "purged"},
		"stopped at the last hour": {"pending_purge", lifecycle.Facts{Days: 2, Stay: true}, "cancelled"},
		"held at the last hour":    {"pending_purge", lifecycle.Facts{Days: 9, Held: true}, "pending_purge"},
		"a customer":               {"active", lifecycle.Facts{Days: 1000, Sent: told}, "active"},
	} {
		require.Equal(t, c.want, lifecycle.Next(c.state, c.f), name)
	}
}

// Whatever the facts: a tenant is only destroyed from pending_purge, the states of customers are left alone, and a state
// that was just entered stays.
func TestNextIsSafe(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		state := states[r.IntN(len(states))]
		f := lifecycle.Facts{Days: r.IntN(200), Sent: map[int]int{}, Held: r.IntN(4) == 0, Stay: r.IntN(4) == 0}
		for _, n := range []int{30, 7, 1} {
			if r.IntN(3) > 0 {
				f.Sent[n] = r.IntN(200)
			}
		}
		to := lifecycle.Next(state, f)
		if state != "cancelled" && state != "pending_purge" {
			require.Equal(t, state, to)
		}
		require.True(t, to != "purged" || state == "purged" || state == "pending_purge" && f.Days >= 2 && !f.Held && !f.Stay)
		require.True(t, to != "pending_purge" || state == to || f.Days >= 60 && len(f.Sent) == 3)
		entered := f
		if to != state {
			entered.Days, entered.Sent, entered.Stay = 0, nil, false
		}
		if to != state {
			require.Equal(t, to, lifecycle.Next(to, entered), "%s with %+v", state, f)
		}
	}
}

func TestDue(t *testing.T) {
	require.Zero(t, lifecycle.Due(lifecycle.Facts{Days: 29}, nil))
	require.Equal(t, 30, lifecycle.Due(lifecycle.Facts{Days: 30}, nil))
	require.Zero(t, lifecycle.Due(lifecycle.Facts{Days: 58}, map[int]bool{30: true}), "the next waits for the one before")
	require.Equal(t, 7, lifecycle.Due(lifecycle.Facts{Days: 58, Sent: map[int]int{30: 57}}, map[int]bool{30: true}))
	require.Zero(t, lifecycle.Due(lifecycle.Facts{Days: 58, Held: true}, nil))
}

func TestTexts(t *testing.T) { require.Empty(t, i18n.CheckComplete(lifecycle.Texts)) }

// life is a company whose days pass as the test wants.
type life struct {
	*apptest.World
	day  time.Time
	mute bool // the mail server takes nothing
}

func newLife(t *testing.T) *life {
	apptest.Shared(t).DB.Own(t, 2)
	return &life{World: apptest.New(t), day: time.Date(2031, 1, 1, 12, 0, 0, 0, time.UTC)}
}

func (l *life) id() int64 { return l.Person("acme/ana").Tenant.ID }

func (l *life) platform(f func(context.Context) error) {
	l.T.Helper()
	require.NoError(l.T, l.App.DB.InPlatform(l.T.Context(), f))
}

func (l *life) become(state string) {
	l.T.Helper()
	l.platform(func(ctx context.Context) error { return l.App.Tenants.SetState(ctx, l.id(), state) })
}

// pass lets days go by: each is looked at twice, and the letters go out, unless the mail server is down.
func (l *life) pass(days int) {
	l.T.Helper()
	for range days {
		l.day = l.day.AddDate(0, 0, 1)
		for range 2 {
			require.NoError(l.T, l.App.Lifecycle.On(l.T.Context(), l.day))
		}
		if !l.mute {
			l.post()
		}
	}
}

// post runs the jobs that send letters.
func (l *life) post() {
	l.T.Helper()
	var jobs []struct{ Args string }
	l.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = 'lifecycle.notice' AND args->'args'->>'Tenant' = ?::text RETURNING args->>'args' AS args`, l.id()).Scan(&jobs).Error
	})
	for _, j := range jobs {
		var a lifecycle.Notice
		require.NoError(l.T, json.Unmarshal([]byte(j.Args), &a))
		require.NoError(l.T, l.App.Workers.Run(l.T.Context(), job.Who{System: "lifecycle"}, a))
	}
}

func (l *life) state() string {
	l.T.Helper()
	return one[string](l, `SELECT state FROM platform.tenant WHERE id = $1`, l.id())
}

func (l *life) days() int {
	l.T.Helper()
	return one[int](l, `SELECT days FROM platform.tenant_exit WHERE tenant_id = $1`, l.id())
}

// one asks the database's superuser, who sees everything.
func one[T any](l *life, sql string, args ...any) T {
	l.T.Helper()
	all := many[T](l, sql, args...)
	require.Len(l.T, all, 1)
	return all[0]
}

func many[T any](l *life, sql string, args ...any) []T {
	l.T.Helper()
	c, err := pgx.Connect(l.T.Context(), apptest.Shared(l.T).DB.URL)
	require.NoError(l.T, err)
	defer c.Close(l.T.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(l.T.Context(), sql, args...)
	require.NoError(l.T, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(l.T, err)
	return all
}

// Days are counted while the service runs. A clock that jumps adds one, one that is put back none, and the same day twice
// is one day. While an operator holds the company nothing is counted.
func TestDaysAreCounted(t *testing.T) {
	l := newLife(t)
	l.become(tenant.Cancelled)
	l.pass(1)
	require.Zero(t, l.days())
	l.pass(3)
	require.Equal(t, 3, l.days())
	l.day = l.day.AddDate(0, 0, 400)
	l.pass(1)
	require.Equal(t, 4, l.days())
	l.day = l.day.AddDate(0, 0, -500)
	l.pass(1)
	require.Equal(t, 4, l.days())
	l.pass(2)
	require.Equal(t, 6, l.days())
	l.platform(func(ctx context.Context) error { return l.App.Tenants.Hold(ctx, l.id(), tenant.Locked, "court order") })
	l.platform(func(ctx context.Context) error { return l.App.Tenants.SetState(ctx, l.id(), tenant.Cancelled) })
	l.pass(3)
	require.Equal(t, 6, l.days())
	require.Equal(t, tenant.Cancelled, l.state())
	for _, held := range []string{tenant.Suspended, tenant.Locked} {
		l.platform(func(ctx context.Context) error { return l.App.Tenants.Hold(ctx, l.id(), held, "court order") })
		l.pass(3)
		require.Equal(t, held, l.state())
		require.Equal(t, 6, l.days(), "what was counted before the hold stays counted")
	}
	l.platform(func(ctx context.Context) error { return l.App.Tenants.Release(ctx, l.id()) })
	l.pass(1)
	require.Equal(t, 7, l.days())
	require.Equal(t, tenant.Cancelled, l.state())
}

// A company that nobody owns any more has nobody to be told, and comes to its end like any other.
func TestNobodyToTell(t *testing.T) {
	l := newLife(t)
	l.become(tenant.Cancelled)
	l.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE membership SET state = 'removed' WHERE tenant_id = ? AND role = 'owner'", l.id()).Error
	})
	l.pass(60)
	require.Equal(t, tenant.Cancelled, l.state())
	l.pass(1)
	require.Equal(t, tenant.PendingPurge, l.state())
}

// letters takes the jobs that would send letters out of the queue, as if all their tries were used up.
func (l *life) letters() []string {
	l.T.Helper()
	return many[string](l, `DELETE FROM river.river_job WHERE args->>'name' = 'lifecycle.notice' AND args->'args'->>'Tenant' = $1::text RETURNING args->'args'->>'At'`, fmt.Sprint(l.id()))
}

// A notice that never went out is written anew after a while, and until it has gone out nothing leads on. The new letter is
// another one: a mailbox must not take it for the old.
func TestLostNotice(t *testing.T) {
	l := newLife(t)
	l.become(tenant.Cancelled)
	l.mute = true
	l.pass(31)
	first := l.letters()
	require.Len(t, first, 1)
	l.pass(40)
	require.Empty(t, l.letters(), "not at once")
	require.Equal(t, tenant.Cancelled, l.state())
	defer clock.Advance(4 * 24 * time.Hour)()
	l.pass(1)
	again := l.letters()
	require.Len(t, again, 1)
	require.NotEqual(t, first, again)
	defer clock.Advance(4 * 24 * time.Hour)()
	l.mute = false
	l.pass(31)
	require.Equal(t, tenant.PendingPurge, l.state())
}

// The letters of a second way out are not those of the first, even if they say the same: each has a key of its own, and the
// same one however often it is tried.
func TestNoticeKeys(t *testing.T) {
	key := func(at int64) string {
		return lifecycle.Compose(tenant.Tenant{Name: "Acme"}, lifecycle.Person{Language: "en"}, lifecycle.Notice{Tenant: 1, Days: 30, At: at}, "").Key
	}
	require.Equal(t, key(1), key(1))
	require.NotEqual(t, key(1), key(2))
}

// Nothing is destroyed as long as the owners could not be told.
func TestNobodyWasTold(t *testing.T) {
	l := newLife(t)
	l.become(tenant.Cancelled)
	l.mute = true
	l.pass(80)
	require.Equal(t, tenant.Cancelled, l.state())
	l.mute = false
	l.post()
	l.pass(25)
	require.Equal(t, tenant.Cancelled, l.state(), "thirty days are thirty days, even if the letter was late")
	l.pass(5)
	require.Equal(t, tenant.PendingPurge, l.state())
}

// The whole way: letters, the last day, which the owner uses once to stop it, and the end, after which nothing is left.
func TestPurge(t *testing.T) {
	l := newLife(t)
	acme := l.Person("acme/ana").Tenant
	l.Make("acme/ana", "/contacts", `{"firstName":"Zora"}`)
	file := l.Person("acme/ana").Tenant.UID.String() + "/file"
	neighbours := l.Person("globex/gus").Tenant.UID.String() + "/file"
	for _, key := range []string{file, neighbours} {
		require.NoError(t, l.App.Files.Put(t.Context(), key, strings.NewReader("x"), 1))
	}
	l.Get(apptest.Call{Name: "invites", As: "acme/ana", Do: "POST /invitations", Body: `{"email":"new@acme.example","name":"New","role":"employee"}`, Want: 201}, nil)
	shared := l.Person("acme/ed").UserID
	l.platform(func(ctx context.Context) error { // somebody who works for both companies
		return db.Orm(ctx).Exec(`INSERT INTO membership (id, tenant_id, user_id, role, state, created_at, updated_at) VALUES (?, ?, ?, 'employee', 'active', now(), now())`,
			uuid.New(), l.Person("globex/gus").Tenant.ID, shared).Error
	})
	l.become(tenant.Cancelled)
	l.pass(61)
	require.Equal(t, tenant.PendingPurge, l.state())
	mails := apptest.Shared(t).Mail
	for _, days := range []string{"30 days", "7 days", "1 day"} {
		m, err := mails.WaitFor(t.Context(), l.Person("acme/ana").Email, func(m apptest.Message) bool {
			return m.Subject == "All data of Acme will be deleted in "+days
		})
		require.NoError(t, err)
		require.Contains(t, m.Links[0], acme.Slug+"/settings/billing")
	}
	l.Run(
		apptest.Call{Name: "closed", As: "acme/ana", Do: "GET /contacts", Want: 402, Has: []string{"tenant.closed"}},
		apptest.Call{Name: "can export", As: "acme/ana", Do: "GET /contacts/export", Want: 200, Has: []string{"Zora"}},
		apptest.Call{Name: "can pay", As: "acme/ana", Do: "GET /billing", Want: 200},
		apptest.Call{Name: "may not stop it", As: "acme/mira", Do: "POST /tenant/keep", Want: 403},
		apptest.Call{Name: "stops it", As: "acme/ana", Do: "POST /tenant/keep", Want: 204})
	require.Equal(t, tenant.Cancelled, l.state())
	require.Zero(t, l.days())
	require.Contains(t, l.Do(apptest.Call{As: "acme/ana", Do: "GET /audit"}).Body, "state_changed")
	l.pass(60)
	require.Equal(t, tenant.PendingPurge, l.state())
	l.pass(1)
	require.Equal(t, tenant.PendingPurge, l.state(), "the second look is a day later")
	_, err := l.App.Files.Stat(t.Context(), file)
	require.NoError(t, err)
	l.pass(1)
	require.Equal(t, tenant.Purged, l.state())
	nothingLeft(l, acme.Schema)
	_, err = l.App.Files.Stat(t.Context(), file)
	require.ErrorIs(t, err, blob.ErrNotFound)
	_, err = l.App.Files.Stat(t.Context(), neighbours)
	require.NoError(t, err)
	require.Error(t, l.App.DB.InTenant(l.System("acme"), func(ctx context.Context) error { return db.Orm(ctx).Exec("SELECT 1").Error }), "case 22: the database refuses too")
	require.Equal(t, []uuid.UUID{shared}, many[uuid.UUID](l, `SELECT id FROM platform.users WHERE id = ANY ($1)`,
		[]uuid.UUID{shared, l.Person("acme/ana").UserID, l.Person("acme/fred").UserID}), "who works for another company stays")
	require.Eventually(t, func() bool { return l.Do(apptest.Call{As: "acme/ana", Do: "GET /me"}).Status == 401 }, 2*time.Second, 20*time.Millisecond)
	require.NoError(t, l.App.Lifecycle.On(t.Context(), l.day.AddDate(0, 0, 1)), "what is gone stays gone")
	require.NoError(t, apptest.Shared(t).DB.Maker.Fill(t.Context(), 2))
	l.platform(func(ctx context.Context) error {
		name, language, currency, zone := acme.Slug, "en", "EUR", "UTC"
		again, err := l.App.Tenants.Claim(ctx, tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone})
		require.NotEqual(t, acme.Slug, again.Slug, "an address is never given out again")
		return err
	})
}

// B29: a backup of the database that is older than the purge brings the company back with it; the next look purges it
// again, without waiting for notices or days, and nobody else.
func TestB29ABackupDoesNotBringAPurgedCompanyBack(t *testing.T) {
	l := newLife(t)
	acme := l.Person("acme/ana").Tenant
	l.Make("acme/ana", "/contacts", `{"firstName":"Zora"}`)
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	run := func(sql ...string) {
		t.Helper()
		for _, s := range sql {
			_, err := c.Exec(t.Context(), s)
			require.NoError(t, err, s)
		}
	}
	for _, table := range []string{"tenant", "users", "membership", "seat_pool"} {
		run("CREATE TEMP TABLE saved_" + table + " AS TABLE platform." + table)
	}
	l.become(tenant.Cancelled)
	l.pass(63)
	require.Equal(t, tenant.Purged, l.state())
	run(fmt.Sprintf("DELETE FROM platform.purge WHERE id = %d", l.id()),
		fmt.Sprintf("UPDATE platform.tenant t SET state = s.state, slug = s.slug, name = s.name FROM saved_tenant s WHERE t.id = s.id AND t.id = %d", l.id()),
		"INSERT INTO platform.users TABLE saved_users ON CONFLICT DO NOTHING", "INSERT INTO platform.membership TABLE saved_membership ON CONFLICT DO NOTHING",
		"INSERT INTO platform.seat_pool TABLE saved_seat_pool ON CONFLICT DO NOTHING",
		fmt.Sprintf(`CREATE ROLE "%s"`, acme.Role), fmt.Sprintf(`CREATE SCHEMA "%s"`, acme.Schema), fmt.Sprintf(`CREATE TABLE "%s".contact AS SELECT 'Zora' AS name`, acme.Schema),
		fmt.Sprintf(`ALTER SCHEMA "%s" OWNER TO kith_owner`, acme.Schema), fmt.Sprintf(`ALTER TABLE "%s".contact OWNER TO kith_owner`, acme.Schema))
	require.Equal(t, tenant.Trialing, l.state(), "as in the backup")
	require.NoError(t, l.App.Lifecycle.On(t.Context(), l.day.AddDate(0, 0, 1)))
	require.Equal(t, tenant.Purged, l.state())
	nothingLeft(l, acme.Schema)
	require.Empty(t, many[uuid.UUID](l, `SELECT id FROM platform.users WHERE id = $1`, l.Person("acme/fred").UserID))
	require.Equal(t, tenant.Trialing, one[string](l, `SELECT state FROM platform.tenant WHERE id = $1`, l.Person("globex/gus").Tenant.ID))
}

// nothingLeft looks everywhere: schema, role, every table of the platform that knows tenants, and the queue.
func nothingLeft(l *life, schema string) {
	l.T.Helper()
	require.Zero(l.T, one[int](l, `SELECT count(*)::int FROM pg_namespace WHERE nspname = $1`, schema))
	require.Zero(l.T, one[int](l, `SELECT count(*)::int FROM pg_roles WHERE rolname = $1`, schema))
	tables := many[string](l, `SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'platform' AND column_name = 'tenant_id'`)
	require.Greater(l.T, len(tables), 8)
	for _, table := range tables {
		require.Zero(l.T, one[int](l, fmt.Sprintf(`SELECT count(*)::int FROM platform.%s WHERE tenant_id = $1`, table), l.id()), table)
	}
	require.Zero(l.T, one[int](l, `SELECT count(*)::int FROM river.river_job WHERE args::text LIKE '%' || $1::text || '%'`, fmt.Sprint(l.id())))
	require.Equal(l.T, "||0", one[string](l, `SELECT coalesce(slug, '') || '|' || name || '|' || (SELECT count(*) FROM platform.audit a WHERE a.actor_name = 'Ana' AND a.tenant_id = t.id) FROM platform.tenant t WHERE id = $1`, l.id()))
}
