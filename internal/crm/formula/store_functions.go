package formula

import (
	"math"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// function is what can be done with some values; false means that they are not of a fitting kind.
type function struct {
	least, most int
	make        func(c *compiler, in []value) (value, bool)
}

const many = 20

// functions by their names.
var functions map[string]function

func init() {
	functions = map[string]function{
		"if":    {2, 3, func(_ *compiler, in []value) (value, bool) { return choose(in) }},
		"min":   {1, many, func(_ *compiler, in []value) (value, bool) { return extreme("least", in) }},
		"max":   {1, many, func(_ *compiler, in []value) (value, bool) { return extreme("greatest", in) }},
		"first": {1, many, func(_ *compiler, in []value) (value, bool) { return first(in) }},
		"round": {1, 2, func(_ *compiler, in []value) (value, bool) { return round(in) }},
		"abs":   {1, 1, func(_ *compiler, in []value) (value, bool) { return amounts(in[0], "abs") }},
		"floor": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Number, "floor("+in[0].SQL+")"), in[0].Type == Number
		}},
		"ceil": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Number, "ceil("+in[0].SQL+")"), in[0].Type == Number
		}},
		"amount": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Number, "("+in[0].SQL+" / "+scale(in[0].Currency)+")"), in[0].Type == Money
		}},
		"today": {0, 0, func(*compiler, []value) (value, bool) { return of(Date, "'"+TodayMark+"'::date"), true }},
		"days": {2, 2, func(_ *compiler, in []value) (value, bool) {
			return of(Number, "("+in[1].SQL+" - "+in[0].SQL+")::numeric"), all(Date, in)
		}},
		"year":  {1, 1, part("year")},
		"month": {1, 1, part("month")},
		"day":   {1, 1, part("day")},
		"adddays": {2, 2, func(c *compiler, in []value) (value, bool) {
			return c.ahead(in, func(day, n string) string { return later(day, n, "+") })
		}},
		"addmonths": {2, 2, func(c *compiler, in []value) (value, bool) { return c.ahead(in, months) }},
		"text":      {1, 1, func(_ *compiler, in []value) (value, bool) { return words(in[0]), in[0].Type != Choices }},
		"upper": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Text, "upper("+in[0].SQL+")"), in[0].Type == Text
		}},
		"lower": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Text, "lower("+in[0].SQL+")"), in[0].Type == Text
		}},
		"length": {1, 1, func(_ *compiler, in []value) (value, bool) {
			return of(Number, "length("+written(in[0])+")::numeric"), in[0].Type == Text
		}},
		"contains": {2, 2, func(_ *compiler, in []value) (value, bool) {
			return of(YesNo, "(strpos(lower("+written(in[0])+"), lower("+written(in[1])+")) > 0)"), all(Text, in)
		}},
		"empty": {1, 1, func(_ *compiler, in []value) (value, bool) { return nothing(in[0]), true }},
	}
}

// Functions are the names of all functions, and of has, which asks whether several choices hold one.
func Functions() []string {
	names := []string{"has"}
	for name := range functions {
		names = append(names, name)
	}
	return names
}

func (c *compiler) call(n *ast.CallNode) (value, error) {
	id, is := n.Callee.(*ast.IdentifierNode)
	if !is {
		return value{}, c.problem(n, Syntax, "(")
	}
	name, _ := c.words.kept(id.Value, "x", c.words.names)
	in := make([]value, len(n.Arguments))
	for i, a := range n.Arguments {
		var err error
		if in[i], err = c.visit(a); err != nil {
			return value{}, err
		}
	}
	if name == "has" {
		return c.has(n, in)
	}
	f, there := functions[name]
	switch {
	case !there:
		return value{}, c.problem(id, NoFunc, name)
	case len(in) < f.least || len(in) > f.most:
		return value{}, c.problem(id, Arguments, name)
	case name == "round" && len(in) == 2 && in[1].number == nil:
		return value{}, c.problem(n.Arguments[1], Plain, name)
	}
	v, ok := f.make(c, in)
	if !ok {
		return v, c.problem(id, Mismatch, name)
	}
	return v, nil
}

// has asks whether several choices hold one, by its name.
func (c *compiler) has(n *ast.CallNode, in []value) (value, error) {
	switch {
	case len(in) != 2:
		return value{}, c.problem(n.Callee, Arguments, "has")
	case in[0].Type != Choices:
		return value{}, c.problem(n.Callee, Mismatch, "has")
	case in[1].text == nil:
		return value{}, c.problem(n.Arguments[1], Plain, "has")
	}
	id, there := in[0].Choices[strings.ToLower(strings.TrimSpace(*in[1].text))]
	if !there {
		return value{}, c.problem(n.Arguments[1], NoChoice, *in[1].text)
	}
	return of(YesNo, "coalesce("+in[0].SQL+" @> jsonb_build_array("+Quote(id)+"::text), false)"), nil
}

