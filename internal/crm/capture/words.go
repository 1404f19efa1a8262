package capture

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed words/*.json
var files embed.FS

// words are how a language says things. Phrases are several words with blanks between them.
type words struct {
	Did      map[string][]string // by the type of the entry: what was done
	Plan     []string            // what is still to be done
	Fill     []string            // small words that stand by a name
	On       []string            // small words before a day
	At       []string            // small words before an hour
	In       []string            // before a number of days
	After    []string            // behind a number of days, where the language says it so
	Next     []string            // before the name of a day or a week
	Days     map[string]int      // today 0, tomorrow 1, yesterday -1
	Weekdays map[string]int      // Monday is 1
	Months   map[string]int
	Units    map[string]string // minute, hour, day, week, month
	Times    map[string]int64  // k is 1000
	Money    map[string]string // currencies by sign and word
	Bends    bool              // names change their endings
}

// lexicons are the words of each language, with the English ones added that mean nothing else there.
var lexicons = func() map[string]words {
	all := map[string]words{}
	for _, lang := range []string{"en", "hi", "pl", "fil", "ru"} {
		data, err := files.ReadFile("words/" + lang + ".json")
		if err != nil {
			panic(err) // the files are part of the program
		}
		var w words
		if err := json.Unmarshal(data, &w); err != nil {
			panic(fmt.Errorf("words of %s: %w", lang, err))
		}
		all[lang] = w.folded()
	}
	for lang, w := range all {
		all[lang] = w.with(all["en"])
	}
	return all
}()

// speak are the words of a language; English for one that Kith does not speak.
func speak(lang string) words {
	if w, ok := lexicons[lang]; ok {
		return w
	}
	return lexicons["en"]
}

func (w words) folded() words {
	for kind, phrases := range w.Did {
		w.Did[kind] = folds(phrases)
	}
	for _, list := range []*[]string{&w.Plan, &w.Fill, &w.On, &w.At, &w.In, &w.After, &w.Next} {
		*list = folds(*list)
	}
	w.Days, w.Weekdays, w.Months, w.Units, w.Times, w.Money = keyed(w.Days), keyed(w.Weekdays), keyed(w.Months), keyed(w.Units), keyed(w.Times), keyed(w.Money)
	return w
}

// with adds another language's words that this one lacks.
func (w words) with(other words) words {
	did := map[string][]string{}
	for _, kind := range []string{"call", "meeting", "email", "note"} {
		did[kind] = joined(w.Did[kind], other.Did[kind])
	}
	w.Did = did
	w.Plan, w.Fill, w.On, w.At, w.In, w.Next = joined(w.Plan, other.Plan), joined(w.Fill, other.Fill), joined(w.On, other.On), joined(w.At, other.At), joined(w.In, other.In), joined(w.Next, other.Next)
	w.After = joined(w.After, other.After)
	w.Days, w.Weekdays, w.Months, w.Units, w.Times, w.Money = both(w.Days, other.Days), both(w.Weekdays, other.Weekdays), both(w.Months, other.Months), both(w.Units, other.Units), both(w.Times, other.Times), both(w.Money, other.Money)
	return w
}

func joined(a, b []string) []string { return append(append([]string{}, a...), b...) }

func both[V any](own, other map[string]V) map[string]V {
	all := map[string]V{}
	for _, m := range []map[string]V{other, own} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

func keyed[V any](m map[string]V) map[string]V {
	all := map[string]V{}
	for k, v := range m {
		all[fold(k)] = v
	}
	return all
}

func folds(phrases []string) []string {
	all := make([]string, len(phrases))
	for i, p := range phrases {
		all[i] = fold(p)
	}
	return all
}

// nukta is the dot that some write below Devanagari letters and others leave out.
const nukta = '\u093c'

// fold makes words comparable: small letters, without the accents that people leave out when they type fast. The vowel signs of
// Devanagari stay, they are letters.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r <= 0x36f || r == nukta:
			return -1
		case r == 'ł' || r == 'Ł':
			return 'l'
		default:
			return unicode.ToLower(r)
		}
	}, norm.NFD.String(s))
	return norm.NFC.String(s)
}
