package page

import (
	"strings"
	"unicode"
)

// Lexemes is a query of PostgreSQL's text search for entries in which each word of a search begins a word.
func (s Search) Lexemes() string {
	return lexemes(s.Text, func(w string) []string { return []string{quoted(w) + ":*"} })
}

// NearLexemes is Lexemes for entries that have each word, or one with a single mistake less.
func (s Search) NearLexemes() string {
	return lexemes(s.Text, func(w string) []string {
		all := []string{quoted(w) + ":*"}
		for _, other := range mistyped([]rune(w)) {
			all = append(all, quoted(other))
		}
		return all
	})
}

// lexemes are the words of a search as text search tells words, each in one of some forms.
func lexemes(search string, forms func(word string) []string) string {
	var all []string
	for _, w := range strings.FieldsFunc(strings.Join(Words(search), " "), foreign) {
		if strings.ContainsFunc(w, known) {
			all = append(all, "("+strings.Join(forms(w), " | ")+")")
		}
	}
	return strings.Join(all, " & ")
}

func known(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func foreign(r rune) bool { return !known(r) && !unicode.IsMark(r) }

func quoted(w string) string { return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(w) + "'" }

// alphabets are the letters that people type, by one of them.
var alphabets = []struct {
	of      *unicode.RangeTable
	letters []rune
}{
	{unicode.Latin, between('a', 'z')},
	{unicode.Cyrillic, between('а', 'я')},
	{unicode.Devanagari, append(append(between('अ', 'औ'), between('क', 'ह')...), append(between('ा', '्'), 'ं', 'ः')...)},
}

func between(first, last rune) (all []rune) {
	for r := first; r <= last; r++ {
		all = append(all, r)
	}
	return all
}

// mistyped are all words that become this one by a single mistake. There are some hundred of them; short and long words, in
// which one is rarely the only one, have none.
func mistyped(w []rune) (all []string) {
	if len(w) < leastNear || len(w) > mostNear {
		return nil
	}
	for _, a := range alphabets {
		if !unicode.Is(a.of, w[0]) {
			continue
		}
		for i := range len(w) + 1 {
			for _, r := range a.letters {
				all = append(all, string(w[:i])+string(r)+string(w[i:]))
				if i < len(w) {
					all = append(all, string(w[:i])+string(r)+string(w[i+1:]))
				}
			}
			if i < len(w) {
				all = append(all, string(w[:i])+string(w[i+1:]))
			}
			if i > 0 && i < len(w) {
				all = append(all, string(w[:i-1])+string(w[i])+string(w[i-1])+string(w[i+1:]))
			}
		}
	}
	return all
}
