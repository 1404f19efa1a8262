// Package owner decides to whom a record may be given. It stores nothing: each record has its own owner.
package owner

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// People knows the tenant's members: the names of all who are or were, and who works here now.
type People interface {
	Works(ctx context.Context, id uuid.UUID) (bool, error)
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// What can go wrong with an owner.
var (
	ErrUnknown = errs.New(errs.Invalid, "owner.unknown", "There is no such colleague.").On("ownerId")
	ErrNeeded  = errs.New(errs.Invalid, "owner.needed", "Choose a colleague to hand this over to.").On("ownerId")
	ErrFixed   = errs.New(errs.Forbidden, "owner.fixed", "You can't hand over what is assigned to you.").On("ownerId")
)

// Self is the caller as owner of what they make; nobody, when a part of the program acts, or another program with a key.
func Self(ctx context.Context) *uuid.UUID {
	c := caller.From(ctx)
	if c.MemberID == uuid.Nil {
		return nil
	}
	return &c.UserID
}

// Check tells whether the caller may give a record of a kind from one owner to another; nil is nobody. Who may update only
// what is assigned to them gives nothing away; who may update only their own records hands them over to a colleague, not
// to nobody.
func Check(ctx context.Context, people People, kind string, from, to *uuid.UUID) error {
	if from == nil && to == nil || from != nil && to != nil && *from == *to {
		return nil
	}
	scope := caller.From(ctx).May(kind, "update")
	switch {
	case !scope.Wider(caller.Assigned):
		return ErrFixed
	case to == nil && !scope.Wider(caller.Own):
		return ErrNeeded
	case to == nil:
		return nil
	}
	return Works(ctx, people, *to)
}

// Works refuses whoever does not, or no longer, work here: a record given to them would be lost from sight.
func Works(ctx context.Context, people People, id uuid.UUID) error {
	if id == caller.From(ctx).UserID {
		return nil
	}
	here, err := people.Works(ctx, id)
	if err == nil && !here {
		err = ErrUnknown
	}
	return err
}

// Among tells which of the people whom some rows name work here now; of names nobody by nil.
func Among[T any](ctx context.Context, people People, rows []T, of func(T) *uuid.UUID) (map[uuid.UUID]bool, error) {
	all := map[uuid.UUID]bool{}
	for _, r := range rows {
		id := of(r)
		if id == nil {
			continue
		}
		if _, asked := all[*id]; asked {
			continue
		}
		works, err := people.Works(ctx, *id)
		if err != nil {
			return nil, err
		}
		all[*id] = works
	}
	return all, nil
}
