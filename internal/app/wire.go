package app

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/explain"
	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/analytics/dashboard"
	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/comms/call"
	"github.com/kith-crm/kith/internal/comms/email"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/attachment"
	"github.com/kith-crm/kith/internal/crm/capture"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/feedback"
	"github.com/kith-crm/kith/internal/crm/intake"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/search"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/today"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/identity/console"
	"github.com/kith-crm/kith/internal/identity/daypass"
	"github.com/kith-crm/kith/internal/identity/excess"
	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/passkey"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/signup"
	"github.com/kith-crm/kith/internal/identity/sso"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/config"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/lifecycle"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/move"
	"github.com/kith-crm/kith/internal/platform/node"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/internal/platform/trial"
)

// Domains are the services of all domains.
type Domains struct {
	Work
	Nodes       *node.Service
	Moves       *move.Service
	Tenants     *tenant.Service
	Licences    *licence.Service
	Lifecycle   *lifecycle.Service
	Operator    *operator.Service
	Limits      *limit.Service
	Trials      *trial.Service
	Billing     *billing.Service
	Licence     *selfhost.Service
	Console     *console.Service
	Users       *user.Service
	Members     *member.Service
	Sessions    *session.Service
	Second      *mfa.Service
	Passkeys    *passkey.Service
	Policies    *policy.Service
	Refusals    *refusal.Service
	Keys        *apikey.Service
	Invites     *invite.Service
	Excess      *excess.Service
	Passes      *daypass.Service
	Signups     *signup.Service
	SSO         *sso.Service
	Roles       *role.Service
	Teams       *team.Service
	Shares      *share.Service
	Explain     *explain.Service
	Trail       *trail.Service
	Activities  *activity.Service
	Fields      *customfield.Service
	Companies   *company.Service
	Contacts    *contact.Service
	Merges      *merge.Service
	Overflow    *overflow.Service
	Keeper      *overflow.Keeper
	Intakes     *intake.Service
	Pipelines   *pipeline.Service
	Deals       *deal.Service
	Tasks       *task.Service
	Attachments *attachment.Service
	Today       *today.Service
	Emails      *email.Service
	Calls       *call.Service
	Search      *search.Service
	Capture     *capture.Service
	Feedback    *feedback.Service
	Dashboard   *dashboard.Service
	shape
	bulkActs
}

// wire builds every domain, lower ones first, and connects those that tell with those that listen.
func (a *App) wire(bus *event.Bus, sender mail.Sender) error {
	a.wirePlatform(bus)
	a.wireIdentity(bus, sender)
	a.wireBilling(bus, sender)
	a.wireAccess(bus)
	a.wireCRM(bus)
	a.wireHistory(bus)
	a.wireReach(bus, sender)
	a.wireOverview(bus)
	a.Excess.Jobs(a.Workers)
	a.Keeper.Jobs(a.Workers)
	a.invariants().Jobs(a.Workers)
	for _, d := range a.domains() {
		if w, ok := d.(worker); ok {
			w.Jobs(a.Workers)
		}
	}
	return nil
}

func (a *App) wirePlatform(bus *event.Bus) {
	a.Tenants = tenant.NewService(bus, a.maker, a.Config.SpareTenants)
	a.Nodes = node.NewService(node.Deps{Platform: a.DB.InPlatform, OnNode: a.DB.OnNode, Lookup: config.Lookup})
	a.Moves = move.NewService(move.Deps{Platform: a.DB.InPlatform, Nodes: a.Nodes, Maker: a.maker, At: a.setupOn, Bus: bus})
	a.Moves.Jobs(a.Workers)
	a.Licences = licence.NewService(bus, a.Tenants).Patient(a.Config.SeatExcessDays)
	a.Trials = trial.NewService(a.Tenants, a.Licences)
	a.Operator = operator.NewService(operator.Parts{Platform: a.DB.InPlatform, Nodes: a.Nodes, Tenants: a.Tenants, Seats: a.Licences, Bus: bus, Maker: a.maker, Audit: a.AuditRoles, Backups: a.Backups.Status})
	a.Limits = limit.NewService(limit.Parts{Bus: bus, Companies: a.everyCompany, Platform: a.DB.InPlatform,
		Limits: func(t caller.Tenant) map[string]int64 { return licence.Of(t).Limits }})
	event.On(bus, func(ctx context.Context, e limit.Reached) error {
		return billing.WarnLimit(ctx, caller.From(ctx).Tenant.ID, e.Use.Name, e.Percent)
	})
}

