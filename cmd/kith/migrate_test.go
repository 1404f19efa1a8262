package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/platform/tenant"
)

// What is asked for counts as it is: no failure means none, and nobody working is refused before anything is opened.
func TestMigrateFlags(t *testing.T) {
	how, err := asked(tenant.Rollout{Workers: 4, MaxFailures: 3})
	require.NoError(t, err)
	require.Equal(t, tenant.Rollout{Workers: 4, MaxFailures: 3}, how)
	how, err = asked(tenant.Rollout{Workers: 1})
	require.NoError(t, err)
	require.Equal(t, tenant.NoFailure, how.MaxFailures)
	for _, flag := range []string{"--workers=0", "--workers=-2", "--max-failures=-1"} {
		c := migrateFlags(&cobra.Command{Use: "run", SilenceErrors: true, SilenceUsage: true})
		c.SetArgs([]string{flag})
		require.ErrorContains(t, c.ExecuteContext(t.Context()), flag[:9])
	}
}
