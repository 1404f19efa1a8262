// Package patch tells apart the three things a field of a PATCH can say: nothing (leave it), null (clear it), a value.
package patch

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Field is one optional, clearable field. Tag it omitempty, so that it is not required.
type Field[T any] struct {
	Set, Null bool
	Value     T
}

// Of is a field that was sent with a value.
func Of[T any](v T) Field[T] { return Field[T]{Set: true, Value: v} }

// UnmarshalJSON implements json.Unmarshaler; it is not called for absent fields.
func (f *Field[T]) UnmarshalJSON(data []byte) error {
	f.Set = true
	if bytes.Equal(data, []byte("null")) {
		f.Null = true
		return nil
	}
	return json.Unmarshal(data, &f.Value)
}

// MarshalJSON implements json.Marshaler: it is the fingerprint of what was asked.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if !f.Set || f.Null {
		return []byte("null"), nil
	}
	return json.Marshal(f.Value)
}

// Schema implements huma.SchemaProvider: the value's schema, or null. It is written out in place: huma takes null only
// where a schema itself is nullable.
func (f Field[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), false, "")
	s.Nullable = true
	return &s
}

// To writes what was sent into a place where nil means nothing.
func (f Field[T]) To(p **T) {
	switch {
	case f.Null:
		*p = nil
	case f.Set:
		v := f.Value
		*p = &v
	}
}

// Or writes what was sent into a place; null clears it to the zero value.
func (f Field[T]) Or(p *T) {
	if f.Set {
		*p = f.Value
	}
}

// Draft is what was sent for a draft in which nil leaves a field as it is; null is sent on as the zero value.
func (f Field[T]) Draft() *T {
	if !f.Set {
		return nil
	}
	return &f.Value
}
