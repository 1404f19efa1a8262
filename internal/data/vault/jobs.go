package vault

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/job"
)

// limit is how long making or sending an archive may take.
const limit = 30 * time.Minute

type (
	// Make packs, proves and stores an archive.
	Make struct {
		ID uuid.UUID `json:"id"`
	}
	// Send hands an archive over to the company's bucket.
	Send struct {
		ID uuid.UUID `json:"id"`
	}
	// Tell has people told that an archive could not be sent.
	Tell struct {
		ID uuid.UUID `json:"id"`
	}
	// Due begins an archive when the schedule says so.
	Due         struct{}
	nightlyArgs struct{}
)

// Kind implements job.Args.
func (Make) Kind() string { return "vault.make" }

// Kind implements job.Args.
func (Send) Kind() string { return "vault.send" }

// Kind implements job.Args.
func (Tell) Kind() string { return "vault.tell" }

// Kind implements job.Args.
func (Due) Kind() string { return "vault.due" }

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "vault.nightly" }

// enqueue has the program do something, whoever asked for it: an archive is the company's, not a person's.
func enqueue(ctx context.Context, a job.Args, at time.Time) error {
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, a, job.Options{At: at, Unique: at.IsZero()})
}

// Jobs registers the workers. Those that make and send open units of work themselves. When an archive is due is a job of its
// time; should one be lost, it is found within a day.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleLong(ws, limit, func(ctx context.Context, a Make) error { return s.Make(ctx, a.ID) })
	job.HandleLong(ws, limit, func(ctx context.Context, a Send) error { return s.Send(ctx, a.ID) })
	job.HandleOutside(ws, func(ctx context.Context, _ Tell) error { return s.Tell(ctx, "archive_unsent", nil) })
	job.Handle(ws, func(ctx context.Context, _ Due) error { return s.Due(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.Everyone(ctx, func(ctx context.Context, tenantID int64) error {
			return job.EnqueueFor(ctx, tenantID, Kind, Due{})
		})
	})
}
