// Package record names a record of any domain without knowing the domain.
package record

import "github.com/google/uuid"

// Ref points to one record: Kind is the owning package's Kind, such as "contact".
type Ref struct {
	Kind string
	ID   uuid.UUID
}

// IsZero tells whether the reference points to nothing.
func (r Ref) IsZero() bool { return r == Ref{} }
