package search

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// finder reads the records of one kind that fit a search best.
type finder interface {
	ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read
}

// read asks kinds in one round trip.
func read(ctx context.Context, kinds []kind, q page.Search) ([]Group, error) {
	groups := make([]Group, len(kinds))
	reads := make([]db.Read, len(kinds))
	for i, k := range kinds {
		groups[i].Kind = k.name
		reads[i] = k.in.ReadFound(ctx, q, &groups[i].Hits)
	}
	return groups, db.Fetch(ctx, reads...)
}
