package export

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	// Run makes a file. It works for the program, which then acts as who asked: a company that can only read exports too.
	Run struct {
		ID uuid.UUID `json:"id"`
	}
	// Sweep destroys the files of a company that nobody can fetch any more.
	Sweep struct{}
)

// Kind implements job.Args.
func (Run) Kind() string { return "export.run" }

// Kind implements job.Args.
func (Sweep) Kind() string { return "export.sweep" }

// tries is how often a file is begun, for faults that are not the person's.
const tries = 3

// enqueue has a file made, and destroyed when its time is over.
func enqueue(ctx context.Context, e Export) error {
	if err := job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, Run{e.ID}, job.Options{Tries: tries}); err != nil {
		return err
	}
	return sweepSoon(ctx, e.ExpiresAt)
}

func sweepSoon(ctx context.Context, at time.Time) error {
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, Sweep{}, job.Options{At: at})
}

// Jobs registers the workers. They open units of work themselves.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Run) error { return s.Make(ctx, a.ID) })
	job.HandleOutside(ws, func(ctx context.Context, _ Sweep) error { return s.Sweep(ctx) })
}

// Sweep forgets what has expired, and destroys the files that no row knows: of what was deleted, and of tries that were interrupted.
func (s *Service) Sweep(ctx context.Context) error {
	var kept map[string]bool
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		if err = expire(ctx); err != nil {
			return err
		}
		kept, err = keys(ctx)
		return err
	})
	if err != nil {
		return err
	}
	var gone []error
	err = s.Files.List(ctx, folder(ctx), func(i blob.Item) error {
		if !kept[i.Key] {
			gone = append(gone, s.Files.Delete(ctx, i.Key))
		}
		return nil
	})
	return errors.Join(append(gone, err)...)
}
