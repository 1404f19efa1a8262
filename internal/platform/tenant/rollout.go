package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Wave is a share of the tenants; each wave holds those of the waves before.
type Wave struct {
	Name    string
	Percent int // of the tenants; none but spares and canaries when it is 0
}

// Waves are the steps in which migrations reach the tenants.
var Waves = []Wave{{"canary", 0}, {"1", 1}, {"5", 5}, {"25", 25}, {"100", 100}}

// ErrNoWave is returned for the name of a wave that there is not.
var ErrNoWave = errors.New("there is no such wave: it is canary, 1, 5, 25 or 100")

// holds tells whether a tenant belongs to the wave or to one before. Which percent a tenant is in is drawn once and for
// all, with its id.
func (w Wave) holds(t Tenant) bool {
	return t.State == Spare || t.Canary || draw(t.UID) < w.Percent
}

func draw(u uuid.UUID) int { return (int(u[14])<<8 + int(u[15])) % 100 }

// Rollout says how far and how fast a run goes.
type Rollout struct {
	Until       string // name of the last wave; empty means all
	Workers     int    // tenants at the same time; 0 means 4
	MaxFailures int    // how many may fail before the run stops; 0 means 3, NoFailure none
}

// NoFailure as MaxFailures stops a run at the first tenant that fails.
const NoFailure = -1

// ErrWorkers is returned for a run that nobody would work at.
var ErrWorkers = errors.New("at least one worker is needed")

// Failure is a tenant that could not be migrated, and why.
type Failure struct {
	ID     int64
	Schema string
	Err    error
}

// Report tells what a run did. Stopped is empty, or why tenants were left as they were.
type Report struct {
	Done     int
	Failures []Failure
	Waves    []WaveReport
	Stopped  string
}

// WaveReport is the part of one wave.
type WaveReport struct {
	Wave         Wave
	Done, Failed int
	Took         time.Duration
}

// parts sorts the tenants into the waves up to one, in order.
func parts(ts []Tenant, until string) ([][]Tenant, error) {
	if until == "" {
		until = Waves[len(Waves)-1].Name
	}
	last := slices.IndexFunc(Waves, func(w Wave) bool { return w.Name == until })
	if last < 0 {
		return nil, fmt.Errorf("%q: %w", until, ErrNoWave)
	}
	all := make([][]Tenant, last+1)
	for _, t := range ts {
		n := slices.IndexFunc(Waves, func(w Wave) bool { return w.holds(t) })
		if n <= last {
			all[n] = append(all[n], t)
		}
	}
	return all, nil
}

// rollout is a run under way. Its workers share it.
type rollout struct {
	Rollout
	mu     sync.Mutex
	report Report
}

// may tells whether one more tenant may be tried.
func (r *rollout) may() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.report.Stopped == ""
}

func (r *rollout) stop(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Stopped = why
}

// count enters what came of a tenant, and stops the run after too many failures.
func (r *rollout) count(w *WaveReport, t Tenant, done bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil:
		w.Failed++
		r.report.Failures = append(r.report.Failures, Failure{t.ID, t.SchemaName, err})
		if len(r.report.Failures) > r.MaxFailures {
			r.report.Stopped = fmt.Sprintf("%d tenants failed", len(r.report.Failures))
		}
	case done:
		w.Done++
		r.report.Done++
	}
}

// Migrate brings tenants to the head version: spares and canaries first, then in waves. A tenant that fails stays where
// it was, readable, with the error in the registry; the others go on, unless too many fail or somebody pauses the
// roll-out. With nothing to do it is one query.
func (m *Maker) Migrate(ctx context.Context, how Rollout) (Report, error) {
	r := &rollout{Rollout: how}
	if r.Workers < 0 {
		return r.report, ErrWorkers
	}
	if r.Workers == 0 {
		r.Workers = 4
	}
	if r.MaxFailures == 0 {
		r.MaxFailures = 3
	}
	behind, err := m.Behind(ctx)
	if err != nil {
		return r.report, err
	}
	all, err := parts(behind, how.Until)
	if err != nil {
		return r.report, err
	}
	for n, ts := range all {
		if len(ts) == 0 || !r.may() {
			continue
		}
		if err := m.wave(ctx, r, Waves[n], ts); err != nil {
			return r.report, err
		}
	}
	return r.report, nil
}

// wave migrates the tenants of one wave on several connections.
func (m *Maker) wave(ctx context.Context, r *rollout, w Wave, ts []Tenant) error {
	begin, line := time.Now(), &WaveReport{Wave: w} //nolint:forbidigo // a duration
	queue := make(chan Tenant, len(ts))
	for _, t := range ts {
		queue <- t
	}
	close(queue)
	failed := make([]error, min(r.Workers, len(ts)))
	var wg sync.WaitGroup
	for n := range failed {
		wg.Go(func() { failed[n] = m.work(ctx, r, line, queue) })
	}
	wg.Wait()
	line.Took = time.Since(begin) //nolint:forbidigo // a duration
	r.report.Waves = append(r.report.Waves, *line)
	return errors.Join(failed...)
}

// Planned is what a run would do in one wave: to how many tenants, the lowest version among them, and with what.
type Planned struct {
	Wave          Wave
	Tenants, From int
	Migrations    []string
}

// Plan tells what a run would do; waves with nothing to do are left out.
func (m *Maker) Plan(ctx context.Context) ([]Planned, error) {
	behind, err := m.Behind(ctx)
	if err != nil {
		return nil, err
	}
	all, err := parts(behind, "")
	var plan []Planned
	for n, ts := range all {
		if len(ts) == 0 {
			continue
		}
		p := Planned{Wave: Waves[n], Tenants: len(ts), From: m.Head()}
		for _, t := range ts {
			p.From = min(p.From, t.SchemaVersion)
		}
		for _, s := range m.steps[p.From:] {
			p.Migrations = append(p.Migrations, s.name)
		}
		plan = append(plan, p)
	}
	return plan, err
}
