package limit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// onFree puts Acme on the Free plan: 1,000 contacts, and a tenth more before anything is refused.
func onFree(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.New(t)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, plan.Free, 0, nil)
	}))
	return w
}

const people = `INSERT INTO contact (id, name, first_name, version, created_at, updated_at)
	SELECT gen_random_uuid(), 'P' || n, 'P' || n, 1, now(), now() FROM generate_series(1, ?) n`

// fill puts contacts there behind everybody's back, and counts them as the night does.
func fill(w *apptest.World, n int) {
	w.T.Helper()
	require.NoError(w.T, do(w, func(ctx context.Context) error { return db.Orm(ctx).Exec(people, n).Error }))
	require.NoError(w.T, do(w, w.App.Limits.Recount))
}

func do(w *apptest.World, f func(context.Context) error) error {
	t := caller.From(w.System("acme")).Tenant
	t.Plan = plan.Free
	return w.App.DB.InTenant(caller.With(w.T.Context(), caller.System("test", t)), f)
}

func scan(w *apptest.World, sql string) (n int64) {
	w.T.Helper()
	require.NoError(w.T, do(w, func(ctx context.Context) error { return db.Orm(ctx).Raw(sql).Scan(&n).Error }))
	return n
}

const (
	counted = `SELECT used FROM usage WHERE name = 'contacts'`
	there   = `SELECT count(*) FROM contact WHERE deleted_at IS NULL`
)

// I13: a limit that is reached refuses creating, and never reading, changing, deleting or exporting.
func TestI13ALimitBlocksOnlyCreating(t *testing.T) {
	w := onFree(t)
	id := w.Make("acme/ana", "/contacts", `{"firstName":"First"}`)
	fill(w, 1_099)
	w.Run(
		apptest.Call{Name: "no more fit", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 402,
			Has: []string{`"plan.limit"`, `"name":"contacts"`, `"limit":1000`, `"used":1100`, `"missing":1`, `"plan":"starter"`}},
		apptest.Call{Name: "read", As: "acme/ana", Do: "GET /contacts?limit=10", Want: 200},
		apptest.Call{Name: "change", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":1,"city":"Oslo"}`, Want: 200},
		apptest.Call{Name: "export", As: "acme/ana", Do: "GET /contacts/export", Want: 200},
		apptest.Call{Name: "the page knows", As: "acme/ana", Do: "GET /me", Want: 200, Has: []string{`"contacts":{"used":1100,"most":1100,"plan":"starter"}`}},
		apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE /contacts/" + id, Want: 204},
		apptest.Call{Name: "what was freed is free at once", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 201},
		apptest.Call{Name: "an undo works at any limit", As: "acme/ana", Do: "POST /contacts/" + id + "/restore", Want: 200},
		apptest.Call{Name: "and is counted", As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Bob"}`, Want: 402, Has: []string{`"used":1101`}},
	)
}

// Who deletes and adds in one unit, at the limit, is counted once: the counter is what there is, not less.
func TestWhatAUnitFreesItMayUse(t *testing.T) {
	w := onFree(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"First"}`)
	fill(w, 1_099)
	require.NoError(t, do(w, func(ctx context.Context) error {
		if err := gone(ctx, w.App.Limits, 3); err != nil {
			return err
		}
		if err := step(ctx, w.App.Limits, true, 2); err != nil {
			return err
		}
		return gone(ctx, w.App.Limits, 1)
	}))
	require.EqualValues(t, 1_098, scan(w, there))
	require.EqualValues(t, 1_098, scan(w, counted))
}

// What fills a limit exactly fits into it; one more is over, and is named with how much there is.
func TestOneMoreThanTheLimitIsOver(t *testing.T) {
	w := onFree(t)
	over := func() (all []limit.Use) {
		require.NoError(t, do(w, func(ctx context.Context) (err error) {
			all, err = w.App.Limits.Over(ctx, plan.Of(plan.Free).Limits)
			return err
		}))
		return all
	}
	fill(w, 1_000)
	require.Empty(t, over())
	fill(w, 1)
	require.Equal(t, []limit.Use{{Name: plan.Contacts, Used: 1_001, Limit: 1_000, Most: 1_000}}, over())
}

// A larger plan counts from the next request on.
func TestALargerPlanOpensAtOnce(t *testing.T) {
	w := onFree(t)
	fill(w, 1_100)
	create := apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 402}
	w.Run(create)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, "starter", 0, nil)
	}))
	require.Eventually(t, func() bool { return w.Do(create).Status == http.StatusCreated }, 2*time.Second, 50*time.Millisecond)
}

// The last places go to as many as there are, however many want them at once.
func TestTheLastPlacesAreTakenOnce(t *testing.T) {
	w := onFree(t)
	fill(w, 1_097)
	var made atomic.Int32
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"N%d"}`, i)})
			if a.Status == http.StatusCreated {
				made.Add(1)
			} else if a.Status != http.StatusPaymentRequired {
				t.Errorf("answers %d: %s", a.Status, a.Body)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 3, made.Load())
	require.EqualValues(t, 1_100, scan(w, there))
}

