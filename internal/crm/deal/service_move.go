package deal

import (
	"context"
	"reflect"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// Place is where in a column a card goes: before another card of it, to its end when Before is null, or after another card.
// With neither it goes to the top of the column.
type Place struct {
	Before patch.Field[uuid.UUID]
	After  *uuid.UUID
}

// Move says where a deal goes: into a stage, and where in its column. Draft and People, who are added, are what the stage asks
// for, saved together with the move.
type Move struct {
	StageID    uuid.UUID
	Place      Place
	LostReason string
	Draft      Draft
	People     []Person
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
	return s.enter(ctx, seen, to, m)
}

// enter puts a deal into another stage, with what the stage asks for.
func (s *Service) enter(ctx context.Context, seen Seen, to pipeline.Stage, m Move) (Seen, error) {
	if err := s.Parts.Custom.Know(ctx, Kind, &seen.Custom); err != nil {
		return seen, err
	}
	before := seen
	if err := s.answer(ctx, &seen, m); err != nil {
		return seen, err
	}
	if asked := asks(caller.From(ctx), to, seen.Deal, seen.around); len(asked) > 0 {
		return seen, ErrGate.With("fields", asked)
	}
	told := Moved{Before: seen.Deal, From: seen.StageName, To: to.Name}
	seen.Deal.enter(to, m.LostReason, clock.Now())
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
	if err := s.tellMove(ctx, before, told, seen, len(m.People) > 0); err != nil {
		return seen, err
	}
	if m.Draft.CompanyID.Set || len(m.Draft.Custom) > 0 {
		return s.see(ctx, seen.Deal)
	}
	seen.mark(to, clock.Now(), caller.From(ctx))
	return seen, nil
}

// answer sets what a stage asked for.
func (s *Service) answer(ctx context.Context, seen *Seen, m Move) error {
	if reflect.ValueOf(m.Draft).IsZero() && len(m.People) == 0 {
		return nil
	}
	if _, err := s.lookUp(ctx, m.Draft, m.People); err != nil {
		return err
	}
	if err := s.draft(ctx, &seen.Deal, m.Draft); err != nil {
		return err
	}
	if len(m.People) == 0 {
		return nil
	}
	if err := mayUpdate(ctx, seen.ID); err != nil {
		return err
	}
	if err := setPeople(ctx, seen.ID, nil, m.People); err != nil {
		return err
	}
	for _, p := range m.People {
		seen.around.roles = append(seen.around.roles, p.Role)
	}
	var err error
	seen.People, err = s.peopleOf(ctx, seen.ID)
	return err
}

// tellMove publishes what a move changed: fields and people first, as they were there before the deal moved.
func (s *Service) tellMove(ctx context.Context, before Seen, told Moved, after Seen, people bool) error {
	if len(diff.Between(before.Deal, told.Before)) > 0 {
		if err := s.Bus.Publish(ctx, Updated{before.Deal, told.Before}); err != nil {
			return err
		}
	}
	if people {
		if err := s.Bus.Publish(ctx, PeopleSet{Deal: told.Before, Before: before.People, After: after.People}); err != nil {
			return err
		}
	}
	return s.Bus.Publish(ctx, told)
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
