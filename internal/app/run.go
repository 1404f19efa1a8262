package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/db"
)

const (
	parallelJobs = 8
	drain        = 20 * time.Second
)

// Serve answers requests, and works jobs when work is true, until ctx ends; then it finishes what it has begun.
func (a *App) Serve(ctx context.Context, work bool) error {
	if err := blob.Probe(ctx, a.Files); err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { a.Hints.Run(background) })
	defer wg.Wait()
	defer stop()
	if work {
		pool, err := a.startWorkers(background)
		if err != nil {
			return err
		}
		defer pool.Close()
	}
	failed := make(chan error, 1)
	go func() {
		failed <- a.Server.App.Listen(a.Config.Address, fiber.ListenConfig{DisableStartupMessage: true})
	}()
	slog.InfoContext(ctx, "serving", "address", a.Config.Address, "page", a.Config.BaseURL, "version", a.Version)
	select {
	case err := <-failed:
		return errors.Join(err, a.Workers.Stop())
	case <-ctx.Done():
	}
	slog.InfoContext(ctx, "stopping")
	return errors.Join(a.Server.App.ShutdownWithTimeout(drain), a.Workers.Stop())
}

// Work works jobs until ctx ends.
func (a *App) Work(ctx context.Context) error {
	if err := blob.Probe(ctx, a.Files); err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	wg.Go(func() { a.Hints.Run(background) })
	pool, err := a.startWorkers(background)
	if err != nil {
		return err
	}
	defer pool.Close()
	<-ctx.Done()
	return a.Workers.Stop()
}

// startWorkers starts the job queue on connections of its own.
func (a *App) startWorkers(ctx context.Context) (*pgxpool.Pool, error) {
	pool, err := a.queuePool(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.Workers.Start(ctx, pool, parallelJobs); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func (a *App) queuePool(ctx context.Context) (*pgxpool.Pool, error) {
	c := db.Config{URL: a.Config.DatabaseURL, Password: a.keys.Password}
	login, err := c.LoginConfig(db.PlatformLogin)
	if err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(a.Config.DatabaseURL)
	if err != nil {
		return nil, errors.New("the database's address can't be read")
	}
	login.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	cfg.ConnConfig = login
	cfg.MaxConns, cfg.MaxConnIdleTime = 4, time.Minute
	return pgxpool.NewWithConfig(ctx, cfg)
}
