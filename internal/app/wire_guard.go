package app

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/analytics/diet"
	"github.com/kith-crm/kith/internal/analytics/linter"
	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/layout"
	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/view"
	"github.com/kith-crm/kith/internal/data/bulk"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/data/export"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/identity/daypass"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// guardOwners has a new owner of a record, one that comes back, and a deal that leaves a stage agree with the examples of who
// sees what.
func (a *App) guardOwners(bus *event.Bus) {
	moved := func(ctx context.Context, before, after *uuid.UUID) error {
		if before == after || before != nil && after != nil && *before == *after {
			return nil
		}
		return a.Explain.Check(ctx)
	}
	event.On(bus, func(ctx context.Context, e contact.Updated) error {
		return moved(ctx, e.Before.OwnerID, e.After.OwnerID)
	})
	event.On(bus, func(ctx context.Context, e company.Updated) error {
		return moved(ctx, e.Before.OwnerID, e.After.OwnerID)
	})
	event.On(bus, func(ctx context.Context, e deal.Updated) error { return moved(ctx, e.Before.OwnerID, e.After.OwnerID) })
	event.On(bus, func(ctx context.Context, e task.Updated) error { return moved(ctx, e.Before.OwnerID, e.After.OwnerID) })
	event.On(bus, func(ctx context.Context, _ deal.Moved) error { return a.Explain.Check(ctx) }) // a stage can be hidden from a role
	a.guardRestored(bus)
}

// guardRestored has what comes back from the trash agree with the examples: meanwhile they said nothing about it.
func (a *App) guardRestored(bus *event.Bus) {
	event.On(bus, func(ctx context.Context, _ contact.Restored) error { return a.Explain.Check(ctx) })
	event.On(bus, func(ctx context.Context, _ company.Restored) error { return a.Explain.Check(ctx) })
	event.On(bus, func(ctx context.Context, _ deal.Restored) error { return a.Explain.Check(ctx) })
	event.On(bus, func(ctx context.Context, _ task.Restored) error { return a.Explain.Check(ctx) })
}

// guardMembers has everybody who is about to work here, or to have another role, agree with the examples, by whatever way they
// come: invited, by the company's sign-on, taken back, for a day.
func (a *App) guardMembers(bus *event.Bus) {
	event.On(bus, func(ctx context.Context, e member.Joined) error { return a.agree(ctx, e.Member, e.Name) })
	event.On(bus, func(ctx context.Context, e member.Restored) error { return a.agree(ctx, e.After, e.Name) })
	event.On(bus, func(ctx context.Context, e member.RoleChanged) error {
		if !e.After.Here(clock.Now()) {
			return nil
		}
		return a.agree(ctx, e.After, e.Name)
	})
	event.On(bus, func(ctx context.Context, e daypass.Moved) error {
		if e.Member == nil {
			return nil
		}
		return a.agree(ctx, e.Member.Member, e.Name) // before the day, so that who books it is told
	})
	event.On(bus, func(ctx context.Context, e member.Invited) error {
		u, known, err := a.Users.ByEmail(ctx, e.Email)
		if err != nil || !known { // nothing was ever said about who is new
			return err
		}
		return a.agree(ctx, member.Member{UserID: u.ID, TenantID: caller.From(ctx).Tenant.ID, Role: e.Role, OwnRole: e.Own.ID, CreatedAt: clock.Now()}, e.Name)
	})
}

// agree refuses, in a unit of work on the platform, somebody who would work here against the company's examples. They and all
// they are checked against are read beside that unit.
func (a *App) agree(ctx context.Context, m member.Member, name string) error {
	t, err := a.Tenants.Find(ctx, m.TenantID)
	if err != nil {
		return err
	}
	c := *caller.From(ctx)
	c.Tenant = t.Caller()
	return a.DB.PeekTenant(caller.With(ctx, &c), func(ctx context.Context) error {
		return a.Explain.CheckMember(ctx, role.Member{UserID: m.UserID, MemberID: m.ID, Name: name, Role: m.Role, Own: m.OwnRole, Since: m.CreatedAt})
	})
}

// ownRoles are the companies' own roles, as invitations know them. They are read beside the unit on the platform.
type ownRoles struct{ *App }

