package company

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/phone"
)

// Service is the only way to companies. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus             *event.Bus
	people          owner.People
	contacts, deals tally
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, people owner.People) *Service { return &Service{bus: bus, people: people} }

// CountBy sets who counts the contacts and the open deals of companies. They come later: contacts and deals know companies,
// not the other way round.
func (s *Service) CountBy(contacts, openDeals tally) { s.contacts, s.deals = contacts, openDeals }

// Seen is a company with what its reader may know of the records around it.
type Seen struct {
	Company
	OwnerName           string
	Contacts, OpenDeals int64 // those that the reader may see
}

// Find returns a company that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Seen, error) {
	c, err := find(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	return s.see(ctx, c)
}

// List returns one page of the companies that the caller may see, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Seen, *string, error) {
	cs, next, err := list(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.See(ctx, cs...)
	return seen, next, err
}

// Count returns how many companies a list has.
func (s *Service) Count(ctx context.Context, q page.Query) (int64, error) { return count(ctx, q) }

// Create adds a company, the caller's own unless it is given to a colleague.
func (s *Service) Create(ctx context.Context, d Draft) (Seen, error) {
	c := Company{ID: id.New(), OwnerID: owner.Self(ctx), Version: 1}
	if err := s.draft(ctx, &c, d); err != nil {
		return Seen{}, err
	}
	if err := insert(ctx, &c); err != nil {
		return Seen{}, err
	}
	if err := s.bus.Publish(ctx, Created{c}); err != nil {
		return Seen{}, err
	}
	return s.see(ctx, c)
}

// Update changes the drafted fields, unless the company was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Seen, error) {
	before, err := find(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	c := before
	if err := s.draft(ctx, &c, d); err != nil {
		return Seen{}, err
	}
	if err := update(ctx, &c, version); err != nil {
		return Seen{}, err
	}
	if err := s.bus.Publish(ctx, Updated{before, c}); err != nil {
		return Seen{}, err
	}
	return s.see(ctx, c)
}

func (s *Service) draft(ctx context.Context, c *Company, d Draft) error {
	country := phone.Country(caller.From(ctx).Tenant.Timezone, caller.From(ctx).Tenant.Currency)
	if err := c.apply(d, country); err != nil {
		return err
	}
	return owner.Give(ctx, s.people, Kind, d.OwnerID, &c.OwnerID)
}

// Delete puts a company into the trash. Its contacts and deals stay and no longer show its name.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	c, err := find(ctx, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, &c); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Deleted{c})
}

// Restore takes a company out of the trash.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Seen, error) {
	c, err := restore(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	if err := s.bus.Publish(ctx, Restored{c}); err != nil {
		return Seen{}, err
	}
	return s.see(ctx, c)
}

// See adds to companies what the caller may know of the records around them, in one round trip for all of them.
func (s *Service) See(ctx context.Context, cs ...Company) ([]Seen, error) {
	owners, err := owner.Names(ctx, s.people, cs, func(c Company) *uuid.UUID { return c.OwnerID })
	if err != nil {
		return nil, err
	}
	contacts, deals, err := s.tallies(ctx, cs)
	seen := make([]Seen, len(cs))
	for i, c := range cs {
		seen[i] = Seen{Company: c, Contacts: contacts[c.ID], OpenDeals: deals[c.ID]}
		if c.OwnerID != nil {
			seen[i].OwnerName = owners[*c.OwnerID]
		}
	}
	return seen, err
}

func (s *Service) see(ctx context.Context, c Company) (Seen, error) {
	seen, err := s.See(ctx, c)
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}
