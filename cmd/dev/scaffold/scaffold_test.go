package scaffold

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var top = filepath.Join("..", "..", "..")

// TestNewDomainWorks compiles a new domain and runs its tests, without writing into the working copy.
func TestNewDomainWorks(t *testing.T) {
	d, err := New(top, "crm", "ticket")
	require.NoError(t, err)
	files, err := d.Files()
	require.NoError(t, err)
	at, err := filepath.Abs(top)
	require.NoError(t, err)
	replace := map[string]string{}
	dir := t.TempDir()
	require.NoError(t, Write(dir, files))
	for name := range files {
		replace[filepath.Join(at, name)] = filepath.Join(dir, name)
	}
	overlay := filepath.Join(dir, "overlay.json")
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, raw, 0o600))

	tests := filepath.Join(dir, "tests")
	cmd := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", tests, "./internal/crm/ticket")
	cmd.Dir = at
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = exec.CommandContext(t.Context(), tests, "-test.v").CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "--- PASS: TestApply")
}

func TestFilesHaveTheirPlaces(t *testing.T) {
	d, err := New(top, "team", "shift")
	require.NoError(t, err)
	files, err := d.Files()
	require.NoError(t, err)
	for _, name := range []string{"shift.go", "service.go", "store.go", "http.go", "shift_test.go"} {
		require.Contains(t, files, "internal/team/shift/"+name)
	}
	migration := string(files["migrations/tenant/"+d.Migration+"_shift.sql"])
	require.Contains(t, migration, "CREATE TABLE shift (")
	for name, text := range files {
		require.NotContains(t, string(text), "[[.", name)
		require.False(t, strings.Contains(string(text), "ticket"), name)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Write(dir, map[string][]byte{"a/b.go": []byte("mine")}))
	require.ErrorContains(t, Write(dir, map[string][]byte{"a/b.go": []byte("new"), "a/c.go": nil}), "exists already")
	require.NoFileExists(t, filepath.Join(dir, "a", "c.go"))
}

func TestNamesAreChecked(t *testing.T) {
	for _, c := range [][2]string{{"kit", "ticket"}, {"crm", "Ticket"}, {"crm", "func"}, {"crm", "../x"}, {"", ""}} {
		_, err := New(top, c[0], c[1])
		require.Error(t, err, c)
	}
}

func TestPlural(t *testing.T) {
	for one, many := range map[string]string{
		"ticket": "tickets", "survey": "surveys", "policy": "policies", "branch": "branches", "tax": "taxes", "address": "addresses",
	} {
		require.Equal(t, many, plural(one))
	}
}
