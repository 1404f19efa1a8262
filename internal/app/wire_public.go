package app

import (
	"context"
	"net/netip"
	"time"

	"github.com/kith-crm/kith/internal/crm/intake"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/sso"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/lifecycle"
	"github.com/kith-crm/kith/internal/platform/operator"
)

// providerTime is how long a provider of sign-on may take for one answer.
const providerTime = 5 * time.Second

// wireSSO connects the companies' own sign-ons; whom a provider meant by a member is forgotten when the member leaves.
func (a *App) wireSSO(bus *event.Bus, tools user.Tools) {
	var inside []netip.Prefix
	for _, text := range a.Config.SSOInside {
		if p, err := netip.ParsePrefix(text); err == nil {
			inside = append(inside, p)
		}
	}
	a.SSO = sso.NewService(sso.Deps{Tools: tools, Users: a.Users, Members: a.Members, Sessions: a.Sessions, Refusals: a.Refusals, Invites: a.Invites, Challenges: a.Second,
		Tenants: a.Tenants, Client: outbound.Public(providerTime, inside...), Texts: sso.Resolver(a.Config.DNSServer), Inside: len(inside) > 0, LoginLimit: a.Config.LoginLimit})
	event.On(bus, func(ctx context.Context, e member.Removed) error {
		return a.SSO.Forget(ctx, e.After.TenantID, e.After.UserID)
	})
}

// wireIntake connects the addresses at which leads come in. Leads that wait are taken in whenever a company's plan or state
// has changed, whoever changed it.
func (a *App) wireIntake(bus *event.Bus) {
	a.Intakes = intake.NewService(intake.Parts{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Bus: bus, Tenants: a.Tenants, Users: a.Users, People: a.Members,
		Contacts: a.Contacts, Overflow: a.Overflow, Know: a.knowPlan, BaseURL: a.Config.BaseURL})
	event.On(bus, func(ctx context.Context, e billing.Changed) error { return overflow.AdmitSoon(ctx, e.TenantID) })
	event.On(bus, func(ctx context.Context, _ lifecycle.Moved) error { return admitOwn(ctx) })
	event.On(bus, func(ctx context.Context, e operator.Acted) error {
		if e.Action != "released" {
			return nil
		}
		return admitOwn(ctx)
	})
}

// admitOwn has the waiting leads of the caller's company taken in.
func admitOwn(ctx context.Context) error {
	return overflow.AdmitSoon(ctx, caller.From(ctx).Tenant.ID)
}
