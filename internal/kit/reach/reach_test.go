package reach

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/caller"
)

func TestEmail(t *testing.T) {
	for in, want := range map[string]string{" ADA@Example.com ": "ada@example.com", "": "", "ania.łoś@poczta.pl": "ania.łoś@poczta.pl"} {
		got, ok := Email(in)
		require.True(t, ok, in)
		require.Equal(t, want, got)
	}
	for _, in := range []string{"ada", "Ada <ada@x.io>", "ada@x", "a b@x.io", "ada@x.io, eve@x.io", "ada@x.io\r\nBcc: e@x.io"} {
		_, ok := Email(in)
		require.False(t, ok, in)
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct{ in, country, want string }{
		{"12 345 67 89", "PL", "+48123456789"}, {"+91 98765 43210", "PL", "+919876543210"}, {"(212) 555-0100", "US", "+12125550100"},
		{"112", "PL", "112"}, {"+48 12 345 67 89 ext. 5", "PL", "+48 12 345 67 89 ext. 5"}, {"", "PL", ""}, {"0917 123 4567", "PH", "+639171234567"},
	} {
		got, ok := Phone(c.in, c.country)
		require.True(t, ok, c.in)
		require.Equal(t, c.want, got)
	}
	_, ok := Phone("call me", "PL")
	require.False(t, ok)
}

func TestCallable(t *testing.T) {
	got, ok := Callable("501 502 503", "PL")
	require.True(t, ok)
	require.Equal(t, "+48501502503", got)
	for _, in := range []string{"112", "+1", "+48 12 345 67 89 ext. 5", "call me"} {
		_, ok := Callable(in, "PL")
		require.False(t, ok, in)
	}
	_, ok = Callable("", "PL")
	require.True(t, ok)
}

// What is left of an address or a number tells it from others, and no more.
func TestParts(t *testing.T) {
	for in, want := range map[string]string{"ada@acme.com": "a•••@acme.com", "łucja@x.pl": "ł•••@x.pl"} {
		require.Equal(t, want, PartOfEmail(in))
	}
	for in, want := range map[string]string{"+48123456789": "•••• 6789", "112": "•••• 2", "12 34": "•••• 34", "x": "•••• "} {
		require.Equal(t, want, PartOfPhone(in))
	}
	all := []Way{{Value: "a@b.example", Label: "work"}, {}}
	require.Equal(t, []Way{{"a@b.example", "a@b.example", "work"}}, Shown(all, caller.Read, PartOfEmail))
	require.Equal(t, []Way{{"a@b.example", "a•••@b.example", "work"}}, Shown(all, caller.Masked, PartOfEmail))
	require.Empty(t, Shown(all, caller.Hide, PartOfEmail))
}

func FuzzReach(f *testing.F) {
	f.Add("+48 123", "PL")
	f.Fuzz(func(t *testing.T, text, country string) {
		if n, ok := Phone(text, country); ok {
			again, ok := Phone(n, country)
			require.True(t, ok)
			require.Equal(t, n, again, "the form is stable")
		}
		Email(text)
	})
}
