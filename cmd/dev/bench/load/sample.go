package load

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// sample is the program at one moment.
type sample struct {
	at                      time.Duration
	rss, heap               float64 // MiB
	goroutines, connections int
}

const mebi = 1 << 20

// look takes a sample from outside: of the system, of the program's own metrics, and of its database.
func (p Program) look(ctx context.Context) (s sample, err error) {
	if s.rss, err = resident(p.PID); err != nil {
		return s, err
	}
	of, err := metrics(ctx, p.Metrics, "go_goroutines", "go_memstats_heap_inuse_bytes")
	if err != nil {
		return s, err
	}
	s.goroutines, s.heap = int(of["go_goroutines"]), of["go_memstats_heap_inuse_bytes"]/mebi
	const q = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
	return s, p.DB.QueryRow(ctx, q).Scan(&s.connections)
}

// resident is the memory that a process has, in MiB.
func resident(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kB / 1024, err
		}
	}
	return 0, fmt.Errorf("the system does not tell what memory %d has", pid)
}

// metrics reads some that have no labels.
func metrics(ctx context.Context, from string, names ...string) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	of := map[string]float64{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			of[name] = v
		}
	}
	for _, n := range names {
		if _, ok := of[n]; !ok {
			return nil, fmt.Errorf("the program's metrics lack %s", n)
		}
	}
	return of, nil
}

// growth is by what share something has grown from the first sample to the last, on the straight line that fits best: what
// goes up and down on its way counts for little.
func growth(all []sample, value func(sample) float64) float64 {
	if len(all) < 2 {
		return 0
	}
	var n, x, y, xx, xy float64
	for _, s := range all {
		at, v := s.at.Seconds(), value(s)
		n, x, y, xx, xy = n+1, x+at, y+v, xx+at*at, xy+at*v
	}
	slope := (n*xy - x*y) / (n*xx - x*x)
	first, last := all[0].at.Seconds(), all[len(all)-1].at.Seconds()
	begin := (y-slope*x)/n + slope*first
	return slope * (last - first) / begin
}
