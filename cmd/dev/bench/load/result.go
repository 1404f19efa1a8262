package load

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// The bounds.
const (
	maxGrowth = 0.05 // of the memory, from the end of the warm-up on
	maxLeft   = 0.05 // of goroutines and connections, at rest, more than before
)

// tally counts what happens while people ask.
type tally struct {
	mu       sync.Mutex
	times    map[string][]time.Duration // of acts that went well, by name
	kinds    map[string]string
	failed   map[string]int // acts by name
	statuses map[string]map[int]int
	requests int
	seen     map[*Guest]bool
	latest   time.Duration // by which a visit began after its time: the client's own fault
}

func newTally() *tally {
	return &tally{times: map[string][]time.Duration{}, kinds: map[string]string{}, failed: map[string]int{}, statuses: map[string]map[int]int{}, seen: map[*Guest]bool{}}
}

func (t *tally) late(by time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.latest = max(t.latest, by)
}

// answered counts a request. Statuses of success are not told apart.
func (t *tally) answered(name string, status int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests++
	if good(status) {
		return
	}
	if t.statuses[name] == nil {
		t.statuses[name] = map[int]int{}
	}
	t.statuses[name][status]++
}

func (t *tally) visited(v *visit, ok bool, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[v.guest], t.kinds[v.act.name] = true, v.act.kind
	t.times[v.act.name] = append(t.times[v.act.name], took)
	if !ok {
		t.failed[v.act.name]++
	}
}

// errors is how many requests did not succeed, and what was answered instead; 0 stands for no answer.
func (t *tally) errors() (n int, says string) {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(t.statuses)) {
		for _, status := range slices.Sorted(maps.Keys(t.statuses[name])) {
			n += t.statuses[name][status]
			parts = append(parts, fmt.Sprintf("%s: %d × %d", name, t.statuses[name][status], status))
		}
	}
	return n, cmp.Or(strings.Join(parts, ", "), "none")
}

// result is what was found.
type result struct {
	plan                 Plan
	companies            int
	tally                *tally
	samples              []sample
	start, before, after sample // new; at rest before the load, and after it
	work, took           time.Duration
	balance              balance
}

func rss(s sample) float64 { return s.rss }

// missed names each bound that was not kept.
func (r *result) missed() error {
	var all []error
	say := func(bad bool, format string, args ...any) {
		if bad {
			all = append(all, fmt.Errorf("missed: "+format, args...))
		}
	}
	n, what := r.tally.errors()
	say(n > 0, "%d of %d requests did not succeed (%s)", n, r.tally.requests, what)
	say(len(r.tally.seen) < r.companies, "%d of %d companies were visited", len(r.tally.seen), r.companies)
	say(r.tally.latest > time.Second, "a visit began %s after its time: the client did not keep the pace", r.tally.latest)
	g := growth(r.samples, rss)
	say(g > maxGrowth, "the memory grew by %.1f %%, at most %.0f %%", 100*g, 100*maxGrowth)
	say(r.balance.lost > 0, "%d writes that were acknowledged are not there", r.balance.lost)
	say(r.balance.twice > 0, "%d writes are there more than once", r.balance.twice)
	say(r.balance.ghosts > 0, "%d things are there that nobody sent", r.balance.ghosts)
	return errors.Join(append(all, r.left())...)
}

// left names what the program still has at rest that it did not have before.
func (r *result) left() (err error) {
	if more(r.before.goroutines, r.after.goroutines) {
		err = fmt.Errorf("missed: %d goroutines at rest, %d before", r.after.goroutines, r.before.goroutines)
	}
	if more(r.before.connections, r.after.connections) {
		err = errors.Join(err, fmt.Errorf("missed: %d connections to the database at rest, %d before", r.after.connections, r.before.connections))
	}
	return err
}

func more(before, after int) bool { return float64(after) > float64(before)*(1+maxLeft) }

// print shows all figures, those that have no bound too.
func (r *result) print(out io.Writer) error {
	load, _ := os.ReadFile("/proc/loadavg") //nolint:errcheck // a system without it tells nothing
	fmt.Fprintf(out, "\n%d processors, load average %s; %d companies, %d users, %.0f visits a second for %s, seed %d\n", runtime.NumCPU(),
		strings.Join(strings.Fields(string(load))[:min(3, len(strings.Fields(string(load))))], " "), r.companies, r.plan.Users, r.plan.Rate, r.plan.Lasts, r.plan.Seed)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n\tvisits\tfailed\tp50\tp95\tp99\t\n")
	kinds := map[string][]time.Duration{}
	failed := map[string]int{}
	for _, name := range slices.SortedFunc(maps.Keys(r.tally.times), func(a, b string) int { return strings.Compare(r.tally.kinds[a]+a, r.tally.kinds[b]+b) }) {
		kind := r.tally.kinds[name]
		kinds[kind] = append(kinds[kind], r.tally.times[name]...)
		failed[kind] += r.tally.failed[name]
		line(w, kind+": "+name, r.tally.times[name], r.tally.failed[name])
	}
	for _, kind := range []string{read, write, heavy} {
		line(w, "all of kind "+kind, kinds[kind], failed[kind])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	r.printProgram(out)
	return nil
}

func line(w io.Writer, name string, of []time.Duration, failed int) {
	slices.Sort(of)
	at := func(p float64) string {
		if len(of) == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f ms", float64(of[min(len(of)-1, int(p*float64(len(of))))])/float64(time.Millisecond))
	}
	fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\t\n", name, len(of), failed, at(0.5), at(0.95), at(0.99))
}

func (r *result) printProgram(out io.Writer) {
	n, what := r.tally.errors()
	first, last := r.samples[0], r.samples[len(r.samples)-1]
	fmt.Fprintf(out, "\nrequests %d, errors %d (%s); a visit began at most %s late\n", r.tally.requests, n, what, r.tally.latest.Round(time.Millisecond))
	fmt.Fprintf(out, "processors: the program and its database were busy with %.2f of %d, %.2f ms a visit\n", r.work.Seconds()/r.took.Seconds(), runtime.NumCPU(),
		r.work.Seconds()*1000/(r.plan.Rate*r.plan.Lasts.Seconds()))
	fmt.Fprintf(out, "memory: new %.0f MiB, after the warm-up %.0f MiB, at the end %.0f MiB; growth on the line through %d samples %.1f %%, of the heap %.1f %%\n",
		r.start.rss, first.rss, last.rss, len(r.samples), 100*growth(r.samples, rss), 100*growth(r.samples, func(s sample) float64 { return s.heap }))
	most := slices.MaxFunc(r.samples, func(a, b sample) int { return a.goroutines - b.goroutines })
	held := slices.MaxFunc(r.samples, func(a, b sample) int { return a.connections - b.connections })
	fmt.Fprintf(out, "goroutines: at rest before %d, at most %d, at rest %s after %d\n", r.before.goroutines, most.goroutines, r.after.at.Round(time.Second), r.after.goroutines)
	fmt.Fprintf(out, "connections to the database: at rest before %d, at most %d, at rest after %d\n", r.before.connections, held.connections, r.after.connections)
	b := r.balance
	fmt.Fprintf(out, "companies visited %d of %d; writes sent %d, acknowledged %d, lost %d, twice %d, never sent %d\n", len(r.tally.seen), r.companies, b.sent, b.acknowledged, b.lost, b.twice, b.ghosts)
}