func (a *App) wireIdentity(bus *event.Bus, sender mail.Sender) {
	tools := user.Tools{Platform: a.DB.InPlatform, Keys: a.keys, Bus: bus, Sender: sender, BaseURL: a.Config.BaseURL}
	a.tools = tools
	a.Users = user.NewService(tools)
	a.Console = console.NewService(tools, a.Users, a.Config.LoginLimit)
	a.Members = member.NewService(tools, a.Users, a.Licences)
	a.Second = mfa.NewService(tools, a.Users)
	a.Passkeys = passkey.NewService(tools, a.Users, a.Second)
	a.Policies = policy.NewService(tools, a.Members)
	a.Refusals = refusal.NewService(tools, a.Users, a.Members)
	a.Refusals.Jobs(a.Workers)
	a.Keys = apikey.NewService(tools, a.Users, a.Tenants, a.calls())
	a.Sessions = session.NewService(tools, session.Deps{Users: a.Users, Members: a.Members, Second: a.Second, Passkeys: a.Passkeys, Policies: a.Policies, Refusals: a.Refusals, LoginLimit: a.Config.LoginLimit})
	a.Invites = invite.NewService(invite.Deps{Tools: tools, Roles: ownRoles{a}, Users: a.Users, Members: a.Members, Sessions: a.Sessions, Seats: a.Licences, Tenants: a.Tenants})
	a.Excess = excess.NewService(excess.Deps{Platform: a.DB.InPlatform, Seats: a.Licences, Members: a.Members, Invites: a.Invites, Tenants: a.Tenants})
	a.Passes = daypass.NewService(daypass.Deps{Platform: a.DB.InPlatform, Bus: bus, Users: a.Users, Invites: a.Invites, Members: a.Members, Seats: a.Licences, Tenants: a.Tenants, Letters: tools.Letters})
	a.Signups = signup.NewService(signup.Deps{Tools: tools, Users: a.Users, Members: a.Members, Sessions: a.Sessions, Tenants: a.Tenants,
		Trials: a.Trials, InTenant: a.DB.InTenant, AfterClaim: a.furnish})
	a.wireSSO(bus, tools)
}

// furnish gives a new company what it starts with; it can be run again.
func (a *App) furnish(ctx context.Context) error {
	t := caller.From(ctx).Tenant
	if a.Config.SelfHosted {
		if err := billing.SyncSoon(ctx, t.ID); err != nil {
			return err
		}
	}
	return a.Pipelines.Seed(ctx, t.Language)
}

func (a *App) wireBilling(bus *event.Bus, sender mail.Sender) {
	d := billing.Deps{Platform: a.DB.InPlatform, Tenants: a.Tenants, Licence: a.Licences, Trials: a.Trials, Bus: bus, Mail: sender, BaseURL: a.Config.BaseURL,
		Secrets: a.Config.StripeWebhookSecret, Owners: a.owners, Over: a.over}
	if a.Config.StripeKey != "" {
		d.Stripe = billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey).WithTax(a.Config.StripeTax)
	}
	a.Licence = selfhost.NewService(selfhost.Parts{Platform: a.DB.InPlatform, Keys: selfhost.Vendor, Built: a.Config.Built,
		Changed: a.syncEveryone, On: a.Config.SelfHosted})
	if a.Config.SelfHosted {
		d.File = a.Licence.For
	}
	a.Billing = billing.NewService(d)
	a.Lifecycle = lifecycle.NewService(lifecycle.Deps{Platform: a.DB.InPlatform, Queues: a.DB.EveryNode, Tenants: a.Tenants, Dropper: a.maker, Bus: bus, Mail: sender,
		Forget: func(ctx context.Context, t uuid.UUID) error { return a.Attachments.Forget(ctx, t) }, Owners: a.heirs, BaseURL: a.Config.BaseURL,
		Remember: a.remember, Remembered: a.remembered})
	a.Keeper = overflow.NewKeeper(overflow.KeeperParts{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Tenants: a.Tenants, Bus: bus, Mail: sender,
		Owners: a.losers, BaseURL: a.Config.BaseURL})
}

// heirs are the owners, as those who are told of the end of their company.
func (a *App) heirs(ctx context.Context, tenantID int64) ([]lifecycle.Person, error) {
	all, err := a.owners(ctx, tenantID)
	people := make([]lifecycle.Person, len(all))
	for i, p := range all {
		people[i] = lifecycle.Person(p)
	}
	return people, err
}

// losers are the owners, as those who are told of leads that will be deleted.
func (a *App) losers(ctx context.Context, tenantID int64) ([]overflow.Person, error) {
	all, err := a.owners(ctx, tenantID)
	people := make([]overflow.Person, len(all))
	for i, p := range all {
		people[i] = overflow.Person(p)
	}
	return people, err
}

