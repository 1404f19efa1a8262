package deal

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// Place is where in a column a card goes: before another card of it, to its end when Before is null, or after another card.
// With neither it goes to the top of the column.
type Place struct {
	Before patch.Field[uuid.UUID]
	After  *uuid.UUID
}

// Move says where a deal goes: into a stage, and where in its column.
type Move struct {
	StageID    uuid.UUID
	Place      Place
	LostReason string
	Version    int
}

// Move puts a deal into a stage. Winning, losing and reopening follow from the stage's kind. Within its own column a
// deal can be moved whatever its version is, and that is no change of the deal; so a move that is repeated changes
// nothing.
func (s *Service) Move(ctx context.Context, id uuid.UUID, m Move) (Seen, error) {
	seen, stages, err := s.find(ctx, id)
	if err != nil {
		return seen, err
	}
	to, err := stages.Find(m.StageID)
	if err != nil {
		return seen, err
	}
	if to.ID == seen.StageID {
		return seen, reorder(ctx, seen.Deal, m.Place)
	}
	if err := to.Enter(caller.From(ctx)); err != nil {
		return seen, err
	}
	told := Moved{Before: seen.Deal, From: seen.StageName, To: to.Name}
	seen.enter(to, m.LostReason, clock.Now())
	if err := seen.check(); err != nil {
		return seen, err
	}
	if err := update(ctx, m.Version, &seen.Deal); err != nil {
		return seen, err
	}
	if err := putAt(ctx, seen.Deal, m.Place); err != nil {
		return seen, err
	}
	if err := remember(ctx, seen.Deal, told.From, told.To); err != nil {
		return seen, err
	}
	seen.StageName, told.After = to.Name, seen.Deal
	return seen, s.Bus.Publish(ctx, told)
}

// SetPeople says who has a part in a deal. Contacts that the caller can't see stay as they are.
func (s *Service) SetPeople(ctx context.Context, id uuid.UUID, people []Person) (Seen, error) {
	seen, _, err := s.find(ctx, id)
	if err != nil {
		return seen, err
	}
	if _, err := s.lookUp(ctx, Draft{}, people); err != nil {
		return seen, err
	}
	if err := mayUpdate(ctx, id); err != nil {
		return seen, err
	}
	before := seen.People
	if err := setPeople(ctx, id, before, people); err != nil {
		return seen, err
	}
	if seen.People, err = s.peopleOf(ctx, id); err != nil {
		return seen, err
	}
	return seen, s.Bus.Publish(ctx, PeopleSet{Deal: seen.Deal, Before: before, After: seen.People})
}
