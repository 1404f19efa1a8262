package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/bouncer"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Case 7 through the real PgBouncer in transaction mode: two companies share two connections to the server; twelve workers
// want one all the time and cancel, panic and fail in between. Everybody sees their own rows only, and what is left on the
// server's connections is nobody's.
func TestHoppingThroughPgBouncer(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.URL, cfg.Direct, cfg.PoolSize = bouncer.Start(t, base, 2), base.URL, 12
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	worlds := sameShard(t, d)
	for _, w := range worlds {
		require.NoError(t, d.InTenant(w, func(ctx context.Context) error { return db.Orm(ctx).Create(newTeam(tenantOf(w).Schema)).Error }))
	}
	var wg sync.WaitGroup
	for n := range 12 {
		wg.Go(func() { hop(t, d, worlds, 300, uint64(n)) })
	}
	wg.Wait()
	login, err := cfg.LoginConfig(db.ShardLogin(tenantOf(worlds[0]).Shard))
	require.NoError(t, err)
	pids := map[int]bool{}
	for range 20 {
		pids[nobodys(t, login)] = true
	}
	require.LessOrEqual(t, len(pids), 2, "the pool was shared")
}

// nobodys looks at the connection to the server that comes next: it is in nobody's role and schema. It returns its process.
func nobodys(t *testing.T, login *pgx.ConnConfig) (pid int) {
	t.Helper()
	c, err := pgx.ConnectConfig(t.Context(), login)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	var session, current, path string
	q := `SELECT pg_backend_pid(), session_user::text, current_user::text, current_setting('search_path')`
	require.NoError(t, c.QueryRow(t.Context(), q).Scan(&pid, &session, &current, &path))
	require.Equal(t, session, current)
	require.Equal(t, `"$user", public`, path)
	return pid
}

// The way of using connections that this program avoids does leak through PgBouncer; so the tests above can fail.
func TestSessionStateLeaksThroughPgBouncer(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.URL = bouncer.Start(t, base, 1)
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	acme := claim(t, d, "Acme")
	login, err := cfg.LoginConfig(db.ShardLogin(tenantOf(acme).Shard))
	require.NoError(t, err)
	var at [2]*pgx.Conn
	for n := range at {
		at[n], err = pgx.ConnectConfig(t.Context(), login)
		require.NoError(t, err)
		defer at[n].Close(t.Context()) //nolint:errcheck // nothing is lost with it
	}
	require.NoError(t, run(t, at[0], `SET ROLE "`+tenantOf(acme).Role+`"`))
	var role string
	require.NoError(t, at[1].QueryRow(t.Context(), "SELECT current_user::text").Scan(&role))
	require.Equal(t, tenantOf(acme).Role, role, "another client is in the company's role")
}

// Through PgBouncer no hints arrive, although LISTEN succeeds. Then nothing may be cached; with a direct address beside it
// everything is as without a pooler.
func TestHintsThroughPgBouncer(t *testing.T) {
	base := testdb.Shared(t)
	through := bouncer.Start(t, base, 4)
	for name, c := range map[string]struct {
		direct string
		heard  bool
	}{"pooler only": {"", false}, "direct address": {base.URL, true}} {
		t.Run(name, func(t *testing.T) {
			cfg := base.Config
			cfg.URL, cfg.Direct = through, c.direct
			d, err := db.Open(cfg)
			require.NoError(t, err)
			defer d.Close() //nolint:errcheck // the test is over
			var got atomic.Bool
			h := d.Listen(func(what string) {
				if what == "probe" {
					got.Store(true)
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { defer close(done); h.Run(ctx) }()
			defer func() { cancel(); <-done }()
			fresh := false
			for end := time.Now().Add(4 * time.Second); time.Now().Before(end) && !fresh; time.Sleep(20 * time.Millisecond) {
				fresh = h.Fresh(db.Home)
			}
			require.Equal(t, c.heard, fresh)
			require.NoError(t, d.InPlatform(t.Context(), func(ctx context.Context) error { return db.Hint(ctx, "probe") }))
			if c.heard {
				require.Eventually(t, got.Load, 2*time.Second, 5*time.Millisecond)
			}
		})
	}
}
