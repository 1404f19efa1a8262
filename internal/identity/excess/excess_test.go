package excess_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// office is a company that pays for its seats, and the days that pass.
type office struct {
	*apptest.World
	day time.Time
}

func newOffice(t *testing.T, seats int) *office {
	o := &office{apptest.New(t), clock.Now()}
	o.buy(seats)
	o.platform(func(ctx context.Context) error { return o.App.Tenants.SetState(ctx, o.id(), "active") })
	return o
}

func (o *office) id() int64 { return o.Person("acme/ana").Tenant.ID }

func (o *office) platform(f func(context.Context) error) {
	o.T.Helper()
	require.NoError(o.T, o.App.DB.InPlatform(o.T.Context(), f))
}

// buy is what billing does when somebody has changed the number of full seats, also from outside.
func (o *office) buy(seats int) {
	o.T.Helper()
	all := []licence.Allotment{{Kind: licence.Full, Granted: seats, Interval: "month"}, {Kind: licence.Light, Granted: 5, Interval: "month"}, {Kind: licence.Viewer, Granted: 5, Interval: "month"}}
	for i := range all {
		all[i].Price.Currency = "EUR"
	}
	o.platform(func(ctx context.Context) error { return o.App.Licences.Allot(ctx, o.id(), all, false) })
}

// pass lets days go by; each is looked at twice.
func (o *office) pass(days int) {
	o.T.Helper()
	for range days {
		o.day = o.day.AddDate(0, 0, 1)
		for range 2 {
			require.NoError(o.T, o.App.Excess.On(o.T.Context(), o.day))
		}
	}
}

// seen says when somebody was here last, in days before now.
func (o *office) seen(name string, days int) {
	o.T.Helper()
	o.exec("UPDATE membership SET seen_at = ? WHERE id = ?", clock.Now().AddDate(0, 0, -days), o.Person("acme/"+name).MemberID)
}

func (o *office) exec(sql string, args ...any) {
	o.T.Helper()
	o.platform(func(ctx context.Context) error { return db.Orm(ctx).Exec(sql, args...).Error })
}

// people are those in a state, by name.
func (o *office) people(state string) (names []string) {
	o.T.Helper()
	o.platform(func(ctx context.Context) error {
		ms, err := o.App.Members.List(caller.With(ctx, caller.System("test", o.Person("acme/ana").Tenant)))
		for _, m := range ms {
			if m.State == state {
				names = append(names, m.Name)
			}
		}
		return err
	})
	return names
}

func (o *office) pool(kind licence.Kind) (p licence.Pool) {
	o.T.Helper()
	o.platform(func(ctx context.Context) error {
		all, err := o.App.Licences.Pools(ctx, o.id())
		for _, one := range all {
			if one.Kind == kind {
				p = one
			}
		}
		return err
	})
	return p
}

