// Package owner decides to whom a record belongs and to whom it may be given. It stores nothing: each record has its own
// owner.
package owner

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// People tells the names of the tenant's members.
type People interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// What can go wrong with an owner.
var (
	ErrUnknown = errs.New(errs.Invalid, "owner.unknown", "There is no such colleague.").On("ownerId")
	ErrNeeded  = errs.New(errs.Invalid, "owner.needed", "Choose a colleague to hand this over to.").On("ownerId")
	ErrFixed   = errs.New(errs.Forbidden, "owner.fixed", "You can't hand over what is assigned to you.").On("ownerId")
)

// Self is the caller as owner of what they make; nobody, when a part of the program acts.
func Self(ctx context.Context) *uuid.UUID {
	if me := caller.From(ctx).UserID; me != uuid.Nil {
		return &me
	}
	return nil
}

// Give sets the owner that was sent, if any. Who may update only what is assigned to them gives nothing away; who may
// update only their own records hands them over to a colleague, not to nobody.
func Give(ctx context.Context, people People, kind string, f patch.Field[uuid.UUID], to **uuid.UUID) error {
	if !f.Set || !f.Null && *to != nil && **to == f.Value || f.Null && *to == nil {
		return nil
	}
	scope := caller.From(ctx).May(kind, "update")
	switch {
	case !scope.Wider(caller.Assigned):
		return ErrFixed
	case f.Null && !scope.Wider(caller.Own):
		return ErrNeeded
	case !f.Null:
		names, err := people.Names(ctx, []uuid.UUID{f.Value})
		if err != nil {
			return err
		}
		if names[f.Value] == "" {
			return ErrUnknown
		}
	}
	f.To(to)
	return nil
}

// Names are the names of the owners of some records.
func Names[T any](ctx context.Context, people People, records []T, of func(T) *uuid.UUID) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	seen := map[uuid.UUID]bool{}
	for _, r := range records {
		if u := of(r); u != nil && !seen[*u] {
			ids, seen[*u] = append(ids, *u), true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return people.Names(ctx, ids)
}
