package importer

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/data/importer/format"
)

// How days are written.
const (
	dayFirst   = "dmy" // 31.12.2025
	monthFirst = "mdy" // 12/31/2025
	yearFirst  = "ymd" // 2025-12-31
)

// How fractions of numbers are written.
const (
	comma = "comma" // 1.234,56
	point = "point" // 1,234.56
)

// spelling is how a column writes days and numbers. What its cells don't tell is guessed by the language.
type spelling struct {
	days, decimal         string
	daysSure, decimalSure bool
}

// home is how people who speak a language write.
func home(language string) spelling {
	switch language {
	case "en", "fil":
		return spelling{days: monthFirst, decimal: point}
	case "hi":
		return spelling{days: dayFirst, decimal: point}
	default:
		return spelling{days: dayFirst, decimal: comma}
	}
}

// spell finds out how the cells of a column write days and numbers: by those that can be read in one way only. Where cells
// contradict each other, most of them decide, and nothing is sure.
func spell(t format.Table, column int, language string) spelling {
	s := home(language)
	days, decimals, commas := map[string]int{}, map[string]int{}, false
	for _, l := range t.Lines {
		cell := strings.TrimSpace(l.Cell(column))
		days[orderOf(cell)]++
		decimals[decimalOf(cell)]++
		commas = commas || strings.Contains(cell, ",")
	}
	s.days, s.daysSure = majority(days, s.days)
	if t.Format == format.XLSX && !commas { // what a workbook holds as a number has none
		s.decimal, s.decimalSure = point, true
	} else {
		s.decimal, s.decimalSure = majority(decimals, s.decimal)
	}
	return s
}

// majority is what most votes are for; it is sure when all are.
func majority(votes map[string]int, otherwise string) (winner string, sure bool) {
	delete(votes, "")
	winner = otherwise
	for vote, n := range votes {
		if n > votes[winner] {
			winner = vote
		}
	}
	return winner, len(votes) == 1
}

// orderOf is in which order a date can only be written; empty when it could be several, or is no date.
func orderOf(cell string) string {
	parts := dateParts(cell)
	if parts == nil {
		return ""
	}
	a, b := parts[0], parts[1]
	switch {
	case a > 31:
		return yearFirst
	case a > 12 && b <= 12:
		return dayFirst
	case b > 12 && a <= 12:
		return monthFirst
	default:
		return ""
	}
}

// dateParts are the three numbers of a date.
func dateParts(cell string) []int {
	cell, _ = cutTime(cell)
	words := strings.FieldsFunc(cell, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(words) != 3 {
		return nil
	}
	parts := make([]int, 3)
	for i, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil || len(w) > 4 {
			return nil
		}
		parts[i] = n
	}
	if last := 31; parts[1] > last || parts[0] > last && (parts[0] < 1000 || parts[2] > last) {
		return nil // 1.234.567 is a number
	}
	return parts
}

// cutTime takes the time of day off a date.
func cutTime(text string) (day string, had bool) {
	for i, r := range text {
		if (r == ' ' || r == 'T' || r == ',') && i >= len("1/2/06") && strings.Contains(text[i:], ":") {
			return text[:i], true
		}
	}
	return text, false
}

// decimalOf is what a number can only write before its fraction; empty when it could be both, or is no number.
func decimalOf(cell string) string {
	cell = strings.TrimFunc(cell, func(r rune) bool { return !unicode.IsDigit(r) && r != ',' && r != '.' })
	if strings.IndexFunc(cell, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune(",.'’ \u00a0\u202f", r) }) >= 0 {
		return ""
	}
	c, p := strings.LastIndex(cell, ","), strings.LastIndex(cell, ".")
	switch {
	case c >= 0 && p >= 0:
		return map[bool]string{true: comma, false: point}[c > p]
	case strings.Count(cell, ",") > 1: // thousands
		return point
	case strings.Count(cell, ".") > 1:
		if dateParts(cell) != nil {
			return ""
		}
		return comma
	case c >= 0 && len(cell)-c != len(",123"):
		return comma
	case p >= 0 && len(cell)-p != len(".123"):
		return point
	default:
		return ""
	}
}

// number writes a number as the company's own fields read it; what is none stays as it is.
func number(text, decimal string) string {
	switch decimal {
	case comma:
		return strings.Replace(strings.ReplaceAll(text, ".", ""), ",", ".", 1)
	case point:
		return strings.ReplaceAll(text, ",", "")
	default:
		return text
	}
}

// layouts are the forms of dates with numbers, by their order.
var layouts = map[string][]string{
	dayFirst:   {"2/1/2006", "2-1-2006", "2/1/06", "2.1.2006", "2.1.06"},
	monthFirst: {"1/2/2006", "1-2-2006", "1/2/06", "1.2.2006", "1.2.06"},
	yearFirst:  {"2006/1/2", "2006-1-2", "2006.1.2"},
}

// anyOrder are forms that can be read in one way only.
var anyOrder = []string{"2006/1/2", "2006.1.2", "20060102", "2 January 2006", "January 2, 2006", "Jan 2, 2006", "2 Jan 2006"}

// day reads a date in the forms that the programs write. What is none is given back as it is; a date that says nothing,
// as Outlook's 0/0/00 and Google's day without a year, is empty.
func day(text, order string) string {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return text
	}
	if strings.HasPrefix(text, "--") || strings.Trim(text, "0/.-") == "" {
		return ""
	}
	short, _ := cutTime(text)
	if n := digits(short); n < len("1106") || n > len("20060102") {
		return text // it would be tried in vain in every form: most cells are no days
	}
	for _, all := range [][]string{{time.DateOnly}, layouts[order], anyOrder, layouts[dayFirst][3:]} {
		for _, layout := range all {
			if t, err := time.Parse(layout, short); err == nil {
				return t.Format(time.DateOnly)
			}
		}
	}
	return text
}

func digits(text string) (n int) {
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// moment reads a day, or a day with a time.
func moment(text, order string) string {
	short, timed := cutTime(text)
	if !timed {
		return day(text, order)
	}
	return day(short, order) + " " + strings.TrimLeft(text[len(short):], " T,")
}

// holds is what a column's field wants to know of its spelling: days, moments, numbers, or nothing.
func (c Column) holds() string {
	switch {
	case c.Days != "" && (c.Field == "dueAt" || c.Field == "endAt" || c.Field == "doneAt"):
		return "moments"
	case c.Own == customfield.Date, c.Field == "birthday", c.Field == "expectedOn", c.Field == "closedOn", c.Field == "createdOn":
		return "days"
	case c.Own == customfield.Number, c.Own == customfield.Money, c.Field == "value":
		return "numbers"
	default:
		return ""
	}
}

// sure tells whether there is no doubt how the column is read.
func (c Column) sure() bool {
	switch c.holds() {
	case "days", "moments":
		return c.DaysSure
	case "numbers":
		return c.DecimalSure
	default:
		return true
	}
}
