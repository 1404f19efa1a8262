package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Inside is what the program tells those who run it: metrics and probes, for an address that nobody else reaches.
func (a *App) Inside() http.Handler {
	own := prometheus.NewRegistry()
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kith_build_info", Help: "1, with the version of the program.",
		ConstLabels: prometheus.Labels{"version": a.Version}}, func() float64 { return 1 })
	own.MustRegister(build, a.DB.Metrics())
	return web.Inside(a.DB.Ping, a.measure, own)
}

// measure brings the metrics up to date that are found by asking.
func (a *App) measure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	err := a.DB.InPlatform(ctx, func(ctx context.Context) error {
		return errors.Join(a.Tenants.Measure(ctx), a.Signups.Measure(ctx), a.Operator.Measure(ctx))
	})
	return errors.Join(err, a.Nodes.Measure(ctx))
}

// watched serves Inside where the configuration says so, until the returned function is called. That it can't is told on
// failed.
func (a *App) watched(ctx context.Context, failed chan<- error) (end func()) {
	if a.Config.MetricsAddress == "" {
		return func() {}
	}
	s := &http.Server{Addr: a.Config.MetricsAddress, Handler: a.Inside(), ReadHeaderTimeout: checkTimeout, ReadTimeout: checkTimeout,
		WriteTimeout: 4 * checkTimeout, IdleTimeout: time.Minute, BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	go func() {
		if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	slog.InfoContext(ctx, "metrics", "address", a.Config.MetricsAddress)
	return func() { _ = s.Close() } // nothing is lost with it
}
