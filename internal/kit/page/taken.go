package page

import (
	"github.com/google/uuid"
	"gorm.io/gorm"
)

// Taken is what somebody takes out of a list as a file: all that fit a question, in its order, or some records of it.
type Taken struct {
	Query
	IDs     []uuid.UUID // those chosen; all that fit when none
	Columns []string    // which, in their order; the usual ones when none
}

// Among keeps of the rows of a table those that were chosen.
func (t Taken) Among(rows *gorm.DB, table string) *gorm.DB {
	if len(t.IDs) == 0 {
		return rows
	}
	return rows.Where(table+".id IN ?", t.IDs) // sql: the table is named in the code
}

// InOrder puts all rows into the order that a question asks for.
func (s Spec) InOrder(rows *gorm.DB, q Query) (*gorm.DB, error) {
	_, col, desc, err := s.sort(q)
	if err != nil {
		return nil, err
	}
	dir := " ASC"
	if desc {
		dir = " DESC"
	}
	return rows.Order(col.Expr + dir).Order(s.Table + ".id" + dir), nil
}
