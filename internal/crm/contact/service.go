package contact

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// companies tells the names of those companies that the caller may see.
type companies interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// Service is the only way to contacts: handlers, jobs and imports all call it. Its methods run in the unit of work of the
// caller's tenant.
type Service struct {
	bus       *event.Bus
	people    owner.People
	companies companies
	limits    *limit.Service
	custom    *customfield.Service
}

// Parts are the services that contacts work with.
type Parts struct {
	Bus       *event.Bus
	People    owner.People
	Companies companies
	Limits    *limit.Service
	Custom    *customfield.Service
}

// NewService returns a service that reports changes on its bus and stays within limits.
func NewService(p Parts) *Service {
	p.Limits.Count(plan.Contacts, count)
	return &Service{p.Bus, p.People, p.Companies, p.Limits, p.Custom}
}

// Find returns a contact that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Contact, error) { return find(ctx, id) }

// Create adds a contact, the caller's own unless it is given to a colleague, if the plan has room for it.
func (s *Service) Create(ctx context.Context, d Draft) (Contact, error) {
	now := clock.Now()
	c := Contact{ID: id.New(), OwnerID: owner.Self(ctx), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.apply(ctx, &c, d); err != nil {
		return c, err
	}
	if err := s.limits.Take(ctx, plan.Contacts, 1); err != nil {
		return c, err
	}
	if err := insert(ctx, &c); err != nil {
		return c, err
	}
	if err := prove(ctx, c.proof(ctx, Consent{}, d.Consent)); err != nil {
		return c, err
	}
	if err := s.bus.Publish(ctx, Created{c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// Update changes the drafted fields, unless the contact was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Contact, error) {
	c, err := whole(ctx, id)
	if err != nil {
		return c, err
	}
	if err := s.custom.Know(ctx, Kind, &c.Custom); err != nil {
		return c, err
	}
	before := c
	if err := s.apply(ctx, &c, d); err != nil {
		return c, err
	}
	if err := update(ctx, &c, version); err != nil {
		return c, err
	}
	if err := prove(ctx, c.proof(ctx, before.Consent, d.Consent)); err != nil {
		return c, err
	}
	if err := s.bus.Publish(ctx, Updated{before, c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// apply checks a draft; a new company has to be one that the caller sees.
func (s *Service) apply(ctx context.Context, c *Contact, d Draft) error {
	if err := writable(ctx, d); err != nil {
		return err
	}
	before, isNew := *c, c.Name == ""
	wrong := []error{c.apply(d, home(ctx)), owner.Check(ctx, s.people, Kind, before.OwnerID, c.OwnerID),
		s.custom.Apply(ctx, Kind, &c.Custom, d.Custom, isNew)}
	unseen, err := s.unseen(ctx, before.companies(), c.companies())
	if err != nil {
		return err
	}
	if c.CompanyID != nil && slices.Contains(unseen, *c.CompanyID) {
		wrong = append(wrong, ErrNoCompany.On("companyId"))
	}
	if slices.ContainsFunc(c.Positions, func(p Position) bool { return slices.Contains(unseen, p.CompanyID) }) {
		wrong = append(wrong, ErrNoCompany.On("positions"))
	}
	return errs.All(wrong...)
}

// unseen are the companies among now that the caller does not see and that were not there before.
func (s *Service) unseen(ctx context.Context, before, now []uuid.UUID) (all []uuid.UUID, err error) {
	added := slices.DeleteFunc(now, func(id uuid.UUID) bool { return slices.Contains(before, id) })
	if len(added) == 0 {
		return nil, nil
	}
	names, err := s.companies.Names(ctx, added)
	return slices.DeleteFunc(added, func(id uuid.UUID) bool { return names[id] != "" }), err
}

// Proven is a decision with the name of who noted it.
type Proven struct {
	Proof
	ByName string
}

// Consents returns what a person whom the caller may see decided, with all that shows it, newest first: also what was decided
// by those who were merged into them. It is closed to those from whom consent is hidden.
func (s *Service) Consents(ctx context.Context, id uuid.UUID) ([]Proven, error) {
	if _, err := find(ctx, id); err != nil {
		return nil, err
	}
	if caller.From(ctx).Field(Kind, "consent") == caller.Hide {
		return nil, errs.ErrDenied
	}
	rows, err := proofs(ctx, id)
	if err != nil {
		return nil, err
	}
	all := make([]Proven, len(rows))
	var people []uuid.UUID
	for _, p := range rows {
		people = add(people, p.ByID)
	}
	names, err := s.people.Names(ctx, people)
	for i, p := range rows {
		all[i] = Proven{p, name(names, p.ByID)}
	}
	return all, err
}

// Delete puts a contact into the trash.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	c, err := whole(ctx, id)
	if err != nil {
		return err
	}
	if err := s.custom.Know(ctx, Kind, &c.Custom); err != nil {
		return err
	}
	if err := remove(ctx, &c); err != nil {
		return err
	}
	if err := s.limits.Give(ctx, plan.Contacts, 1); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Deleted{c})
}

// Restore takes a contact out of the trash; it does so at any limit, since it undoes.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Contact, error) {
	if err := s.limits.Add(ctx, plan.Contacts, 1); err != nil {
		return Contact{}, err
	}
	c, err := restore(ctx, id)
	if err != nil {
		return c, err
	}
	if err := s.bus.Publish(ctx, Restored{c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// Seen is a contact with the names that its reader may know.
type Seen struct {
	Contact
	OwnerName, CompanyName string
	Companies              map[uuid.UUID]string // the names of those of its positions, shared by all that were read
	Own                    map[string]any       // what it has in the company's own fields
	Names                  map[string]string    // of people and companies in them, shared by all that were read
}

// See adds to contacts the names of their owners and of those companies that the caller may see.
func (s *Service) See(ctx context.Context, cs ...Contact) ([]Seen, error) {
	var owners, firms []uuid.UUID
	for _, c := range cs {
		owners = add(owners, c.OwnerID)
		for _, id := range c.companies() {
			firms = add(firms, &id)
		}
	}
	people, err := s.people.Names(ctx, owners)
	if err != nil {
		return nil, err
	}
	companies, err := s.companies.Names(ctx, firms)
	if err != nil {
		return nil, err
	}
	own, err := s.custom.See(ctx, Kind, customOf(cs)...)
	seen := make([]Seen, len(cs))
	for i, c := range cs {
		seen[i] = Seen{c, name(people, c.OwnerID), name(companies, c.CompanyID), companies, own.Values[i], own.Names}
	}
	return seen, err
}

func customOf(cs []Contact) []customfield.Values {
	all := make([]customfield.Values, len(cs))
	for i, c := range cs {
		all[i] = c.Custom
	}
	return all
}

func add(ids []uuid.UUID, id *uuid.UUID) []uuid.UUID {
	if id == nil || slices.Contains(ids, *id) {
		return ids
	}
	return append(ids, *id)
}

func name(names map[uuid.UUID]string, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	return names[*id]
}

// Reach returns how a contact that the caller may see can be reached: also by those who see an address only in part.
func (s *Service) Reach(ctx context.Context, id uuid.UUID) (reach.Ways, error) {
	c, err := whole(ctx, id)
	if err != nil {
		return reach.Ways{}, err
	}
	me := caller.From(ctx)
	told := me.Field(Kind, "consent") != caller.Hide
	return reach.Ways{Name: c.Name, OwnerID: c.OwnerID,
		Emails:   reach.Shown(waysOf(c.Email, c.EmailLabel, c.MoreEmails), me.Field(Kind, "email"), reach.PartOfEmail),
		Phones:   reach.Shown(waysOf(c.Phone, c.PhoneLabel, c.MorePhones), me.Field(Kind, "phone"), reach.PartOfPhone),
		EmailNot: told && withdrawn(c.Consent.Email), PhoneNot: told && withdrawn(c.Consent.Phone)}, nil
}

func waysOf(primary, label string, more jsonb.List[Channel]) []reach.Way {
	all := []reach.Way{{Value: primary, Label: label}}
	for _, m := range more {
		all = append(all, reach.Way{Value: m.Value, Label: m.Label})
	}
	return all
}

// withdrawn tells whether the decision that holds is a no.
func withdrawn(all []Decision) bool { return len(all) > 0 && all[0].State == Withdrawn }

// Callee is a contact as somebody sees it who is about to call.
type Callee struct {
	ID     uuid.UUID
	Phones []reach.Way // the first is the primary one
	Not    bool        // consent was withdrawn
}

// Callees returns those of some contacts that the caller may see.
func (s *Service) Callees(ctx context.Context, ids []uuid.UUID) ([]Callee, error) {
	cs, err := wholeOf(ctx, ids)
	all := make([]Callee, len(cs))
	for i, c := range cs {
		phones := reach.Shown(waysOf(c.Phone, c.PhoneLabel, c.MorePhones), caller.From(ctx).Field(Kind, "phone"), reach.PartOfPhone)
		all[i] = Callee{c.ID, phones, withdrawn(c.Consent.Phone)}
	}
	return all, err
}
