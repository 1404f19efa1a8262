package app

import (
	"context"
	"errors"
	"io/fs"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/comms/call"
	"github.com/kith-crm/kith/internal/comms/email"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/buying"
	"github.com/kith-crm/kith/internal/crm/cadence"
	"github.com/kith-crm/kith/internal/crm/calendar"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/intake"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/data/retention"
	"github.com/kith-crm/kith/internal/data/vault"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/sso"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/lifecycle"
	"github.com/kith-crm/kith/internal/platform/operator"
)

// providerTime is how long a provider of sign-on may take for one answer.
const providerTime = 5 * time.Second

// phoneTime is how long a phone system may take to say whether it will call.
const phoneTime = 10 * time.Second

// wireSSO connects the companies' own sign-ons; whom a provider meant by a member is forgotten when the member leaves.
func (a *App) wireSSO(bus *event.Bus, tools user.Tools) {
	inside := networks(a.Config.SSOInside)
	a.SSO = sso.NewService(sso.Deps{Tools: tools, Users: a.Users, Members: a.Members, Sessions: a.Sessions, Refusals: a.Refusals, Invites: a.Invites, Challenges: a.Second,
		Tenants: a.Tenants, Client: outbound.Public(providerTime, inside...), Texts: sso.Resolver(a.Config.DNSServer), Inside: len(inside) > 0, LoginLimit: a.Config.LoginLimit})
	event.On(bus, func(ctx context.Context, e member.Removed) error {
		return a.SSO.Forget(ctx, e.After.TenantID, e.After.UserID)
	})
}

// networks are those of a setting that was checked when the program was started.
func networks(texts []string) (all []netip.Prefix) {
	for _, text := range texts {
		if p, err := netip.ParsePrefix(text); err == nil {
			all = append(all, p)
		}
	}
	return all
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

// Work are the domains that tell people when which work is to be done.
type Work struct {
	Preferences *preference.Service
	Reminders   *reminder.Service
	Calendars   *calendar.Service
	Archives    *archive.Service
	Vault       *vault.Service
	Cadences    *cadence.Service
	Buying      *buying.Service
	Privacy     *privacy.Service
	Retention   *retention.Service
}

func (a *App) wireWork(bus *event.Bus) {
	a.Preferences = preference.NewService(bus, a.keys)
	a.wireReminders(bus)
	a.wireCalendars()
	a.wireCadence(bus)
	a.Buying = buying.NewService(bus, a.Deals)
	a.Privacy = privacy.NewService(privacy.Parts{Bus: bus, Contacts: a.Contacts, Trail: a.Trail, Limits: a.Limits, People: a.Members, Files: a.Files, Keys: a.keys,
		InTenant: a.DB.InTenant, Queues: a.DB.EveryNode, Everyone: a.everyCompany})
	a.Retention = retention.NewService(retention.Parts{Bus: bus, Privacy: a.Privacy, Contacts: a.Contacts, Tasks: a.Tasks, Activities: a.Activities, Objects: a.Made,
		InTenant: a.DB.InTenant, Everyone: a.everyCompany, Tell: a.tellAdmins})
}

// tellAdmins writes to the owners and administrators of the caller's company, outside of a unit of work.
func (a *App) tellAdmins(ctx context.Context, letter string, args map[string]string) error {
	return a.DB.InPlatform(ctx, func(ctx context.Context) error {
		all, err := a.Members.ByRole(ctx, caller.From(ctx).Tenant.ID, member.Owner, member.Admin)
		for _, m := range all {
			if err == nil {
				err = a.Members.Write(ctx, m.Member, letter, "", args)
			}
		}
		return err
	})
}

// news is what the program itself has to tell a company's admins.
func (a *App) news(ctx context.Context) (all []reminder.News, err error) {
	n, at, err := a.Retention.News(ctx)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		all = append(all, reminder.News{Moment: reminder.Moment{Kind: reminder.Retention, At: *at}, Count: n})
	}
	unsent, err := a.Vault.Unsent(ctx)
	if err == nil && unsent != nil {
		all = append(all, reminder.News{Moment: reminder.Moment{Kind: reminder.Unsent, At: *unsent}, Count: 1})
	}
	return all, err
}

