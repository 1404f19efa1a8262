package capture

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/record"
)

var known = func() (all []Found) {
	for _, name := range []string{"Anna Kowalska", "Anna Nowak", "Ed Turner", "Jan Wójcik", "Wanda Wang", "Анна Ковальская", "Иван Петров", "अन्ना शर्मा"} {
		all = append(all, Found{record.Ref{Kind: "contact", ID: uuid.NewSHA1(uuid.Nil, []byte(name))}, name, ""})
	}
	for _, name := range []string{"Acme Ltd", "Velo Group"} {
		all = append(all, Found{record.Ref{Kind: "company", ID: uuid.NewSHA1(uuid.Nil, []byte(name))}, name, ""})
	}
	return all
}()

// wednesday moves the clock to the day of the sentences.
func wednesday(t *testing.T) *time.Location {
	zone := clock.Zone("Europe/Warsaw")
	t.Cleanup(clock.Advance(time.Date(2026, 11, 25, 10, 0, 0, 0, zone).Sub(clock.Now())))
	return zone
}

// Each line of the file means what stands below it, in each language.
func TestSentences(t *testing.T) {
	zone := wednesday(t)
	data, err := os.ReadFile("testdata/sentences.txt")
	require.NoError(t, err)
	lang, line, n := "", "", 0
	for _, l := range strings.Split(string(data), "\n") {
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case strings.HasPrefix(l, "["):
			lang = strings.Trim(l, "[]")
		case !strings.HasPrefix(l, "  "):
			line = l
		default:
			n++
			t.Run(lang+"/"+line, func(t *testing.T) { require.Equal(t, strings.TrimSpace(l), told(line, lang, zone)) })
		}
	}
	require.Greater(t, n, 50)
}

// told is a line's meaning as the file writes it.
func told(line, lang string, zone *time.Location) string {
	w := speak(lang)
	s := read(line, w, clock.Now().In(zone), "EUR")
	p := s.plan(w, s.meant(w, known), uuid.Nil)
	who, amount := "-", "-"
	if p.About != nil {
		who = p.About.Name
	}
	for i, f := range p.Among {
		who = strings.TrimPrefix(fmt.Sprint(map[bool]string{true: "", false: who + " "}[i == 0], f.Name, "?"), " ")
	}
	if s.Amount != nil {
		amount = fmt.Sprintf("%d.%02d %s", s.Amount.Amount/100, s.Amount.Amount%100, s.Amount.Currency)
	}
	return strings.Join([]string{who, entryText(p.Entry, zone), taskText(p.Task, zone), amount}, " | ")
}

func entryText(e *Entry, zone *time.Location) string {
	if e == nil {
		return "-"
	}
	text := e.Type
	if e.Minutes > 0 {
		text += fmt.Sprint(" ", e.Minutes)
	}
	return text + ` "` + e.Text + `"` + dayText(e.At, e.At != nil && e.At.In(zone).Hour()+e.At.In(zone).Minute() == 0, zone)
}

func taskText(t *Task, zone *time.Location) string {
	if t == nil {
		return "-"
	}
	return `"` + t.Title + `"` + dayText(t.DueAt, t.AllDay, zone)
}

func dayText(at *time.Time, whole bool, zone *time.Location) string {
	switch {
	case at == nil:
		return ""
	case whole:
		return " " + at.In(zone).Format(time.DateOnly)
	default:
		return " " + at.In(zone).Format("2006-01-02T15:04")
	}
}

// A word that means something must not be swallowed by another language's: every language knows the same kinds of words.
func TestEveryLanguageHasItsWords(t *testing.T) {
	for lang, w := range lexicons {
		for day := 1; day <= 7; day++ {
			require.Contains(t, values(w.Weekdays), day, "%s: weekday %d", lang, day)
		}
		for m := 1; m <= 12; m++ {
			require.Contains(t, values(w.Months), m, "%s: month %d", lang, m)
		}
		for _, kind := range []string{"call", "meeting", "email", "note"} {
			require.NotEmpty(t, w.Did[kind], "%s: %s", lang, kind)
		}
		for _, unit := range []string{"minute", "hour", "day", "week", "month"} {
			require.Contains(t, values(w.Units), unit, "%s: %s", lang, unit)
		}
	}
}

func values[V any](m map[string]V) (all []V) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// Whatever is typed, reading it ends well: nothing panics, and no word is lost that was not understood.
func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/sentences.txt")
	require.NoError(f, err)
	for _, l := range strings.Split(string(data), "\n") {
		f.Add(l)
	}
	f.Add("5.5.5 12:99 next in 3 99999999999999999999k € k zł 1h1h 2026-13-45 31.2 5th")
	zone := clock.Zone("Europe/Warsaw")
	f.Fuzz(func(t *testing.T, line string) {
		for lang := range lexicons {
			s := read(line, speak(lang), clock.Now().In(zone), "EUR")
			s.plan(speak(lang), s.meant(speak(lang), known), uuid.Nil)
			require.Len(t, s.Words, len(strings.Fields(line)))
		}
	})
}
