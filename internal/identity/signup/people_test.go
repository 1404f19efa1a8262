package signup_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

// run does a periodic job now.
func (w *world) run(kind string) {
	w.Helper()
	require.NoError(w, w.workers.Run(w.Context(), job.Who{System: kind}, queued{kind, []byte("{}")}))
}

// move gives a member a role as a person, as access/role has it done.
func (w *world) move(p *who, id, role string) error {
	ctx, err := w.identify(w.Context(), p.token)
	if err != nil {
		return err
	}
	return w.db.InPlatform(ctx, func(ctx context.Context) error {
		_, err := w.members.Update(ctx, uuid.MustParse(id), member.Draft{Role: &role})
		return err
	})
}

// refused gives a member a role, which has to fail with err; with nil it has to succeed.
func (w *world) refused(p *who, id, role string, err error) {
	w.Helper()
	require.ErrorIs(w, w.move(p, id, role), err)
}

func TestRoles(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	mira := w.join(ana, "mira", "manager", "")
	ed := w.join(ana, "ed", "employee", "")
	id := func(p *who) string { return w.memberID(ana, p.email) }
	w.refused(mira, id(ed), "admin", member.ErrAbove)
	w.refused(mira, id(ana), "viewer", member.ErrAbove)
	w.refused(mira, id(mira), "owner", member.ErrAbove)
	w.want(403, mira, "DELETE /members/"+id(ana), "", `"code":"member.above_you"`)
	w.refused(eve, id(ed), "viewer", member.ErrNotFound)
	w.want(404, eve, "PATCH /members/"+id(ed), `{"endsOn":null}`, `"code":"member.not_found"`)
	w.want(404, eve, "DELETE /members/"+id(ed), "")
	w.want(404, eve, "POST /members/"+id(ed)+"/restore", "")
	w.refused(ana, id(ed), "boss", member.ErrRole)
	w.want(422, ana, "PATCH /members/"+id(ed), `{"role":"viewer"}`) // roles are given elsewhere, where others can object
	w.want(422, ana, "PATCH /members/"+id(ed), `{"endsOn":"2020-01-01"}`, `"field":"endsOn"`)

	require.Equal(t, map[string]int{"full": 3, "light": 0, "viewer": 0}, w.used(ana))
	w.refused(mira, id(ed), "technician", nil)
	require.Equal(t, map[string]int{"full": 2, "light": 1, "viewer": 0}, w.used(ana))
	require.Contains(t, w.letter(ed.email).Paragraphs[1], "technik")
	day := clock.Now().AddDate(0, 0, 3).Format("2006-01-02")
	w.want(200, mira, "PATCH /members/"+id(ed), fmt.Sprintf(`{"endsOn":%q}`, day), fmt.Sprintf(`"endsOn":%q`, day), `"role":"technician"`, `"seatKind":"light"`)
	w.want(200, mira, "PATCH /members/"+id(ed), `{"endsOn":null}`, `"endsOn":null`)
	w.want(422, ana, "PATCH /members/"+id(ana), fmt.Sprintf(`{"endsOn":%q}`, day), `"code":"member.owner_ends"`)

	w.refused(ana, id(ana), "admin", member.ErrLastOwner)
	w.want(409, ana, "DELETE /members/"+id(ana), "", `"code":"member.last_owner"`)
	w.refused(ana, id(mira), "owner", nil)
	w.refused(ana, id(ana), "admin", nil)
	w.refused(ana, w.memberID(ana, mira.email), "admin", member.ErrAbove)
}

