package explain

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Service answers. Its methods run in a unit of work on the tenant.
type Service struct {
	bus   *event.Bus
	roles *role.Service
	teams *team.Service
}

// NewService returns a service that looks at roles and teams, and objects to changes that break an example.
func NewService(bus *event.Bus, roles *role.Service, teams *team.Service) *Service {
	s := &Service{bus, roles, teams}
	s.guard(bus)
	return s
}

// policy is what decides about a person's role, as it is or as it would be.
type policy interface {
	Of(m role.Member) (role.Role, error)
}

// world reads everybody as things are.
func (s *Service) world(ctx context.Context) (world, error) {
	p, err := s.roles.Policy(ctx)
	if err != nil {
		return world{}, err
	}
	return s.under(ctx, p, nil)
}

// under is the world under a policy and a tree of teams; nil for the present tree.
func (s *Service) under(ctx context.Context, p policy, tree team.Tree) (w world, err error) {
	if tree == nil {
		if tree, err = s.teams.List(ctx); err != nil {
			return w, err
		}
	}
	w.tree = tree
	if w.stages, err = s.roles.StageNames(ctx); err != nil {
		return w, err
	}
	ms, err := s.roles.Members(ctx)
	for _, m := range ms {
		one := person{Member: m}
		if one.role, err = p.Of(m); err != nil {
			return w, err
		}
		one.teams, one.mates = tree.Of(m.UserID)
		w.people = append(w.people, one)
	}
	return w, err
}

// Who tells of everybody who sees a record why they do. The caller has to see it, too.
func (s *Service) Who(ctx context.Context, r record.Ref) ([]Sight, error) {
	rec, err := look(ctx, r)
	if err != nil {
		return nil, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	var sees []Sight
	for _, p := range w.people {
		if sight := w.sight(p, rec, clock.Now()); sight.Sees {
			sees = append(sees, sight)
		}
	}
	return sees, nil
}

// Why tells whether a person sees a record, and why or why not.
func (s *Service) Why(ctx context.Context, userID uuid.UUID, r record.Ref) (Sight, string, error) {
	rec, err := look(ctx, r)
	if err != nil {
		return Sight{}, "", err
	}
	w, p, err := s.person(ctx, userID)
	return w.sight(p, rec, clock.Now()), rec.Name, err
}

func (s *Service) person(ctx context.Context, userID uuid.UUID) (world, person, error) {
	w, err := s.world(ctx)
	if err != nil {
		return w, person{}, err
	}
	i := slices.IndexFunc(w.people, func(p person) bool { return p.UserID == userID })
	if i < 0 {
		return w, person{}, ErrNoPerson
	}
	return w, w.people[i], nil
}

// Reach is what a person sees of a kind.
type Reach struct {
	Kind   string
	Scope  caller.Scope
	Count  int64
	Hidden []string // fields
}

// What tells how many records of each kind a person sees.
func (s *Service) What(ctx context.Context, userID uuid.UUID) (role.Role, []Reach, error) {
	_, p, err := s.person(ctx, userID)
	if err != nil {
		return p.role, nil, err
	}
	n, err := counts(ctx, p.caller(caller.From(ctx).Tenant))
	if err != nil {
		return p.role, nil, err
	}
	var all []Reach
	for _, kind := range kinds {
		r := Reach{kind, p.role.Rights.Grants.Of(kind, "read"), n[kind], hidden(p.role.Rights, kind)}
		all = append(all, r)
	}
	return p.role, all, nil
}

// Examples are the kept examples with the names of the people and of those records that the caller sees.
type Examples struct {
	Example
	PersonName, RecordName string
}

// ListExamples returns what has to hold.
func (s *Service) ListExamples(ctx context.Context) ([]Examples, error) {
	es, err := listExamples(ctx)
	if err != nil {
		return nil, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := lookAll(ctx, records(es))
	all := make([]Examples, len(es))
	for i, e := range es {
		all[i] = Examples{e, w.name(e.UserID), seen[e.Ref()].Name}
	}
	return all, err
}

func records(es []Example) []record.Ref {
	refs := make([]record.Ref, len(es))
	for i, e := range es {
		refs[i] = e.Ref()
	}
	return refs
}

// Keep adds an example, or changes what it says. It has to hold now.
func (s *Service) Keep(ctx context.Context, e Example) (Examples, error) {
	sight, name, err := s.Why(ctx, e.UserID, e.Ref())
	if err != nil {
		return Examples{}, err
	}
	if sight.Sees == (e.Must == "never") {
		return Examples{}, ErrAlready
	}
	there, err := listExamples(ctx)
	if err != nil {
		return Examples{}, err
	}
	k := Kept{Action: "created", Must: e.Must, PersonName: sight.Person.Name, Recorded: name}
	if i := slices.IndexFunc(there, func(o Example) bool { return o.UserID == e.UserID && o.Ref() == e.Ref() }); i >= 0 {
		k.Action, k.Was = "updated", there[i].Must
	} else if len(there) >= maxExamples {
		return Examples{}, ErrMany
	}
	me := caller.From(ctx).UserID
	e.ID, e.CreatedBy, e.CreatedAt = id.New(), &me, clock.Now()
	if err := insertExample(ctx, &e); err != nil {
		return Examples{}, err
	}
	k.Example = e
	return Examples{e, sight.Person.Name, name}, s.bus.Publish(ctx, k)
}

// Drop removes an example.
func (s *Service) Drop(ctx context.Context, exampleID uuid.UUID) error {
	e, err := removeExample(ctx, exampleID)
	if err != nil {
		return err
	}
	w, err := s.world(ctx)
	if err != nil {
		return err
	}
	seen, err := lookAll(ctx, []record.Ref{e.Ref()})
	if err != nil {
		return err
	}
	k := Kept{Action: "deleted", Example: e, Was: e.Must, PersonName: w.name(e.UserID), Recorded: seen[e.Ref()].Name}
	return s.bus.Publish(ctx, k)
}
