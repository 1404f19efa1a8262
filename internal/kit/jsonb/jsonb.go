// Package jsonb keeps what a record has several of in the record's own row, as JSON: so it is read, written, hidden and
// versioned with the record. What is looked up from elsewhere, or shared by records, has a table of its own instead.
package jsonb

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// List is several values in one column; nil and none are the same.
type List[T any] []T

// Value implements driver.Valuer.
func (l List[T]) Value() (driver.Value, error) {
	return Value(l)
}

// MarshalJSON implements json.Marshaler.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}

// Scan implements sql.Scanner.
func (l *List[T]) Scan(src any) error {
	if is(src, "[]") { // most lists, and a page of records has hundreds
		*l = List[T]{}
		return nil
	}
	return Scan(src, (*[]T)(l))
}

func is(src any, text string) bool {
	data, ok := src.([]byte)
	return ok && string(data) == text || src == any(text)
}

// Told is the list as people read it in a history of changes.
func (l List[T]) Told() string {
	all := make([]string, len(l))
	for i, v := range l {
		all[i] = fmt.Sprint(v)
	}
	return strings.Join(all, ", ")
}

// Value is v as a driver takes JSON.
func Value(v any) (driver.Value, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

// Scan reads JSON, in the ways in which drivers give it, into what to points to.
func Scan(src, to any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), to)
	case []byte:
		return json.Unmarshal(v, to)
	default:
		return fmt.Errorf("jsonb: can't read a %T", src)
	}
}

// Without is JSON without all that a field says: the members of objects that are called so, and in lists the objects of whose
// member field it is the value.
func Without(data []byte, field string) ([]byte, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(without(v, field))
}

func without(v any, field string) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, field)
		for key, inner := range v {
			v[key] = without(inner, field)
		}
	case []any:
		kept := []any{}
		for _, one := range v {
			if m, is := one.(map[string]any); is && m["field"] == field {
				continue
			}
			kept = append(kept, without(one, field))
		}
		return kept
	}
	return v
}
