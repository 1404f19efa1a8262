package role_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/licence"
)

type shown struct {
	Role, Name, Base, SeatKind string
	Version                    int
	Grants                     []role.Grant
	Fields                     []role.Closed
	Stages                     []role.InStage
	Members                    []struct{ ID, Name string }
}

// closed are the closed stages.
func (s shown) closed() (all []string) {
	for _, c := range s.Stages {
		all = append(all, c.Object+"."+c.Stage)
	}
	return all
}

func copied(w *apptest.World, from, name string) shown {
	var r shown
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /roles", Body: fmt.Sprintf(`{"from":%q,"name":%q}`, from, name), Want: 201}, &r)
	return r
}

func TestOwnRoles(t *testing.T) {
	w := apptest.New(t)
	support := copied(w, "employee", "  Support   desk ")
	require.Equal(t, "Support desk", support.Name)
	require.Equal(t, "full", support.SeatKind)
	path := "/roles/" + support.Role
	w.Run(
		apptest.Call{Name: "a name is taken once", As: "acme/ana", Do: "POST /roles", Body: `{"from":"viewer","name":"SUPPORT DESK"}`, Want: 409, Has: []string{"role.name_taken"}},
		apptest.Call{Name: "a name is needed", As: "acme/ana", Do: "POST /roles", Body: `{"from":"viewer","name":" "}`, Want: 422, Has: []string{"role.nameless"}},
		apptest.Call{Name: "nobody copies the owner", As: "acme/ana", Do: "POST /roles", Body: `{"from":"owner","name":"Boss"}`, Want: 409, Has: []string{"role.fixed"}},
		apptest.Call{Name: "only who may", As: "acme/mira", Do: "POST /roles", Body: `{"from":"viewer","name":"X"}`, Want: 403},
		apptest.Call{Name: "renames", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"name":"Help desk"}`, Want: 200, Has: []string{`"name":"Help desk"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"name":"Desk"}`, Want: 409, Has: []string{"role.stale"}},
		apptest.Call{Name: "the program's stay", As: "acme/ana", Do: "DELETE /roles/employee", Want: 409, Has: []string{"role.ours"}},
		apptest.Call{Name: "a right", As: "acme/ana", Do: "PUT " + path + "/grants", Body: `{"object":"contact","action":"read","scope":"all"}`, Want: 200},
		apptest.Call{Name: "a field", As: "acme/ana", Do: "PUT " + path + "/fields", Body: `{"object":"contact","field":"email","mask":"hide"}`, Want: 200, Has: []string{`"mask":"hide"`}},
		apptest.Call{Name: "no such field", As: "acme/ana", Do: "PUT " + path + "/fields", Body: `{"object":"contact","field":"name","mask":"hide"}`, Want: 422, Has: []string{"role.field"}},
		apptest.Call{Name: "gives it", As: "acme/ana", Do: "PUT " + path + "/members/" + key(w, "acme/ed"), Want: 204},
		apptest.Call{Name: "it shows who has it", As: "acme/ana", Do: "GET /roles", Want: 200, Has: []string{`"members":[{"id":"` + key(w, "acme/ed")}},
		apptest.Call{Name: "it can't go while it is used", As: "acme/ana", Do: "DELETE " + path, Want: 409, Has: []string{"role.used"}},
		apptest.Call{Name: "its name is told", As: "acme/ed", Do: "GET /me", Want: 200, Has: []string{`"roleName":"Help desk"`, `"fields":{"contact":{"email":"hide"}}`}},
	)
	require.Equal(t, caller.All, w.Grants("acme/ed").Of("contact", "read"))
	w.Run(
		apptest.Call{Name: "back to the program's", As: "acme/ana", Do: "PUT /roles/employee/members/" + key(w, "acme/ed"), Want: 204},
		apptest.Call{Name: "and then it goes", As: "acme/ana", Do: "DELETE " + path, Want: 204},
		apptest.Call{Name: "it is gone", As: "acme/ana", Do: "DELETE " + path, Want: 404},
		apptest.Call{Name: "all of it is on record", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{"Help desk", "contact.email", "role_changed"}},
	)
	require.Equal(t, caller.Own, w.Grants("acme/ed").Of("contact", "read"))
}

// A role of another kind of seat claims that seat and frees the other, or nothing happens at all.
func TestGivingMovesTheSeat(t *testing.T) {
	w := apptest.New(t)
	helper := copied(w, "freelancer", "Helper")
	give := func(code, who string, want int) {
		w.Run(apptest.Call{Name: code, As: "acme/ana", Do: "PUT /roles/" + code + "/members/" + key(w, who), Want: want})
	}
	require.Equal(t, map[licence.Kind]int{"full": 3, "light": 2, "viewer": 1}, used(w))
	give(helper.Role, "acme/ed", 204)
	require.Equal(t, map[licence.Kind]int{"full": 2, "light": 3, "viewer": 1}, used(w))
	require.Equal(t, caller.Assigned, w.Grants("acme/ed").Of("contact", "read"))
	give("viewer", "acme/ed", 204)
	require.Equal(t, map[licence.Kind]int{"full": 2, "light": 2, "viewer": 2}, used(w))
	w.Run(apptest.Call{Name: "nobody has it any more", As: "acme/ana", Do: "DELETE /roles/" + helper.Role, Want: 204})
	give(helper.Role, "acme/ed", 404)
	for _, name := range []string{"v1", "v2", "v3"} {
		w.Join("acme", name, "viewer")
	}
	give("viewer", "acme/mira", 409)
	require.Equal(t, caller.Team, w.Grants("acme/mira").Of("contact", "read"), "without a seat everything stays as it was")
	light := copied(w, "viewer", "Looker")
	give(light.Role, "acme/mira", 409)
	require.Equal(t, caller.Team, w.Grants("acme/mira").Of("contact", "read"))
}

func used(w *apptest.World) map[licence.Kind]int {
	all := map[licence.Kind]int{}
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		pools, err := w.App.Licences.Pools(ctx, w.Person("acme/ana").Tenant.ID)
		for _, p := range pools {
			all[p.Kind] = p.Used
		}
		return err
	}))
	return all
}

