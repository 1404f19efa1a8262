package bulk

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Run previews or does an act on many records.
type Run struct {
	SetID uuid.UUID `json:"setId"`
}

// Kind implements job.Args.
func (Run) Kind() string { return "bulk.run" }

func enqueue(ctx context.Context, id uuid.UUID) error { return job.Enqueue(ctx, Run{id}) }

// Jobs registers the worker. It opens units of work itself: one for each batch.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Run) error { return s.Run(ctx, a.SetID) })
}
