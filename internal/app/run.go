package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v3"

	"github.com/kith-crm/kith/internal/kit/blob"
)

const drain = 20 * time.Second

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
	end := func() error { return nil }
	if work {
		q, err := a.startWorkers(background)
		if err != nil {
			return err
		}
		defer q.close()
		end = q.end
	}
	failed := make(chan error, 1)
	go func() {
		failed <- a.Server.App.Listen(a.Config.Address, fiber.ListenConfig{DisableStartupMessage: true})
	}()
	slog.InfoContext(ctx, "serving", "address", a.Config.Address, "page", a.Config.BaseURL, "version", a.Version)
	select {
	case err := <-failed:
		return errors.Join(err, end())
	case <-ctx.Done():
	}
	slog.InfoContext(ctx, "stopping")
	return errors.Join(a.Server.App.ShutdownWithTimeout(drain), end())
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
	q, err := a.startWorkers(background)
	if err != nil {
		return err
	}
	defer q.close()
	<-ctx.Done()
	return q.end()
}
