package trial

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

type tenants interface {
	SetState(ctx context.Context, id int64, state string) error
	SetPlan(ctx context.Context, id int64, plan string, version int, trialEnds *time.Time) error
}

type seats interface {
	StartTrial(ctx context.Context, tenantID int64) error
	Allot(ctx context.Context, tenantID int64, all []licence.Allotment, closed bool) error
}

// Service is the way to trials. Its methods run in a unit on the platform.
type Service struct {
	tenants tenants
	seats   seats
}

// NewService returns a service.
func NewService(t tenants, s seats) *Service { return &Service{t, s} }

// Start gives a new company its trial; a company whose founder's domain, or own address at a public provider, has had one
// begins on the free plan instead.
func (s *Service) Start(ctx context.Context, tenantID int64, email, currency string) error {
	if who, ok := holder(email); ok {
		own, err := begin(ctx, hash(who), tenantID)
		if err != nil {
			return err
		}
		if !own {
			if err := refuse(ctx, tenantID, kindOf(who)); err != nil {
				return err
			}
			return s.free(ctx, tenantID, currency)
		}
	}
	return s.seats.StartTrial(ctx, tenantID)
}

// Card notes that a company's trial leads to payments with a card, known by the print that it has at the payment provider.
// own is false, and the refusal noted, when the card has stood for the trial of another company.
func (s *Service) Card(ctx context.Context, tenantID int64, print string) (own bool, err error) {
	own, err = begin(ctx, hash("card "+print), tenantID)
	if err != nil || own {
		return own, err
	}
	return false, refuse(ctx, tenantID, Card)
}

// Refused tells why a company has no trial: Domain, Address or Card had one before; empty when it was not refused.
func (s *Service) Refused(ctx context.Context, tenantID int64) (string, error) {
	return refused(ctx, tenantID)
}

func (s *Service) free(ctx context.Context, tenantID int64, currency string) error {
	if err := s.tenants.SetState(ctx, tenantID, plan.Free); err != nil {
		return err
	}
	if err := s.tenants.SetPlan(ctx, tenantID, plan.Free, 0, nil); err != nil {
		return err
	}
	var all []licence.Allotment
	for _, kind := range plan.Kinds {
		all = append(all, licence.Allotment{Kind: licence.Kind(kind), Granted: plan.Of(plan.Free).Seats[kind],
			Price: plan.Offer(plan.Free, kind, "month", currency), Interval: "month"})
	}
	return s.seats.Allot(ctx, tenantID, all, false)
}
