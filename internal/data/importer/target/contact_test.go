package target

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	for in, want := range map[string][2]string{"Ada": {"Ada", ""}, "Ada King Lovelace": {"Ada King", "Lovelace"}, "Lovelace, Ada": {"Ada", "Lovelace"}, "": {}} {
		first, last := split(in)
		require.Equal(t, want, [2]string{first, last}, in)
	}
}
