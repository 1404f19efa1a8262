package linter

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed words/*.txt
var files embed.FS

// likeness is how much of their letters, three by three, two names share before they are told alike.
const likeness = 0.6

// words is what stage names are made of, in all languages: companies mix them.
type words struct {
	means       map[string]string // a word that stands for all that mean the same
	idle, turns map[string]bool   // that say nothing; that turn a meaning around
}

var lexicon = sync.OnceValue(func() words {
	w := words{map[string]string{}, map[string]bool{}, map[string]bool{}}
	names, _ := fs.Glob(files, "words/*.txt") // a constant pattern over what is built in
	for _, name := range names {
		text, _ := files.ReadFile(name)
		for line := range strings.Lines(string(text)) {
			w.add(strings.Fields(line))
		}
	}
	return w
})

func (w words) add(line []string) {
	if len(line) == 0 {
		return
	}
	for _, word := range line {
		switch line[0] {
		case "#":
		case "~":
			w.idle[word] = true
		case "!":
			w.turns[word] = true
		default:
			w.means[word] = w.first(line)
		}
	}
}

// first is the word that stands for a line: that of another language's, when both have a word in common.
func (w words) first(line []string) string {
	for _, word := range line {
		if m := w.means[word]; m != "" {
			return m
		}
	}
	return line[0]
}

// same tells whether two stage names mean the same, as far as words and letters tell.
func same(a, b string) bool {
	one, other := split(a), split(b)
	if meaning(one) == meaning(other) {
		return true
	}
	return !contrary(one, other) && similarity(strings.Join(one, " "), strings.Join(other, " ")) >= likeness
}

// split makes words of a name. Marks belong to them: in Devanagari they are vowels.
func split(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
}

// meaning is a name's words, each as the one that stands for it, in the order of the alphabet. Of nothing but idle words those stay.
func meaning(name []string) string {
	var all []string
	for _, word := range name {
		if w := lexicon(); !w.idle[word] {
			if m := w.means[word]; m != "" {
				word = m
			}
			all = append(all, word)
		}
	}
	if len(all) == 0 {
		all = name
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// contrary tells that two names differ in a number or in a word that turns a meaning around: "Call 1" is not "Call 2".
func contrary(one, other []string) bool {
	differs := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(word string) bool {
			return !slices.Contains(b, word) && (lexicon().turns[word] || strings.ContainsFunc(word, unicode.IsDigit))
		})
	}
	return differs(one, other) || differs(other, one)
}

// similarity is the share of runs of three letters that two texts have in common, as pg_trgm counts them.
func similarity(a, b string) float64 {
	one, other := trigrams(a), trigrams(b)
	both := 0
	for t := range one {
		if other[t] {
			both++
		}
	}
	return share(both, len(one)+len(other)-both)
}

func trigrams(text string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(text) {
		letters := []rune("  " + word + " ")
		for i := range len(letters) - 2 {
			all[string(letters[i:i+3])] = true
		}
	}
	return all
}
