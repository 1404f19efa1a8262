package licence_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// world is a company on a real database, with the seats of a trial.
type world struct {
	*testing.T
	db     *db.DB
	seats  *licence.Service
	tenant int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	base := testdb.Shared(t)
	w := &world{T: t, db: base.Open(t)}
	companies := tenant.NewService(event.NewBus(), base.Maker, 0)
	w.seats = licence.NewService(event.NewBus(), companies)
	w.must(func(ctx context.Context) error {
		name, language, currency, zone := "Acme", "en", "PLN", "UTC"
		c, err := companies.Claim(ctx, tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone})
		if err != nil {
			return err
		}
		w.tenant = c.ID
		return w.seats.StartTrial(ctx, c.ID)
	})
	return w
}

func (w *world) do(f func(context.Context) error) error { return w.db.InPlatform(w.Context(), f) }

func (w *world) must(f func(context.Context) error) {
	w.Helper()
	require.NoError(w, w.do(f))
}

func (w *world) take(kind licence.Kind) (uuid.UUID, error) {
	holder := id.New()
	return holder, w.do(func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, kind, holder) })
}

// used are the granted and used seats by kind.
func (w *world) used() map[licence.Kind][2]int {
	out := map[licence.Kind][2]int{}
	w.must(func(ctx context.Context) error {
		pools, err := w.seats.Pools(ctx, w.tenant)
		for _, p := range pools {
			out[p.Kind] = [2]int{p.Granted, p.Used}
		}
		return err
	})
	return out
}

func TestTrialSharesTenSeats(t *testing.T) {
	w := newWorld(t)
	var holders []uuid.UUID
	for i := range 10 {
		kind := licence.Full
		if i >= 7 {
			kind = licence.Light
		}
		h, err := w.take(kind)
		require.NoError(t, err)
		holders = append(holders, h)
	}
	for _, kind := range []licence.Kind{licence.Full, licence.Light} {
		_, err := w.take(kind)
		require.ErrorIs(t, err, licence.ErrSeatLimit)
		e, _ := errs.As(err)
		require.Equal(t, true, e.Params["trialLimit"])
		require.Equal(t, "month", e.Params["interval"])
	}
	_, err := w.take(licence.Full)
	e, _ := errs.As(err)
	require.Equal(t, map[string]any{"kind": "full", "licensed": 7, "used": 7, "missing": 1, "interval": "month", "trialLimit": true,
		"price": money.Money{Amount: 9900, Currency: "PLN"}}, e.Params)

	for range 5 {
		_, err := w.take(licence.Viewer)
		require.NoError(t, err)
	}
	_, err = w.take(licence.Viewer)
	require.ErrorIs(t, err, licence.ErrSeatLimit)

	w.must(func(ctx context.Context) error { return w.seats.FreeSeat(ctx, w.tenant, holders[0]) })
	w.must(func(ctx context.Context) error { return w.seats.FreeSeat(ctx, w.tenant, holders[0]) }) // twice is once
	_, err = w.take(licence.Light)
	require.NoError(t, err)
	require.Equal(t, map[licence.Kind][2]int{"full": {6, 6}, "light": {4, 4}, "viewer": {5, 5}}, w.used())
}

func TestHolderKeepsOneSeat(t *testing.T) {
	w := newWorld(t)
	invitation, member := id.New(), id.New()
	take := func(kind licence.Kind) error {
		return w.do(func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, kind, invitation) })
	}
	require.NoError(t, take(licence.Full))
	require.NoError(t, take(licence.Full))
	require.ErrorIs(t, take(licence.Light), licence.ErrHeld)
	w.must(func(ctx context.Context) error { return w.seats.MoveSeat(ctx, w.tenant, invitation, member, true) })
	require.ErrorIs(t, w.do(func(ctx context.Context) error { return w.seats.MoveSeat(ctx, w.tenant, invitation, member, true) }), licence.ErrNoSeat)
	w.must(func(ctx context.Context) error { return w.seats.ChangeSeat(ctx, w.tenant, member, licence.Light) })
	require.Equal(t, [2]int{9, 0}, w.used()["full"])
	require.Equal(t, [2]int{10, 1}, w.used()["light"])
	w.must(func(ctx context.Context) error { return w.seats.ChangeSeat(ctx, w.tenant, member, licence.Viewer) })
	require.Equal(t, map[licence.Kind][2]int{"full": {10, 0}, "light": {10, 0}, "viewer": {5, 1}}, w.used())
}

func TestChangeSeatIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	holder, err := w.take(licence.Full)
	require.NoError(t, err)
	w.must(func(ctx context.Context) error { return w.seats.Grant(ctx, w.tenant, licence.Light, 0) })
	err = w.do(func(ctx context.Context) error {
		require.ErrorIs(t, w.seats.ChangeSeat(ctx, w.tenant, holder, licence.Light), licence.ErrSeatLimit)
		return nil // even when somebody goes on
	})
	require.NoError(t, err)
	require.Equal(t, 1, w.used()["full"][1])
	require.Equal(t, 0, w.used()["light"][1])
}

