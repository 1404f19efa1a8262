package billing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	eventArgs struct{ ID string }
	syncArgs  struct {
		Tenant int64
		Check  bool // at night: what is different is noted
	}
	letterArgs struct {
		Tenant       int64
		User         uuid.UUID
		Code, Letter string
		Days         int
		Limit        string // that the letter is about
	}
	limitArgs struct {
		Tenant  int64
		Limit   string
		Percent int
	}
	reconcileArgs struct{}
	dailyArgs     struct{}
	trialArgs     struct{}
)

// Kind implements job.Args.
func (eventArgs) Kind() string { return "billing.event" }

// Kind implements job.Args.
func (syncArgs) Kind() string { return "billing.sync" }

// Kind implements job.Args.
func (letterArgs) Kind() string { return "billing.letter" }

// Kind implements job.Args.
func (limitArgs) Kind() string { return "billing.limit" }

// Kind implements job.Args.
func (reconcileArgs) Kind() string { return "billing.reconcile" }

// Kind implements job.Args.
func (dailyArgs) Kind() string { return "billing.daily" }

// Kind implements job.Args.
func (trialArgs) Kind() string { return "billing.trials" }

// Jobs registers what billing does in the background. All of it is the program's own work and runs without a tenant, so
// that a tenant that is suspended can still pay and come back.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a eventArgs) error { return s.handle(ctx, a.ID) })
	job.HandleOutside(ws, func(ctx context.Context, a syncArgs) error { return s.look(ctx, a.Tenant, a.Check) })
	job.HandleOutside(ws, s.send)
	job.HandleOutside(ws, s.warnLimit)
	job.Every(ws, 15*time.Minute, func(ctx context.Context, _ reconcileArgs) error { return s.reconcile(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ dailyArgs) error { return s.daily(ctx) })
	job.Every(ws, time.Hour, func(ctx context.Context, _ trialArgs) error { return s.watchTrials(ctx) })
}

// SyncSoon has tenants looked at after the unit in ctx commits.
func SyncSoon(ctx context.Context, ids ...int64) error { return syncSoon(ctx, false, ids) }

func syncSoon(ctx context.Context, check bool, ids []int64) error {
	for _, id := range ids {
		if err := job.EnqueueFor(ctx, 0, "billing", syncArgs{id, check}); err != nil {
			return err
		}
	}
	return nil
}
