package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/log"
	"github.com/kith-crm/kith/internal/kit/web"
)

// output is a log that may be written and read at the same time.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// record has the program log into what it returns, until the end of the test.
func record(t *testing.T) *output {
	t.Helper()
	o, before := &output{}, slog.Default()
	slog.SetDefault(log.New(o, "json", slog.LevelDebug))
	t.Cleanup(func() { slog.SetDefault(before) })
	return o
}

func series(t *testing.T) (n int) {
	t.Helper()
	all, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	for _, f := range all {
		if strings.HasPrefix(f.GetName(), "kith_") {
			n += len(f.GetMetric())
		}
	}
	return n
}

// A thousand companies, with records of their own, and strangers who ask for a thousand things that are not there, are as
// many series as one of each. The log says whose request it was.
func TestSeriesOfRequestsAreBounded(t *testing.T) {
	lines := record(t)
	s := web.NewServer(web.Config{BaseURL: "http://localhost", Timeout: requestTime}, web.Edge{
		Identify: func(ctx context.Context, token string) (context.Context, error) {
			n, err := strconv.ParseInt(token, 10, 64)
			return caller.With(ctx, &caller.Caller{Tenant: caller.Tenant{ID: n}}), err
		},
		Entitled: func(context.Context, web.Need, bool) error { return nil },
	})
	web.Handle(s.Router, "GET", "/things/:id", web.Need{Access: web.SignedIn, In: web.Outside}, 200,
		func(context.Context, *struct {
			ID string `path:"id"`
		}) (said, error) {
			return said{}, nil
		})
	ask := func(tenant int) {
		for path, want := range map[string]int{"/api/v1/things/" + id.New().String(): 200, fmt.Sprintf("/api/v1/nothing/%d", tenant): 404} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Authorization", fmt.Sprintf("Bearer %d", tenant))
			res, err := s.App.Test(r)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, want, res.StatusCode)
		}
	}
	ask(900001)
	before := series(t)
	for n := range 1000 {
		ask(n + 1)
	}
	require.Equal(t, before, series(t))
	require.Contains(t, lines.String(), `"tenant":900001`)
}

// What leads to a form or an invitation is not written down; ids are.
func TestPathsAreLoggedWithoutTokens(t *testing.T) {
	lines := record(t)
	address := listen(t, web.Config{})
	known, token := id.New().String(), strings.Repeat("canary", 6)
	for _, path := range []string{"/api/v1/intake/" + token, "/invite/" + token, "/api/v1/contacts/" + known} {
		status, _, _ := send(t, address, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		require.NotZero(t, status)
	}
	require.NotContains(t, lines.String(), "canary")
	require.Contains(t, lines.String(), "/api/v1/intake/[hidden]")
	require.Contains(t, lines.String(), known)
}

// A server that is about to stop answers, says that it is not ready, and ends each connection it is asked on.
func TestLeave(t *testing.T) {
	s := web.NewServer(web.Config{BaseURL: "http://localhost", Timeout: requestTime}, web.Edge{})
	s.Probes(func(context.Context) error { return nil })
	get := func(path string) *http.Response {
		res, err := s.App.Test(httptest.NewRequest(http.MethodGet, path, nil))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res
	}
	before := get("/readyz")
	require.Equal(t, 200, before.StatusCode)
	require.False(t, before.Close)
	s.Leave()
	require.Equal(t, 503, get("/readyz").StatusCode)
	live := get("/livez")
	require.Equal(t, 200, live.StatusCode)
	require.True(t, live.Close)
}

// Metrics are told even when nothing can be measured, and say so; the page's port tells none.
func TestInside(t *testing.T) {
	var trouble error
	told := func(context.Context) error { return trouble }
	s := httptest.NewServer(web.Inside(told, told, prometheus.NewRegistry()))
	defer s.Close()
	get := func(url string) (int, string) {
		res, err := http.Get(url) //nolint:noctx,gosec // on this machine
		require.NoError(t, err)
		defer res.Body.Close() //nolint:errcheck // it was read
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res.StatusCode, string(body)
	}
	for _, c := range []struct {
		trouble  error
		ready    int
		measured string
	}{{nil, 200, "kith_measured 1"}, {errors.New("the database is gone"), 503, "kith_measured 0"}} {
		trouble = c.trouble
		status, text := get(s.URL + "/metrics")
		require.Equal(t, 200, status)
		require.Contains(t, text, c.measured)
		status, _ = get(s.URL + "/readyz")
		require.Equal(t, c.ready, status)
		status, _ = get(s.URL + "/livez")
		require.Equal(t, 200, status)
	}
	_, text := get("http://" + listen(t, web.Config{}) + "/metrics")
	require.Equal(t, "<!doctype html>", text, "the page, as at any address that is not there")
}
