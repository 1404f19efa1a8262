package format

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxUnzipped is how large a workbook may become when it is unpacked: one of 32 MB may be a thousand times that.
const maxUnzipped = 128 << 20

// readWorkbook reads the visible sheets of a workbook that have rows.
func readWorkbook(data []byte) (Table, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, ShortDatePattern: isoDay})
	if err != nil {
		return Table{}, refused(err)
	}
	defer book.Close() //nolint:errcheck // nothing was written
	plainNumbers(book)
	all, err := readSheets(book)
	if err != nil || len(all) == 0 {
		return Table{}, errors.Join(err, ErrEmpty)
	}
	first := all[0]
	if len(all) > 1 {
		first.Others = all[1:]
	}
	return first, nil
}

// readSheets reads the visible sheets that have rows: at most so many rows together as a file has, and the first anyway.
func readSheets(book *excelize.File) (all []Table, err error) {
	rows := 0
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		t, err := readSheet(book, name)
		if errors.Is(err, ErrEmpty) {
			continue
		}
		if rows += len(t.Lines); err != nil || rows > maxRows {
			return all, errors.Join(err, beyond(rows))
		}
		all = append(all, t)
	}
	return all, nil
}

func beyond(rows int) error {
	if rows > maxRows {
		return ErrTooLarge
	}
	return nil
}

// refused says what is wrong with a workbook that the library can't open.
func refused(err error) error {
	if strings.Contains(err.Error(), "unzip size exceeds") {
		return ErrTooLarge.Because(err)
	}
	return ErrUnreadable.Because(err)
}

// readSheet reads a sheet row by row; the first row with something in it holds the headers.
func readSheet(book *excelize.File, name string) (Table, error) {
	t := Table{Format: XLSX, Name: name}
	rows, err := book.Rows(name)
	if err != nil {
		return t, ErrEmpty.Because(err) // a sheet that is a chart has no rows
	}
	defer rows.Close() //nolint:errcheck // nothing was written
	for row := 1; rows.Next(); row++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, refused(err)
		}
		if err := t.row(row, filled(cells)); err != nil {
			return t, err
		}
	}
	if err := rows.Error(); err != nil {
		return t, refused(err)
	}
	return t, t.full()
}

func (t *Table) row(row int, cells []string) error {
	switch {
	case len(cells) == 0:
		return nil
	case t.Headers == nil:
		return t.head(cells)
	default:
		return t.add(row, cells)
	}
}

// filled are the cells of a row up to the last with something in it.
func filled(cells []string) []string {
	last := 0
	for i, c := range cells {
		if cells[i] = clean(c); strings.TrimSpace(c) != "" {
			last = i + 1
		}
	}
	return cells[:last]
}

// The number formats that cells are shown in, of those that every workbook has.
const (
	asDay    = 14 // in the pattern below
	asMoment = 22 // the same, with the time of day
	asText   = 49 // shows a number with all its digits; the general format has eleven
	isoDay   = "yyyy-mm-dd"
)

// plainNumbers makes all cells of a workbook show days as 2025-12-31 and numbers as 1234.5, whatever the workbook's
// own formats are: how a day or a number looks depends on the country of who made the file, what it is does not.
func plainNumbers(book *excelize.File) {
	if book.Styles == nil || book.Styles.CellXfs == nil {
		return // no cell has a format
	}
	codes := map[int]string{}
	if own := book.Styles.NumFmts; own != nil {
		for _, f := range own.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for i, xf := range book.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		shown := *xf.NumFmtID
		switch kindOf(shown, codes[shown]) {
		case aDay:
			shown = asDay
		case aMoment:
			shown = asMoment
		case aNumber:
			shown = asText
		}
		book.Styles.CellXfs.Xf[i].NumFmtID = &shown
	}
}

// What a number format shows.
const (
	asItIs = iota
	aDay
	aMoment
	aNumber
)

// quoted is what a format code has between its placeholders: quoted text, colours and currencies, and escaped letters.
var quoted = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

// kindOf tells what a format shows: one of the formats that every workbook has, by its number (ECMA-376, 18.8.30), or one
// of the workbook's own, by its code.
func kindOf(id int, code string) int {
	if code == "" {
		return builtIn(id)
	}
	code = strings.ToLower(quoted.ReplaceAllString(code, ""))
	switch {
	case strings.ContainsAny(code, "yd") && strings.Contains(code, "h"):
		return aMoment
	case strings.ContainsAny(code, "yd"):
		return aDay
	case strings.Contains(code, "%"):
		return asItIs
	case strings.ContainsAny(code, "#") || strings.Contains(code, "0.0") || strings.Contains(code, "0,0"):
		return aNumber
	default:
		return asItIs // text, times, and numbers with zeros before them, such as postcodes
	}
}

func builtIn(id int) int {
	switch {
	case id == 22:
		return aMoment
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return aDay
	case id >= 0 && id <= 8, id == 11, id >= 37 && id <= 44, id == 48:
		return aNumber
	default:
		return asItIs
	}
}
