package diff

import (
	"context"

	"github.com/google/uuid"
)

// Namer gives the names of records; those that the caller may not see are missing.
type Namer func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)

// Namers are by the field whose values are ids of what they name.
type Namers map[string]Namer

// Resolve puts names in the place of ids, and nothing in the place of ids without a name. The changes are those read back
// from JSON.
func (n Namers) Resolve(ctx context.Context, lists ...[]Change) error {
	for field, namer := range n {
		var of []*Change
		var ids []uuid.UUID
		for _, list := range lists {
			for i, c := range list {
				if c.Field == field {
					of, ids = append(of, &list[i]), append(ids, idsIn(c.From, c.To)...)
				}
			}
		}
		if len(ids) == 0 {
			continue
		}
		names, err := namer(ctx, ids)
		if err != nil {
			return err
		}
		for _, c := range of {
			c.From, c.To = named(c.From, names), named(c.To, names)
		}
	}
	return nil
}

func idsIn(values ...any) (ids []uuid.UUID) {
	for _, v := range values {
		text, _ := v.(string)
		if u, err := uuid.Parse(text); err == nil {
			ids = append(ids, u)
		}
	}
	return ids
}

func named(v any, names map[uuid.UUID]string) any {
	ids := idsIn(v)
	if len(ids) == 0 {
		return v
	}
	if name := names[ids[0]]; name != "" {
		return name
	}
	return nil
}
