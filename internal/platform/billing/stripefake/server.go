// Package stripefake is a stand-in for Stripe: an HTTP server in this process that behaves as Stripe's API of version
// 2023-10-16 does for what Kith asks of it, with a Checkout page, a customer portal, signed webhooks and a clock that
// can be moved. `dev up` shows it for trying things out, tests point the real client at it.
//
// It owns no rule of Kith's billing and imports none of it. What Stripe offers and Kith does not use is refused, not
// imitated.
package stripefake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/api"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/pages"
)

// Options of a stand-in; all may be left out.
type Options struct {
	Address       string           // where to listen; default 127.0.0.1 and any free port
	WebhookURL    string           // where events go; none when empty
	WebhookSecret string           // signs them
	Key           string           // the secret key callers must show; default sk_test_kith
	Now           func() time.Time // the clock it follows; default clock.Now
	AfterDunning  string           // ledger.EndUnpaid (default) or ledger.EndCanceled
	StateFile     string           // keeps the state over restarts; in memory only when empty
}

// DefaultKey is the secret key when Options name none.
const DefaultKey = "sk_test_kith"

// Server is a running stand-in.
type Server struct {
	options Options
	book    *ledger.Shared
	api     *api.Handler
	http    *http.Server
	url     string
	wake    chan struct{} // something may be due for delivery
	dirty   chan struct{} // the state file is behind
	stop    context.CancelFunc
	running sync.WaitGroup
	held    bool // guarded by book
	busy    bool // a delivery is on its way; guarded by book
}

// Start runs a stand-in until the context ends or Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	o = withDefaults(o)
	l, err := open(o)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Address)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{options: o, url: "http://" + listener.Addr().String(), stop: stop,
		wake: make(chan struct{}, 1), dirty: make(chan struct{}, 1)}
	l.Base = s.url
	s.book = ledger.Share(l, o.Now, s.changed)
	s.api = api.New(s.book, o.Key)
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	if o.WebhookURL != "" {
		s.SetWebhook(o.WebhookURL, o.WebhookSecret)
	}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	s.running.Go(func() { s.deliver(ctx) })
	s.running.Go(func() { s.save(ctx) })
	context.AfterFunc(ctx, func() { _ = s.http.Close() })
	return s, nil
}

func withDefaults(o Options) Options {
	if o.Address == "" || o.Address == ":0" {
		o.Address = "127.0.0.1:0"
	}
	if o.Key == "" {
		o.Key = DefaultKey
	}
	if o.Now == nil {
		o.Now = clock.Now
	}
	if o.AfterDunning == "" {
		o.AfterDunning = ledger.EndUnpaid
	}
	return o
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/v1/", s.api)
	mux.Handle("/_fake/", s.admin())
	mux.Handle("/", pages.New(s.book, s.Advance))
	return mux
}

// URL is the address of the API and the pages, without a slash at the end.
func (s *Server) URL() string { return s.url }

// Close stops the server and waits for its last delivery and the state file.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
	s.running.Wait()
}

// Advance moves the stand-in's clock and lets happen what becomes due: renewals, retries, ends of trials, phases.
// Events that this causes travel on their own; Settle waits for them.
func (s *Server) Advance(d time.Duration) { s.book.Advance(d) }

// Now is the stand-in's time.
func (s *Server) Now() (now time.Time) {
	s.view(func(l *ledger.Ledger) { now = time.Unix(l.Time, 0).UTC() })
	return now
}

// changed is called after each use of the ledger.
func (s *Server) changed() {
	nudge(s.wake)
	nudge(s.dirty)
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// view reads the ledger.
func (s *Server) view(fn func(*ledger.Ledger)) {
	_ = s.book.Do(func(l *ledger.Ledger) error {
		fn(l)
		return nil
	})
}

var errNotFound = errors.New("stripefake: no such object")
