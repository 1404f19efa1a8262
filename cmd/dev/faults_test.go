package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each fault has its test, and is the only one with its name.
func TestFaultsHaveTheirTests(t *testing.T) {
	for _, f := range faults {
		c := exec.Command("grep", "-rlE", "^func "+f.test+`\(t \*testing\.T\)`, "../../"+strings.TrimPrefix(f.pkg, "./"))
		out, err := c.Output()
		require.NoError(t, err, f.id)
		require.Equal(t, 1, strings.Count(string(out), "\n"), f.id)
	}
	_, err := chosenFaults([]string{"F1", "F99"})
	require.ErrorContains(t, err, "there is no fault F99")
	all, err := chosenFaults(nil)
	require.NoError(t, err)
	require.Len(t, all, len(faults))
	some, err := chosenFaults([]string{"F8", "F1"})
	require.NoError(t, err)
	require.Equal(t, "F1 F8", some[0].id+" "+some[1].id)
}
