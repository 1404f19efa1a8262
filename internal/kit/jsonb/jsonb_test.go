package jsonb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/jsonb"
)

func TestList(t *testing.T) {
	none, err := jsonb.List[string](nil).Value()
	require.NoError(t, err)
	require.Equal(t, "[]", none, "an absent list is an empty one, never JSON's null")
	some := jsonb.List[string]{"a", "ż"}
	stored, err := some.Value()
	require.NoError(t, err)
	for _, src := range []any{stored, []byte(stored.(string))} {
		var back jsonb.List[string]
		require.NoError(t, back.Scan(src))
		require.Equal(t, some, back)
	}
	back := some
	require.NoError(t, back.Scan([]byte("[]")))
	require.Equal(t, jsonb.List[string]{}, back, "what was there before is gone")
	require.Error(t, new(jsonb.List[string]).Scan(1))
	require.Equal(t, "a, ż", some.Told())
}
