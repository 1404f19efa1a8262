// Package diff compares two states of a record field by field, for timelines and the audit trail.
package diff

import (
	"fmt"
	"reflect"
	"sort"
	"sync"
	"time"
	"unicode"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Change is a field with its value before and after, named as in the API.
type Change struct {
	Field string `json:"field"`
	From  any    `json:"from"`
	To    any    `json:"to"`
	Label string `json:"label,omitempty" doc:"What the field was called then, where it is one of the company's own."`
	As    string `json:"as,omitempty" doc:"The field whose values these are like, where it is one of the company's own."`
}

// Fact is the value of a field that a record has beside those of its type: what it is called, and As the field of which
// its values are like.
type Fact struct {
	Label, As string
	Value     any
}

// Facts are told by a part of a record that holds several fields, by their names.
type Facts interface{ Facts() map[string]Fact }

// bookkeeping are fields that change with every save and say nothing.
var bookkeeping = map[string]bool{"id": true, "version": true, "createdAt": true, "updatedAt": true, "deletedAt": true}

// Between lists the fields in which two structs or maps differ, by name. Either may be nil: then every field that is not
// empty counts.
func Between(before, after any) []Change {
	a, b := fields(before), fields(after)
	var all []Change
	for name := range merge(a, b) {
		if !bookkeeping[name] && !same(a[name], b[name]) {
			all = append(all, between(name, a[name], b[name]))
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Field < all[j].Field })
	return all
}

// between is a change of one field; what a fact is called now counts.
func between(name string, from, to any) Change {
	c := Change{Field: name, From: from, To: to}
	for _, v := range []any{from, to} {
		if f, is := v.(Fact); is {
			c.Label, c.As = f.Label, f.As
		}
	}
	c.From, c.To = bare(from), bare(to)
	return c
}

func bare(v any) any {
	if f, is := v.(Fact); is {
		return f.Value
	}
	return v
}

// Open leaves out of the changes of a record of a kind those of fields that are hidden from the caller.
func Open(c *caller.Caller, kind string, all []Change) []Change {
	open := all[:0:0]
	for _, ch := range all {
		if !db.Hidden(c, kind, ch.Field) {
			open = append(open, ch)
		}
	}
	return open
}

// Reworded puts other words for the texts that a field had and has.
func Reworded(all []Change, field string, words func(string) string) []Change {
	for i, c := range all {
		if c.Field == field {
			all[i].From, all[i].To = reword(c.From, words), reword(c.To, words)
		}
	}
	return all
}

func reword(v any, words func(string) string) any {
	if s, is := v.(string); is {
		return words(s)
	}
	return v
}

func merge(a, b map[string]any) map[string]bool {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}

// same compares by what is shown: an absent value, nil and an empty one are the same.
func same(a, b any) bool { return text(bare(a)) == text(bare(b)) }

func text(v any) string {
	if v == nil || reflect.ValueOf(v).IsZero() {
		return ""
	}
	if t, ok := v.(time.Time); ok {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

func fields(v any) map[string]any {
	all := map[string]any{}
	r := reflect.ValueOf(v)
	for r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	switch r.Kind() {
	case reflect.Map:
		for _, k := range r.MapKeys() {
			all[k.String()] = r.MapIndex(k).Interface()
		}
	case reflect.Struct:
		structFields(r, all)
	}
	return all
}

// part is a field of a type that counts: where it is, and what it is called.
type part struct {
	at   int
	name string
}

var parts sync.Map // of a type, worked out once

func partsOf(t reflect.Type) []part {
	if known, ok := parts.Load(t); ok {
		return known.([]part)
	}
	var all []part
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("diff") != "-" {
			all = append(all, part{i, camel(f.Name)})
		}
	}
	parts.Store(t, all)
	return all
}

func structFields(r reflect.Value, all map[string]any) {
	for _, p := range partsOf(r.Type()) {
		v := r.Field(p.at)
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				continue
			}
			v = v.Elem()
		}
		if several, is := v.Interface().(Facts); is {
			for name, fact := range several.Facts() {
				all[name] = fact
			}
			continue
		}
		all[p.name] = told(v.Interface())
	}
}

// told is a value as it stands in a history: what has several parts says itself how it reads.
func told(v any) any {
	if t, ok := v.(interface{ Told() string }); ok {
		return t.Told()
	}
	return v
}

// camel makes a Go name the API's: OwnerID becomes ownerId.
func camel(name string) string {
	r := []rune(name)
	for i := range r {
		newWord := i > 0 && unicode.IsUpper(r[i]) && (unicode.IsLower([]rune(name)[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1]))
		if !newWord {
			r[i] = unicode.ToLower(r[i])
		}
	}
	return string(r)
}
