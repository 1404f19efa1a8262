package web

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var requests = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kith_http_request_seconds", Help: "Time to answer, by route.", Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 10),
}, []string{"method", "route", "status"})

// count records a request under its route's pattern, never under its path.
func count(c fiber.Ctx, took time.Duration) {
	route := "none"
	if r := c.Route(); r != nil && c.Response().StatusCode() != fiber.StatusNotFound {
		route = r.Path
	}
	requests.WithLabelValues(c.Method(), route, strconv.Itoa(c.Response().StatusCode())).Observe(took.Seconds())
}

// Probes adds /livez (the program runs), /readyz (it can work) and /metrics (only for callers on this machine or a
// private network; measure is called first, for what is measured by asking).
func (s *Server) Probes(ready func(fiber.Ctx) error, measure func(context.Context) error) {
	s.App.Get("/livez", func(c fiber.Ctx) error { return c.SendString("ok") })
	s.App.Get("/readyz", func(c fiber.Ctx) error {
		if err := ready(c); err != nil {
			c.Set("Retry-After", "2")
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready")
		}
		return c.SendString("ok")
	})
	metrics := adaptor.HTTPHandler(promhttp.Handler())
	s.App.Get("/metrics", func(c fiber.Ctx) error {
		ip := c.RequestCtx().RemoteIP()
		if !ip.IsLoopback() && !ip.IsPrivate() || c.Get("X-Forwarded-For") != "" {
			return fiber.ErrNotFound
		}
		if err := measure(c.Context()); err != nil {
			return fiber.ErrServiceUnavailable
		}
		return metrics(c)
	})
}
