package bulk

import (
	"context"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/kit/page"
)

// choose keeps on which records an act is, and counts them.
func (s *Service) choose(ctx context.Context, set changeset.Set, o Order) (int64, error) {
	if o.Question == nil {
		return s.Changes.Choose(ctx, set, o.IDs)
	}
	q, err := s.matching(ctx, o)
	if err != nil {
		return 0, err
	}
	return s.Changes.ChooseAll(ctx, set, q, maxRecords+1)
}

// matching is a query for the ids of the records that fit a list's question, as far as the caller sees them.
func (s *Service) matching(ctx context.Context, o Order) (*gorm.DB, error) {
	q := page.Query{Search: o.Question.Search, Filter: o.Question.Filter, Where: o.Question.Where}
	switch o.Object {
	case contact.Kind:
		return s.Contacts.Matching(ctx, q)
	case company.Kind:
		return s.Companies.Matching(ctx, q)
	case deal.Kind:
		return s.Deals.Matching(ctx, q)
	case task.Kind:
		return s.Tasks.Matching(ctx, task.Filter{Query: q, Status: task.Status(o.Question.Status)})
	default:
		made, err := s.Objects.Coded(ctx, o.Object)
		if err != nil {
			return nil, err
		}
		return s.Objects.Matching(ctx, made, q)
	}
}
