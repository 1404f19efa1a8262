package page

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// ops are the comparisons with a value, by the column's type.
var ops = map[string]map[string]string{
	"text":        {"is": "lower(%) = lower(?)", "not": "lower(%) <> lower(?)", "contains": "% ILIKE ?", "begins": "% ILIKE ?"},
	"uuid":        {"is": "% = ?", "not": "% IS DISTINCT FROM ?"},
	"timestamptz": {"before": "% < ?", "after": "% >= ?"},
	"date":        {"is": "% = ?", "before": "% < ?", "after": "% >= ?"},
	"bigint":      {"is": "% = ?", "not": "% <> ?", "gte": "% >= ?", "lte": "% <= ?"},
	"numeric":     {"is": "% = ?", "not": "% IS DISTINCT FROM ?", "gte": "% >= ?", "lte": "% <= ?"},
	"day":         {"is": "% = ?", "before": "% <> '' AND % < ?", "after": "% <> '' AND % >= ?"}, // a date as text, empty for none
	"ref":         {"is": "% = ?", "not": "% <> ?"},                                              // an id as text, empty for none
	"exists":      {"is": "EXISTS (%)"},                                                          // the expression is a query with a ? for the id
	"holds":       {"is": "%"},                                                                   // the expression is a condition with a ? for the id
	"tags":        {"is": "% <> '[]' AND % @> jsonb_build_array(?::text)", "not": "NOT (% @> jsonb_build_array(?::text))"},
}

// blanks are the conditions for empty, by the column's type.
var blanks = map[string]string{"text": "% = ''", "uuid": "% IS NULL", "date": "% IS NULL", "timestamptz": "% IS NULL", "bigint": "% = 0", "tags": "% = '[]'",
	"numeric": "% IS NULL", "day": "% = ''", "ref": "% = ''"}

// within and older are the comparisons of types that have days with some days, and with a day in the past.
var (
	within = map[string]string{"timestamptz": "% >= ? AND % < ?", "date": "% >= ? AND % < ?", "day": "% >= ? AND % < ?"}
	older  = map[string]string{"timestamptz": "% < ?", "date": "% < ?", "day": "% <> '' AND % < ?"}
)

// asker is whom «me» stands for, and where and when they ask.
type asker struct {
	me   uuid.UUID
	zone *time.Location
	now  time.Time
}

// cond is SQL with its arguments.
type cond struct {
	sql  string
	args []any
}

// maxAny is how many values a condition may name.
const maxAny = 50

func (c Column) cond(op, value string, who asker) (cond, error) {
	blank, canBeEmpty := blanks[c.Type]
	switch {
	case canBeEmpty && op == "empty":
		return c.with(blank), nil
	case canBeEmpty && op == "notEmpty":
		return c.with("NOT (" + blank + ")"), nil
	case op == "anyOf":
		return c.anyOf(value, who)
	case within[c.Type] != "" && (op == "within" || op == "older" || op == "is" && c.Type == "timestamptz"):
		return c.days(op, value, who)
	}
	template, ok := ops[c.Type][op]
	if !ok {
		return cond{}, ErrList
	}
	v, err := c.parse(value, who)
	if err != nil {
		return cond{}, ErrList
	}
	switch op {
	case "contains":
		v = db.Like(text.Line(value))
	case "begins":
		v = db.Like(text.Line(value))[1:]
	}
	return c.with(template, v), nil
}

func (c Column) with(template string, args ...any) cond {
	return cond{strings.ReplaceAll(template, "%", c.Expr), args}
}

// anyOf holds where one of several values, with | between them, is.
func (c Column) anyOf(value string, who asker) (cond, error) {
	values := Values(value)
	if len(values) == 0 || len(values) > maxAny {
		return cond{}, ErrList
	}
	all := make([]cond, len(values))
	for i, v := range values {
		var err error
		if all[i], err = c.cond("is", v, who); err != nil {
			return cond{}, err
		}
	}
	return join(all, " OR "), nil
}

// Values are those of a condition that names several, with | between them; a \ takes the sign after it as it is.
func Values(text string) (all []string) {
	var one strings.Builder
	taken := false
	for _, r := range text {
		switch {
		case taken:
			one.WriteRune(r)
			taken = false
		case r == '\\':
			taken = true
		case r == '|':
			all = append(all, one.String())
			one.Reset()
		default:
			one.WriteRune(r)
		}
	}
	if one.Len() > 0 || len(all) > 0 {
		all = append(all, one.String())
	}
	return all
}

// days holds on some days of the asker's calendar.
func (c Column) days(op, value string, who asker) (cond, error) {
	s, ok := who.span(op, value)
	if !ok {
		return cond{}, ErrList
	}
	if op == "older" {
		return c.with(older[c.Type], c.begin(s.from, who)), nil
	}
	return c.with(within[c.Type], c.begin(s.from, who), c.begin(s.until, who)), nil
}

// begin is the beginning of a day as the column has it.
func (c Column) begin(day time.Time, who asker) any {
	if c.Type != "timestamptz" {
		return day.Format(time.DateOnly)
	}
	return clock.Midnight(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, who.zone), who.zone, 0)
}

// join connects conditions by AND or OR.
func join(all []cond, by string) (out cond) {
	parts := make([]string, len(all))
	for i, c := range all {
		parts[i] = c.sql
		out.args = append(out.args, c.args...)
	}
	out.sql = "((" + strings.Join(parts, ")"+by+"(") + "))"
	return out
}

func (c Column) parse(value string, who asker) (any, error) {
	switch c.Type {
	case "uuid", "exists", "holds":
		if value == "me" {
			return who.me, nil
		}
		return uuid.Parse(value)
	case "ref":
		if value == "me" {
			return who.me.String(), nil
		}
		u, err := uuid.Parse(value)
		return u.String(), err
	case "date", "day":
		t, err := time.Parse(time.DateOnly, value)
		return t.Format(time.DateOnly), err
	case "timestamptz":
		if t, err := time.Parse(time.DateOnly, value); err == nil {
			return c.begin(t, who), nil
		}
		return time.Parse(time.RFC3339, value)
	case "bigint":
		return strconv.ParseInt(value, 10, 64)
	case "numeric":
		n, err := strconv.ParseFloat(value, 64)
		if err == nil && (math.IsNaN(n) || math.IsInf(n, 0)) {
			err = ErrList
		}
		return n, err
	default:
		return text.Line(value), nil
	}
}
