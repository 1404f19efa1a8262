package diff

import (
	"cmp"
	"context"
	"regexp"

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
				if cmp.Or(c.As, c.Field) == field {
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

// id finds ids, also within a text.
var id = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

func idsIn(values ...any) (ids []uuid.UUID) {
	for _, v := range values {
		text, _ := v.(string)
		for _, found := range id.FindAllString(text, -1) {
			ids = append(ids, uuid.MustParse(found))
		}
	}
	return ids
}

// unnamed stands within a text for what the reader may not see.
const unnamed = "•••"

func named(v any, names map[uuid.UUID]string) any {
	text, _ := v.(string)
	switch found := id.FindString(text); {
	case found == "":
		return v
	case found == text:
		if name := names[uuid.MustParse(text)]; name != "" {
			return name
		}
		return nil
	}
	return id.ReplaceAllStringFunc(text, func(found string) string {
		return cmp.Or(names[uuid.MustParse(found)], unnamed)
	})
}
