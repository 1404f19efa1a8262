package page

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// By is a list's question with the field by whose values its rows are counted: the columns of a board.
type By struct {
	Query
	By string `query:"by" required:"true" maxLength:"60" doc:"A field with one choice or a short text, by the name under which the list is filtered by it."`
}

// Counts are how many rows of a list have each value of a field.
type Counts struct {
	Items []Counted `json:"items" doc:"The most frequent first; values that no row has are not there."`
}

// Counted is how many rows have a value.
type Counted struct {
	Value string `json:"value" doc:"As filters take it; empty for the rows without one."`
	Count int64  `json:"count"`
}

// maxCounted is how many values are told apart; a field with choices has fewer.
const maxCounted = 200

// Counts makes of a list's rows the question how many have each value of a field. A field that is closed to the caller, or has
// more than one value, is none that can be asked for.
func (s Spec) Counts(rows *gorm.DB, by string) (*gorm.DB, error) {
	col, ok := s.Filters[by]
	if !ok || col.Type != "text" || db.Masked(rows.Statement.Context, s.Table, by) {
		return nil, ErrList
	}
	first := clause.GroupBy{Columns: []clause.Column{{Name: "1", Raw: true}}}
	return rows.Select(col.Expr + " AS value, count(*) AS count").Clauses(first).Order("2 DESC, 1").Limit(maxCounted), nil
}
