package customfield

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/formula"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
)

// standard are the fields of the program that formulas and roll-ups can name, by kind of records and name in the API.
var standard = map[string]map[string]formula.Part{
	"contact": {
		"name": textual("contact.name"), "firstName": textual("contact.first_name"), "lastName": textual("contact.last_name"), "jobTitle": textual("contact.job_title"),
		"email": textual("contact.email"), "phone": textual("contact.phone"), "city": textual("contact.city"), "country": textual("contact.country"),
		"language": textual("contact.language"), "source": textual("contact.source"), "birthday": {Type: formula.Date, SQL: "contact.birthday"},
		"createdAt": moment("contact.created_at"), "updatedAt": moment("contact.updated_at"),
	},
	"company": {
		"name": textual("company.name"), "domain": textual("company.domain"), "industry": textual("company.industry"), "email": textual("company.email"),
		"phone": textual("company.phone"), "city": textual("company.city"), "country": textual("company.country"),
		"createdAt": moment("company.created_at"), "updatedAt": moment("company.updated_at"),
	},
	"deal": {
		"name": textual("deal.name"), "value": {Type: formula.Money, SQL: "deal.amount::numeric", Currency: "deal.currency"}, "status": textual("deal.status"),
		"expectedOn": {Type: formula.Date, SQL: "deal.expected_on"}, "lostReason": textual("deal.lost_reason"), "stageSince": moment("deal.stage_since"),
		"closedAt": moment("deal.closed_at"), "createdAt": moment("deal.created_at"), "updatedAt": moment("deal.updated_at"),
	},
	"task": {"title": textual("task.title"), "dueAt": moment("task.due_at"), "doneAt": moment("task.done_at"), "createdAt": moment("task.created_at")},
	Made:   {"name": textual("object_record.name"), "createdAt": moment("object_record.created_at"), "updatedAt": moment("object_record.updated_at")},
}

func textual(column string) formula.Part { return formula.Part{Type: formula.Text, SQL: column} }

// moment is the day of a moment, where the company is.
func moment(column string) formula.Part {
	return formula.Part{Type: formula.Date, SQL: "(" + column + " AT TIME ZONE '" + formula.ZoneMark + "')::date"}
}

// part is a field that people fill in, as formulas name it.
func (f Field) part() (formula.Part, bool) {
	switch f.Type {
	case Text, Long, Link, Email, Phone:
		return textual(f.at("->>")), true
	case Number:
		return formula.Part{Type: formula.Number, SQL: f.filter().Expr}, true
	case Money:
		return formula.Part{Type: formula.Money, SQL: f.filter().Expr, Currency: "(" + f.at("->") + "->>'currency')"}, true
	case Date:
		return formula.Part{Type: formula.Date, SQL: "(CASE WHEN " + f.words() + ` ~ '^\d{4}-\d\d-\d\d$' THEN (` + f.at("->>") + ")::date END)"}, true
	case YesNo:
		return formula.Part{Type: formula.YesNo, SQL: "(" + f.at("->>") + " = 'true')"}, true
	case Choice:
		return textual(f.labelled()), true
	case Choices:
		names := map[string]string{}
		for _, o := range f.Settings.Choices {
			names[strings.ToLower(o.Label)] = o.ID
		}
		return formula.Part{Type: formula.Choices, SQL: f.at("->"), Choices: names}, true
	}
	return formula.Part{}, false
}

// labelled is the SQL of a choice's name.
func (f Field) labelled() string {
	var sql strings.Builder
	for _, o := range f.Settings.Choices {
		sql.WriteString(" WHEN " + formula.Quote(o.ID) + " THEN " + formula.Quote(o.Label))
	}
	if sql.Len() == 0 {
		return "NULL::text"
	}
	return "(CASE " + f.at("->>") + sql.String() + " END)"
}

// timed sets the day and the zone in which a formula is worked out.
func (f Field) timed(ctx context.Context) Field {
	if f.made == nil || !f.made.works {
		return f
	}
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	m := *f.made
	m.SQL = strings.NewReplacer(formula.TodayMark, string(date.Of(clock.Now().In(zone))), formula.ZoneMark, zone.String()).Replace(m.SQL)
	f.made = &m
	return f
}

const maxWorked = "1e15" // what is beyond is no number that people mean

// scalar is the SQL of what a formula is: of money the amount, of a day and of yes or no the text.
func (f Field) scalar() string {
	worked := " FROM (SELECT " + f.made.SQL + " AS v OFFSET 0) AS worked)"
	switch f.made.Type {
	case formula.Number:
		return "(SELECT CASE WHEN abs(v) < " + maxWorked + " THEN round(v, " + f.decimals() + ") END" + worked
	case formula.Money:
		return "(SELECT CASE WHEN abs(v) < " + maxWorked + " THEN round(v) END" + worked
	case formula.Date:
		return "(SELECT CASE WHEN v BETWEEN '0001-01-01' AND '9999-12-31' THEN to_char(v, 'YYYY-MM-DD') END" + worked
	case formula.YesNo:
		return "(" + f.made.SQL + ")::text"
	}
	return "(SELECT nullif(left(v, 500), '')" + worked
}

func (f Field) decimals() string {
	return string(rune('0' + min(max(f.Settings.Decimals, 0), maxDecimals)))
}

