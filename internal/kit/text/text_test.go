package text_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/text"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"  Ada \t Lovelace\r\n": "Ada Lovelace",
		"e\u0301":               "\u00e9",
		"a\x00b\u0007":          "ab",
		"no\u00a0break":         "no break",
		"क्ष\u200d":             "क्ष\u200d", // a joiner shapes the letter
		"bad\xff":               "bad",
	} {
		require.Equal(t, want, text.Line(in), "%q", in)
	}
}

func TestBlock(t *testing.T) {
	require.Equal(t, "one\n\n\ttwo", text.Block("one\r\n\n\ttwo\x00 \n"))
}

func TestLines(t *testing.T) {
	name, city, stays, long := "", "", "as it was", "żżżż"
	draft := " Ada\nL. "
	require.Equal(t, []string{"city"}, text.Lines(6, []text.Field{{"name", &name, &draft}, {"city", &city, &[]string{"Kraków!"}[0]}, {"stays", &stays, nil}}))
	require.Equal(t, []string{"Ada L.", "Kraków!", "as it was"}, []string{name, city, stays})
	require.False(t, text.Long(long, 4), "characters count, not bytes")
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{"": "", " PL ": "pl", "pt-BR": "pt", "fil": "fil", "hi": "hi"} {
		got, ok := text.Language(in)
		require.True(t, ok, in)
		require.Equal(t, want, got)
	}
	for _, in := range []string{"Polish please", "und", "x"} {
		_, ok := text.Language(in)
		require.False(t, ok, in)
	}
}
