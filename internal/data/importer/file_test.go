package importer

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/i18n"
)

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

// take reads a file and maps it as proposed.
func take(t *testing.T, data []byte, language string) (format.Table, []map[string]string) {
	t.Helper()
	f, err := format.Read(data, language)
	require.NoError(t, err)
	cs := propose(f, target.Contacts{}, language, nil)
	rows := make([]map[string]string, len(f.Lines))
	for i, l := range f.Lines {
		rows[i] = cs.values(l)
	}
	return f, rows
}

func TestGoogle(t *testing.T) {
	f, rows := take(t, fixture(t, "google.csv"), "en")
	require.Equal(t, google, presetOf(f).Source)
	require.Equal(t, map[string]string{"firstName": "Ada Byron", "lastName": "Lovelace", "company": "Analytical Engines", "jobTitle": "Programmer",
		"birthday": "1815-12-10", "note": "First line\nsecond line", "email": "ADA@example.com, ada@home.example, ada2@example.com", "emailLabel": "Work", "phone": "+44 20 7946 0958, +44 20 7946 0959", "phoneLabel": "Mobile",
		"street": "1 St James's Square, Flat 2", "city": "London", "postcode": "SW1Y 4LE", "country": "United Kingdom"}, rows[0])
	require.Equal(t, map[string]string{"firstName": "Grace", "lastName": "Hopper", "email": "grace@example.com", "emailLabel": "Work"}, rows[1], "a birthday without a year says nothing")
	require.Equal(t, map[string]string{"company": "Only A Firm"}, rows[2])
	require.Equal(t, []int{2, 3, 4}, []int{f.Lines[0].Row, f.Lines[1].Row, f.Lines[2].Row})
}

func TestGoogleOld(t *testing.T) {
	f, rows := take(t, fixture(t, "google_old.csv"), "en")
	require.Equal(t, google, presetOf(f).Source)
	require.Equal(t, map[string]string{"firstName": "Ada", "lastName": "Lovelace", "company": "Analytical Engines", "jobTitle": "Programmer",
		"birthday": "1815-12-10", "note": "A note", "email": "ada@example.com", "phone": "+44 20 7946 0958",
		"street": "1 St James's Square", "city": "London", "postcode": "SW1Y 4LE", "country": "United Kingdom"}, rows[0])
}

func TestOutlook(t *testing.T) {
	f, rows := take(t, fixture(t, "outlook.csv"), "en")
	require.Equal(t, outlook, presetOf(f).Source)
	require.Equal(t, map[string]string{"firstName": "Ada", "lastName": "Lovelace", "company": "Analytical Engines", "jobTitle": "Programmer",
		"birthday": "1815-12-10", "note": "A note", "email": "ada@example.com", "phone": "+44 20 7946 0958",
		"street": "1 St James's Square", "city": "London", "postcode": "SW1Y 4LE", "country": "United Kingdom"}, rows[0])
	require.Equal(t, "+1 703 555 0100", rows[1]["phone"])
	require.NotContains(t, rows[1], "birthday", "0/0/00 is Outlook's way to say none")
}

func TestGenericHeaders(t *testing.T) {
	for language, head := range map[string]string{
		"en":  "First name,Surname,Email,Phone number,Company name,Position,Address,Town,ZIP,Country,Date of birth,Comments,Lead source",
		"pl":  "Imię,Nazwisko,Adres e-mail,Telefon komórkowy,Firma,Stanowisko,Ulica,Miejscowość,Kod pocztowy,Kraj,Data urodzenia,Uwagi,Źródło",
		"ru":  "Имя,Фамилия,Эл. почта,Телефон,Компания,Должность,Улица,Город,Почтовый индекс,Страна,Дата рождения,Заметки,Источник",
		"hi":  "पहला नाम,उपनाम,ईमेल,फ़ोन,कंपनी,पद,पता,शहर,पिन कोड,देश,जन्म तिथि,टिप्पणी,स्रोत",
		"fil": "Unang pangalan,Apelyido,Email,Telepono,Kumpanya,Posisyon,Kalye,Lungsod,ZIP code,Bansa,Petsa ng kapanganakan,Tala,Pinagmulan",
	} {
		t.Run(language, func(t *testing.T) {
			f, rows := take(t, []byte(head+"\nAda,Lovelace,ada@example.com,123456,Acme,Boss,Street 1,City,12-345,Land,3/4/1980,Hi,Fair\n"), language)
			require.Equal(t, other, presetOf(f).Source)
			born := "1980-04-03"
			if language == "en" || language == "fil" {
				born = "1980-03-04"
			}
			require.Equal(t, map[string]string{"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "phone": "123456",
				"company": "Acme", "jobTitle": "Boss", "street": "Street 1", "city": "City", "postcode": "12-345", "country": "Land",
				"birthday": born, "note": "Hi", "source": "Fair"}, rows[0])
		})
	}
}

const polish = "Imię;Nazwisko;E-mail;Miasto;Uwagi\r\nŁucja;Żółkiewska;lucja@example.com;Łódź;\"Dzwonić po 17; lubi kawę\"\r\n"

func TestPolishSemicolons(t *testing.T) {
	data, err := charmap.Windows1250.NewEncoder().Bytes([]byte(polish))
	require.NoError(t, err)
	f, rows := take(t, data, "pl")
	require.Equal(t, ";", f.Separator)
	require.Equal(t, map[string]string{"firstName": "Łucja", "lastName": "Żółkiewska", "email": "lucja@example.com", "city": "Łódź",
		"note": "Dzwonić po 17; lubi kawę"}, rows[0])
}

func TestAssign(t *testing.T) {
	cs := columns{{Index: 0, Field: "email"}, {Index: 1}}
	next, err := cs.assign(map[int]string{0: "", 1: "phone"}, target.Contacts{}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"", "phone"}, []string{next[0].Field, next[1].Field})
	require.Equal(t, "email", cs[0].Field, "the old mapping is untouched")
	_, err = cs.assign(map[int]string{2: "email"}, target.Contacts{}, nil)
	require.ErrorIs(t, err, ErrColumn)
	next, err = cs.assign(map[int]string{0: "city"}, target.Contacts{}, nil)
	require.NoError(t, err)
	require.ErrorIs(t, next.enough(target.Contacts{}, ""), ErrUnmapped)
	next[1] = Column{Index: 1, Field: "custom.x", Own: "text"}
	require.NoError(t, next.enough(target.Contacts{}, "custom.x"), "a key says of whom a row is")
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(polish))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Add([]byte("a\"b;\"c\nd\r\"e"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := format.Read(data, "pl")
		if err != nil {
			return
		}
		for _, l := range file.Lines {
			require.NotEmpty(t, l.Cells)
			require.LessOrEqual(t, len(l.Cells), len(file.Headers))
			propose(file, target.Contacts{}, "pl", nil).values(l)
		}
	})
}

func TestTextsAreComplete(t *testing.T) {
	require.Empty(t, i18n.CheckComplete(texts))
}
