package billing

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/billing/hint"
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

const keepEvents = 400 * 24 * time.Hour

// Receive takes an event from Stripe, in a platform unit: it is kept once, and a job looks at its tenant. The event says
// that something happened, never what: the job asks Stripe.
func (s *Service) Receive(ctx context.Context, payload []byte, signature string) error {
	if s.d.Stripe == nil {
		return ErrNotConfigured
	}
	e, err := hint.Read(payload, signature, s.secrets)
	if err != nil {
		return ErrSignature.Because(err)
	}
	if e.Livemode != s.d.Stripe.live || e.Account != "" {
		slog.WarnContext(ctx, "billing: an event of another environment was ignored", "event", e.ID, "live", e.Livemode, "account", e.Account)
		return nil
	}
	fresh, err := keep(ctx, &stripeEvent{ID: e.ID, Type: e.Type, CustomerID: e.CustomerID(), Raw: string(payload), ReceivedAt: clock.Now()})
	if err != nil || !fresh {
		return err
	}
	return job.EnqueueFor(ctx, 0, "billing", eventArgs{e.ID})
}

// handle looks at the tenant that an event is about, whom only the customer's id names: metadata can say anything.
func (s *Service) handle(ctx context.Context, eventID string) error {
	var e stripeEvent
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		e, err = findEvent(ctx, eventID)
		return err
	})
	if err != nil || e.HandledAt != nil {
		return err
	}
	if err := s.name(ctx, &e); err != nil {
		return err
	}
	var tenantID int64
	err = s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if e.CustomerID != "" {
			tenantID, err = tenantOf(ctx, e.CustomerID)
		}
		if err == nil && tenantID == 0 { // about none of our customers
			return handledOne(ctx, e.ID)
		}
		return err
	})
	if err != nil || tenantID == 0 {
		return err
	}
	return s.Sync(ctx, tenantID)
}

// name asks Stripe for the customer of an event that names a charge only, as disputes do.
func (s *Service) name(ctx context.Context, e *stripeEvent) error {
	if e.CustomerID != "" || s.d.Stripe == nil {
		return nil
	}
	n, err := hint.Parse([]byte(e.Raw))
	if err != nil || n.ChargeID() == "" {
		return err
	}
	if e.CustomerID, err = s.d.Stripe.payer(ctx, n.ChargeID()); err != nil || e.CustomerID == "" {
		return err
	}
	return s.d.Platform(ctx, func(ctx context.Context) error { return nameEvent(ctx, e.ID, e.CustomerID) })
}

// reconcile finishes what is open, and looks at tenants whose events nobody handled.
func (s *Service) reconcile(ctx context.Context) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		ids, err := unsettled(ctx, clock.Now().Add(-lateEvent))
		if err != nil {
			return err
		}
		return SyncSoon(ctx, ids...)
	})
}

const lateEvent = 5 * time.Minute

// daily counts a day and looks at every tenant: events can be lost.
func (s *Service) daily(ctx context.Context) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		if err := tick(ctx); err != nil {
			return err
		}
		if err := forget(ctx, clock.Now().Add(-keepEvents)); err != nil {
			return err
		}
		ids, err := everybody(ctx)
		if err != nil {
			return err
		}
		return syncSoon(ctx, true, ids)
	})
}
