package view

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// segment is the name of the condition that a record is in a shared view.
const segment = "segment"

// Tree is what a question to a list asks for. In the place of segments stands what they ask for, as far as the caller may:
// it is looked up anew each time, with the caller's rights.
func Tree(ctx context.Context, object string, q page.Query) (page.Tree, error) {
	t, err := q.Tree()
	if err != nil {
		return t, err
	}
	ids, err := segments(t)
	if err != nil || len(ids) == 0 {
		return t, err
	}
	found, err := shared(ctx, object, ids)
	if err != nil {
		return t, err
	}
	return t.Replace(func(c page.Tree) (page.Tree, error) {
		if c.Field != segment {
			return c, nil
		}
		return within(ctx, found[c.Value], c)
	})
}

// segments are those that a tree asks for.
func segments(t page.Tree) (ids []uuid.UUID, err error) {
	for _, c := range t.Conditions() {
		if c.Field != segment {
			continue
		}
		id, err := uuid.Parse(c.Value)
		if err != nil || c.Op != "is" && c.Op != "not" || id.String() != c.Value {
			return nil, page.ErrList.On(segment)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// within is what a segment asks for. A search is no condition, and a segment in a segment would have no end.
func within(ctx context.Context, v View, c page.Tree) (page.Tree, error) {
	if v.ID == uuid.Nil || v.Search != "" {
		return c, ErrSegment
	}
	t, err := v.query().Tree()
	if err != nil {
		return c, ErrSegment.Because(err)
	}
	if more, err := segments(t); err != nil || len(more) > 0 {
		return c, ErrSegment
	}
	if closed(ctx, v.Object, t) {
		return c, ErrClosed.On(segment)
	}
	t.Not = c.Op == "not"
	return t, nil
}

// closed tells whether conditions ask for a field that the caller does not see, or sees masked.
func closed(ctx context.Context, object string, t page.Tree) bool {
	who, kind := caller.From(ctx), kindOf(object)
	for _, c := range t.Conditions() {
		part := page.PartOf(c.Field)
		if field := db.FieldOf(kind, part); field != "" {
			part = field
		}
		if mask := who.Field(kind, part); mask == caller.Hide || mask == caller.Masked {
			return true
		}
	}
	return false
}