// Own implements invite.Roles.
func (a ownRoles) Own(ctx context.Context, id uuid.UUID) (own member.OwnRole, err error) {
	err = a.DB.PeekTenant(ctx, func(ctx context.Context) error {
		r, err := a.Roles.Own(ctx, id)
		own = member.OwnRole{ID: &id, Name: r.Name, Base: r.Base}
		if errors.Is(err, role.ErrNotFound) {
			err = member.ErrRole
		}
		return err
	})
	return own, err
}

// shape is what tells those who shape the company's Kith what could be simpler.
type shape struct {
	Linter *linter.Service
	Diet   *diet.Service
	Views  *view.Service
	Layout *layout.Service
	Made   *object.Service
}

// wireShape builds it.
func (a *App) wireShape(bus *event.Bus) {
	a.Linter = linter.NewService(linter.Parts{Bus: bus, Pipelines: a.Pipelines, Deals: a.Deals})
	a.wireObjects(bus)
	a.Diet = diet.NewService(diet.Parts{Roles: a.Roles, Pipelines: a.Pipelines, Own: a.Fields, Objects: a.Made})
	a.relate()
	a.Fields.Everyone(a.everyCompany)
	event.On(bus, func(ctx context.Context, e customfield.Purged) error {
		if err := a.Merges.Forget(ctx, e.Object, e.Key); err != nil {
			return err
		}
		return a.Activities.Forget(ctx, e.Object, e.Key)
	})
	a.Views = view.NewService(view.Parts{Bus: bus, People: a.Members, Teams: a.Teams, Made: a.Made,
		Lists: map[string]view.Lister{contact.Kind: a.Contacts, company.Kind: a.Companies, deal.Kind: a.Deals, task.Kind: a.Tasks}})
	event.OnChange(bus, a.Diet.On)
	a.Views.Records = map[string]func(context.Context, []uuid.UUID) (map[uuid.UUID]string, error){
		contact.Kind: namesOf(a.Contacts), company.Kind: namesOf(a.Companies), deal.Kind: namesOf(a.Deals), object.Kind: namesOf(a.Made)}
	a.Layout = layout.NewService(layout.Parts{Bus: bus, Roles: a.Roles, Pipelines: a.Pipelines, Fields: a.Fields,
		Records: map[string]layout.Shower{contact.Kind: a.Contacts, company.Kind: a.Companies, deal.Kind: a.Deals, object.Kind: a.Made}})
	event.On(bus, func(ctx context.Context, e contact.Imported) error {
		all := make([]any, len(e.Contacts))
		for i, c := range e.Contacts {
			all[i] = c
		}
		return a.Diet.Imported(ctx, contact.Kind, all)
	})
}

// namesOf names those records that the caller may see.
func namesOf(s interface {
	ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read
}) func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	return func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
		var rows []record.Named
		err := db.Fetch(ctx, s.ReadNames(ctx, ids, &rows))
		names := make(map[uuid.UUID]string, len(rows))
		for _, r := range rows {
			names[r.ID] = r.Name
		}
		return names, err
	}
}

// relate tells the company's own fields how to find the records that are summed up on others.
func (a *App) relate() {
	a.Fields.Names(customfield.Contact, namesOf(a.Contacts))
	a.Fields.Names(customfield.Deal, namesOf(a.Deals))
	a.Fields.Relate(company.Kind, contact.Kind, a.Contacts.OfCompany)
	a.Fields.Relate(company.Kind, deal.Kind, a.Deals.OfCompany)
	a.Fields.Relate(contact.Kind, deal.Kind, a.Deals.OfContact)
	a.Fields.Relate(deal.Kind, contact.Kind, func(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
		return a.Deals.ContactsOf(a.Contacts.Rows(ctx), ids)
	})
	for _, kind := range []string{contact.Kind, company.Kind, deal.Kind} {
		a.Fields.Relate(kind, task.Kind, a.Tasks.Belonging(kind))
	}
}

// namers name what stands in changed fields.
func (a *App) namers() diff.Namers {
	return diff.Namers{"ownerId": a.Members.Names, "companyId": a.Companies.Names, "positions": a.Companies.Names, "contactId": namesOf(a.Contacts), "dealId": namesOf(a.Deals), "fileId": a.Attachments.Names}
}

