// Package clock is the only source of the current time, so that tests and demonstrations can move it.
package clock

import (
	"sync/atomic"
	"time"
)

var shift atomic.Int64

// Now is the current time in UTC, cut to the microseconds that PostgreSQL stores.
func Now() time.Time {
	return time.Now().Add(time.Duration(shift.Load())).UTC().Truncate(time.Microsecond)
}

// Advance moves the clock of this process by d and returns a function that moves it back.
func Advance(d time.Duration) (back func()) {
	shift.Add(int64(d))
	return func() { shift.Add(-int64(d)) }
}

// Since is the time that has passed since t.
func Since(t time.Time) time.Duration { return Now().Sub(t) }
