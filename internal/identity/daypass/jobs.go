package daypass

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type runArgs struct{}

// Kind implements job.Args.
func (runArgs) Kind() string { return "daypass.run" }

// Jobs registers the worker that opens and ends passes.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Minute, func(ctx context.Context, _ runArgs) error { return s.Run(ctx) })
}
