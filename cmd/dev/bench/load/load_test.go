package load

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The users of a trial come into every company, each into their own, whatever the numbers.
func TestEveryCompanyIsVisited(t *testing.T) {
	for _, c := range []struct{ users, companies int }{{200, 1000}, {200, 1001}, {50, 50}, {7, 20}, {1, 1}} {
		of := map[int]map[int]bool{}
		for n := range c.companies * stay * 2 {
			company := companyOf(n, c.users, c.companies)
			require.Equal(t, n%c.users, company%c.users, "a user keeps to their own")
			if of[company] == nil {
				of[company] = map[int]bool{}
			}
			of[company][n%c.users] = true
		}
		require.Len(t, of, c.companies)
	}
}

// A deck has the parts of the plan, and the order of visits follows from the seed.
func TestDeckHasItsParts(t *testing.T) {
	names := func(seed uint64) (all []string, kinds map[string]int) {
		kinds = map[string]int{}
		for _, a := range shuffled(rand.New(rand.NewPCG(seed, seed))) {
			all = append(all, a.name)
			kinds[a.kind]++
		}
		return all, kinds
	}
	one, kinds := names(1)
	require.Equal(t, map[string]int{read: 70, write: 25, heavy: 5}, kinds)
	again, _ := names(1)
	other, _ := names(2)
	require.Equal(t, one, again)
	require.NotEqual(t, one, other)
}

func flat(memory ...float64) (all []sample) {
	for n, m := range memory {
		all = append(all, sample{at: time.Duration(n) * lookEvery, rss: m})
	}
	return all
}

// What goes up and down is not growth; what goes up all the time is.
func TestGrowthIsThatOfTheLine(t *testing.T) {
	require.Zero(t, growth(flat(100), rss))
	require.InDelta(t, 0, growth(flat(100, 120, 100, 120, 100), rss), 1e-9)
	require.InDelta(t, 0.2, growth(flat(100, 105, 110, 115, 120), rss), 1e-9)
	require.InDelta(t, -0.1, growth(flat(100, 95, 90), rss), 1e-9)
}

// The ledger finds what is lost, what is there twice, and what nobody sent. What was not acknowledged may be there or not.
func TestLedgerFindsWhatDiffers(t *testing.T) {
	var b balance
	b.add(map[string]bool{"well": true, "gone": true, "double": true, "unknown": false, "arrived": false}, map[string]int{"well": 1, "double": 2, "arrived": 1, "ghost": 1})
	require.Equal(t, balance{sent: 5, acknowledged: 3, lost: 1, twice: 1, ghosts: 1}, b)
}

// Each bound that is missed is named, alone; a run that keeps all of them is none.
func TestEachMissIsNamed(t *testing.T) {
	one, two := &Guest{}, &Guest{}
	fine := func() *result {
		r := &result{companies: 2, tally: newTally(), samples: flat(100, 104, 100), before: sample{goroutines: 100, connections: 20}, after: sample{goroutines: 105, connections: 21}}
		r.tally.seen[one], r.tally.seen[two] = true, true
		r.tally.answered("board", 200)
		return r
	}
	require.NoError(t, fine().missed())
	for says, spoil := range map[string]func(*result){
		"1 of 2 requests did not succeed (board: 1 × 503)": func(r *result) { r.tally.answered("board", 503) },
		"1 of 2 companies were visited":                    func(r *result) { delete(r.tally.seen, two) },
		"the client did not keep the pace":                 func(r *result) { r.tally.late(2 * time.Second) },
		"the memory grew by 10.0 %":                        func(r *result) { r.samples = flat(100, 105, 110) },
		"106 goroutines at rest, 100 before":               func(r *result) { r.after.goroutines = 106 },
		"22 connections to the database at rest":           func(r *result) { r.after.connections = 22 },
		"3 writes that were acknowledged are not there":    func(r *result) { r.balance.lost = 3 },
		"4 writes are there more than once":                func(r *result) { r.balance.twice = 4 },
		"5 things are there that nobody sent":              func(r *result) { r.balance.ghosts = 5 },
	} {
		r := fine()
		spoil(r)
		err := r.missed()
		require.ErrorContains(t, err, says)
		require.Equal(t, 1, strings.Count(err.Error(), "missed:"))
	}
}
