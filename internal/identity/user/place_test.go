package user

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCountry(t *testing.T) {
	for ip, want := range map[string]string{
		"8.8.8.8": "US", "213.180.141.140": "PL", "::ffff:213.180.141.140": "PL", "2a00:1450:4001:81b::200e": "DE", "103.21.124.1": "IN",
		"127.0.0.1": "", "::1": "", "10.1.2.3": "", "192.168.1.1": "", "fd00::1": "", "fe80::1%eth0": "", "0.0.0.0": "", "255.255.255.255": "", "240.0.0.1": "", "": "", "someone": "",
	} {
		require.Equal(t, want, Country(ip), ip)
	}
}
