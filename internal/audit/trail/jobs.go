package trail

import (
	"context"
	"log/slog"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/job"
)

// CheckAll has every company's trail checked.
type CheckAll struct{}

// Kind implements job.Args.
func (CheckAll) Kind() string { return "trail.check_all" }

// Check follows the chains of one company's trail.
type Check struct{}

// Kind implements job.Args.
func (Check) Kind() string { return "trail.check" }

const checkEvery = 24 * time.Hour

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, checkEvery, func(ctx context.Context, _ CheckAll) error { return s.checkAll(ctx) })
	job.HandleOutside(ws, func(ctx context.Context, _ Check) error { return s.checkOne(ctx) })
}

func (s *Service) checkAll(ctx context.Context) error {
	return s.platform(ctx, func(ctx context.Context) error {
		ids, err := s.tenants(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := job.EnqueueFor(ctx, id, Kind, Check{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkOne verifies, and says loudly what is broken: operators are told by what they watch the log with.
func (s *Service) checkOne(ctx context.Context) error {
	r, err := s.Verify(ctx)
	for _, p := range r.Parts {
		if !p.OK {
			slog.ErrorContext(ctx, "audit trail broken", "tenant", caller.From(ctx).Tenant.ID, "part", p.Part, "entry", p.Broken, "reason", p.Reason)
		}
	}
	return err
}
