package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// millis are durations of so many milliseconds.
func millis(all ...int) (t times) {
	for _, n := range all {
		t = append(t, time.Duration(n)*time.Millisecond)
	}
	return t
}

func TestPercentilesAreOfSortedSamples(t *testing.T) {
	var all times
	for n := 100; n > 0; n-- {
		all = append(all, millis(n)...)
	}
	for p, want := range map[float64]int{0: 1, 0.5: 51, 0.95: 96, 0.99: 100, 1: 100} {
		require.InDelta(t, float64(millis(want)[0]), at(all, p), 0, p)
	}
	require.InDelta(t, float64(7*time.Millisecond), at(millis(7), 0.99), 0)
}

func TestGoalsOfAContest(t *testing.T) {
	o := outcome{us: side{times: millis(1, 2, 3), spent: spent{own: 40, db: 30}}, them: side{spent: spent{own: 20, db: 50}}}
	require.InDelta(t, 2, o.own(), 0)
	require.InDelta(t, 0.6, o.db(), 1e-9)
	require.InDelta(t, 1, o.both(), 0)
	for _, c := range []struct {
		contest
		missed string
	}{
		{contest{what: "W"}, ""},
		{contest{what: "W", most: 2, within: 3 * time.Millisecond}, ""},
		{contest{what: "W", most: 1.9}, "[W: processor time of the server against the floor's: 2.00, at most 1.90]"},
		{contest{what: "W", within: 2 * time.Millisecond}, "[W: p95: 3.00 ms, at most 2.00 ms]"},
	} {
		want := c.missed
		if want == "" {
			want = "[]"
		}
		require.Equal(t, want, fmt.Sprint(c.contest.missed(o)))
	}
}

func TestWhatWasNotMeasuredIsMissed(t *testing.T) {
	require.Len(t, misses(goal{"nothing", math.NaN(), 2, ""}, goal{"against nothing", math.Inf(1), 2, ""}, goal{"no goal", math.NaN(), 0, ""}), 2)
}

func TestTheTableCountsParts(t *testing.T) {
	s := side{times: millis(500, 500), spent: spent{own: 3 * time.Second, db: time.Second}, wall: 2 * time.Second}
	require.Equal(t, "2\t1\t500.00 ms\t500.00 ms\t500.00 ms\t1500.00 s\t500.00 s\t2000.00 s\t", s.line(1))
	require.Equal(t, "2000\t1000\t500.00 ms\t500.00 ms\t500.00 ms\t1.50 s\t0.50 s\t2.00 s\t", s.line(1000))
}

func TestWordingsComeInTurns(t *testing.T) {
	q := asked("/search?q=%s", "a b", "शर्मा")
	require.Equal(t, []string{"/search?q=a+b", "/search?q=%E0%A4%B6%E0%A4%B0%E0%A5%8D%E0%A4%AE%E0%A4%BE", "/search?q=a+b"}, []string{q(0).path, q(1).path, q(2).path})
	require.Equal(t, "/board?at=100%", asked("/board?at=100%")(5).path)
	require.Equal(t, "/contacts?name=%C5%81uk+%26+1&id=x", place{name: "Łuk & 1", id: "x"}.floor())
}

// No deal is moved twice, by whomever: its version would be another one.
func TestEachDealIsMovedOnce(t *testing.T) {
	w := world{stages: []stage{{"s0", "Lead"}, {"s1", "Qualified"}}}
	for i := range w.deals {
		for n := range 40 {
			w.deals[i] = append(w.deals[i], fmt.Sprintf("%d-%d", i, n))
		}
	}
	us, them := moveOf(w, 0), moveOf(w, 1)
	seen := map[string]bool{}
	for n := range 40 {
		for _, m := range []move{us(n), them(n)} {
			require.False(t, seen[m.ID], m.ID)
			seen[m.ID] = true
			require.Equal(t, move{ID: m.ID, StageID: fmt.Sprintf("s%d", 1-n%2), Version: 1, From: w.stages[n%2].Name, To: w.stages[1-n%2].Name}, m)
			require.Equal(t, fmt.Sprint(n%2), m.ID[:1], "it is where it is moved from")
		}
	}
}

func TestJSONByHandIsJSON(t *testing.T) {
	var o object
	name, at := "A \"b\" \\ \n\x01 Łuk शर्मा", time.Date(2030, 1, 2, 3, 4, 5, 6000, time.UTC)
	o.text("name", name).maybe("none", nil).maybe("some", &name).number("n", -7).time("at", at).raw("more", []byte(`[1]`))
	var got struct {
		Name string
		None *string
		Some *string
		N    int
		At   time.Time
		More []int
	}
	require.NoError(t, json.Unmarshal([]byte("{"+string(o)+"}"), &got))
	require.Equal(t, name, got.Name)
	require.Nil(t, got.None)
	require.Equal(t, name, *got.Some)
	require.Equal(t, -7, got.N)
	require.True(t, at.Equal(got.At))
	require.Equal(t, []int{1}, got.More)
}

func TestClientsStopAtAFailure(t *testing.T) {
	var done atomic.Int64
	require.NoError(t, inParallel(4, 100, func(int) error { done.Add(1); return nil }))
	require.EqualValues(t, 100, done.Load())
	broken, calls := errors.New("broken"), 0
	require.ErrorIs(t, inParallel(1, 100, func(i int) error {
		calls++
		if i == 3 {
			return broken
		}
		return nil
	}), broken)
	require.Equal(t, 4, calls)
}
