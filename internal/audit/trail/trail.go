// Package trail keeps who did what to which record, with the fields before and after. It only grows: nobody, and not even
// the program, can change an entry. What happens in a company's own schema is kept there; sign-in, seats and billing are
// kept with the platform, and both are read as one.
package trail

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Kind names the trail in permissions.
const Kind = "audit"

// Entry is one act.
type Entry struct {
	ID           uuid.UUID
	At           time.Time
	ActorID      *uuid.UUID // nil when no person acted
	ActorName    string     // as it was then; a part of the program when no person acted
	Action, Kind string
	RecordID     *uuid.UUID // nil for acts on many records, such as an export
	RecordName   string     // as it was then
	Changes      changes
	Salt         string // makes the digest of an entry tell nothing once its values are gone; empty for older ones
}

// entry makes the entry of a change that happens now.
func entry(ctx context.Context, e event.Changed) Entry {
	c := caller.From(ctx)
	t := Entry{ID: id.New(), At: clock.Now(), ActorName: c.Name, Action: e.Action, Kind: e.Ref.Kind, RecordName: e.Name,
		Changes: diff.Between(e.Before, e.After)}
	if e.Action == "deleted" {
		t.Changes = nil // the record is kept in the trash
	}
	if c.UserID != uuid.Nil {
		t.ActorID = &c.UserID
	}
	if e.Ref.ID != uuid.Nil {
		t.RecordID = &e.Ref.ID
	}
	return t
}

// newestFirst orders entries as the lists do: by time, then by id.
func newestFirst(a, b Entry) int {
	if c := b.At.Compare(a.At); c != 0 {
		return c
	}
	return bytes.Compare(b.ID[:], a.ID[:])
}

// merge makes one list of two that are in order.
func merge(a, b []Entry) []Entry {
	all := slices.Concat(a, b)
	slices.SortFunc(all, newestFirst)
	return all
}
