package db_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

var soak = flag.Duration("soak", 3*time.Second, "how long TestMemoryIsBounded serves tenants; 10m for the long form, with -soak-tenants 300")
var soakTenants = flag.Int("soak-tenants", 12, "how many tenants it serves; more than 200 try the limit that the program has")

// Case 21: however long a pool serves many tenants, none of its connections serves more than its number of them, and the
// memory of the server's processes behind it stays bounded: what a process has learnt of a tenant goes with the connection.
func TestMemoryIsBounded(t *testing.T) {
	cfg := testdb.Shared(t).Config
	cfg.PoolSize, cfg.Recycle = 2, 4
	if *soakTenants > 200 {
		cfg.Recycle = 200 // as the program has it
	}
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	w := &watch{served: map[int]map[int]bool{}, limit: cfg.Recycle, worlds: crowd(t, d, *soakTenants)}
	end := time.Now().Add(*soak)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() { w.serve(t, d, worker, end) })
	}
	wg.Wait()
	t.Logf("%d requests on %d connections, at most %d kB private memory each", w.requests, len(w.served), w.peak)
	require.Greater(t, len(w.served), cfg.PoolSize, "connections were closed, and others opened")
	require.True(t, slices.ContainsFunc(slices.Collect(maps.Values(w.served)), func(s map[int]bool) bool { return len(s) == w.limit }), "for having served enough")
	require.Positive(t, w.peak)
	require.Less(t, w.peak, 10_000+w.limit*1500, "10 MB, and 1.5 MB for each tenant served")
}

// crowd claims n tenants that all share one login role, and so its few connections.
func crowd(t *testing.T, d *db.DB, n int) (worlds []context.Context) {
	t.Helper()
	m, err := tenant.NewMaker(testdb.Shared(t).Setup.Migrator, migrations.Files, 1)
	require.NoError(t, err)
	there := ask(t, "SELECT id::text FROM platform.tenant WHERE state = 'spare'")
	require.NoError(t, m.Fill(t.Context(), len(there)+n))
	for len(worlds) < n {
		if w := claim(t, d, "Soak"); tenantOf(w).Shard == 0 {
			worlds = append(worlds, w)
		}
	}
	return worlds
}

// watch notes which process has served whom, and how large the processes grew.
type watch struct {
	mu       sync.Mutex
	worlds   []context.Context
	served   map[int]map[int]bool // process → tenants
	limit    int
	peak     int // kB
	requests int
}

func (w *watch) serve(t *testing.T, d *db.DB, worker int, end time.Time) {
	for n := worker; time.Now().Before(end); n++ {
		which := n % len(w.worlds)
		err := d.InTenant(w.worlds[which], func(ctx context.Context) error {
			var pid int
			if err := db.Orm(ctx).Raw("SELECT pg_backend_pid()").Scan(&pid).Error; err != nil {
				return err
			}
			for _, table := range []string{"contact", "company", "deal", "task", "activity", "team"} {
				if err := db.Orm(ctx).Exec("SELECT count(*) FROM " + table).Error; err != nil {
					return err
				}
			}
			return w.note(pid, which)
		})
		if err != nil {
			t.Error(err)
			return
		}
	}
}

func (w *watch) note(pid, tenant int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	if w.served[pid] == nil {
		w.served[pid] = map[int]bool{}
	}
	w.served[pid][tenant] = true
	if n := len(w.served[pid]); n > w.limit {
		return fmt.Errorf("process %d has served %d tenants, the limit is %d", pid, n, w.limit)
	}
	w.peak = max(w.peak, private(pid))
	return nil
}

var anonymous = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// private is the memory of a process that is its own, in kB.
func private(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := anonymous.FindSubmatch(status); err == nil && m != nil {
		n, _ := strconv.Atoi(string(m[1])) // digits, as the expression says
		return n
	}
	return 0
}
