package app

import (
	"context"
	"net/netip"
	"time"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/sso"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/outbound"
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
	a.SSO = sso.NewService(sso.Deps{Tools: tools, Users: a.Users, Members: a.Members, Sessions: a.Sessions, Invites: a.Invites, Challenges: a.Second,
		Tenants: a.Tenants, Client: outbound.Public(providerTime, inside...), Texts: sso.Resolver(a.Config.DNSServer), Inside: len(inside) > 0, LoginLimit: a.Config.LoginLimit})
	event.On(bus, func(ctx context.Context, e member.Removed) error {
		return a.SSO.Forget(ctx, e.After.TenantID, e.After.UserID)
	})
}
