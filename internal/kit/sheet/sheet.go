// Package sheet writes tables for spreadsheets: CSV in UTF-8 with a mark that Excel needs, and with cells that a
// spreadsheet would run as formulas made harmless, in a way that reading them can undo.
package sheet

import (
	"bytes"
	"encoding/csv"
	"regexp"
)

// Type is the media type of what Write returns.
const Type = "text/csv; charset=utf-8"

// Write returns a table of rows as CSV.
func Write(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Defuse(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

var (
	// A formula begins with one of these, also in the wide form of East Asian keyboards; apostrophes before it are those
	// of Defuse.
	formula = regexp.MustCompile("^'*[=+\\-@\t\r\\x00＝＋－＠]")
	defused = regexp.MustCompile("^'+[=+\\-@\t\r\\x00＝＋－＠]")
	// Numbers are harmless, phone numbers such as +48 12 345 too.
	number = regexp.MustCompile(`^[+-][0-9 .()/-]*$`)
)

// Defuse makes a cell that begins like a formula plain text, by an apostrophe before it.
func Defuse(cell string) string {
	if !formula.MatchString(cell) || number.MatchString(cell) {
		return cell
	}
	return "'" + cell
}

// Plain undoes Defuse: Plain(Defuse(cell)) is cell.
func Plain(cell string) string {
	if !defused.MatchString(cell) {
		return cell
	}
	return cell[1:]
}
