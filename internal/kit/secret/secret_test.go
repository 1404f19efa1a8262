package secret_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/secret"
)

func keys(t *testing.T, root string) secret.Keys {
	t.Helper()
	k, err := secret.NewKeys(root)
	require.NoError(t, err)
	return k
}

// A token is 256 random bits, and what is stored does not lead back to it.
func TestTokensAreRandom(t *testing.T) {
	seen := map[string]bool{}
	ones := 0
	const n = 2000
	for range n {
		token, hash := secret.Token()
		raw, err := base64.RawURLEncoding.DecodeString(token)
		require.NoError(t, err)
		require.Len(t, raw, 32)
		require.Len(t, hash, 32)
		require.False(t, seen[token])
		require.NotContains(t, string(hash), token)
		seen[token] = true
		for _, b := range raw {
			for ; b > 0; b &= b - 1 {
				ones++
			}
		}
	}
	require.InDelta(t, n*128, ones, 4*360, "half of the bits, within four deviations")
}

// What was sealed is read for its purpose and with its secret only, and not when one bit is another.
func TestSealedIsSecretAndWhole(t *testing.T) {
	k, plain := keys(t, strings.Repeat("a", 32)), []byte("the seed of an app")
	sealed, err := k.Seal("totp", plain)
	require.NoError(t, err)
	require.NotContains(t, string(sealed), string(plain))
	again, err := k.Seal("totp", plain)
	require.NoError(t, err)
	require.False(t, bytes.Equal(sealed, again), "another nonce each time")
	got, err := k.Open("totp", sealed)
	require.NoError(t, err)
	require.Equal(t, plain, got)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		_, err := k.Open("totp", changed)
		require.ErrorIs(t, err, secret.ErrUnreadable)
	}
	_, err = k.Open("signing", sealed)
	require.ErrorIs(t, err, secret.ErrUnreadable)
	_, err = keys(t, strings.Repeat("b", 32)).Open("totp", sealed)
	require.ErrorIs(t, err, secret.ErrUnreadable)
	_, err = k.Open("totp", nil)
	require.ErrorIs(t, err, secret.ErrUnreadable)
}

// A signature holds for its purpose and its data, and a short secret is refused.
func TestSignatures(t *testing.T) {
	k := keys(t, strings.Repeat("a", 32))
	mac := k.Sign("cursor", []byte("x"))
	require.Len(t, mac, 32)
	require.True(t, k.Verify("cursor", []byte("x"), mac))
	require.False(t, k.Verify("anchor", []byte("x"), mac))
	require.False(t, k.Verify("cursor", []byte("y"), mac))
	require.False(t, k.Verify("cursor", []byte("x"), mac[:31]))
	_, err := secret.NewKeys(strings.Repeat("a", 31))
	require.Error(t, err)
}
