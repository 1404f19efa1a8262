package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/kit/web"
)

// What a session has to do from time to time: its token lasts five minutes, and who takes a list along has to have shown in
// the last ten who they are.
const (
	renewAfter = 3 * time.Minute
	proveAfter = 8 * time.Minute
)

// Guest is a person with a session in a company of their own.
type Guest struct {
	Email, Password, Schema string

	mu              sync.Mutex
	token, cookie   string
	renewed, proved time.Time
	people          []string // ids of contacts that are there
}

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}

// request is one request of a visit.
type request struct {
	method, path, key, kind string
	body                    []byte
}

// send returns status 0 when there was no answer.
func (g *Guest) send(ctx context.Context, base string, q request) (status int, text []byte, cookies []*http.Cookie) {
	req, err := http.NewRequestWithContext(ctx, q.method, base+"/api/v1"+q.path, bytes.NewReader(q.body))
	if err != nil {
		return 0, nil, nil
	}
	for name, value := range map[string]string{"Content-Type": q.kind, "X-Kith": "1", "Origin": base, "Idempotency-Key": q.key} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	g.mu.Lock()
	token, cookie := g.token, g.cookie
	g.mu.Unlock()
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if q.path == renewal {
		req.Header.Set("Cookie", web.RefreshCookie+"="+cookie)
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, nil
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	text, err = io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, nil
	}
	return res.StatusCode, text, res.Cookies()
}

const renewal = "/auth/refresh"

// logIn opens the session.
func (g *Guest) logIn(ctx context.Context, base string) error {
	body, err := json.Marshal(map[string]string{"email": g.Email, "password": g.Password})
	if err != nil {
		return err
	}
	now := time.Now() //nolint:forbidigo // a duration
	if status := g.enter(ctx, base, request{method: http.MethodPost, path: "/auth/login", kind: asJSON, body: body}); status != http.StatusOK {
		return fmt.Errorf("the log-in of %s answers %d", g.Email, status)
	}
	g.proved = now
	return nil
}

// renew exchanges the session's token for a new one.
func (g *Guest) renew(ctx context.Context, base string) int {
	return g.enter(ctx, base, request{method: http.MethodPost, path: renewal, kind: asJSON, body: []byte("{}")})
}

// enter sends what is answered with a session, and keeps it.
func (g *Guest) enter(ctx context.Context, base string, q request) int {
	status, text, cookies := g.send(ctx, base, q)
	var s struct{ AccessToken string }
	if status != http.StatusOK || json.Unmarshal(text, &s) != nil {
		return status
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.token, g.renewed = s.AccessToken, time.Now() //nolint:forbidigo // a duration
	for _, c := range cookies {
		if c.Name == web.RefreshCookie {
			g.cookie = c.Value
		}
	}
	return status
}

// due tells, to one of those who ask at the same time, that at is so long ago; the others need not see to it.
func (g *Guest) due(at *time.Time, after time.Duration) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Since(*at) < after { //nolint:forbidigo // a duration
		return false
	}
	*at = time.Now() //nolint:forbidigo // a duration
	return true
}

func (g *Guest) met(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.people = append(g.people, id)
}

// someone is one of the contacts that are there; empty when there is none yet.
func (g *Guest) someone(n int) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.people) == 0 {
		return ""
	}
	return g.people[n%len(g.people)]
}
