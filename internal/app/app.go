// Package app puts the program together: it is the only place that knows all domains. The program and the tests build the
// same one.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v3"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/kith-crm/kith/frontend"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/config"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	kitmail "github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/kit/trace"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/backup"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

// App is the whole program, built but not running.
type App struct {
	Config    config.Config
	Version   string
	DB        *db.DB
	Setup     *setup.Database
	Server    *web.Server
	Workers   *job.Workers
	Hints     *db.Hints
	Files     blob.Store
	Backups   *backup.Service
	snapshots *snapshots
	maker     *tenant.Maker
	dbc       db.Config // of the first node
	keys      secret.Keys
	tools     user.Tools
	traces    *trace.Provider
	Domains
}

// New builds the program. It connects to nothing yet.
func New(cfg config.Config, version string) (*App, error) {
	keys, err := secret.NewKeys(cfg.Secret)
	if err != nil {
		return nil, err
	}
	page.SignWith(keys)
	a := &App{Config: cfg, Version: version, keys: keys}
	if a.traces, err = trace.New(context.Background(), cfg.TraceEndpoint, version); err != nil {
		return nil, err
	}
	a.dbc = db.Config{URL: cfg.DatabaseURL, Direct: cfg.DatabaseDirect, Password: keys.Password, Registry: registry{a}, Shards: cfg.Shards,
		PoolSize: cfg.PoolSize, WriteJobs: job.Write, Statements: a.traces.Statements()}
	a.Setup = setup.New(a.dbc)
	if a.maker, err = tenant.NewMaker(a.Setup.Migrator, migrations.Files, cfg.Shards); err != nil {
		return nil, err
	}
	a.maker.Nodes(a.migratorOn)
	a.dbc.Ready = a.maker.Ready
	if a.DB, err = db.Open(a.dbc); err != nil {
		return nil, err
	}
	a.Hints = a.DB.Listen(func(what string) { a.snapshots.hint(what) })
	if a.snapshots, err = newSnapshots(a.Hints.Fresh); err != nil {
		return nil, err
	}
	if a.Files, err = blob.Open(cfg.Files); err != nil {
		return nil, err
	}
	if a.Backups, err = newBackups(cfg, version); err != nil {
		return nil, err
	}
	sender, err := newSender(cfg)
	if err != nil {
		return nil, err
	}
	a.Workers = job.NewWorkers(a.jobEdge())
	if err := a.wire(event.NewBus(), sender); err != nil {
		return nil, err
	}
	return a, a.serveRoutes()
}

func newSender(cfg config.Config) (kitmail.Sender, error) {
	from, err := mail.ParseAddress(cfg.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("KITH_MAIL_FROM %q is not an address such as Kith <crm@example.com>", cfg.MailFrom)
	}
	return kitmail.NewSMTP(cfg.SMTPURL, kitmail.Address{Name: from.Name, Email: from.Address}, kitmail.Options{})
}

// serveRoutes puts every domain's routes, the probes and the page behind one server.
func (a *App) serveRoutes() error {
	a.Server = web.NewServer(web.Config{Version: a.Version, BaseURL: a.Config.BaseURL, Timeout: a.Config.RequestTimeout,
		TrustedProxies: a.Config.TrustedProxies, Traces: a.traces, Secure: strings.HasPrefix(a.Config.BaseURL, "https://")}, a.webEdge())
	a.routes(a.Server.Router)
	a.Server.Probes(a.DB.Ping)
	dist, err := fs.Sub(frontend.Dist, "dist")
	if err != nil {
		return err
	}
	a.Server.Page(dist)
	return nil
}

// Close ends every connection, and sends what was traced.
func (a *App) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), flush)
	defer cancel()
	return errors.Join(a.DB.Close(), a.traces.Close(ctx))
}

// Describe is the description of the API; it needs no database.
func Describe(version string) (*huma.OpenAPI, error) {
	a, err := New(config.Config{DatabaseURL: "postgres:///none", Secret: strings.Repeat("0", 32), Shards: 1, PoolSize: 1,
		BaseURL: "http://localhost", Files: "s3://key:secret@localhost/files", SMTPURL: "smtp://localhost:25?tls=none", MailFrom: "kith@localhost"}, version)
	if err != nil {
		return nil, err
	}
	return a.Server.Router.OpenAPI(), a.Close()
}

// ListTenants returns all companies.
func (a *App) ListTenants(ctx context.Context) (all []tenant.Tenant, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		all, err = a.Tenants.List(ctx)
		return err
	})
	return all, err
}

// Prepare enters into the platform's tables what the program brings along.
func (a *App) Prepare(ctx context.Context) error {
	if err := a.DB.InPlatform(ctx, plan.Publish); err != nil {
		return err
	}
	return a.Sessions.Prepare(ctx)
}

const (
	drain = 20 * time.Second
	flush = 3 * time.Second // for the last spans: a collector that is gone must not hold up the end
)

// Serve answers requests, and works jobs when work is true, until ctx ends; then it finishes what it has begun.
func (a *App) Serve(ctx context.Context, work bool) error {
	if err := blob.Probe(ctx, a.Files); err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { a.Hints.Run(background) })
	defer wg.Wait()
	defer stop()
	end := func() error { return nil }
	if work {
		q, err := a.startWorkers(background)
		if err != nil {
			return err
		}
		defer q.close()
		end = q.end
		wg.Go(func() { a.Backups.Run(background) })
	}
	failed := make(chan error, 2)
	defer a.watched(ctx, failed)()
	go func() {
		failed <- a.Server.App.Listen(a.Config.Address, fiber.ListenConfig{DisableStartupMessage: true})
	}()
	slog.InfoContext(ctx, "serving", "address", a.Config.Address, "page", a.Config.BaseURL, "version", a.Version)
	select {
	case err := <-failed:
		return errors.Join(err, end())
	case <-ctx.Done():
	}
	slog.InfoContext(ctx, "stopping")
	a.Server.Leave()
	time.Sleep(a.Config.StopDelay)
	return errors.Join(a.Server.App.ShutdownWithTimeout(drain), end())
}

// Work works jobs until ctx ends.
func (a *App) Work(ctx context.Context) error {
	if err := blob.Probe(ctx, a.Files); err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	wg.Go(func() { a.Hints.Run(background) })
	q, err := a.startWorkers(background)
	if err != nil {
		return err
	}
	defer q.close()
	wg.Go(func() { a.Backups.Run(background) })
	failed := make(chan error, 1)
	defer a.watched(ctx, failed)()
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, q.end())
}

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
	a.Backups.Measure()
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
