// Package bring takes rows of a file in as records of one kind, a batch in a handful of statements: it finds the records that
// are there already, changes them or makes new ones, and says of each row what became of it. What a valid record is, and by
// what it is found again, the package of its kind says. It stores nothing itself.
package bring

import "github.com/google/uuid"

// Fate is what became of a row.
type Fate int

// The fates. A row is skipped when its record is there and is not to be changed, or would not change.
const (
	Refused Fate = iota
	Created
	Updated
	Skipped
)

// Outcome is a row's fate and, when it was refused, the reason. A row that was taken can have a remark: what it says that its record
// does not.
type Outcome struct {
	Fate   Fate
	Err    error
	Remark error
}

// Note is a text to be written down about a record.
type Note struct {
	About uuid.UUID
	Text  string
}

// Found are records, or what there is to know of them, by what leads to them.
type Found[T any] struct {
	all   map[string]T
	keyOf func(T) string
}

// NewFound returns an empty Found; keyOf is what a record has in the field that leads to it before its names do.
func NewFound[T any](keyOf func(T) string) Found[T] {
	return Found[T]{map[string]T{}, keyOf}
}

// Put keeps a record under its key and under its names; who is there already stays.
func (f Found[T]) Put(one T, names ...string) {
	for _, name := range append([]string{"\x00" + f.keyOf(one)}, names...) {
		if _, there := f.all[name]; !there && name != "" && name != "\x00" {
			f.all[name] = one
		}
	}
}

// Of is the record of a row: the one with its key, else the one with the first of its names that somebody has, unless that has
// another key.
func (f Found[T]) Of(key string, names ...string) (one T, there bool) {
	if one, there = f.all["\x00"+key]; there && key != "" {
		return one, true
	}
	for _, name := range names {
		if one, there = f.all[name]; there && name != "" && (key == "" || f.keyOf(one) == "" || f.keyOf(one) == key) {
			return one, true
		}
	}
	var none T
	return none, false
}

// Take keeps what a row that is new will be.
func (f Found[T]) Take(one T, name string) { f.Put(one, name) }