// bulkActs are acts on many records at once.
type bulkActs struct {
	Changes *changeset.Service
	Bulk    *bulk.Service
	Imports *importer.Service
	Exports *export.Service
}

// wireBulk builds it, and lets change sets know what acts make and change.
func (a *App) wireBulk(bus *event.Bus) {
	namers := a.namers()
	namers["stageId"] = a.stageNames
	a.Changes = changeset.NewService(changeset.Parts{Bus: bus, People: a.Members, Custom: a.Fields, Deals: a.Deals, Limits: a.Limits, Trail: a.Trail, Namers: namers,
		Records: naming.Readers{contact.Kind: a.Contacts, company.Kind: a.Companies, deal.Kind: a.Deals, task.Kind: a.Tasks, object.Kind: a.Made},
		Used:    a.needed, InTenant: a.DB.InTenant, Everyone: a.everyCompany})
	a.Bulk = bulk.NewService(bulk.Parts{Bus: bus, Changes: a.Changes, Contacts: a.Contacts, Companies: a.Companies, Deals: a.Deals, Tasks: a.Tasks, Objects: a.Made, Activities: a.Activities, InTenant: a.DB.InTenant})
	a.Imports = importer.NewService(importer.Parts{Bus: bus, Targets: a.targets(), Fields: a.Fields, Changes: a.Changes, Limits: a.room, Called: a.Members.Called, InTenant: a.DB.InTenant})
	event.On(bus, func(ctx context.Context, e contact.Importing) error {
		return a.Changes.Before(ctx, contact.Kind, e.Changing)
	})
	event.On(bus, func(ctx context.Context, e contact.Imported) error {
		if err := a.Changes.After(ctx, contact.Kind, e.Changed); err != nil {
			return err
		}
		return a.Changes.Made(ctx, contact.Kind, idsOf(e.Contacts, contact.Contact.Ref))
	})
	a.wireTargets(bus)
	event.On(bus, a.putBack)
	a.wireExports(bus)
}

// wireExports has files made of lists, by people whose rights are looked up when the file is made, whatever state their company is in.
func (a *App) wireExports(bus *event.Bus) {
	a.Exports = export.NewService(export.Parts{Bus: bus, Objects: a.Made, Files: a.Files, InTenant: a.DB.InTenant, Snapshot: a.DB.SnapshotTenant,
		Lists: map[string]export.Lister{contact.Kind: a.Contacts, company.Kind: a.Companies, deal.Kind: a.Deals, task.Kind: a.Tasks},
		As: func(ctx context.Context, userID uuid.UUID) (context.Context, error) {
			return a.resolvePerson(ctx, job.Who{Tenant: caller.From(ctx).Tenant.ID, User: userID})
		}})
	event.On(bus, func(ctx context.Context, e export.Made) error {
		asked := e.Export.Asked
		query := url.Values{"filter": asked.Filter, "where": {asked.Where}}
		seen := diet.Seen{Kind: e.Export.Kind, Filters: filters(query), Sorts: []string{asked.Sort}, Export: true}
		if e.Export.ObjectID != nil {
			seen.Object = customfield.ObjectCode(*e.Export.ObjectID)
		}
		return a.Diet.Note(ctx, seen)
	})
}

// files are those that were made for the caller, for their bell.
func (a *App) files(ctx context.Context, since time.Time) (all []reminder.File, err error) {
	made, err := a.Exports.Recent(ctx, since)
	for _, e := range made {
		all = append(all, reminder.File{ID: e.ID, Name: e.File(), Rows: e.Done, Ready: e.State == export.Ready, At: *e.FinishedAt})
	}
	return all, err
}

func idsOf[T any](all []T, ref func(T) record.Ref) []uuid.UUID {
	ids := make([]uuid.UUID, len(all))
	for i, r := range all {
		ids[i] = ref(r).ID
	}
	return ids
}

