package daypass_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/daypass"
	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// office is a company in Warsaw that pays for a number of light seats, with Fred, a freelancer who left.
type office struct {
	*apptest.World
	boss string // somebody who may book, logged in since the clock was moved last
}

func newOffice(t *testing.T, light int) *office {
	o := &office{apptest.New(t), "acme/ana"}
	o.platform(func(ctx context.Context) error {
		all := []licence.Allotment{{Kind: licence.Full, Granted: 20, Interval: "month"}, {Kind: licence.Light, Granted: light, Interval: "month"}, {Kind: licence.Viewer, Granted: 5, Interval: "month"}}
		for i := range all {
			all[i].Price.Currency = "EUR"
		}
		if err := o.App.Tenants.SetState(ctx, o.id(), "active"); err != nil {
			return err
		}
		return o.App.Licences.Allot(ctx, o.id(), all, false)
	})
	o.Run(apptest.Call{Name: "Fred leaves", As: "acme/ana", Do: "DELETE /members/" + o.member("fred"), Want: 204})
	return o
}

func (o *office) id() int64                 { return o.Person("acme/ana").Tenant.ID }
func (o *office) member(name string) string { return o.Person("acme/" + name).MemberID.String() }

func (o *office) platform(f func(context.Context) error) {
	o.T.Helper()
	require.NoError(o.T, o.App.DB.InPlatform(o.T.Context(), f))
}

// forward moves the clock for the rest of the test; those who were logged in have to do it again.
func (o *office) forward(d time.Duration) {
	o.T.Cleanup(clock.Advance(d))
	o.Join("acme", "boss", "admin")
	o.Join("globex", "gus", "owner")
	o.boss = "acme/boss"
}

func (o *office) run() {
	o.T.Helper()
	for range 2 {
		require.NoError(o.T, o.App.Passes.Run(o.T.Context()))
	}
}

func (o *office) used() (n int) {
	o.T.Helper()
	o.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT used FROM seat_pool WHERE tenant_id = ? AND kind = 'light'", o.id()).Scan(&n).Error
	})
	return n
}

func (o *office) letters() (sent []string) {
	o.T.Helper()
	for _, a := range apptest.Waiting[member.Mail](o.World, "acme", "member") {
		sent = append(sent, a.Letter)
	}
	slices.Sort(sent)
	return sent
}

// tomorrow is how far off the next day's noon is there: not in the night, when some hours more are another day.
func tomorrow() time.Duration {
	return clock.Midnight(clock.Now(), clock.Zone("Europe/Warsaw"), 1).Add(12 * time.Hour).Sub(clock.Now())
}

func (o *office) book(name, day string, want int, has ...string) string {
	o.T.Helper()
	var v struct{ ID string }
	o.Get(apptest.Call{Name: "book " + name, As: o.boss, Do: "POST /day-passes", Body: fmt.Sprintf(`{"memberId":%q,"day":%q}`, o.member(name), day), Want: want, Has: has}, &v)
	return v.ID
}

func (o *office) list(has ...string) {
	o.T.Helper()
	o.Run(apptest.Call{Name: "list", As: o.boss, Do: "GET /day-passes", Want: 200, Has: has})
}

