package owner_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
)

var me, ed, ghost = uuid.New(), uuid.New(), uuid.New()

type staff map[uuid.UUID]string

func (s staff) Names(context.Context, []uuid.UUID) (map[uuid.UUID]string, error) { return s, nil }
func (s staff) Works(_ context.Context, id uuid.UUID) (bool, error)              { return s[id] != "", nil }

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name     string
		scope    caller.Scope
		from, to *uuid.UUID
		want     error
	}{
		{"all to a colleague", caller.All, &me, &ed, nil},
		{"all to nobody", caller.All, &me, nil, nil},
		{"team from nobody", caller.Team, nil, &ed, nil},
		{"team to nobody", caller.Team, &me, nil, nil},
		{"own to a colleague", caller.Own, &me, &ed, nil},
		{"own to nobody", caller.Own, &me, nil, owner.ErrNeeded},
		{"own to a stranger", caller.Own, &me, &ghost, owner.ErrUnknown},
		{"assigned to a colleague", caller.Assigned, &me, &ed, owner.ErrFixed},
		{"assigned stays", caller.Assigned, &ed, &ed, nil},
		{"no right", caller.None, &me, &ed, owner.ErrFixed},
		{"nobody stays nobody", caller.None, nil, nil, nil},
	} {
		ctx := caller.With(t.Context(), &caller.Caller{UserID: me, Grants: caller.Grants{"contact.update": c.scope}})
		err := owner.Check(ctx, staff{me: "Me", ed: "Ed"}, "contact", c.from, c.to)
		require.ErrorIs(t, err, c.want, c.name)
	}
}

func TestSelf(t *testing.T) {
	require.Nil(t, owner.Self(caller.With(t.Context(), caller.System("import", caller.Tenant{}))))
	require.Nil(t, owner.Self(caller.With(t.Context(), &caller.Caller{UserID: uuid.New(), Role: "api_key"})), "a key is nobody who works here")
	require.Equal(t, &me, owner.Self(caller.With(t.Context(), &caller.Caller{UserID: me, MemberID: uuid.New()})))
}
