// Package target knows the kinds of records that files bring in, one file for each: which fields a column can become and under
// which headers, what makes a row a record, and what would become of rows. What is valid, the package of each kind says.
package target

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Field is what a column can become, with the headers that mean it.
type Field struct {
	Name    string
	Headers []string
}

// Row is a row of a file.
type Row struct {
	Values         map[string]string // by field; of several columns what stands in all, or in the first
	Own            map[string]string // the company's own fields, by their keys
	Emails, Phones []contact.Channel
}

// How says how rows are taken in.
type How struct {
	Overwrite bool
	Match     string               // by what records are found again; empty for what is usual
	Own       []string             // the keys of the company's own fields that are mapped
	Mapped    func(f string) bool  // whether a column becomes a field
	Chosen    map[Place]*uuid.UUID // what the stages of the file are here
	Owners    map[string]uuid.UUID // colleagues by name and by e-mail address, in lower case
	Dry       bool                 // whether it is only to be told what would happen
}

// Intake takes rows in, some hundred at a time, or tells what would become of them.
type Intake interface {
	Take(ctx context.Context, rows []Row) ([]bring.Outcome, error)
}

// Staged is an intake that came across stages of a file.
type Staged interface{ Stages() []Stage }

// Target is a kind of records.
type Target interface {
	Kind() string
	Fields() []Field
	// Keys are the fields by which records can be found again, beside unique ones of the company's own.
	Keys() []string
	// Enough tells whether the mapped fields say what the rows are about.
	Enough(mapped func(f string) bool) bool
	Open(ctx context.Context, how How) (Intake, error)
}

// Targets are all kinds, the usual one first.
type Targets []Target

// Of is the target for a kind; those that the caller may not add to are refused.
func (ts Targets) Of(ctx context.Context, kind string) (Target, error) {
	for _, t := range ts {
		if t.Kind() == kind {
			if caller.From(ctx).May(kind, "create") == caller.None {
				return nil, errs.ErrDenied
			}
			return t, nil
		}
	}
	return nil, ErrKind
}

// ErrKind is returned for a kind of records that no file brings in.
var ErrKind = errs.New(errs.Invalid, "import.object", "Files bring in contacts, companies, deals or tasks.").On("object")

// Has tells whether a target has a field.
func Has(t Target, name string) bool {
	return slices.ContainsFunc(t.Fields(), func(f Field) bool { return f.Name == name })
}

// owner is the colleague whom a row names.
func (h How) owner(r Row) *uuid.UUID {
	if to, known := h.Owners[strings.ToLower(r.Values["owner"])]; known {
		return &to
	}
	return nil
}

// said is a text, unless it says nothing.
func said(text string) *string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return &text
}

// headersOf are the headers of a contact's field, which mean the same for other kinds.
func headersOf(name string) []string {
	for _, f := range contactFields {
		if f.Name == name {
			return f.Headers
		}
	}
	return nil
}
