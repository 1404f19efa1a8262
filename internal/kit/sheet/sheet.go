// Package sheet writes tables for spreadsheets: CSV in UTF-8 with a mark that Excel needs, and with cells that a
// spreadsheet would run as formulas made harmless.
package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"
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

// Defuse makes a cell that begins like a formula plain text. A phone number such as +48 12 345 is none.
func Defuse(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if (cell[0] == '+' || cell[0] == '-') && strings.Trim(cell[1:], "0123456789 .()/-") == "" {
		return cell
	}
	return "'" + cell
}
