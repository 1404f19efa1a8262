package db_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
)

var soak = flag.Duration("soak", 3*time.Second, "how long TestMemoryIsBounded serves tenants; 10m for the long form, with -soak-tenants 300")
var soakTenants = flag.Int("soak-tenants", 12, "how many tenants it serves; more than 200 try the limit that the program has")

// Case 21: however long a pool serves many tenants, none of its connections serves more than its number of them, and the
// memory of the server's processes behind it stays bounded: what a process has learnt of a tenant goes with the connection.
func TestMemoryIsBounded(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.PoolSize, cfg.Recycle = 2, 4
	if *soakTenants > 200 {
		cfg.Recycle = 0 // as the program has it
		require.NoError(t, base.Maker.Fill(t.Context(), *soakTenants))
	}
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	w := &watch{served: map[int]map[int]bool{}, limit: 4}
	if cfg.Recycle == 0 {
		w.limit = 200
	}
	for n := range *soakTenants {
		w.worlds = append(w.worlds, claim(t, d, fmt.Sprintf("Soak %d", n)))
	}
	end := time.Now().Add(*soak)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() { w.serve(t, d, worker, end) })
	}
	wg.Wait()
	t.Logf("%d requests on %d connections, at most %d kB private memory each", w.requests, len(w.served), w.peak)
	require.Greater(t, len(w.served), *soakTenants/w.limit, "connections were closed")
	require.Positive(t, w.peak)
	require.Less(t, w.peak, 10_000+w.limit*1500, "10 MB, and 1.5 MB for each tenant served")
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
