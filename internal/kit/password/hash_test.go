package password_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/kith-crm/kith/internal/kit/password"
)

func TestHash(t *testing.T) {
	pw := "Zielony żuraw pije kawę"
	hash, err := password.Hash(t.Context(), pw)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"), hash)
	again, err := password.Hash(t.Context(), pw)
	require.NoError(t, err)
	require.NotEqual(t, hash, again, "each has its own salt")

	for try, want := range map[string]bool{pw: true, norm.NFD.String(pw): true, pw + " ": false, strings.ToUpper(pw): false, "": false} {
		ok, err := password.Verify(t.Context(), try, hash)
		require.NoError(t, err)
		require.Equal(t, want, ok, try)
	}
	_, err = password.Verify(t.Context(), pw, "plain")
	require.Error(t, err)
}

func TestDummy(t *testing.T) {
	require.NoError(t, password.Dummy(t.Context(), "anything"))
}
