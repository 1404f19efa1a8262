package faults

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

// F3: the program is killed while it sends mails. Each is sent, and only those that were on their way at that moment twice.
func TestF3KillDuringJobs(t *testing.T) {
	Slow(t, "F3")
	const mails, atOnce = 50, 8 // of a program's jobs
	post, err := catcher.Start(t.Context(), "127.0.0.1:0", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(post.Close)
	r := startWith(t, world{env: []string{"KITH_SMTP_URL=" + post.SMTPURL(), "KITH_JOB_TIMEOUT=10s", "KITH_LOGIN_LIMIT=100000"}})
	post.Delay(400 * time.Millisecond)
	for n := range mails {
		status, body := r.post("/signups", "", fmt.Sprintf(`{"company":"Firm %d","name":"Ana","email":"ana@firm%d.example","password":"Harbour-Lantern-27","language":"en","currency":"EUR","timezone":"UTC"}`, n, n))
		require.Equal(t, http.StatusAccepted, status, string(body))
	}
	sent := func() map[string]int {
		by := map[string]int{}
		for _, m := range post.Messages() {
			by[m.To[0]]++
		}
		return by
	}
	before := len(sent())
	require.Less(t, before, mails, "some are still to be sent")
	r.kill()
	r.serve()
	assert.Eventually(t, func() bool { return len(sent()) == mails }, 90*time.Second, 200*time.Millisecond)
	twice := 0
	for to, n := range sent() {
		require.LessOrEqual(t, n, 2, to)
		twice += n - 1
	}
	require.Len(t, sent(), mails, "each has its mail")
	require.LessOrEqual(t, twice, atOnce)
	t.Logf("%d mails, %d before the kill, %d twice", mails, before, twice)
	r.command("audit")
}
