package move

import (
	"context"
	"errors"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

type sweepArgs struct{}

// Kind implements job.Args.
func (sweepArgs) Kind() string { return "move.sweep" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Hour, func(ctx context.Context, _ sweepArgs) error { return s.sweep(ctx) })
}

// sweep drops the old copies that were found equal and have waited long enough.
func (s *Service) sweep(ctx context.Context) error {
	all, err := s.List(ctx)
	for _, m := range all {
		if m.Droppable() && clock.Since(*m.MovedAt) > keep {
			err = errors.Join(err, s.DropOld(ctx, tenant.Tenant{ID: m.TenantID}, false))
		}
	}
	return err
}
