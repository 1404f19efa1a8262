package trial

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoHasATrial(t *testing.T) {
	for email, want := range map[string]string{
		"ana@acme.pl":               "acme.pl",
		"Ben@Sales.Acme.pl":         "acme.pl", // a part of the same company
		"ben@firma.com.pl":          "firma.com.pl",
		"ana@gmail.com":             "ana@gmail.com",
		"A.n.a+kith@googlemail.com": "ana@gmail.com",
		"ana.k+kith@wp.pl":          "ana.k@wp.pl", // dots are letters there
		"ana@acme.test":             "",
		"ana@example.com":           "",
		"ana@localhost":             "",
		"ana":                       "",
	} {
		who, ok := holder(email)
		require.Equal(t, want, who, email)
		require.Equal(t, want != "", ok, email)
	}
}
