package node

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error           // a unit of work on the platform
	OnNode   func(ctx context.Context, node int, f func(context.Context) error) error // one on a node's queue
	Lookup   func(variable string) (string, error)                                    // a setting, "" when it is not set
}

// Service is the way to the registry. Its methods open units of work themselves.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Nodes are the numbers of all nodes.
func (s *Service) Nodes(ctx context.Context) (ids []int, err error) {
	all, err := s.List(ctx)
	for _, n := range all {
		ids = append(ids, n.ID)
	}
	return ids, err
}

// List returns all nodes, the first one first.
func (s *Service) List(ctx context.Context) (all []Node, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = list(ctx)
		return err
	})
	return all, err
}

// ByName returns a node by its name.
func (s *Service) ByName(ctx context.Context, name string) (n Node, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		n, err = find(ctx, "name = ?", name)
		return err
	})
	return n, err
}

// Draft is a node that is not in the registry yet: its form is right, and neither its name nor its variable is taken.
func (s *Service) Draft(ctx context.Context, name, variable string) (Node, error) {
	n := Node{Name: name, URLFrom: variable, State: Open, CreatedAt: clock.Now()}
	if err := n.check(); err != nil {
		return n, err
	}
	all, err := s.List(ctx)
	for _, other := range all {
		if other.Name == name || other.URLFrom == variable {
			return n, ErrTaken
		}
	}
	return n, err
}

// Add enters a node that is ready for companies into the registry.
func (s *Service) Add(ctx context.Context, n Node) (Node, error) {
	return n, s.d.Platform(ctx, func(ctx context.Context) error { return insert(ctx, &n) })
}

// SetState opens a node for new companies, or closes it.
func (s *Service) SetState(ctx context.Context, name, state string) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		n, err := find(ctx, "name = ?", name)
		if err != nil {
			return err
		}
		if state == Closed {
			if alone, err := onlyOpen(ctx, n.ID); err != nil || alone {
				return orLast(err)
			}
		}
		return setState(ctx, n.ID, state)
	})
}

func orLast(err error) error {
	if err == nil {
		err = ErrLast
	}
	return err
}

// Lines tells of every node what is on it and whether it answers.
func (s *Service) Lines(ctx context.Context) (all []Line, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = lines(ctx)
		return err
	})
	for i := range all {
		l := &all[i]
		l.Trouble = s.d.OnNode(ctx, l.ID, func(ctx context.Context) (err error) {
			l.Jobs, err = waiting(ctx)
			return err
		})
	}
	return all, err
}
