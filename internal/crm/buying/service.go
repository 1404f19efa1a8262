package buying

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Service is the way to buying maps. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus   *event.Bus
	deals *deal.Service
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, deals *deal.Service) *Service { return &Service{bus, deals} }

// known is what is known of a deal that the caller sees.
type known struct {
	deal   deal.Seen
	all    []deal.Person // also those whom the caller does not see
	stands []Stand
	ties   []Tie
}

func (k known) sees(contactID uuid.UUID) bool {
	return slices.ContainsFunc(k.deal.People, func(p deal.SeenPerson) bool { return p.ContactID == contactID })
}

func (k known) name(contactID uuid.UUID) string {
	for _, p := range k.deal.People {
		if p.ContactID == contactID {
			return p.Name
		}
	}
	return ""
}

func (s *Service) know(ctx context.Context, dealID uuid.UUID) (k known, err error) {
	if k.deal, err = s.deals.Find(ctx, dealID); err != nil {
		return k, err
	}
	all, err := s.deals.PeopleOf(ctx, []uuid.UUID{dealID})
	if err != nil {
		return k, err
	}
	k.all = all[dealID]
	k.stands, k.ties, err = of(ctx, dealID)
	return k, err
}

// Of returns the map of a deal that the caller sees.
func (s *Service) Of(ctx context.Context, dealID uuid.UUID) (Map, error) {
	k, err := s.know(ctx, dealID)
	return k.drawn(), err
}

// drawn is the map of what the caller sees. A relation to somebody else is left out, and so is one that a merge has made
// meaningless.
func (k known) drawn() Map {
	m := Map{People: []Person{}, Ties: []Tie{}, Unseen: len(k.all) - len(k.deal.People), Gaps: gaps(k.all, k.stands)}
	for _, p := range k.deal.People {
		stand := standOf(k.stands, k.deal.ID, p.ContactID)
		m.People = append(m.People, Person{p, stand.Influence, stand.Attitude})
	}
	for _, t := range k.ties {
		twice := slices.ContainsFunc(m.Ties, t.same)
		if t.FromID != t.ToID && !twice && k.sees(t.FromID) && k.sees(t.ToID) {
			m.Ties = append(m.Ties, t)
		}
	}
	return m
}

// change is know for a caller who may change the deal; others who want to wait.
func (s *Service) change(ctx context.Context, dealID uuid.UUID) (known, error) {
	if err := s.deals.Hold(ctx, dealID); err != nil {
		return known{}, err
	}
	return s.know(ctx, dealID)
}

// Place says how much a person has to say in a deal, and what they think of it.
func (s *Service) Place(ctx context.Context, after Stand) (Map, error) {
	if err := after.check(); err != nil {
		return Map{}, err
	}
	k, err := s.change(ctx, after.DealID)
	if err != nil {
		return Map{}, err
	}
	if !k.sees(after.ContactID) {
		return Map{}, ErrPerson
	}
	before, name := standOf(k.stands, after.DealID, after.ContactID), k.name(after.ContactID)
	if before == after {
		return k.drawn(), nil
	}
	if err := put(ctx, after); err != nil {
		return Map{}, err
	}
	if err := s.bus.Publish(ctx, Changed{k.deal.Deal, before.told(name), after.told(name)}); err != nil {
		return Map{}, err
	}
	return s.Of(ctx, after.DealID)
}

// Relate says how two people of a deal stand to each other. To say it again changes nothing.
func (s *Service) Relate(ctx context.Context, t Tie) (Map, error) {
	if err := t.check(); err != nil {
		return Map{}, err
	}
	k, err := s.change(ctx, t.DealID)
	switch {
	case err != nil:
		return Map{}, err
	case !k.sees(t.FromID) || !k.sees(t.ToID):
		return Map{}, ErrPerson
	case slices.ContainsFunc(k.ties, t.same):
		return k.drawn(), nil
	case len(k.ties) >= maxTies:
		return Map{}, ErrMany
	}
	t.ID = id.New()
	if err := insert(ctx, t); err != nil {
		return Map{}, err
	}
	if err := s.bus.Publish(ctx, Changed{k.deal.Deal, "", t.told(k.name)}); err != nil {
		return Map{}, err
	}
	return s.Of(ctx, t.DealID)
}

// Part takes a relation away.
func (s *Service) Part(ctx context.Context, dealID, tieID uuid.UUID) (Map, error) {
	k, err := s.change(ctx, dealID)
	if err != nil {
		return Map{}, err
	}
	i := slices.IndexFunc(k.ties, func(t Tie) bool { return t.ID == tieID })
	if i < 0 || !k.sees(k.ties[i].FromID) || !k.sees(k.ties[i].ToID) {
		return Map{}, ErrNoTie
	}
	gone := k.ties[i]
	if err := remove(ctx, gone); err != nil {
		return Map{}, err
	}
	if err := s.bus.Publish(ctx, Changed{k.deal.Deal, gone.told(k.name), ""}); err != nil {
		return Map{}, err
	}
	return s.Of(ctx, dealID)
}
