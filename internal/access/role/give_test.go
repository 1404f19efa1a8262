package role_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
)

// chief is a role of the company's own that sees more than the managers whose seat it takes.
func chief(w *apptest.World) shown {
	r := copied(w, "manager", "Chief")
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + r.Role + "/grants", Body: `{"object":"contact","action":"read","scope":"all"}`}, nil)
	return r
}

func give(w *apptest.World, code, who string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + code + "/members/" + key(w, who), Want: 204}, nil)
}

func key(w *apptest.World, who string) string { return w.Person(who).MemberID.String() }

// leave takes a person out; comeBack does what accepting an invitation as a manager does.
func leave(w *apptest.World, who string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /members/" + key(w, who), Want: 204}, nil)
}

func comeBack(w *apptest.World, who string) {
	w.T.Helper()
	p := w.Person(who)
	require.NoError(w.T, w.App.DB.InPlatform(w.System("acme"), func(ctx context.Context) error {
		m, err := w.App.Members.Join(ctx, member.Joining{TenantID: p.Tenant.ID, UserID: p.UserID, Name: who, Role: "manager"})
		if err == nil {
			err = w.App.Licences.TakeSeat(ctx, p.Tenant.ID, "full", m.ID)
		}
		return err
	}))
}

// reads is how far a person's role lets them read contacts, by what is stored now.
func reads(w *apptest.World, who string) (s caller.Scope) {
	w.T.Helper()
	p := w.Person(who)
	ctx := w.System("acme")
	var m member.Principal
	require.NoError(w.T, w.App.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		m, err = w.App.Members.PrincipalOf(ctx, p.UserID, p.Tenant.ID)
		return err
	}))
	require.NoError(w.T, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
		policy, err := w.App.Roles.Policy(ctx)
		if err != nil {
			return err
		}
		r, err := policy.Of(role.Member{UserID: p.UserID, Role: m.Role, Since: m.Since})
		s = r.Rights.Grants.Of("contact", "read")
		return err
	}))
	return s
}

// Whoever comes back has the role that they are invited with, not the one they had.
func TestAnOwnRoleDoesNotComeBack(t *testing.T) {
	w := apptest.New(t)
	give(w, chief(w).Role, "acme/mira")
	require.Equal(t, caller.All, w.Grants("acme/mira").Of("contact", "read"))
	day := `{"endsOn":"2199-01-01"}`
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /members/" + key(w, "acme/mira"), Body: day}, nil)
	require.Equal(t, caller.All, reads(w, "acme/mira"), "a last day changes no role")
	leave(w, "acme/mira")
	comeBack(w, "acme/mira")
	require.Equal(t, caller.Team, reads(w, "acme/mira"), "invited again")
	require.Equal(t, caller.Team, w.Grants("acme/mira").Of("contact", "read"))
	w.Run(apptest.Call{Name: "nobody has it", As: "acme/ana", Do: "GET /roles/names", Want: 200, Has: []string{`"userIds":[]`}})
	give(w, copied(w, "manager", "Other").Role, "acme/mira")
	leave(w, "acme/mira")
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /members/" + key(w, "acme/mira") + "/restore"}, nil)
	require.Equal(t, caller.Team, reads(w, "acme/mira"), "taken back")
}

// with is the service with some of its steps done otherwise.
func with(w *apptest.World, change func(*role.Deps)) *role.Service {
	d := w.App.Roles.Deps
	change(&d)
	return role.NewService(d)
}

// A role that is being given to a person who is taken out and invited again meanwhile is not given.
func TestGivingToWhoLeftMeanwhile(t *testing.T) {
	for name, from := range map[string]string{"with the same base": "manager", "with another": "employee"} {
		w := apptest.New(t)
		code := chief(w).Role
		p := w.Join("acme", "zoe", from)
		away := func() {
			leave(w, "acme/zoe")
			comeBack(w, "acme/zoe")
		}
		s := with(w, func(d *role.Deps) {
			members, move := d.Members, d.Move
			d.Members = func(ctx context.Context) ([]role.Member, error) {
				ms, err := members(ctx)
				if from == "manager" {
					away()
				}
				return ms, err
			}
			d.Move = func(ctx context.Context, id uuid.UUID, base string) error {
				away()
				return move(ctx, id, base)
			}
		})
		ctx, err := w.As("acme/ana")
		require.NoError(t, err)
		require.NoError(t, s.Give(ctx, code, p.MemberID))
		require.Equal(t, caller.Team, reads(w, "acme/zoe"), name)
	}
}

// A role that was left over by a failure does not count when the membership says its base again, not for a moment.
func TestLeftOverRolesDoNotCount(t *testing.T) {
	w := apptest.New(t)
	give(w, chief(w).Role, "acme/mira")
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	broken, units := errors.New("no connection"), 0
	halfway := with(w, func(d *role.Deps) {
		unit := d.InTenant
		d.InTenant = func(ctx context.Context, f func(context.Context) error) error {
			if units++; units > 1 {
				return broken
			}
			return unit(ctx, f)
		}
	})
	id := w.Person("acme/mira").MemberID
	require.ErrorIs(t, halfway.Give(ctx, "employee", id), broken)
	require.Equal(t, caller.Own, reads(w, "acme/mira"))
	seen := caller.None
	watched := with(w, func(d *role.Deps) {
		move := d.Move
		d.Move = func(ctx context.Context, id uuid.UUID, base string) error {
			err := move(ctx, id, base)
			seen = reads(w, "acme/mira")
			return err
		}
	})
	require.NoError(t, watched.Give(ctx, "manager", id))
	require.Equal(t, caller.Team, seen)
	require.Equal(t, caller.Team, reads(w, "acme/mira"))
}

// waitForLock waits until somebody waits for somebody.
func waitForLock(w *apptest.World) {
	w.T.Helper()
	ctx := w.T.Context()
	c, err := pgx.Connect(ctx, apptest.Shared(w.T).DB.URL)
	require.NoError(w.T, err)
	defer c.Close(ctx) //nolint:errcheck // the test is over
	for n, tries := 0, 0; n == 0 && tries < 1000; tries++ {
		require.NoError(w.T, c.QueryRow(ctx, "SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&n))
		time.Sleep(5 * time.Millisecond)
	}
}

// A role can't be deleted while it is being given: neither before the first commit nor between the steps.
func TestARoleBeingGivenStays(t *testing.T) {
	w := apptest.New(t)
	same, other := copied(w, "employee", "Same").Role, copied(w, "manager", "Other").Role
	answer := make(chan int, 1)
	remove := func(code string) int { return w.Do(apptest.Call{As: "acme/ana", Do: "DELETE /roles/" + code}).Status }
	event.On(w.App.Roles.Bus, func(_ context.Context, g role.Giving) error {
		if g.After.Code == same {
			go func() { answer <- remove(same) }()
			waitForLock(w)
		}
		return nil
	})
	give(w, same, "acme/ed")
	require.Equal(t, 409, <-answer)
	require.Equal(t, 409, remove(same))
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	between := with(w, func(d *role.Deps) {
		move := d.Move
		d.Move = func(ctx context.Context, id uuid.UUID, base string) error {
			require.Equal(t, 409, remove(other), "the membership does not say its base yet")
			return move(ctx, id, base)
		}
	})
	require.NoError(t, between.Give(ctx, other, w.Person("acme/ed").MemberID))
	require.Equal(t, 409, remove(other))
	give(w, "employee", "acme/ed")
	require.Equal(t, 204, remove(other))
	require.Equal(t, 204, remove(same))
}