// The seat of a pass is taken when its day begins where the company is, and free again at its end; the person works in
// the company on that day and on no other.
func TestDayPass(t *testing.T) {
	o := newOffice(t, 2) // tess has the other light seat
	tomorrow := apptest.Day(1)
	require.Equal(t, 1, o.used())
	o.book("fred", tomorrow, 201, `"state":"booked"`)
	o.list(`"name":"Fred"`, tomorrow, `"state":"booked"`)
	o.book("fred", tomorrow, 409, "day_pass.booked")
	require.Equal(t, []string{"pass_booked", "removed"}, o.letters())
	o.run()
	require.Equal(t, 1, o.used(), "not before the day")
	begins, err := member.Day(tomorrow).Start("Europe/Warsaw")
	require.NoError(t, err)
	o.forward(begins.Sub(clock.Now()) - time.Minute)
	o.run()
	require.Equal(t, 1, o.used(), "not a minute before")
	o.forward(2 * time.Minute)
	o.run()
	require.Equal(t, 2, o.used())
	o.list(`"state":"open"`)
	fred := o.Person("acme/fred")
	here := func() bool {
		var ok bool
		o.platform(func(ctx context.Context) error {
			_, err := o.App.Members.PrincipalOf(ctx, fred.UserID, o.id())
			ok = err == nil
			return nil
		})
		return ok
	}
	require.True(t, here())
	o.Run(apptest.Call{Name: "the list of members", As: o.boss, Do: "GET /members", Want: 200, Has: []string{`"endsOn":"` + tomorrow + `"`}})
	o.forward(24*time.Hour - time.Minute - 30*time.Second)
	require.True(t, here(), "until the end of the day")
	o.forward(time.Minute)
	require.False(t, here(), "not after it, also before the program noted it")
	o.run()
	require.Equal(t, 1, o.used())
	o.list(`"state":"over"`)
	o.Run(apptest.Call{Name: "trail", As: o.boss, Do: "GET /audit", Want: 200, Has: []string{`"booked"`, `"restored"`, `"removed"`}})
}

// A full pool says what is missing, like an invitation does; a seat that is free by that day counts as free.
func TestNoSeatForAPass(t *testing.T) {
	o := newOffice(t, 1) // tess has it
	o.book("fred", apptest.Day(0), 409, "seat.limit", `"missing":1`, `"kind":"light"`)
	o.book("fred", apptest.Day(3), 409, "seat.limit", `"missing":1`)
	o.Run(apptest.Call{Name: "tess's last day", As: o.boss, Do: "PATCH /members/" + o.member("tess"), Body: fmt.Sprintf(`{"endsOn":%q}`, apptest.Day(2)), Want: 200})
	o.book("fred", apptest.Day(2), 409, "seat.limit")
	o.book("fred", apptest.Day(3), 201)
	gina := o.Join2("gina")
	o.Run(apptest.Call{Name: "the seat is promised", As: o.boss, Do: "POST /day-passes", Body: fmt.Sprintf(`{"memberId":%q,"day":%q}`, gina, apptest.Day(3)), Want: 409, Has: []string{"seat.limit", `"missing":1`}})
}

// Join2 makes a freelancer who is gone already.
func (o *office) Join2(name string) string {
	o.T.Helper()
	o.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE seat_pool SET granted = granted + 1 WHERE tenant_id = ? AND kind = 'light'", o.id()).Error
	})
	id := o.Join("acme", name, "freelancer").MemberID.String()
	o.Run(apptest.Call{Name: "leaves", As: o.boss, Do: "DELETE /members/" + id, Want: 204})
	o.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE seat_pool SET granted = granted - 1 WHERE tenant_id = ? AND kind = 'light'", o.id()).Error
	})
	return id
}

// When the seat that a pass was booked on was given to somebody else, whoever booked it is told once, and the pass opens
// as soon as a seat is free; without one all day it is missed.
func TestPassWaitsForASeat(t *testing.T) {
	o := newOffice(t, 2)
	o.book("fred", apptest.Day(1), 201)
	o.Run(apptest.Call{Name: "the last seat", As: o.boss, Do: "POST /invitations", Body: `{"email":"x@acme.example","name":"X","role":"freelancer"}`, Want: 201})
	o.letters()
	o.forward(tomorrow())
	o.run()
	o.list(`"state":"booked"`, `"noSeat":true`)
	require.Equal(t, []string{"pass_full"}, o.letters())
	o.Run(apptest.Call{Name: "tess leaves", As: o.boss, Do: "DELETE /members/" + o.member("tess"), Want: 204})
	o.run()
	o.list(`"state":"open"`, `"noSeat":false`)
	require.Equal(t, 2, o.used())

	o = newOffice(t, 2)
	o.book("fred", apptest.Day(1), 201)
	o.Run(apptest.Call{Name: "the last seat", As: o.boss, Do: "POST /invitations", Body: `{"email":"y@acme.example","name":"Y","role":"freelancer"}`, Want: 201})
	o.forward(60 * time.Hour)
	o.run()
	o.list(`"state":"missed"`)
	require.Equal(t, 2, o.used())
}

