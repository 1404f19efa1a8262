package app

import (
	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/search"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/today"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Domains are the services of all domains.
type Domains struct {
	Tenants   *tenant.Service
	Licences  *licence.Service
	Users     *user.Service
	Members   *member.Service
	Sessions  *session.Service
	Roles     *role.Service
	Teams     *team.Service
	Shares    *share.Service
	Companies *company.Service
	Contacts  *contact.Service
	Pipelines *pipeline.Service
	Deals     *deal.Service
	Tasks     *task.Service
	Today     *today.Service
	Search    *search.Service
	Imports   *importer.Service
}

// wire builds every domain, lower ones first, and connects those that tell with those that listen.
func (a *App) wire(bus *event.Bus, sender mail.Sender) error {
	a.wirePlatform(bus)
	a.wireIdentity(bus, sender)
	a.wireAccess(bus)
	a.wireCRM(bus)
	a.wireData(bus)
	for _, d := range a.domains() {
		if w, ok := d.(worker); ok {
			w.Jobs(a.Workers)
		}
	}
	return nil
}

func (a *App) wirePlatform(bus *event.Bus) {
	a.Tenants = tenant.NewService(bus, a.maker, a.Config.SpareTenants)
	a.Licences = licence.NewService(a.Tenants)
}

func (a *App) wireIdentity(bus *event.Bus, sender mail.Sender) {
	tools := user.Tools{Platform: a.DB.InPlatform, Keys: a.keys, Bus: bus, Sender: sender, BaseURL: a.Config.BaseURL}
	a.Users = user.NewService(tools)
	a.Members = member.NewService(tools, a.Users, a.Licences)
	a.Sessions = session.NewService(tools, a.Users, a.Members, a.Config.LoginLimit)
}

func (a *App) wireAccess(bus *event.Bus) {
	a.Roles = role.NewService(bus, func(r string) string { return string(member.SeatKind(r)) })
	a.Teams = team.NewService(bus, a.Members)
	a.Shares = share.NewService(bus, a.Members, a.Teams)
}

func (a *App) wireCRM(bus *event.Bus) {
	a.Companies = company.NewService(bus, a.Members)
	a.Contacts = contact.NewService(bus, a.Members, a.Companies)
	a.Pipelines = pipeline.NewService()
	a.Tasks = task.NewService(bus, a.Members)
	a.Deals = deal.NewService(deal.Parts{Bus: bus, Pipelines: a.Pipelines, Tasks: a.Tasks, Companies: a.Companies, Contacts: a.Contacts, People: a.Members})
	a.Tasks.About(contact.Kind, a.Contacts)
	a.Tasks.About(company.Kind, a.Companies)
	a.Tasks.About(deal.Kind, a.Deals)
	a.Today = today.NewService(a.Tasks, a.Deals)
	a.Search = search.NewService().Add(contact.Kind, a.Contacts).Add(company.Kind, a.Companies).Add(deal.Kind, a.Deals)
	a.Companies.Count(a.Contacts.CountByCompany, a.Deals.OpenByCompany)
}

// domain is what the composition root asks of a domain.
type domain interface{ Routes(r *web.Router) }

// worker is a domain that also works in the background.
type worker interface{ Jobs(ws *job.Workers) }

func (a *App) domains() []domain {
	return []domain{a.Tenants, a.Licences, a.Users, a.Members, a.Sessions, a.Roles, a.Teams, a.Shares,
		a.Companies, a.Contacts, a.Pipelines, a.Deals, a.Tasks, a.Today, a.Search, a.Imports}
}

func (a *App) routes(r *web.Router) {
	for _, d := range a.domains() {
		d.Routes(r)
	}
	plan.Routes(r)
	a.routesMe(r)
}
