package apptest

import (
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// home is the time zone of the companies here.
const home = "Europe/Warsaw"

// Day is a date so many days from today where the companies are: it is not the machine's for some hours of each night.
func Day(ahead int) string {
	return clock.Now().In(clock.Zone(home)).AddDate(0, 0, ahead).Format(time.DateOnly)
}
