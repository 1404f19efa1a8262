package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryCommandSaysWhatItDoes(t *testing.T) {
	for _, c := range root().Commands() {
		if !c.Hidden {
			require.NotEmpty(t, c.Short, c.Name())
			require.NotContains(t, c.Short, "\n")
		}
	}
}

func TestParseTest(t *testing.T) {
	for _, c := range []struct {
		args string
		dash int
		want testOptions
	}{
		{"", -1, testOptions{parts: testParts}},
		{"page", -1, testOptions{parts: []string{"page"}}},
		{"go ./internal/kit/...", -1, testOptions{parts: []string{"go"}, packages: []string{"./internal/kit/..."}}},
		{"./internal/arch", -1, testOptions{parts: []string{"go"}, packages: []string{"./internal/arch"}}},
		{"./internal/arch -run Names", 1, testOptions{parts: []string{"go"}, packages: []string{"./internal/arch"}, extra: []string{"-run", "Names"}}},
	} {
		got, err := parseTest(strings.Fields(c.args), c.dash)
		require.NoError(t, err, c.args)
		require.Equal(t, c.want, got, c.args)
	}
	_, err := parseTest([]string{"pages"}, -1)
	require.ErrorContains(t, err, `"pages" is neither a part`)
}

// A setting wins over what is installed, and what it names has to be there.
func TestBrowsersAreFound(t *testing.T) {
	program := filepath.Join(t.TempDir(), "browser")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755))
	t.Setenv("KITH_CHROMIUM", program)
	t.Setenv("KITH_FIREFOX", program)
	usual, inFirefox := &tester{}, &tester{opts: testOptions{firefox: true}}
	for _, tests := range []*tester{usual, inFirefox} {
		require.NoError(t, tests.findBrowser(t.Context()))
	}
	require.Equal(t, []string{"KITH_CHROMIUM=" + program}, usual.env)
	require.Equal(t, []string{"KITH_FIREFOX=" + program}, inFirefox.env)
	require.NotContains(t, usual.journeys(), "--firefox")
	require.Contains(t, inFirefox.journeys(), "--firefox")
	t.Setenv("KITH_CHROMIUM", program+"-away")
	require.ErrorContains(t, usual.findBrowser(t.Context()), "KITH_CHROMIUM")
	t.Setenv("KITH_FIREFOX", program+"-away")
	require.ErrorContains(t, inFirefox.findBrowser(t.Context()), "KITH_FIREFOX")
}

func TestLoginsAreATable(t *testing.T) {
	text := logins("seeding\nlogin\tana@acme.test\tcorrect-horse\towner\tAcme\nlogin\tbroken\n")
	require.Contains(t, text, "ana@acme.test")
	require.Contains(t, text, "correct-horse")
	require.NotContains(t, text, "seeding")
	require.NotContains(t, text, "broken")
	require.Empty(t, logins("nothing here\n"))
}

func TestFingerprintSeesEveryChange(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "src", "page.ts")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	seen := map[string]bool{}
	for _, change := range []func() error{
		func() error { return nil },
		func() error { return os.WriteFile(file, []byte("one"), 0o644) },
		func() error { return os.WriteFile(file, []byte("two"), 0o644) },
		func() error { return os.Rename(file, file+"x") },
		func() error { return os.Remove(file + "x") }, // back to the first state
	} {
		require.NoError(t, change())
		sum, err := fingerprint(dir, filepath.Join(dir, "absent"))
		require.NoError(t, err)
		seen[sum] = true
	}
	require.Len(t, seen, 4)
}

func TestTakenPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	require.ErrorContains(t, freePorts(l.Addr().(*net.TCPAddr).Port), "port "+port+" is taken")
}

func TestSecretIsMadeOnceAndKeptPrivate(t *testing.T) {
	s, err := openState(filepath.Join(t.TempDir(), "state"))
	require.NoError(t, err)
	first, err := s.secret()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(first), 32)
	again, err := s.secret()
	require.NoError(t, err)
	require.Equal(t, first, again)
	info, err := os.Stat(filepath.Join(s.dir, "secret"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestResetAsksFirst(t *testing.T) {
	s, err := openState(filepath.Join(t.TempDir(), "state"))
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(s.postgres(), 0o755))
	require.Error(t, reset(s, false, strings.NewReader("no\n")))
	require.DirExists(t, s.postgres())
	require.NoError(t, reset(s, false, strings.NewReader("yes\n")))
	require.NoDirExists(t, s.postgres())
}

func TestUserSettingsWin(t *testing.T) {
	t.Setenv("KITH_MAIL_FROM", "me@example.com")
	s := &stack{}
	s.set("KITH_MAIL_FROM", "other@example.com")
	s.set("KITH_LOG_FORMAT", "text")
	require.Equal(t, []string{"KITH_LOG_FORMAT=text"}, s.env)
}
