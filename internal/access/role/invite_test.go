package role_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

// link is the token of the newest invitation to Acme that an address was mailed.
func link(w *apptest.World, email string) (token string) {
	w.T.Helper()
	ctx := w.System("acme")
	tenant := caller.From(ctx).Tenant.ID
	var jobs []struct{ Args string }
	require.NoError(w.T, w.App.DB.InPlatform(ctx, func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = 'invite.mail' AND args->>'tenant' = ?::text RETURNING args->>'args' AS args`, tenant).Scan(&jobs).Error
	}))
	for _, j := range jobs {
		var a invite.Mail
		require.NoError(w.T, json.Unmarshal([]byte(j.Args), &a))
		require.NoError(w.T, w.App.Workers.Run(w.T.Context(), job.Who{Tenant: tenant, System: "invitation"}, a))
	}
	m, err := apptest.Shared(w.T).Mail.WaitFor(w.T.Context(), email, func(m apptest.Message) bool { return len(m.Links) > 0 })
	require.NoError(w.T, err)
	_, token, _ = strings.Cut(m.Links[0], "#")
	return token
}

func address(name string) string { return name + "-" + uuid.NewString()[:8] + "@guest.example" }

func accept(w *apptest.World, token string, want int) {
	w.T.Helper()
	body := fmt.Sprintf(`{"token":%q,"name":"Zoe","password":"correct-horse-battery-42"}`, token)
	require.Equal(w.T, want, w.Do(apptest.Call{Do: "POST /invitations/accept", Body: body}).Status)
}

// rights is how far somebody with an address lets read contacts, by what their membership and the policies say.
func rightsOf(w *apptest.World, email string) (shown, caller.Scope) {
	w.T.Helper()
	var members struct {
		Items []struct{ ID, UserID, Email, Role string }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /members"}, &members)
	var roles struct{ Items []shown }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /roles"}, &roles)
	for _, m := range members.Items {
		for _, r := range roles.Items {
			for _, h := range r.Members {
				if m.Email == email && h.ID == m.ID {
					return r, scopeIn(r, "contact", "read")
				}
			}
		}
	}
	require.Fail(w.T, "nobody has "+email)
	return shown{}, caller.None
}

func scopeIn(r shown, object, action string) caller.Scope {
	for _, g := range r.Grants {
		if g.Object == object && g.Action == action {
			return g.Scope
		}
	}
	return caller.None
}

// Somebody is invited with one of the company's own roles and has it from the first moment; until they are given another
// one, which counts even when it is the program's role that the own one refines.
func TestInvitedWithAnOwnRole(t *testing.T) {
	w := apptest.New(t)
	chief := chief(w)
	email := address("zoe")
	var sent struct{ ID, Role, OwnRole, SeatKind string }
	body := fmt.Sprintf(`{"email":%q,"name":"Zoe","role":%q}`, email, chief.Role)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /invitations", Body: body, Want: 201}, &sent)
	require.Equal(t, "manager", sent.Role)
	require.Equal(t, chief.Role, sent.OwnRole)
	require.Equal(t, "full", sent.SeatKind, "the least kind that the role takes")
	token := link(w, email)
	a := w.Do(apptest.Call{Do: "POST /invitations/look", Body: fmt.Sprintf(`{"token":%q}`, token)})
	require.Contains(t, a.Body, `"roleName":"Chief"`)
	w.Run(apptest.Call{Name: "nobody deletes it meanwhile", As: "acme/ana", Do: "DELETE /roles/" + chief.Role, Want: 409,
		Has: []string{"role.used", `"members":0`, `"invitations":1`}})
	accept(w, token, 200)
	r, reads := rightsOf(w, email)
	require.Equal(t, "Chief", r.Name)
	require.Equal(t, caller.All, reads)
	w.Run(apptest.Call{Name: "nor now", As: "acme/ana", Do: "DELETE /roles/" + chief.Role, Want: 409, Has: []string{`"members":1`, `"invitations":0`}},
		apptest.Call{Name: "on record by its name", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"to":"Chief"`}})
	member := r.Members[0].ID
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /members/" + member + "/suspend", Want: 204}, nil)
	w.Run(apptest.Call{Name: "a suspended person keeps it", As: "acme/ana", Do: "DELETE /roles/" + chief.Role, Want: 409, Has: []string{`"members":1`}})
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /members/" + member + "/restore", Want: 200}, nil)
	require.Equal(t, caller.All, reads)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/manager/members/" + member, Want: 204}, nil)
	r, reads = rightsOf(w, email)
	require.Equal(t, "manager", r.Role, "the program's own now")
	require.Equal(t, caller.Team, reads)
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /roles/" + chief.Role, Want: 204}, nil)
	r, _ = rightsOf(w, email)
	require.Equal(t, "manager", r.Role)
}

// Nobody invites with a role that goes beyond their own rights, nor with one of another company.
func TestInvitingAboveOneself(t *testing.T) {
	w := apptest.New(t)
	chief := chief(w)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/manager/grants", Body: `{"object":"member","action":"create","scope":"all"}`}, nil)
	same := copied(w, "manager", "Same")
	invitation := func(code string) string {
		return fmt.Sprintf(`{"email":%q,"name":"Zoe","role":%q}`, address("zoe"), code)
	}
	w.Run(
		apptest.Call{Name: "above", As: "acme/mira", Do: "POST /invitations", Body: invitation(chief.Role), Want: 403, Has: []string{"role.above_you"}},
		apptest.Call{Name: "as far as one's own", As: "acme/mira", Do: "POST /invitations", Body: invitation(same.Role), Want: 201},
		apptest.Call{Name: "another company's", As: "globex/gus", Do: "POST /invitations", Body: invitation(same.Role), Want: 422, Has: []string{"member.role"}},
		apptest.Call{Name: "none", As: "acme/ana", Do: "POST /invitations", Body: invitation(uuid.NewString()), Want: 422, Has: []string{"member.role"}},
	)
}

// An invitation whose role went at the same moment can't be accepted: without the role its guest could have more rights than
// were meant. A member in that case has none.
func TestTheRoleWentAtTheSameMoment(t *testing.T) {
	w := apptest.New(t)
	chief := chief(w)
	late, early := address("late"), address("early")
	for _, email := range []string{late, early} {
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /invitations", Body: fmt.Sprintf(`{"email":%q,"name":"Zoe","role":%q}`, email, chief.Role), Want: 201}, nil)
	}
	first := link(w, early)
	accept(w, first, 200)
	m, err := apptest.Shared(t).Mail.WaitFor(t.Context(), late, func(m apptest.Message) bool { return len(m.Links) > 0 })
	require.NoError(t, err)
	_, second, _ := strings.Cut(m.Links[0], "#")
	ctx := w.System("acme")
	require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
		return db.Orm(ctx).Exec("DELETE FROM role WHERE id = ?", chief.Role).Error // as if nobody had been counted yet
	}))
	accept(w, second, 410)
	require.Equal(t, 410, w.Do(apptest.Call{Do: "POST /invitations/look", Body: fmt.Sprintf(`{"token":%q}`, second)}).Status)
	r, _ := rightsOf(w, early)
	require.Equal(t, "manager", r.Role)
	here := 0
	require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
		p, err := w.App.Roles.Policy(ctx)
		require.NoError(t, err)
		ms, err := w.App.Roles.Members(ctx)
		for _, m := range ms {
			if m.Own != nil {
				here++
				r, err := p.Of(m)
				require.NoError(t, err)
				require.Empty(t, r.Rights.Grants)
			}
		}
		return err
	}))
	require.Equal(t, 1, here)
}