// post runs the jobs that send letters and returns what they were, as "letter to".
func (o *office) post() (sent []string) {
	o.T.Helper()
	var jobs []struct{ Args string }
	o.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = 'member.mail' AND args->>'tenant' = ?::text RETURNING args->>'args' AS args`, o.id()).Scan(&jobs).Error
	})
	names := map[uuid.UUID]string{}
	for _, n := range []string{"ana", "mira", "ed", "fred", "tess", "vera"} {
		names[o.Person("acme/"+n).MemberID] = n
	}
	for _, j := range jobs {
		var a member.Mail
		require.NoError(o.T, json.Unmarshal([]byte(j.Args), &a))
		require.NoError(o.T, o.App.Workers.Run(o.T.Context(), job.Who{Tenant: o.id(), System: "member"}, a))
		sent = append(sent, a.Letter+" "+names[a.MemberID])
	}
	slices.Sort(sent)
	return sent
}

// B11: the number of seats was lowered from outside. The owners know at once, nothing happens for fourteen days, then those
// who need the seat the least are suspended, never the last owner; and it can be undone when there is a seat again.
func TestB11SeatsWereCutFromOutside(t *testing.T) {
	o := newOffice(t, 3) // ana, mira, ed
	o.Run(apptest.Call{Name: "all is well", As: "acme/ana", Do: "GET /seats", Want: 200, Not: []string{`"since"`}})
	o.seen("ana", 40)
	o.seen("mira", 1)
	o.seen("ed", 9)
	o.buy(1)
	o.Run(apptest.Call{Name: "the banner at once", As: "acme/ana", Do: "GET /seats", Want: 200, Has: []string{`"excess":{"seats":2,`, `"daysLeft":14`}},
		apptest.Call{Name: "nobody new", As: "acme/ana", Do: "POST /invitations", Body: `{"email":"n@acme.example","name":"N","role":"employee"}`, Want: 409, Has: []string{"seat.limit"}},
		apptest.Call{Name: "another kind is not touched", As: "acme/ana", Do: "POST /invitations", Body: `{"email":"v@acme.example","name":"V","role":"viewer"}`, Want: 201})
	for range 2 {
		require.NoError(t, o.App.Excess.Tell(t.Context()))
	}
	require.Equal(t, []string{"excess ana"}, o.post(), "the owners, once")
	m, err := apptest.Shared(t).Mail.WaitFor(t.Context(), o.Person("acme/ana").Email, func(m apptest.Message) bool { return strings.Contains(m.Subject, "more seats than it has") })
	require.NoError(t, err)
	require.Contains(t, m.Text, "Kind of seat: full. Seats you have: 1. Seats in use: 3.")
	require.Contains(t, m.Text, "add seats: 14.")
	o.pass(1) // the day on which it began
	o.pass(14)
	o.Run(apptest.Call{Name: "the last day", As: "acme/ana", Do: "GET /seats", Want: 200, Has: []string{`"daysLeft":0`}})
	require.Empty(t, o.people("suspended"))
	o.pass(1)
	require.Equal(t, []string{"Ed", "Mira"}, o.people("suspended"), "the last owner stays, however long she was away")
	require.Equal(t, 1, o.pool(licence.Full).Used)
	require.Equal(t, []string{"suspended ed", "suspended mira", "suspended_owner ana", "suspended_owner ana"}, o.post())
	require.Eventually(t, func() bool { return o.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status == 401 }, 2*time.Second, 20*time.Millisecond)
	o.login("ed", `"suspended":[{"slug":"`+o.Person("acme/ed").Tenant.Slug+`","name":"Acme"}]`, `"tenant":null`)
	o.Run(apptest.Call{Name: "no seat, no way back", As: "acme/ana", Do: "POST /members/" + o.Person("acme/ed").MemberID.String() + "/restore", Want: 409, Has: []string{"seat.limit"}})
	o.buy(2)
	o.Run(apptest.Call{Name: "over", As: "acme/ana", Do: "GET /seats", Want: 200, Not: []string{`"since"`}},
		apptest.Call{Name: "given back", As: "acme/ana", Do: "POST /members/" + o.Person("acme/ed").MemberID.String() + "/restore", Want: 200, Has: []string{`"state":"active"`}},
		apptest.Call{Name: "trail", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"suspended"`, `"restored"`}})
	require.Equal(t, []string{"back ed"}, o.post())
	o.login("ed", `"suspended":[]`, `"slug"`)
}

func (o *office) login(name string, has ...string) {
	o.T.Helper()
	open, err := o.App.Sessions.LogIn(o.T.Context(), o.Person("acme/"+name).Email, apptest.Password, session.Client{IP: "127.0.0.1", Agent: "test"})
	require.NoError(o.T, err)
	full, err := o.App.Sessions.Answer(o.T.Context(), open)
	require.NoError(o.T, err)
	text, err := json.Marshal(full.Body)
	require.NoError(o.T, err)
	for _, want := range has {
		require.Contains(o.T, string(text), want)
	}
}

// The order is stated: invitations, the newest first; then who was away the longest; nobody is touched beyond what is needed.
func TestOrder(t *testing.T) {
	o := newOffice(t, 6)
	o.Join("acme", "zoe", "employee")
	o.Join("acme", "yan", "employee")
	o.Run(apptest.Call{Name: "invited", As: "acme/ana", Do: "POST /invitations", Body: `{"email":"i@acme.example","name":"I","role":"employee"}`, Want: 201})
	for name, days := range map[string]int{"ana": 99, "mira": 50, "ed": 2, "zoe": 7, "yan": 7} {
		o.seen(name, days)
	}
	o.exec("UPDATE membership SET seen_at = (SELECT seen_at FROM membership WHERE id = ?) WHERE id = ?", o.Person("acme/zoe").MemberID, o.Person("acme/yan").MemberID)
	for left, want := range map[int][]string{5: nil, 4: {"Mira"}, 3: {"Mira", "Yan"}, 2: {"Mira", "Yan", "Zoe"}, 1: {"Ed", "Mira", "Yan", "Zoe"}} {
		o.exec("UPDATE membership SET state = 'active' WHERE tenant_id = ?", o.id())
		o.exec("UPDATE seat_pool SET granted = 6, used = 6 WHERE tenant_id = ? AND kind = 'full'", o.id())
		o.exec("UPDATE invitation SET state = 'pending' WHERE tenant_id = ?", o.id())
		o.exec("UPDATE seat SET state = 'active' WHERE tenant_id = ?", o.id())
		o.buy(left)
		o.pass(16)
		require.Equal(t, want, o.people("suspended"), left)
		require.Equal(t, left, o.pool(licence.Full).Used)
		o.Run(apptest.Call{Name: "the invitation", As: "acme/ana", Do: "GET /invitations", Want: 200, Has: []string{`"state":"withdrawn"`}})
	}
	o.buy(0)
	o.pass(16)
	require.NotContains(t, o.people("suspended"), "Ana", "I9: a company has an owner, whatever was bought")
}

