package app

import (
	"context"
	"errors"

	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

// SyncPlans makes Stripe's products and prices match the plans.
func (a *App) SyncPlans(ctx context.Context) error {
	s := billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey)
	if s == nil {
		return errors.New("KITH_STRIPE_KEY is not set: there is no Stripe account to bring up to date")
	}
	return billing.Sync(ctx, plan.All(), s)
}

// InstallLicence keeps a licence file and tells what follows from all of them; every company is looked at at once.
func (a *App) InstallLicence(ctx context.Context, text string) (s selfhost.Standing, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		if _, err = a.Licence.Install(ctx, text); err == nil {
			s, err = a.Licence.Standing(ctx)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	return s, a.Licence.Watch(ctx)
}

// RemoveLicence forgets a licence.
func (a *App) RemoveLicence(ctx context.Context, id string) error {
	if err := a.DB.InPlatform(ctx, func(ctx context.Context) error { return a.Licence.Remove(ctx, id) }); err != nil {
		return err
	}
	return a.Licence.Watch(ctx)
}
