package customfield

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/formula"
	views "github.com/kith-crm/kith/internal/crm/view"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
)

// List is how a list of records is asked for, with the company's fields that the question names. A list that names none
// costs nothing more.
type List struct {
	page.Spec
	fields []Field
	tree   page.Tree
}

// Listing adds to a list the fields that a question sorts and filters by. Those that are closed to the caller, or not in
// use, are not there.
func Listing(ctx context.Context, spec page.Spec, q page.Query) (List, error) {
	return ListingOf(ctx, spec.Table, spec, q)
}

// ListingOf is Listing for records of an object that share their table with those of others.
func ListingOf(ctx context.Context, object string, spec page.Spec, q page.Query) (List, error) {
	tree, err := views.Tree(ctx, object, q)
	l := List{Spec: spec, tree: tree}
	if err != nil {
		return l, err
	}
	names := []string{strings.TrimPrefix(q.Sort, "-")}
	for _, c := range tree.Conditions() {
		names = append(names, c.Field)
	}
	names = slices.DeleteFunc(names, func(n string) bool { _, ours := keyed(n); return !ours })
	if len(names) == 0 {
		return l, nil
	}
	ids := make([]string, len(names))
	for i, n := range names {
		ids[i] = strings.TrimPrefix(n, prefix)
	}
	fs, err := having(ctx, ids)
	if err != nil {
		return l, err
	}
	l.Sorts, l.Filters = maps.Clone(spec.Sorts), maps.Clone(spec.Filters)
	for _, f := range fs.Of(object) {
		if slices.Contains(names, f.Key()) && f.State != Hidden && !barred(ctx, f, caller.Masked) {
			f = f.timed(ctx)
			col, can := f.filterable()
			if !can {
				continue
			}
			l.fields = append(l.fields, f)
			l.Filters[f.Key()] = col
			if col, can := f.sort(); can {
				l.Sorts[f.Key()] = col
			}
		}
	}
	return l, nil
}

// Where adds what the question asks for to a query; me is whom the value «me» stands for.
func (l List) Where(rows *gorm.DB, me uuid.UUID) (*gorm.DB, error) { return l.Hold(rows, l.tree, me) }

// at is the SQL of the field's value: a part of the row by an id, which is written anew and can hold nothing else.
func (f Field) at(arrow string) string {
	return KindOf(f.Object) + ".custom" + arrow + "'" + f.ID.String() + "'"
}

// number is the SQL of a number in the value, null where there is none. What is no number is never read as one.
func numeric(json, text string) string {
	return "(CASE WHEN jsonb_typeof(" + json + ") = 'number' THEN (" + text + ")::numeric END)"
}

func (f Field) words() string { return "coalesce(" + f.at("->>") + ", '')" }

// filterable is how a list is filtered by a field; by a roll-up it is not, for all records would have to be summed up.
func (f Field) filterable() (page.Column, bool) {
	if !f.Computed() {
		return f.filter(), true
	}
	if f.Type == Rollup || f.made == nil || !f.made.works {
		return page.Column{}, false
	}
	switch f.made.Type {
	case formula.Number, formula.Money:
		return page.Column{Expr: f.scalar(), Type: "numeric"}, true
	case formula.Date:
		return page.Column{Expr: "coalesce(" + f.scalar() + ", '')", Type: "day"}, true
	}
	return page.Column{Expr: "coalesce(" + f.scalar() + ", '')", Type: "text"}, true
}

func (f Field) filter() page.Column {
	switch f.Type {
	case Number:
		return page.Column{Expr: numeric(f.at("->"), f.at("->>")), Type: "numeric"}
	case Money:
		return page.Column{Expr: numeric(f.at("->")+"->'amount'", f.at("->")+"->>'amount'"), Type: "numeric"}
	case Date:
		return page.Column{Expr: f.words(), Type: "day"}
	case Choices:
		return page.Column{Expr: "coalesce(" + f.at("->") + ", '[]'::jsonb)", Type: "tags"}
	case Person, Company, Contact, Deal, File:
		return page.Column{Expr: f.words(), Type: "ref"}
	}
	return page.Column{Expr: f.words(), Type: "text"}
}

// Findable says in which of a company's own fields of a kind of records a caller's search looks: those in use and open to
// them that hold words, numbers or choices. Nobody has to mark them.
func Findable(kind string) func(ctx context.Context) ([]page.OwnField, error) {
	return func(ctx context.Context) (all []page.OwnField, err error) {
		fs, err := of(ctx)
		for _, f := range fs {
			if KindOf(f.Object) == kind && (f.State == Active || f.State == ReadOnly) && slices.Contains(found, f.Type) && !barred(ctx, f, caller.Masked) {
				all = append(all, f.findable())
			}
		}
		return all, err
	}
}

// found are the types of fields that are searched.
var found = []string{Text, Long, Number, Choice, Choices, Link, Email, Phone}

