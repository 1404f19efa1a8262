package i18n

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// The plural forms of each language according to CLDR. Filipino "one" also covers 2, 3, 5 and 100: its text must read
// right for any number.
var pluralForms = map[string][]string{
	"en": {"one", "other"}, "hi": {"one", "other"}, "fil": {"one", "other"},
	"pl": {"one", "few", "many", "other"}, "ru": {"one", "few", "many", "other"},
}

var placeholder = regexp.MustCompile(`{{.*?}}`)

// CheckComplete returns what is missing in t, one line each and none if every language has the same keys, every plural
// form that its grammar knows, and the same placeholders. It is meant for the test of the package that owns the texts.
func CheckComplete(t *Texts) (missing []string) {
	for _, key := range t.keys() {
		counted, names := t.counted(key), t.names(key)
		for _, lang := range Languages {
			for _, fault := range faults(t.messages[lang][key], lang, counted, names) {
				missing = append(missing, fmt.Sprintf("%s: %s: %s", lang, key, fault))
			}
		}
	}
	return missing
}

// faults compares one message with what its language and the other languages demand.
func faults(m *i18n.Message, lang string, counted bool, names []string) (found []string) {
	if m == nil {
		return []string{"no such key"}
	}
	given, wanted := forms(m), []string{"other"}
	if counted {
		wanted = pluralForms[lang]
	}
	for _, form := range wanted {
		if strings.TrimSpace(given[form]) == "" {
			found = append(found, "no text for "+form)
		}
	}
	for form := range given {
		if !slices.Contains(wanted, form) {
			found = append(found, "the language has no form "+form)
		}
	}
	if missing := without(names, placeholders(m)); len(missing) > 0 {
		found = append(found, "misses "+strings.Join(missing, " "))
	}
	return found
}

func (t *Texts) keys() []string {
	all := map[string]bool{}
	for _, messages := range t.messages {
		for key := range messages {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// counted tells whether any language gives key more than one form.
func (t *Texts) counted(key string) bool {
	for _, messages := range t.messages {
		if m := messages[key]; m != nil && len(forms(m)) > 1 {
			return true
		}
	}
	return false
}

// names returns the placeholders that key has in any language.
func (t *Texts) names(key string) (all []string) {
	for _, messages := range t.messages {
		if m := messages[key]; m != nil {
			all = append(all, placeholders(m)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func placeholders(m *i18n.Message) (found []string) {
	for _, text := range forms(m) {
		found = append(found, placeholder.FindAllString(text, -1)...)
	}
	return found
}

func forms(m *i18n.Message) map[string]string {
	all := map[string]string{"one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "zero": m.Zero, "other": m.Other}
	maps.DeleteFunc(all, func(_, text string) bool { return text == "" })
	return all
}

func without(list, remove []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(remove, s) })
}
