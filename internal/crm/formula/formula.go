// Package formula is the small language in which a company says what a field is worked out from: [Value] * 0.2, or
// if([Status] = "won", "Done", "Open"). It reads what was written, tells in what way it is wrong and where, and makes of it one
// expression over a record's row, which the database works out (ADR 30). It knows no table and no field.
package formula

import (
	"strings"
	"unicode"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
)

// Type is what a value is.
type Type string

// The types. Several choices can only be asked whether they hold one.
const (
	Number  Type = "number"
	Money   Type = "money"
	Text    Type = "text"
	Date    Type = "date"
	YesNo   Type = "yesno"
	Choices Type = "choices"
)

const (
	maxSource = 2_000 // letters
	maxNodes  = 200   // parts, those of formulas that it names counted again
	maxDates  = 10    // steps in time: none leaves the calendar
	maxDigits = 15
)

// What can be wrong.
const (
	Empty     = "empty"     // nothing was written
	Long      = "long"      // too long
	Syntax    = "syntax"    // not understood from here on
	Ending    = "ending"    // something is missing at the end
	NoField   = "field"     // there is no such field
	NoFunc    = "function"  // there is no such function
	Arguments = "arguments" // a function was given too few or too many things
	Mismatch  = "mismatch"  // these do not go together
	Plain     = "plain"     // a written number or text has to stand here
	NoChoice  = "choice"    // the field has no such choice
)

// Problem is what is wrong with a formula.
type Problem struct {
	Code string
	At   int    // in front of which letter, counted from 0
	Word string // what it is about: a field, a function, a sign
}

// Error implements error.
func (p *Problem) Error() string { return "formula: " + p.Code + " " + p.Word }

// Part is something that a formula can name.
type Part struct {
	Type     Type
	SQL      string            // null where there is nothing
	Currency string            // of money, SQL
	Choices  map[string]string // their ids, by their names in small letters
	Nodes    int               // of the formula that it is, if it is one
	Dates    int
}

// Result is a formula as the database works it out. In SQL, TodayMark stands for the day and ZoneMark for the zone.
type Result struct {
	Part
	Keys []string // the parts that it names, each once
}

// What stands in SQL for what is known when it is run.
const (
	TodayMark = "$today"
	ZoneMark  = "$zone"
)

// Compile makes of what was written an expression over those parts that named knows. The error is a *Problem.
func Compile(source string, named func(key string) (Part, bool)) (Result, error) {
	if strings.TrimSpace(source) == "" {
		return Result{}, &Problem{Code: Empty}
	}
	if len([]rune(source)) > maxSource {
		return Result{}, &Problem{Code: Long}
	}
	words, err := lex(source)
	if err != nil {
		return Result{}, err
	}
	tree, bad := parser.ParseWithConfig(words.out.String(), &conf.Config{DisableIfOperator: true})
	if bad != nil {
		return Result{}, words.syntax(bad)
	}
	c := &compiler{words: words, named: named}
	v, err := c.visit(tree.Node)
	if err != nil {
		return Result{}, err
	}
	if v.Type == Choices {
		return Result{}, &Problem{Code: Mismatch, Word: words.keys[0]}
	}
	if c.nodes > maxNodes || c.dates > maxDates || len(v.SQL) > maxSQL {
		return Result{}, &Problem{Code: Long}
	}
	v.Nodes, v.Dates = c.nodes, c.dates
	return Result{Part: v.Part, Keys: c.keys}, nil
}

// lexed is a formula in the words of the parser, each of which says from which letter it comes. What people wrote stands
// beside it, so that the parser sees none of it.
type lexed struct {
	source []rune
	out    strings.Builder
	from   []int // letters of source, by letter of out
	keys   []string
	names  []string
	texts  []string
}

func (l *lexed) put(at int, word string) {
	l.out.WriteString(word)
	for range word { // all are of one byte
		l.from = append(l.from, at)
	}
}

func (l *lexed) at(out int) int {
	if out < len(l.from) {
		return l.from[max(out, 0)]
	}
	return len(l.source)
}

func (l *lexed) syntax(err error) *Problem {
	at := len(l.source)
	e, over := located(err)
	if over {
		return &Problem{Code: Ending, At: at}
	}
	at = l.at(e)
	for at < len(l.source) && unicode.IsSpace(l.source[at]) {
		at++
	}
	return &Problem{Code: Syntax, At: at, Word: around(l.source, at)}
}

// around is the word that begins at a place.
func around(source []rune, at int) string {
	if at >= len(source) {
		return ""
	}
	end := at + 1
	for end < len(source) && !unicode.IsSpace(source[end]) && end < at+20 {
		end++
	}
	return string(source[at:end])
}