func TestScheduledCutIsKeptFree(t *testing.T) {
	w := newWorld(t)
	w.must(func(ctx context.Context) error {
		return w.seats.Allot(ctx, w.tenant, []licence.Allotment{{Kind: licence.Full, Granted: 3, Interval: "month"}}, false)
	})
	_, err := w.take(licence.Full)
	require.NoError(t, err)
	_, err = w.take(licence.Full)
	require.NoError(t, err)
	schedule := func(n int) error {
		return w.do(func(ctx context.Context) error { return w.seats.Schedule(ctx, w.tenant, licence.Full, n) })
	}
	require.ErrorIs(t, schedule(1), licence.ErrBelowUse)
	require.NoError(t, schedule(2))
	_, err = w.take(licence.Full)
	require.ErrorIs(t, err, licence.ErrSeatLimit)
	require.NoError(t, schedule(3))
	_, err = w.take(licence.Full)
	require.NoError(t, err)
}

func TestOverAllocatedPoolGivesNothing(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		_, err := w.take(licence.Full)
		require.NoError(t, err)
	}
	w.must(func(ctx context.Context) error { return w.seats.Grant(ctx, w.tenant, licence.Full, 1) })
	_, err := w.take(licence.Full)
	require.ErrorIs(t, err, licence.ErrSeatLimit)
	w.must(func(ctx context.Context) error { return w.seats.Grant(ctx, w.tenant, licence.Full, 4) })
	_, err = w.take(licence.Full)
	require.NoError(t, err)
	w.must(func(ctx context.Context) error { return w.seats.Allot(ctx, w.tenant, nil, true) })
	_, err = w.take(licence.Full)
	require.ErrorIs(t, err, licence.ErrClosed)
}

// The second layer: even SQL that forgets the guard can't raise the use above the grant.
func TestTriggerRefusesRise(t *testing.T) {
	w := newWorld(t)
	err := w.do(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE seat_pool SET used = 11 WHERE tenant_id = ? AND kind = 'full'", w.tenant).Error
	})
	require.True(t, db.Violates(err, "seat_pool_guard"), "%v", err)
}

const (
	claimants = 32
	rounds    = 40
)

// oversold lets many claimants, on two instances of the program, go for the last seat again and again, and counts the
// rounds in which more than one got it.
func (w *world) oversold(claim func(context.Context) error) (bad int) {
	instances := []*db.DB{w.db, testdb.Shared(w).Open(w)}
	for range rounds {
		w.must(func(ctx context.Context) error {
			return errors.Join(
				db.Orm(ctx).Exec("DELETE FROM seat WHERE tenant_id = ?", w.tenant).Error,
				db.Orm(ctx).Exec("UPDATE seat_pool SET used = 0, granted = 1 WHERE tenant_id = ?", w.tenant).Error)
		})
		var all sync.WaitGroup
		start := make(chan struct{})
		for n := range claimants {
			all.Go(func() {
				<-start
				err := instances[n%2].InPlatform(w.Context(), claim)
				if err != nil && !errors.Is(err, licence.ErrSeatLimit) {
					w.Error(err)
				}
			})
		}
		close(start)
		all.Wait()
		var seats int
		w.must(func(ctx context.Context) error {
			return db.Orm(ctx).Raw("SELECT count(*) FROM seat WHERE tenant_id = ? AND state <> 'released'", w.tenant).Scan(&seats).Error
		})
		require.NotZero(w, seats, "nobody got the seat")
		if seats > 1 {
			bad++
		}
	}
	return bad
}

func TestLastSeatIsSoldOnce(t *testing.T) {
	w := newWorld(t)
	require.Zero(t, w.oversold(func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, licence.Full, id.New()) }))
}

// The same race with the obvious code, which counts and then inserts, must oversell: else the test above shows nothing.
func TestRaceFindsNaiveCounting(t *testing.T) {
	w := newWorld(t)
	naive := func(ctx context.Context) error {
		var seats int
		if err := db.Orm(ctx).Raw("SELECT count(*) FROM seat WHERE tenant_id = ? AND state <> 'released'", w.tenant).Scan(&seats).Error; err != nil {
			return err
		}
		if seats >= 1 {
			return licence.ErrSeatLimit
		}
		const insert = `INSERT INTO seat (id, tenant_id, kind, holder, state, created_at, updated_at) VALUES (?, ?, 'full', ?, 'reserved', now(), now())`
		return db.Orm(ctx).Exec(insert, id.New(), w.tenant, id.New()).Error
	}
	require.NotZero(t, w.oversold(naive))
}

func TestAccess(t *testing.T) {
	for state, want := range map[string]licence.Mode{"trialing": licence.Write, "free": licence.Write, "active": licence.Write,
		"past_due": licence.Write, "grace": licence.Write, "suspended": licence.Read, "cancelled": licence.Read,
		"pending_purge": licence.Login, "locked": licence.None, "purged": licence.None, "spare": licence.None, "": licence.None} {
		require.Equal(t, want, licence.Access(state), state)
	}
}