// owners are the people who get letters about billing.
func (a *App) owners(ctx context.Context, tenantID int64) ([]billing.Person, error) {
	t, err := a.Tenants.Find(ctx, tenantID)
	if err != nil {
		return nil, err
	}
	ms, err := a.Members.ByRole(ctx, tenantID, "owner")
	all := make([]billing.Person, len(ms))
	for i, m := range ms {
		all[i] = billing.Person{ID: m.UserID, Name: m.Name, Email: m.Email, Language: t.Language}
	}
	return all, err
}

// over tells what a company has more of than limits allow.
func (a *App) over(ctx context.Context, t caller.Tenant, limits map[string]int64) (all []billing.Over, err error) {
	all = []billing.Over{}
	return all, a.DB.InTenant(caller.With(ctx, caller.System("billing", t)), func(ctx context.Context) error {
		uses, err := a.Limits.Over(ctx, limits)
		for _, u := range uses {
			all = append(all, billing.Over{Name: u.Name, Used: u.Used, Limit: u.Limit})
		}
		return err
	})
}

// room tells how many contacts the caller's plan allows, and how many more fit.
func (a *App) room(ctx context.Context) (importer.Limits, error) {
	u, limited, err := a.Limits.Look(ctx, plan.Contacts)
	if err != nil || !limited {
		return importer.Limits{}, err
	}
	free := u.Room()
	return importer.Limits{Total: &u.Limit, Free: &free}, nil
}

func (a *App) wireAccess(bus *event.Bus) {
	a.Roles = role.NewService(role.Deps{Bus: bus, SeatKind: func(r string) string { return string(member.SeatKind(r)) },
		InTenant: a.DB.InTenant, Members: a.present, Staying: a.staying, Move: a.move, Stages: a.stages, Fields: func(ctx context.Context) (map[string]string, error) { return a.Fields.Labels(ctx) }})
	a.Teams = team.NewService(bus, a.Members)
	a.Shares = share.NewService(bus, a.Members, a.Teams)
	a.Explain = explain.NewService(bus, a.Roles, a.Teams)
}

// present are the people who can open the caller's company now.
func (a *App) present(ctx context.Context) (all []role.Member, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		ms, err := a.Members.List(ctx)
		for _, m := range ms {
			if m.Here(clock.Now()) {
				all = append(all, asRole(m))
			}
		}
		return err
	})
	return all, err
}

func asRole(m member.Listed) role.Member {
	return role.Member{UserID: m.UserID, MemberID: m.ID, Name: m.Name, Role: m.Role, Own: m.OwnRole, Since: m.CreatedAt}
}

// staying are the own roles with which people are invited to the caller's company, and its members. Who accepts between the
// two reads is in both.
func (a *App) staying(ctx context.Context) (invited []uuid.UUID, all []role.Member, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		if invited, err = a.Invites.OwnRoles(ctx); err != nil {
			return err
		}
		ms, err := a.Members.Staying(ctx)
		for _, m := range ms {
			all = append(all, asRole(m))
		}
		return err
	})
	return invited, all, err
}

// stages are what deals go through, as far as the caller sees it.
func (a *App) stages(ctx context.Context) (all []role.Pipeline, err error) {
	ps, err := a.Pipelines.List(ctx)
	for _, p := range ps {
		one := role.Pipeline{Name: p.Name, Stages: []role.Stage{}}
		for _, s := range p.Stages {
			one.Stages = append(one.Stages, role.Stage{ID: s.ID, Name: s.Name})
		}
		all = append(all, one)
	}
	return all, err
}

// move gives a member another role of the program, and the seat that it takes.
func (a *App) move(ctx context.Context, memberID uuid.UUID, base string) error {
	return a.DB.InPlatform(ctx, func(ctx context.Context) error {
		_, err := a.Members.Update(ctx, memberID, member.Draft{Role: &base})
		return err
	})
}

