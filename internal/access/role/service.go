package role

import (
	"context"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
)

// Service is the way to roles. Its methods run in a unit of work on the tenant.
type Service struct {
	bus      *event.Bus
	seatKind func(role string) string
}

// NewService returns a service that reports changes on bus; seatKind tells which kind of seat a role needs at least.
func NewService(bus *event.Bus, seatKind func(role string) string) *Service {
	return &Service{bus: bus, seatKind: seatKind}
}

// Compile returns what a role may do, by the policies as they are now.
func (s *Service) Compile(ctx context.Context, role string) (caller.Grants, error) {
	rules, err := list(ctx)
	if err != nil {
		return nil, err
	}
	e, err := enforcer(rules)
	if err != nil {
		return nil, err
	}
	return compile(e, role)
}

// List returns all roles with their rights, the most powerful first.
func (s *Service) List(ctx context.Context) ([]Role, error) {
	rules, err := list(ctx)
	if err != nil {
		return nil, err
	}
	e, err := enforcer(rules)
	if err != nil {
		return nil, err
	}
	all := make([]Role, len(Names))
	for i, name := range Names {
		g, err := compile(e, name)
		if err != nil {
			return nil, err
		}
		all[i] = Role{name, sorted(g)}
	}
	return all, nil
}

func sorted(g caller.Grants) []Grant {
	all := make([]Grant, 0, len(g))
	for right, scope := range g {
		object, action, _ := strings.Cut(right, ".")
		all = append(all, Grant{object, action, scope})
	}
	slices.SortFunc(all, func(a, b Grant) int { return strings.Compare(a.Object+"."+a.Action, b.Object+"."+b.Action) })
	return all
}

// Set gives a role a right in a scope, or takes it away with caller.None. It takes effect on every instance with the
// commit.
func (s *Service) Set(ctx context.Context, role string, g Grant) (Role, error) {
	switch {
	case !slices.Contains(Names, role):
		return Role{}, ErrNotFound
	case role == owner:
		return Role{}, ErrFixed
	}
	full, err := s.Compile(ctx, owner)
	if err != nil {
		return Role{}, err
	}
	if full.Of(g.Object, g.Action) == caller.None {
		return Role{}, ErrRight
	}
	if g.Scope.Wider(caller.From(ctx).May(g.Object, g.Action)) {
		return Role{}, ErrAbove
	}
	before, err := s.Compile(ctx, role)
	if err != nil {
		return Role{}, err
	}
	if err := save(ctx, role, g); err != nil {
		return Role{}, err
	}
	after, err := s.Compile(ctx, role)
	if err != nil {
		return Role{}, err
	}
	change := Changed{Role: role, Right: g.Object + "." + g.Action, Before: before.Of(g.Object, g.Action), After: after.Of(g.Object, g.Action)}
	return Role{role, sorted(after)}, s.bus.Publish(ctx, change)
}
