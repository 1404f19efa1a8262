package formula

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// maxSQL is how long an expression may get; formulas that name formulas stand in it whole.
const maxSQL = 20_000

func itoa(n int) string { return strconv.Itoa(n) }

// located is where the parser stopped, and whether that is the end.
func located(err error) (at int, over bool) {
	var e *file.Error
	if !errors.As(err, &e) {
		return 0, true
	}
	return e.From, strings.Contains(e.Message, "token EOF")
}

// value is a part of a formula, and what was written there, if it was written and not worked out.
type value struct {
	Part
	text   *string
	number *float64
}

func of(t Type, sql string) value { return value{Part: Part{Type: t, SQL: sql}} }

func (c *compiler) visit(n ast.Node) (value, error) {
	if c.nodes++; c.nodes > maxNodes {
		return value{}, &Problem{Code: Long}
	}
	switch n := n.(type) {
	case *ast.FloatNode:
		return value{Part: Part{Type: Number, SQL: strconv.FormatFloat(n.Value, 'f', -1, 64) + "::numeric"}, number: &n.Value}, nil
	case *ast.BoolNode:
		return of(YesNo, strconv.FormatBool(n.Value)), nil
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.CallNode:
		return c.call(n)
	}
	return value{}, c.problem(n, Syntax, around(c.words.source, c.words.at(n.Location().From)))
}

// name is a field, or a text, which the parser sees as a name too.
func (c *compiler) name(n *ast.IdentifierNode) (value, error) {
	if s, is := c.words.kept(n.Value, "s", c.words.texts); is {
		return value{Part: Part{Type: Text, SQL: Quote(s)}, text: &s}, nil
	}
	key, is := c.words.kept(n.Value, "f", c.words.keys)
	if !is {
		word, _ := c.words.kept(n.Value, "x", c.words.names)
		return value{}, c.problem(n, NoField, word)
	}
	key = strings.TrimSpace(key)
	part, there := c.named(key)
	if !there {
		return value{}, c.problem(n, NoField, key)
	}
	if !slices.Contains(c.keys, key) {
		c.keys = append(c.keys, key)
	}
	c.nodes, c.dates = c.nodes+part.Nodes, c.dates+part.Dates
	part.SQL = "(" + part.SQL + ")"
	return value{Part: part}, nil
}

// Quote is a text as SQL, of letters and digits only: nothing in it means anything to who reads it on the way.
func Quote(s string) string {
	var b strings.Builder
	b.WriteString("U&'")
	for _, r := range s {
		if r < 128 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == ' ') {
			b.WriteRune(r)
		} else if r != 0 {
			fmt.Fprintf(&b, `\+%06X`, r)
		}
	}
	return b.String() + "'::text"
}

func (c *compiler) unary(n *ast.UnaryNode) (value, error) {
	v, err := c.visit(n.Node)
	switch {
	case err != nil:
		return v, err
	case n.Operator == "not" && v.Type == YesNo:
		return of(YesNo, "(NOT "+certain(v)+")"), nil
	case n.Operator == "-" && (v.Type == Number || v.Type == Money):
		return value{Part: Part{Type: v.Type, SQL: "(- " + v.SQL + ")", Currency: v.Currency}}, nil
	}
	return v, c.problem(n, Mismatch, n.Operator)
}

// certain is a condition that is never unknown: what can't be told does not hold.
func certain(v value) string { return "coalesce(" + v.SQL + ", false)" }

func (c *compiler) binary(n *ast.BinaryNode) (value, error) {
	a, err := c.visit(n.Left)
	if err != nil {
		return a, err
	}
	b, err := c.visit(n.Right)
	if err != nil {
		return b, err
	}
	var v value
	var ok bool
	switch n.Operator {
	case "and", "or":
		v, ok = of(YesNo, "("+certain(a)+" "+strings.ToUpper(n.Operator)+" "+certain(b)+")"), a.Type == YesNo && b.Type == YesNo
	case "==", "!=", "<", ">", "<=", ">=":
		v, ok = compare(a, b, strings.NewReplacer("==", "=", "!=", "<>").Replace(n.Operator))
	case "+", "-":
		v, ok = c.sum(a, b, n.Operator)
	case "*", "/":
		v, ok = product(a, b, n.Operator)
	}
	if !ok {
		return v, c.problem(n, Mismatch, shown(n.Operator))
	}
	return v, nil
}

// shown is a sign as people write it.
func shown(sign string) string { return strings.NewReplacer("==", "=", "!=", "<>").Replace(sign) }

