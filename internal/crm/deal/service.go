package deal

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Parts are the services that deals work with.
type Parts struct {
	Bus                 *event.Bus
	Pipelines           *pipeline.Service
	Tasks               *task.Service
	Companies, Contacts names
	People              owner.People
	Custom              *customfield.Service
}

// Service is the only way to deals. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Seen is a deal with what its reader may know of the records around it.
type Seen struct {
	Deal
	StageName, OwnerName, CompanyName string
	People                            []SeenPerson
	Next                              *task.Task        // the next open task about it
	Own                               map[string]any    // what it has in the company's own fields
	Names                             map[string]string // of people and companies in them, shared by all that were read
	Lacks                             []string          // what its stage asks for and it does not have
	Rotting                           bool              // longer in its stage than it should be
	around                            around
}

// SeenPerson is a contact's part in a deal, with the contact's name.
type SeenPerson struct {
	Person
	Name string
}

// New is a deal to be made: in the first stage of the default pipeline, when no stage is given. Anyway takes it in as it is,
// whatever its stage asks for: for deals that nobody can be asked about.
type New struct {
	Draft
	StageID *uuid.UUID
	People  []Person
	Anyway  bool
}

// Find returns a deal that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Seen, error) {
	seen, _, err := s.find(ctx, id)
	return seen, err
}

// Create adds a deal, the caller's own unless it is given to a colleague, at the top of its column.
func (s *Service) Create(ctx context.Context, n New) (Seen, error) {
	now := clock.Now()
	d := Deal{ID: id.New(), Version: 1, CreatedAt: now, UpdatedAt: now, Currency: caller.From(ctx).Tenant.Currency,
		Rank: fmt.Sprint(-now.UnixMicro()), OwnerID: owner.Self(ctx)}
	stages, err := s.lookUp(ctx, n.Draft, n.People)
	if err != nil {
		return Seen{}, err
	}
	stage, err := start(caller.From(ctx), stages, n.StageID)
	if err != nil {
		return Seen{}, err
	}
	d.enter(stage, "", now)
	if err := s.draft(ctx, &d, n.Draft); err != nil {
		return Seen{}, err
	}
	open, err := s.Parts.Custom.Open(ctx, Kind)
	if err != nil {
		return Seen{}, err
	}
	if asked := asks(caller.From(ctx), stage, d, around{roles: rolesOf(n.People), open: open}); len(asked) > 0 && !n.Anyway {
		return Seen{}, ErrGate.With("fields", asked)
	}
	if err := insert(ctx, &d, stage.Name, n.People); err != nil {
		return Seen{}, err
	}
	if err := s.Bus.Publish(ctx, Created{d}); err != nil {
		return Seen{}, err
	}
	return s.see(ctx, d)
}

func rolesOf(people []Person) []string {
	roles := make([]string, len(people))
	for i, p := range people {
		roles[i] = p.Role
	}
	return roles
}

func start(c *caller.Caller, stages pipeline.Stages, id *uuid.UUID) (pipeline.Stage, error) {
	if id == nil {
		return stages.First(c)
	}
	to, err := stages.Find(*id)
	if err != nil {
		return to, err
	}
	return to, to.Enter(c)
}

// Update changes the drafted fields, unless the deal was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, draft Draft) (Seen, error) {
	before, _, err := s.find(ctx, id)
	if err != nil {
		return before, err
	}
	if _, err := s.lookUp(ctx, draft, nil); err != nil {
		return before, err
	}
	if err := s.Parts.Custom.Know(ctx, Kind, &before.Custom); err != nil {
		return before, err
	}
	after := before.Deal
	if err := s.draft(ctx, &after, draft); err != nil {
		return before, err
	}
	if err := update(ctx, version, &after); err != nil {
		return before, err
	}
	if err := s.Bus.Publish(ctx, Updated{before.Deal, after}); err != nil {
		return before, err
	}
	return s.see(ctx, after)
}

// draft applies a draft.
func (s *Service) draft(ctx context.Context, d *Deal, draft Draft) error {
	if err := writable(ctx, draft); err != nil {
		return err
	}
	before, isNew := d.OwnerID, d.Name == ""
	return errs.All(d.apply(draft), s.Parts.Custom.Apply(ctx, Kind, &d.Custom, draft.Custom, isNew), owner.Check(ctx, s.Parts.People, Kind, before, d.OwnerID))
}

// lookUp refuses a company or a contact that the caller can't see, and returns the stages.
func (s *Service) lookUp(ctx context.Context, draft Draft, people []Person) (pipeline.Stages, error) {
	var companies []uuid.UUID
	if draft.CompanyID.Set && !draft.CompanyID.Null {
		companies = []uuid.UUID{draft.CompanyID.Value}
	}
	found, err := s.surround(ctx, companies, contactIDs(people))
	switch {
	case err != nil:
		return nil, err
	case len(found.companies) < len(companies):
		return nil, ErrCompany
	case missing(found.contacts, people):
		return nil, ErrContact
	}
	return found.stages, nil
}

func contactIDs(people []Person) []uuid.UUID {
	ids := make([]uuid.UUID, len(people))
	for i, p := range people {
		ids[i] = p.ContactID
	}
	return ids
}

func missing(found []record.Named, people []Person) bool {
	return slices.ContainsFunc(people, func(p Person) bool {
		return !slices.ContainsFunc(found, func(n record.Named) bool { return n.ID == p.ContactID })
	})
}

// Delete puts a deal into the trash.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	d, err := whole(ctx, id)
	if err != nil {
		return err
	}
	if err := s.Parts.Custom.Know(ctx, Kind, &d.Custom); err != nil {
		return err
	}
	if err := remove(ctx, &d); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Deleted{d})
}

// Restore takes a deal out of the trash.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Seen, error) {
	d, err := restore(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	if err := s.Bus.Publish(ctx, Restored{d}); err != nil {
		return Seen{}, err
	}
	return s.Find(ctx, id)
}

// see reads a deal's surroundings again, after a change.
func (s *Service) see(ctx context.Context, d Deal) (Seen, error) {
	if err := customfield.Mark(ctx, Kind, d.ID, &d.Custom); err != nil {
		return Seen{}, err
	}
	all, err := s.See(ctx, d)
	if err != nil {
		return Seen{}, err
	}
	all[0].People, err = s.peopleOf(ctx, d.ID)
	return all[0], err
}
