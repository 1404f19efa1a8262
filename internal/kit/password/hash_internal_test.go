package password

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"
)

// Dummy takes as long as Verify only while its hash asks for the same work.
func TestNobodysHashCostsTheSame(t *testing.T) {
	got, _, _, err := argon2id.DecodeHash(nobodys)
	require.NoError(t, err)
	require.Equal(t, params, got)
}

func TestHashingWaitsItsTurn(t *testing.T) {
	for range cap(slots) {
		slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // enough to hash, were there a turn
	defer cancel()
	require.ErrorIs(t, Dummy(ctx, "x"), context.DeadlineExceeded)
	_, err := Hash(ctx, "x")
	require.ErrorIs(t, err, context.DeadlineExceeded)

	done := make(chan error, 1)
	go func() { done <- Dummy(t.Context(), "x") }()
	for range cap(slots) {
		<-slots
	}
	require.NoError(t, <-done)
	require.Empty(t, slots, "every turn is given back")
}

func TestList(t *testing.T) {
	require.Len(t, ranks(), 49_193)
	require.Equal(t, 1, rank("123456"))
	for entry := range ranks() {
		n := len([]rune(entry))
		require.True(t, n >= shortestWord && n <= longestWord, entry)
		require.Equal(t, fold(entry), entry)
	}
}
