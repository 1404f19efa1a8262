package cycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestShareIsFairToTheMinorUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Period{Start: rapid.Int64Range(0, 2e9).Draw(t, "start")}
		p.End = p.Start + rapid.Int64Range(1, 366*86400).Draw(t, "length")
		amount := rapid.Int64Range(-1e8, 1e8).Draw(t, "amount")
		from := rapid.Int64Range(p.Start, p.End).Draw(t, "from")
		share := p.Share(amount, from)
		require.Equal(t, -share, p.Share(-amount, from), "credit and charge of the same are equal")
		exact := float64(amount) * float64(p.End-from) / float64(p.End-p.Start)
		require.InDelta(t, exact, share, 0.5+1e-6)
		require.Equal(t, amount, p.Share(amount, p.Start-5))
		require.Zero(t, p.Share(amount, p.End))
	})
}

func TestPeriodsFollowEachOtherOnTheAnchorsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		anchor := rapid.Int64Range(0, 2e9).Draw(t, "anchor")
		every := Every{rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "interval"), rapid.Int64Range(1, 12).Draw(t, "count")}
		day, at := time.Unix(anchor, 0).UTC().Day(), anchor
		for range 30 {
			next := every.Next(anchor, at)
			require.Greater(t, next, at)
			at = next
			end := time.Unix(at, 0).UTC()
			if every.Interval == "month" || every.Interval == "year" {
				last := end.AddDate(0, 1, -end.Day()).Day()
				require.Equal(t, min(day, last), end.Day())
			}
			require.Equal(t, anchor%86400, at%86400, "at the same time of day")
		}
	})
}

func TestNext(t *testing.T) {
	at := func(text string) int64 {
		day, err := time.Parse(time.DateOnly, text)
		require.NoError(t, err)
		return day.Unix()
	}
	for _, c := range []struct{ anchor, after, interval, want string }{
		{"2026-01-31", "2026-01-31", "month", "2026-02-28"},
		{"2026-01-31", "2026-02-28", "month", "2026-03-31"},
		{"2024-02-29", "2026-02-28", "year", "2027-02-28"},
		{"2024-02-29", "2027-02-28", "year", "2028-02-29"},
		{"2026-01-15", "2026-01-01", "month", "2026-01-15"}, // up to an anchor to come
		{"2026-12-31", "2026-12-31", "week", "2027-01-07"},
	} {
		require.Equal(t, at(c.want), Every{c.interval, 1}.Next(at(c.anchor), at(c.after)), "%+v", c)
	}
}
