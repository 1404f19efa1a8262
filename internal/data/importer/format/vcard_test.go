package format

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// cards reads a fixture; each card is what stands in it, by column.
func cards(t *testing.T, name string) (Table, []map[string]string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	table, err := Read(data, "en")
	require.NoError(t, err)
	require.Equal(t, VCard, table.Format)
	rows := make([]map[string]string, len(table.Lines))
	for i, l := range table.Lines {
		rows[i] = map[string]string{}
		for c, head := range table.Headers {
			if l.Cell(c) != "" {
				rows[i][head] = l.Cell(c)
			}
		}
	}
	return table, rows
}

// TestCards: cards of the three versions in use, as phones, mail programs and other address books write them.
func TestCards(t *testing.T) {
	_, rows := cards(t, "four.vcf")
	require.Equal(t, []map[string]string{{"First name": "Ada Byron", "Last name": "Lovelace", "Nickname": "Countess", "Company": "Engines; and more", "Job title": "Programmer",
		"E-mail 1 - Value": "ada@work.example", "E-mail 1 - Label": "work", "E-mail 2 - Value": "ada@home.example", "E-mail 2 - Label": "home",
		"Phone 1 - Value": "+44-20-7946-0958", "Phone 1 - Label": "cell", "Street": "1 St James's Square, Flat 2", "City": "London", "Postcode": "SW1Y 4LE", "Country": "United Kingdom",
		"Birthday": "18151210", "Language": "en", "Tags": "VIP,Fair", "Notes": "First line\nsecond, line\nSummer House, Ockham\nhttps://ada.example"}}, rows)

	_, rows = cards(t, "three.vcf")
	require.Len(t, rows, 2)
	require.Equal(t, map[string]string{"First name": "Łucja", "Last name": "Żółkiewska", "Phone 1 - Value": "+48 501 000 000", "Phone 1 - Label": "cell",
		"E-mail 1 - Value": "lucja@example.com", "E-mail 1 - Label": "Sailing", "E-mail 2 - Value": "l@work.example", "E-mail 2 - Label": "Other"}, rows[0])
	require.Equal(t, map[string]string{"Full name": "Only A Name"}, rows[1])

	_, rows = cards(t, "two.vcf")
	require.Equal(t, []map[string]string{{"First name": "Юлия", "Last name": "Щербакова", "Phone 1 - Value": "+7 495 000-00-00", "Phone 1 - Label": "work",
		"E-mail 1 - Value": "yulia@example.com", "City": "Орёл", "Notes": "Первая строка\nвторая, и ещё одна довольно длинная строка"},
		{"First name": "Иван", "Last name": "Иванов"}}, rows)
}

func TestRefusedCards(t *testing.T) {
	for text, want := range map[string]error{
		"BEGIN:VCARD\nVERSION:3.0\n":                  ErrUnreadable,
		"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nstray:": ErrUnreadable,
		"begin:vcard\nversion:3.0\nend:vcard\n":       ErrEmpty,
	} {
		_, err := Read([]byte(text), "en")
		require.ErrorIs(t, err, want, text)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(polish))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Add([]byte("a\"b;\"c\nd\r\"e"))
	f.Add([]byte("BEGIN:VCALENDAR\nX-WR-TIMEZONE:Asia/Manila\nBEGIN:VEVENT\nDTSTART;TZID=\"a;b\":20261105T100000\nRECURRENCE-ID:20261105\nEXDATE:x,20261105\nATTENDEE:mailto:a\nBEGIN:VALARM\nTRIGGER;RELATED=END:-PT\nEND:VALARM\n\nEND:VTODO\nEND:"))
	f.Add([]byte("BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=D0=\n=AE;\\;\nADR:;;;\nTEL;CELL;\"x:1\nEND:VCARD"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(data, "pl")
		if err != nil {
			return
		}
		require.NotEmpty(t, table.Lines)
		for _, l := range table.Lines {
			require.NotEmpty(t, l.Cells)
			require.LessOrEqual(t, len(l.Cells), len(table.Headers))
		}
	})
}
