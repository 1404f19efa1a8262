package page

import (
	"strconv"
	"strings"
	"time"
)

// span are days, of which until is the first after them; both are midnights in UTC that stand for a day of any calendar.
type span struct{ from, until time.Time }

// Spans are the names of days that are told from today, besides last:N and next:N, which are N days that end or begin with it.
var Spans = []string{"today", "yesterday", "tomorrow", "thisWeek", "lastWeek", "nextWeek", "thisMonth", "lastMonth", "nextMonth",
	"thisQuarter", "lastQuarter", "nextQuarter", "thisYear", "lastYear", "nextYear"}

// farthest is how many days away a condition may look: a century.
const farthest = 36_525

// span are the days that a condition means: those of a name, or the one of a date; of older its from is the first day that
// is not meant.
func (w asker) span(op, value string) (span, bool) {
	y, m, d := w.now.In(w.zone).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	switch op {
	case "is":
		day, err := time.Parse(time.DateOnly, value)
		return span{day, day.AddDate(0, 0, 1)}, err == nil
	case "older":
		n, ok := days(value)
		return span{from: today.AddDate(0, 0, -n)}, ok
	}
	way, count, counted := strings.Cut(value, ":")
	if !counted {
		return named(today, value)
	}
	n, ok := days(count)
	switch way {
	case "last":
		return span{today.AddDate(0, 0, 1-n), today.AddDate(0, 0, 1)}, ok
	case "next":
		return span{today, today.AddDate(0, 0, n)}, ok
	}
	return span{}, false
}

func days(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && n <= farthest
}

// named are the days of a name; weeks begin on Monday.
func named(today time.Time, name string) (span, bool) {
	for word, by := range map[string]int{"last": -1, "this": 0, "next": 1} {
		if unit, is := strings.CutPrefix(name, word); is {
			return period(today, unit, by)
		}
	}
	by, known := map[string]int{"yesterday": -1, "today": 0, "tomorrow": 1}[name]
	return span{today.AddDate(0, 0, by), today.AddDate(0, 0, by+1)}, known
}

// period is the week, month, quarter or year that is by so many after the one of a day.
func period(day time.Time, unit string, by int) (span, bool) {
	y, m, _ := day.Date()
	first := func(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }
	switch unit {
	case "Week":
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7+7*by)
		return span{monday, monday.AddDate(0, 0, 7)}, true
	case "Month":
		from := first(y, m+time.Month(by))
		return span{from, from.AddDate(0, 1, 0)}, true
	case "Quarter":
		from := first(y, (m-1)/3*3+1+time.Month(3*by))
		return span{from, from.AddDate(0, 3, 0)}, true
	case "Year":
		from := first(y+by, 1)
		return span{from, from.AddDate(1, 0, 0)}, true
	}
	return span{}, false
}
