// Package cycle owns the calendar of a subscription: when billing periods end and what a part of one is worth.
// It knows numbers and dates only, no objects.
package cycle

import "time"

// Period is a half-open stretch of time in Unix seconds.
type Period struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

// Every is the length of a billing period: a count of days, weeks, months or years.
type Every struct {
	Interval string
	Count    int64
}

// Next is the first end of a period after the given moment, for periods counted from anchor. A month that lacks the
// anchor's day ends on its last day, and the following one is back on the anchor's day.
func (e Every) Next(anchor, after int64) int64 {
	start := time.Unix(anchor, 0).UTC()
	for n := int64(0); ; n++ {
		if end := e.add(start, n*e.Count).Unix(); end > after {
			return end
		}
	}
}

func (e Every) add(t time.Time, n int64) time.Time {
	switch e.Interval {
	case "day":
		return t.AddDate(0, 0, int(n))
	case "week":
		return t.AddDate(0, 0, int(7*n))
	case "year":
		return addMonths(t, int(12*n))
	default:
		return addMonths(t, int(n))
	}
}

func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// Share is what the rest of the period from the given second is worth when the whole is worth amount, rounded half
// away from zero to the minor unit. Before the period it is the whole, after it nothing.
func (p Period) Share(amount, from int64) int64 {
	length := p.End - p.Start
	rest := min(max(p.End-from, 0), length)
	if length <= 0 {
		return 0
	}
	if amount < 0 {
		return -p.Share(-amount, from)
	}
	return (2*amount*rest + length) / (2 * length)
}