func all(t Type, in []value) bool {
	for _, v := range in {
		if v.Type != t {
			return false
		}
	}
	return true
}

// level makes values of one kind: plain numbers beside money are of its currency, which is that of the first.
func level(in []value) ([]value, bool) {
	for _, v := range in {
		if v.Type != Money {
			continue
		}
		out := make([]value, len(in))
		for i, o := range in {
			switch o.Type {
			case Number:
				out[i] = inCurrency(o, v.Currency)
			case Money:
				out[i] = o
				if o.Currency != v.Currency {
					out[i].SQL, out[i].Currency = "(CASE WHEN "+o.Currency+" = "+v.Currency+" THEN "+o.SQL+" END)", v.Currency
				}
			default:
				return nil, false
			}
		}
		return out, true
	}
	return in, all(in[0].Type, in) && in[0].Type != Choices
}

func choose(in []value) (value, bool) {
	if in[0].Type != YesNo {
		return value{}, false
	}
	rest, ok := level(in[1:])
	if !ok {
		return value{}, false
	}
	sql := "(CASE WHEN " + in[0].SQL + " THEN " + rest[0].SQL
	if len(rest) > 1 {
		sql += " ELSE " + rest[1].SQL
	}
	return value{Part: Part{Type: rest[0].Type, SQL: sql + " END)", Currency: rest[0].Currency}}, true
}

func extreme(how string, in []value) (value, bool) {
	in, ok := level(in)
	if !ok || in[0].Type == Text || in[0].Type == YesNo {
		return value{}, false
	}
	return value{Part: Part{Type: in[0].Type, SQL: how + "(" + list(in) + ")", Currency: in[0].Currency}}, true
}

func list(in []value) string {
	sqls := make([]string, len(in))
	for i, v := range in {
		sqls[i] = v.SQL
	}
	return strings.Join(sqls, ", ")
}

// first is the first of some that is not empty.
func first(in []value) (value, bool) {
	in, ok := level(in)
	if !ok {
		return value{}, false
	}
	if in[0].Type == Text {
		for i := range in {
			in[i].SQL = "nullif(" + in[i].SQL + ", '')"
		}
	}
	return value{Part: Part{Type: in[0].Type, SQL: "coalesce(" + list(in) + ")", Currency: in[0].Currency}}, true
}

func round(in []value) (value, bool) {
	digits := 0.0
	if len(in) == 2 {
		digits = *in[1].number
	}
	if digits != math.Trunc(digits) || digits > 4 {
		return value{}, false
	}
	if in[0].Type == Money {
		unit := scale(in[0].Currency)
		return value{Part: Part{Type: Money, SQL: "(round(" + in[0].SQL + " / " + unit + ", " + itoa(int(digits)) + ") * " + unit + ")", Currency: in[0].Currency}}, true
	}
	return of(Number, "round("+in[0].SQL+", "+itoa(int(digits))+")"), in[0].Type == Number
}

func amounts(v value, how string) (value, bool) {
	return value{Part: Part{Type: v.Type, SQL: how + "(" + v.SQL + ")", Currency: v.Currency}}, v.Type == Number || v.Type == Money
}

func part(unit string) func(*compiler, []value) (value, bool) {
	return func(_ *compiler, in []value) (value, bool) {
		return of(Number, "extract("+unit+" FROM "+in[0].SQL+")::numeric"), in[0].Type == Date
	}
}

func (c *compiler) ahead(in []value, how func(day, n string) string) (value, bool) {
	c.dates++
	return of(Date, how(in[0].SQL, in[1].SQL)), in[0].Type == Date && in[1].Type == Number
}

// months is some months after a day, at most 100 years; of a shorter month the last day.
func months(day, n string) string {
	return "(SELECT CASE WHEN n IS NOT NULL THEN (" + day + " + make_interval(months => least(greatest(round(n), -1200), 1200)::int))::date END FROM (SELECT " + n + " AS n OFFSET 0) AS months)"
}

func nothing(v value) value {
	switch v.Type {
	case Text:
		return of(YesNo, "("+written(v)+" = '')")
	case Choices:
		return of(YesNo, "(coalesce("+v.SQL+", '[]'::jsonb) = '[]'::jsonb)")
	}
	return of(YesNo, "("+v.SQL+" IS NULL)")
}
