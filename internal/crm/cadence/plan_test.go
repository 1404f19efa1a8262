package cadence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

// Somebody who never picks up is called at all times of the day, on all days but Sundays, within the week.
func TestWeek(t *testing.T) {
	zone := clock.Zone("Europe/Warsaw")
	r := standard(id.New())
	now := moment(t, "2026-11-02T06:30:00Z") // a Monday, half past seven in Warsaw
	since := now
	var tried []time.Time
	var got []string
	for {
		at, ok := r.Next(since, tried, now, zone)
		if !ok {
			break
		}
		got = append(got, at.In(zone).Format("Mon 15:04"))
		tried, now = append(tried, at), at.Add(3*time.Minute)
	}
	require.Equal(t, []string{"Mon 08:00", "Mon 10:00", "Tue 12:00", "Tue 14:00", "Wed 16:00", "Thu 18:00", "Fri 08:00", "Sat 10:00"}, got)
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		name, zone, now string
		tried           []string
		change          func(*Rule)
		want            string // empty: no more
	}{
		{"at once, when it is welcome", "Europe/Warsaw", "2026-11-03T10:20:00Z", nil, nil, "2026-11-03T10:20:00Z"},
		{"in the lead's morning", "Asia/Kolkata", "2026-11-03T20:00:00Z", nil, nil, "2026-11-04T02:30:00Z"},
		{"not on a Sunday", "Europe/Warsaw", "2026-11-07T19:30:00Z", nil, nil, "2026-11-09T07:00:00Z"},
		{"on a Sunday, where that is fine", "Europe/Warsaw", "2026-11-07T19:30:00Z", nil, func(r *Rule) { r.Sundays = true }, "2026-11-08T07:00:00Z"},
		{"clocks go back in the night", "Europe/Warsaw", "2026-10-24T19:00:00Z", nil, func(r *Rule) { r.Sundays = true }, "2026-10-25T07:00:00Z"},
		{"clocks go forward in the night", "Europe/Warsaw", "2026-03-28T20:00:00Z", nil, func(r *Rule) { r.Sundays = true }, "2026-03-29T06:00:00Z"},
		{"an hour that the day does not have", "Europe/Warsaw", "2026-03-29T00:30:00Z", nil, func(r *Rule) { r.Sundays, r.FromHour = true, 2 }, "2026-03-29T01:00:00Z"},
		{"another time of the day", "UTC", "2026-11-03T09:05:00Z", []string{"2026-11-02T09:00:00Z", "2026-11-02T11:00:00Z", "2026-11-03T09:00:00Z"}, nil, "2026-11-03T12:00:00Z"},
		{"another day", "UTC", "2026-11-03T13:05:00Z", []string{"2026-11-02T09:00:00Z", "2026-11-02T11:00:00Z", "2026-11-03T09:00:00Z", "2026-11-03T13:00:00Z"}, nil, "2026-11-04T14:00:00Z"},
		{"too late for all of them: one a day", "UTC", "2026-11-23T09:05:00Z", []string{"2026-11-02T09:00:00Z", "2026-11-23T09:00:00Z"}, nil, "2026-11-24T10:00:00Z"},
		{"often enough", "UTC", "2026-11-03T09:05:00Z", []string{"2026-11-02T09:00:00Z", "2026-11-02T11:00:00Z", "2026-11-02T13:00:00Z", "2026-11-02T15:00:00Z", "2026-11-03T07:00:00Z", "2026-11-03T09:00:00Z"},
			func(r *Rule) { r.Attempts = 6 }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := standard(id.New())
			if c.change != nil {
				c.change(&r)
			}
			var tried []time.Time
			for _, x := range c.tried {
				tried = append(tried, moment(t, x))
			}
			now := moment(t, c.now)
			since := now
			if len(tried) > 0 {
				since = tried[0]
			}
			at, ok := r.Next(since, tried, now, clock.Zone(c.zone))
			require.Equal(t, c.want != "", ok)
			if ok {
				require.Equal(t, c.want, at.Format(time.RFC3339))
			}
		})
	}
}

// Whatever the rule, the zone and the history: never while it is quiet, never in the past, never too soon, never too often, and the
// same answer to the same question.
func TestNextHolds(t *testing.T) {
	zones := []string{"UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		r := standard(id.New())
		r.Attempts, r.Days = rapid.IntRange(6, 10).Draw(t, "attempts"), rapid.IntRange(3, 14).Draw(t, "days")
		r.FromHour = rapid.IntRange(0, 23).Draw(t, "from")
		r.ToHour, r.Sundays = rapid.IntRange(r.FromHour+1, 24).Draw(t, "to"), rapid.Bool().Draw(t, "sundays")
		zone := clock.Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		now := time.Unix(rapid.Int64Range(1_500_000_000, 2_000_000_000).Draw(t, "now"), 0).UTC()
		since := now
		var tried []time.Time
		for n := 0; ; n++ {
			at, ok := r.Next(since, tried, now, zone)
			again, _ := r.Next(since, tried, now, zone)
			if !at.Equal(again) {
				t.Fatalf("two answers: %s and %s", at, again)
			}
			if !ok {
				if n != r.Attempts {
					t.Fatalf("%d attempts of %d", n, r.Attempts)
				}
				return
			}
			switch {
			case !r.Allowed(at, zone):
				t.Fatalf("%s is quiet", at.In(zone))
			case at.Before(now):
				t.Fatalf("%s is before %s", at, now)
			case n > 0 && at.Sub(tried[n-1]) < rest:
				t.Fatalf("%s is too soon after %s", at, tried[n-1])
			}
			late := time.Duration(rapid.Int64Range(0, 100_000).Draw(t, "late")) * time.Second // people are not always there in time
			tried, now = append(tried, at.Add(late)), at.Add(late+time.Minute)
		}
	})
}

// Who has one attempt for each time of the day that is left is never called twice at the same one.
func TestTriesEveryTimeOfTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := standard(id.New())
		r.Attempts, r.Days = 6, rapid.IntRange(7, 14).Draw(t, "days") // six bands from 8 to 20
		now := time.Unix(rapid.Int64Range(1_500_000_000, 2_000_000_000).Draw(t, "now"), 0).UTC()
		since, seen := now, map[int]bool{}
		var tried []time.Time
		for {
			at, ok := r.Next(since, tried, now, time.UTC)
			if !ok {
				break
			}
			seen[bandOf(at, time.UTC)] = true
			tried, now = append(tried, at), at.Add(time.Minute)
		}
		if len(seen) != 6 {
			t.Fatalf("only %d times of the day: %v", len(seen), tried)
		}
	})
}
