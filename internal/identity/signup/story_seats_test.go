package signup_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// B12: whatever is tried, the last owner keeps the role and the seat: leaving, being taken out, demoted, given an end, or
// having fewer seats than people.
func TestB12TheLastOwnerStays(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	bo := w.join(ana, "bo", "admin", "")
	id := w.memberID(ana, ana.email)
	tomorrow := clock.Now().AddDate(0, 0, 1).Format("2006-01-02")
	for _, role := range []string{"admin", "manager", "employee", "freelancer", "technician", "viewer"} {
		w.refused(ana, id, role, member.ErrLastOwner)
	}
	w.want(409, ana, "DELETE /members/"+id, "", `"code":"member.last_owner"`)
	w.want(422, ana, "PATCH /members/"+id, fmt.Sprintf(`{"endsOn":%q}`, tomorrow), `"code":"member.owner_ends"`)
	w.refused(bo, id, "viewer", member.ErrAbove)
	w.want(403, bo, "DELETE /members/"+id, "")
	c, err := w.sessions.Verify(ana.token)
	require.NoError(t, err)
	require.NoError(t, w.db.InPlatform(t.Context(), func(ctx context.Context) error { return w.licences.Grant(ctx, c.TenantID, licence.Full, 0) }))
	w.run("member.expire")
	w.run("invite.expire")
	w.want(200, ana, "GET /members", "", `"role":"owner"`)
	require.Equal(t, 2, w.used(ana)["full"], "a cut from outside takes nobody's seat away")
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.membership WHERE id = $1 AND role = 'owner' AND state = 'active'", id))
}

// B23: an invitation is used once however many try at the same moment; looking at its link, as mail scanners do, uses
// nothing. While the company has fewer seats than people nobody new gets in; once it has as many, the seat that was kept
// for the invitation is there.
func TestB23OneInvitationOneMember(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	guest := &who{email: email("guest"), agent: "Firefox"}
	w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Guest","role":"employee"}`, guest.email))
	token := w.token(guest.email)
	for range 3 {
		w.want(200, &who{agent: "scanner"}, "POST /invitations/look", fmt.Sprintf(`{"token":%q}`, token), `"needsPassword":true`)
		require.GreaterOrEqual(t, w.do(&who{agent: "scanner"}, "GET /invitations/accept", "").status, 400)
	}
	c, err := w.sessions.Verify(ana.token)
	require.NoError(t, err)
	grant := func(n int) {
		require.NoError(t, w.db.InPlatform(t.Context(), func(ctx context.Context) error { return w.licences.Grant(ctx, c.TenantID, licence.Full, n) }))
	}
	body := fmt.Sprintf(`{"token":%q,"name":"Guest","password":%q}`, token, pw)
	grant(1)
	w.want(409, &who{email: guest.email, agent: "Firefox"}, "POST /invitations/accept", body, `"code":"seat.limit"`)
	grant(2)
	answers := make([]call, 6)
	var all sync.WaitGroup
	for n := range answers {
		all.Go(func() {
			answers[n] = w.do(&who{email: guest.email, agent: "Firefox"}, "POST /invitations/accept", body)
		})
	}
	all.Wait()
	won := 0
	for _, a := range answers {
		require.Less(t, a.status, 500, a.text)
		if a.status == 200 {
			won++
		}
	}
	require.Equal(t, 1, won)
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.users WHERE email = $1", guest.email))
	require.Equal(t, 2, w.used(ana)["full"])
	gone := w.do(&who{agent: "Firefox"}, "POST /invitations/accept", body)
	require.Equal(t, w.do(&who{agent: "Firefox"}, "POST /invitations/accept", `{"token":"made up","name":"Guest","password":"veil-orbit-lantern-48"}`).status, gone.status,
		"a used link is answered as one that never was")
}
