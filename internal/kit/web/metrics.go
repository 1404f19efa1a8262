package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var requests = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kith_http_request_seconds", Help: "Time to answer, by route.", Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 10),
}, []string{"method", "route", "status"})

// routeOf is the pattern of the route that answers, never the path: there are as many patterns as routes.
func routeOf(c fiber.Ctx) string {
	if r := c.Route(); r != nil && c.Response().StatusCode() != fiber.StatusNotFound {
		return r.Path
	}
	return "none"
}

// count records a request.
func count(method, route string, status int, took time.Duration) {
	requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Probes adds /livez (the program runs) and /readyz (it can work, and is not about to stop).
func (s *Server) Probes(ready func(context.Context) error) {
	s.App.Get("/livez", func(c fiber.Ctx) error { return c.SendString("ok") })
	s.App.Get("/readyz", func(c fiber.Ctx) error {
		if s.leaving.Load() || ready(c.Context()) != nil {
			c.Set("Retry-After", "2")
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready")
		}
		return c.SendString("ok")
	})
}

var measured = promauto.NewGauge(prometheus.GaugeOpts{
	Name: "kith_measured", Help: "1 when everything that is measured by asking the database is up to date, else 0: what it shows is then old.",
})

// Inside is what the program tells those who run it, at an address of its own that nobody else reaches: /metrics, after
// measure has brought up to date what is measured by asking and with what own tells, and the probes.
func Inside(ready, measure func(context.Context) error, own prometheus.Gatherer) http.Handler {
	answer := func(w http.ResponseWriter, status int, text string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text) // whoever asked may be gone
	}
	metrics := promhttp.HandlerFor(prometheus.Gatherers{prometheus.DefaultGatherer, own}, promhttp.HandlerOpts{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if ready(r.Context()) != nil {
			answer(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		answer(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		measured.Set(1)
		if err := measure(r.Context()); err != nil {
			measured.Set(0)
			slog.WarnContext(r.Context(), "metrics: not everything could be measured", "error", err)
		}
		metrics.ServeHTTP(w, r)
	})
	return mux
}
