package diff

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestResolve(t *testing.T) {
	ed, ghost := uuid.New(), uuid.New()
	stored, err := json.Marshal([]Change{{Field: "ownerId", From: ed, To: ghost}, {Field: "name", From: ed, To: "x"}})
	require.NoError(t, err)
	var read []Change
	require.NoError(t, json.Unmarshal(stored, &read))
	namers := Namers{"ownerId": func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
		require.ElementsMatch(t, []uuid.UUID{ed, ghost}, ids)
		return map[uuid.UUID]string{ed: "Ed"}, nil
	}}
	require.NoError(t, namers.Resolve(t.Context(), read))
	require.Equal(t, []Change{{Field: "ownerId", From: "Ed", To: nil}, {Field: "name", From: ed.String(), To: "x"}}, read)
}
