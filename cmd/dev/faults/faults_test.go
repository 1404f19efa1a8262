package faults_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/cmd/dev/faults"
)

// Each fault has its test, and is the only one with its name.
func TestFaultsHaveTheirTests(t *testing.T) {
	for _, f := range faults.All {
		if f.ID == faults.Rolling {
			continue
		}
		c := exec.Command("grep", "-rlE", "^func "+f.Test+`\(t \*testing\.T\)`, "../../../"+strings.TrimPrefix(f.Package, "./"))
		out, err := c.Output()
		require.NoError(t, err, f.ID)
		require.Equal(t, 1, strings.Count(string(out), "\n"), f.ID)
	}
	_, err := faults.Chosen([]string{"F1", "F99"})
	require.ErrorContains(t, err, "there is no fault F99")
	all, err := faults.Chosen(nil)
	require.NoError(t, err)
	require.Len(t, all, len(faults.All))
	some, err := faults.Chosen([]string{"F8", "F1"})
	require.NoError(t, err)
	require.Equal(t, "F1 F8", some[0].ID+" "+some[1].ID)
}
