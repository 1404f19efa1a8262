package share

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Also where clocks skip midnight, as in Cairo on the last Friday of April.
func TestTheLastDayIsTheOneThatWasGivenInEveryZone(t *testing.T) {
	for _, given := range []string{"2199-03-28", "2199-04-25", "2199-04-26", "2199-12-31"} {
		day, err := time.Parse(time.DateOnly, given)
		require.NoError(t, err)
		for _, name := range []string{"Europe/Warsaw", "Asia/Manila", "America/Los_Angeles", "Africa/Cairo", "America/Santiago"} {
			end, err := endOf(&day, clock.Zone(name))
			require.NoError(t, err)
			require.Equal(t, given, clock.LastDay(*end, clock.Zone(name)), name)
		}
	}
}
