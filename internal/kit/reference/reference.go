// Package reference knows which columns of a company's tables hold ids of records that can be merged, moves what refers to
// one record to another, and moves it back. Each domain says it of its own tables; which records are merged, and why, is
// crm/merge's business.
package reference

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
)

// Moved is what was moved from one record to another in one place.
type Moved struct {
	Keys   []string          `json:"keys,omitempty"`   // of the rows that were moved
	Folded []json.RawMessage `json:"folded,omitempty"` // rows that the other record had already, as they were; they are gone while it is one
}

// Mover moves what refers to records in one place.
type Mover interface {
	// Place names the table and the column.
	Place() string
	// Covers are the columns that Move writes ids to, as table.column.
	Covers() []string
	// Of tells whether the place can refer to records of a kind.
	Of(kind string) bool
	// Move makes everything that refers to from refer to another record of its kind.
	Move(ctx context.Context, from record.Ref, to uuid.UUID) (Moved, error)
	// Back makes what was moved, and still refers to where it was moved, refer to the first record again. Later are the moves of
	// other records to the same one, in their order: they inherit what they share with it.
	Back(ctx context.Context, to record.Ref, from uuid.UUID, m Moved, later []*Moved) error
	// Count counts what the caller may see of it; told is false for what people don't think of as things.
	Count(ctx context.Context, of record.Ref) (name string, n int64, told bool, err error)
}

var movers []Mover

// Declare adds a mover. A domain calls it for a package variable, once, before anything is merged.
func Declare(m Mover) Mover {
	movers = append(movers, m)
	slices.SortFunc(movers, func(a, b Mover) int {
		if a.Place() < b.Place() {
			return -1
		}
		return 1
	})
	return m
}

// All are the movers, by the names of their places.
func All() []Mover { return movers }

// Moves are what was moved, by place.
type Moves map[string]Moved

// Move makes everything that refers to a record refer to another one of its kind.
func Move(ctx context.Context, from record.Ref, to uuid.UUID) (Moves, error) {
	all := Moves{}
	for _, m := range movers {
		if !m.Of(from.Kind) {
			continue
		}
		moved, err := m.Move(ctx, from, to)
		if err != nil {
			return nil, err
		}
		if len(moved.Keys)+len(moved.Folded) > 0 {
			all[m.Place()] = moved
		}
	}
	return all, nil
}

// Back takes moves to a record back. Later are those of others to the same record, in their order; what they inherit is
// written into them.
func Back(ctx context.Context, to record.Ref, from uuid.UUID, moves Moves, later []Moves) error {
	for _, m := range movers {
		moved, ok := moves[m.Place()]
		if !ok {
			continue
		}
		heirs := make([]*Moved, len(later))
		for i, l := range later {
			h := l[m.Place()]
			heirs[i] = &h
		}
		if err := m.Back(ctx, to, from, moved, heirs); err != nil {
			return err
		}
		for i, h := range heirs {
			if len(h.Keys)+len(h.Folded) > 0 {
				later[i][m.Place()] = *h
			}
		}
	}
	return nil
}

// Tally is how many things of a name refer to a record.
type Tally struct {
	Name  string
	Count int64
}

// Count counts what refers to a record, as far as the caller may see it, by the names under which people know it.
func Count(ctx context.Context, of record.Ref) (all []Tally, err error) {
	for _, m := range movers {
		if !m.Of(of.Kind) {
			continue
		}
		name, n, told, err := m.Count(ctx, of)
		if err != nil {
			return nil, err
		}
		if told && n > 0 {
			all = append(all, Tally{name, n})
		}
	}
	return all, nil
}
