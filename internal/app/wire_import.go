package app

import (
	"context"

	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/platform/plan"
)

func (a *App) wireData(bus *event.Bus) {
	a.Imports = importer.NewService(importer.Parts{Bus: bus, Contacts: a.Contacts, Companies: a.Companies, Limits: a.contactLimits,
		InTenant: a.DB.InTenant})
}

// contactLimits tells how many contacts the caller's company may have and how many more it may add, whoever sees them.
func (a *App) contactLimits(ctx context.Context) (l importer.Limits, err error) {
	t := caller.From(ctx).Tenant
	limit, limited := plan.Of(t.Plan).Limits["contacts"]
	if !limited {
		return l, nil
	}
	used, err := a.Contacts.Total(caller.With(ctx, caller.System("limits", t)), page.Query{})
	free := max(0, limit-used)
	return importer.Limits{Total: &limit, Free: &free}, err
}
