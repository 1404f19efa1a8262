// Package naming puts names to records of several kinds at once, for what is about records that it knows by reference only.
// It stores nothing and decides nothing: who may see which record is each kind's own matter.
package naming

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Reader reads the names of those records of one kind that the caller may see. ids is a list of them or a query for them.
type Reader interface {
	ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read
}

// Readers are the readers of all kinds, by kind.
type Readers map[string]Reader

// Of gives the names of records in one round trip; those that the caller can't see are missing, as are kinds nobody reads.
func (rs Readers) Of(ctx context.Context, refs []record.Ref) (map[record.Ref]string, error) {
	ids := map[string][]uuid.UUID{}
	for _, ref := range refs {
		ids[ref.Kind] = append(ids[ref.Kind], ref.ID)
	}
	found := map[string]*[]record.Named{}
	var reads []db.Read
	for kind, of := range ids {
		if r := rs[kind]; r != nil {
			found[kind] = new([]record.Named)
			reads = append(reads, r.ReadNames(ctx, of, found[kind]))
		}
	}
	all := map[record.Ref]string{}
	if len(reads) == 0 {
		return all, nil
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	for kind, rows := range found {
		for _, r := range *rows {
			all[record.Ref{Kind: kind, ID: r.ID}] = r.Name
		}
	}
	return all, nil
}
