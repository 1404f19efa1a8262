package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/platform/lifecycle"
)

// P2: whatever happens on the way out, data is only destroyed after sixty counted days, thirty, seven and one of them
// after the letter that said so, and a second look; an owner or an operator can stop it until then.
func TestP2NothingIsPurgedWithoutNoticesAndDays(t *testing.T) {
	histories.Check(t, func(r *rapid.T) {
		state, f, written := "cancelled", lifecycle.Facts{Sent: map[int]int{}}, map[int]bool{}
		total := 0 // days counted since the way out began, or began anew
		for range rapid.IntRange(50, 150).Draw(r, "days") {
			f.Stay = rapid.IntRange(0, 99).Draw(r, "an owner wants it to stay") == 0
			if rapid.IntRange(0, 30).Draw(r, "an operator holds or lets go") == 0 {
				f.Held = !f.Held
			}
			if !f.Held {
				f.Days, total = f.Days+1, total+1
			}
			if n := lifecycle.Due(f, written); n > 0 && state == "cancelled" {
				written[n] = true
			}
			for n := range written {
				if _, sent := f.Sent[n]; !sent && rapid.IntRange(0, 2).Draw(r, "the letter goes out") > 0 {
					f.Sent[n] = f.Days
				}
			}
			to := lifecycle.Next(state, f)
			if f.Held {
				require.Equal(r, state, to)
			}
			switch {
			case to == state && !(f.Stay && !f.Held):
				continue
			case to == "pending_purge":
				require.GreaterOrEqual(r, total, 60)
				for _, n := range []int{30, 7, 1} {
					require.Contains(r, f.Sent, n)
					require.GreaterOrEqual(r, f.Days-f.Sent[n], n, "so many days after the letter")
				}
				f.Sent, written = map[int]int{}, map[int]bool{}
			case to == "purged":
				require.True(r, state == "pending_purge" && f.Days >= 2 && total >= 62 && !f.Stay)
				return
			default: // it stays
				require.Equal(r, "cancelled", to)
				f.Sent, written, total = map[int]int{}, map[int]bool{}, 0
			}
			state, f.Days = to, 0
		}
	})
}
