// Package merge owns making one record of two that are the same person or company, and taking them apart again: what a
// merge chooses, what it moves, and what undoing it leaves because somebody changed it since. It also owns the decision that
// two records that look alike are not the same. It knows records only by reference: their fields are their own packages'
// business, and so is what refers to them.
package merge

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// Field is a field of an image. Part is its name in the API, by which roles have it closed; empty where it can't be. Own is
// one of which the record that stays keeps its value, newer or not, unless somebody chooses the other.
type Field struct {
	Name, Part string
	Own        bool
}

// Subject is a kind of records that can be merged. Its methods run in the unit of work of the caller's tenant and see all
// rows and fields: who may do what was asked before.
type Subject interface {
	// Fields with one value that all such records have, in the order in which people see them. Images can have more, which
	// roles have closed by the same name.
	Fields() []Field
	// Lists are the fields with several.
	Lists() []Field
	// Image reads what a record has, also in the trash.
	Image(ctx context.Context, id uuid.UUID) (Image, error)
	// Settle puts in order what images can't, before the record is saved, and refuses what does not fit: was is what it had, parts
	// are what those have, or had, of which it is made.
	Settle(was, now Image, parts []Image) (Image, error)
	// Write saves what a record has and returns the record before and after, for its history.
	Write(ctx context.Context, id uuid.UUID, i Image) (before, after any, err error)
	// Fewer tells whoever counts records that one is gone; More that it is back.
	Fewer(ctx context.Context) error
	More(ctx context.Context) error
}

// fieldsOf are the fields with one value of a kind of records, and those that only these images have.
func fieldsOf(s Subject, images ...Image) []Field {
	all := s.Fields()
	more := map[string]bool{}
	for _, i := range images {
		for name := range i.One {
			more[name] = true
		}
	}
	for _, f := range all {
		delete(more, f.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(more)) {
		all = append(all, Field{Name: name, Part: name})
	}
	return all
}

// joined is what is kept of a merge, in the row of the record that went.
type joined struct {
	At     time.Time       `json:"at"`
	By     *uuid.UUID      `json:"by"`
	ByName string          `json:"byName"`
	Before Image           `json:"before"` // of the record that stayed
	After  Image           `json:"after"`
	Moves  reference.Moves `json:"moves"`
}

// Merged is published on the record that stayed.
type Merged struct {
	Ref           record.Ref
	Name, With    string // its name, and that of the record that went
	Before, After any
}

// Away is published on the record that went.
type Away struct {
	Ref        record.Ref
	Name, Into string
}

// Apart is published on both records when they were taken apart.
type Apart struct {
	Ref           record.Ref
	Name, From    string
	Before, After any // of the one that stayed; nil of the other
}

// Told tells that somebody said, or took back, that two records that look alike are not the same.
type Told struct {
	Ref         record.Ref
	Action      string // told_apart or told_alike
	Name, Other string
}

// Change implements event.Change.
func (e Merged) Change() event.Changed {
	return told(e.Ref, "merged", e.Name, e.With, diff.Between(e.Before, e.After))
}

// Change implements event.Change.
func (e Away) Change() event.Changed {
	return event.Changed{Ref: e.Ref, Action: "merged_away", Name: e.Name, After: map[string]string{"into": e.Into}}
}

// Change implements event.Change.
func (e Apart) Change() event.Changed {
	return told(e.Ref, "unmerged", e.Name, e.From, diff.Between(e.Before, e.After))
}

// told is a change of fields by another record.
func told(ref record.Ref, action, name, with string, changes []diff.Change) event.Changed {
	before, after := map[string]any{}, map[string]any{"with": with}
	for _, c := range changes {
		before[c.Field], after[c.Field] = diff.Fact{Label: c.Label, As: c.As, Value: c.From}, diff.Fact{Label: c.Label, As: c.As, Value: c.To}
	}
	return event.Changed{Ref: ref, Action: action, Name: name, Before: before, After: after}
}

// Change implements event.Change.
func (e Told) Change() event.Changed {
	return event.Changed{Ref: e.Ref, Action: e.Action, Name: e.Name, After: map[string]string{"with": e.Other}}
}

// What can go wrong.
var (
	ErrSelf   = errs.New(errs.Invalid, "merge.self", "A record can't be merged with itself.").On("otherId")
	ErrMerged = errs.New(errs.Conflict, "merge.merged", "One of the two was merged meanwhile.")
	ErrStale  = errs.New(errs.Conflict, "merge.stale", "Someone else changed one of the two meanwhile.")
	ErrField  = errs.New(errs.Invalid, "merge.field", "There is no such field to choose.").On("take")
	ErrNone   = errs.New(errs.NotFound, "merge.not_found", "There is no such merge.")
	ErrNested = errs.New(errs.Conflict, "merge.nested", "The record itself was merged into another one. Take those apart first.")
)

// NotFound is the answer about a record of a kind that is not there or not visible.
func notFound(kind string) *errs.Error {
	return errs.New(errs.NotFound, kind+".not_found", "There is no such record.")
}

func encode(j joined) (string, error) {
	data, err := json.Marshal(j)
	return string(data), err
}

func decode(data string) (j joined, err error) { return j, json.Unmarshal([]byte(data), &j) }
