package changeset

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	// Undo takes an act back.
	Undo struct {
		SetID uuid.UUID `json:"setId"`
	}
	pruneArgs   struct{}
	nightlyArgs struct{}
)

// Kind implements job.Args.
func (Undo) Kind() string { return "changeset.undo" }

// Kind implements job.Args.
func (pruneArgs) Kind() string { return "changeset.prune" }

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "changeset.nightly" }

func enqueue(ctx context.Context, id uuid.UUID) error {
	return job.Enqueue(ctx, Undo{id}, job.Options{Unique: true})
}

// Jobs registers the workers. The one that takes acts back opens units of work itself: one for each batch.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Undo) error { return s.Run(ctx, a.SetID) })
	job.Handle(ws, func(ctx context.Context, _ pruneArgs) error { return s.Prune(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.Everyone(ctx, func(ctx context.Context, tenantID int64) error {
			return job.EnqueueFor(ctx, tenantID, Kind, pruneArgs{})
		})
	})
}
