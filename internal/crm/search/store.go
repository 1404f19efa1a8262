package search

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// finder reads the records of one kind that fit a text best.
type finder interface {
	ReadFound(ctx context.Context, text string, limit int, to *[]record.Hit) db.Read
}

// find asks all kinds in one round trip.
func (s *Service) find(ctx context.Context, text string) ([]Hit, error) {
	found := make([][]record.Hit, len(s.kinds))
	reads := make([]db.Read, len(s.kinds))
	for i, k := range s.kinds {
		reads[i] = k.in.ReadFound(ctx, text, best, &found[i])
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	var all []Hit
	for i, hits := range found {
		for _, h := range hits {
			all = append(all, Hit{s.kinds[i].name, h})
		}
	}
	return all, nil
}
