package app_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/collector"
	"github.com/kith-crm/kith/internal/kit/log"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// lines is a log that may be written and read at the same time.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// observed is an instance of the program whose log, traces and metrics are caught. close has it send its last spans.
type observed struct {
	*apptest.World
	log    *lines
	traces *collector.Collector
	close  func()
}

func observe(t *testing.T) observed {
	t.Helper()
	base := apptest.Shared(t)
	o := observed{log: &lines{}, traces: collector.Start(t)}
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.TraceEndpoint = o.traces.URL
	cfg.StripeAPIURL, cfg.StripeKey, cfg.StripeWebhookSecret = "http://127.0.0.1:1", "sk_test_"+canary("stripe"), "whsec_"+canary("webhook")
	a, err := app.New(cfg, "test")
	require.NoError(t, err)
	o.close = sync.OnceFunc(func() { require.NoError(t, a.Close()) })
	t.Cleanup(o.close)
	o.World = apptest.New(t).On(a)
	before := slog.Default()
	slog.SetDefault(slog.New(log.New(o.log, "json", slog.LevelDebug).Handler()))
	t.Cleanup(func() { slog.SetDefault(before) })
	return o
}

// metrics is what the instance tells Prometheus.
func (o observed) metrics() string {
	r := httptest.NewRecorder()
	o.App.Inside().ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return r.Body.String()
}

func canary(what string) string { return "cnry" + what + "7Qx9Zk2mW4vB8nT1cR6y" }

// S50: what is secret goes in at every kind of place, in requests that succeed and that fail, and comes out nowhere: not in
// the log, not in traces, not in metrics.
func TestS50CanariesStayInside(t *testing.T) {
	o := observe(t)
	card := "4242424242424242"
	secret := canary("password")
	sent := 0
	do := func(c apptest.Call) {
		sent++
		o.Do(c)
	}
	for _, path := range []string{"/auth/login", "/auth/forgot", "/auth/refresh", "/auth/reset", "/signup", "/signup/confirm", "/invites/accept"} {
		do(apptest.Call{Do: "POST " + path, Body: `{"email":"ana@acme.example","password":"` + secret + `","token":"` + canary("token") + `","code":"` + canary("code") + `"}`})
		do(apptest.Call{Do: "POST " + path, Body: `{"email":"ana@acme.example","password":"` + secret + `"`})
		do(apptest.Call{Do: "GET " + path + "?token=" + canary("query"), Header: map[string]string{"Cookie": "kith_refresh=" + canary("cookie")}})
	}
	for _, token := range []string{canary("bearer"), "kith_" + canary("key"), "kith_support_" + canary("support")} {
		do(apptest.Call{Do: "GET /contacts", Header: map[string]string{"Authorization": "Bearer " + token}})
	}
	do(apptest.Call{Do: "POST /webhooks/stripe", Raw: []byte(`{"id":"evt_1","secret":"` + canary("event") + `"}`), Header: map[string]string{"Stripe-Signature": "t=1,v1=" + canary("signature")}})
	do(apptest.Call{Do: "POST /intake/" + canary("intake") + canary("intake"), Body: `{"name":"` + canary("lead") + `"}`})
	do(apptest.Call{Do: "POST /contacts", As: "acme/ana", Body: `{"name":"Card ` + card + `","firstName":"Card ` + card + `","lastName":"Holder"}`})
	do(apptest.Call{Do: "POST /contacts", As: "acme/ana", Body: "{\"firstName\":\"" + canary("nul") + "\\u0000\",\"lastName\":\"x\"}"})
	do(apptest.Call{Do: "GET /contacts?q=" + card, As: "acme/ana"})
	do(apptest.Call{Do: "POST /billing/checkout", As: "acme/ana", Body: `{"plan":"business","period":"month","currency":"EUR","seats":{"full":3,"light":0}}`})
	own := o.Person("acme/ana").Token
	o.close()

	told := map[string]string{"log": o.log.String(), "traces": o.traces.Text(), "metrics": o.metrics()}
	for where, text := range told {
		for _, what := range []string{"cnry", card, own} {
			i := strings.Index(text, what)
			require.Negative(t, i, "%s has %q: …%s…", where, what, text[max(0, i-200):min(len(text), max(0, i)+100)])
		}
	}
	require.GreaterOrEqual(t, strings.Count(told["log"], `"msg":"request"`), sent, "every request has its line")
	require.Contains(t, told["traces"], "POST /api/v1/auth/login", "every request has its span")
	require.Contains(t, told["metrics"], `route="/api/v1/webhooks/stripe"`)
}

// A request is one trace: the route's pattern with its company, and below it each statement with its text and no value.
func TestTraceOfARequest(t *testing.T) {
	o := observe(t)
	o.Make("acme/ana", "/contacts", `{"firstName":"Trace-Value","lastName":"Holder"}`)
	o.close()
	request := o.traces.Named("POST /api/v1/contacts")
	require.Len(t, request, 1)
	require.Contains(t, collector.Attribute(request[0], "http.response.status_code"), "201")
	require.NotEmpty(t, collector.Attribute(request[0], "kith.tenant"))
	inserts := 0
	for _, s := range o.traces.Spans() {
		if bytes.Equal(s.GetTraceId(), request[0].GetTraceId()) && strings.Contains(collector.Attribute(s, "db.query.text"), `INSERT INTO "contact"`) {
			inserts++
		}
	}
	require.Equal(t, 1, inserts)
	require.NotContains(t, o.traces.Text(), "Trace-Value")
	require.Contains(t, o.log.String(), `"trace":"`, "the log names the trace")
}

// bounded are the labels that metrics may have: of each there are as many values as the program has routes, jobs, pools and
// nodes, however many companies and people there are.
var bounded = []string{"method", "route", "status", "job", "result", "node", "pool", "state", "version", "le", "quantile"}

func TestLabelsAreBounded(t *testing.T) {
	metrics(t, tenant.Refill{})
	all, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	seen := 0
	for _, f := range all {
		if !strings.HasPrefix(f.GetName(), "kith_") {
			continue
		}
		seen++
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				require.True(t, slices.Contains(bounded, l.GetName()), "%s is labelled by %s: is there a bound to its values?", f.GetName(), l.GetName())
			}
		}
	}
	require.Greater(t, seen, 8)
}

// The page's port, which the world reaches, tells no metrics.
func TestMetricsAreNotForEverybody(t *testing.T) {
	res, err := apptest.Shared(t).App.Server.App.Test(httptest.NewRequest(http.MethodGet, "/metrics", nil), fiber.TestConfig{FailOnTimeout: true})
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.NotContains(t, res.Header.Get("Content-Type"), "text/plain")
}
