package mutants_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/cmd/dev/mutants"
)

const top = "../../.."

func table(t *testing.T) map[string]mutants.Invariant {
	t.Helper()
	all, err := mutants.Read(top)
	require.NoError(t, err)
	byID := map[string]mutants.Invariant{}
	for _, i := range all {
		require.NotContains(t, byID, i.ID)
		byID[i.ID] = i
	}
	return byID
}

// Every invariant of billing and every attack has a test and a mutant that turns one red, every property of histories has
// a test, and all these tests are there.
func TestEveryInvariantHasItsTest(t *testing.T) {
	all := table(t)
	require.Len(t, all, 18+11+60)
	for n := range 18 {
		i, ok := all[fmt.Sprint("I", n+1)]
		require.True(t, ok, "I%d", n+1)
		require.NotEmpty(t, i.Mutants, i.ID)
	}
	for n := range 11 {
		require.Contains(t, all, fmt.Sprint("P", n+1))
	}
	for n := range 60 {
		s, ok := all[fmt.Sprint("S", n+1)]
		require.True(t, ok, "S%d", n+1)
		require.Equal(t, s.Reason == "", len(s.Mutants) > 0, "%s has a mutant, or a reason to need none", s.ID)
	}
	for _, i := range all {
		require.NotEmpty(t, i.Says, i.ID)
		if i.Reason != "" {
			require.Empty(t, i.Tests, i.ID)
			continue
		}
		require.NotEmpty(t, i.Tests, i.ID)
		for _, test := range i.Tests {
			require.True(t, exists(t, test), "%s: %s", i.ID, test)
		}
	}
}

// A mutant whose text is not in its file any more, or is there twice, would change nothing, or too much.
func TestMutantsCanBePlanted(t *testing.T) {
	for _, i := range table(t) {
		for _, m := range i.Mutants {
			raw, err := os.ReadFile(filepath.Join(top, m.File))
			require.NoError(t, err, i.ID)
			require.Equal(t, 1, strings.Count(string(raw), m.Text), "%s: «%s» in %s", i.ID, m.Text, m.File)
			require.NotEqual(t, m.Text, m.With, i.ID)
			require.False(t, strings.HasSuffix(m.File, "_test.go"), "a mutant changes the program, not its tests")
			require.True(t, exists(t, m.Test), "%s: %s", i.ID, m.Test)
		}
	}
}

// exists tells whether there is a test, given as internal/platform/plan.TestCatalogue.
func exists(t *testing.T, test string) bool {
	t.Helper()
	at := strings.LastIndex(test, ".")
	require.Positive(t, at, test)
	files, err := filepath.Glob(filepath.Join(top, test[:at], "*_test.go"))
	require.NoError(t, err)
	function := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(test[at+1:]) + `\(t \*testing\.T\)`)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		if function.Match(raw) {
			return true
		}
	}
	return false
}

func TestChosen(t *testing.T) {
	all := []mutants.Invariant{{ID: "I1", Mutants: make([]mutants.Mutant, 2)}, {ID: "I2", Mutants: make([]mutants.Mutant, 1)}, {ID: "P1"}}
	for n, ids := range map[int][]string{3: nil, 2: {"I1"}, 1: {"I2", "P1"}} {
		list, err := mutants.Chosen(all, ids)
		require.NoError(t, err)
		require.Len(t, list, n)
	}
	_, err := mutants.Chosen(all, []string{"I1", "I99"})
	require.ErrorContains(t, err, "I99")
}
