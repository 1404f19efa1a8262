package text_test

import (
	"bytes"
	"slices"
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

func TestKeySortsAsPeopleDo(t *testing.T) {
	want := []string{"Ada", "ada lovelace", "Łukasz", "Lynn", "Östen", "Otto", "Żaneta", "zoe", "Ада", "अमित", "राम"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(text.Key(a), text.Key(b)) })
	require.Equal(t, want, got)
}
