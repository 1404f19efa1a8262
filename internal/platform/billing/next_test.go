package billing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/platform/plan"
)

// edges are the ways between states that exist.
var edges = map[string][]string{
	trialing:  {active, free, suspended},
	free:      {active, cancelled},
	active:    {pastDue, cancelled, free},
	pastDue:   {active, grace},
	grace:     {active, suspended},
	suspended: {active, cancelled},
	cancelled: {active},
}

var untouched = []string{"locked", "pending_purge", "purged", "spare"}

var statuses = []string{"", "incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "paused", "canceled", "a_new_one"}

func anyState() *rapid.Generator[string] {
	return rapid.SampledFrom(append([]string{trialing, free, active, pastDue, grace, suspended, cancelled}, untouched...))
}

func anyFacts(t *rapid.T) Facts {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	ends := now.Add(time.Duration(rapid.IntRange(-48, 48).Draw(t, "trial ends in hours")) * time.Hour)
	f := Facts{Now: now, TrialEnds: &ends, Days: rapid.IntRange(0, 40).Draw(t, "days"), Fits: rapid.Bool().Draw(t, "fits")}
	if status := rapid.SampledFrom(statuses).Draw(t, "status"); status != "" {
		f.Subscription = &Subscription{Status: status, ToFree: rapid.Bool().Draw(t, "then free"), Plan: "starter", Version: 1, Interval: "month", Currency: "EUR", Seats: Seats{Full: 3}}
	}
	return f
}

func TestStepsGoAlongEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state, f := anyState().Draw(t, "state"), anyFacts(t)
		to := step(state, f)
		if to != state {
			require.Contains(t, edges[state], to)
		}
	})
}

func TestNextTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state, f := anyState().Draw(t, "state"), anyFacts(t)
		to := next(state, f)
		if to != state {
			f.Days = 0 // the day count starts again
		}
		require.Equal(t, to, next(to, f))
	})
}

// What was missed on the way does not matter: by way of any other state, paid or owed end the same.
func TestNextForgetsTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.SampledFrom([]string{"active", "canceled"}).Draw(t, "status")
		f := Facts{Subscription: &Subscription{Status: status}}
		from := rapid.SampledFrom([]string{trialing, active, pastDue, grace, suspended, cancelled}).Draw(t, "state")
		require.Equal(t, map[string]string{"active": active, "canceled": cancelled}[status], next(from, f))
	})
}

func TestNext(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	past, future := now.Add(-time.Second), now.Add(time.Second)
	sub := func(status string) *Subscription { return &Subscription{Status: status} }
	for _, c := range []struct {
		name, from string
		f          Facts
		to         string
	}{
		{"trial goes on", trialing, Facts{Now: now, TrialEnds: &future}, trialing},
		{"trial over, small", trialing, Facts{Now: now, TrialEnds: &past, Fits: true}, free},
		{"trial over, large", trialing, Facts{Now: now, TrialEnds: &past}, suspended},
		{"trial over, bought", trialing, Facts{Now: now, TrialEnds: &past, Subscription: sub("active")}, active},
		{"first payment not made", trialing, Facts{Now: now, TrialEnds: &future, Subscription: sub("incomplete")}, trialing},
		{"renewal declined", active, Facts{Subscription: sub("past_due")}, pastDue},
		{"two weeks later", pastDue, Facts{Subscription: sub("past_due"), Days: pastDueDays}, grace},
		{"a day before", pastDue, Facts{Subscription: sub("past_due"), Days: pastDueDays - 1}, pastDue},
		{"retries spent", active, Facts{Subscription: sub("unpaid"), Days: 100}, grace},
		{"grace over", grace, Facts{Subscription: sub("unpaid"), Days: graceDays}, suspended},
		{"suspended too long", suspended, Facts{Subscription: sub("unpaid"), Days: suspendedDays}, cancelled},
		{"paid at last", suspended, Facts{Subscription: sub("active"), Days: 29}, active},
		{"period of a cancellation over", active, Facts{Subscription: sub("canceled")}, cancelled},
		{"period over, then free", active, Facts{Subscription: &Subscription{Status: "canceled", ToFree: true}}, free},
		{"free from then on", free, Facts{Subscription: &Subscription{Status: "canceled", ToFree: true}, Days: 400}, free},
		{"from free back to paid", free, Facts{Subscription: &Subscription{Status: "active"}}, active},
		{"ended while owing, then free", pastDue, Facts{Subscription: &Subscription{Status: "canceled", ToFree: true}}, cancelled},
		{"back after the end", cancelled, Facts{Subscription: sub("active")}, active},
		{"ended while owing", pastDue, Facts{Subscription: sub("canceled")}, cancelled},
		{"unknown status", active, Facts{Subscription: sub("a_new_one"), Days: 99}, active},
		{"locked stays", "locked", Facts{Subscription: sub("active")}, "locked"},
		{"payments switched off", active, Facts{}, active},
	} {
		require.Equal(t, c.to, next(c.from, c.f), c.name)
	}
}

func TestAllot(t *testing.T) {
	s := &Subscription{Status: "active", Plan: "starter", Version: 1, Interval: "year", Currency: "EUR", Seats: Seats{5, 2}, Later: &Seats{5, 1}}
	all, ok := allot(active, "EUR", plan.Of("starter"), Facts{Subscription: s})
	require.True(t, ok)
	require.Equal(t, 5, all[0].Granted)
	require.Equal(t, 5, *all[0].Scheduled)
	require.Equal(t, 1, *all[1].Scheduled)
	require.EqualValues(t, 12000, all[0].Price.Amount)
	require.Equal(t, 5, all[2].Granted, "viewers come with the plan")
	require.Nil(t, all[2].Scheduled)
	all, ok = allot(free, "EUR", plan.Of(plan.Free), Facts{Subscription: nil})
	require.True(t, ok)
	require.Equal(t, []int{2, 0, 2}, []int{all[0].Granted, all[1].Granted, all[2].Granted})
	require.EqualValues(t, 1200, all[0].Price.Amount, "what the next plan would cost")
	for _, state := range []string{trialing, suspended, cancelled} {
		_, ok = allot(state, "EUR", plan.Of("starter"), Facts{Subscription: s})
		require.False(t, ok, state)
	}
}

func TestRenewal(t *testing.T) {
	at := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 10, 0, 0, 0, time.UTC) }
	require.Equal(t, at(2027, 2, 28), renewal(at(2027, 1, 31), "month"))
	require.Equal(t, at(2028, 2, 29), renewal(at(2028, 1, 30), "month"))
	require.Equal(t, at(2026, 12, 22), renewal(at(2026, 11, 22), "month"))
	require.Equal(t, at(2029, 2, 28), renewal(at(2028, 2, 29), "year"))
}
