// Package text tidies what people type, counts it, and makes keys that sort it as people expect.
package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
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

// collators are not safe for several users at once.
var collators = sync.Pool{New: func() any { return collate.New(language.Und) }}

// Key is a key whose bytes sort like s in a telephone book of any language: accents and case only break ties. It is made
// here and stored, because what the database's own collations do depends on the machine it runs on.
func Key(s string) []byte {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return append([]byte(nil), c.KeyFromString(new(collate.Buffer), s)...)
}