// json is the SQL of the same as records have it.
func (f Field) json() string {
	switch f.made.Type {
	case formula.Money:
		return "(SELECT CASE WHEN v IS NOT NULL AND c IS NOT NULL THEN jsonb_build_object('amount', v, 'currency', c) END FROM (SELECT " + f.scalar() + " AS v, " + f.made.Currency + " AS c OFFSET 0) AS money)"
	case formula.YesNo:
		return "to_jsonb(" + f.made.SQL + ")"
	}
	return "to_jsonb(" + f.scalar() + ")"
}

// objectOf is the SQL of a JSON object of parts, each a key and a value: a function takes a hundred things at most.
func objectOf(parts []string) string {
	var all []string
	for some := range slices.Chunk(parts, 80) {
		all = append(all, "jsonb_build_object("+strings.Join(some, ", ")+")")
	}
	return "(" + strings.Join(all, " || ") + ")"
}

// What stands in a row for something that is not worked out yet: of which record it is to be.
const open = "of"

func (f Field) mark() []string {
	return []string{"'" + f.ID.String() + "'", "jsonb_build_object('" + open + "', " + KindOf(f.Object) + ".id)"}
}

// marked is the record whose value is still to be worked out.
func marked(v any) (uuid.UUID, bool) {
	m, is := v.(map[string]any)
	if s, open := m[open].(string); is && open {
		u, err := uuid.Parse(s)
		return u, err == nil
	}
	return uuid.Nil, false
}

// Mark says of a record that was just written that what is worked out is to be shown with it.
func Mark(ctx context.Context, object string, id uuid.UUID, v *Values) error {
	fs, err := of(ctx)
	marks := map[string]any{}
	for _, f := range fs.Of(object) {
		if f.Computed() {
			marks[f.ID.String()] = map[string]any{open: id.String()}
		}
	}
	if len(marks) > 0 {
		changes := v.changes
		*v = v.with(marks)
		v.changes = changes
	}
	return err
}

// Full makes a query read all that records of an object have in the company's fields, also what is worked out.
func Full(rows *gorm.DB, model any, object string) *gorm.DB {
	fs, err := of(rows.Statement.Context)
	if err != nil {
		rows.Error = err
		return rows
	}
	var marks []string
	for _, f := range fs.Of(object) {
		if f.Computed() {
			marks = append(marks, f.mark()...)
		}
	}
	if len(marks) == 0 {
		return rows
	}
	table := KindOf(object)
	columns := columnsOf(rows, model, table)
	return rows.Select(strings.Join(append(columns, "("+table+".custom || "+objectOf(marks)+") AS custom"), ", "))
}

// worked is what was worked out for records, by the field and the record.
type worked map[uuid.UUID]map[uuid.UUID]any

func (w worked) put(field, record uuid.UUID, v any) {
	if w[field] == nil {
		w[field] = map[uuid.UUID]any{}
	}
	w[field][record] = v
}

// compute works out what is still open in records, in one round trip for all of them.
func (s *Service) compute(ctx context.Context, object string, fs Fields, all []Values) (worked, error) {
	var formulas, rollups Fields
	ids := map[uuid.UUID]bool{}
	for _, f := range fs {
		if !f.Computed() || f.made == nil || !f.made.works {
			continue
		}
		for _, v := range all {
			if id, open := marked(v.of[f.ID.String()]); open {
				ids[id] = true
			}
		}
		if f.Type == Formula {
			formulas = append(formulas, f)
		} else {
			rollups = append(rollups, f)
		}
	}
	w := worked{}
	if len(ids) == 0 {
		return w, nil
	}
	reads, done, err := s.readRollups(ctx, rollups, ids)
	if err != nil {
		return w, err
	}
	var rows []workedRow
	if len(formulas) > 0 {
		reads = append(reads, db.Into(formulaRows(ctx, object, formulas).Where(KindOf(object)+".id IN (?)", db.Listed(slices.Collect(maps.Keys(ids))...)), &rows)) // sql: kinds are written in the code
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return w, err
	}
	done(w)
	for _, r := range rows {
		for _, f := range formulas {
			if v, there := r.Custom.of[f.ID.String()]; there {
				w.put(f.ID, r.ID, v)
			}
		}
	}
	return w, nil
}

type workedRow struct {
	ID     uuid.UUID
	Name   string
	Custom Values
}

// formulaRows are visible records of an object, and of others that share its table, with what formulas make of them.
func formulaRows(ctx context.Context, object string, formulas Fields) *gorm.DB {
	kind := KindOf(object)
	var parts []string
	for _, f := range formulas {
		parts = append(parts, "'"+f.ID.String()+"'", f.timed(ctx).json())
	}
	return db.Named(ctx, kind).Select(kind + ".id, " + cmp.Or(titles[kind], kind+".name") + " AS name, jsonb_strip_nulls(" + objectOf(parts) + ") AS custom")
}

// titles are the columns with what records are called, where it is not their name.
var titles = map[string]string{"task": "task.title"}

// examples are what a formula makes of the records that changed last.
func examples(ctx context.Context, f Field, n int) (rows []workedRow, err error) {
	kind := KindOf(f.Object)
	q := formulaRows(ctx, f.Object, Fields{f}).Where(kind + ".deleted_at IS NULL").Order(kind + ".updated_at DESC, " + kind + ".id DESC").Limit(n) // sql: kinds are written in the code
	if kind == Made {
		q = q.Where("right(object_record.object_id::text, 12) = ?", strings.TrimPrefix(f.Object, madePrefix))
	}
	return rows, db.Fetch(ctx, db.Into(q, &rows))
}
