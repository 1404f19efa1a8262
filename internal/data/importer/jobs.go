package importer

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Run takes the rows of an import in.
type Run struct {
	ImportID uuid.UUID `json:"importId"`
}

// Kind implements job.Args.
func (Run) Kind() string { return "importer.run" }

func enqueue(ctx context.Context, id uuid.UUID) error { return job.Enqueue(ctx, Run{id}) }

// Jobs registers the worker. It opens units of work itself: one for each part of a file.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Run) error { return s.Run(ctx, a.ImportID) })
}