// putBack has those who look after changed records hear of many that were put back.
func (a *App) putBack(ctx context.Context, e changeset.PutBack) error {
	var told []activity.Told
	for _, l := range e.Changed {
		told = append(told, activity.Told{ID: l.ID, Type: "updated", Changes: l.Changes})
	}
	for _, id := range e.Restored {
		told = append(told, activity.Told{ID: id, Type: "restored"})
	}
	if err := a.Activities.Tell(ctx, e.Object, told); err != nil || len(told) == 0 {
		return err
	}
	if e.Object == task.Kind {
		for _, t := range told {
			if err := a.planned(ctx, t.ID); err != nil {
				return err
			}
		}
	}
	return a.Explain.Check(ctx)
}

// planned has the assignee of a task that was put back be reminded of it, whoever may see it now.
func (a *App) planned(ctx context.Context, id uuid.UUID) error {
	t, err := a.Tasks.Find(everything(ctx), id)
	if err != nil {
		return err
	}
	return a.Reminders.Plan(ctx, t)
}

// everything is a context in which all rows of the caller's company are seen.
func everything(ctx context.Context) context.Context {
	return caller.With(ctx, caller.System(changeset.Kind, caller.From(ctx).Tenant))
}

// needed tells which companies have people or open deals, whoever may see them.
func (a *App) needed(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	ctx = everything(ctx)
	all := map[uuid.UUID]bool{}
	for _, count := range []func(context.Context, []uuid.UUID) (map[uuid.UUID]int64, error){a.Contacts.CountByCompany, a.Deals.OpenByCompany} {
		found, err := count(ctx, ids)
		if err != nil {
			return nil, err
		}
		for id, n := range found {
			all[id] = all[id] || n > 0
		}
	}
	return all, nil
}

// stageNames are the names of those stages that the caller may see.
func (a *App) stageNames(ctx context.Context, _ []uuid.UUID) (map[uuid.UUID]string, error) {
	names := map[uuid.UUID]string{}
	ps, err := a.Pipelines.List(ctx)
	for _, p := range ps {
		for _, s := range p.Stages {
			names[s.ID] = s.Name
		}
	}
	return names, err
}

// wireObjects builds the kinds of records that companies make for themselves.
func (a *App) wireObjects(bus *event.Bus) {
	a.Made = object.NewService(object.Parts{Bus: bus, People: a.Members, Custom: a.Fields, Targets: naming.Readers{contact.Kind: a.Contacts, company.Kind: a.Companies, deal.Kind: a.Deals}})
	a.Tasks.About(object.Kind, a.Made)
	a.Activities.About(object.Kind, a.Made)
	a.Attachments.About(object.Kind, a.Made)
	a.Search.Add(object.Kind, a.Made)
}

// noteFields counts which fields a read that went well was about.
func (a *App) noteFields(ctx context.Context, need web.Need) error {
	path, query := web.Asked(ctx)
	kind, export := strings.CutSuffix(path, "/export")
	seen := diet.Seen{Kind: need.Object, Filters: filters(query), Sorts: query["sort"], Shown: query["custom"], Export: export,
		One: web.RecordID(ctx) != uuid.Nil, Program: caller.From(ctx).Role == apikey.Kind, Report: strings.HasSuffix(kind, "/dashboard")}
	if _, one, made := strings.Cut(kind, "/records"); made && need.Object == object.Kind {
		seen.Object, seen.One = customfield.ObjectCode(web.RecordID(ctx)), uuid.Validate(strings.TrimPrefix(one, "/")) == nil
	}
	return a.Diet.Note(ctx, seen)
}

// filters are the conditions in an address, alone and in groups; those that nobody can read were refused.
func filters(query url.Values) []string {
	all := slices.Clone(query["filter"])
	for _, where := range query["where"] {
		t, _ := page.Query{Where: where}.Tree() //nolint:errcheck // what can't be read has no conditions
		for _, c := range t.Conditions() {
			all = append(all, c.Field+":"+c.Op)
		}
	}
	return all
}

// closed are the fields that are closed to somebody, by their role or for everybody.
func closed(c *caller.Caller) caller.Masks {
	if len(c.Retired) == 0 {
		return c.Masks
	}
	all := maps.Clone(c.Masks)
	if all == nil {
		all = caller.Masks{}
	}
	for part, mask := range c.Retired {
		if mask.Closer(all[part]) {
			all[part] = mask
		}
	}
	return all
}