// wireCadence has leads called: those that come into a pipeline, until they are reached, whoever reaches them and how.
func (a *App) wireCadence(bus *event.Bus) {
	a.Cadences = cadence.NewService(cadence.Parts{Bus: bus, Pipelines: a.Pipelines, Deals: a.Deals, Contacts: a.Contacts, Activities: a.Activities, People: a.Members,
		Present: func(ctx context.Context) (ids []uuid.UUID, err error) {
			all, err := a.present(ctx)
			for _, m := range all {
				ids = append(ids, m.UserID)
			}
			return ids, err
		}})
	event.On(bus, func(ctx context.Context, e deal.Created) error { return a.Cadences.Begin(ctx, e.Deal.ID) })
	event.On(bus, func(ctx context.Context, e deal.Restored) error { return a.Cadences.Begin(ctx, e.Deal.ID) })
	event.On(bus, func(ctx context.Context, e deal.Moved) error { return a.Cadences.Moved(ctx, e.Before, e.After) })
	event.On(bus, func(ctx context.Context, _ deal.Swept) error { return a.Cadences.Fill(ctx) })
	event.On(bus, func(ctx context.Context, _ pipeline.Changed) error { return a.Cadences.Fill(ctx) })
	event.On(bus, func(ctx context.Context, e activity.Created) error { return a.Cadences.Heard(ctx, e.Activity) })
	event.On(bus, func(ctx context.Context, e contact.Updated) error { return a.Cadences.Refused(ctx, e.Before, e.After) })
}

// wireReminders lets people be told of what their tasks ask for, whenever a task that is planned changes.
func (a *App) wireReminders(bus *event.Bus) {
	a.Reminders = reminder.NewService(reminder.Deps{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Tasks: a.Tasks, Today: a.Today, Teams: a.Teams, Activities: a.Activities,
		Members: a.Members, Preferences: a.Preferences, Letters: func(f fs.FS) *user.Letters { return a.tools.Letters(f) }, Files: a.files, News: a.news})
	event.On(bus, func(ctx context.Context, e task.Created) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Restored) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Reopened) error { return a.Reminders.Plan(ctx, e.After) })
	event.On(bus, func(ctx context.Context, e activity.Created) error {
		return a.Reminders.Mention(ctx, activity.Activity{}, e.Activity)
	})
	event.On(bus, func(ctx context.Context, e activity.Updated) error {
		return a.Reminders.Mention(ctx, e.Before, e.After)
	})
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

// wireReach connects what reaches customers for people who may not see how.
func (a *App) wireReach(bus *event.Bus, sender mail.Sender) {
	a.Emails = email.NewService(email.Parts{Bus: bus, InTenant: a.DB.InTenant, Keys: a.keys, Sender: sender, Activities: a.Activities, Limits: a.Limits,
		People: writers{a}, Records: map[string]email.Reacher{contact.Kind: a.Contacts, company.Kind: a.Companies}})
	inside := networks(a.Config.PhoneInside)
	a.Calls = call.NewService(call.Parts{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Bus: bus, Keys: a.keys, Client: outbound.Public(phoneTime, inside...),
		Inside: len(inside) > 0, Activities: a.Activities, Tenants: a.Tenants, Users: a.Users, Phone: a.ownPhone,
		Records: map[string]call.Reacher{contact.Kind: a.Contacts, company.Kind: a.Companies}, BaseURL: a.Config.BaseURL})
}

// ownPhone is the number of somebody who works in the caller's company.
func (a *App) ownPhone(ctx context.Context, userID uuid.UUID) (number string, ok bool, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		m, found, err := a.Members.Of(ctx, caller.From(ctx).Tenant.ID, userID)
		if ok = found && m.Here(clock.Now()); err != nil || !ok {
			return err
		}
		u, err := a.Users.Find(ctx, userID)
		number = u.Phone
		return err
	})
	return number, ok, err
}

// writers are a company's people, as mails know them.
type writers struct{ *App }

// Person implements email.People.
func (a writers) Person(ctx context.Context, userID uuid.UUID) (p email.Person, ok bool, err error) {
	var m member.Principal
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		m, err = a.Members.PrincipalOf(ctx, userID, caller.From(ctx).Tenant.ID)
		return err
	})
	if errors.Is(err, web.ErrSignIn) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	one, err := a.principal(ctx, m)
	return email.Person{Name: m.Name, Email: m.Email, Sees: func(kind string) bool { return sees(one.caller, kind) }}, err == nil, err
}

// sees tells whether somebody sees the addresses of a kind's records as they are.
func sees(c *caller.Caller, kind string) bool {
	return c.May(kind, "read") != caller.None && !c.Field(kind, "email").Closer(caller.Read)
}

// Owner implements email.People. An owner's rights can't be taken away.
func (a writers) Owner(ctx context.Context) (p email.Person, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		owners, err := a.Members.ByRole(ctx, caller.From(ctx).Tenant.ID, member.Owner)
		if err != nil {
			return err
		}
		if len(owners) == 0 {
			return errs.New(errs.Unavailable, "unavailable", "The company has nobody to answer to.")
		}
		p = email.Person{Name: owners[0].Name, Email: owners[0].Email, Sees: func(string) bool { return true }}
		return nil
	})
	return p, err
}