// Nobody grants, gives or copies more than they have, nor touches who has more; a viewer's seat only looks.
func TestNobodyGrantsAboveTheirOwn(t *testing.T) {
	w := apptest.New(t)
	w.Join("acme", "adam", "admin")
	w.Join("acme", "eve", "admin")
	clerk := copied(w, "admin", "Clerk")
	for _, c := range []apptest.Call{
		{Do: "PUT /roles/" + clerk.Role + "/grants", Body: `{"object":"billing","action":"update","scope":"none"}`},
		{Do: "PUT /roles/" + clerk.Role + "/fields", Body: `{"object":"contact","field":"phone","mask":"hide"}`},
	} {
		c.Name, c.As, c.Want = c.Do, "acme/ana", 200
		w.Run(c)
	}
	w.Run(apptest.Call{Name: "adam is a clerk", As: "acme/ana", Do: "PUT /roles/" + clerk.Role + "/members/" + key(w, "acme/adam"), Want: 204})
	for name, c := range map[string]apptest.Call{
		"gives himself the right":       {Do: "PUT /roles/" + clerk.Role + "/grants", Body: `{"object":"billing","action":"update","scope":"all"}`},
		"opens the field for himself":   {Do: "PUT /roles/" + clerk.Role + "/fields", Body: `{"object":"contact","field":"phone","mask":"write"}`},
		"opens it for a weaker role":    {Do: "PUT /roles/viewer/grants", Body: `{"object":"task","action":"read","scope":"all"}`},
		"becomes an admin":              {Do: "PUT /roles/admin/members/" + key(w, "acme/adam")},
		"makes a friend an admin":       {Do: "PUT /roles/admin/members/" + key(w, "acme/ed")},
		"makes a friend an owner":       {Do: "PUT /roles/owner/members/" + key(w, "acme/ed")},
		"takes an admin down":           {Do: "PUT /roles/" + clerk.Role + "/members/" + key(w, "acme/eve")},
		"takes the owner down":          {Do: "PUT /roles/" + clerk.Role + "/members/" + key(w, "acme/ana")},
		"copies a role that sees more":  {Do: "POST /roles", Body: `{"from":"employee","name":"Mine"}`},
		"makes an admin of an employee": {Do: "PUT /roles/admin/members/" + key(w, "acme/ed")},
		"invites an admin":              {Do: "POST /invitations", Body: `{"email":"friend@x.example","name":"Friend","role":"admin"}`},
		"removes an admin":              {Do: "DELETE /members/" + key(w, "acme/eve")},
		"weakens a role above him":      {Do: "PUT /roles/admin/grants", Body: `{"object":"contact","action":"read","scope":"none"}`},
		"invites one who sees the rest": {Do: "POST /invitations", Body: `{"email":"friend@x.example","name":"Friend","role":"employee"}`},
	} {
		c.As = "acme/adam"
		a := w.Do(c)
		require.Equal(t, 403, a.Status, "%s: %s", name, a.Body)
	}
	w.Run(
		apptest.Call{Name: "nor can the owner's rights change", As: "acme/ana", Do: "PUT /roles/owner/grants", Body: `{"object":"role","action":"update","scope":"none"}`, Want: 409, Has: []string{"role.fixed"}},
		apptest.Call{Name: "nor fields be closed to the owner", As: "acme/ana", Do: "PUT /roles/owner/fields", Body: `{"object":"contact","field":"email","mask":"hide"}`, Want: 409, Has: []string{"role.fixed"}},
		apptest.Call{Name: "the last owner can't step down", As: "acme/ana", Do: "PUT /roles/" + clerk.Role + "/members/" + key(w, "acme/ana"), Want: 409, Has: []string{"member.last_owner"}},
		apptest.Call{Name: "still the owner", As: "acme/ana", Do: "GET /me", Want: 200, Has: []string{`"roleName":""`, `"role":"owner"`}},
		apptest.Call{Name: "a free seat only looks", As: "acme/ana", Do: "PUT /roles/viewer/grants", Body: `{"object":"contact","action":"update","scope":"own"}`, Want: 409, Has: []string{"role.seat"}},
		apptest.Call{Name: "the neighbour's member", As: "acme/ana", Do: "PUT /roles/viewer/members/" + key(w, "globex/gus"), Want: 404, Has: []string{"member.not_found"}},
	)
}
