// Package page is how every list is asked for: search, filters, one sort, and a keyset cursor that costs the same on
// page 1,000 as on page 1. A domain publishes what may be sorted and filtered in a Spec; nothing else reaches SQL.
package page

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Query is a list's question, as it stands in the address.
type Query struct {
	Search string   `query:"q" maxLength:"200" doc:"Part of a name or another searchable field."`
	Sort   string   `query:"sort" maxLength:"60" doc:"A field, with - before it for descending."`
	Filter []string `query:"filter,explode" maxItems:"20" doc:"field:op:value, all must hold. Of several values (anyOf) one must; | stands between them. Days: within:today, thisWeek, last:7, next:30, …; older:30."`
	Where  string   `query:"where" maxLength:"4000" doc:"Groups of conditions, as JSON: {\"any\":[\"field:op:value\",{\"all\":[…]}]}. Holds besides filter."`
	Cursor string   `query:"cursor" maxLength:"1600" doc:"From the previous page's next."`
	Custom []string `query:"custom" maxItems:"40" doc:"Ids of the company's own fields that are wanted, separated by commas; none when absent."`
	Limit  int      `query:"limit" minimum:"0" maximum:"100" doc:"50 when absent."`
}

// Items is one page of a list.
type Items[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"Cursor of the next page; null on the last."`
}

// Count is the answer to how many there are.
type Count struct {
	Count int64 `json:"count"`
}

// ErrList is returned for a sort, filter or cursor that the list does not have.
var ErrList = errs.New(errs.Bad, "list.bad", "This list can't be sorted or filtered that way.")

// Column is a field of a list: an SQL expression, never null, and its type in PostgreSQL. Fold is for sorts whose expression
// is lower(…): the cursor then holds the text as it is, and the database makes it comparable, as only it knows how.
type Column struct {
	Expr, Type string
	Fold       bool
}

// Alphabet behind a text makes it sort as people expect names to: Ł beside L, small letters beside capitals, in every script.
// PostgreSQL must have been built with ICU, as it is everywhere.
const Alphabet = ` COLLATE "und-x-icu"`

// Spec is what a list offers. Each sort needs an index on its expression and the id.
type Spec struct {
	Table   string            // whose id breaks ties
	Sorts   map[string]Column // by the field's name in the API
	Default string            // sort when none is asked for, such as -createdAt
	Filters map[string]Column
}

// key signs cursors, so that nobody can make one up.
var key []byte

// SignWith sets the key of cursors; the composition root calls it once.
func SignWith(k secret.Keys) { key = k.Derive("cursor") }

type cursor struct {
	Sort  string    `json:"s"`
	Value string    `json:"v"`
	ID    uuid.UUID `json:"i"`
}

const defaultLimit = 50

// Size is how many rows the page has.
func (q Query) Size() int {
	if q.Limit <= 0 {
		return defaultLimit
	}
	return q.Limit
}

// Where adds the filters to a query; me is whom the value «me» stands for. By what the caller sees masked nothing is found.
func (s Spec) Where(rows *gorm.DB, q Query, me uuid.UUID) (*gorm.DB, error) {
	t, err := q.Tree()
	if err != nil {
		return nil, err
	}
	return s.Hold(rows, t, me)
}

// Page adds order, cursor and limit to a query. It selects one row more than the page has, which Cut takes off.
func (s Spec) Page(db *gorm.DB, q Query) (*gorm.DB, error) {
	name, col, desc, err := s.sort(q)
	if err != nil {
		return nil, err
	}
	dir, op := " ASC", ">"
	if desc {
		dir, op = " DESC", "<"
	}
	id := s.Table + ".id"
	if q.Cursor != "" {
		c, err := decode(q.Cursor)
		if err != nil || c.Sort != name {
			return nil, ErrList
		}
		value := "?::" + col.Type
		if col.Fold {
			value = "lower(" + value + ")"
		}
		db = db.Where(fmt.Sprintf("(%s, %s) %s (%s, ?)", col.Expr, id, op, value), c.Value, c.ID)
	}
	return db.Order(col.Expr + dir).Order(id + dir).Limit(q.Size() + 1), nil
}

func (s Spec) sort(q Query) (name string, col Column, desc bool, err error) {
	name = q.Sort
	if name == "" {
		name = s.Default
	}
	field, desc := strings.CutPrefix(name, "-")
	col, ok := s.Sorts[field]
	if !ok {
		err = ErrList
	}
	return name, col, desc, err
}

// Cut takes the surplus row off and makes the cursor of the next page; value gives the sort's value of a row, as text
// that PostgreSQL reads, by the sort's field.
func Cut[T any](s Spec, q Query, rows []T, value func(T, string) (string, uuid.UUID)) ([]T, *string) {
	if len(rows) <= q.Size() {
		return rows, nil
	}
	rows = rows[:q.Size()]
	name, _, _, err := s.sort(q)
	if err != nil {
		return rows, nil
	}
	v, id := value(rows[len(rows)-1], strings.TrimPrefix(name, "-"))
	next := encode(cursor{name, v, id})
	return rows, &next
}

func encode(c cursor) string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and a uuid always have a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(append(mac(data), data...))
}

const macSize = 12

func mac(data []byte) []byte {
	return secret.MAC(key, data)[:macSize]
}

func decode(text string) (c cursor, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < macSize || !hmac.Equal(mac(raw[macSize:]), raw[:macSize]) {
		return c, ErrList
	}
	return c, json.Unmarshal(raw[macSize:], &c)
}