// A pass can be withdrawn before its day and on it; then the person is out at once.
func TestWithdraw(t *testing.T) {
	o := newOffice(t, 2)
	later := o.book("fred", apptest.Day(2), 201)
	now := o.book("fred", apptest.Day(0), 201, `"state":"open"`)
	require.Equal(t, 2, o.used())
	o.letters()
	o.Run(apptest.Call{Name: "of another company", As: "globex/gus", Do: "DELETE /day-passes/" + now, Want: 404},
		apptest.Call{Name: "without the right", As: "acme/ed", Do: "DELETE /day-passes/" + now, Want: 403},
		apptest.Call{Name: "today", As: o.boss, Do: "DELETE /day-passes/" + now, Want: 204},
		apptest.Call{Name: "later", As: o.boss, Do: "DELETE /day-passes/" + later, Want: 204},
		apptest.Call{Name: "again", As: o.boss, Do: "DELETE /day-passes/" + later, Want: 409, Has: []string{"day_pass.closed"}})
	require.Equal(t, 1, o.used())
	require.Equal(t, []string{"pass_withdrawn", "removed"}, o.letters())
	o.forward(49 * time.Hour)
	o.run()
	require.Equal(t, 1, o.used())
}

func TestWhoGetsAPass(t *testing.T) {
	o := newOffice(t, 5)
	o.book("tess", apptest.Day(1), 409, "day_pass.member")
	o.book("fred", apptest.Day(-1), 422, "day_pass.day")
	o.book("fred", apptest.Day(200), 422, "day_pass.day")
	o.book("fred", "soon", 422, "day_pass.day")
	o.Run(apptest.Call{Name: "ed leaves", As: o.boss, Do: "DELETE /members/" + o.member("ed"), Want: 204})
	o.book("ed", apptest.Day(1), 409, "day_pass.role")
	o.Run(apptest.Call{Name: "of another company", As: "globex/gus", Do: "POST /day-passes", Body: fmt.Sprintf(`{"memberId":%q,"day":%q}`, o.member("fred"), apptest.Day(1)), Want: 404})
}

