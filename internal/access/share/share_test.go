package share

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/date"
)

func TestTheLastDayIsTheOneThatWasGivenInEveryZone(t *testing.T) {
	day := time.Date(2199, 3, 28, 0, 0, 0, 0, time.UTC)
	for _, zone := range []string{"Europe/Warsaw", "Asia/Manila", "America/Los_Angeles"} {
		end, err := endOf(&day, zone)
		require.NoError(t, err)
		require.Equal(t, date.Date("2199-03-28"), *Share{EndsAt: end}.lastDay(zone))
	}
	require.Nil(t, Share{}.lastDay("Europe/Warsaw"))
}
