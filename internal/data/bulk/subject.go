package bulk

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// subject is a kind of records on which one can act.
type subject struct {
	fields []string // of an Edit, by their names in the API
	owned  bool     // each has an owner
	edit   func(ctx context.Context, id uuid.UUID, e Edit) error
	remove func(ctx context.Context, id uuid.UUID) error
}

// subject is that of an object: a kind of records, or by its code one that the company has made.
func (s *Service) subject(code string) subject {
	if customfield.KindOf(code) != object.Kind {
		return s.subjects()[code]
	}
	return subject{[]string{"ownerId", "custom"}, false,
		func(ctx context.Context, id uuid.UUID, e Edit) error {
			r, err := s.made(ctx, code, id)
			if err == nil {
				_, err = s.Objects.UpdateRecord(ctx, r.ObjectID, id, r.Version, object.RecordDraft{OwnerID: e.OwnerID, Custom: e.Custom})
			}
			return err
		},
		func(ctx context.Context, id uuid.UUID) error {
			r, err := s.made(ctx, code, id)
			if err == nil {
				err = s.Objects.DeleteRecord(ctx, r.ObjectID, id)
			}
			return err
		}}
}

// made is a record of an object that the company has made, and of no other.
func (s *Service) made(ctx context.Context, code string, id uuid.UUID) (object.Record, error) {
	r, err := s.Objects.Anywhere(ctx, id)
	if err == nil && customfield.ObjectCode(r.ObjectID) != code {
		err = object.ErrRecord
	}
	return r, err
}

func (s *Service) subjects() map[string]subject {
	return map[string]subject{
		contact.Kind: {[]string{"ownerId", "source", "language", "jobTitle", "city", "country", "addTags", "removeTags", "clearTags", "companyId", "custom"}, false, s.editContact, s.Contacts.Delete},
		company.Kind: {[]string{"ownerId", "industry", "city", "country", "addTags", "removeTags", "clearTags", "custom"}, false, s.editCompany, s.Companies.Delete},
		deal.Kind:    {[]string{"ownerId", "companyId", "expectedOn", "stageId", "lostReason", "custom"}, true, s.editDeal, s.Deals.Delete},
		task.Kind: {[]string{"ownerId", "dueOn", "custom"}, true, s.editTask,
			func(ctx context.Context, id uuid.UUID) error { return s.Tasks.Delete(ctx, id, false) }},
	}
}

// check refuses an edit that sets nothing, or what these records do not have.
func (s subject) check(e Edit) error {
	set := e.set()
	if len(set) == 0 {
		return ErrNothing
	}
	var wrong []error
	for _, name := range set {
		if !slices.Contains(s.fields, name) {
			wrong = append(wrong, ErrField.On(name))
		}
	}
	if s.owned && e.OwnerID.Null {
		wrong = append(wrong, owner.ErrNeeded)
	}
	return errs.All(wrong...)
}

// set are the fields that an edit sets.
func (e Edit) set() (names []string) {
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// tags are those of a record after an edit; nil when the edit says nothing about them.
func (e Edit) tags(has []string) *[]string {
	if len(e.AddTags)+len(e.RemoveTags) == 0 && !e.ClearTags {
		return nil
	}
	out := func(t string) bool {
		return e.ClearTags || slices.ContainsFunc(e.RemoveTags, func(x string) bool { return strings.EqualFold(x, t) })
	}
	all := slices.DeleteFunc(slices.Clone(has), out)
	if all == nil {
		all = []string{}
	}
	for _, t := range e.AddTags {
		if !slices.ContainsFunc(all, func(x string) bool { return strings.EqualFold(x, t) }) {
			all = append(all, t)
		}
	}
	return &all
}

func (s *Service) editContact(ctx context.Context, id uuid.UUID, e Edit) error {
	c, err := s.Contacts.Find(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.Contacts.Update(ctx, id, c.Version, contact.Draft{OwnerID: e.OwnerID, Source: e.Source, Language: e.Language, JobTitle: e.JobTitle, City: e.City,
		Country: e.Country, Tags: e.tags(c.Tags), CompanyID: e.CompanyID, Custom: e.Custom})
	return err
}

func (s *Service) editCompany(ctx context.Context, id uuid.UUID, e Edit) error {
	c, err := s.Companies.Find(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.Companies.Update(ctx, id, c.Version, company.Draft{OwnerID: e.OwnerID, Industry: e.Industry, City: e.City, Country: e.Country, Tags: e.tags(c.Tags), Custom: e.Custom})
	return err
}

// editDeal sets fields before it moves a deal, so that they answer what the stage asks for.
func (s *Service) editDeal(ctx context.Context, id uuid.UUID, e Edit) error {
	d, err := s.Deals.Find(ctx, id)
	if err != nil {
		return err
	}
	draft := deal.Draft{OwnerID: e.OwnerID.Draft(), CompanyID: e.CompanyID, ExpectedOn: e.ExpectedOn, Custom: e.Custom}
	if !reflect.ValueOf(draft).IsZero() {
		if d, err = s.Deals.Update(ctx, id, d.Version, draft); err != nil {
			return err
		}
	}
	if e.StageID == nil || *e.StageID == d.StageID {
		return nil
	}
	_, err = s.Deals.Move(ctx, id, deal.Move{StageID: *e.StageID, LostReason: e.LostReason, Version: d.Version})
	return err
}

func (s *Service) editTask(ctx context.Context, id uuid.UUID, e Edit) error {
	t, err := s.Tasks.Find(ctx, id)
	if err != nil {
		return err
	}
	d := task.Draft{AssigneeID: e.OwnerID.Draft(), Custom: e.Custom}
	switch {
	case e.DueOn.Null:
		d.DueAt = patch.Field[time.Time]{Set: true, Null: true}
	case e.DueOn.Set:
		at, whole := on(e.DueOn.Value, t.DueAt, clock.Zone(caller.From(ctx).Tenant.Timezone))
		d.DueAt = patch.Of(at)
		if whole {
			d.AllDay = &whole
		}
	}
	_, err = s.Tasks.Update(ctx, id, t.Version, d)
	return err
}
