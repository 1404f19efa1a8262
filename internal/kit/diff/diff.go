// Package diff tells in which fields two states of a record differ, in the words of the API.
package diff

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// Change is one field before and after; nil where there was or is nothing.
type Change struct {
	Field string `json:"field"`
	From  any    `json:"from"`
	To    any    `json:"to"`
}

// housekeeping are fields that change with every save, or never.
var housekeeping = []string{"ID", "Version", "CreatedAt", "UpdatedAt", "DeletedAt"}

// Of compares two structs or maps of one type by their exported fields, except housekeeping and fields tagged diff:"-".
// With nil before, all that is set counts as new; with nil after there is nothing to tell, since what is gone is kept in
// the trash.
func Of(before, after any) []Change {
	old, now := fields(before), fields(after)
	changes := []Change{}
	for _, f := range now {
		was := valueIn(old, f.name)
		if !reflect.DeepEqual(was, f.value) && !(before == nil && f.value == false) {
			changes = append(changes, Change{f.name, was, f.value})
		}
	}
	return changes
}

type field struct {
	name  string
	value any
}

func valueIn(fs []field, name string) any {
	i := slices.IndexFunc(fs, func(f field) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return fs[i].value
}

func fields(state any) []field {
	v := reflect.Indirect(reflect.ValueOf(state))
	switch v.Kind() {
	case reflect.Struct:
		return fieldsOfStruct(v)
	case reflect.Map:
		return fieldsOfMap(v)
	default:
		return nil
	}
}

func fieldsOfStruct(v reflect.Value) (fs []field) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case !f.IsExported() || f.Tag.Get("diff") == "-" || slices.Contains(housekeeping, f.Name):
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			fs = append(fs, fieldsOfStruct(v.Field(i))...)
		default:
			fs = append(fs, field{apiName(f.Name), plain(v.Field(i))})
		}
	}
	return fs
}

func fieldsOfMap(v reflect.Value) (fs []field) {
	for _, key := range v.MapKeys() {
		fs = append(fs, field{key.String(), plain(v.MapIndex(key))})
	}
	slices.SortFunc(fs, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return fs
}

// plain is a value as JSON would carry it; nil for nothing.
func plain(v reflect.Value) any {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.IsZero() && v.Kind() != reflect.Bool {
		return nil
	}
	if t, ok := v.Interface().(time.Time); ok {
		return t.UTC().Format(time.RFC3339Nano)
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	return v.Interface()
}

// apiName is OwnerID → ownerId.
func apiName(name string) string {
	if rest, ok := strings.CutSuffix(name, "ID"); ok {
		name = rest + "Id"
	}
	first := []rune(name)
	first[0] = unicode.ToLower(first[0])
	return string(first)
}

// Namer gives the names of records; those that the caller may not see are missing.
type Namer func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)

// Resolve puts names in the place of the ids in the fields that have a namer, and nothing in the place of ids without a
// name. The changes are those read back from JSON.
func Resolve(ctx context.Context, changes []*Change, namers map[string]Namer) error {
	for name, namer := range namers {
		var ids []uuid.UUID
		of := slices.DeleteFunc(slices.Clone(changes), func(c *Change) bool { return c.Field != name })
		for _, c := range of {
			ids = append(ids, idsIn(c.From, c.To)...)
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
	for _, u := range idsIn(v) {
		if name := names[u]; name != "" {
			return name
		}
		return nil
	}
	return v
}
