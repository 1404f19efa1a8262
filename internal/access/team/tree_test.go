package team

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func ident(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

// Sales has North and South below it, North has Harbour. Leaders see down, not up and not sideways.
func TestLeadersSeeDown(t *testing.T) {
	below := func(n int) *uuid.UUID { id := ident(n); return &id }
	people := func(of int, users ...int) (ms []Member) {
		for i, u := range users {
			ms = append(ms, Member{ident(of), ident(u), i == 0})
		}
		return ms
	}
	tree := Tree{
		{ID: ident(1), Name: "Sales", Members: people(1, 11, 12)}, {ID: ident(2), Name: "North", ParentID: below(1), Members: people(2, 21, 22)},
		{ID: ident(3), Name: "South", ParentID: below(1), Members: people(3, 31)}, {ID: ident(4), Name: "Harbour", ParentID: below(2), Members: people(4, 41, 42)},
	}
	for user, want := range map[int][2][]int{
		11: {{1, 2, 3, 4}, {12, 21, 22, 31, 41, 42}}, // leads all
		12: {{1}, {11}},                              // is only in Sales
		21: {{2, 4}, {22, 41, 42}},
		22: {{2}, {21}},
		42: {{4}, {41}},
		99: {nil, nil},
	} {
		teams, mates := tree.Of(ident(user))
		require.ElementsMatch(t, all(want[0]), teams, user)
		require.ElementsMatch(t, all(want[1]), mates, user)
	}
	require.ErrorIs(t, tree.places(Team{ID: ident(1), ParentID: below(4)}), ErrLoop)
	require.ErrorIs(t, tree.places(Team{ID: ident(1), ParentID: below(1)}), ErrLoop)
	require.ErrorIs(t, tree.places(Team{ID: ident(1), ParentID: below(9)}), ErrNoParent)
	require.NoError(t, tree.places(Team{ID: ident(4), ParentID: below(3)}))
	teams, _ := tree.With(Team{ID: ident(4), Name: "Harbour", ParentID: below(3)}).Of(ident(21))
	require.Equal(t, all([]int{2}), teams)
	teams, _ = tree.With(Team{ID: ident(4)}).Of(ident(41))
	require.Empty(t, teams)
}

func all(ns []int) (ids []uuid.UUID) {
	for _, n := range ns {
		ids = append(ids, ident(n))
	}
	return ids
}
