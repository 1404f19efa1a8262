package user_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/user"
)

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "": "", "x": "x"} {
		require.Equal(t, want, user.Network(ip))
	}
}
