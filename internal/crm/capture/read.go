package capture

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/money"
)

// sentence is a line, taken apart. Words are what is left of it for names and text.
type sentence struct {
	Done    string // the type of entry for what was done; empty when it tells of nothing done
	Plan    bool   // it says what is to be done
	Minutes int
	Amount  *money.Money
	Day     *time.Time // a day's beginning in the zone
	Weekday bool       // the day is named by its weekday alone
	Hour    *clockTime
	Now     time.Time // in the zone
	Words   []word
}

type clockTime struct{ hour, minute int }

// word is one word of the line: as typed, and as it is compared.
type word struct {
	raw, key string
	used     bool // it has been understood, and is not part of the text
}

// reader takes one line apart.
type reader struct {
	words
	all      []word
	now      time.Time // in the zone of the company
	currency string
	out      sentence
}

// read takes a line apart. now is in the company's zone; amounts without a sign are in its currency.
func read(line string, w words, now time.Time, currency string) sentence {
	r := &reader{words: w, now: now, currency: currency}
	for _, raw := range strings.Fields(line) {
		r.all = append(r.all, word{raw: raw, key: fold(strings.Trim(raw, `,;:!?"'«»„”()`))})
	}
	r.verb()
	r.day()
	r.hour()
	if r.out.Done == "call" || r.out.Done == "meeting" {
		r.duration()
	}
	r.amount()
	r.out.Words, r.out.Now = r.all, now
	return r.out
}

// has tells whether a phrase begins at a word, and how many words it has.
func (r *reader) has(at int, phrase string) (int, bool) {
	parts := strings.Fields(phrase)
	if at+len(parts) > len(r.all) {
		return 0, false
	}
	for i, part := range parts {
		if w := r.all[at+i]; w.used || strings.TrimSuffix(w.key, ".") != part {
			return 0, false
		}
	}
	return len(parts), true
}

func (r *reader) use(at, n int) {
	for i := at; i < at+n; i++ {
		r.all[i].used = true
	}
}

// verb finds what was done, or that something is to be done. The longest phrase wins, then the first.
func (r *reader) verb() {
	best, where := 0, 0
	for kind, phrases := range r.Did {
		for _, phrase := range phrases {
			for at := range r.all {
				if n, ok := r.has(at, phrase); ok && (n > best || n == best && at < where) {
					best, where, r.out.Done = n, at, kind
				}
			}
		}
	}
	if best > 0 {
		r.use(where, best)
		return
	}
	for at := range r.all {
		r.out.Plan = r.out.Plan || slices.ContainsFunc(r.Plan, func(p string) bool { _, ok := r.has(at, p); return ok })
	}
}

