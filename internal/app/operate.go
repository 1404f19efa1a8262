package app

import (
	"context"
	"errors"
	"io/fs"

	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

// SyncPlans makes Stripe's products and prices match the plans.
func (a *App) SyncPlans(ctx context.Context) error {
	s := billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey)
	if s == nil {
		return errors.New("KITH_STRIPE_KEY is not set: there is no Stripe account to bring up to date")
	}
	return billing.Sync(ctx, plan.All(), s)
}

// Migrate prepares the database, brings the tenants up to date as how says, and fills the pool of spares.
func (a *App) Migrate(ctx context.Context, how tenant.Rollout) (r tenant.Report, err error) {
	files, err := fs.Sub(migrations.Files, "platform")
	if err != nil {
		return r, err
	}
	if err := a.Setup.Run(ctx, files, a.Config.StrictHardening); err != nil {
		return r, err
	}
	if r, err = a.maker.Migrate(ctx, how); err != nil {
		return r, err
	}
	if err := a.Prepare(ctx); err != nil {
		return r, err
	}
	return r, a.maker.Fill(ctx, a.Config.SpareTenants)
}

// Maker is what works on the structures of tenants.
func (a *App) Maker() *tenant.Maker { return a.maker }

// TenantBySlug finds a company by its part of the address.
func (a *App) TenantBySlug(ctx context.Context, slug string) (t tenant.Tenant, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		t, err = a.Tenants.BySlug(ctx, slug)
		return err
	})
	return t, err
}
