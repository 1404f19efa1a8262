package member_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// Who may see and change members, with the roles' real policies; every id of Acme is a 404 to Globex.
func TestMembers(t *testing.T) {
	w := apptest.New(t)
	id := func(name string) string { return w.Person("acme/" + name).MemberID.String() }
	session := "DELETE /me/sessions/" + w.Person("acme/ed").SessionID.String()
	w.Run(
		apptest.Call{Name: "owner", As: "acme/ana", Do: "GET /members", Want: 200,
			Has: []string{`"role":"technician","seatKind":"light","state":"active"`, `"you":true`}, Not: []string{"globex", "argon2"}},
		apptest.Call{Name: "freelancer", As: "acme/fred", Do: "GET /members", Want: 403, Has: []string{`"code":"access.denied"`}},
		apptest.Call{Name: "technician", As: "acme/tess", Do: "GET /members", Want: 403},
		apptest.Call{Name: "nobody", Do: "GET /members", Want: 401, Has: []string{`"code":"auth.required"`}},
		apptest.Call{Name: "colleagues", As: "acme/ed", Do: "GET /colleagues", Want: 200, Has: []string{`"name":"Mira","role":"manager"`}, Not: []string{"@"}},
		apptest.Call{Name: "no colleagues", As: "acme/fred", Do: "GET /colleagues", Want: 403},
		apptest.Call{Name: "no colleagues", As: "acme/tess", Do: "GET /colleagues", Want: 403},
		apptest.Call{Name: "manager changes nobody", As: "acme/mira", Do: "PUT /roles/viewer/members/" + id("ed"), Want: 403},
		apptest.Call{Name: "nor the last day", As: "acme/mira", Do: "PATCH /members/" + id("ed"), Body: `{"endsOn":null}`, Want: 403},
		apptest.Call{Name: "employee invites nobody", As: "acme/ed", Do: "POST /invitations", Body: `{"email":"x@x.example","name":"X","role":"viewer"}`, Want: 403},
		apptest.Call{Name: "last owner", As: "acme/ana", Do: "DELETE /members/" + id("ana"), Want: 409, Has: []string{`"code":"member.last_owner"`}},
		apptest.Call{Name: "fields", As: "acme/ana", Do: "PATCH /members/" + id("ed"), Body: `{"endsOn":"yesterday"}`, Want: 422, Has: []string{`"code":"member.ends_on"`}},
		apptest.Call{Name: "no such role", As: "acme/ana", Do: "PUT /roles/king/members/" + id("ed"), Want: 404, Has: []string{`"code":"role.not_found"`}},
		apptest.Call{Name: "a role only where everybody is asked", As: "acme/ana", Do: "PATCH /members/" + id("ed"), Body: `{"role":"viewer"}`, Want: 422},
		apptest.Call{Name: "no other field", As: "acme/ana", Do: "PATCH /members/" + id("ed"), Body: `{"endsOn":null,"state":"removed","tenantId":1}`, Want: 422},
		apptest.Call{Name: "role and seat", As: "acme/ana", Do: "PUT /roles/viewer/members/" + id("ed"), Want: 204},
		apptest.Call{Name: "role and seat", As: "acme/ana", Do: "GET /members", Want: 200, Has: []string{`"name":"Ed","email":"` + w.Person("acme/ed").Email + `","role":"viewer","seatKind":"viewer"`}},
		apptest.Call{Name: "own sessions only", As: "acme/ana", Do: session, Want: 404},
		apptest.Call{Name: "out", As: "acme/ana", Do: "DELETE /members/" + id("ed"), Want: 204},
		apptest.Call{Name: "audited", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"action":"removed"`, `"action":"role_changed"`, `"kind":"member"`}},
	)
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ed", Do: "GET /me"}).Status == 401
	}, 2*time.Second, 20*time.Millisecond, "out within two seconds, also where the person was cached")
	w.Run(
		apptest.Call{Name: "back", As: "acme/ana", Do: "POST /members/" + id("ed") + "/restore", Want: 200, Has: []string{`"state":"active"`}},
		apptest.Call{Name: "first steps", As: "acme/ana", Do: "POST /first-steps/dismiss", Want: 204},
		apptest.Call{Name: "first steps", As: "acme/ana", Do: "GET /first-steps", Want: 200, Has: []string{`"dismissed":true`}},
	)
}
