package page

import (
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

// maxWords is how many words of a search count.
const maxWords = 8

// Matching adds a search to a query: each word must be part of the text in a column, an SQL identifier, that holds folded
// text. Of what looks like a telephone number only the digits count.
func Matching(q *gorm.DB, column, search string) *gorm.DB {
	for _, word := range Words(search) {
		q = q.Where(column+" LIKE ?", db.Like(word))
	}
	return q
}

// Words are what a search looks for, folded.
func Words(search string) []string {
	search = Fold(search)
	if number := digits(search); len(number) > 3 {
		return []string{number}
	}
	all := strings.Fields(search)
	return all[:min(len(all), maxWords)]
}

// digits are those of something written like a telephone number, without the zeros that are dialled before it.
func digits(s string) string {
	if strings.Trim(s, "+0123456789 ./") != "" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return strings.TrimLeft(s, "0")
}

// begins is a pattern for LIKE that finds what a word in folded text begins with: such text begins and ends with a space.
func begins(s string) string { return "% " + db.Like(s)[1:] }

// has is a pattern that finds a word anywhere; one of two letters, of which there are too many, where a word begins.
func has(word string) string {
	if utf8.RuneCountInString(word) < 3 {
		return begins(word)
	}
	return db.Like(word)
}

const (
	leastNear = 4  // letters of a word in which a mistake is forgiven: shorter ones are near to everything
	mostNear  = 12 // letters up to which each mistake has a pattern; longer words are compared by their trigrams
	byTrigram = 6  // letters from which on trigrams tell: two mistakes or more
)

// code tells whether a word is of an address or a number: another one is not near, it is somebody else's.
func code(word string) bool { return strings.ContainsAny(word, "@.0123456789") }

// near are the patterns for LIKE that find where a word begins like one with a single mistake in it: a letter that is wrong,
// missing, too many, or in its neighbour's place.
func near(word string) (patterns []string) {
	r := []rune(word)
	if code(word) {
		return []string{has(word)}
	}
	if len(r) < leastNear || len(r) > mostNear {
		return []string{begins(word)}
	}
	add := func(before []rune, instead string, after []rune) {
		// db.Like takes the wildcard literally: it stands between two patterns.
		p := begins(string(before))
		patterns = append(patterns, p[:len(p)-1]+instead+db.Like(string(after))[1:])
	}
	for i := range r {
		if i < len(r)-1 || len(r) > leastNear {
			add(r[:i], "_", r[i+1:])
			add(r[:i], "", r[i+1:])
		}
		if i > 0 {
			add(r[:i], "_", r[i:])
			swapped := []rune{r[i], r[i-1]}
			add(append(r[:i-1:i-1], swapped...), "", r[i+1:])
		}
	}
	return patterns
}
