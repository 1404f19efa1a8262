package importer

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
)

var update = flag.Bool("update", false, "write what is recognised as it should be")

// recognised is what a file comes to: its source, the fields of its columns and the values of its rows.
type recognised struct {
	Source  string              `json:"source"`
	Object  string              `json:"object"`
	Columns map[string]string   `json:"columns"`
	Rows    []map[string]string `json:"rows"`
}

// kinds are what files can hold, as far as their headers tell.
var kinds = target.Targets{target.Contacts{}, target.Companies{}, target.Deals{}}

// TestPresets: exports of other products are recognised, what they hold too, and each of their columns becomes what it means.
func TestPresets(t *testing.T) {
	files, err := filepath.Glob("testdata/presets/*.csv")
	require.NoError(t, err)
	require.Len(t, files, 16)
	for _, name := range append(files, "testdata/google.csv", "testdata/google_old.csv", "testdata/outlook.csv") {
		base := strings.TrimSuffix(filepath.Base(name), ".csv")
		t.Run(base, func(t *testing.T) {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			table, err := format.Read(data, "en")
			require.NoError(t, err)
			of := objectOf(table, kinds)
			got := recognised{Source: presetOf(table).Source, Object: of.Kind(), Columns: map[string]string{}}
			cs := propose(table, of, "en", nil)
			for _, c := range cs {
				got.Columns[c.Header] = c.Field
			}
			for _, l := range table.Lines {
				got.Rows = append(got.Rows, cs.values(l))
			}
			require.Equal(t, strings.Split(base, "_")[0], got.Source)
			golden := filepath.Join("testdata", "presets", base+".golden.json")
			text, err := json.MarshalIndent(got, "", "  ")
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(golden, append(text, '\n'), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(text))
		})
	}
}

// TestPresetsNameFields: what a preset names are fields that there are.
func TestPresetsNameFields(t *testing.T) {
	require.Len(t, presets, 17)
	for _, p := range presets {
		require.NotEmpty(t, p.Needs, p.Source)
		of, err := kindOf(p.Object)
		require.NoError(t, err)
		for header, field := range p.Columns {
			require.True(t, field == "" || target.Has(of, field), "%s: %s", header, field)
		}
	}
}

func kindOf(kind string) (target.Target, error) {
	for _, one := range kinds {
		if one.Kind() == kind || kind == "" {
			return one, nil
		}
	}
	return nil, target.ErrKind
}

// TestWorkbookOfAProduct: what a product exports is recognised also when Excel saved it; any other workbook is one of Excel's.
func TestWorkbookOfAProduct(t *testing.T) {
	for source, head := range map[string][]string{"hubspot": {"Record ID", "First Name", "Last Name", "Contact owner"}, "excel": {"Imię", "Nazwisko"}} {
		book := excelize.NewFile()
		require.NoError(t, book.SetSheetRow("Sheet1", "A1", &head))
		require.NoError(t, book.SetSheetRow("Sheet1", "A2", &[]string{"1", "Ada"}))
		var b strings.Builder
		_, err := book.WriteTo(&b)
		require.NoError(t, err)
		table, err := format.Read([]byte(b.String()), "pl")
		require.NoError(t, err)
		require.Equal(t, source, presetOf(table).Source)
	}
}
