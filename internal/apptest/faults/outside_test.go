package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

// R8: the mail server, then the place of files, then the database can't be reached. Only what needs them fails, in words, or
// waits until they are back; the program stays the same process.
func TestR8OnlyWhatNeedsItFails(t *testing.T) {
	Slow(t, "R8")
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("files"))
	files := httptest.NewServer(gofakes3.New(backend, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(files.Close)
	letters := freeAddress(t) // nobody is there yet
	r := startWith(t, world{env: []string{"KITH_SMTP_URL=smtp://" + letters + "?tls=none", "KITH_FILES=s3://key:secret@" + files.Listener.Addr().String() + "/files?tls=none"}})
	pid := r.child.Process.Pid
	var contact struct{ ID string }
	r.ask(http.MethodPost, "/contacts", `{"firstName":"Ada"}`, http.StatusCreated, &contact)

	r.ask(http.MethodPost, "/invitations", `{"email":"new@late.example","name":"New","role":"viewer"}`, http.StatusCreated, nil)
	r.ask(http.MethodPost, "/auth/forgot", `{"email":"mira@en.demo.example"}`, http.StatusAccepted, nil)
	time.Sleep(2 * time.Second) // both are tried, and fail
	post, err := catcher.Start(t.Context(), letters, "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(post.Close)
	assert.Eventually(t, func() bool { return len(post.Messages()) == 2 }, 90*time.Second, 200*time.Millisecond, "both are sent when it is back, once each")

	status, _ := r.upload(contact.ID, []byte("plan"))
	require.Equal(t, http.StatusCreated, status)
	files.Close()
	status, code := r.upload(contact.ID, []byte("plan"))
	require.Equal(t, fmt.Sprint(http.StatusServiceUnavailable, " attachment.unavailable"), fmt.Sprint(status, " ", code))
	r.read(2*time.Second).only(t, http.StatusOK)
	r.ask(http.MethodPost, "/contacts", `{"firstName":"Grace"}`, http.StatusCreated, nil)
	require.Equal(t, http.StatusOK, r.probe("/readyz"), "the rest is well")

	r.db.Kill()
	asked := time.Now()
	res := r.send(http.MethodGet, "/contacts", "application/json", http.NoBody)
	require.NoError(t, res.Body.Close())
	require.Less(t, time.Since(asked), 2*time.Second, "R8's figure; this runs by command only")
	require.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
	require.NotEmpty(t, res.Header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, r.probe("/livez"))
	require.Equal(t, http.StatusServiceUnavailable, r.probe("/readyz"))
	require.NoError(t, r.db.Restart(t.Context()))
	r.well(pid)
}
