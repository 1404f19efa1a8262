package licence_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// B27: whatever happens to seats, the replay of what was written down about it is what the pools say, and (I1) the use
// never rises above the grant.
func TestB27TheReplayEqualsThePools(t *testing.T) {
	w := newWorld(t)
	dice := rand.New(rand.NewPCG(27, uint64(w.tenant)))
	var holders []uuid.UUID
	kinds := licence.Kinds
	for n := range 400 {
		kind := kinds[dice.IntN(3)]
		before := w.used()
		var one uuid.UUID
		if len(holders) > 0 {
			one = holders[dice.IntN(len(holders))]
		}
		err := w.do(func(ctx context.Context) error {
			switch dice.IntN(8) {
			case 0, 1, 2:
				one = id.New()
				holders = append(holders, one)
				return w.seats.TakeSeat(ctx, w.tenant, kind, one)
			case 3:
				return w.seats.FreeSeat(ctx, w.tenant, one)
			case 4:
				return w.seats.ChangeSeat(ctx, w.tenant, one, kind)
			case 5:
				to := id.New()
				holders = append(holders, to)
				return w.seats.MoveSeat(ctx, w.tenant, one, to, dice.IntN(2) == 0)
			case 6:
				return w.seats.Grant(ctx, w.tenant, kind, dice.IntN(12))
			default:
				if err := w.seats.TakeSeat(ctx, w.tenant, kind, id.New()); err != nil {
					return err
				}
				return errors.New("rolled back")
			}
		})
		if n == 200 {
			w.must(func(ctx context.Context) error { return w.seats.Allot(ctx, w.tenant, nil, false) }) // the trial is over
		}
		after := w.used()
		for _, k := range kinds {
			if after[k][1] > before[k][1] {
				require.LessOrEqual(t, after[k][1], after[k][0], "%s: %v", k, err)
			}
		}
	}
	replayed := map[licence.Kind][2]int{}
	var all []licence.Happened
	w.must(func(ctx context.Context) (err error) { all, err = w.seats.History(ctx, w.tenant); return err })
	for kind, c := range licence.Replay(all) {
		replayed[kind] = [2]int{c.Granted, c.Used}
	}
	require.Equal(t, w.used(), replayed)
	days := licence.Daily(all)
	require.NotEmpty(t, days)
	for _, d := range days {
		require.GreaterOrEqual(t, d.Used, replayed[d.Kind][1], "the most of a day is not less than its end")
		require.Equal(t, replayed[d.Kind][0], d.Granted)
	}
}

// What was written down can't be changed afterwards by the program.
func TestHistoryIsAppendOnly(t *testing.T) {
	w := newWorld(t)
	for _, sql := range []string{"UPDATE seat_event SET granted = 99 WHERE tenant_id = ?", "DELETE FROM seat_event WHERE tenant_id = ?"} {
		require.Error(t, w.do(func(ctx context.Context) error { return db.Orm(ctx).Exec(sql, w.tenant).Error }))
	}
}
