package capture

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// plan says what a line writes, by what was found of the names in it.
func (s sentence) plan(w words, hits []hit, chosen uuid.UUID) (p Plan) {
	one := slices.IndexFunc(hits, func(h hit) bool { return h.ID == chosen })
	if len(hits) == 1 {
		one = 0
	}
	var names []int
	if len(hits) > 0 {
		names = hits[max(0, one)].words
	}
	if one >= 0 {
		p.About = &hits[one].Found
	} else {
		for _, h := range hits {
			p.Among = append(p.Among, h.Found)
		}
	}
	known := len(hits) > 0
	switch {
	case s.Done != "" && known:
		p.Entry = s.entry(w, names)
		p.Task = s.follow(p.Entry.Text)
	case s.Done != "" || s.Plan || s.Day != nil || s.Hour != nil || !known:
		p.Task = s.task(s.rest(nil, nil))
	default:
		p.Entry = &Entry{Type: "note", Text: s.rest(nil, nil)}
	}
	if s.Done != "" && !known && s.Day == nil && s.Hour == nil {
		p.Task = nil // a call with nobody is no task either
	}
	return p
}

// entry is what was done, with whom left out of its words: it stands on their timeline.
func (s sentence) entry(w words, names []int) *Entry {
	e := &Entry{Type: s.Done, Text: s.rest(names, w.Fill), Minutes: s.Minutes}
	if at := s.moment(); at != nil && (at.Before(clock.Now()) && !s.today() || e.Text == "" && s.Weekday) {
		if at.After(clock.Now()) {
			*at = at.AddDate(0, 0, -7) // «called Anna Fri» was last Friday
		}
		e.At = at
	}
	return e
}

// follow is what is to be done after what was done: whatever the line says for a day that is to come.
func (s sentence) follow(words string) *Task {
	if at := s.moment(); at == nil || !at.After(clock.Now()) && !s.today() || words == "" {
		return nil
	}
	return s.task(words)
}

func (s sentence) today() bool {
	return s.Day != nil && s.Hour == nil && clock.Since(*s.Day) < 24*time.Hour && clock.Since(*s.Day) >= 0
}

func (s sentence) task(words string) *Task {
	first, n := utf8.DecodeRuneInString(words)
	t := &Task{Title: string(unicode.ToUpper(first)) + words[n:]}
	if t.DueAt = s.moment(); t.DueAt != nil {
		t.AllDay = s.Hour == nil
	}
	return t
}

// moment is the time that the line names; the day's beginning when it names no hour.
func (s sentence) moment() *time.Time {
	var at time.Time
	switch {
	case s.Day != nil:
		at = *s.Day
	case s.Hour != nil:
		at = clock.Midnight(s.Now, s.Now.Location(), 0).In(s.Now.Location())
	default:
		return nil
	}
	if s.Hour != nil {
		at = time.Date(at.Year(), at.Month(), at.Day(), s.Hour.hour, s.Hour.minute, 0, 0, at.Location())
	}
	at = at.UTC()
	return &at
}

// rest is what the line says beside what was understood: without the words of names, and the small words that stand by them.
func (s sentence) rest(names []int, small []string) string {
	var left []string
	for i, x := range s.Words {
		near := slices.Contains(names, i+1) || slices.Contains(names, i-1)
		if x.used || slices.Contains(names, i) || near && slices.Contains(small, x.key) {
			continue
		}
		left = append(left, x.raw)
	}
	return strings.Trim(strings.Join(left, " "), " ,;:-–")
}
