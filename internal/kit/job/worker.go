package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// Who is whom a job works for, to be resolved anew when it runs: somebody who lost a right meanwhile has lost it for
// their jobs too.
type Who struct {
	Tenant int64
	User   uuid.UUID
	System string
}

// ErrLater makes a job wait without counting as a failure, for example while its tenant is suspended.
var ErrLater = errors.New("job: later")

// Edge is what the composition root gives the workers.
type Edge struct {
	// Resolve puts the caller a job works for into the context.
	Resolve func(ctx context.Context, w Who) (context.Context, error)
	// InTenant and InPlatform run a function in a unit of work.
	InTenant, InPlatform func(ctx context.Context, f func(context.Context) error) error
	Traces               *trace.Provider
}

// Workers collects what the domains can do in the background.
type Workers struct {
	edge     Edge
	handlers map[string]func(ctx context.Context, w Who, args []byte) error
	limits   map[string]time.Duration // of those that may take longer than others
	ticks    []tick
	mu       sync.Mutex
	clients  []*river.Client[pgx.Tx]
}

type tick struct {
	name  string
	every time.Duration
}

// NewWorkers returns workers without handlers.
func NewWorkers(edge Edge) *Workers {
	return &Workers{edge: edge, handlers: map[string]func(context.Context, Who, []byte) error{}, limits: map[string]time.Duration{}}
}

// Kinds are the names of all jobs that have a handler.
func (ws *Workers) Kinds() []string {
	var all []string
	for k := range ws.handlers {
		all = append(all, k)
	}
	return all
}

// Handle registers a job that runs as its caller in one unit of work, as a request does: on the tenant it was enqueued
// for, or on the platform when it was enqueued without one.
func Handle[A Args](ws *Workers, f func(context.Context, A) error) {
	HandleOutside(ws, func(ctx context.Context, a A) error {
		unit := ws.edge.InTenant
		if caller.From(ctx).Tenant.ID == 0 {
			unit = ws.edge.InPlatform
		}
		return unit(ctx, func(ctx context.Context) error { return f(ctx, a) })
	})
}

// HandleOutside registers a job that talks to the outside: it runs as its caller without a unit of work.
func HandleOutside[A Args](ws *Workers, f func(context.Context, A) error) {
	var zero A
	if _, twice := ws.handlers[zero.Kind()]; twice {
		panic("job: " + zero.Kind() + " has two handlers")
	}
	ws.handlers[zero.Kind()] = func(ctx context.Context, w Who, data []byte) error {
		var a A
		if err := json.Unmarshal(data, &a); err != nil {
			return river.JobCancel(err)
		}
		ctx, err := ws.edge.Resolve(ctx, w)
		if err != nil {
			return err
		}
		return f(ctx, a)
	}
}

// HandleLong is HandleOutside for what may take up to limit, where others are ended after some minutes. One whose program was
// killed is tried again when that time is over.
func HandleLong[A Args](ws *Workers, limit time.Duration, f func(context.Context, A) error) {
	var zero A
	HandleOutside(ws, f)
	ws.limits[zero.Kind()] = limit
}

// Every registers work of the program itself that runs once per period over all instances, without a tenant.
func Every[A Args](ws *Workers, period time.Duration, f func(context.Context, A) error) {
	var zero A
	HandleOutside(ws, f)
	ws.ticks = append(ws.ticks, tick{zero.Kind(), period})
}

// Run works one job in the calling goroutine; tests use it to see a job's error.
func (ws *Workers) Run(ctx context.Context, w Who, a Args) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return ws.observe(ctx, envelope{Name: a.Kind(), Tenant: w.Tenant, User: w.User, System: w.System, Args: data}, ws.handlers[a.Kind()])
}

type worker struct {
	river.WorkerDefaults[envelope]
	ws *Workers
}

// Timeout implements river.Worker: 0 is what the queue's jobs have.
func (w *worker) Timeout(j *river.Job[envelope]) time.Duration { return w.ws.limits[j.Args.Name] }

// Work implements river.Worker: the caller's own mistakes are not tried again, everything else is.
func (w *worker) Work(ctx context.Context, j *river.Job[envelope]) error {
	h, ok := w.ws.handlers[j.Args.Name]
	if !ok {
		return fmt.Errorf("job: nobody handles %s", j.Args.Name) // perhaps a newer instance does
	}
	err := w.ws.observe(ctx, j.Args, h)
	switch kind := errs.KindOf(err); {
	case err == nil:
		return nil
	case errors.Is(err, ErrLater):
		return river.JobSnooze(time.Hour)
	case kind == errs.Invalid || kind == errs.NotFound || kind == errs.Forbidden || kind == errs.Gone:
		return river.JobCancel(err)
	}
	slog.WarnContext(ctx, "job failed", "job", j.Args.Name, "id", j.ID, "attempt", j.Attempt, "error", err)
	return err
}

const softStop = 10 * time.Second

// Queue is one node's jobs.
type Queue struct {
	Pool     *pgxpool.Pool // the queue's own
	Parallel int           // jobs at the same time
	Timeout  time.Duration // of a job; one whose program was killed is tried again a fifth later
	Ticks    bool          // whether what runs once per period is begun here: on one queue only
}

// Start works the jobs of a queue until Stop. It may be called for several queues, at any time.
func (ws *Workers) Start(ctx context.Context, q Queue) error {
	all := river.NewWorkers()
	river.AddWorker(all, &worker{ws: ws})
	cfg := &river.Config{
		Schema:               Schema,
		Workers:              all,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.Parallel}},
		JobTimeout:           q.Timeout,
		RescueStuckJobsAfter: q.Timeout + q.Timeout/5,
		Logger:               slog.New(quiet{slog.Default().Handler()}),
	}
	if q.Ticks {
		cfg.PeriodicJobs = ws.periodic()
	}
	c, err := river.NewClient(riverpgxv5.New(q.Pool), cfg)
	if err != nil {
		return err
	}
	if err := c.Start(ctx); err != nil {
		return err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.clients = append(ws.clients, c)
	return nil
}

// periodic makes ticks unique in their period, so that restarts and several instances neither lose nor double one.
func (ws *Workers) periodic() []*river.PeriodicJob {
	var all []*river.PeriodicJob
	for _, t := range ws.ticks {
		args := func() (river.JobArgs, *river.InsertOpts) {
			return envelope{Name: t.name, System: t.name, Args: json.RawMessage("{}")},
				&river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: t.every}}
		}
		all = append(all, river.NewPeriodicJob(river.PeriodicInterval(t.every), args, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	return all
}

// Stop lets running jobs finish for a while, then interrupts them: they go back into the queue.
func (ws *Workers) Stop() error {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	failed := make([]error, len(ws.clients))
	var wg sync.WaitGroup
	for n, c := range ws.clients {
		wg.Go(func() { failed[n] = stop(c) })
	}
	wg.Wait()
	ws.clients = nil
	return errors.Join(failed...)
}

func stop(c *river.Client[pgx.Tx]) error {
	soft, cancel := context.WithTimeout(context.Background(), softStop)
	defer cancel()
	if err := c.Stop(soft); err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.Background(), softStop)
	defer cancel()
	return c.StopAndCancel(hard)
}

// quiet drops River's chatter below warnings.
type quiet struct{ slog.Handler }

func (quiet) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
