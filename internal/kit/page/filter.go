package page

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// ops are the comparisons with a value, by the column's type.
var ops = map[string]map[string]string{
	"text":        {"is": "lower(%) = lower(?)", "not": "lower(%) <> lower(?)", "contains": "% ILIKE ?"},
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

func (c Column) where(q *gorm.DB, op, value string, me uuid.UUID) (*gorm.DB, error) {
	if blank, ok := blanks[c.Type]; ok && (op == "empty" || op == "notEmpty") {
		cond := strings.ReplaceAll(blank, "%", c.Expr)
		if op == "notEmpty" {
			cond = "NOT (" + cond + ")"
		}
		return q.Where(cond), nil
	}
	cond, ok := ops[c.Type][op]
	if !ok {
		return nil, ErrList
	}
	v, err := c.parse(value, me)
	if err != nil {
		return nil, ErrList
	}
	if op == "contains" {
		v = db.Like(text.Line(value))
	}
	return q.Where(strings.ReplaceAll(cond, "%", c.Expr), v), nil
}

func (c Column) parse(value string, me uuid.UUID) (any, error) {
	switch c.Type {
	case "uuid", "exists", "holds":
		if value == "me" {
			return me, nil
		}
		return uuid.Parse(value)
	case "ref":
		if value == "me" {
			return me.String(), nil
		}
		u, err := uuid.Parse(value)
		return u.String(), err
	case "date", "day":
		t, err := time.Parse(time.DateOnly, value)
		return t.Format(time.DateOnly), err
	case "timestamptz":
		if t, err := time.Parse(time.DateOnly, value); err == nil {
			return t, nil
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
