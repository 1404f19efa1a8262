package format

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV finds out the separator and reads the rows.
func readCSV(encoding, text string) (Table, error) {
	t := Table{Format: CSV, Encoding: encoding}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // as old Macs end lines
	}
	t.Separator, text = separator(text)
	r := reader(text, t.Separator)
	headers, err := r.Read()
	if err != nil {
		return t, ErrEmpty
	}
	if err := t.head(headers); err != nil {
		return t, err
	}
	for row := 2; ; row++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, t.full()
		}
		if err != nil {
			return t, ErrUnreadable.Because(err)
		}
		if err := t.add(row, cells); err != nil {
			return t, err
		}
	}
}

func reader(text, sep string) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, _ = utf8.DecodeRuneInString(sep)
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	return r
}

// separator finds out what stands between cells: what a first line «sep=;» says, or what splits the first rows into the
// most, and equally many, cells.
func separator(text string) (sep, rest string) {
	if first, rest, ok := strings.Cut(text, "\n"); ok {
		if s, ok := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); ok && utf8.RuneCountInString(s) == 1 {
			return s, rest
		}
	}
	best := 0.0
	sep = ","
	for _, s := range []string{",", ";", "\t", "|"} {
		if score := splits(text, s); score > best {
			best, sep = score, s
		}
	}
	return sep, text
}

// splits tells how well a separator fits: the number of headers, less when rows differ from them.
func splits(text, sep string) float64 {
	const sample = 20
	r := reader(text, sep)
	headers, err := r.Read()
	if err != nil || len(headers) < 2 {
		return 0
	}
	same, rows := 1.0, 1.0
	for range sample {
		cells, err := r.Read()
		if err != nil {
			break
		}
		rows++
		if len(cells) == len(headers) {
			same++
		}
	}
	return float64(len(headers)) * same / rows
}

// decode finds out in which encoding a file is, and turns it into UTF-8 without NUL characters.
func decode(data []byte, language string) (name, text string, err error) {
	name, enc := sniff(data, language)
	if enc == encoding.Nop {
		return name, strings.TrimPrefix(string(data), "\ufeff"), nil // sniffed: it is valid and holds no NUL
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", ErrUnreadable.Because(err)
	}
	text = strings.TrimPrefix(string(out), "\ufeff")
	if !strings.Contains(text, "\x00") {
		return name, text, nil
	}
	return "", "", ErrUnreadable
}

func sniff(data []byte, language string) (string, encoding.Encoding) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return "utf-8", encoding.Nop
	case zeros(data, 1) > len(data)/6:
		return "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(data, 0) > len(data)/6:
		return "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		return codePage(data, language)
	}
}

// zeros counts the zero bytes at even (0) or odd (1) places.
func zeros(data []byte, from int) (n int) {
	for i := from; i < len(data); i += 2 {
		if data[i] == 0 {
			n++
		}
	}
	return n
}

// pages are the old Windows encodings with the letters beyond ASCII that people write in them, and the language that
// makes each the likelier one.
var pages = []struct {
	name, language string
	enc            *charmap.Charmap
	letters        string
}{
	{"windows-1252", "en", charmap.Windows1252, "äöüßéèêëàâáãåæçñíìîïóòôõøœúùûýÄÖÜÉÈÀÁÅÆÇÑÍÓÔÕØÚÝ’“”–€"},
	{"windows-1250", "pl", charmap.Windows1250, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäöüőűßÄÖÜŐŰ’“”–€"},
	{"windows-1251", "ru", charmap.Windows1251, "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґІЇЄҐ№«»–"},
}

// codePage picks the page in which most of the bytes beyond ASCII are letters that fit their surroundings: Cyrillic
// words are of Cyrillic letters throughout, Latin words only here and there.
func codePage(data []byte, language string) (string, encoding.Encoding) {
	best, page := -1.0, pages[0]
	for _, p := range pages {
		score := fit(data, p.enc, p.letters)
		if p.language == language {
			score *= 1.1
		}
		if (p.name == "windows-1251") != mostlyRuns(data) {
			score /= 4
		}
		if score > best {
			best, page = score, p
		}
	}
	return page.name, page.enc
}

func fit(data []byte, enc *charmap.Charmap, letters string) (score float64) {
	for _, b := range data {
		if b >= 0x80 && strings.ContainsRune(letters, enc.DecodeByte(b)) {
			score++
		}
	}
	return score
}

// mostlyRuns tells whether bytes beyond ASCII mostly stand beside each other.
func mostlyRuns(data []byte) bool {
	high, beside := 0, 0
	for i, b := range data {
		if b < 0x80 {
			continue
		}
		high++
		if i > 0 && data[i-1] >= 0x80 {
			beside++
		}
	}
	return beside*2 > high
}
