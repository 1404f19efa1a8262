package member

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/i18n"
)

var roles = []string{Owner, Admin, Manager, Employee, Freelancer, Technician, Viewer}

// S38: whoever acts, nobody above them is touched and no role above them given. The oracle is the order of the roles.
func TestNobodyGrantsAboveOwnRole(t *testing.T) {
	height := map[string]int{Owner: 5, Admin: 4, Manager: 3, Employee: 2, Freelancer: 1, Technician: 1, Viewer: 0}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, actor := range roles {
		for _, from := range roles {
			for _, to := range roles {
				m := Member{Role: from, State: active}
				err := m.apply(Draft{Role: &to}, Actor{Role: actor}, "UTC", now)
				allowed := height[from] <= height[actor] && height[to] <= height[actor]
				require.Equal(t, allowed, err == nil, "%s makes a %s a %s: %v", actor, from, to, err)
				if !allowed {
					require.ErrorIs(t, err, ErrAbove)
					require.Equal(t, from, m.Role, "a refused change changes nothing")
				}
			}
		}
	}
	for _, unknown := range []string{"", "root", "OWNER", "*", "owner "} {
		m := Member{Role: Viewer}
		require.ErrorIs(t, m.apply(Draft{Role: &unknown}, Actor{Role: Owner}, "UTC", now), ErrRole, unknown)
	}
	require.ErrorIs(t, Actor{Role: Admin, Beyond: []string{Employee}}.Check(Employee), ErrAbove, "a role with a right that the actor lacks")
	require.NoError(t, Actor{Role: Admin, Beyond: []string{Employee}}.Check(Viewer))
	require.Error(t, Actor{Role: ""}.Check(Employee), "a caller without a role is below everybody but the lowest")
	require.Equal(t, Owner, ActorOf(caller.System("seed", caller.Tenant{})).Role)
	require.Equal(t, Manager, ActorOf(&caller.Caller{Role: Manager}).Role)
}

func TestSeatKinds(t *testing.T) {
	want := map[string]string{Owner: "full", Admin: "full", Manager: "full", Employee: "full", Freelancer: "light", Technician: "light", Viewer: "viewer"}
	for _, r := range roles {
		require.Equal(t, want[r], string(SeatKind(r)), r)
	}
}

func TestEnding(t *testing.T) {
	now := time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC) // in Kolkata it is 1 December, 01:30
	for _, c := range []struct {
		role, zone string
		day        Day
		want       string
		err        error
	}{
		{Freelancer, "Europe/Warsaw", "2026-11-30", "2026-11-30T23:00:00Z", nil},
		{Freelancer, "America/New_York", "2026-11-30", "2026-12-01T05:00:00Z", nil},
		{Freelancer, "Asia/Kolkata", "2026-11-30", "", ErrEndsOn}, // over there already
		{Freelancer, "Asia/Kolkata", "2026-12-01", "2026-12-01T18:30:00Z", nil},
		{Freelancer, "UTC", "2026-11-29", "", ErrEndsOn},
		{Freelancer, "UTC", "2026-02-30", "", ErrEndsOn},
		{Freelancer, "UTC", "30.11.2026", "", ErrEndsOn},
		{Freelancer, "UTC", "", "", nil},
		{Owner, "UTC", "2026-12-24", "", ErrOwnerEnds},
		{Freelancer, "Nowhere/Land", "2026-12-24", "", ErrEndsOn},
	} {
		end, err := Ending(c.role, c.day, c.zone, now)
		require.ErrorIs(t, err, c.err)
		got := ""
		if end != nil {
			got = end.Format(time.RFC3339)
		}
		require.Equal(t, c.want, got, "%s in %s", c.day, c.zone)
	}
	m := Member{State: active}
	require.True(t, m.Here(now))
	m.EndsAt = &now
	require.False(t, m.Here(now), "out at the very moment")
	require.True(t, m.Here(now.Add(-time.Microsecond)))
	m = Member{State: removed}
	require.False(t, m.Here(now))
}

func TestOwnerHasNoEnd(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	end, owner := now.Add(time.Hour), Owner
	m := Member{Role: Admin, EndsOn: "2026-11-22", EndsAt: &end}
	require.NoError(t, m.apply(Draft{Role: &owner}, Actor{Role: Owner}, "UTC", now))
	require.Empty(t, m.EndsOn)
	require.Nil(t, m.EndsAt)
	none := Day("")
	m = Member{Role: Freelancer, EndsOn: "2026-11-22", EndsAt: &end}
	require.NoError(t, m.apply(Draft{EndsOn: &none}, Actor{Role: Manager}, "UTC", now))
	require.Nil(t, m.EndsAt)
}

func TestLettersAreComplete(t *testing.T) {
	l := user.Tools{}.Letters(letters)
	require.Empty(t, i18n.CheckComplete(l.Texts))
	for _, r := range roles {
		require.True(t, l.Texts.Has("role."+r), r)
	}
}
