package task

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Service is the only way to tasks. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus     *event.Bus
	people  owner.People
	custom  *customfield.Service
	records naming.Readers // what tasks can be about, by kind
	steps   map[string]Stepper
}

// Stepper knows records that always need a next step while they are open.
type Stepper interface {
	// NeedsStep tells whether a record that the caller may see is without one.
	NeedsStep(ctx context.Context, id uuid.UUID) (bool, error)
}

// NewService returns a service that reports changes on bus. Tasks can be about the kinds that About adds.
func NewService(bus *event.Bus, people owner.People, custom *customfield.Service) *Service {
	return &Service{bus: bus, people: people, custom: custom, records: naming.Readers{}, steps: map[string]Stepper{}}
}

// About lets tasks be about records of a kind. The composition root calls it, before the first request.
func (s *Service) About(kind string, n naming.Reader) { s.records[kind] = n }

// Step lets whoever has done the last task about a record of a kind be asked for the next. The composition root calls it,
// before the first request.
func (s *Service) Step(kind string, x Stepper) { s.steps[kind] = x }

// NeedsStep tells whether what a task was about is now without a next step, as far as the caller sees it.
func (s *Service) NeedsStep(ctx context.Context, t Task) (bool, error) {
	about := t.About()
	if x := s.steps[about.Kind]; x != nil {
		return x.NeedsStep(ctx, about.ID)
	}
	return false, nil
}

// Seen is a task with the names that its reader may know.
type Seen struct {
	Task
	AssigneeName, AboutName string
	Own                     map[string]any    // what it has in the company's own fields
	Names                   map[string]string // of people and records in them, shared by all that were read
}

// Find returns a task that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Task, error) { return find(ctx, id) }

// Create adds a task, the caller's own unless it is assigned to a colleague.
func (s *Service) Create(ctx context.Context, d Draft) (Task, error) {
	now := clock.Now()
	t := Task{ID: id.New(), Kind: Todo, Version: 1, CreatedAt: now, UpdatedAt: now, OwnerID: owner.Self(ctx)}
	if err := s.draft(ctx, &t, d); err != nil {
		return t, err
	}
	if err := insert(ctx, &t); err != nil {
		return t, err
	}
	return t, s.bus.Publish(ctx, Created{t})
}

// Update changes the drafted fields, unless the task was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Task, error) {
	before, err := s.held(ctx, id)
	if err != nil {
		return before, err
	}
	after := before
	if err := s.draft(ctx, &after, d); err != nil {
		return after, err
	}
	if err := update(ctx, version, &after); err != nil {
		return after, err
	}
	return after, s.bus.Publish(ctx, Updated{before, after})
}

// held reads a task to be changed.
func (s *Service) held(ctx context.Context, id uuid.UUID) (Task, error) {
	t, err := whole(ctx, id)
	if err == nil {
		err = s.custom.Know(ctx, Kind, &t.Custom)
	}
	return t, err
}

// draft applies a draft and checks what it points to.
func (s *Service) draft(ctx context.Context, t *Task, d Draft) error {
	isNew := t.Title == ""
	if err := errs.All(t.apply(d, zone(ctx)), s.custom.Apply(ctx, Kind, &t.Custom, d.Custom, isNew)); err != nil {
		return err
	}
	if d.AssigneeID != nil && *d.AssigneeID != caller.From(ctx).UserID {
		if err := s.member(ctx, *d.AssigneeID); err != nil {
			return err
		}
	}
	if d.About.Set && !d.About.Null {
		return s.visible(ctx, t.About())
	}
	return nil
}

func (s *Service) member(ctx context.Context, id uuid.UUID) error {
	err := owner.Works(ctx, s.people, id)
	if errors.Is(err, owner.ErrUnknown) {
		return ErrAssignee
	}
	return err
}

// visible refuses a reference to a record that the caller can't see.
func (s *Service) visible(ctx context.Context, about record.Ref) error {
	if s.records[about.Kind] == nil {
		return ErrAbout
	}
	names, err := s.records.Of(ctx, []record.Ref{about})
	if _, ok := names[about]; err == nil && !ok {
		return ErrAbout
	}
	return err
}

// Restore takes a task out of the trash.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Task, error) {
	t, err := restore(ctx, id)
	if err != nil {
		return t, err
	}
	return t, s.bus.Publish(ctx, Restored{t})
}

// See adds to tasks the names that the caller may know, in one round trip for all of them.
func (s *Service) See(ctx context.Context, ts ...Task) ([]Seen, error) {
	var refs []record.Ref
	var owners []uuid.UUID
	values := make([]customfield.Values, len(ts))
	for i, t := range ts {
		values[i] = t.Custom
		if t.OwnerID != nil && !slices.Contains(owners, *t.OwnerID) {
			owners = append(owners, *t.OwnerID)
		}
		if ref := t.About(); !ref.IsZero() && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	abouts, err := s.records.Of(ctx, refs)
	if err != nil {
		return nil, err
	}
	people, err := s.people.Names(ctx, owners)
	if err != nil {
		return nil, err
	}
	own, err := s.custom.See(ctx, Kind, values...)
	seen := make([]Seen, len(ts))
	for i, t := range ts {
		seen[i] = Seen{Task: t, AboutName: abouts[t.About()], Own: own.Values[i], Names: own.Names}
		if t.OwnerID != nil {
			seen[i].AssigneeName = people[*t.OwnerID]
		}
	}
	return seen, err
}

// all is a task with all that its reader may know, also what is worked out.
func (s *Service) all(ctx context.Context, t Task) (Seen, error) {
	if err := customfield.Mark(ctx, Kind, t.ID, &t.Custom); err != nil {
		return Seen{}, err
	}
	seen, err := s.See(ctx, t)
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}

func zone(ctx context.Context) *time.Location { return clock.Zone(caller.From(ctx).Tenant.Timezone) }
