package capture

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is looked up for one line.
const (
	maxNames = 8 // words that may be names
	maxAmong = 6 // people or companies to choose from
)

// hit is a record whose name has words of the line.
type hit struct {
	Found
	words []int // which
	score int
}

// mayName are the words that may be part of a name.
func (s sentence) mayName(w words) (at []int) {
	for i, x := range s.Words {
		if !x.used && utf8.RuneCountInString(x.key) > 1 && !slices.Contains(w.Fill, x.key) && !strings.ContainsFunc(x.key, unicode.IsDigit) {
			at = append(at, i)
		}
	}
	return at[:min(len(at), maxNames)]
}

// asked are the texts by which the words of a line are looked for: each word, and each pair that stands together. Of words that
// change their ending in this language only the beginning is.
func (s sentence) asked(w words) (texts []string) {
	at := s.mayName(w)
	for n, i := range at {
		one := stem(s.Words[i], w.Bends)
		texts = append(texts, one)
		if n+1 < len(at) && at[n+1] == i+1 {
			texts = append(texts, one+" "+stem(s.Words[i+1], w.Bends))
		}
	}
	return texts
}

func stem(x word, bends bool) string {
	letters := []rune(strings.ToLower(strings.Trim(x.raw, `,;:!?."'«»„”()`)))
	if bends && len(letters) > 3 {
		letters = letters[:max(3, len(letters)-2)]
	}
	return strings.TrimSuffix(string(letters), "'s")
}

// meant are the records whose names fit the line best; several when they fit alike.
func (s sentence) meant(w words, found []Found) []hit {
	var all []hit
	for _, f := range found {
		if h := s.fits(w, f); h.score > 0 && !slices.ContainsFunc(all, func(other hit) bool { return other.Ref == f.Ref }) {
			all = append(all, h)
		}
	}
	slices.SortStableFunc(all, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.Name, b.Name)) })
	for i, h := range all {
		if h.score < all[0].score || i == maxAmong {
			return all[:i]
		}
	}
	return all
}

// fits weighs how well a record's name fits: a word that is the same counts most, one written with a capital more. Its words stand
// together. Of a company the first word of its name must be there: the others (group, trade, and) are in every second line.
func (s sentence) fits(w words, f Found) (h hit) {
	h.Found = f
	for n, part := range strings.Fields(f.Name) {
		part = fold(part)
		for _, i := range s.mayName(w) {
			score := same(s.Words[i].key, part, w.Bends && (s.lower() || capital(s.Words[i].raw)))
			if score == 0 || slices.Contains(h.words, i) || len(h.words) > 0 && !slices.Contains(h.words, i-1) && !slices.Contains(h.words, i+1) {
				continue
			}
			if capital(s.Words[i].raw) {
				score++
			}
			h.words, h.score = append(h.words, i), h.score+score
			break
		}
		if n == 0 && h.score == 0 && f.Kind == companyKind {
			return hit{}
		}
	}
	return h
}

// lower tells whether the line has no capital letters at all, as when somebody types fast.
func (s sentence) lower() bool {
	return !slices.ContainsFunc(s.Words, func(x word) bool { return capital(x.raw) })
}

func capital(raw string) bool {
	first, _ := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(first)
}

// same weighs two words: 4 for the same, 2 for one that differs from the other by an ending of at most two letters.
func same(typed, name string, bends bool) int {
	if strings.TrimSuffix(typed, "'s") == name || typed == name {
		return 4
	}
	if !bends {
		return 0
	}
	a, b := []rune(typed), []rune(name)
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	if n == len(b) && n > 1 && len(a)-n <= 2 {
		return 2
	}
	if n >= max(3, len(a)-3) && len(b)-n <= 2 && len(a)-n <= 3 {
		return 2
	}
	return 0
}
