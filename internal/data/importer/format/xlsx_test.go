package format

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// workbook makes one; fill puts something into it.
func workbook(t *testing.T, fill func(book *excelize.File) error) []byte {
	t.Helper()
	book := excelize.NewFile()
	require.NoError(t, fill(book))
	var b bytes.Buffer
	_, err := book.WriteTo(&b)
	require.NoError(t, err)
	return b.Bytes()
}

// shown puts a value into a cell with a number format of the workbook's own, or a known one.
func shown(t *testing.T, book *excelize.File, cell string, value any, code any) {
	t.Helper()
	style := &excelize.Style{}
	switch c := code.(type) {
	case string:
		style.CustomNumFmt = &c
	case int:
		style.NumFmt = c
	}
	id, err := book.NewStyle(style)
	require.NoError(t, err)
	require.NoError(t, book.SetCellValue("Sheet1", cell, value))
	require.NoError(t, book.SetCellStyle("Sheet1", cell, cell, id))
}

// TestCellsAsTheyAre: days come as days and numbers as numbers, however the workbook shows them.
func TestCellsAsTheyAre(t *testing.T) {
	day := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		value any
		code  any
		want  string
	}{
		{day, 14, "2025-12-31"},
		{day, "dd.mm.yyyy", "2025-12-31"},
		{day, `d" "mmmm" "yyyy`, "2025-12-31"},
		{day, "[$-415]d mmm yy;@", "2025-12-31"},
		{day.Add(14*time.Hour + 5*time.Minute), 22, "2025-12-31 14:05"},
		{day.Add(14*time.Hour + 5*time.Minute), "dd.mm.yyyy hh:mm", "2025-12-31 14:05"},
		{1234.5, 4, "1234.5"},
		{1234567.25, `#,##0.00 [$zł-415]`, "1234567.25"},
		{-12.5, `"$"#,##0.00_);[Red]("$"#,##0.00)`, "-12.5"},
		{48601234567, 0, "48601234567"},
		{480601234567890, 1, "480601234567890"},
		{480601234567890, 0, "480601234567890"},
		{0.1 + 0.2, 2, "0.3"},
		{2134, "00000", "02134"},
		{12345, "00-000", "12-345"},
		{true, 0, "TRUE"},
		{"=1+1", 0, "=1+1"},
		{"31.12.2025", 49, "31.12.2025"},
	}
	data := workbook(t, func(book *excelize.File) error {
		for i, c := range cases {
			shown(t, book, fmt.Sprintf("A%d", i+2), c.value, c.code)
		}
		return book.SetCellValue("Sheet1", "A1", "What")
	})
	table, err := Read(data, "en")
	require.NoError(t, err)
	require.Equal(t, []string{"What"}, table.Headers)
	for i, c := range cases {
		require.Equal(t, c.want, table.Lines[i].Cell(0), "%v as %v", c.value, c.code)
	}
}

// TestFirstSheetWithRows: empty and hidden sheets, and rows before the table, are passed over.
func TestFirstSheetWithRows(t *testing.T) {
	data := workbook(t, func(book *excelize.File) error {
		for _, name := range []string{"Hidden", "People"} {
			_, err := book.NewSheet(name)
			require.NoError(t, err)
			require.NoError(t, book.SetSheetRow(name, "A3", &[]string{"Name", "E-mail", "", ""}))
			require.NoError(t, book.SetSheetRow(name, "A4", &[]string{name, "a@x.io"}))
			require.NoError(t, book.SetSheetRow(name, "A6", &[]string{"", "b@x.io", "", "beyond"}))
		}
		return book.SetSheetVisible("Hidden", false)
	})
	table, err := Read(data, "en")
	require.NoError(t, err)
	require.Equal(t, Table{Format: XLSX, Name: "People", Headers: []string{"Name", "E-mail"}, Lines: []Line{{4, []string{"People", "a@x.io"}}, {6, []string{"", "b@x.io"}}}}, table)
}

func TestRefusedWorkbooks(t *testing.T) {
	_, err := Read(workbook(t, func(*excelize.File) error { return nil }), "en")
	require.ErrorIs(t, err, ErrEmpty)
	wide := workbook(t, func(book *excelize.File) error {
		require.NoError(t, book.SetCellValue("Sheet1", "XFD1", "far"))
		return book.SetCellValue("Sheet1", "A2", "x")
	})
	_, err = Read(wide, "en")
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = Read(wide[:len(wide)/2], "en")
	require.ErrorIs(t, err, ErrUnreadable)
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, err := z.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	for range 129 {
		_, err := part.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.Less(t, bomb.Len(), MaxBytes, "small as it comes")
	_, err = Read(bomb.Bytes(), "en")
	require.ErrorIs(t, err, ErrTooLarge)
}

// TestWorkbooksOfFewParts: programs that write workbooks of their own leave out what they don't need, styles first of all.
func TestWorkbooksOfFewParts(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Ada</t></is></c></row></sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	table, err := Read(b.Bytes(), "en")
	require.NoError(t, err)
	require.Equal(t, Table{Format: XLSX, Name: "A", Headers: []string{"Name"}, Lines: []Line{{2, []string{"Ada"}}}}, table)
}
