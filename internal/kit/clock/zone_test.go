package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

func TestMidnight(t *testing.T) {
	for _, c := range []struct {
		name, zone, now string
		days            int
		want            string
	}{
		{"utc", "UTC", "2026-11-05T10:00:00Z", 0, "2026-11-05T00:00:00Z"},
		{"east, already tomorrow", "Asia/Kolkata", "2026-11-05T19:00:00Z", 0, "2026-11-05T18:30:00Z"},
		{"west, still yesterday", "America/New_York", "2026-11-05T03:00:00Z", 0, "2026-11-04T05:00:00Z"},
		{"day of 25 hours", "Europe/Warsaw", "2026-10-25T12:00:00Z", 1, "2026-10-25T23:00:00Z"},
		{"day of 23 hours", "Europe/Warsaw", "2026-03-29T12:00:00Z", 0, "2026-03-28T23:00:00Z"},
		{"midnight skipped", "America/Sao_Paulo", "2018-11-04T12:00:00Z", 0, "2018-11-04T03:00:00Z"},
		{"seven days over a change of clocks", "Europe/Warsaw", "2026-10-20T12:00:00Z", 7, "2026-10-26T23:00:00Z"},
		{"no such zone", "Mars/Base", "2026-11-05T10:00:00Z", 0, "2026-11-05T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, c.now)
			require.NoError(t, err)
			require.Equal(t, c.want, clock.Midnight(now, clock.Zone(c.zone), c.days).Format(time.RFC3339))
		})
	}
}
