package task

import (
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/patch"
)

// Series is how a calendar says that something comes again.
type Series struct {
	Rule   string
	Zone   *time.Location // whose clock it follows; nil for the company's
	Except []time.Time    // at which of its times it does not come
	More   bool           // whether it comes at further times, which no rule says

	rule string    // as tasks have it; empty where they can't
	from time.Time // its beginning
}

// settle decides how a row's task comes again. It is due at the first time of its series that has not passed. A series that tasks
// can't have comes once, and its rule is written down.
func (r *Row) settle(now time.Time, zone *time.Location) {
	r.lengths()
	s := &r.Series
	if s.Rule == "" || r.Err != nil {
		return
	}
	if !r.DueAt.Set || r.plan(now, zone) != nil {
		r.remark = ErrSeries
		r.Note = patch.Of(strings.TrimSpace(r.Note.Value + "\nRRULE:" + strings.TrimPrefix(s.Rule, "RRULE:")))
	}
}

// plan puts a row's task at the next time of its series, and says how it goes on; ErrSeries, where tasks can't go on so.
func (r *Row) plan(now time.Time, zone *time.Location) error {
	s := &r.Series
	s.from = r.DueAt.Value
	if s.Zone == nil || r.AllDay != nil && *r.AllDay {
		s.Zone = zone
	}
	clean, err := rule(s.Rule)
	if err != nil {
		return ErrSeries
	}
	least := now.Add(-time.Duration(r.Minutes.Value) * time.Minute)
	if r.AllDay != nil && *r.AllDay {
		least = now.AddDate(0, 0, -1)
	}
	next, there := s.next(clean, least)
	if !there {
		return nil // it has come for the last time
	}
	r.DueAt = patch.Of(next)
	if s.More || s.excepted(next) || !s.onClock(clean, zone) {
		return ErrSeries
	}
	s.rule = left(clean, s.from, next, zone)
	return nil
}

// lengths says how long a task takes. One of more than a day has no length.
func (r *Row) lengths() {
	whole := r.AllDay != nil && *r.AllDay
	if r.EndAt != nil && r.DueAt.Set && !whole {
		if r.EndAt.Before(r.DueAt.Value) {
			r.Err = ErrBackwards
			return
		}
		r.Minutes = patch.Of(int(r.EndAt.Sub(r.DueAt.Value) / time.Minute))
	}
	if r.Minutes.Value > maxMinutes && !whole {
		r.remark = ErrLong
	}
	if r.Minutes.Value == 0 || r.Minutes.Value > maxMinutes || whole {
		r.Minutes = patch.Field[int]{Set: r.DueAt.Set, Null: r.DueAt.Set}
	}
}

// next is the first time of a series from a moment on at which it comes.
func (s *Series) next(clean string, least time.Time) (time.Time, bool) {
	next, _, err := times(clean, s.from, s.Zone)
	if err != nil {
		return time.Time{}, false
	}
	for range maxSteps {
		at, ok := next()
		if !ok {
			return time.Time{}, false
		}
		if !at.Before(least) && !s.is(at) {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// is tells whether a time is one at which the series does not come.
func (s *Series) is(at time.Time) bool {
	for _, e := range s.Except {
		if e.Equal(at) {
			return true
		}
	}
	return false
}

// excepted tells whether the series leaves out a time after one.
func (s *Series) excepted(after time.Time) bool {
	for _, e := range s.Except {
		if e.After(after) {
			return true
		}
	}
	return false
}

// aheadOnClock is how many times of a rule are compared on two clocks: of a daily one a whole year's, in which clocks change.
const aheadOnClock = 400

// onClock tells whether a series comes at the same times on the company's clock, which is the one of tasks.
func (s *Series) onClock(clean string, zone *time.Location) bool {
	if s.Zone.String() == zone.String() {
		return true
	}
	theirs, _, err := times(clean, s.from, s.Zone)
	ours, _, errOurs := times(clean, s.from, zone)
	if err != nil || errOurs != nil {
		return false
	}
	for range aheadOnClock {
		a, more := theirs()
		b, also := ours()
		if more != also || more && !a.Equal(b) {
			return false
		}
		if !more {
			break
		}
	}
	return true
}

// holds tells whether a task is one of the series already, as far as a file can know: it is due at one of its times, and comes again
// as it says.
func (s *Series) holds(t Task, zone *time.Location) bool {
	if t.DueAt == nil || s.from.IsZero() || (t.Repeat == "") != (s.rule == "") {
		return false
	}
	clean, err := rule(s.Rule)
	if err != nil || t.Repeat != "" && (t.RepeatFrom == nil || left(clean, s.from, *t.RepeatFrom, zone) != t.Repeat) {
		return false
	}
	next, _, err := times(clean, s.from, s.Zone)
	if err != nil {
		return false
	}
	for range maxSteps {
		at, ok := next()
		if !ok || at.After(*t.DueAt) {
			return false
		}
		if at.Equal(*t.DueAt) {
			return true
		}
	}
	return false
}