// P8: after any concurrent history of adding, deleting and taking back, the counter is what there is.
func TestP8CountersEqualTheRecount(t *testing.T) {
	w := onFree(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"First"}`)
	var all errgroup.Group
	for seed := range 6 {
		all.Go(func() error { return history(w, rand.New(rand.NewPCG(uint64(seed), 8))) })
	}
	require.NoError(t, all.Wait())
	require.Equal(t, scan(w, there), scan(w, counted))
	before := scan(w, counted)
	require.NoError(t, do(w, w.App.Limits.Recount))
	require.Equal(t, before, scan(w, counted))
}

// history adds, deletes and restores contacts at random.
func history(w *apptest.World, r *rand.Rand) error {
	var alive, gone []string
	for range 25 {
		var c apptest.Call
		switch n := r.IntN(10); {
		case n < 5 || len(alive) == 0:
			a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"X"}`})
			var v struct{ ID string }
			a.JSON(w, &v)
			alive = append(alive, v.ID)
			continue
		case n < 8 || len(gone) == 0:
			c.Do, gone, alive = "DELETE /contacts/"+alive[0], append(gone, alive[0]), alive[1:]
		default:
			c.Do, alive, gone = "POST /contacts/"+gone[0]+"/restore", append(alive, gone[0]), gone[1:]
		}
		c.As = "acme/ana"
		if a := w.Do(c); a.Status >= 300 {
			return fmt.Errorf("%s answers %d: %s", c.Do, a.Status, a.Body)
		}
	}
	return nil
}

const warnings = `SELECT count(*) FROM river.river_job WHERE args->>'name' = 'billing.limit'
	AND args->'args'->>'Tenant' = ?::text AND args->'args'->>'Percent' = ?::text`

func warned(w *apptest.World, percent int) (n int) {
	w.T.Helper()
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(warnings, w.Person("acme/ana").Tenant.ID, percent).Scan(&n).Error
	}))
	return n
}

// Owners hear once at 80 and once at 100 percent, and again after it was freed and filled anew.
func TestWarnings(t *testing.T) {
	w := onFree(t)
	fill(w, 798)
	create := func() string { return w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) }
	create()
	require.Equal(t, []int{0, 0}, []int{warned(w, limit.Soon), warned(w, limit.Full)})
	id := create()
	create()
	require.Equal(t, []int{1, 0}, []int{warned(w, limit.Soon), warned(w, limit.Full)})
	fill(w, 198)
	create()
	require.Equal(t, []int{1, 1}, []int{warned(w, limit.Soon), warned(w, limit.Full)})
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + id, Want: 204})
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + create(), Want: 204})
	require.NoError(t, do(w, w.App.Limits.Recount))
	require.Equal(t, []int{1, 1}, []int{warned(w, limit.Soon), warned(w, limit.Full)})
}

// E-mails of a day are counted by what was taken; the next day in the company's time zone begins anew.
func TestPeriods(t *testing.T) {
	w := onFree(t)
	take := func(n int64) error {
		return do(w, func(ctx context.Context) error { return w.App.Limits.Take(ctx, plan.Emails, n) })
	}
	require.NoError(t, take(150))
	require.NoError(t, take(50))
	err := take(1)
	require.ErrorIs(t, err, limit.ErrLimit)
	e, _ := errs.As(err)
	require.EqualValues(t, 200, e.Params["used"])
	require.NoError(t, do(w, func(ctx context.Context) error { return w.App.Limits.Give(ctx, plan.Emails, 1) }), "one was not sent")
	require.NoError(t, take(1))
	t.Cleanup(clock.Advance(24 * time.Hour))
	require.NoError(t, take(200))
	require.ErrorIs(t, take(1), limit.ErrLimit)
}

// A licence without an entry for something does not limit it.
func TestWithoutALimit(t *testing.T) {
	w := onFree(t)
	require.NoError(t, do(w, func(ctx context.Context) error { return w.App.Limits.Take(ctx, "unheardOf", 1e9) }))
	room := func() (n *int64) {
		require.NoError(t, do(w, func(ctx context.Context) (err error) { n, err = w.App.Limits.Room(ctx, "unheardOf", 5); return err }))
		return n
	}
	require.Nil(t, room())
}

// The most that was seen of a day is kept, however often it is looked at, and shown to who sees the billing.
func TestTheMostOfADayIsKept(t *testing.T) {
	w := onFree(t)
	look := func() {
		t.Helper()
		require.NoError(t, do(w, w.App.Limits.Sample))
		var jobs []string
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = 'limit.keep' AND args->>'tenant' = ?::text RETURNING args->>'args'`, w.Person("acme/ana").Tenant.ID).Scan(&jobs).Error
		}))
		require.Len(t, jobs, 1)
		var a limit.Kept
		require.NoError(t, json.Unmarshal([]byte(jobs[0]), &a))
		require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: "limit"}, a))
	}
	fill(w, 7)
	look()
	require.NoError(t, do(w, func(ctx context.Context) error {
		return db.Orm(ctx).Exec("DELETE FROM contact WHERE first_name > 'P3'").Error
	}))
	require.NoError(t, do(w, w.App.Limits.Recount))
	look()
	day := `{"day":"` + clock.Now().Format(time.DateOnly) + `","name":"contacts","used":7,"limit":1000}`
	w.Run(apptest.Call{Name: "the most", As: "acme/ana", Do: "GET /usage", Want: 200, Has: []string{day}},
		apptest.Call{Name: "not for everybody", As: "acme/ed", Do: "GET /usage", Want: 403})
	back := clock.Advance(-24 * time.Hour)
	look()
	back()
	w.Run(apptest.Call{Name: "the day before", As: "acme/ana", Do: "GET /usage", Want: 200, Has: []string{`"used":3,`, day}})
}