// lex reads words, numbers, texts in quotes and [fields], and the signs that people know from tables.
func lex(text string) (*lexed, error) {
	l := &lexed{source: []rune(text)}
	for i := 0; i < len(l.source); {
		n, ok := l.next(i)
		if !ok {
			return nil, &Problem{Code: Syntax, At: i, Word: around(l.source, i)}
		}
		i += n
	}
	return l, nil
}

// next reads one word and tells how many letters it has.
func (l *lexed) next(i int) (n int, ok bool) {
	r := l.source[i]
	switch {
	case unicode.IsSpace(r):
		l.put(i, " ")
		return 1, true
	case r == '[':
		return l.quoted(i, ']', "f", &l.keys)
	case r == '"', r == '\'':
		return l.quoted(i, r, "s", &l.texts)
	case r == '“', r == '„', r == '”': // what telephones and writing programs make of quotes
		return l.curly(i)
	case r >= '0' && r <= '9':
		return l.number(i)
	case unicode.IsLetter(r):
		return l.word(i), true
	}
	return l.sign(i)
}

func (l *lexed) quoted(i int, end rune, mark string, to *[]string) (int, bool) {
	for j := i + 1; j < len(l.source); j++ {
		if l.source[j] == end {
			l.stand(i, mark, to, string(l.source[i+1:j]))
			return j - i + 1, true
		}
	}
	return 0, false
}

func (l *lexed) curly(i int) (int, bool) {
	for j := i + 1; j < len(l.source); j++ {
		if l.source[j] == '”' || l.source[j] == '“' {
			l.stand(i, "s", &l.texts, string(l.source[i+1:j]))
			return j - i + 1, true
		}
	}
	return 0, false
}

// stand puts a name into the place of something that was written, which says where it is kept.
func (l *lexed) stand(i int, mark string, to *[]string, text string) {
	*to = append(*to, text)
	l.put(i, " "+mark+letters(len(*to)-1)+" ")
}

// letters is a number written in letters, for no name of the parser's has a q in front.
func letters(n int) string {
	s := "q"
	for _, d := range []byte(itoa(n)) {
		s += string(rune('a' + d - '0'))
	}
	return s
}

func (l *lexed) number(i int) (int, bool) {
	j, points := i, 0
	for ; j < len(l.source); j++ {
		if r := l.source[j]; r == '.' {
			points++
		} else if r < '0' || r > '9' {
			break
		}
	}
	if points > 1 || j-i > maxDigits || l.source[j-1] == '.' {
		return 0, false
	}
	word := string(l.source[i:j])
	if points == 0 {
		word += ".0" // all numbers are of one kind
	}
	l.put(i, " "+word+" ")
	return j - i, true
}

// signs are those of the parser, by what people write.
var signs = [][2]string{{"<>", "!="}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"≤", "<="}, {"≥", ">="}, {"==", "=="}, {"=", "=="}, {"<", "<"}, {">", ">"},
	{"+", "+"}, {"-", "-"}, {"−", "-"}, {"*", "*"}, {"×", "*"}, {"/", "/"}, {"÷", "/"}, {"&", "+"}, {"(", "("}, {")", ")"}, {",", ","}, {";", ","}}

func (l *lexed) sign(i int) (int, bool) {
	rest := string(l.source[i:min(i+2, len(l.source))])
	for _, s := range signs {
		if strings.HasPrefix(rest, s[0]) {
			l.put(i, s[1])
			return len([]rune(s[0])), true
		}
	}
	return 0, false
}

var joining = map[string]string{"and": " and ", "or": " or ", "not": " not ", "true": " true ", "yes": " true ", "false": " false ", "no": " false "}

func (l *lexed) word(i int) int {
	j := i
	for j < len(l.source) && (unicode.IsLetter(l.source[j]) || unicode.IsDigit(l.source[j]) || l.source[j] == '_') {
		j++
	}
	word := strings.ToLower(string(l.source[i:j]))
	if own, is := joining[word]; is {
		l.put(i, own)
	} else {
		l.stand(i, "x", &l.names, word)
	}
	return j - i
}

// kept is what stands behind a name that stand put.
func (l *lexed) kept(name, mark string, in []string) (string, bool) {
	rest, is := strings.CutPrefix(name, mark+"q")
	if !is {
		return "", false
	}
	n := 0
	for _, r := range rest {
		n = n*10 + int(r-'a')
	}
	if n < 0 || n >= len(in) {
		return "", false
	}
	return in[n], true
}

// compiler makes SQL of a tree.
type compiler struct {
	words *lexed
	named func(string) (Part, bool)
	keys  []string
	nodes int
	dates int
}

func (c *compiler) problem(n ast.Node, code, word string) *Problem {
	return &Problem{Code: code, At: c.words.at(n.Location().From), Word: word}
}
