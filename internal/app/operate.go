package app

import (
	"context"
	"errors"

	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// SyncPlans makes Stripe's products and prices match the plans.
func (a *App) SyncPlans(ctx context.Context) error {
	s := billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey)
	if s == nil {
		return errors.New("KITH_STRIPE_KEY is not set: there is no Stripe account to bring up to date")
	}
	return billing.Sync(ctx, plan.All(), s)
}
