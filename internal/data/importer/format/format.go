// Package format reads the files in which other programs give records away: tables as CSV and as workbooks of Excel, address
// cards and calendars. All come out as a table of text whose first row holds the headers.
package format

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// The formats.
const (
	CSV   = "csv"
	XLSX  = "xlsx"
	VCard = "vcard"
	ICal  = "icalendar"
)

// Table is a file as text.
type Table struct {
	Format              string
	Encoding, Separator string // of CSV
	Name                string // of a workbook's sheet
	Headers             []string
	Lines               []Line
	Others              []Table // further sheets with rows
}

// Line is a row with something in it. Row is its number as spreadsheets count, the headers being row 1; of a calendar's entry, the
// line of the file on which it begins.
type Line struct {
	Row   int      `json:"r"`
	Cells []string `json:"c"`
}

// Cell is what stands in a column; short rows are empty at their end.
func (l Line) Cell(i int) string {
	if i < len(l.Cells) {
		return l.Cells[i]
	}
	return ""
}

// The limits of a file.
const (
	MaxBytes   = 32 << 20
	maxColumns = 300
	maxRows    = 100_000
)

// What can be wrong with a file.
var (
	ErrEmpty      = errs.New(errs.Invalid, "import.empty", "There are no rows in this file.").On("file")
	ErrUnreadable = errs.New(errs.Invalid, "import.unreadable", "This file can't be read. Save the table as CSV or .xlsx, contacts as vCard (.vcf), or a calendar as iCalendar (.ics), and try again.").On("file")
	ErrTooLarge   = errs.New(errs.TooLarge, "import.too_large", "A file has at most 100,000 rows and 300 columns.")
)

// Read finds out a file's format and reads its rows. language breaks ties between encodings.
func Read(data []byte, language string) (Table, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readWorkbook(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")): // Excel before 2007, or a workbook with a password
		return Table{}, ErrUnreadable
	}
	name, text, err := decode(data, language)
	switch {
	case err != nil:
		return Table{}, err
	case isCard(text):
		return readCards(text)
	case isCalendar(text):
		return readCalendar(text)
	default:
		return readCSV(name, text)
	}
}

// head takes the headers.
func (t *Table) head(cells []string) error {
	for _, h := range cells {
		t.Headers = append(t.Headers, strings.TrimSpace(sheet.Plain(h)))
	}
	if len(t.Headers) > maxColumns {
		return ErrTooLarge
	}
	return nil
}

// add takes a row, unless all its cells are empty.
func (t *Table) add(row int, cells []string) error {
	if len(cells) > len(t.Headers) {
		cells = cells[:len(t.Headers)]
	}
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	for i, cell := range cells {
		cells[i] = sheet.Plain(cell) // as an export of ours, or its file of errors, made it harmless
	}
	if len(cells) > 0 {
		t.Lines = append(t.Lines, Line{row, cells})
	}
	if len(t.Lines) > maxRows {
		return ErrTooLarge
	}
	return nil
}

// full refuses a table without rows.
func (t *Table) full() error {
	if len(t.Lines) == 0 {
		return ErrEmpty
	}
	return nil
}

// clean is text that the database can hold.
func clean(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	return strings.ReplaceAll(text, "\x00", "")
}
