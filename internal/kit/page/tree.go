package page

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// How large a tree of conditions may be.
const (
	maxDepth      = 3
	maxConditions = 30
)

// Tree is what must hold for a row: one condition, or, of several trees, all or, with Any, one. None of them is all rows.
type Tree struct {
	Field, Op, Value string
	Any              bool
	Of               []Tree
	Not              bool // of one that stands for a segment: the rows that are not in it
}

// parseCondition reads field:op:value.
func parseCondition(text string) (Tree, bool) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 || parts[0] == "" {
		return Tree{}, false
	}
	return Tree{Field: parts[0], Op: parts[1], Value: parts[2]}, true
}

var errTree = errors.New("page: neither a condition nor one list of them")

// UnmarshalJSON reads "field:op:value", {"all":[…]} or {"any":[…]}.
func (t *Tree) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		var ok bool
		if *t, ok = parseCondition(text); !ok {
			return errTree
		}
		return nil
	}
	var group map[string][]Tree // not a struct, whose names would be read in letters of any size
	if err := json.Unmarshal(data, &group); err != nil {
		return err
	}
	all, isAll := group["all"]
	some, isAny := group["any"]
	if len(group) != 1 || !isAll && !isAny {
		return errTree
	}
	*t = Tree{Any: isAny, Of: append(all, some...)}
	return nil
}

// Tree is what the filters and the tree of a question ask for together.
func (q Query) Tree() (Tree, error) {
	var all Tree
	for _, f := range q.Filter {
		one, ok := parseCondition(f)
		if !ok {
			return all, ErrList.On("filter")
		}
		all.Of = append(all.Of, one)
	}
	if q.Where == "" {
		return all, nil
	}
	var where Tree
	if json.Unmarshal([]byte(q.Where), &where) != nil || !where.fits(0) || len(where.Conditions()) > maxConditions {
		return all, ErrList.On("where")
	}
	all.Of = append(all.Of, where)
	return all, nil
}

// fits tells whether a tree is not too deep, and every group in it has something.
func (t Tree) fits(depth int) bool {
	if t.Field != "" {
		return true
	}
	if len(t.Of) == 0 || depth == maxDepth {
		return false
	}
	for _, o := range t.Of {
		if !o.fits(depth + 1) {
			return false
		}
	}
	return true
}

// Conditions are all conditions in a tree.
func (t Tree) Conditions() (all []Tree) {
	if t.Field != "" {
		return []Tree{t}
	}
	for _, o := range t.Of {
		all = append(all, o.Conditions()...)
	}
	return all
}

// Replace puts other trees in the place of conditions.
func (t Tree) Replace(other func(condition Tree) (Tree, error)) (Tree, error) {
	if t.Field != "" {
		return other(t)
	}
	of := make([]Tree, len(t.Of))
	for i, o := range t.Of {
		var err error
		if of[i], err = o.Replace(other); err != nil {
			return t, err
		}
	}
	t.Of = of
	return t, nil
}

// Hold adds a tree to a query; me is whom the value «me» stands for. By what the caller sees masked nothing is found.
func (s Spec) Hold(rows *gorm.DB, t Tree, me uuid.UUID) (*gorm.DB, error) {
	if t.Field == "" && len(t.Of) == 0 {
		return rows, nil
	}
	ctx := rows.Statement.Context
	who := asker{me, clock.Zone(caller.From(ctx).Zone()), clock.Now()}
	c, err := s.cond(t, who, func(field string) bool { return db.Masked(ctx, s.Table, field) })
	if err != nil {
		return rows, err
	}
	return rows.Where(c.sql, c.args...), nil
}

func (s Spec) cond(t Tree, who asker, masked func(field string) bool) (cond, error) {
	if t.Field != "" {
		return s.one(t, who, masked)
	}
	all := make([]cond, len(t.Of))
	for i, o := range t.Of {
		var err error
		if all[i], err = s.cond(o, who, masked); err != nil {
			return cond{}, err
		}
	}
	by := " AND "
	if t.Any {
		by = " OR "
	}
	c := cond{sql: "(true)"}
	if len(all) > 0 {
		c = join(all, by)
	}
	if t.Not {
		c.sql += " IS NOT TRUE"
	}
	return c, nil
}

// echoed is what a field may look like that an error names: what can't be one is not said again.
var echoed = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{0,60}$`)

func (s Spec) one(t Tree, who asker, masked func(field string) bool) (cond, error) {
	col, ok := s.Filters[t.Field]
	if !ok {
		return cond{}, wrong(t.Field)
	}
	c, err := col.cond(t.Op, t.Value, who)
	if err != nil {
		return c, wrong(t.Field)
	}
	if masked(t.Field) {
		return cond{sql: "false"}, nil
	}
	return c, nil
}

func wrong(field string) error {
	if !echoed.MatchString(field) {
		field = "filter"
	}
	return ErrList.On(field)
}

// parts are filters that have another name than the part of the record that they are about.
var parts = map[string]string{"kind": "kinds", "tag": "tags", "alsoAt": "positions", "consentEmail": "consent", "consentPhone": "consent"}

// PartOf is the part of a record that a filter or sort is about.
func PartOf(field string) string {
	if part := parts[field]; part != "" {
		return part
	}
	return field
}
