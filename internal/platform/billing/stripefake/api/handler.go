// Package api owns Stripe's HTTP interface of the stand-in: keys, parameters, idempotency, lists, expansion, errors and
// the failures that tests order. What the calls mean is the ledger's.
package api

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Version is the API version the stand-in speaks.
const Version = "2023-10-16"

const maxBody = 1 << 20

// Handler answers /v1/….
type Handler struct {
	Faults Faults
	shared *ledger.Shared
	key    string
	keys   inFlight
	mux    *http.ServeMux
}

// New makes the API over a ledger; key is the secret key that callers must show.
func New(shared *ledger.Shared, key string) *Handler {
	h := &Handler{shared: shared, key: key, mux: http.NewServeMux()}
	for pattern, run := range routes() {
		h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { h.serve(w, r, run) })
	}
	h.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { h.serve(w, r, unknownRoute) })
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// call is one request on its way through an endpoint.
type call struct {
	l    *ledger.Ledger
	r    *http.Request
	form url.Values // without expand
}

// endpoint does what a route is for and returns an object of the ledger or one already rendered.
type endpoint func(*call) (any, error)

// reply is a finished answer.
type reply struct {
	status int
	body   []byte
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request, run endpoint) {
	request := "req_" + rand.Text()[:14]
	w.Header().Set("Request-Id", request)
	w.Header().Set("Stripe-Version", Version)
	w.Header().Set("Content-Type", "application/json")
	form, err := h.admit(r)
	if err != nil {
		write(w, refuse(err))
		return
	}
	fault := h.Faults.take(r)
	if early := fault.before(); early != nil {
		write(w, *early)
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if r.Method != http.MethodPost || key == "" {
		fault.hold(r.Context())
		fault.after(w, r, h.run(r, form, run, ledger.EventRequest{ID: &request}))
		return
	}
	w.Header().Set("Idempotency-Key", key)
	answer, replayed := h.once(key, fingerprint(r, form), func() reply {
		fault.hold(r.Context())
		return fault.spoil(h.run(r, form, run, ledger.EventRequest{ID: &request, Key: &key}))
	})
	if replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	fault.after(w, r, answer)
}

// admit checks the caller's key and reads the parameters.
func (h *Handler) admit(r *http.Request) (url.Values, error) {
	given, _, ok := r.BasicAuth()
	if !ok {
		given = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	if given != h.key {
		return nil, &wire.Error{Status: 401, Type: "invalid_request_error", Message: "Invalid API Key provided"}
	}
	if v := r.Header.Get("Stripe-Version"); v != "" && v != Version {
		return nil, wire.Invalid("", "", "Invalid Stripe API version: this stand-in speaks %s, not %s", Version, v)
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		return nil, wire.Invalid("", "", "The request body could not be read.")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, wire.Invalid("", "", "The request body is not form-encoded.")
	}
	for name, values := range r.URL.Query() {
		form[name] = append(form[name], values...)
	}
	return form, nil
}

// run executes the endpoint alone and renders what it says.
func (h *Handler) run(r *http.Request, form url.Values, run endpoint, cause ledger.EventRequest) (answer reply) {
	_ = h.shared.Do(func(l *ledger.Ledger) error {
		l.Cause = cause
		defer func() { l.Cause = ledger.EventRequest{} }()
		rest, paths := expansions(form)
		row, err := run(&call{l: l, r: r, form: rest})
		if err == nil {
			answer, err = render(l, row, paths)
		}
		if err != nil {
			answer = refuse(err)
		}
		return err
	})
	return answer
}

// expansions takes expand[] out of the parameters.
func expansions(form url.Values) (rest url.Values, paths []string) {
	rest = url.Values{}
	for name, values := range form {
		if strings.HasPrefix(name, "expand[") {
			paths = append(paths, values...)
			continue
		}
		rest[name] = values
	}
	return rest, paths
}

func render(l *ledger.Ledger, row any, paths []string) (reply, error) {
	o, ok := row.(wire.Object)
	if !ok {
		o = l.View(row)
	}
	for _, path := range paths {
		if err := wire.Expand(o, path, l.Find); err != nil {
			return reply{}, err
		}
	}
	wire.Strip(o)
	body, err := json.MarshalIndent(o, "", "  ")
	return reply{status: http.StatusOK, body: body}, err
}

func refuse(err error) reply {
	var e *wire.Error
	if !errors.As(err, &e) {
		e = wire.Internal()
	}
	body, _ := json.MarshalIndent(map[string]any{"error": e}, "", "  ")
	return reply{status: e.Status, body: body}
}

func write(w http.ResponseWriter, answer reply) {
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body)
}

func unknownRoute(c *call) (any, error) {
	e := wire.Invalid("", "", "Unrecognized request URL (%s: %s).", c.r.Method, c.r.URL.Path)
	e.Status = http.StatusNotFound
	return nil, e
}

// pause waits, or ends early when the caller has gone.
func pause(done <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
