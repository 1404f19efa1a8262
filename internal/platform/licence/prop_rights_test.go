package licence_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// act is something that somebody wants to do: it needs a feature, or n of something that is limited, or to write.
type act struct {
	feature, limit string
	n              int64
	writes         bool
}

func anyAct(r *rapid.T) act {
	return act{rapid.SampledFrom(append([]string{"", "no such thing"}, plan.Features()...)).Draw(r, "feature"),
		rapid.SampledFrom(plan.Limits).Draw(r, "limit"), rapid.Int64Range(0, 1<<42).Draw(r, "n"), rapid.Bool().Draw(r, "writes")}
}

func (a act) allowed(s licence.Snapshot) bool {
	return s.Has(a.feature) && a.n <= s.Limits[a.limit] && (!a.writes || s.Mode == licence.Write)
}

// P6: what a plan allows, every larger plan allows, in the same state; nothing is allowed that neither the plan nor the
// state gives; and whoever may write may read.
func TestP6RightsGrowWithThePlan(t *testing.T) {
	states := []string{"trialing", "free", "active", "past_due", "grace", "suspended", "cancelled", "pending_purge", "locked", "purged", "a new one"}
	histories.Check(t, func(r *rapid.T) {
		a, state := anyAct(r), rapid.SampledFrom(states).Draw(r, "state")
		before := false
		for _, p := range plan.All() {
			s := licence.Of(caller.Tenant{Plan: p.Code, PlanVersion: p.Version, State: state})
			is := a.allowed(s)
			require.False(r, before && !is, "%s: a smaller plan allows it", p.Code)
			if is && a.feature != "" {
				require.True(r, slices.Contains(p.Features, a.feature))
			}
			if is && a.writes {
				require.Contains(r, states[:5], state, "only these write")
			}
			reads := a
			reads.writes = false
			require.True(r, !is || reads.allowed(s))
			before = is
		}
		require.False(r, a.allowed(licence.Of(caller.Tenant{Plan: "none", State: state})) && a.feature != "", "without a plan there is nothing")
	})
}
