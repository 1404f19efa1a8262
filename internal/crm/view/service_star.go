package view

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Favourite is a record that somebody keeps at hand, with its name.
type Favourite struct {
	record.Ref
	Name string
}

// starKinds are the kinds of records that can be favourites, in the order in which they are listed.
var starKinds = []string{"contact", "company", "deal", madeKind}

// Favourites are the records that the caller keeps at hand, as far as they may see them: by kind, the latest first.
func (s *Service) Favourites(ctx context.Context) (all []Favourite, err error) {
	chosen, err := starred(ctx, false)
	if err != nil {
		return nil, err
	}
	for _, kind := range starKinds {
		stars := starsOf(chosen, kind).Stars
		if len(stars) == 0 {
			continue
		}
		names, err := s.named(ctx, kind, stars)
		if err != nil {
			return nil, err
		}
		for _, id := range stars {
			if name, seen := names[id]; seen {
				all = append(all, Favourite{record.Ref{Kind: kind, ID: id}, name})
			}
		}
	}
	return all, nil
}

// named are the names of those records that the caller may see.
func (s *Service) named(ctx context.Context, kind string, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	if readable(ctx, kind) != nil || s.Records[kind] == nil {
		return nil, nil
	}
	return s.Records[kind](ctx, ids)
}

func starsOf(all []Choice, kind string) Choice {
	if i := slices.IndexFunc(all, func(c Choice) bool { return c.Object == kind }); i >= 0 {
		return all[i]
	}
	return Choice{Object: kind}
}

// Star puts a record among the caller's favourites. ErrNoRecord, ErrStars.
func (s *Service) Star(ctx context.Context, of record.Ref) error {
	if err := s.seen(ctx, of); err != nil {
		return err
	}
	all, err := starred(ctx, true)
	if err != nil {
		return err
	}
	c := starsOf(all, of.Kind)
	if slices.Contains(c.Stars, of.ID) {
		return nil
	}
	c.Stars = slices.Insert(c.Stars, 0, of.ID)
	if err := s.fit(ctx, all, &c); err != nil {
		return err
	}
	return starNow(ctx, c)
}

// fit refuses one favourite too many. Those that the person can't see any more give way first.
func (s *Service) fit(ctx context.Context, all []Choice, c *Choice) error {
	n := len(c.Stars)
	for _, other := range all {
		if other.Object != c.Object {
			n += len(other.Stars)
		}
	}
	if n <= maxStars {
		return nil
	}
	names, err := s.named(ctx, c.Object, c.Stars)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(c.Stars), func(id uuid.UUID) bool { _, seen := names[id]; return !seen })
	if n-len(c.Stars)+len(left) > maxStars {
		return ErrStars
	}
	c.Stars = left
	return nil
}

// seen refuses a record that the caller may not see.
func (s *Service) seen(ctx context.Context, of record.Ref) error {
	names, err := s.named(ctx, of.Kind, []uuid.UUID{of.ID})
	if _, there := names[of.ID]; err == nil && !there {
		err = ErrNoRecord
	}
	return err
}

// Unstar takes a record from among the caller's favourites, one that is out of their sight too. ErrNoRecord.
func (s *Service) Unstar(ctx context.Context, of record.Ref) error {
	all, err := starred(ctx, true)
	if err != nil {
		return err
	}
	c := starsOf(all, of.Kind)
	at := slices.Index(c.Stars, of.ID)
	if at < 0 {
		return s.seen(ctx, of)
	}
	c.Stars = slices.Delete(c.Stars, at, at+1)
	return starNow(ctx, c)
}

func starNow(ctx context.Context, c Choice) error {
	c.UserID, c.UpdatedAt = caller.From(ctx).UserID, clock.Now()
	return keepStars(ctx, &c)
}
