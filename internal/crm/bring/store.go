package bring

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// Search is how records of a kind are found again.
type Search[T any] struct {
	Kind string
	Dry  bool                                    // whether they are not to be locked
	Lead func(rows *gorm.DB) (*gorm.DB, error)   // narrows rows to those that keys and names lead to
	Told func(one *T) (id uuid.UUID, key string) // the key is what it has in the field by which records are found again
}

// Candidates reads records, the caller's to change first, and locks them unless it is only to be told what would happen.
func (s Search[T]) Candidates(ctx context.Context) ([]One[T], error) {
	var (
		seen []T
		mine []struct{ ID uuid.UUID }
	)
	q := db.Whole(ctx, s.Kind)
	if !s.Dry {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	visible, err := s.Lead(q)
	if err != nil {
		return nil, err
	}
	writable, err := s.Lead(db.May(ctx, s.Kind, "update").Model(new(T)).Select(s.Kind + ".id"))
	if err != nil {
		return nil, err
	}
	if err := db.Fetch(ctx, db.Into(visible.Order(s.Kind+".id"), &seen), db.Into(writable, &mine)); err != nil { // sql: kinds are written in the code
		return nil, err
	}
	may := map[uuid.UUID]bool{}
	for _, m := range mine {
		may[m.ID] = true
	}
	all := make([]One[T], 0, len(seen))
	for _, first := range []bool{true, false} {
		for i := range seen {
			if id, key := s.Told(&seen[i]); may[id] == first {
				all = append(all, One[T]{Record: &seen[i], Key: key, Writable: first})
			}
		}
	}
	return all, nil
}
