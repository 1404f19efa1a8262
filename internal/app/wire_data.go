package app

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/attachment"
	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/data/vault"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// importedContacts are the lines on timelines of what came from a file.
func importedContacts(e contact.Imported) (lines []activity.Line) {
	for _, c := range e.Contacts {
		lines = append(lines, activity.Line{About: c.Ref(), Type: "imported"})
	}
	for _, n := range e.Notes {
		lines = append(lines, activity.Line{About: contact.Contact{ID: n.ContactID}.Ref(), Type: "note", Text: n.Text})
	}
	return lines
}

// imported are the lines on timelines of what came from a file, and what a file said about it.
func imported(made []record.Ref, kind string, notes []bring.Note) (lines []activity.Line) {
	for _, ref := range made {
		lines = append(lines, activity.Line{About: ref, Type: "imported"})
	}
	for _, n := range notes {
		lines = append(lines, activity.Line{About: record.Ref{Kind: kind, ID: n.About}, Type: "note", Text: n.Text})
	}
	return lines
}

func refs[T any](all []T, ref func(T) record.Ref) []record.Ref {
	some := make([]record.Ref, len(all))
	for i, one := range all {
		some[i] = ref(one)
	}
	return some
}

// tellImports writes companies and deals that came from files onto their timelines.
func (a *App) tellImports(bus *event.Bus) {
	event.On(bus, func(ctx context.Context, e company.Imported) error {
		return a.Activities.Record(ctx, imported(refs(e.Companies, company.Company.Ref), company.Kind, e.Notes))
	})
	event.On(bus, func(ctx context.Context, e deal.Imported) error {
		return a.Activities.Record(ctx, imported(refs(e.Deals, deal.Deal.Ref), deal.Kind, e.Notes))
	})
	event.On(bus, func(ctx context.Context, e company.Imported) error {
		return a.Diet.Imported(ctx, company.Kind, anyOf(e.Companies))
	})
	event.On(bus, func(ctx context.Context, e deal.Imported) error {
		return a.Diet.Imported(ctx, deal.Kind, anyOf(e.Deals))
	})
}

func anyOf[T any](all []T) []any {
	some := make([]any, len(all))
	for i, one := range all {
		some[i] = one
	}
	return some
}

// targets are the kinds of records that files bring in.
func (a *App) targets() target.Targets {
	return target.Targets{
		target.Contacts{Service: a.Contacts, Own: a.Fields, Companies: a.Companies.Ensure},
		target.Companies{Service: a.Companies},
		target.Deals{Service: a.Deals, Companies: a.Companies, Contacts: a.Contacts, Pipelines: a.Pipelines},
		target.Tasks{Service: a.Tasks, Contacts: a.Contacts},
	}
}

// wireTargets lets change sets know which records files make and change, has leads among them called, and people reminded.
func (a *App) wireTargets(bus *event.Bus) {
	event.On(bus, func(ctx context.Context, e company.Importing) error {
		return a.Changes.Before(ctx, company.Kind, e.Changing)
	})
	event.On(bus, func(ctx context.Context, e company.Imported) error {
		if err := a.Changes.After(ctx, company.Kind, e.Changed); err != nil {
			return err
		}
		return a.Changes.Made(ctx, company.Kind, idsOf(e.Companies, company.Company.Ref))
	})
	event.On(bus, func(ctx context.Context, e deal.Importing) error {
		return a.Changes.Before(ctx, deal.Kind, e.Changing)
	})
	event.On(bus, func(ctx context.Context, e deal.Imported) error {
		if err := a.Changes.After(ctx, deal.Kind, e.Changed); err != nil {
			return err
		}
		return a.Changes.Made(ctx, deal.Kind, idsOf(e.Deals, deal.Deal.Ref))
	})
	event.On(bus, a.callImported)
	event.On(bus, func(ctx context.Context, e task.Importing) error {
		return a.Changes.Before(ctx, task.Kind, e.Changing)
	})
	event.On(bus, a.taskImported)
}

// taskImported keeps which tasks a file made and changed, and has people reminded of those.
func (a *App) taskImported(ctx context.Context, e task.Imported) error {
	if err := a.Changes.After(ctx, task.Kind, idsOf(e.Changed, taskRef)); err != nil {
		return err
	}
	if err := a.Changes.Made(ctx, task.Kind, idsOf(e.Tasks, taskRef)); err != nil {
		return err
	}
	for _, t := range slices.Concat(e.Tasks, e.Changed) {
		if err := a.Reminders.Plan(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func taskRef(t task.Task) record.Ref { return record.Ref{Kind: task.Kind, ID: t.ID} }

// callImported begins to call those whom a file brings into pipelines that sell to persons.
func (a *App) callImported(ctx context.Context, e deal.Imported) error {
	lines, err := a.Pipelines.List(ctx)
	if err != nil {
		return err
	}
	persons := map[uuid.UUID]bool{}
	for _, p := range lines {
		persons[p.ID] = p.Mode == pipeline.Persons
	}
	for _, d := range e.Deals {
		if d.Status == pipeline.Open && persons[d.PipelineID] {
			if err := a.Cadences.Begin(ctx, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// forgetAgain takes out of the caller's company, which was restored from an archive, whom the company of the archive has
// forgotten since, as far as that is on this server.
func (a *App) forgetAgain(ctx context.Context, from uuid.UUID) error {
	var t tenant.Tenant
	err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		t, err = a.Tenants.ByUID(ctx, from)
		return err
	})
	var marks []privacy.Tombstone
	switch {
	case errs.KindOf(err) == errs.NotFound, err == nil && t.State == tenant.Purged: // what is in the archive itself holds all the same
	case err != nil:
		return err
	default:
		err = a.DB.InTenant(caller.With(ctx, caller.System("archive", t.Caller())), func(ctx context.Context) (err error) {
			marks, err = a.Privacy.Marks(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return a.Privacy.Replay(ctx, marks)
}

func (a *App) wireFiles(bus *event.Bus) {
	a.Archives = archive.NewService(archive.Parts{Platform: a.DB.InPlatform, Snapshot: a.DB.SnapshotTenant, Maker: a.maker, Tenants: a.Tenants, Users: a.Users,
		Members: a.Members, Licences: a.Licences, Files: a.Files, Keys: a.keys, Forget: a.forgetAgain})
	inside := networks(a.Config.ArchiveInside)
	a.Vault = vault.NewService(vault.Parts{Bus: bus, Archives: a.Archives, People: a.Members, Files: a.Files, Keys: a.keys, Through: outbound.Public(0, inside...).Transport, Tell: a.tellAdmins,
		Plain: len(inside) > 0, InTenant: a.DB.InTenant, Everyone: a.everyCompany})
	a.Attachments = attachment.NewService(attachment.Parts{Bus: bus, People: a.Members, Files: a.Files, Limits: a.Limits, InTenant: a.DB.InTenant, Everyone: a.everyCompany})
	a.Attachments.About(contact.Kind, a.Contacts)
	a.Attachments.About(company.Kind, a.Companies)
	a.Attachments.About(deal.Kind, a.Deals)
	a.Fields.Files(a.Attachments.Beside, a.Attachments.Names)
	event.On(bus, func(ctx context.Context, e attachment.Changed) error {
		if e.Action != "removed" {
			return nil
		}
		return a.Fields.Removed(ctx, e.Attachment.About(), e.Attachment.ID)
	})
}