// Two instances that run at once open a pass once, and the last seat of a day is promised once.
func TestPassesRace(t *testing.T) {
	o := newOffice(t, 2)
	gina := o.Join2("gina")
	var all sync.WaitGroup
	answers := make([]int, 2)
	for i, id := range []string{o.member("fred"), gina} {
		all.Go(func() {
			answers[i] = o.Do(apptest.Call{As: o.boss, Do: "POST /day-passes", Body: fmt.Sprintf(`{"memberId":%q,"day":%q}`, id, apptest.Day(1))}).Status
		})
	}
	all.Wait()
	require.ElementsMatch(t, []int{201, 409}, answers)
	o.forward(tomorrow())
	for range 4 {
		all.Go(func() {
			if err := o.App.Passes.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 2, o.used())
}

func (o *office) guest(email, day string, want int, has ...string) string {
	o.T.Helper()
	var v struct{ ID string }
	o.Get(apptest.Call{Name: "book a guest", As: o.boss, Do: "POST /day-passes", Want: want, Has: has,
		Body: fmt.Sprintf(`{"email":%q,"name":"Nina","role":"freelancer","day":%q}`, email, day)}, &v)
	return v.ID
}

// told are the beginnings of the subjects of the letters that wait for a guest, who gets them now.
func (o *office) told(email string) (subjects []string) {
	o.T.Helper()
	for range apptest.Waiting[daypass.Mail](o.World, "acme", daypass.Kind) {
		m, err := apptest.Shared(o.T).Mail.WaitFor(o.T.Context(), email, func(m apptest.Message) bool { return strings.Contains(m.Subject, " day at ") })
		require.NoError(o.T, err)
		require.Contains(o.T, m.Text, "Nina")
		subject, _, _ := strings.Cut(m.Subject, ":")
		subjects = append(subjects, subject)
	}
	return subjects
}

// link waits for the letter that lets somebody in and returns what is needed to accept.
func (o *office) link(email string) (token string) {
	o.T.Helper()
	apptest.Waiting[invite.Mail](o.World, "acme", "invitation")
	m, err := apptest.Shared(o.T).Mail.WaitFor(o.T.Context(), email, func(m apptest.Message) bool { return len(m.Links) > 0 })
	require.NoError(o.T, err)
	_, token, _ = strings.Cut(m.Links[0], "#")
	return token
}

// Somebody who never was here is invited when the day begins, works until its end and is out then; the seat is theirs for
// that day only. From then on they are a former member like any other.
func TestGuestPass(t *testing.T) {
	o := newOffice(t, 2)
	email := fmt.Sprintf("nina-%d@guest.example", o.id())
	o.guest("", apptest.Day(1), 422, "day_pass.who")
	o.guest("nonsense", apptest.Day(1), 422)
	o.guest(email, apptest.Day(1), 201, `"state":"booked"`, `"memberId":null`, `"name":"Nina"`, `"role":"freelancer"`)
	o.guest(email, apptest.Day(1), 409, "day_pass.booked")
	require.Equal(t, []string{"A day at " + o.Person("acme/ana").Tenant.Name}, o.told(email))
	require.Equal(t, 1, o.used(), "not before the day")
	o.run()
	require.Equal(t, 1, o.used())
	o.forward(24 * time.Hour)
	o.run()
	require.Equal(t, 2, o.used())
	o.list(`"state":"open"`)
	o.guest(email, apptest.Day(3), 409, "invitation.pending")
	token := o.link(email)
	a := o.Do(apptest.Call{Do: "POST /invitations/accept", Body: fmt.Sprintf(`{"token":%q,"name":"Nina","password":"correct-horse-battery-42"}`, token)})
	require.Equal(t, 200, a.Status, a.Body)
	o.Run(apptest.Call{Name: "she is here for a day", As: o.boss, Do: "GET /members", Want: 200, Has: []string{email, `"endsOn":"` + apptest.Day(0) + `"`}})
	require.Equal(t, 2, o.used())
	o.forward(24 * time.Hour)
	o.run()
	require.Equal(t, 1, o.used())
	o.list(`"state":"over"`)
	o.guest(email, apptest.Day(2), 201, `"role":"freelancer"`, `"memberId":"`)
}

// A guest who does not come leaves no seat taken and no way in; a pass can be withdrawn on its day and before.
func TestGuestWhoDoesNotCome(t *testing.T) {
	o := newOffice(t, 2)
	email := fmt.Sprintf("olaf-%d@guest.example", o.id())
	o.guest(email, apptest.Day(0), 201, `"state":"open"`)
	require.Equal(t, 2, o.used())
	token := o.link(email)
	o.forward(24 * time.Hour)
	o.run()
	require.Equal(t, 1, o.used())
	a := o.Do(apptest.Call{Do: "POST /invitations/accept", Body: fmt.Sprintf(`{"token":%q,"name":"Olaf","password":"correct-horse-battery-42"}`, token)})
	require.GreaterOrEqual(t, a.Status, 400, a.Body)
	now := o.guest(email, apptest.Day(0), 201, `"state":"open"`)
	require.Equal(t, 2, o.used())
	o.Run(apptest.Call{Name: "withdrawn today", As: o.boss, Do: "DELETE /day-passes/" + now, Want: 204})
	require.Equal(t, 1, o.used())
	require.Equal(t, []string{"The day at " + o.Person("acme/ana").Tenant.Name + " was called off"}, o.told(email))
	later := o.guest(email, apptest.Day(4), 201)
	o.Run(apptest.Call{Name: "withdrawn before", As: o.boss, Do: "DELETE /day-passes/" + later, Want: 204},
		apptest.Call{Name: "an employee is no guest", As: o.boss, Do: "POST /day-passes", Body: fmt.Sprintf(`{"email":"x@y.example","name":"X","role":"employee","day":%q}`, apptest.Day(1)), Want: 422},
		apptest.Call{Name: "nobody without a role", As: o.boss, Do: "POST /day-passes", Body: fmt.Sprintf(`{"email":"x@y.example","name":"X","day":%q}`, apptest.Day(1)), Want: 409, Has: []string{"day_pass.role"}})
}
