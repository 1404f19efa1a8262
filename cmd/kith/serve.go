package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/kit/config"
)

func serveCommand() *cobra.Command {
	var only bool
	c := &cobra.Command{Use: "serve", Short: "Serve the page and the API, and do the background work", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error { return a.Serve(ctx, !only) })
		}}
	c.Flags().BoolVar(&only, "no-work", false, "leave the background work to kith work")
	return c
}

func workCommand() *cobra.Command {
	return &cobra.Command{Use: "work", Short: "Do the background work only", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error { return a.Work(ctx) })
		}}
}

// run builds the program from the configuration, runs f, and closes everything.
func run(ctx context.Context, f func(context.Context, *app.App) error) error {
	cfg, err := configured()
	if err != nil {
		return err
	}
	manageMemory()
	a, err := app.New(cfg, version)
	if err != nil {
		return err
	}
	return errors.Join(f(ctx, a), a.Close())
}

func healthCommand() *cobra.Command {
	return &cobra.Command{Use: "health", Short: "Tell whether the program on this machine is ready (for containers)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 3*time.Second)
			defer cancel()
			return ready(ctx, cfg.Local()+"/readyz")
		}}
}

func ready(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{}).Do(req) // bounded by ctx
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // only the status counts
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return nil
}