func (f Field) findable() page.OwnField {
	o := page.OwnField{ID: f.ID.String(), Label: f.Label}
	for _, c := range f.Settings.Choices {
		o.Choices = append(o.Choices, page.Choice{ID: c.ID, Label: c.Label})
	}
	return o
}

// last stands for nothing, behind all days.
const last = "~"

// worked is how a list is sorted by a formula.
func (f Field) worked() (page.Column, bool) {
	col, can := f.filterable()
	switch {
	case !can:
	case col.Type == "numeric":
		col.Expr = "coalesce(" + col.Expr + ", 'Infinity'::numeric)"
	case col.Type == "day":
		col = page.Column{Expr: "coalesce(" + f.scalar() + ", '" + last + `') COLLATE "C"`, Type: "text"}
	default:
		col.Expr += page.Alphabet
	}
	return col, can
}

func (f Field) sort() (page.Column, bool) {
	switch f.Type {
	case Formula:
		return f.worked()
	case Text, Link, Email, Phone:
		return page.Column{Expr: f.words() + page.Alphabet, Type: "text"}, true
	case Number, Money:
		return page.Column{Expr: "coalesce(" + f.filter().Expr + ", 'Infinity'::numeric)", Type: "numeric"}, true
	case Date:
		return page.Column{Expr: "coalesce(" + f.at("->>") + ", '" + last + `') COLLATE "C"`, Type: "text"}, true
	case YesNo:
		return page.Column{Expr: f.words(), Type: "text"}, true
	case Choice:
		ids := make([]string, len(f.Settings.Choices))
		for i, o := range f.Settings.Choices {
			ids[i] = "'" + uuid.MustParse(o.ID).String() + "'"
		}
		return page.Column{Expr: "coalesce(array_position(ARRAY[" + strings.Join(ids, ",") + "]::text[], " + f.at("->>") + "), 0)::bigint", Type: "bigint"}, true
	}
	return page.Column{}, false
}

// Cursor is what the sort by a field, if it is one of the company's, has of a record, as PostgreSQL reads it.
func (l List) Cursor(v Values, name string) (string, bool) {
	for _, f := range l.fields {
		if f.Key() == name {
			return f.cursor(v.of[f.ID.String()]), true
		}
	}
	return "", false
}

func (f Field) cursor(v any) string {
	switch v := v.(type) {
	case string:
		if f.Type == Choice {
			return strconv.Itoa(1 + slices.IndexFunc(f.Settings.Choices, func(o Option) bool { return o.ID == v }))
		}
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case map[string]any:
		return f.cursor(v["amount"])
	}
	return map[string]string{Number: "Infinity", Money: "Infinity", Date: last, Choice: "0"}[f.holds()]
}

// Pick makes a query read, of the company's fields, only those that a question asks for and the one that it sorts by: rows
// with many are not read whole. What is worked out is left open for See, unless it is sorted by.
func Pick(rows *gorm.DB, model any, object string, q page.Query) *gorm.DB {
	table := KindOf(object)
	wanted, sorted := slices.Clone(q.Custom), uuid.Nil
	if u, ours := keyed(strings.TrimPrefix(q.Sort, "-")); ours {
		sorted = u
		if !slices.Contains(wanted, u.String()) {
			wanted = append(wanted, u.String())
		}
	}
	if len(wanted) == 0 {
		return rows.Omit("custom")
	}
	ctx := rows.Statement.Context
	fs, err := having(ctx, wanted)
	if err != nil {
		rows.Error = err
		return rows
	}
	parts := []string{}
	for _, key := range wanted {
		u, err := uuid.Parse(key)
		if err != nil {
			continue
		}
		f, _ := fs.find(u)
		switch {
		case f.Computed() && f.Object == object && (u != sorted || f.Type == Rollup):
			parts = append(parts, f.mark()...)
		case f.Computed() && f.Object == object && f.made.works && !barred(ctx, f, caller.Masked):
			parts = append(parts, "'"+u.String()+"'", f.timed(ctx).json())
		case !f.Computed():
			parts = append(parts, "'"+u.String()+"'", table+".custom->'"+u.String()+"'")
		}
	}
	if len(parts) == 0 {
		return rows.Omit("custom")
	}
	return rows.Select(strings.Join(append(columnsOf(rows, model, table), "jsonb_strip_nulls("+objectOf(parts)+") AS custom"), ", "))
}

// columnsOf are the columns of a model without the one for the company's fields.
func columnsOf(rows *gorm.DB, model any, table string) (columns []string) {
	stmt := &gorm.Statement{DB: rows}
	if err := stmt.Parse(model); err != nil {
		rows.Error = err
		return nil
	}
	for _, name := range stmt.Schema.DBNames {
		if name != "custom" {
			columns = append(columns, table+"."+name)
		}
	}
	return columns
}
