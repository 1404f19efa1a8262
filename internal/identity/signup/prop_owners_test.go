package signup_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/licence"
)

var errOver = errors.New("the history is over")

// staff are the roles of the people of a company in the model; who is out has an empty one.
type staff struct {
	*rapid.T
	w    *world
	ctx  context.Context
	role map[uuid.UUID]string
	last map[uuid.UUID]string // before they were taken out
	ids  []uuid.UUID
}

// P10, I9, I2: whoever is promoted, demoted, taken out or taken back, by programs whose clocks are five minutes apart, the
// company has an owner, and as many seats of each kind are used as people need them.
func TestP10OwnersWithClocksThatDiffer(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	people := []*who{ana, w.join(ana, "bo", "admin", ""), w.join(ana, "cy", "employee", ""), w.join(ana, "di", "viewer", "")}
	roles := []string{"owner", "admin", "employee", "viewer"}
	var ids []uuid.UUID
	for _, p := range people {
		ids = append(ids, uuid.MustParse(w.memberID(ana, p.email)))
	}
	c, err := w.sessions.Verify(ana.token)
	require.NoError(t, err)
	company := caller.Tenant{ID: c.TenantID, Timezone: "UTC"}
	histories.Check(t, func(r *rapid.T) {
		err := w.db.InPlatform(caller.With(t.Context(), caller.System("test", company)), func(ctx context.Context) error {
			s := &staff{r, w, ctx, map[uuid.UUID]string{}, map[uuid.UUID]string{}, ids}
			for n, id := range ids {
				s.role[id] = roles[n]
			}
			for range rapid.IntRange(1, 6).Draw(r, "steps") {
				s.step()
			}
			s.compare(company.ID)
			return errOver
		})
		require.ErrorIs(r, err, errOver)
	})
}

func (s *staff) owners() (n int) {
	for _, r := range s.role {
		if r == "owner" {
			n++
		}
	}
	return n
}

func (s *staff) step() {
	minutes := time.Duration(rapid.SampledFrom([]int{-5, 0, 5}).Draw(s.T, "the clock is off by minutes"))
	defer clock.Advance(minutes * time.Minute)()
	id := rapid.SampledFrom(s.ids).Draw(s.T, "member")
	now := s.role[id]
	lastOwner := now == "owner" && s.owners() == 1
	switch rapid.IntRange(0, 3).Draw(s.T, "what") {
	case 0, 1:
		role := rapid.SampledFrom([]string{"owner", "admin", "employee", "freelancer", "viewer"}).Draw(s.T, "role")
		_, err := s.w.members.Update(s.ctx, id, member.Draft{Role: &role})
		switch {
		case now == "":
			require.ErrorIs(s, err, member.ErrRemoved)
		case lastOwner && role != "owner":
			require.ErrorIs(s, err, member.ErrLastOwner)
		default:
			require.NoError(s, err)
			s.role[id] = role
		}
	case 2:
		err := s.w.members.Remove(s.ctx, id)
		switch {
		case now == "":
			require.ErrorIs(s, err, member.ErrNotFound)
		case lastOwner:
			require.ErrorIs(s, err, member.ErrLastOwner)
		default:
			require.NoError(s, err)
			s.role[id], s.last[id] = "", now
		}
	case 3:
		_, err := s.w.members.Restore(s.ctx, id)
		if now != "" {
			require.ErrorIs(s, err, member.ErrPresent)
			return
		}
		require.NoError(s, err)
		s.role[id] = s.last[id]
	}
	require.Positive(s, s.owners(), "I9")
}

func (s *staff) compare(tenant int64) {
	used := map[licence.Kind]int{}
	for id, role := range s.role {
		var is string
		const q = "SELECT CASE state WHEN 'active' THEN role ELSE '' END FROM membership WHERE id = ?"
		require.NoError(s, db.Orm(s.ctx).Raw(q, id).Scan(&is).Error)
		require.Equal(s, role, is)
		if role != "" {
			used[member.SeatKind(role)]++
		}
	}
	pools, err := s.w.licences.Pools(s.ctx, tenant)
	require.NoError(s, err)
	for _, p := range pools {
		require.Equal(s, used[p.Kind], p.Used, "%s", p.Kind)
	}
}
