package merge

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Of random records merged into one, and taken apart in any order, nothing is lost and nothing doubled: the one that was kept
// ends as it was. What somebody changed meanwhile stays, and only that.
func TestApartInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := draw(t, "winner")
		now, merges := start.clone(), []*change{}
		edited := map[string]bool{}
		for n := range rapid.IntRange(1, 4).Draw(t, "merges") {
			loser := draw(t, "loser "+strconv.Itoa(n))
			c := &change{Before: now.clone(), loser: loser}
			take := rapid.MapOf(rapid.SampledFrom(ones), rapid.Bool()).Draw(t, "take")
			now = Join(now, loser, func(f string) bool { return take[f] }, func(string) bool { return false })
			c.After = now.clone()
			merges = append(merges, c)
			if f := rapid.SampledFrom(append(ones, "")).Draw(t, "edits"); f != "" {
				Set(now, f, "edited "+strconv.Itoa(n))
				edited[f] = true
			}
		}
		for len(merges) > 0 {
			n := rapid.IntRange(0, len(merges)-1).Draw(t, "apart")
			one, later := merges[n], merges[n+1:]
			now, _ = apart(now, *one, later)
			merges = slices.Delete(merges, n, n+1)
			for _, left := range merges {
				for f, theirs := range left.loser.Many {
					for _, item := range theirs {
						require.True(t, has(now.Many[f], item.Key), "%s of one that is still merged", item.Key)
					}
				}
			}
		}
		for _, f := range ones {
			if !edited[f] {
				require.Equal(t, Get[string](start, f), Get[string](now, f), f)
			}
		}
		require.ElementsMatch(t, keys(start), keys(now))
	})
}

var ones = []string{"name", "city", "birthday"}

func draw(t *rapid.T, label string) Image {
	i := NewImage()
	for _, f := range ones {
		Set(i, f, rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, label+" "+f))
	}
	i.Many["tags"] = nil
	for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"x", "y", "z"}), rapid.ID).Draw(t, label+" tags") {
		Add(i, "tags", key, key)
	}
	return i
}

func keys(i Image) (all []string) {
	for _, item := range i.Many["tags"] {
		all = append(all, item.Key)
	}
	return all
}

// What somebody changed since stays and is named; the rest is as it was.
func TestWhatWasChangedStays(t *testing.T) {
	mine, theirs := NewImage(), NewImage()
	Set(mine, "city", "Krakow")
	Set(theirs, "city", "Gdansk")
	Set(theirs, "language", "pl")
	Add(theirs, "emails", "a@x.io", "a@x.io, work")
	yes, no := func(string) bool { return true }, func(string) bool { return false }
	c := change{Before: mine.clone(), After: Join(mine, theirs, yes, no), loser: theirs}
	now := c.After.clone()
	Set(now, "city", "Warszawa")
	now.Many["emails"] = []Item{{"a@x.io", json.RawMessage(`"a@x.io, home"`)}}
	rest, kept := apart(now, c, nil)
	require.Equal(t, []string{"city", "emails"}, kept)
	require.Equal(t, "Warszawa", Get[string](rest, "city"))
	require.True(t, rest.Empty("language"))
	require.Len(t, rest.Many["emails"], 1)
}

// What is closed to whoever merges stays as it is, whatever was asked for, unless it says nothing.
func TestClosedFields(t *testing.T) {
	mine, theirs := NewImage(), NewImage()
	Set(mine, "birthday", "1980-01-01")
	Set(theirs, "birthday", "1981-01-01")
	Set(theirs, "language", "pl")
	Add(mine, "emails", "a", "a")
	Add(theirs, "emails", "b", "b")
	Add(theirs, "tags", "b", "b")
	all := func(string) bool { return true }
	got := Join(mine, theirs, all, all)
	require.Equal(t, "1980-01-01", Get[string](got, "birthday"))
	require.Equal(t, "pl", Get[string](got, "language"))
	require.Equal(t, []string{"a"}, All[string](got, "emails"))
	require.Equal(t, []string{"b"}, All[string](got, "tags"))
}
