package overflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/operator"
)

// closed is a company that can only read, whose days pass as the test wants.
type closed struct {
	*apptest.World
	now  time.Time
	mute bool // letters are not sent
}

func shut(t *testing.T) *closed {
	c := &closed{World: apptest.New(t), now: clock.Now().Add(time.Hour)}
	c.become("suspended")
	return c
}

func (c *closed) id() int64 { return c.Person("acme/ana").Tenant.ID }

func (c *closed) platform(f func(context.Context) error) {
	c.T.Helper()
	require.NoError(c.T, c.App.DB.InPlatform(c.T.Context(), f))
}

func (c *closed) become(state string) {
	c.T.Helper()
	c.platform(func(ctx context.Context) error { return c.App.Tenants.SetState(ctx, c.id(), state) })
}

// come has leads come in at the time of the test.
func (c *closed) come(from, to int) {
	c.T.Helper()
	receive(c.World, "suspended", "business", leads(from, to)...)
	require.NoError(c.T, c.App.DB.InTenant(c.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE overflow SET received_at = ? WHERE received_at <= now()", c.now).Error // earlier ones are in the future
	}))
}

func (c *closed) waiting() (n int64) {
	c.T.Helper()
	require.NoError(c.T, c.App.DB.InTenant(c.System("acme"), func(ctx context.Context) (err error) {
		n, err = overflow.Count(ctx)
		return err
	}))
	return n
}

// pass lets days go by: each is looked at twice, and the jobs run.
func (c *closed) pass(days int) {
	c.T.Helper()
	for range days {
		c.now = c.now.AddDate(0, 0, 1)
		c.look()
	}
}

func (c *closed) look() {
	c.T.Helper()
	for range 2 {
		require.NoError(c.T, c.App.Keeper.On(c.T.Context(), c.now))
	}
	run[overflow.Deleted](c, "overflow.expired", 2)
	if !c.mute {
		run[overflow.Letter](c, "overflow.letter", 1)
	}
}

// run takes the jobs of a kind out of the queue and does each so many times.
func run[A job.Args](c *closed, kind string, times int) {
	c.T.Helper()
	var jobs []struct{ Args string }
	c.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = ? RETURNING args->>'args' AS args`, kind).Scan(&jobs).Error
	})
	for _, j := range jobs {
		var a A
		require.NoError(c.T, json.Unmarshal([]byte(j.Args), &a))
		for range times {
			require.NoError(c.T, c.App.Workers.Run(c.T.Context(), job.Who{System: "overflow"}, a))
		}
	}
}

// subjects are those of the letters to Acme's owner.
func subjects(c *closed) []string { return c.Subjects("acme/ana") }

// shows checks what the page says: how many wait, will be deleted, and were.
func (c *closed) shows(total, expiring, expired int) {
	c.T.Helper()
	c.Get(apptest.Call{As: "acme/ana", Do: "GET /overflow", Want: 200,
		Has: []string{fmt.Sprintf(`"total":%d`, total), fmt.Sprintf(`"expiring":%d`, expiring), fmt.Sprintf(`"expired":%d`, expired)}}, nil)
}

// Leads of a company that can only read are kept for 30 days. Its owners are told a week before, and how many were deleted
// is shown and written down.
func TestHeldLeadsExpire(t *testing.T) {
	c := shut(t)
	c.come(1, 3)
	c.pass(22)
	c.come(4, 5)
	require.Empty(t, subjects(c))
	c.pass(1)
	require.Len(t, subjects(c), 1)
	require.Contains(t, subjects(c)[0], "3 leads of Acme will be deleted in 7 days")
	c.shows(5, 3, 0)
	c.pass(6)
	require.EqualValues(t, 5, c.waiting(), "the 29th day")
	c.pass(1)
	require.EqualValues(t, 2, c.waiting(), "those that came later stay")
	c.shows(2, 0, 3)
	c.Get(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=overflow", Want: 200, Has: []string{`"action":"expired"`, `"field":"count","from":null,"to":3`}}, nil)
	require.Len(t, subjects(c), 1)
	c.pass(15)
	require.Len(t, subjects(c), 2, "of the others in turn")
	c.pass(7)
	require.Zero(t, c.waiting())
	c.shows(0, 0, 5)
}

// Nothing is deleted that nobody was told of: with the letters stuck everything stays, and the week begins when one goes out.
func TestHeldLeadsWaitForTheLetter(t *testing.T) {
	c := shut(t)
	c.come(1, 2)
	c.mute = true
	c.pass(60)
	require.EqualValues(t, 2, c.waiting())
	c.mute = false
	c.pass(1)
	require.Len(t, subjects(c), 1, "the newest of those that were written")
	c.shows(2, 2, 0)
	c.pass(6)
	require.EqualValues(t, 2, c.waiting())
	c.pass(1)
	require.Zero(t, c.waiting())
}

// Days are counted, not calculated: a clock that jumps, ahead and back, is one day each time, and no more.
func TestHeldLeadsAndClockJumps(t *testing.T) {
	c := shut(t)
	c.come(1, 2)
	start := c.now
	c.pass(1)
	for range 3 {
		c.now = start.AddDate(0, 0, 400)
		c.look()
		c.now = start.AddDate(0, 0, 1)
		c.look()
	}
	require.Empty(t, subjects(c))
	c.pass(18)
	require.Empty(t, subjects(c), "one tick for each jump: 22")
	c.pass(1)
	require.Len(t, subjects(c), 1)
	c.pass(6)
	require.EqualValues(t, 2, c.waiting())
	c.pass(1)
	require.Zero(t, c.waiting())
}

// A company that comes back has its leads, and starts anew when it closes again; one that an operator holds waits.
func TestHeldLeadsOfThoseWhoComeBack(t *testing.T) {
	c := shut(t)
	c.come(1, 2)
	c.pass(25)
	c.shows(2, 2, 0)
	c.become("active")
	c.pass(40)
	require.EqualValues(t, 2, c.waiting(), "who can write loses nothing")
	c.shows(2, 0, 0)
	c.become("cancelled")
	who := operator.Who{Name: "olga", UID: c.Person("acme/ana").Tenant.UID}
	require.NoError(t, c.App.Operator.Hold(t.Context(), who, "suspended", "a court"))
	c.pass(60)
	require.EqualValues(t, 2, c.waiting(), "no clock runs for those who are held")
	require.NoError(t, c.App.Operator.Release(t.Context(), who))
	c.pass(29)
	require.EqualValues(t, 2, c.waiting())
	c.pass(1)
	require.Zero(t, c.waiting())
	require.Len(t, subjects(c), 2)
}

func TestLetterTexts(t *testing.T) { require.Empty(t, i18n.CheckComplete(overflow.Texts)) }
