package trail

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
)

type (
	// people tells the names of the tenant's members, former ones included.
	people interface {
		Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	}
	// platform runs a look-up in a unit of work on the platform's schema.
	platform func(ctx context.Context, f func(context.Context) error) error
)

// Service writes and reads the trail.
type Service struct {
	platform platform
	people   people
	namers   diff.Namers
}

// NewService returns a service that looks up the platform's part of the trail through platform. namers name what stands in
// changed fields, such as the owner in ownerId.
func NewService(platform platform, people people, namers diff.Namers) *Service {
	return &Service{platform, people, namers}
}

// On writes an entry for a change, in the unit of work that made it. A save that changed nothing leaves none.
func (s *Service) On(ctx context.Context, e event.Changed) error {
	t := entry(ctx, e)
	if e.Action == "updated" && len(t.Changes) == 0 {
		return nil
	}
	return insert(ctx, t)
}

// List returns one page of the company's trail, newest first, and the cursor of the next. It works in a unit on the tenant.
func (s *Service) List(ctx context.Context, f Filter) ([]Entry, *string, error) {
	own, err := list(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	theirs, err := s.listPlatform(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	entries, next := page.Cut(ownSpec, f.query(), merge(own, theirs), sortValue)
	return entries, next, s.dress(ctx, entries)
}

// dress gives people their present names, and names to the ids in changes.
func (s *Service) dress(ctx context.Context, entries []Entry) error {
	var ids []uuid.UUID
	lists := make([][]diff.Change, len(entries))
	for i, e := range entries {
		entries[i].Changes = diff.Open(caller.From(ctx), e.Kind, e.Changes)
		lists[i] = entries[i].Changes
		if e.ActorID != nil {
			ids = append(ids, *e.ActorID)
		}
	}
	names, err := s.people.Names(ctx, ids)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if e.ActorID != nil && names[*e.ActorID] != "" {
			entries[i].ActorName = names[*e.ActorID]
		}
	}
	return s.namers.Resolve(ctx, lists...)
}
