package format

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const polish = "Imię;Nazwisko;E-mail;Miasto;Uwagi\r\nŁucja;Żółkiewska;lucja@example.com;Łódź;\"Dzwonić po 17; lubi kawę\"\r\n"

const russian = "Имя;Фамилия;Почта;Город\nЮлия;Щербакова;yulia@example.com;Орёл\n"

func TestEncodings(t *testing.T) {
	german := "Name,City,Note\nJürgen Müller,Köln,grüßt schön\nZoë Lefèvre,Besançon,déjà vu\n"
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for _, c := range []struct {
		name, text, language, want string
		enc                        encoding.Encoding
	}{
		{"plain", polish, "pl", "utf-8", encoding.Nop},
		{"with a mark", "\ufeff" + polish, "pl", "utf-8", encoding.Nop},
		{"Polish Windows", polish, "pl", "windows-1250", charmap.Windows1250},
		{"Polish Windows in an English company", polish, "en", "windows-1250", charmap.Windows1250},
		{"Russian Windows", russian, "en", "windows-1251", charmap.Windows1251},
		{"Western Windows", german, "en", "windows-1252", charmap.Windows1252},
		{"Western Windows in a Russian company", german, "ru", "windows-1252", charmap.Windows1252},
		{"UTF-16 with a mark", polish, "pl", "utf-16le", utf16le},
		{"UTF-16 without a mark", polish, "pl", "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"big-endian UTF-16", polish, "pl", "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := c.enc.NewEncoder().Bytes([]byte(c.text))
			require.NoError(t, err)
			name, text, err := decode(data, c.language)
			require.NoError(t, err)
			require.Equal(t, c.want, name)
			require.Equal(t, strings.TrimPrefix(c.text, "\ufeff"), text)
		})
	}
}

func TestSeparators(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"comma", "a,b\n1,2\n", ","},
		{"semicolon with commas in cells", "a;b;c\n1,5;2,5;3\n", ";"},
		{"tab", "a\tb\n1\t2\n", "\t"},
		{"said by Excel", "sep=;\na;b,c\n", ";"},
		{"one column", "email\na@x.io\n", ","},
		{"quoted separators", "\"a;b;c\",d\n1,2\n", ","},
		{"old Mac line ends", "a;b\r1;2\r", ";"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read([]byte(c.text), "en")
			if c.name == "said by Excel" {
				require.ErrorIs(t, err, ErrEmpty)
			} else {
				require.NoError(t, err)
				require.Len(t, f.Lines, 1)
			}
			require.Equal(t, c.want, f.Separator)
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"empty":        {"", ErrEmpty},
		"headers only": {"a,b\n", ErrEmpty},
		"blank rows":   {"a,b\n,\n ,\n", ErrEmpty},
		"a workbook":   {"PK\x03\x04rest", ErrUnreadable},
		"binary":       {"a\x00b,c\nd\x00,e\n" + strings.Repeat("text without zeros ", 20), ErrUnreadable},
		"too wide":     {strings.Repeat("a,", maxColumns+1) + "\n1\n", ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read([]byte(c.data), "en")
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestRowsKeepTheirNumbers(t *testing.T) {
	f, err := Read([]byte("a,b\n1,2\n,\n3,4,5\n"), "en")
	require.NoError(t, err)
	require.Equal(t, []Line{{2, []string{"1", "2"}}, {4, []string{"3", "4"}}}, f.Lines)
}