func (a *App) wireCRM(bus *event.Bus) {
	a.Fields = customfield.NewService(bus, a.Members, a.Limits)
	a.Companies = company.NewService(bus, a.Members, a.Fields)
	a.Fields.Names(customfield.Company, a.Companies.Names)
	a.Contacts = contact.NewService(contact.Parts{Bus: bus, People: a.Members, Companies: a.Companies, Limits: a.Limits, Custom: a.Fields})
	a.Merges = merge.NewService(bus, a.Members).Of(contact.Kind, a.Contacts.Merging(), a.Contacts.Signs).Of(company.Kind, a.Companies.Merging(), a.Companies.Signs)
	a.Overflow = overflow.NewService(overflow.Parts{Bus: bus, Contacts: a.Contacts, Companies: a.Companies, Everyone: a.everyCompany, Fate: a.Keeper.Fate})
	a.wireIntake(bus)
	a.Pipelines = pipeline.NewService(pipeline.Parts{Bus: bus, Limits: a.Limits, Teams: a.Teams, Own: a.Fields})
	a.Tasks = task.NewService(bus, a.Members, a.Fields)
	a.Deals = deal.NewService(deal.Parts{Bus: bus, Pipelines: a.Pipelines, Tasks: a.Tasks, Companies: a.Companies, Contacts: a.Contacts, People: a.Members, Custom: a.Fields})
	a.Pipelines.Holds(a.Deals)
	a.Tasks.About(contact.Kind, a.Contacts)
	a.Tasks.About(company.Kind, a.Companies)
	a.Tasks.About(deal.Kind, a.Deals)
	a.Tasks.Step(deal.Kind, a.Deals)
	a.wireFiles(bus)
}

// wireHistory connects those that write down what all others do.
func (a *App) wireHistory(bus *event.Bus) {
	namers := a.namers()
	a.Activities = activity.NewService(bus, a.Members, namers)
	a.Activities.Stages(a.Pipelines.Shown)
	a.guardOwners(bus)
	a.guardMembers(bus)
	a.Trail = trail.NewService(trail.Parts{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Tenants: a.Tenants.Claimed, Keys: a.keys, Bus: bus, People: a.Members, Stages: a.Pipelines.Shown, Namers: namers})
	a.Activities.About(contact.Kind, a.Contacts)
	a.Activities.About(company.Kind, a.Companies)
	a.Activities.About(deal.Kind, a.Deals)
	event.OnChange(bus, a.Trail.On)
	event.OnChange(bus, a.Activities.On)
	event.On(bus, func(ctx context.Context, e contact.Imported) error {
		return a.Activities.Record(ctx, importedContacts(e))
	})
	event.On(bus, func(ctx context.Context, e deal.Swept) error {
		return a.Activities.Swept(ctx, e.Deals, e.From, e.To)
	})
	a.tellImports(bus)
}

// wireOverview builds what looks at several domains at once.
func (a *App) wireOverview(bus *event.Bus) {
	a.Today = today.NewService(a.Tasks, a.Deals)
	a.wireWork(bus)
	a.Search = search.NewService().Add(contact.Kind, a.Contacts).Add(company.Kind, a.Companies).Add(deal.Kind, a.Deals).Add(activity.Kind, a.Activities)
	a.Feedback = feedback.NewService(feedback.Parts{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Bus: bus, Members: a.Members})
	a.Capture = capture.NewService(capture.Parts{Contacts: a.Contacts, Companies: a.Companies, Deals: a.Deals, Tasks: a.Tasks, Activities: a.Activities})
	a.Companies.Count(a.Contacts.CountByCompany, a.Deals.OpenByCompany)
	a.Dashboard = dashboard.NewService(dashboard.Parts{Deals: a.Deals, Pipelines: a.Pipelines, Tasks: a.Tasks, Activities: a.Activities, People: a.Members})
	a.wireShape(bus)
	a.wireBulk(bus)
}

// domain is what the composition root asks of a domain.
type domain interface{ Routes(r *web.Router) }
type worker interface{ Jobs(ws *job.Workers) } // a domain that also works in the background

func (a *App) domains() []domain {
	return []domain{a.Tenants, a.Licences, a.Billing, a.Licence, a.Lifecycle, a.Operator, a.Console, a.Users, a.Members, a.Sessions, a.Second, a.Passkeys, a.Policies, a.Keys, a.Invites, a.Passes, a.Signups, a.Limits, a.SSO, a.Roles, a.Teams, a.Shares, a.Explain, a.Trail, a.Activities, a.Fields, a.Merges, a.Companies, a.Contacts, a.Overflow, a.Intakes, a.Pipelines, a.Deals, a.Tasks, a.Attachments, a.Emails, a.Calls, a.Today, a.Preferences, a.Reminders, a.Calendars, a.Search, a.Capture, a.Feedback, a.Dashboard, a.Linter, a.Diet, a.Imports, a.Exports, a.Changes, a.Bulk, a.Views, a.Cadences, a.Buying, a.Layout, a.Made, a.Privacy, a.Retention, a.Vault}
}

func (a *App) routes(r *web.Router) {
	for _, d := range a.domains() {
		d.Routes(r)
	}
	plan.Routes(r)
	a.routesMe(r)
	a.routesHealth(r)
}
