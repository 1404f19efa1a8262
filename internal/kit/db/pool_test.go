package db_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// backend is the server's process behind a unit.
func backend(w context.Context, t *testing.T, d *db.DB) (pid int) {
	t.Helper()
	require.NoError(t, d.InTenant(w, func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT pg_backend_pid()").Scan(&pid).Error
	}))
	return pid
}

// Case 21: a connection is closed after it has served its number of tenants, by either way of reading, and one tenant may
// come as often as it likes.
func TestConnectionIsRecycled(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.PoolSize, cfg.Recycle = 1, 3
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	var worlds []context.Context
	for len(worlds) < 7 {
		if w := claim(t, d, "Many"); len(worlds) == 0 || caller.From(w).Tenant.Shard == caller.From(worlds[0]).Tenant.Shard {
			worlds = append(worlds, w)
		}
	}
	var pids []int
	for n, w := range worlds {
		if n%2 == 0 {
			require.NoError(t, d.InTenant(w, func(ctx context.Context) error {
				return db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&team{}), new([]team)))
			}))
		}
		if pid := backend(w, t, d); !slices.Contains(pids, pid) {
			pids = append(pids, pid)
		}
	}
	require.Len(t, pids, 4, "three each: 1 2 3, 3 4 5, 5 6 7, 7")
	last := pids[3]
	for range 10 {
		require.Equal(t, last, backend(worlds[6], t, d))
	}
}

// smallPool is a database reached by so many connections, for one of which a unit waits so long, and tenants that share them.
func smallPool(t *testing.T, size int, patience time.Duration) (*db.DB, []context.Context) {
	t.Helper()
	cfg := testdb.Shared(t).Config
	cfg.PoolSize, cfg.Patience = size, patience
	d, err := db.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d, sameShard(t, d)
}

// R4: a tenant that opens far more units than there are connections gets half of them; the rest of its requests wait and
// are refused, while a neighbour on the same pool notices nothing.
func TestOneTenantCantDrainAPool(t *testing.T) {
	d, worlds := smallPool(t, 4, 2*time.Second)
	hold := make(chan struct{})
	var inside, busy atomic.Int64
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			err := d.InTenant(worlds[0], func(ctx context.Context) error {
				if err := db.Orm(ctx).Exec("SELECT 1").Error; err != nil {
					return err
				}
				inside.Add(1)
				<-hold
				return nil
			})
			if errors.Is(err, db.ErrBusy) {
				busy.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	require.Eventually(t, func() bool { return inside.Load() == 2 }, 20*time.Second, time.Millisecond)
	for range 100 {
		backend(worlds[1], t, d)
	}
	require.Eventually(t, func() bool { return busy.Load() == 10 }, 20*time.Second, time.Millisecond)
	require.EqualValues(t, 2, inside.Load())
	close(hold)
	wg.Wait()
	backend(worlds[0], t, d)
}

// A pool that is full says so after a while, instead of holding the request to its end.
func TestPoolIsFull(t *testing.T) {
	d, worlds := smallPool(t, 1, 2*time.Second)
	require.NoError(t, d.InTenant(worlds[0], func(ctx context.Context) error {
		require.NoError(t, db.Orm(ctx).Exec("SELECT 1").Error)
		err := d.InTenant(worlds[1], func(ctx context.Context) error { return db.Orm(ctx).Exec("SELECT 1").Error })
		require.ErrorIs(t, err, db.ErrCrowded)
		return nil
	}))
}

// What a tenant's login roles may hold up is bounded by the server, whatever the program forgets.
func TestTimeouts(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	require.NoError(t, d.InTenant(claim(t, d, "Acme"), func(ctx context.Context) error {
		var s struct{ Statement, Lock, Idle string }
		q := `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`
		require.NoError(t, db.Orm(ctx).Raw(q).Scan(&s).Error)
		require.Equal(t, []string{"15s", "3s", "15s"}, []string{s.Statement, s.Lock, s.Idle})
		return nil
	}))
}
