package company

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// counter counts what belongs to companies, as far as the caller may see it.
type counter func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error)

// Service is the only way to companies. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus             *event.Bus
	people          owner.People
	custom          *customfield.Service
	contacts, deals counter
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, people owner.People, custom *customfield.Service) *Service {
	none := func(context.Context, []uuid.UUID) (map[uuid.UUID]int64, error) { return nil, nil }
	return &Service{bus: bus, people: people, custom: custom, contacts: none, deals: none}
}

// Count tells the service how to count a company's contacts and open deals, which higher domains own. The composition
// root calls it, before the first request.
func (s *Service) Count(contacts, deals counter) { s.contacts, s.deals = contacts, deals }

// Find returns a company that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Company, error) { return find(ctx, id) }

// Create adds a company, the caller's own unless it is given to a colleague.
func (s *Service) Create(ctx context.Context, d Draft) (Company, error) {
	now := clock.Now()
	c := Company{ID: id.New(), OwnerID: owner.Self(ctx), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.apply(ctx, &c, d); err != nil {
		return c, err
	}
	if err := insert(ctx, &c); err != nil {
		return c, err
	}
	if err := s.bus.Publish(ctx, Created{c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// Update changes the drafted fields, unless the company was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Company, error) {
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
	if err := s.bus.Publish(ctx, Updated{before, c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// apply sets what was drafted and checks it.
func (s *Service) apply(ctx context.Context, c *Company, d Draft) error {
	if err := writable(ctx, d); err != nil {
		return err
	}
	t, before, isNew := caller.From(ctx).Tenant, c.OwnerID, c.Name == ""
	return errs.All(c.apply(d, reach.Country(t.Timezone, t.Currency)), owner.Check(ctx, s.people, Kind, before, c.OwnerID),
		s.custom.Apply(ctx, Kind, &c.Custom, d.Custom, isNew))
}

// Delete puts a company into the trash. Its contacts and deals stay.
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
	return s.bus.Publish(ctx, Deleted{c})
}

// Restore takes a company out of the trash.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Company, error) {
	c, err := restore(ctx, id)
	if err != nil {
		return c, err
	}
	if err := s.bus.Publish(ctx, Restored{c}); err != nil {
		return c, err
	}
	return shown(ctx, c)
}

// Seen is a company with what its reader may know of the records around it.
type Seen struct {
	Company
	OwnerName       string
	Contacts, Deals int64
	Own             map[string]any    // what it has in the tenant's own fields
	Names           map[string]string // of people and companies in them, shared by all that were read
}

// See adds to companies the names of their owners, and how many contacts and open deals of theirs the caller can see.
func (s *Service) See(ctx context.Context, cs ...Company) ([]Seen, error) {
	ids, owners := make([]uuid.UUID, len(cs)), []uuid.UUID{}
	for i, c := range cs {
		ids[i] = c.ID
		if c.OwnerID != nil {
			owners = append(owners, *c.OwnerID)
		}
	}
	names, err := s.people.Names(ctx, owners)
	if err != nil {
		return nil, err
	}
	contacts, err := s.contacts(ctx, ids)
	if err != nil {
		return nil, err
	}
	deals, err := s.deals(ctx, ids)
	if err != nil {
		return nil, err
	}
	own, err := s.custom.See(ctx, Kind, customOf(cs)...)
	seen := make([]Seen, len(cs))
	for i, c := range cs {
		seen[i] = Seen{Company: c, Contacts: contacts[c.ID], Deals: deals[c.ID], Own: own.Values[i], Names: own.Names}
		if c.OwnerID != nil {
			seen[i].OwnerName = names[*c.OwnerID]
		}
	}
	return seen, err
}

func customOf(cs []Company) []customfield.Values {
	all := make([]customfield.Values, len(cs))
	for i, c := range cs {
		all[i] = c.Custom
	}
	return all
}
