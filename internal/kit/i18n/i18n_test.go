package i18n_test

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/i18n"
)

//go:embed testdata
var files embed.FS

func texts(t *testing.T) *i18n.Texts {
	t.Helper()
	loaded, err := i18n.Load(files, "testdata/good")
	require.NoError(t, err)
	return loaded
}

func TestSay(t *testing.T) {
	said := texts(t)
	for _, c := range []struct {
		lang, key string
		args      map[string]any
		want      string
	}{
		{"en", "contacts", map[string]any{"count": 1}, "1 contact"},
		{"en", "contacts", map[string]any{"count": 0}, "0 contacts"},
		{"pl", "contacts", map[string]any{"count": 1}, "1 kontakt"},
		{"pl", "contacts", map[string]any{"count": 3}, "3 kontakty"},
		{"pl", "contacts", map[string]any{"count": 13}, "13 kontaktów"},
		{"ru", "contacts", map[string]any{"count": int64(22)}, "22 контакта"},
		{"ru", "contacts", map[string]any{"count": 11}, "11 контактов"},
		{"fil", "contacts", map[string]any{"count": 4}, "4 na contact"},
		{"hi", "contacts", map[string]any{"count": 0}, "0 संपर्क"},
		{"pl-PL", "hello", map[string]any{"name": "Łucja & <b>"}, "Cześć Łucja & <b>"},
		{"xx", "hello", map[string]any{"name": "Ann"}, "Hello Ann"},
		{"en", "hello", map[string]any{"name": "Ann", "count": 5}, "Hello Ann"},
		{"en", "hello", nil, "hello"},
		{"en", "nowhere", nil, "nowhere"},
	} {
		require.Equal(t, c.want, said.Say(c.lang, c.key, c.args), "%s %s %v", c.lang, c.key, c.args)
	}
	require.True(t, said.Has("hello"))
	require.False(t, said.Has("nowhere"))
}

func TestSayTogether(t *testing.T) {
	said := texts(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { said.Say(i18n.Languages[i%5], "contacts", map[string]any{"count": i}) })
	}
	all.Wait()
}

func TestMatch(t *testing.T) {
	for lang, want := range map[string]string{
		"": "en", "en": "en", "en-IN": "en", "hi-IN": "hi", "pl_PL": "pl", "fil": "fil", "tl": "fil", "fil-PH": "fil",
		"ru": "ru", "uk": "en", "de,pl;q=0.8": "pl", "ru-RU,ru;q=0.9,en;q=0.8": "ru", "x'); DROP": "en", "zz": "en",
	} {
		require.Equal(t, want, i18n.Match(lang), lang)
	}
}

func TestCheckComplete(t *testing.T) {
	require.Empty(t, i18n.CheckComplete(texts(t)))

	// Each row spoils one file; the report must name it.
	for _, c := range []struct{ lang, from, to, want string }{
		{"pl", `"few"`, `"description"`, "pl: contacts: no text for few"},
		{"hi", `"hello"`, `"helo"`, "hi: hello: no such key"},
		{"ru", `{{.name}}`, ``, "ru: hello: misses {{.name}}"},
		{"en", `"one"`, `"few"`, "en: contacts: the language has no form few"},
	} {
		spoilt := fstest.MapFS{}
		for _, lang := range i18n.Languages {
			raw, err := fs.ReadFile(files, "testdata/good/"+lang+".json")
			require.NoError(t, err)
			if lang == c.lang {
				raw = []byte(strings.ReplaceAll(string(raw), c.from, c.to))
			}
			spoilt[lang+".json"] = &fstest.MapFile{Data: raw}
		}
		loaded, err := i18n.Load(spoilt, ".")
		require.NoError(t, err)
		require.Contains(t, i18n.CheckComplete(loaded), c.want)
	}
}

func TestLoadNeedsEveryLanguage(t *testing.T) {
	_, err := i18n.Load(fstest.MapFS{"en.json": {Data: []byte(`{"a":"b"}`)}}, ".")
	require.ErrorContains(t, err, "hi")
}

func TestFormatDate(t *testing.T) {
	at := time.Date(2026, 11, 4, 20, 0, 0, 0, time.UTC)
	kolkata := time.FixedZone("IST", 5*3600+1800)
	for lang, want := range map[string]string{
		"en": "5 November 2026", "hi": "5 नवंबर 2026", "pl": "5 listopada 2026", "fil": "Nobyembre 5, 2026", "ru": "5 ноября 2026 г.",
		"de": "5 November 2026",
	} {
		require.Equal(t, want, i18n.FormatDate(lang, at, kolkata))
	}
	require.Equal(t, "4 November 2026", i18n.FormatDate("en", at, nil))
}
