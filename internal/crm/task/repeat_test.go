package task

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/patch"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	x, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return x.UTC()
}

func repeated(t *testing.T, rule, due string, allDay bool, zone string) Task {
	t.Helper()
	title := "Call"
	x := Task{}
	require.NoError(t, x.apply(Draft{Title: &title, DueAt: patch.Of(at(t, due)), AllDay: &allDay, Plan: Plan{Repeat: patch.Of(rule)}}, clock.Zone(zone)))
	return x
}

func TestRules(t *testing.T) {
	for _, bad := range []string{"FREQ=HOURLY", "FREQ=SECONDLY;COUNT=2", "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=100", "FREQ=DAILY;COUNT=1000",
		"FREQ=DAILY;BYHOUR=1,2,3", "FREQ=YEARLY;BYEASTER=1", "FREQ=DAILY\nEXDATE:20260101", "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", "nonsense", "FREQ=DAILY;COUNT=-1"} {
		_, err := rule(bad)
		require.ErrorIs(t, err, ErrRepeat, bad)
	}
	for in, want := range map[string]string{"": "", "RRULE:FREQ=DAILY": "FREQ=DAILY", " FREQ=WEEKLY;BYDAY=MO,FR;INTERVAL=2 ": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"} {
		got, err := rule(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestFollowing: the next time is the first of the rule that has not passed, on the company's clock.
func TestFollowing(t *testing.T) {
	for _, c := range []struct {
		name, rule, due string
		allDay          bool
		zone, now, want string
	}{
		{"the day after", "FREQ=DAILY", "2026-11-02T08:00:00Z", false, "Europe/Warsaw", "2026-11-02T09:00:00Z", "2026-11-03T08:00:00Z"},
		{"done before it is due", "FREQ=DAILY", "2026-11-02T08:00:00Z", false, "Europe/Warsaw", "2026-11-01T09:00:00Z", "2026-11-03T08:00:00Z"},
		{"nine o'clock stays nine o'clock in spring", "FREQ=DAILY", "2026-03-28T08:00:00Z", false, "Europe/Warsaw", "2026-03-28T09:00:00Z", "2026-03-29T07:00:00Z"},
		{"and in autumn", "FREQ=WEEKLY;BYDAY=SU", "2026-10-18T07:00:00Z", false, "Europe/Warsaw", "2026-10-18T09:00:00Z", "2026-10-25T08:00:00Z"},
		{"missed ones do not pile up", "FREQ=DAILY", "2026-11-02T08:00:00Z", false, "UTC", "2026-11-16T12:00:00Z", "2026-11-17T08:00:00Z"},
		{"a whole day that is not over has not passed", "FREQ=DAILY", "2026-11-01T23:00:00Z", true, "Europe/Warsaw", "2026-11-16T12:00:00Z", "2026-11-15T23:00:00Z"},
		{"working days", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-06T08:00:00Z", false, "UTC", "2026-11-06T09:00:00Z", "2026-11-09T08:00:00Z"},
		{"every second week counts from the first", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-02T08:00:00Z", false, "UTC", "2026-11-10T09:00:00Z", "2026-11-16T08:00:00Z"},
		{"last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T08:00:00Z", false, "UTC", "2026-01-31T09:00:00Z", "2026-02-28T08:00:00Z"},
		{"last Friday of the month", "FREQ=MONTHLY;BYDAY=-1FR", "2026-10-30T08:00:00Z", false, "UTC", "2026-10-30T09:00:00Z", "2026-11-27T08:00:00Z"},
		{"each year", "FREQ=YEARLY", "2026-11-02T08:00:00Z", false, "Asia/Kolkata", "2026-11-02T09:00:00Z", "2027-11-02T08:00:00Z"},
		{"the last day counts to its end", "FREQ=DAILY;UNTIL=20261103", "2026-11-02T20:00:00Z", false, "America/New_York", "2026-11-02T21:00:00Z", "2026-11-03T20:00:00Z"},
		{"and is the last", "FREQ=DAILY;UNTIL=20261102", "2026-11-02T20:00:00Z", false, "America/New_York", "2026-11-02T21:00:00Z", ""},
		{"so many times", "FREQ=DAILY;COUNT=2", "2026-11-02T20:00:00Z", false, "UTC", "2026-11-02T21:00:00Z", "2026-11-03T20:00:00Z"},
		{"a rule without any time ends", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-02-02T20:00:00Z", false, "UTC", "2026-02-03T20:00:00Z", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := repeated(t, c.rule, c.due, c.allDay, c.zone).following(at(t, c.now), clock.Zone(c.zone))
			require.Equal(t, c.want != "", ok)
			if ok {
				require.Equal(t, c.want, got.Format(time.RFC3339))
			}
		})
	}
}

// TestMoved: who moves a repeated task and all after it keeps the number of those that are left.
func TestMoved(t *testing.T) {
	x := repeated(t, "FREQ=DAILY;COUNT=5", "2026-11-02T08:00:00Z", false, "UTC")
	third := x
	due := at(t, "2026-11-04T08:00:00Z")
	third.DueAt = &due
	require.NoError(t, third.apply(Draft{DueAt: patch.Of(at(t, "2026-11-04T15:00:00Z"))}, time.UTC))
	require.Equal(t, "FREQ=DAILY;COUNT=3", third.Repeat)
	next, ok := third.following(at(t, "2026-11-04T16:00:00Z"), time.UTC)
	require.True(t, ok)
	require.Equal(t, at(t, "2026-11-05T15:00:00Z"), next)
	require.NoError(t, third.apply(Draft{Plan: Plan{Repeat: patch.Field[string]{Set: true, Null: true}}}, time.UTC))
	require.Nil(t, third.RepeatFrom)
	_, ok = third.following(at(t, "2026-11-04T16:00:00Z"), time.UTC)
	require.False(t, ok, "stopped")
}

// TestHourThatIsMissing: the task of half past two is at half past two again after the night that has none.
func TestHourThatIsMissing(t *testing.T) {
	warsaw := clock.Zone("Europe/Warsaw")
	x := repeated(t, "FREQ=DAILY", "2026-03-28T01:30:00Z", false, "Europe/Warsaw")
	for _, want := range []string{"2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"} {
		next, ok := x.following(*x.DueAt, warsaw)
		require.True(t, ok)
		require.Equal(t, want, next.Format(time.RFC3339))
		x.DueAt = &next
	}
}