// Days count while the service runs and the company may write: a clock that jumps counts one, and a company that is
// read-only or held finds everybody as before when it comes back.
func TestDaysOfAnExcess(t *testing.T) {
	o := newOffice(t, 3)
	o.buy(1)
	o.pass(3)
	o.day = o.day.AddDate(0, 0, 400)
	o.pass(2)
	o.Run(apptest.Call{Name: "a jump is a day", As: "acme/ana", Do: "GET /seats", Want: 200, Has: []string{`"daysLeft":10`}})
	o.platform(func(ctx context.Context) error { return o.App.Tenants.SetState(ctx, o.id(), "suspended") })
	o.pass(30)
	o.platform(func(ctx context.Context) error { return o.App.Tenants.SetState(ctx, o.id(), "active") })
	o.platform(func(ctx context.Context) error { return o.App.Tenants.Hold(ctx, o.id(), tenant.Locked, "court order") })
	o.pass(30)
	require.Empty(t, o.people("suspended"))
	o.exec("UPDATE tenant SET state = 'active', held_from = NULL WHERE id = ?", o.id())
	o.pass(11)
	require.Len(t, o.people("suspended"), 2)
}

// I1, I2 and I9 under races: while the days are over and two instances suspend, an owner removes and gives back people,
// accepts nobody, and changes roles. At the end every active person has one seat, and no more are used than there are.
func TestExcessUnderRaces(t *testing.T) {
	o := newOffice(t, 9)
	var ids []uuid.UUID
	for _, n := range []string{"p1", "p2", "p3", "p4", "p5", "p6"} {
		ids = append(ids, o.Join("acme", n, "employee").MemberID)
	}
	o.buy(4)
	o.pass(15)
	ctx := t.Context()
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range 3 {
				if err := o.App.Excess.On(ctx, o.day.AddDate(0, 0, 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	act := func(f func(context.Context, uuid.UUID) error) {
		for _, id := range ids {
			owner := caller.With(ctx, &caller.Caller{UserID: o.Person("acme/ana").UserID, MemberID: o.Person("acme/ana").MemberID, Role: "owner", Tenant: o.Person("acme/ana").Tenant})
			if err := o.App.DB.InPlatform(owner, func(ctx context.Context) error { return f(ctx, id) }); err != nil && !known(err) {
				t.Error(err)
			}
		}
	}
	all.Go(func() { act(o.App.Members.Suspend) })
	all.Go(func() {
		act(func(ctx context.Context, id uuid.UUID) error { _, err := o.App.Members.Restore(ctx, id); return err })
	})
	all.Go(func() { act(o.App.Members.Remove) })
	all.Go(func() {
		act(func(ctx context.Context, id uuid.UUID) error {
			role := member.Viewer
			_, err := o.App.Members.Update(ctx, id, member.Draft{Role: &role})
			return err
		})
	})
	all.Wait()
	require.LessOrEqual(t, o.pool(licence.Full).Used, 4)
	require.Contains(t, o.people("active"), "Ana")
	var odd int64
	o.platform(func(ctx context.Context) error {
		const q = `SELECT count(*) FROM membership m WHERE m.tenant_id = ? AND (m.state = 'active') <> (1 = (SELECT count(*) FROM seat s
			WHERE s.tenant_id = m.tenant_id AND s.holder = m.id AND s.state IN ('reserved', 'active')))`
		return db.Orm(ctx).Raw(q, o.id()).Scan(&odd).Error
	})
	require.Zero(t, odd, "I2: whoever is here has one seat, nobody else has")
	var counted int64
	o.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT count(*) FROM seat WHERE tenant_id = ? AND kind = 'full' AND state IN ('reserved', 'active')`, o.id()).Scan(&counted).Error
	})
	require.EqualValues(t, counted, o.pool(licence.Full).Used)
}

func known(err error) bool {
	for _, e := range []error{licence.ErrSeatLimit, member.ErrPresent, member.ErrRemoved, member.ErrNotFound, member.ErrLastOwner, licence.ErrNoSeat} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// An administrator may suspend by hand, to choose; not oneself, not the last owner, nobody above.
func TestSuspendByHand(t *testing.T) {
	o := newOffice(t, 3)
	path := func(n string) string { return "POST /members/" + o.Person("acme/"+n).MemberID.String() + "/suspend" }
	o.Run(apptest.Call{Name: "oneself", As: "acme/ana", Do: path("ana"), Want: 409, Has: []string{"member.self"}},
		apptest.Call{Name: "without the right", As: "acme/ed", Do: path("mira"), Want: 403},
		apptest.Call{Name: "somebody", As: "acme/ana", Do: path("ed"), Want: 204},
		apptest.Call{Name: "again", As: "acme/ana", Do: path("ed"), Want: 204},
		apptest.Call{Name: "the list", As: "acme/ana", Do: "GET /members", Want: 200, Has: []string{`"state":"suspended"`}})
	require.Equal(t, 2, o.pool(licence.Full).Used)
}