func TestRemoveAndRestore(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	ed := w.join(ana, "ed", "employee", "")
	w.want(200, ed, "GET /me/sessions", "")
	id := w.memberID(ana, ed.email)
	w.want(204, ana, "DELETE /members/"+id, "")
	require.Equal(t, 1, w.used(ana)["full"])
	w.want(401, ed, "GET /me/sessions", "", `"code":"auth.required"`)
	c := w.as(ed, "POST /auth/refresh", "")
	require.Equal(t, 200, c.status, "the person is still there, without that company")
	require.Nil(t, c.get(t, "tenant"))
	require.Empty(t, c.get(t, "tenants"))
	require.Contains(t, w.letter(ed.email).Subject, "Acme Żółw")
	w.want(404, ana, "DELETE /members/"+id, "")
	w.refused(ana, id, "viewer", member.ErrRemoved)
	w.want(409, ana, "PATCH /members/"+id, `{"endsOn":null}`, `"code":"member.removed"`)
	w.want(200, ana, "POST /members/"+id+"/restore", "", `"state":"active"`)
	w.want(409, ana, "POST /members/"+id+"/restore", "", `"code":"member.present"`)
	require.Equal(t, 2, w.used(ana)["full"])
	require.NotNil(t, w.as(ed, "POST /auth/refresh", "").get(t, "tenant"))
	w.want(200, ed, "GET /me/sessions", "")

	w.want(204, ana, "DELETE /members/"+id, "") // who was removed can be invited again, and is the same member
	w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"viewer"}`, ed.email))
	require.Equal(t, 200, w.as(ed, "POST /invitations/accept", fmt.Sprintf(`{"token":%q}`, w.token(ed.email))).status)
	require.Equal(t, id, w.memberID(ana, ed.email))
	require.Equal(t, map[string]int{"full": 1, "light": 0, "viewer": 1}, w.used(ana))
	require.Subset(t, w.actions(), []string{"invitation invited", "member joined", "member removed", "member restored"})
}

// I9: two owners who remove each other at the same moment: one stays.
func TestLastOwnerUnderConcurrency(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	bo := w.join(ana, "bo", "admin", "")
	anas, bos := w.memberID(ana, ana.email), w.memberID(ana, bo.email)
	for range 15 {
		for _, x := range []string{anas, bos} {
			_, err := w.raw.Exec(t.Context(), "UPDATE platform.membership SET role = 'owner', state = 'active' WHERE id = $1", x)
			require.NoError(t, err)
		}
		var all sync.WaitGroup
		var a, b error
		all.Go(func() { a = w.move(ana, bos, "admin") })
		all.Go(func() { b = w.move(bo, anas, "admin") })
		all.Wait()
		owners := w.count("SELECT count(*) FROM platform.membership m WHERE m.id IN ($1, $2) AND role = 'owner' AND state = 'active'", anas, bos)
		require.Equal(t, 1, owners, "%v %v", a, b)
	}
}

// A freelancer is out when the last day is over; the seat follows within the hour.
func TestEndDate(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	require.NoError(t, err)
	today := clock.Now().In(warsaw)
	fred := w.join(ana, "fred", "freelancer", fmt.Sprintf(`,"endsOn":%q`, today.Format("2006-01-02")))
	midnight := time.Date(today.Year(), today.Month(), today.Day()+1, 0, 0, 0, 0, warsaw)
	back := clock.Advance(time.Until(midnight) - 20*time.Second)
	w.as(fred, "POST /auth/refresh", "")
	w.want(200, fred, "GET /me/sessions", "")
	back()
	defer clock.Advance(time.Until(midnight) + time.Second)()
	w.want(401, fred, "GET /me/sessions", "")
	require.Nil(t, w.as(fred, "POST /auth/refresh", "").get(t, "tenant"))
	w.as(ana, "POST /auth/refresh", "")
	require.Equal(t, 1, w.used(ana)["light"])
	w.run("member.expire")
	w.run("member.expire") // a second time changes nothing
	require.Equal(t, 0, w.used(ana)["light"])
	w.want(200, ana, "GET /members", "", `"state":"removed"`)
	w.want(200, ana, "POST /members/"+w.memberID(ana, fred.email)+"/restore", "", `"endsOn":null`)
}

func TestPrincipalAndNames(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	c, err := w.sessions.Verify(ana.token)
	require.NoError(t, err)
	e, err := w.sessions.Verify(eve.token)
	require.NoError(t, err)
	principal := func(user, session uuid.UUID, tenant int64) (p member.Principal, err error) {
		err = w.db.InPlatform(t.Context(), func(ctx context.Context) error {
			p, err = w.members.Principal(ctx, user, session, tenant)
			return err
		})
		return p, err
	}
	p, err := principal(c.UserID, c.SessionID, c.TenantID)
	require.NoError(t, err)
	require.Equal(t, []string{"Ana", ana.email, "pl", "owner", "full"}, []string{p.Name, p.Email, p.Language, p.Role, p.SeatKind})
	require.Equal(t, "Acme Żółw", p.Tenant.Name)
	require.NotEmpty(t, p.Tenant.SchemaName)
	for _, wrong := range []func() error{
		func() error { _, err := principal(c.UserID, e.SessionID, c.TenantID); return err }, // another's session
		func() error { _, err := principal(e.UserID, e.SessionID, c.TenantID); return err }, // another company
		func() error { _, err := principal(c.UserID, c.SessionID, 0); return err },
		func() error { _, err := principal(c.UserID, uuid.New(), c.TenantID); return err },
	} {
		require.ErrorIs(t, wrong(), member.ErrSignIn)
	}

	ctx := caller.With(t.Context(), &caller.Caller{Tenant: p.Tenant.Caller()})
	for range 2 {
		names, err := w.members.Names(ctx, []uuid.UUID{c.UserID, e.UserID, uuid.Nil})
		require.NoError(t, err)
		require.Equal(t, map[uuid.UUID]string{c.UserID: "Ana"}, names, "names of strangers stay strange")
	}
	require.NoError(t, w.db.InTenant(ctx, func(ctx context.Context) error { // also in the middle of a company's unit of work
		names, err := w.members.Names(ctx, []uuid.UUID{c.UserID})
		require.Len(t, names, 1)
		return err
	}))
}

func TestProfileAndFirstSteps(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	w.want(200, ana, "PATCH /me", `{"name":" Ana  Maria ","language":"hi"}`, `"name":"Ana Maria"`, `"language":"hi"`)
	w.want(422, ana, "PATCH /me", `{"name":"","language":"xx"}`, `"field":"name"`, `"field":"language"`)
	w.want(422, ana, "PATCH /me", `{"email":"eve@x.example"}`) // S37: nothing but name and language
	w.want(204, ana, "POST /first-steps/dismiss", "")
	w.want(204, ana, "POST /first-steps/dismiss", "")
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.membership WHERE id = $1 AND first_steps_dismissed_at IS NOT NULL", w.memberID(ana, ana.email)))
}
