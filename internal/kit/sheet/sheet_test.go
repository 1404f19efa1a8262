package sheet_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/kit/sheet"
)

func TestWrite(t *testing.T) {
	out, err := sheet.Write([][]string{{"name", "phone"}, {"=1+1", "+48 12 345 67-89"}, {"a \"b\", c", "+1|cmd"}, {"@x", "-2"}})
	require.NoError(t, err)
	require.Equal(t, "\ufeffname,phone\r\n'=1+1,+48 12 345 67-89\r\n\"a \"\"b\"\", c\",'+1|cmd\r\n'@x,-2\r\n", string(out))
}

func TestDefuse(t *testing.T) {
	for cell, want := range map[string]string{
		"":                     "",
		"Ada":                  "Ada",
		"-12.50":               "-12.50",
		"+48 12 345":           "+48 12 345",
		"-1+cmd|' /C calc'!A0": "'-1+cmd|' /C calc'!A0",
		"\t=1":                 "'\t=1",
		"＝1+1":                 "'＝1+1",
		"'=1":                  "''=1",
		"'n Boer":              "'n Boer",
		"@SUM(1)":              "'@SUM(1)",
	} {
		require.Equal(t, want, sheet.Defuse(cell), "%q", cell)
	}
}

func TestPlainUndoesDefuse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@\t\r\x00＝＋－＠a1 ."))).Draw(t, "cell")
		require.Equal(t, cell, sheet.Plain(sheet.Defuse(cell)))
	})
}
