package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	nothing struct{}
	echoIn  struct {
		Body struct {
			Text string `json:"text" maxLength:"10"`
			More []any  `json:"more,omitempty" maxItems:"10"`
		}
	}
	said struct {
		Text string `json:"text"`
	}
)

const requestTime = 5 * time.Second

// listen serves a few routes on a port of this machine, behind the settings of every server.
func listen(t *testing.T, cfg web.Config) string {
	t.Helper()
	cfg.BaseURL, cfg.Timeout = "http://localhost", requestTime
	s := web.NewServer(cfg, web.Edge{})
	open := web.Need{Access: web.Public, In: web.Outside}
	web.Handle(s.Router, "POST", "/echo", open, 200, func(_ context.Context, in *echoIn) (said, error) { return said{in.Body.Text}, nil })
	web.Handle(s.Router, "GET", "/who", open, 200, func(ctx context.Context, _ *nothing) (said, error) {
		ip, _ := web.Client(ctx)
		return said{ip}, nil
	})
	web.Handle(s.Router, "GET", "/fault", open, 200, func(context.Context, *nothing) (said, error) {
		return said{}, errors.New(`pq: relation "t_000001.contact" in SELECT secret at /src/store.go:7`)
	})
	web.Handle(s.Router, "GET", "/panic", open, 200, func(context.Context, *nothing) (said, error) { panic("at /src/store.go") })
	s.Page(fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}, "assets/a.js": {Data: []byte("1")},
		"sw.js": {Data: []byte("1")}, "manifest.webmanifest": {Data: []byte("{}")}, "icon-192.png": {Data: []byte("1")}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go s.App.Listener(l, fiber.ListenConfig{DisableStartupMessage: true}) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { s.App.Shutdown() })                                //nolint:errcheck // it ends with the test
	return l.Addr().String()
}

// send writes bytes as they are and reads one answer; closed tells whether the server then hung up.
func send(t *testing.T, address, text string) (status int, body string, closed bool) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer c.Close() //nolint:errcheck // a test's
	require.NoError(t, c.SetDeadline(time.Now().Add(5*time.Second)))
	_, err = io.WriteString(c, text)
	require.NoError(t, err)
	r := bufio.NewReader(c)
	a, err := http.ReadResponse(r, nil)
	require.NoError(t, err, text)
	raw, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return a.StatusCode, string(raw), a.Close
}

// S40: what proxies and servers read differently is refused, and no second request is read behind it.
func TestS40OddRequests(t *testing.T) {
	address := listen(t, web.Config{})
	const get = "GET /api/v1/who HTTP/1.1\r\nHost: a\r\n"
	status, body, _ := send(t, address, get+"\r\n")
	require.Equal(t, 200, status, body)
	for name, text := range map[string]string{
		"length and chunks":  "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		"two lengths":        "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
		"signed length":      "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}",
		"unknown encoding":   "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n{}",
		"space before colon": "GET /api/v1/who HTTP/1.1\r\nHost: a\r\nX-A : 1\r\n\r\n",
		"two hosts":          get + "Host: b\r\n\r\n",
		"no host":            "GET /api/v1/who HTTP/1.1\r\n\r\n",
		"absolute target":    "GET http://evil/api/v1/who HTTP/1.1\r\nHost: a\r\n\r\n",
		"trace":              "TRACE /api/v1/who HTTP/1.1\r\nHost: a\r\n\r\n",
		"compressed":         "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
		"long header":        get + "X-A: " + strings.Repeat("a", 9<<10) + "\r\n\r\n",
	} {
		status, body, closed := send(t, address, text)
		require.Contains(t, []int{400, 431}, status, "%s: %s", name, body)
		require.True(t, closed, "%s: the connection stays open", name)
	}
	for _, path := range []string{"/API/v1/who", "/api/v1/who/", "//api/v1/who", "/api/v1/%2577ho", "/api/v1/x/../who;a"} {
		status, _, _ := send(t, address, "GET "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
		require.NotEqual(t, 500, status, path)
		_, body, _ := send(t, address, "GET "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
		require.NotContains(t, body, "127.0.0.1", "%s is not the route", path)
	}
}

// S44: where a request comes from is what the connection says, unless a proxy that we know says otherwise.
func TestS44SpoofedAddresses(t *testing.T) {
	ask := func(cfg web.Config) string {
		status, body, _ := send(t, listen(t, cfg), "GET /api/v1/who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.9\r\nX-Real-IP: 192.0.2.9\r\nForwarded: for=192.0.2.9\r\n\r\n")
		require.Equal(t, 200, status)
		return body
	}
	require.Contains(t, ask(web.Config{}), "127.0.0.1")
	require.Contains(t, ask(web.Config{TrustedProxies: []string{"10.0.0.1"}}), "127.0.0.1")
	require.Contains(t, ask(web.Config{TrustedProxies: []string{"127.0.0.1"}}), "192.0.2.9")
}

func post(t *testing.T, address, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/v1/echo", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer a.Body.Close() //nolint:errcheck // a test's
	raw, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return a.StatusCode, string(raw)
}

// S24, S41: bodies have a size, a depth and a length of their lists; none is unpacked.
func TestS41SizeAndDepth(t *testing.T) {
	address := listen(t, web.Config{})
	status, body := post(t, address, `{"text":"ok"}`)
	require.Equal(t, 200, status, body)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write([]byte(`{"text":"ok"}`))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for name, c := range map[string]struct {
		body   string
		header []string
		want   []int
	}{
		"too large":     {`{"text":"` + strings.Repeat("a", 1<<20) + `"}`, nil, []int{413}},
		"too long":      {`{"text":"` + strings.Repeat("a", 11) + `"}`, nil, []int{422}},
		"too many":      {`{"text":"a","more":[` + strings.TrimSuffix(strings.Repeat("1,", 10_000), ",") + `]}`, nil, []int{422}},
		"too deep":      {`{"text":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`, nil, []int{400, 422}},
		"unknown field": {`{"text":"a","tenant_id":7}`, nil, []int{422}},
		"packed":        {packed.String(), []string{"Content-Encoding", "gzip"}, []int{400}},
		"a form":        {"text=a", []string{"Content-Type", "application/x-www-form-urlencoded"}, []int{400, 415, 422}},
		"plain text":    {`{"text":"a"}`, []string{"Content-Type", "text/plain"}, []int{400, 415, 422}},
	} {
		status, body := post(t, address, c.body, c.header...)
		require.Contains(t, c.want, status, "%s: %.200s", name, body)
	}
}

// S49: the headers that tell browsers what not to do are on every answer: of the API, of the page, and of refusals.
func TestS49Headers(t *testing.T) {
	address := listen(t, web.Config{Secure: true})
	for path, status := range map[string]int{"/api/v1/who": 200, "/api/v1/nowhere": 404, "/api/v1/fault": 500, "/api/v1/panic": 500, "/": 200, "/assets/a.js": 200, "/x.php": 404, "/.git": 404, "/assets/a.js.map": 404} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
		require.NoError(t, err)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Origin", "https://evil.example")
		a, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		a.Body.Close() //nolint:errcheck // a test's
		require.Equal(t, status, a.StatusCode, path)
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Access-Control-Allow-Origin": "", "Server": ""} {
			require.Equal(t, want, a.Header.Get(name), "%s of %s", name, path)
		}
		policy := a.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "base-uri 'none'", "frame-ancestors 'none'"} {
			require.Contains(t, policy, part, path)
		}
		if strings.HasPrefix(path, "/api/") {
			require.Equal(t, "no-store", a.Header.Get("Cache-Control"), path)
			require.Contains(t, a.Header.Get("Content-Type"), "json", path)
		}
	}
}

