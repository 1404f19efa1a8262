package catcher_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T) *catcher.Server {
	t.Helper()
	s, err := catcher.Start(t.Context(), "127.0.0.1:0", "localhost:0")
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// send delivers a raw mail with the client of the standard library.
func send(t *testing.T, s *catcher.Server, to, raw string) {
	t.Helper()
	address := strings.TrimSuffix(strings.TrimPrefix(s.SMTPURL(), "smtp://"), "?tls=none")
	require.NoError(t, smtp.SendMail(address, nil, "kith@x.example", []string{to}, []byte(raw)))
}

func get(t *testing.T, address, host string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	r.Host, r.Close = host, true
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, res.Header, string(body)
}

const evil = "Subject: <script>alert(1)</script>\r\nDate: Thu, 05 Nov 2026 10:00:00 +0100\r\nContent-Type: text/html\r\n\r\n" +
	`<script>alert(2)</script><a href="https://x.example/reset#a&amp;b">Reset</a>`

func TestPages(t *testing.T) {
	s := start(t)
	send(t, s, "ana@acme.example", evil)
	send(t, s, "gus@globex.example", "Subject: hello\r\n\r\nSee https://x.example/confirm#t0k.\r\n")

	status, header, list := get(t, s.HTTPURL(), "")
	require.Equal(t, 200, status)
	require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, list, "&lt;script&gt;alert(1)")
	require.NotContains(t, list, "<script>")
	require.Less(t, strings.Index(list, "hello"), strings.Index(list, "alert(1)"), "newest first")

	_, _, filtered := get(t, s.HTTPURL()+"/?to=ana@acme.example", "")
	require.NotContains(t, filtered, "hello")

	_, _, page := get(t, s.HTTPURL()+"/messages/1", "")
	require.Contains(t, page, `sandbox="allow-popups allow-popups-to-escape-sandbox"`)
	require.Contains(t, page, `href="https://x.example/reset#a&amp;b"`)
	require.NotContains(t, page, "alert(2)")

	_, header, framed := get(t, s.HTTPURL()+"/messages/1/html", "")
	require.Contains(t, header.Get("Content-Security-Policy"), "sandbox allow-popups")
	require.NotContains(t, header.Get("Content-Security-Policy"), "allow-scripts")
	require.Contains(t, framed, "alert(2)")

	status, _, _ = get(t, s.HTTPURL()+"/messages/99", "")
	require.Equal(t, 404, status)
	status, _, script := get(t, s.HTTPURL()+"/refresh.js", "")
	require.Equal(t, 200, status)
	require.Contains(t, script, "reload")
}

func TestJSON(t *testing.T) {
	s := start(t)
	_, _, none := get(t, s.HTTPURL()+"/api/messages", "")
	require.JSONEq(t, "[]", none)
	send(t, s, "ana@acme.example", evil)
	send(t, s, "gus@globex.example", "Subject: =?iso-8859-2?Q?=A3=F3d=BC?=\r\nContent-Type: text/plain; charset=iso-8859-2\r\n\r\n\xa3\xf3d\xbc https://x.example/confirm#t0k.\r\n")
	_, _, body := get(t, s.HTTPURL()+"/api/messages?to=GUS@globex.example", "")
	var found []catcher.Message
	require.NoError(t, json.Unmarshal([]byte(body), &found))
	require.Len(t, found, 1)
	require.Equal(t, "Łódź", found[0].Subject)
	require.Equal(t, []string{"https://x.example/confirm#t0k"}, found[0].Links)
	require.Contains(t, found[0].Text, "Łódź")
	require.Equal(t, []string{"https://x.example/reset#a&b"}, s.Messages()[1].Links)
	require.Equal(t, "2026-11-05T09:00:00Z", s.Messages()[1].At.UTC().Format(time.RFC3339))
}

func TestOnlyThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "x"} {
		_, err := catcher.Start(t.Context(), address, "127.0.0.1:0")
		require.Error(t, err, address)
		_, err = catcher.Start(t.Context(), "127.0.0.1:0", address)
		require.Error(t, err, address)
	}
	s := start(t)
	for host, want := range map[string]int{"": 200, "localhost": 200, "127.0.0.1": 200, "[::1]:80": 200, "evil.example": 421, "127.0.0.1.evil.example:80": 421} {
		status, _, _ := get(t, s.HTTPURL()+"/api/messages", host)
		require.Equal(t, want, status, host)
	}
}

func TestWaitFor(t *testing.T) {
	s := start(t)
	send(t, s, "ana@acme.example", "Subject: one\r\n\r\nx\r\n")
	got := make(chan catcher.Message)
	go func() {
		m, _ := s.WaitFor(t.Context(), "Ana@acme.example", func(m catcher.Message) bool { return m.Subject == "two" })
		got <- m
	}()
	send(t, s, "gus@acme.example", "Subject: two\r\n\r\nx\r\n")
	send(t, s, "ana@acme.example", "Subject: two\r\n\r\nx\r\n")
	require.Equal(t, "3", (<-got).ID)

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := s.WaitFor(ctx, "nobody@acme.example", nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	s.Close()
	_, err = s.WaitFor(t.Context(), "nobody@acme.example", nil)
	require.ErrorContains(t, err, "closed")
	require.Len(t, s.Messages(), 3)
}

func TestKeepsTheNewest(t *testing.T) {
	s := start(t)
	address := strings.TrimSuffix(strings.TrimPrefix(s.SMTPURL(), "smtp://"), "?tls=none")
	client, err := smtp.Dial(address)
	require.NoError(t, err)
	for i := range 505 {
		require.NoError(t, client.Mail("kith@x.example"))
		require.NoError(t, client.Rcpt("ana@acme.example"))
		w, err := client.Data()
		require.NoError(t, err)
		fmt.Fprintf(w, "Subject: %d\r\n\r\nx\r\n", i)
		require.NoError(t, w.Close())
	}
	require.NoError(t, client.Quit())
	all := s.Messages()
	require.Len(t, all, 500)
	require.Equal(t, "504", all[0].Subject)
	require.Equal(t, "5", all[499].Subject)
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := catcher.Start(ctx, "127.0.0.1:0", "127.0.0.1:0")
	require.NoError(t, err)
	cancel()
	_, err = s.WaitFor(t.Context(), "", nil)
	require.ErrorContains(t, err, "closed")
	s.Close()
}
