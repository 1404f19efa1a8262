package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"github.com/kith-crm/kith/internal/kit/date"
)

// book writes an XLSX file with one sheet in one go: a row is in the file when Row returns, whatever its number. Which formats its
// cells need is written at the end, when it is known.
type book struct {
	zip    *zip.Writer
	to     *bufio.Writer // the sheet
	row    int
	styles map[string]int // of amounts, by what Excel calls a format
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	main     = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages = "http://schemas.openxmlformats.org/package/2006/"
	sheets   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// frame are the parts of the file that are always the same.
var frame = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + sheets + `sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + sheets + `worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="` + sheets + `styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook ` + main + ` xmlns:r="` + office + `"><sheets><sheet name="Kith" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`},
}

// The formats of cells, by their numbers in the file; those of amounts follow.
const (
	general = iota
	bold
	days
	moments
	quoted // text that would be a formula if it were typed: it stays text also when somebody edits it
	amounts
)

func newBook(to io.Writer, heads []string, some [][]any) (*book, error) {
	b := &book{zip: zip.NewWriter(to), styles: map[string]int{}}
	for _, part := range frame {
		w, err := b.zip.Create(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, xmlHead+part.text); err != nil {
			return nil, err
		}
	}
	w, err := b.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	b.to = bufio.NewWriter(w)
	b.say(xmlHead + `<worksheet ` + main + `><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, wide := range widths(heads, some) {
		b.say(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, wide))
	}
	b.say(`</cols><sheetData>`)
	b.begin()
	for _, h := range heads {
		b.text(h, bold)
	}
	return b, b.end()
}

const narrowest, widest = 9, 60

// widths are how many letters fit into each column: as many as the rows at the beginning need.
func widths(heads []string, some [][]any) []int {
	all := make([]int, len(heads))
	for i, h := range heads {
		all[i] = max(narrowest, utf8.RuneCountInString(h)+2)
		for _, row := range some {
			all[i] = max(all[i], utf8.RuneCountInString(text(row[i]))+2)
		}
		all[i] = min(all[i], widest)
	}
	return all
}

// say writes to the sheet; what goes wrong is kept by the writer until end asks.
func (b *book) say(s string) { b.to.WriteString(s) } //nolint:errcheck // end tells

func (b *book) begin() {
	b.row++
	b.say(`<row r="` + strconv.Itoa(b.row) + `">`)
}

func (b *book) end() error {
	_, err := b.to.WriteString("</row>")
	return err
}

// Row implements Writer.
func (b *book) Row(cells []any) error {
	b.begin()
	for _, cell := range cells {
		b.cell(cell)
	}
	return b.end()
}

func (b *book) cell(cell any) {
	switch v := cell.(type) {
	case float64, int64, int:
		b.number(text(v), general)
	case bool:
		b.say(`<c t="b"><v>` + map[bool]string{true: "1", false: "0"}[v] + `</v></c>`)
	case date.Date:
		b.day(v)
	case time.Time:
		b.moment(v)
	case Amount:
		b.amount(v, "")
	case Money:
		b.amount(Amount(v), ` "`+v.Currency+`"`)
	default:
		b.text(text(cell), general)
	}
}

func (b *book) number(n string, style int) {
	if n == "" {
		b.say("<c/>")
		return
	}
	b.say(`<c s="` + strconv.Itoa(style) + `"><v>` + n + `</v></c>`)
}

// amount writes a decimal number with all digits of its currency.
func (b *book) amount(a Amount, unit string) {
	digits, _ := currency.GetDigits(a.Currency)
	format := "#,##0"
	if digits > 0 {
		format += "." + strings.Repeat("0", int(digits))
	}
	format += unit
	style, known := b.styles[format]
	if !known {
		style = amounts + len(b.styles)
		b.styles[format] = style
	}
	b.number(decimal(a.Amount, a.Currency), style)
}

var (
	zero  = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	first = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC) // before that, spreadsheets disagree about the calendar
)

func (b *book) day(d date.Date) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Before(first) {
		b.text(string(d), general)
		return
	}
	b.number(strconv.Itoa(int(t.Sub(zero).Hours()/24)), days)
}

// moment writes what a clock on the wall showed: spreadsheets know no zones.
func (b *book) moment(t time.Time) {
	y, m, d := t.Date()
	wall := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	if wall.Before(first) {
		b.text(text(t), general)
		return
	}
	b.number(strconv.FormatFloat(wall.Sub(zero).Seconds()/(24*60*60), 'f', -1, 64), moments)
}

// maxCell is how many letters a cell of a spreadsheet can hold.
const maxCell = 32_767

func (b *book) text(s string, style int) {
	if s == "" {
		b.say("<c/>")
		return
	}
	if formula.MatchString(s) {
		style = quoted
	}
	if utf8.RuneCountInString(s) > maxCell/2 { // letters beyond the first plane count twice
		s = string([]rune(s)[:min(utf8.RuneCountInString(s), maxCell/2)])
	}
	b.say(`<c t="inlineStr" s="` + strconv.Itoa(style) + `"><is><t xml:space="preserve">`)
	b.say(marks.Replace(escaped(s)))
	b.say(`</t></is></c>`)
}

var (
	looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	unprintable  = regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r")
)

// marks are those that mean something in XML. Nothing that reads it is needed here.
var marks = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// escaped is text in the way in which these files write what XML can't hold.
func escaped(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = looksEscaped.ReplaceAllStringFunc(s, func(found string) string { return "_x005F" + found })
	return unprintable.ReplaceAllStringFunc(s, func(found string) string {
		r, _ := utf8.DecodeRuneInString(found)
		return fmt.Sprintf("_x%04X_", r)
	})
}

// Close implements Writer.
func (b *book) Close() error {
	b.say(`</sheetData></worksheet>`)
	if err := b.to.Flush(); err != nil {
		return err
	}
	w, err := b.zip.Create("xl/styles.xml")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, xmlHead+b.formats()); err != nil {
		return err
	}
	return b.zip.Close()
}

// firstFormat is the number of the first format that Excel does not know by itself.
const firstFormat = 164

// formats are what the numbers of styles in cells mean.
func (b *book) formats() string {
	byStyle := slices.SortedFunc(maps.Keys(b.styles), func(x, y string) int { return b.styles[x] - b.styles[y] })
	var own, cells strings.Builder
	for i, format := range byStyle {
		own.WriteString(fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="`, firstFormat+i))
		own.WriteString(marks.Replace(format))
		own.WriteString(`"/>`)
		cells.WriteString(fmt.Sprintf(`<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, firstFormat+i))
	}
	formats := ""
	if len(byStyle) > 0 {
		formats = fmt.Sprintf(`<numFmts count="%d">%s</numFmts>`, len(byStyle), own.String())
	}
	return `<styleSheet ` + main + `>` + formats + `<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">`, amounts+len(byStyle)) +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>` + cells.String() +
		`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}
