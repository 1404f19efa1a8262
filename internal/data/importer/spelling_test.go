package importer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/data/importer/format"
)

func TestDays(t *testing.T) {
	for in, want := range map[string]string{"1980-02-29": "1980-02-29", "29.2.1980": "1980-02-29", "2/29/1980": "1980-02-29", "0/0/00": "", "--02-29": "",
		"19800229": "1980-02-29", "February 29, 1980": "1980-02-29", "soon": "soon", "2/29/1981": "2/29/1981", "2/29/1980 14:05": "1980-02-29", "1980-02-29T10:00:00Z": "1980-02-29", "29.02.1980, 10:05": "1980-02-29"} {
		require.Equal(t, want, day(in, monthFirst), in)
	}
	require.Equal(t, "1980-04-03", day("3/4/1980", dayFirst))
	require.Equal(t, "1980-04-03", day("3.4.1980", dayFirst))
	require.Equal(t, "1980-03-04", day("3.4.1980", monthFirst))
	require.Equal(t, "1980-03-04", day("1980/3/4", yearFirst))
}

// TestSpelling: cells that can be read in one way only tell how a column is written; where there are none it is guessed by the
// language, and where they contradict each other nothing is sure.
func TestSpelling(t *testing.T) {
	for _, c := range []struct {
		cells    []string
		language string
		want     spelling
	}{
		{[]string{"3/4/1980", "25/12/1980"}, "en", spelling{dayFirst, point, true, false}},
		{[]string{"3/4/1980", "12/25/1980"}, "pl", spelling{monthFirst, comma, true, false}},
		{[]string{"3/4/1980", "5/6/1980"}, "en", spelling{monthFirst, point, false, false}},
		{[]string{"3/4/1980", "5/6/1980"}, "hi", spelling{dayFirst, point, false, false}},
		{[]string{"03.04.2025 10:15", "31.12.2025 00:00"}, "en", spelling{dayFirst, point, true, false}},
		{[]string{"2025-12-31"}, "en", spelling{yearFirst, point, true, false}},
		{[]string{"25/12/1980", "26/12/1980", "12/27/1980"}, "en", spelling{dayFirst, point, false, false}},
		{[]string{"1.234,56"}, "en", spelling{monthFirst, comma, false, true}},
		{[]string{"1,234.56", "1,234"}, "pl", spelling{dayFirst, point, false, true}},
		{[]string{"1,234", "5,678"}, "en", spelling{monthFirst, point, false, false}},
		{[]string{"1,234", "5,678"}, "ru", spelling{dayFirst, comma, false, false}},
		{[]string{"1 234,5 zł"}, "en", spelling{monthFirst, comma, false, true}},
		{[]string{"1.234.567"}, "en", spelling{monthFirst, comma, false, true}},
		{[]string{"$1,234,567"}, "ru", spelling{dayFirst, point, false, true}},
		{[]string{"12", "soon", ""}, "fil", spelling{monthFirst, point, false, false}},
	} {
		table := format.Table{Format: format.CSV}
		for _, cell := range c.cells {
			table.Lines = append(table.Lines, format.Line{Cells: []string{cell}})
		}
		require.Equal(t, c.want, spell(table, 0, c.language), fmt.Sprint(c.cells, c.language))
	}
	workbook := format.Table{Format: format.XLSX, Lines: []format.Line{{Cells: []string{"1.234"}}}}
	require.Equal(t, spelling{dayFirst, point, false, true}, spell(workbook, 0, "pl"), "a workbook's numbers are numbers")
	workbook.Lines[0].Cells[0] = "1,5"
	require.Equal(t, spelling{dayFirst, comma, false, true}, spell(workbook, 0, "pl"), "its text is text")
}

func TestNumbers(t *testing.T) {
	require.Equal(t, "1234.56", number("1.234,56", comma))
	require.Equal(t, "1234.56", number("1,234.56", point))
	require.Equal(t, "1 234.5 zł", number("1 234,5 zł", comma))
	require.Equal(t, "1.234,56", number("1.234,56", ""))
}
