package console

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Prune forgets old sessions.
type Prune struct{}

// Kind implements job.Args.
func (Prune) Kind() string { return "console.prune" }

// keep is how long a session is kept after it began.
const keep = 30 * 24 * time.Hour

// Jobs registers the worker.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ Prune) error {
		return s.tools.Platform(ctx, func(ctx context.Context) error { return prune(ctx, clock.Now().Add(-keep)) })
	})
}
