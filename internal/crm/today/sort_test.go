package today

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// TestDaysOfChangingClocks: days are those of the company's zone, also when they have 23 or 25 hours.
func TestDaysOfChangingClocks(t *testing.T) {
	for _, c := range []struct{ name, zone, now, due, want string }{
		{"long day, its last hour", "Europe/Warsaw", "2026-10-25T08:00:00Z", "2026-10-25T22:59:00Z", "today"},
		{"long day, after it", "Europe/Warsaw", "2026-10-25T08:00:00Z", "2026-10-25T23:00:00Z", "upcoming"},
		{"short day, its last hour", "Europe/Warsaw", "2026-03-29T08:00:00Z", "2026-03-29T21:59:00Z", "today"},
		{"short day, after it", "Europe/Warsaw", "2026-03-29T08:00:00Z", "2026-03-29T22:00:00Z", "upcoming"},
		{"already tomorrow in India", "Asia/Kolkata", "2026-11-05T19:00:00Z", "2026-11-05T18:29:00Z", "overdue"},
		{"still yesterday in New York", "America/New_York", "2026-11-05T03:00:00Z", "2026-11-05T04:59:00Z", "today"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, c.now)
			require.NoError(t, err)
			due, err := time.Parse(time.RFC3339, c.due)
			require.NoError(t, err)
			d := sort([]task.Seen{{Task: task.Task{DueAt: &due}}}, now, days{clock.Zone(c.zone), clock.Zone(c.zone)})
			got := map[string]int{"overdue": len(d.Overdue), "today": len(d.Today), "upcoming": len(d.Upcoming)}
			require.Equal(t, 1, got[c.want], got)
		})
	}
}

func TestWholeDays(t *testing.T) {
	warsaw := clock.Zone("Europe/Warsaw")
	now := time.Date(2026, 11, 5, 22, 59, 0, 0, time.UTC) // a minute before midnight
	whole := clock.Midnight(now, warsaw, 0)
	d := sort([]task.Seen{{Task: task.Task{DueAt: &whole, AllDay: true}}}, now, days{warsaw, warsaw})
	require.Len(t, d.Today, 1, "a whole day lasts to its end")
	d = sort([]task.Seen{{Task: task.Task{DueAt: &whole, AllDay: true}}}, now.Add(time.Minute), days{warsaw, warsaw})
	require.Len(t, d.Overdue, 1)
	d = sort([]task.Seen{{Task: task.Task{DueAt: &whole}}}, now, days{warsaw, warsaw})
	require.Len(t, d.Overdue, 1, "a time passes when it passes")
}

// TestOwnClock: who lives elsewhere has their own day, while whole days stand on the company's calendar.
func TestOwnClock(t *testing.T) {
	in := days{clock.Zone("America/New_York"), clock.Zone("Europe/Warsaw")}
	now := time.Date(2026, 11, 6, 2, 0, 0, 0, time.UTC) // still the 5th in New York, already the 6th in Warsaw
	fifth, sixth := time.Date(2026, 11, 4, 23, 0, 0, 0, time.UTC), time.Date(2026, 11, 5, 23, 0, 0, 0, time.UTC)
	lunch := time.Date(2026, 11, 6, 12, 0, 0, 0, time.UTC)
	d := sort([]task.Seen{{Task: task.Task{Title: "5th", DueAt: &fifth, AllDay: true}}, {Task: task.Task{Title: "6th", DueAt: &sixth, AllDay: true}},
		{Task: task.Task{Title: "lunch", DueAt: &lunch}}}, now, in)
	require.Empty(t, d.Overdue)
	require.Len(t, d.Today, 1)
	require.Equal(t, "5th", d.Today[0].Title)
	require.Len(t, d.Upcoming, 2)
}

func TestPutOff(t *testing.T) {
	now := time.Date(2026, 11, 6, 12, 0, 0, 0, time.UTC)
	due, until := now.Add(-time.Hour), now.Add(time.Hour)
	d := sort([]task.Seen{{Task: task.Task{DueAt: &due, SnoozedUntil: &until}}}, now, days{time.UTC, time.UTC})
	require.Empty(t, d.Overdue)
	require.Len(t, d.Later, 1)
	d = sort([]task.Seen{{Task: task.Task{DueAt: &due, SnoozedUntil: &until}}}, until, days{time.UTC, time.UTC})
	require.Len(t, d.Overdue, 1, "it is back, and as late as it is")
}
