package page_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/page"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"  Łucja   ŻÓŁĆ ": "lucja zolc", "Пётр": "петр", "९८७६": "9876", "गाँव": "गांव", "ज़मीन": "जमीन", `Nowak-Lis (PL), "Dach"`: "nowak lis pl dach", "Niño": "nino",
	} {
		require.Equal(t, want, page.Fold(in), in)
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{
		"Anna Łoś": {"anna", "los"}, "0048 (600) 123-456": {"48600123456"}, "९८७६५ ४३२१०": {"9876543210"}, "anna 600": {"anna", "600"}, "12": {"12"}, "": {},
	} {
		require.Equal(t, want, append([]string{}, page.Words(in)...), in)
	}
}

func TestAround(t *testing.T) {
	require.Equal(t, "short", page.Around("short", "x"))
	long := strings.Repeat("słowo ", 50) + "Żółty dach " + strings.Repeat("word ", 50)
	piece := page.Around(long, "zolty")
	require.Contains(t, piece, "Żółty dach")
	require.True(t, strings.HasPrefix(piece, "…") && strings.HasSuffix(piece, "…"), piece)
	require.Less(t, len([]rune(piece)), 200)
}

func TestLexemes(t *testing.T) {
	require.Equal(t, "('anna':*) & ('d':*) & ('ex':*)", page.Search{Text: "Anna d'ex"}.Lexemes())
	require.Empty(t, page.Search{Text: "%% '"}.Lexemes())
	near := page.Search{Text: "dach"}.NearLexemes()
	for _, one := range []string{"'dach':*", "'dah'", "'adch'", "'dacha'", "'dech'"} {
		require.Contains(t, near, one)
	}
}
