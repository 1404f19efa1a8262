package blob_test

import (
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/blob/blobtest"
)

func TestDisk(t *testing.T) {
	s, err := blob.Open(filepath.Join(t.TempDir(), "made", "on", "the", "way"))
	require.NoError(t, err)
	blobtest.Run(t, s)
}

// server is one that speaks S3 by TLS, on this machine.
func server(t *testing.T, bucket string) (setting string) {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket(bucket))
	srv := httptest.NewTLSServer(gofakes3.New(backend, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(srv.Close)
	trusted := filepath.Join(t.TempDir(), "certificate.pem") // of all servers of httptest; read when the first one is met
	require.NoError(t, os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", trusted)
	return fmt.Sprintf("s3://key:secret@%s/files?region=eu-central-1", strings.TrimPrefix(srv.URL, "https://"))
}

func TestS3(t *testing.T) {
	s, err := blob.Open(server(t, "files"))
	require.NoError(t, err)
	blobtest.Run(t, s)
}

// A bucket that is not there, and a server that is not, are found at the start.
func TestProbe(t *testing.T) {
	s, err := blob.Open(server(t, "others"))
	require.NoError(t, err)
	require.ErrorContains(t, blob.Probe(t.Context(), s), "KITH_FILES: nothing can be stored there: The specified bucket does not exist")
	s, err = blob.Open("s3://key:secret@127.0.0.1:1/files?tls=none")
	require.NoError(t, err)
	require.ErrorContains(t, blob.Probe(t.Context(), s), "connection refused")
}

func TestSettings(t *testing.T) {
	for setting, want := range map[string]string{
		"":                                  "KITH_FILES is not set",
		"/var/lib/files":                    "",
		"files":                             "",
		"http://example.com/files":          "neither a folder nor",
		"s3://key:secret@example.com/files": "",
		"s3://key:secret@example.com:9/files?region=x&tls=none": "",
		"s3://example.com/files":                                "no key and secret",
		"s3://key@example.com/files":                            "no key and secret",
		"s3://key:secret@/files":                                "names no server",
		"s3://key:secret@example.com":                           "names no bucket",
		"s3://key:secret@example.com/A/b":                       "names no bucket",
		"s3://key:secret@example.com/b-1?x=1":                   "neither region nor tls",
		"s3://key:secret@example.com/b-1?tls=maybe":             "tls can only be none",
		"s3://key:sec/ret@example.com/b-1":                      "KITH_FILES",
	} {
		err := blob.Check(setting)
		if want == "" {
			require.NoError(t, err, setting)
			continue
		}
		require.ErrorContains(t, err, want, setting)
		require.NotContains(t, err.Error(), "sec/ret", "a secret is not repeated")
	}
}

// Nothing leads out of the folder, not even a link that somebody has put into it.
func TestDiskStaysInside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	s, err := blob.Open(dir)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link")))
	_, err = s.Get(t.Context(), "link/secret", 0, -1)
	require.ErrorContains(t, err, "escapes")
	require.ErrorContains(t, s.Put(t.Context(), "link/new", strings.NewReader("x"), 1), "escapes")
	require.ErrorContains(t, s.Delete(t.Context(), "link/secret"), "escapes")
	require.FileExists(t, filepath.Join(outside, "secret"))
	require.NoFileExists(t, filepath.Join(outside, "new"))
}

// What an interrupted program left incomplete goes at a later start; a deleted file leaves no empty folder.
func TestDiskLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	incoming := filepath.Join(dir, ".incoming")
	require.NoError(t, os.Mkdir(incoming, 0o700))
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		file := filepath.Join(incoming, name)
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		require.NoError(t, os.Chtimes(file, time.Time{}, time.Now().Add(-age)))
	}
	s, err := blob.Open(dir)
	require.NoError(t, err)
	require.NoFileExists(t, filepath.Join(incoming, "old"))
	require.FileExists(t, filepath.Join(incoming, "new"))
	require.NoError(t, s.Put(t.Context(), "ours/a", strings.NewReader("x"), 1))
	info, err := os.Stat(filepath.Join(dir, "ours", "a"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.NoError(t, s.Delete(t.Context(), "ours/a"))
	require.NoDirExists(t, filepath.Join(dir, "ours"))
}

func TestAFolderThatCantBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := blob.Open(filepath.Join(file, "below"))
	require.ErrorContains(t, err, "KITH_FILES: the folder can't be made")
}
