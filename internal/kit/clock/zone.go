package clock

import (
	"sync"
	"time"
)

var zones sync.Map

// Zone is the time zone of a name such as Europe/Warsaw; UTC, when there is none of that name.
func Zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, z)
	return z
}

// Midnight is when the day of t in a zone began, moved by a number of days. Where clocks skip midnight it is the first
// instant that exists.
func Midnight(t time.Time, zone *time.Location, days int) time.Time {
	y, m, d := t.In(zone).Date()
	noon := time.Date(y, m, d+days, 12, 0, 0, 0, zone)
	y, m, d = noon.Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, zone)
	for start.Day() != d {
		start = start.Add(30 * time.Minute)
	}
	return start.UTC()
}

// LastDay is the day in a zone that ends with a moment, such as 2026-11-30: the opposite of the Midnight after a day.
func LastDay(end time.Time, zone *time.Location) string {
	return end.Add(-time.Nanosecond).In(zone).Format(time.DateOnly)
}
