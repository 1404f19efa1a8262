// Package record names a record of any domain without knowing the domain.
package record

import (
	"time"

	"github.com/google/uuid"
)

// Ref points to one record: Kind is the owning package's Kind, such as "contact".
type Ref struct {
	Kind string
	ID   uuid.UUID
}

// IsZero tells whether the reference points to nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// Named is a record's id with the name that people read.
type Named struct {
	ID   uuid.UUID
	Name string
}

// Hit is a record that a search found. Score tells how well it fits, 1 at best.
type Hit struct {
	ID              uuid.UUID
	Title, Subtitle string
	Score           float64
	At              time.Time // of its last change
	Type            string    // where the kind has types
	AboutKind       string    // with AboutID the record that it is about, where the kind is about others
	AboutID         *uuid.UUID
}

// Tally is how often a person did something of a type.
type Tally struct {
	UserID uuid.UUID
	Type   string
	Count  int64
}
