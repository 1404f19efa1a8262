package limit_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// drop takes contacts that were filled in away, behind everybody's back.
func drop(ctx context.Context, n int64) error {
	return db.Orm(ctx).Exec("DELETE FROM contact WHERE id IN (SELECT id FROM contact WHERE first_name LIKE 'P%' LIMIT ?)", n).Error
}

var errUndone = errors.New("undone")

// P8: whatever is added and deleted at the same time, close to the limit, by units that commit and units that don't, the
// counter is what there is, and there is never more than fits.
func TestP8AnyHistoryEqualsTheRecount(t *testing.T) {
	w := onFree(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"First"}`)
	fill(w, 1_095)
	seed := histories.Seed(t)
	for n := 0; n < histories.N() && !t.Failed(); n++ {
		var all sync.WaitGroup
		for client := range 2 {
			dice := rand.New(rand.NewPCG(seed, uint64(2*n+client)))
			all.Go(func() {
				err := do(w, func(ctx context.Context) error { return some(ctx, w.App.Limits, dice) })
				if err != nil && !errors.Is(err, errUndone) && !errors.Is(err, limit.ErrLimit) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		now := scan(w, there)
		require.Equal(t, now, scan(w, counted), "history %d", n)
		require.LessOrEqual(t, now, int64(1_100))
	}
}

// some is one unit: it adds contacts, takes some away, or both, and may be undone.
func some(ctx context.Context, limits *limit.Service, dice *rand.Rand) error {
	for range 1 + dice.IntN(3) {
		if err := step(ctx, limits, dice.IntN(5) < 3, 1+dice.Int64N(3)); err != nil {
			return err
		}
	}
	if dice.IntN(4) == 0 {
		return errUndone
	}
	return nil
}

func step(ctx context.Context, limits *limit.Service, adds bool, n int64) error {
	if !adds {
		return gone(ctx, limits, n)
	}
	if err := limits.Take(ctx, plan.Contacts, n); err != nil {
		return err
	}
	return db.Orm(ctx).Exec(people, n).Error
}

// gone deletes contacts as the program does: those that nobody else is deleting, and then it says how many.
func gone(ctx context.Context, limits *limit.Service, k int64) error {
	const q = "DELETE FROM contact WHERE id IN (SELECT id FROM contact WHERE first_name LIKE 'P%' LIMIT ? FOR UPDATE SKIP LOCKED)"
	r := db.Orm(ctx).Exec(q, k)
	if r.Error != nil {
		return r.Error
	}
	return limits.Give(ctx, plan.Contacts, r.RowsAffected)
}