var (
	isoDay   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dottyDay = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.?(\d{4})?$`)
	ordinal  = regexp.MustCompile(`^(\d{1,2})(st|nd|rd|th|\.)?$`)
)

// day finds the first day that the line names.
func (r *reader) day() {
	for at := range r.all {
		for _, way := range []func(int) (time.Time, int, bool){r.written, r.monthDay, r.relative, r.weekday} {
			day, n, ok := way(at)
			if !ok {
				continue
			}
			r.out.Day = &day
			r.use(at, n)
			r.before(at, r.On)
			return
		}
	}
}

// before uses the small word that stands before a place.
func (r *reader) before(at int, small []string) {
	if at > 0 && !r.all[at-1].used && slices.Contains(small, r.all[at-1].key) {
		r.all[at-1].used = true
	}
}

func (r *reader) date(year, month, day int) (time.Time, bool) {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, r.now.Location())
	return d, int(d.Month()) == month && d.Day() == day
}

// today is the beginning of the present day, moved by days.
func (r *reader) today(days int) time.Time {
	return time.Date(r.now.Year(), r.now.Month(), r.now.Day()+days, 0, 0, 0, 0, r.now.Location())
}

// coming is a day of the year that is next, counting from today.
func (r *reader) coming(month, day int) (time.Time, bool) {
	d, ok := r.date(r.now.Year(), month, day)
	if ok && d.Before(r.today(0)) {
		return r.date(r.now.Year()+1, month, day)
	}
	return d, ok
}

// written reads 2026-12-05 and 5.12.
func (r *reader) written(at int) (time.Time, int, bool) {
	if r.all[at].used {
		return time.Time{}, 0, false
	}
	if m := isoDay.FindStringSubmatch(r.all[at].key); m != nil {
		d, ok := r.date(number(m[1]), number(m[2]), number(m[3]))
		return d, 1, ok
	}
	if m := dottyDay.FindStringSubmatch(r.all[at].key); m != nil && !r.counts(at+1) {
		if m[3] != "" {
			d, ok := r.date(number(m[3]), number(m[2]), number(m[1]))
			return d, 1, ok
		}
		d, ok := r.coming(number(m[2]), number(m[1]))
		return d, 1, ok
	}
	return time.Time{}, 0, false
}

// counts tells whether a word makes the number before it an amount or a length.
func (r *reader) counts(at int) bool {
	mark := strings.TrimSuffix(r.key(at), ".")
	return r.Times[mark] > 0 || r.Money[mark] != "" || r.Units[mark] != ""
}

// monthDay reads 5 Dec and Dec 5.
func (r *reader) monthDay(at int) (time.Time, int, bool) {
	if at+1 >= len(r.all) || r.all[at].used || r.all[at+1].used {
		return time.Time{}, 0, false
	}
	a, b := r.all[at].key, r.all[at+1].key
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		n, m := ordinal.FindStringSubmatch(pair[0]), r.Months[strings.TrimSuffix(pair[1], ".")]
		if n != nil && m > 0 {
			d, ok := r.coming(m, number(n[1]))
			return d, 2, ok
		}
	}
	return time.Time{}, 0, false
}

// relative reads tomorrow, in 3 days, next week.
func (r *reader) relative(at int) (time.Time, int, bool) {
	longest, days := 0, 0
	for phrase, d := range r.Days {
		if n, ok := r.has(at, phrase); ok && n > longest {
			longest, days = n, d
		}
	}
	if longest > 0 {
		return r.today(days), longest, true
	}
	if at+1 < len(r.all) && !r.all[at].used && slices.Contains(r.Next, r.all[at].key) {
		if r.Units[r.all[at+1].key] == "week" {
			return r.monday(1), 2, true
		}
		return time.Time{}, 0, false
	}
	return r.counted(at)
}

// monday is the first day of a week from now.
func (r *reader) monday(weeks int) time.Time {
	return r.today(7*weeks - (int(r.now.Weekday())+6)%7)
}

// counted reads in 3 days, and 3 days later in the languages that say it behind.
func (r *reader) counted(at int) (time.Time, int, bool) {
	start, n := at, 0
	if slices.Contains(r.In, r.all[at].key) && !r.all[at].used {
		start, n = at+1, 1
	}
	if start+1 >= len(r.all) || r.all[start].used {
		return time.Time{}, 0, false
	}
	count, err := strconv.Atoi(r.all[start].key)
	unit := r.Units[r.all[start+1].key]
	behind := start+2 < len(r.all) && slices.Contains(r.After, r.all[start+2].key)
	if err != nil || count > 3650 || n == 0 && !behind {
		return time.Time{}, 0, false
	}
	if behind {
		n++
	}
	switch unit {
	case "day":
		return r.today(count), n + 2, true
	case "week":
		return r.today(7 * count), n + 2, true
	case "month":
		return r.today(0).AddDate(0, count, 0), n + 2, true
	default:
		return time.Time{}, 0, false
	}
}

// weekday reads Fri as the next Friday after today, and next Fri as the Friday of the next week.
func (r *reader) weekday(at int) (time.Time, int, bool) {
	next := slices.Contains(r.Next, r.all[at].key) && at+1 < len(r.all)
	i := at
	if next {
		i++
	}
	wanted := r.Weekdays[strings.TrimSuffix(r.all[i].key, ".")]
	if wanted == 0 || r.all[i].used || r.all[at].used {
		return time.Time{}, 0, false
	}
	if next {
		return r.monday(1).AddDate(0, 0, wanted-1), 2, true
	}
	r.out.Weekday = true
	ahead := (wanted - int(r.now.Weekday()) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return r.today(ahead), 1, true
}

var (
	clock24 = regexp.MustCompile(`^([01]?\d|2[0-3]):([0-5]\d)$`)
	clock12 = regexp.MustCompile(`^(1[0-2]|0?[1-9])(?::([0-5]\d))?(am|pm)$`)
)

// hour finds the first time of the day.
func (r *reader) hour() {
	for at, w := range r.all {
		if w.used {
			continue
		}
		if m := clock24.FindStringSubmatch(w.key); m != nil {
			r.out.Hour = &clockTime{number(m[1]), number(m[2])}
		} else if m := clock12.FindStringSubmatch(w.key); m != nil {
			h := number(m[1]) % 12
			if m[3] == "pm" {
				h += 12
			}
			r.out.Hour = &clockTime{h, number(m[2])}
		} else {
			continue
		}
		r.use(at, 1)
		r.before(at, r.At)
		return
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // the pattern let digits pass, or nothing
	return n
}