// What a browser installs and works by without a network: each file of its own kind, and asked for anew at every visit, so
// that a new version of the worker is found; a worker may run and talk to this server only.
func TestFilesOfTheInstalledPage(t *testing.T) {
	address := listen(t, web.Config{Secure: true})
	kinds := map[string]string{"/sw.js": "javascript", "/manifest.webmanifest": "application/manifest+json", "/icon-192.png": "image/png", "/": "text/html"}
	for path, kind := range kinds {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
		require.NoError(t, err)
		a, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		a.Body.Close() //nolint:errcheck // a test's
		require.Equal(t, http.StatusOK, a.StatusCode, path)
		require.Contains(t, a.Header.Get("Content-Type"), kind, path)
		require.Equal(t, "no-cache", a.Header.Get("Cache-Control"), path)
		for _, part := range []string{"worker-src 'self'", "manifest-src 'self'", "connect-src 'self'"} {
			require.Contains(t, a.Header.Get("Content-Security-Policy"), part, path)
		}
	}
}

// S52: an error says nothing about how the program is made, whatever went wrong.
func TestS52ErrorsTellNothing(t *testing.T) {
	address := listen(t, web.Config{Version: "9.9.9"})
	for _, path := range []string{"/api/v1/fault", "/api/v1/panic", "/api/v1/nowhere", "/api/v1/who?x=1"} {
		status, body, _ := send(t, address, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path))
		require.GreaterOrEqual(t, status, 400, path)
		for _, word := range []string{"SELECT", "t_000001", "store.go", "goroutine", "9.9.9", "fiber", "pq:"} {
			require.NotContains(t, body, word, path)
		}
		require.Contains(t, body, `"requestId"`, path)
	}
}

// S45: who sends slowly, or not at all, does not hold a connection for long.
func TestS45TimeOuts(t *testing.T) {
	c := web.NewServer(web.Config{BaseURL: "http://localhost"}, web.Edge{}).App.Config()
	for name, d := range map[string]time.Duration{"read": c.ReadTimeout, "write": c.WriteTimeout, "idle": c.IdleTimeout} {
		require.Positive(t, d, name)
		require.LessOrEqual(t, d, 2*time.Minute, name)
	}
	require.True(t, c.Immutable, "strings of one request must not change with the next")
	require.LessOrEqual(t, c.ReadBufferSize, 8<<10)
}

// lines is a log that several write to.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// take returns what was written, and forgets it.
func (l *lines) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.buf.Reset()
	return l.buf.String()
}

// Each request, also one that is refused or fails, leaves one line with when, who from, what and how it ended, and nothing of
// what was in its address behind the path, its headers or its body.
func TestRequestsAreLogged(t *testing.T) {
	var b lines
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	address := listen(t, web.Config{})
	for path, status := range map[string]string{"/api/v1/who?secret=canary": "422", "/api/v1/nowhere?secret=canary": "404", "/api/v1/fault": "500"} {
		b.take()
		send(t, address, "GET "+path+" HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer canary\r\nCookie: __Host-kith_refresh=canary\r\n\r\n")
		line := ""
		require.Eventually(t, func() bool { line += b.take(); return strings.Contains(line, `"msg":"request"`) }, time.Second, time.Millisecond)
		for _, part := range []string{`"time":`, `"request":"`, `"method":"GET"`, `"path":"` + strings.Split(path, "?")[0] + `"`, `"status":` + status} {
			require.Contains(t, line, part, path)
		}
		require.NotContains(t, line, "canary", path)
	}
}
