package customfield

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
)

// List is how a list of records is asked for, with the company's fields that the question names. A list that names none
// costs nothing more.
type List struct {
	page.Spec
	fields []Field
}

// Listing adds to a list the fields that a question sorts and filters by. Those that are closed to the caller, or not in
// use, are not there.
func Listing(ctx context.Context, spec page.Spec, q page.Query) (List, error) {
	return ListingOf(ctx, spec.Table, spec, q)
}

// ListingOf is Listing for records of an object that share their table with those of others.
func ListingOf(ctx context.Context, object string, spec page.Spec, q page.Query) (List, error) {
	l := List{Spec: spec}
	names := []string{strings.TrimPrefix(q.Sort, "-")}
	for _, f := range q.Filter {
		name, _, _ := strings.Cut(f, ":")
		names = append(names, name)
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
			l.fields = append(l.fields, f)
			l.Filters[f.Key()] = f.filter()
			if col, can := f.sort(); can {
				l.Sorts[f.Key()] = col
			}
		}
	}
	return l, nil
}

// at is the SQL of the field's value: a part of the row by an id, which is written anew and can hold nothing else.
func (f Field) at(arrow string) string {
	return kindOf(f.Object) + ".custom" + arrow + "'" + f.ID.String() + "'"
}

// number is the SQL of a number in the value, null where there is none. What is no number is never read as one.
func numeric(json, text string) string {
	return "(CASE WHEN jsonb_typeof(" + json + ") = 'number' THEN (" + text + ")::numeric END)"
}

func (f Field) words() string { return "coalesce(" + f.at("->>") + ", '')" }

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
	case Person, Company:
		return page.Column{Expr: f.words(), Type: "ref"}
	}
	return page.Column{Expr: f.words(), Type: "text"}
}

// last stands for nothing, behind all days.
const last = "~"

func (f Field) sort() (page.Column, bool) {
	switch f.Type {
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
	return map[string]string{Number: "Infinity", Money: "Infinity", Date: last, Choice: "0"}[f.Type]
}

// Pick makes a query read, of the company's fields, only those that a question asks for and the one that it sorts by: rows
// with many are not read whole.
func Pick(rows *gorm.DB, model any, table string, q page.Query) *gorm.DB {
	wanted := slices.Clone(q.Custom)
	if u, ours := keyed(strings.TrimPrefix(q.Sort, "-")); ours {
		wanted = append(wanted, u.String())
	}
	if len(wanted) == 0 {
		return rows.Omit("custom")
	}
	stmt := &gorm.Statement{DB: rows}
	if err := stmt.Parse(model); err != nil {
		rows.Error = err
		return rows
	}
	columns, parts := []string{}, []string{}
	for _, name := range stmt.Schema.DBNames {
		if name != "custom" {
			columns = append(columns, table+"."+name)
		}
	}
	for _, key := range wanted {
		if u, err := uuid.Parse(key); err == nil {
			parts = append(parts, "'"+u.String()+"'", table+".custom->'"+u.String()+"'")
		}
	}
	own := "jsonb_strip_nulls(jsonb_build_object(" + strings.Join(parts, ", ") + ")) AS custom"
	return rows.Select(strings.Join(append(columns, own), ", "))
}