func compare(a, b value, sign string) (value, bool) {
	equality := sign == "=" || sign == "<>"
	switch {
	case a.Type == Text && b.Type == Text:
		return of(YesNo, "(lower("+written(a)+") "+sign+" lower("+written(b)+"))"), equality
	case a.Type == YesNo && b.Type == YesNo:
		return of(YesNo, "("+certain(a)+" "+sign+" "+certain(b)+")"), equality
	case a.Type == b.Type && (a.Type == Number || a.Type == Date):
		return of(YesNo, "("+a.SQL+" "+sign+" "+b.SQL+")"), true
	}
	a, b, ok := alike(a, b)
	if !ok {
		return value{}, false
	}
	return of(YesNo, "(CASE WHEN "+same(a, b)+" THEN "+a.SQL+" "+sign+" "+b.SQL+" END)"), true
}

// written is a text, empty for nothing.
func written(v value) string { return "coalesce(" + v.SQL + ", '')" }

// alike makes two amounts of which at least one is money comparable: a plain number is of the other's currency.
func alike(a, b value) (value, value, bool) {
	switch {
	case a.Type == Money && b.Type == Number:
		return a, inCurrency(b, a.Currency), true
	case a.Type == Number && b.Type == Money:
		return inCurrency(a, b.Currency), b, true
	}
	return a, b, a.Type == Money && b.Type == Money
}

func inCurrency(v value, currency string) value {
	return value{Part: Part{Type: Money, SQL: "(" + v.SQL + " * " + scale(currency) + ")", Currency: currency}}
}

// same is whether two amounts are of one currency.
func same(a, b value) string {
	if a.Currency == b.Currency {
		return "true"
	}
	return a.Currency + " = " + b.Currency
}

// scales are the currencies that have no cents, or mills, by how many of their smallest coins make one.
var scales = func() string {
	by := map[uint8][]string{}
	for _, code := range currency.GetCurrencyCodes() {
		if digits, _ := currency.GetDigits(code); digits != 2 {
			by[digits] = append(by[digits], "'"+code+"'")
		}
	}
	when := ""
	for _, digits := range []uint8{0, 3, 4} {
		if len(by[digits]) > 0 {
			when += " WHEN @ IN (" + strings.Join(by[digits], ", ") + ") THEN 1" + strings.Repeat("0", int(digits))
		}
	}
	return "(CASE" + when + " ELSE 100 END)::numeric"
}()

func scale(currency string) string { return strings.ReplaceAll(scales, "@", currency) }

func (c *compiler) sum(a, b value, sign string) (value, bool) {
	switch {
	case sign == "+" && (a.Type == Text || b.Type == Text) && a.Type != Choices && b.Type != Choices:
		return of(Text, "("+written(words(a))+" || "+written(words(b))+")"), true
	case a.Type == Number && b.Type == Number:
		return of(Number, "("+a.SQL+" "+sign+" "+b.SQL+")"), true
	case a.Type == Date && b.Type == Date && sign == "-":
		return of(Number, "("+a.SQL+" - "+b.SQL+")::numeric"), true
	case a.Type == Date && b.Type == Number:
		c.dates++
		return of(Date, later(a.SQL, b.SQL, sign)), true
	}
	a, b, ok := alike(a, b)
	sum := "(" + a.SQL + " " + sign + " " + b.SQL + ")"
	if a.Currency != b.Currency {
		sum = "(CASE WHEN " + same(a, b) + " THEN " + sum + " END)"
	}
	return value{Part: Part{Type: Money, SQL: sum, Currency: a.Currency}}, ok
}

// later is some days after a day, at most 273 years.
func later(day, days, sign string) string {
	return "(SELECT CASE WHEN n IS NOT NULL THEN " + day + " " + sign + " least(greatest(round(n), -100000), 100000)::int END FROM (SELECT " + days + " AS n OFFSET 0) AS days)"
}

// words is a value as text.
func words(v value) value {
	switch v.Type {
	case Number:
		return of(Text, "trim_scale(round("+v.SQL+", 4))::text")
	case Money:
		return of(Text, "(round("+v.SQL+" / "+scale(v.Currency)+", 2)::text || ' ' || "+v.Currency+")")
	case Date:
		return of(Text, "to_char("+v.SQL+", 'YYYY-MM-DD')")
	case YesNo:
		return of(Text, "(CASE "+v.SQL+" WHEN true THEN 'yes' WHEN false THEN 'no' END)")
	}
	return v
}

func product(a, b value, sign string) (value, bool) {
	right := b.SQL
	if sign == "/" {
		right = "nullif(" + right + ", 0)" // nothing, not a mistake
	}
	sql := "(" + a.SQL + " " + sign + " " + right + ")"
	switch {
	case a.Type == Number && b.Type == Number:
		return of(Number, sql), true
	case a.Type == Money && b.Type == Number:
		return value{Part: Part{Type: Money, SQL: sql, Currency: a.Currency}}, true
	case a.Type == Number && b.Type == Money && sign == "*":
		return value{Part: Part{Type: Money, SQL: sql, Currency: b.Currency}}, true
	case a.Type == Money && b.Type == Money && sign == "/":
		return of(Number, "(CASE WHEN "+same(a, b)+" THEN "+sql+" END)"), true
	}
	return value{}, false
}
