package privacy

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	// Fulfil does what a request asks for.
	Fulfil struct {
		RequestID uuid.UUID `json:"requestId"`
	}
	pruneArgs   struct{}
	nightlyArgs struct{}
)

// Kind implements job.Args.
func (Fulfil) Kind() string { return "privacy.fulfil" }

// Kind implements job.Args.
func (pruneArgs) Kind() string { return "privacy.prune" }

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "privacy.nightly" }

// enqueue has a request fulfilled by the program: also when whoever asked has left meanwhile.
func enqueue(ctx context.Context, id uuid.UUID) error {
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, Fulfil{id}, job.Options{Tries: tries})
}

// tries is how often a request is tried: some days long.
const tries = 20

// Jobs registers the workers. They open units of work themselves.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Fulfil) error { return s.Fulfil(ctx, a.RequestID) })
	job.HandleOutside(ws, func(ctx context.Context, _ pruneArgs) error { return s.prune(ctx, clock.Now()) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.Everyone(ctx, func(ctx context.Context, tenant int64) error {
			return job.EnqueueFor(ctx, tenant, Kind, pruneArgs{})
		})
	})
}

// Fulfil does what a request asks for, outside of a unit of work; once it was done nothing happens.
func (s *Service) Fulfil(ctx context.Context, requestID uuid.UUID) error {
	var r Request
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		r, err = find(ctx, requestID)
		return err
	})
	switch {
	case err != nil || r.State != Waiting:
		return err
	case r.Act == Erase:
		return s.erase(ctx, r)
	}
	return s.report(ctx, r)
}

// never is before every report.
var never time.Time

// prune destroys reports that nobody can download any more, and what was written about forgotten people at the last moment.
func (s *Service) prune(ctx context.Context, now time.Time) error {
	var old []Request
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		if err = forgetLate(ctx, now); err != nil {
			return err
		}
		old, err = reports(ctx, nil, now.Add(-Keep))
		return err
	})
	if err != nil {
		return err
	}
	return s.withdraw(ctx, old)
}
