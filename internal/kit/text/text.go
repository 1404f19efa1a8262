// Package text tidies what people type before it is stored or looked for: the database takes no NUL, and nobody sees other
// control characters.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Line makes text one line: composed letters, single spaces, no control characters, nothing at the ends.
func Line(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(strings.Map(visible(" "), s))), " ")
}

// Block is Line for text of several lines: line ends and tabs stay.
func Block(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(norm.NFC.String(strings.Map(visible("\n\t"), s)))
}

// visible maps control characters to nothing, but for those kept; other spaces than those become plain ones.
func visible(keep string) func(rune) rune {
	return func(r rune) rune {
		switch {
		case strings.ContainsRune(keep, r):
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError:
			return -1
		default:
			return r
		}
	}
}

// Long tells whether s has more than limit characters.
func Long(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// Lines makes each of some fields one line, where a draft has a value for it, and tells which ones are longer than limit.
func Lines(limit int, all []Field) (long []string) {
	for _, f := range all {
		if f.Draft == nil {
			continue
		}
		*f.To = Line(*f.Draft)
		if Long(*f.To, limit) {
			long = append(long, f.Name)
		}
	}
	return long
}

// Field is a field of a record, by its name in the API, with what is to be written into it.
type Field struct {
	Name      string
	To, Draft *string
}

// Language is the code of a language, such as pl, from a code with or without a country. ok is false when there is no
// such language; empty is fine.
func Language(code string) (base string, ok bool) {
	code = Line(code)
	if code == "" {
		return "", true
	}
	t, err := language.Parse(code)
	if err != nil {
		return code, false
	}
	b, _, _ := t.Raw()
	return b.String(), b.String() != "und"
}
