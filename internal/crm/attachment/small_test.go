package attachment_test

import (
	stdbytes "bytes"
	"encoding/pem"
	"image"
	"image/color"
	stdpng "image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/attachment"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// drawn is a picture of a size, in one colour.
func drawn(t *testing.T, w, h int) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.SetNRGBA(i%w, i/w, color.NRGBA{R: 200, A: 255})
	}
	var b stdbytes.Buffer
	require.NoError(t, stdpng.Encode(&b, m))
	return b.String()
}

// bucket is a storage that speaks S3, on this machine.
func bucket(t *testing.T) blob.Store {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("files"))
	srv := httptest.NewTLSServer(gofakes3.New(backend, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(srv.Close)
	trusted := filepath.Join(t.TempDir(), "certificate.pem")
	require.NoError(t, os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", trusted)
	s, err := blob.Open("s3://key:secret@" + strings.TrimPrefix(srv.URL, "https://") + "/files?region=eu-central-1")
	require.NoError(t, err)
	return s
}

// TestSmallPictures: a picture is shown small to whoever sees its record, from a folder or from a bucket; it is drawn once,
// handed out as inert as the file itself, and goes with it.
func TestSmallPictures(t *testing.T) {
	w := apptest.New(t)
	files := w.App.Attachments.Files
	t.Cleanup(func() { w.App.Attachments.Files = files })
	for name, store := range map[string]blob.Store{"disk": files, "s3": bucket(t)} {
		w.App.Attachments.Files = store
		at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
		f := add(w, at, "roof.png", drawn(t, 900, 600))
		small := at + "/" + f.ID + "/small"
		answer := w.Do(apptest.Call{As: "acme/ana", Do: "GET " + small})
		require.Equal(t, 200, answer.Status, name)
		c, kind, err := image.DecodeConfig(strings.NewReader(answer.Body))
		require.NoError(t, err, name)
		require.Equal(t, []any{"jpeg", 320, 213}, []any{kind, c.Width, c.Height}, name)
		require.Equal(t, "image/jpeg", answer.Header.Get("Content-Type"))
		require.Equal(t, []string{"default-src 'none'; sandbox"}, answer.Header.Values("Content-Security-Policy"))
		key := w.Person("acme/ana").Tenant.UID.String() + "/" + f.ID
		require.NoError(t, store.Delete(t.Context(), key), "the small one is kept: the large is not read again")
		require.Equal(t, answer.Body, w.Do(apptest.Call{As: "acme/ana", Do: "GET " + small}).Body)
		w.Run(
			apptest.Call{Name: "who does not see the record", As: "acme/ed", Do: "GET " + small, Want: 404, Has: []string{"contact.not_found"}},
			apptest.Call{Name: "another company", As: "globex/gus", Do: "GET " + small, Want: 404},
			apptest.Call{Name: "looking at it small is no download", As: "acme/ana", Do: "GET /audit?action=file_downloaded", Want: 200, Has: []string{`"items":[]`}},
		)
	}
}

// TestNoSmallPicture: what is no picture, or only says so, has none.
func TestNoSmallPicture(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	for name, content := range map[string]string{"a.txt": "text", "half.png": drawn(t, 40, 40)[:60], "a.svg": `<svg xmlns="http://www.w3.org/2000/svg"></svg>`} {
		f := add(w, at, name, content)
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "GET " + at + "/" + f.ID + "/small", Want: 404, Has: []string{"attachment.no_picture"}})
	}
}

// TestSmallPicturesGo: with a file that was deleted goes its small copy.
func TestSmallPicturesGo(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	kept, gone := add(w, at, "kept.png", drawn(t, 40, 40)), add(w, at, "gone.png", drawn(t, 40, 40))
	for _, f := range []file{kept, gone} {
		w.Run(apptest.Call{As: "acme/ana", Do: "GET " + at + "/" + f.ID + "/small", Want: 200})
	}
	require.Equal(t, 4, bytes(w))
	missing, err := w.App.Attachments.Missing(w.System("acme"))
	require.NoError(t, err)
	require.Empty(t, missing)
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE " + at + "/" + gone.ID, Want: 204})
	t.Cleanup(clock.Advance(attachment.Retention + 25*time.Hour))
	require.NoError(t, w.App.Attachments.Sweep(w.System("acme")))
	require.Equal(t, 2, bytes(w))
}
