package bulk

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/diff"
)

// PutBack gives a field of a record the value that it had before an entry of its timeline, as an edit like any other. When
// somebody has changed the field again since, it is refused, unless the caller says anyway.
func (s *Service) PutBack(ctx context.Context, entry uuid.UUID, field string, anyway bool) error {
	ref, changes, err := s.Activities.Changes(ctx, entry)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.Field == field && Backable(ref.Kind, field) {
			return s.putBack(ctx, ref.Kind, ref.ID, c, anyway)
		}
	}
	return ErrNoBack
}

func (s *Service) putBack(ctx context.Context, kind string, id uuid.UUID, c diff.Change, anyway bool) error {
	switch kind {
	case contact.Kind:
		now, err := s.Contacts.Find(ctx, id)
		if err != nil {
			return err
		}
		return back(now, now.Version, c, anyway, func(version int, d contact.Draft) error { _, err := s.Contacts.Update(ctx, id, version, d); return err })
	case company.Kind:
		now, err := s.Companies.Find(ctx, id)
		if err != nil {
			return err
		}
		return back(now, now.Version, c, anyway, func(version int, d company.Draft) error {
			_, err := s.Companies.Update(ctx, id, version, d)
			return err
		})
	default:
		now, err := s.Deals.Find(ctx, id)
		if err != nil {
			return err
		}
		return back(now.Deal, now.Version, c, anyway, func(version int, d deal.Draft) error { _, err := s.Deals.Update(ctx, id, version, d); return err })
	}
}

// back updates a record with a draft that holds the earlier value of one field.
func back[D any](now any, version int, c diff.Change, anyway bool, update func(version int, d D) error) error {
	if !anyway && holds(now, c.Field) != told(c.To) {
		return ErrMoved
	}
	var d D
	if err := set(&d, c.Field, told(c.From)); err != nil {
		return err
	}
	return update(version, d)
}
