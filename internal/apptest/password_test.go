package apptest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/password"
)

func TestPasswordHash(t *testing.T) {
	ok, err := password.Verify(t.Context(), Password, passwordHash)
	require.NoError(t, err)
	require.True(t, ok)
}
