package limit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// P9: what a company has more of than a plan allows is listed in one order, whatever was counted first; it is that much
// under every smaller plan at least; and looking changes nothing, so that going back up leaves nothing over.
func TestP9WhatIsOverIsListedInOneOrder(t *testing.T) {
	histories.Check(t, func(r *rapid.T) {
		used := map[string]int64{}
		svc := limit.NewService(limit.Parts{})
		for _, name := range rapid.Permutation(plan.Limits).Draw(r, "counted in the order") {
			used[name] = rapid.Int64Range(0, 3*max(plan.Of("business").Limits[name], 1)).Draw(r, name)
			svc.Count(name, func(context.Context) (int64, error) { return used[name], nil })
		}
		fewer := len(plan.Limits) + 1
		for _, p := range plan.All() {
			over, err := svc.Over(t.Context(), p.Limits)
			require.NoError(r, err)
			again, err := svc.Over(t.Context(), p.Limits)
			require.NoError(r, err)
			require.Equal(r, over, again)
			var want []limit.Use
			for _, name := range plan.Limits {
				if most := p.Limits[name]; used[name] > most {
					want = append(want, limit.Use{Name: name, Used: used[name], Limit: most, Most: most})
				}
			}
			require.Equal(r, want, over, p.Code)
			require.LessOrEqual(r, len(over), fewer, "a larger plan leaves no more over")
			fewer = len(over)
		}
	})
}
