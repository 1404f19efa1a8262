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

// IsZone tells whether there is a time zone of a name.
func IsZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}

// Day is when the day that a moment has in one zone begins in another, moved by a number of days: what is for a whole day
// stands on the calendar of a company, while who asks whether it is over may live elsewhere.
func Day(t time.Time, of, in *time.Location, days int) time.Time {
	y, m, d := t.In(of).Date()
	return Midnight(time.Date(y, m, d, 12, 0, 0, 0, in), in, days)
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
