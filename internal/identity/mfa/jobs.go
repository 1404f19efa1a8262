package mfa

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Prune forgets challenges and devices that have expired.
type Prune struct{}

// Kind implements job.Args.
func (Prune) Kind() string { return "mfa.prune" }

const pruneEvery = time.Hour

// Jobs registers the worker.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, pruneEvery, func(ctx context.Context, _ Prune) error {
		return s.tools.Platform(ctx, func(ctx context.Context) error { return prune(ctx, clock.Now()) })
	})
}
