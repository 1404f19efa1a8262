package db

import (
	"context"
	"database/sql/driver"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// Field is a part of a kind's records that can be closed to a role.
type Field struct {
	Name    string            // as roles know it
	Parts   []string          // its names in the API and in changes, where they are not Name alone
	Columns map[string]string // its columns, each with the SQL that stands there for those from whom it is hidden
	// Masked are those of its columns of which something is left for those who see it masked, each with the SQL of what; from
	// them the others are hidden. A field without any can't be masked.
	Masked map[string]string
}

// MaskedEmail is the SQL of what is left of a column with an e-mail address, such as a•••@acme.com.
func MaskedEmail(column string) string {
	return "CASE WHEN " + column + " = '' THEN '' ELSE left(" + column + ", 1) || '•••' || coalesce(substring(" + column + " from '@[^@]*$'), '') END"
}

// MaskedPhone is the SQL of what is left of a column with a phone number, such as •••• 4321; of a short one even less.
func MaskedPhone(column string) string {
	digits := "regexp_replace(" + column + ", '[^0-9]', '', 'g')"
	return "CASE WHEN " + column + " = '' THEN '' ELSE '•••• ' || right(" + digits + ", least(4, length(" + digits + ") / 2)) END"
}

func (f Field) names() []string {
	if len(f.Parts) == 0 {
		return []string{f.Name}
	}
	return f.Parts
}

// Fields are the fields of a kind that can be closed.
type Fields struct {
	Model any     // a row of the table
	All   []Field // in the order in which people see them
	// Derived are the columns made of others, as SQL in which {column} stands for what is left of a column when fields are
	// hidden.
	Derived map[string]string
	// Own is the column, a JSON object, with the values of fields that companies have added, by the fields' ids; empty for a
	// kind that can have none. They are closed under the name custom.ID.
	Own string
}

type maskedKind struct {
	Fields
	columns func() []string
}

var masked = map[string]maskedKind{}

// Closable says which fields of a kind can be closed to a role. A domain calls it for a package variable, once, before
// anything is read.
func Closable(kind string, f Fields) Fields {
	masked[kind] = maskedKind{f, sync.OnceValue(func() []string { return columnsOf(f) })}
	return f
}

// ClosableFields are the names of the fields that can be closed, by kind.
func ClosableFields() map[string][]string {
	all := map[string][]string{}
	for kind, m := range masked {
		for _, f := range m.All {
			all[kind] = append(all[kind], f.Name)
		}
	}
	return all
}

// MaskableFields are the names of the fields that can be masked, by kind.
func MaskableFields() map[string][]string {
	all := map[string][]string{}
	for kind, m := range masked {
		for _, f := range m.All {
			if len(f.Masked) > 0 {
				all[kind] = append(all[kind], f.Name)
			}
		}
	}
	return all
}

func columnsOf(f Fields) []string {
	s, err := schema.Parse(f.Model, &sync.Map{}, mapper().NamingStrategy)
	if err != nil {
		panic("db: not a model: " + err.Error())
	}
	all := slices.Clone(s.DBNames)
	for _, column := range slices.Sorted(maps.Keys(f.Derived)) {
		if !slices.Contains(all, column) {
			all = append(all, column)
		}
	}
	return all
}

// ErrField is returned when the caller may change a record, but not this field of it.
var ErrField = errs.New(errs.Forbidden, "access.field", "You do not have the right to change this field.")

// closedFields are the fields of a kind that are closed to the caller at least as much as least.
func closedFields(c *caller.Caller, kind string, least caller.Mask) (all []Field) {
	if len(c.Masks)+len(c.Retired) == 0 || c.System != "" {
		return nil
	}
	for _, f := range masked[kind].All {
		if !least.Closer(c.Field(kind, f.Name)) {
			all = append(all, f)
		}
	}
	return append(all, closedOwn(c, kind, least)...)
}

// own is what stands before the id in the names of fields that companies add to a kind. Their values are in one column, by
// their ids.
const own = "custom."

// ownID is the id of a field that the company has added, by the field's name.
func ownID(name string) (string, bool) {
	rest, is := strings.CutPrefix(name, own)
	u, err := uuid.Parse(rest)
	return u.String(), is && err == nil
}

// closedOwn are the fields that the company has added to a kind and closed to the caller at least as much as least, in one
// order.
func closedOwn(c *caller.Caller, kind string, least caller.Mask) (all []Field) {
	if masked[kind].Own == "" {
		return nil
	}
	for part, mask := range c.Masks {
		of, name, _ := strings.Cut(part, ".")
		if _, is := ownID(name); is && of == kind && !least.Closer(mask) {
			all = append(all, Field{Name: name})
		}
	}
	slices.SortFunc(all, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// withoutOwn is the SQL of the column with the fields that the company has added, without some.
func withoutOwn(column string, fields []Field) string {
	var ids []string
	for _, f := range fields {
		if id, is := ownID(f.Name); is {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return column + " - '{" + strings.Join(ids, ",") + "}'::text[]" // ids of our own making, written anew
}

// Closes tells whether a field of a kind can be closed to a role, if it is there.
func Closes(kind, name string) bool {
	if _, is := ownID(name); is {
		return masked[kind].Own != ""
	}
	return slices.ContainsFunc(masked[kind].All, func(f Field) bool { return f.Name == name })
}

// Barred tells whether a field is closed to the caller at least as much as least, by the name under which it is closed.
func Barred(ctx context.Context, kind, name string, least caller.Mask) bool {
	return slices.ContainsFunc(closedFields(caller.From(ctx), kind, least), func(f Field) bool { return f.Name == name })
}

// Sees tells of which parts of a kind's records, by their names in the API, the caller sees anything: all of what is closed to
// nobody, and what is left of what is masked.
func Sees(ctx context.Context, kind string) func(part string) bool {
	return func(part string) bool {
		name := FieldOf(kind, part)
		return name == "" || !Barred(ctx, kind, name, caller.Hide)
	}
}

// Closed tells whether any field of a kind is closed to the caller.
func Closed(ctx context.Context, kind string) bool {
	return len(closedFields(caller.From(ctx), kind, caller.Read)) > 0
}

// ClosedByRole is Closed without what the company closed for everybody: that hides nothing from one that another sees.
func ClosedByRole(ctx context.Context, kind string) bool {
	c := *caller.From(ctx)
	c.Retired = nil
	return len(closedFields(&c, kind, caller.Read)) > 0
}

// FieldOf is the field that can be closed of which a part, by its name in the API, is; empty when there is none.
func FieldOf(kind, part string) string {
	for _, f := range masked[kind].All {
		if f.Name == part || slices.Contains(f.names(), part) {
			return f.Name
		}
	}
	return ""
}

// Filled is how many records of a kind there are, and in how many of them each field that can be closed is filled in.
type Filled struct {
	Kind   string
	Total  int64
	Fields Counts
}

// Counts are numbers by name.
type Counts map[string]int64

// Value implements driver.Valuer.
func (c Counts) Value() (driver.Value, error) { return jsonb.Value(c) }

// Scan implements sql.Scanner.
func (c *Counts) Scan(src any) error { return jsonb.Scan(src, c) }

// ReadFilled reads how much is filled in, whoever may see the records and whatever is closed, with other reads.
func ReadFilled(ctx context.Context, kind string, to *[]Filled) Read {
	counts := make([]string, 0, len(masked[kind].All))
	for _, f := range masked[kind].All {
		var some []string
		for _, column := range slices.Sorted(maps.Keys(f.Columns)) {
			some = append(some, column+" IS DISTINCT FROM "+f.Columns[column])
		}
		counts = append(counts, "'"+f.Name+"', count(*) FILTER (WHERE "+strings.Join(some, " OR ")+")")
	}
	q := Orm(ctx).Table(kind).Where("deleted_at IS NULL"). // all rows: numbers for who decides about fields
								Select("'" + kind + "' AS kind, count(*) AS total, jsonb_build_object(" + strings.Join(counts, ", ") + ") AS fields")
	return Into(q, to)
}

// Hidden tells whether a part of a kind's records, by its name in the API or in a change, is not to be seen by the caller as
// it is: what is masked is not in histories.
func Hidden(c *caller.Caller, kind, part string) bool {
	return slices.ContainsFunc(closedFields(c, kind, caller.Masked), func(f Field) bool { return slices.Contains(f.names(), part) })
}

// ClosedPart tells whether a part of a kind's records, by its name in the API, is not the caller's to change.
func ClosedPart(c *caller.Caller, kind, part string) bool {
	return slices.ContainsFunc(closedFields(c, kind, caller.Read), func(f Field) bool { return slices.Contains(f.names(), part) })
}

// Masked tells whether the caller sees a part of a kind's records, by its name in the API, only masked.
func Masked(ctx context.Context, kind, part string) bool {
	c := caller.From(ctx)
	return slices.ContainsFunc(closedFields(c, kind, caller.Masked), func(f Field) bool {
		return slices.Contains(f.names(), part) && c.Field(kind, f.Name) == caller.Masked
	})
}

func closedColumns(c *caller.Caller, kind string) (all []string) {
	for _, f := range closedFields(c, kind, caller.Read) {
		for column := range f.Columns {
			all = append(all, column)
		}
	}
	return all
}

// covered makes a query read, in the place of a kind's table, that table without what is hidden from the caller. So no
// list, filter, sort, search, sum or export can reach a hidden field, whatever it asks for.
func covered(c *caller.Caller, kind string, q *gorm.DB) *gorm.DB {
	covered := closedFields(c, kind, caller.Masked)
	if len(covered) == 0 {
		return q
	}
	q = q.Table(cover(c, kind, covered)) // made of the identifiers and constants that domains declared
	q.Statement.Table = kind             // gorm takes the first name after an AS for it
	return q
}

// cover is a kind's table without some fields. What is derived of them, such as what is searched, is made as if a masked
// field were hidden; what is left of it stands beside.
func cover(c *caller.Caller, kind string, fields []Field) string {
	m, instead, rest := masked[kind], map[string]string{}, map[string]string{}
	for _, f := range fields {
		maps.Copy(instead, f.Columns)
		if c.Field(kind, f.Name) == caller.Masked {
			maps.Copy(rest, f.Masked)
		}
	}
	if less := withoutOwn(m.Own, fields); less != "" {
		instead[m.Own] = less
	}
	again := m.derives(instead)
	inner, outer := make([]string, 0, len(m.columns())), make([]string, 0, len(m.columns()))
	for _, column := range m.columns() {
		switch expr, derived := m.Derived[column]; {
		case derived && again:
			outer = append(outer, left(expr)+" AS "+column)
			if !strings.Contains(expr, "{"+column+"}") {
				continue
			}
			inner = append(inner, column)
		case rest[column] != "":
			inner = append(inner, instead[column]+" AS "+column, rest[column]+" AS "+column+"_rest")
			outer = append(outer, column+"_rest AS "+column)
		case instead[column] != "":
			inner, outer = append(inner, instead[column]+" AS "+column), append(outer, column)
		default:
			inner, outer = append(inner, column), append(outer, column)
		}
	}
	return "(SELECT " + strings.Join(outer, ", ") + " FROM (SELECT " + strings.Join(inner, ", ") + " FROM " + kind + ") AS part) AS " + kind
}

// derives tells whether something is derived of columns that are hidden. If not, what is derived stands in the row as it is, with
// its index.
func (f Fields) derives(hidden map[string]string) bool {
	for _, expr := range f.Derived {
		for column := range hidden {
			if strings.Contains(expr, "{"+column+"}") {
				return true
			}
		}
	}
	return false
}

// left makes an expression over what is left of columns one over the columns of the inner query.
func left(expr string) string { return strings.NewReplacer("{", "", "}", "").Replace(expr) }

// Writable refuses a draft, a struct whose fields are pointers or have a field Set, that sets what is closed to the caller;
// the error names each such field.
func Writable(ctx context.Context, kind string, draft any) error {
	closed := closedFields(caller.From(ctx), kind, caller.Read)
	if len(closed) == 0 {
		return nil
	}
	var wrong []error
	d := reflect.ValueOf(draft)
	for i := range d.NumField() {
		name := camel(d.Type().Field(i).Name)
		taboo := slices.ContainsFunc(closed, func(f Field) bool { return slices.Contains(f.names(), name) })
		if taboo && isSet(d.Field(i)) {
			wrong = append(wrong, ErrField.On(name))
		}
	}
	return errs.All(wrong...)
}

func isSet(v reflect.Value) bool {
	if v.Kind() == reflect.Struct {
		set := v.FieldByName("Set")
		return set.IsValid() && set.Bool()
	}
	return !v.IsZero()
}

func camel(name string) string {
	r := []rune(name)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
