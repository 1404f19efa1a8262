package task

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// The most that a rule of repetition may say: what is more frequent than daily is no task for people.
const (
	maxInterval = 99
	maxTimes    = 999
	maxRule     = 200
	// maxSteps ends the search for the next time of a rule that has none, such as the 30th of every February.
	maxSteps = 5_000
)

// rule returns a rule of repetition as it is stored, or ErrRepeat. Only days are chosen by rules: the time is the task's.
func rule(text string) (string, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "RRULE:")
	if text == "" {
		return "", nil
	}
	if len(text) > maxRule || strings.ContainsAny(text, "\r\n") {
		return "", ErrRepeat
	}
	o, err := rrule.StrToROption(text)
	if err != nil || o.Freq > rrule.DAILY || o.Interval < 0 || o.Interval > maxInterval || o.Count < 0 || o.Count > maxTimes || !o.Dtstart.IsZero() {
		return "", ErrRepeat
	}
	if o.Freq == rrule.DAILY && len(o.Bymonth)+len(o.Bymonthday)+len(o.Byyearday)+len(o.Byweekno) > 0 {
		return "", ErrRepeat // a day that never comes would be looked for day by day
	}
	if len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Byeaster) > 0 {
		return "", ErrRepeat
	}
	if _, err := rrule.NewRRule(*o); err != nil {
		return "", ErrRepeat
	}
	return o.RRuleString(), nil
}

// times walks over the times of a rule on the clock of a zone, so that ten o'clock stays ten o'clock when clocks change.
func times(text string, from time.Time, zone *time.Location) (rrule.Next, *rrule.ROption, error) {
	o, err := rrule.StrToROption(text)
	if err != nil {
		return nil, nil, err
	}
	o.Dtstart = from.In(zone)
	if !o.Until.IsZero() { // the last day counts to its end
		y, m, d := o.Until.Date()
		o.Until = time.Date(y, m, d, 23, 59, 59, 0, zone)
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, nil, err
	}
	return r.Iterator(), o, nil
}

// following is when a repeated task is due after this one: at the first time of its rule that has not passed at now. Times
// that passed meanwhile are left out: nobody wants ten of a daily task after two weeks of leave. False, when the rule ends.
func (t Task) following(now time.Time, zone *time.Location) (time.Time, bool) {
	if t.Repeat == "" || t.RepeatFrom == nil || t.DueAt == nil {
		return time.Time{}, false
	}
	next, _, err := times(t.Repeat, *t.RepeatFrom, zone)
	if err != nil {
		return time.Time{}, false
	}
	least := now
	if t.AllDay {
		least = clock.Midnight(now, zone, 0)
	}
	for range maxSteps {
		at, ok := next()
		if !ok {
			return time.Time{}, false
		}
		if at.After(*t.DueAt) && !at.Before(least) {
			return t.onTheDay(at, zone), true
		}
	}
	return time.Time{}, false
}

// onTheDay is a time of the rule, or the beginning of its day for a task of a whole day.
func (t Task) onTheDay(at time.Time, zone *time.Location) time.Time {
	if t.AllDay {
		return clock.Midnight(at, zone, 0)
	}
	return at.UTC()
}

// left is the rule as it goes on from a time: of a rule that ends after so many times, those before it are used up.
func left(text string, from, at time.Time, zone *time.Location) string {
	next, o, err := times(text, from, zone)
	if err != nil || o.Count == 0 {
		return text
	}
	used := 0
	for t, ok := next(); ok && t.Before(at); t, ok = next() {
		used++
	}
	plain, err := rrule.StrToROption(text)
	if err != nil {
		return text
	}
	plain.Count = max(1, o.Count-used)
	return plain.RRuleString()
}

// anchor lets a rule count from the task's own time after the rule or the time was changed.
func (t *Task) anchor(before Task, zone *time.Location) {
	switch {
	case t.Repeat == "" || t.DueAt == nil:
		t.RepeatFrom = nil
	case t.Repeat != before.Repeat || before.RepeatFrom == nil:
		t.RepeatFrom = t.DueAt
	case !t.DueAt.Equal(*before.DueAt) || t.AllDay != before.AllDay:
		t.Repeat = left(t.Repeat, *before.RepeatFrom, *before.DueAt, zone)
		t.RepeatFrom = t.DueAt
	}
}

// Ahead are the times until then at which a repeated task will come after this one, most at the most; zone is the company's.
func (t Task) Ahead(until time.Time, zone *time.Location, most int) (all []time.Time) {
	if t.Repeat == "" || t.RepeatFrom == nil || t.DueAt == nil || t.NextID != nil {
		return nil
	}
	next, _, err := times(t.Repeat, *t.RepeatFrom, zone)
	if err != nil {
		return nil
	}
	for range maxSteps {
		at, ok := next()
		if !ok || !at.Before(until) || len(all) == most {
			return all
		}
		if at.After(*t.DueAt) {
			all = append(all, t.onTheDay(at, zone))
		}
	}
	return all
}
