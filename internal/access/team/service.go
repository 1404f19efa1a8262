package team

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// people tells the names of those who work here; identity/member does.
type people interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// Service is the way to teams. Its methods run in a unit of work on the tenant.
type Service struct {
	bus    *event.Bus
	people people
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, people people) *Service { return &Service{bus: bus, people: people} }

// Of returns what teams open to a person: see Tree.Of.
func (s *Service) Of(ctx context.Context, userID uuid.UUID) (teams, mates []uuid.UUID, err error) {
	tree, err := list(ctx)
	teams, mates = tree.Of(userID)
	return teams, mates, err
}

// List returns all teams with their members, by name.
func (s *Service) List(ctx context.Context) (Tree, error) { return list(ctx) }

// Names returns the names of teams.
func (s *Service) Names(ctx context.Context) (map[uuid.UUID]string, error) {
	all, err := list(ctx)
	names := make(map[uuid.UUID]string, len(all))
	for _, t := range all {
		names[t.ID] = t.Name
	}
	return names, err
}

// Create adds a team.
func (s *Service) Create(ctx context.Context, d Draft) (Team, error) {
	if err := lock(ctx); err != nil {
		return Team{}, err
	}
	now := clock.Now()
	t := Team{ID: id.New(), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.check(ctx, &t, d); err != nil {
		return t, err
	}
	if err := insert(ctx, &t); err != nil {
		return t, err
	}
	return t, s.bus.Publish(ctx, Changed{Action: "created", After: t})
}

// Update changes a team, unless it was saved since the caller read version.
func (s *Service) Update(ctx context.Context, teamID uuid.UUID, version int, d Draft) (Team, error) {
	t, err := find(ctx, teamID)
	if err != nil {
		return t, err
	}
	before := t
	if err := lock(ctx); err != nil {
		return t, err
	}
	if err := s.check(ctx, &t, d); err != nil {
		return t, err
	}
	if err := update(ctx, &t, version); err != nil {
		return t, err
	}
	return t, s.bus.Publish(ctx, Changed{"updated", before, t})
}

// Delete removes a team; what was shared with it is not shared any more.
func (s *Service) Delete(ctx context.Context, teamID uuid.UUID) error {
	if err := lock(ctx); err != nil {
		return err
	}
	t, err := find(ctx, teamID)
	if err != nil {
		return err
	}
	tree, err := list(ctx)
	if err != nil {
		return err
	}
	if len(tree.Below(teamID)) > 1 {
		return ErrHasTeams
	}
	if err := remove(ctx, t); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Changed{"deleted", t, t})
}

// Plan tells what a draft would make of a team, nil for a new one, and of the tree.
func (s *Service) Plan(ctx context.Context, teamID *uuid.UUID, d Draft) (tree Tree, after Team, err error) {
	t := Team{ID: id.New()}
	if teamID != nil {
		if t, err = find(ctx, *teamID); err != nil {
			return nil, t, err
		}
	}
	if err := s.check(ctx, &t, d); err != nil {
		return nil, t, err
	}
	tree, err = list(ctx)
	return tree, t, err
}

// check applies a draft and makes sure that the team stands in a tree and that everybody in it works here.
func (s *Service) check(ctx context.Context, t *Team, d Draft) error {
	if err := t.apply(d); err != nil {
		return err
	}
	if d.ParentID.Set {
		tree, err := list(ctx)
		if err != nil {
			return err
		}
		if err := tree.places(*t); err != nil {
			return err
		}
	}
	if d.Members == nil {
		return nil
	}
	names, err := s.people.Names(ctx, ids(t.Members))
	if err != nil {
		return err
	}
	for _, m := range t.Members {
		if _, ok := names[m.UserID]; !ok {
			return ErrStranger
		}
	}
	return nil
}

func ids(ms []Member) []uuid.UUID {
	all := make([]uuid.UUID, len(ms))
	for i, m := range ms {
		all[i] = m.UserID
	}
	return all
}
