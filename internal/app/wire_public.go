package app

import (
	"context"
	"io/fs"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/calendar"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/intake"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/sso"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
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

// wireReminders lets people be told of what their tasks ask for, whenever a task that is planned changes.
func (a *App) wireReminders(bus *event.Bus) {
	a.Reminders = reminder.NewService(reminder.Deps{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Tasks: a.Tasks, Today: a.Today, Teams: a.Teams,
		Members: a.Members, Preferences: a.Preferences, Letters: func(f fs.FS) *user.Letters { return a.tools.Letters(f) }})
	event.On(bus, func(ctx context.Context, e task.Created) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Restored) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Reopened) error { return a.Reminders.Plan(ctx, e.After) })
	event.On(bus, func(ctx context.Context, e task.Updated) error {
		if !reminder.Changed(e.Before, e.After) {
			return nil
		}
		return a.Reminders.Plan(ctx, e.After)
	})
}

// wireCalendars lets calendars go out and in. Which networks a company's people may be on holds for their feeds too.
func (a *App) wireCalendars() {
	a.Calendars = calendar.NewService(calendar.Deps{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Everyone: a.everyCompany, As: a.actAs, Tasks: a.Tasks, Deals: a.Deals,
		Users: a.Users, Preferences: a.Preferences, Keys: a.keys, Client: outbound.Public(calendar.FetchTimeout), BaseURL: a.Config.BaseURL})
}

// actAs returns a context in which somebody acts without a session, with the rights they have now.
func (a *App) actAs(ctx context.Context, tenantID int64, userID uuid.UUID, ip string) (context.Context, error) {
	ctx, err := a.resolve(ctx, job.Who{Tenant: tenantID, User: userID})
	if err != nil {
		return ctx, err
	}
	var rules policy.Policy
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		rules, err = a.Policies.Of(ctx, tenantID)
		return err
	})
	if err == nil && !rules.Allows(caller.From(ctx).Role, ip) {
		err = errNetwork
	}
	return ctx, err
}

func importedContacts(e contact.Imported) (lines []activity.Line) {
	for _, c := range e.Contacts {
		lines = append(lines, activity.Line{About: c.Ref(), Type: "imported"})
	}
	for _, n := range e.Notes {
		lines = append(lines, activity.Line{About: contact.Contact{ID: n.ContactID}.Ref(), Type: "note", Text: n.Text})
	}
	return lines
}

func importedCompanies(e company.Imported) (lines []activity.Line) {
	for _, c := range e.Companies {
		lines = append(lines, activity.Line{About: c.Ref(), Type: "imported"})
	}
	return lines
}
