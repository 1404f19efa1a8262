// Package i18n owns the languages of the product and the texts that the server writes itself: mails, documents,
// notices. It does not own the texts of the screens (the front end translates error codes itself), nor any text: each
// package embeds its own files and loads them here.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// Languages lists the languages of the product as BCP 47 codes; the first is the one to fall back to.
var Languages = []string{"en", "hi", "pl", "fil", "ru"}

var tags = parse(Languages)

// Match returns the language of the product that suits lang: a code such as "pl-PL", or a browser's Accept-Language.
// It is English where none is certain to be understood.
func Match(lang string) string {
	wanted, _, err := language.ParseAcceptLanguage(lang)
	if err != nil {
		return Languages[0]
	}
	// A low confidence is a neighbour's language (Ukrainian to Russian): readable is not welcome.
	_, i, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence < language.High {
		return Languages[0]
	}
	return Languages[i]
}

// Texts are the messages of one folder in every language. They do not change once loaded: safe for concurrent use.
type Texts struct {
	speakers map[string]*i18n.Localizer
	messages map[string]map[string]*i18n.Message // by language and key; for CheckComplete
}

// Load reads <dir>/<language>.json for each of the Languages. A file is an object from key to text, or to an object of
// CLDR plural forms {"one":…,"few":…,"many":…,"other":…}; placeholders are written {{.name}}.
func Load(fsys fs.FS, dir string) (*Texts, error) {
	bundle := i18n.NewBundle(tags[0])
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	t := &Texts{speakers: map[string]*i18n.Localizer{}, messages: map[string]map[string]*i18n.Message{}}
	for _, lang := range Languages {
		file, err := bundle.LoadMessageFileFS(fsys, path.Join(dir, lang+".json"))
		if err != nil {
			return nil, fmt.Errorf("texts in %s: %w", lang, err)
		}
		t.messages[lang] = byKey(file.Messages)
	}
	for _, lang := range Languages { // only now: a speaker picks its language among those the bundle knows
		t.speakers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return t, nil
}

// Embedded loads texts that are part of the program, as Load does. It panics when one of the files is missing or can't be
// read, so that such a program does not start.
func Embedded(fsys fs.FS, dir string) *Texts {
	t, err := Load(fsys, dir)
	if err != nil {
		panic(fmt.Errorf("%s: %w", dir, err))
	}
	return t
}

// A forgotten argument must not reach a reader as "<no value>".
var strict = &template.TextParser{Option: "missingkey=error"}

// Say returns the text of key in the language that Match finds for lang, its placeholders filled from args. An integer
// "count" among args picks the plural form; pass it a second time, formatted, to show large numbers. A text that is
// missing in lang is said in English; where that fails too, or an argument is missing, Say returns the key.
func (t *Texts) Say(lang, key string, args map[string]any) string {
	if args == nil {
		args = map[string]any{}
	}
	said, _ := t.speaker(lang).Localize(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: args, PluralCount: args["count"], TemplateParser: strict,
	})
	if said == "" {
		return key
	}
	return said
}

// Has tells whether key is a text that Say can say.
func (t *Texts) Has(key string) bool {
	_, ok := t.messages[Languages[0]][key]
	return ok
}

func (t *Texts) speaker(lang string) *i18n.Localizer {
	if s, ok := t.speakers[lang]; ok {
		return s
	}
	return t.speakers[Match(lang)]
}

func parse(langs []string) (found []language.Tag) {
	for _, lang := range langs {
		found = append(found, language.MustParse(lang))
	}
	return found
}

func byKey(messages []*i18n.Message) map[string]*i18n.Message {
	keyed := make(map[string]*i18n.Message, len(messages))
	for _, m := range slices.Backward(messages) {
		keyed[m.ID] = m
	}
	return keyed
}
