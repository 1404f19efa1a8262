package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

const (
	parallelJobs = 8
	// nodesEvery is how often the workers look for nodes that were added or have come back.
	nodesEvery = 5 * time.Second
)

// queues are the job queues that this process works: one on each node.
type queues struct {
	app   *App
	stop  func()
	done  sync.WaitGroup
	pools map[int]*pgxpool.Pool
}

// startWorkers starts to work the first node's queue, then those of all others as they can be reached.
func (a *App) startWorkers(ctx context.Context) (*queues, error) {
	q := &queues{app: a, pools: map[int]*pgxpool.Pool{}}
	if err := q.start(ctx, db.Home); err != nil {
		return nil, err
	}
	watching, stop := context.WithCancel(ctx)
	q.stop = stop
	q.done.Go(func() { q.watch(watching, ctx) })
	return q, nil
}

// watch starts queues until its own context ends; they run in that of the process. It also looks after moves whose
// process has died at the wrong moment: their companies must not wait for a person.
func (q *queues) watch(ctx, process context.Context) {
	for ctx.Err() == nil {
		all, err := q.app.Nodes.Nodes(ctx)
		for _, n := range all {
			if q.pools[n] == nil && ctx.Err() == nil {
				err = errors.Join(err, q.start(process, n))
			}
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "jobs: a node's queue can't be worked", "error", err)
		}
		if err := q.app.Moves.Rescue(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "a fence of a move can't be lifted", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(nodesEvery):
		}
	}
}

func (q *queues) start(ctx context.Context, node int) error {
	pool, err := q.app.queuePool(ctx, node)
	if err != nil {
		return err
	}
	if err := q.app.Workers.Start(ctx, job.Queue{Pool: pool, Parallel: parallelJobs, Timeout: q.app.Config.JobTimeout, Ticks: node == db.Home}); err != nil {
		pool.Close()
		return err
	}
	q.pools[node] = pool
	return nil
}

// end lets the running jobs finish and starts no more.
func (q *queues) end() error {
	q.stop()
	q.done.Wait()
	return q.app.Workers.Stop()
}

func (q *queues) close() {
	q.stop()
	q.done.Wait()
	for _, p := range q.pools {
		p.Close()
	}
}

// queuePool connects to a node's queue, past a pooler.
func (a *App) queuePool(ctx context.Context, node int) (*pgxpool.Pool, error) {
	at, err := a.dbc.On(ctx, node)
	if err != nil {
		return nil, err
	}
	at = at.Sessions()
	login, err := at.LoginConfig(db.PlatformLogin)
	if err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(at.URL)
	if err != nil {
		return nil, errors.New("the database's address can't be read")
	}
	login.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	cfg.ConnConfig = login
	cfg.MaxConns, cfg.MaxConnIdleTime = 4, time.Minute
	return pgxpool.NewWithConfig(ctx, cfg)
}
