package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Kind is a way in which Stripe's API can fail.
type Kind string

// The failures a test can order.
const (
	CommitThen500  Kind = "commit_then_500"  // the work is done, the answer is a 500, which the idempotency key remembers
	CommitThenHang Kind = "commit_then_hang" // the work is done, the answer never comes
	FailBefore     Kind = "fail_before"      // 500 and nothing is done
	RateLimited    Kind = "rate_limited"     // 429 and nothing is done
	InUse          Kind = "in_use"           // 409: somebody else has the object, and nothing is done
	Slow           Kind = "slow"             // the work is done late
)

// Fault is an order to fail. Path, when not empty, must occur in the request's path; For is how long a slow answer
// takes or a hanging one lasts (0: a second, and until the caller gives up).
type Fault struct {
	Kind  Kind          `json:"kind"`
	Times int           `json:"times"`
	Path  string        `json:"path"`
	For   time.Duration `json:"for"`
}

// Faults are the orders not yet used up.
type Faults struct {
	mu     sync.Mutex
	orders []*Fault
}

// Order adds a fault.
func (f *Faults) Order(o Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.orders = append(f.orders, &o)
}

// Clear drops all orders.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.orders = nil
}

// take uses up one order that fits the request; faults after a commit need a request that commits something.
func (f *Faults) take(r *http.Request) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.orders = slices.DeleteFunc(f.orders, func(o *Fault) bool { return o.Times <= 0 })
	for _, o := range f.orders {
		late := o.Kind == CommitThen500 || o.Kind == CommitThenHang
		if strings.Contains(r.URL.Path, o.Path) && !(late && r.Method == http.MethodGet) {
			o.Times--
			return o
		}
	}
	return nil
}

// before fails a request that must not be executed.
func (o *Fault) before() *reply {
	if o == nil {
		return nil
	}
	switch o.Kind {
	case FailBefore:
		return new(refuse(wire.Internal()))
	case RateLimited:
		return new(refuse(&wire.Error{Status: http.StatusTooManyRequests, Type: "invalid_request_error", Code: "rate_limit",
			Message: "Request rate limit exceeded. Learn more about rate limits."}))
	case InUse:
		return new(refuse(&wire.Error{Status: http.StatusConflict, Type: "invalid_request_error", Code: "lock_timeout",
			Message: "This object cannot be accessed right now because another API request or Stripe process is currently accessing it."}))
	}
	return nil
}

// spoil turns the answer of executed work into what Stripe would have remembered of it.
func (o *Fault) spoil(answer reply) reply {
	if o != nil && o.Kind == CommitThen500 {
		return refuse(wire.Internal())
	}
	return answer
}

// after sends the answer, unless the order is to let the caller wait for it.
func (o *Fault) after(w http.ResponseWriter, r *http.Request, answer reply) {
	if o != nil && o.Kind == CommitThenHang {
		wait := o.For
		if wait == 0 {
			wait = time.Hour
		}
		pause(r.Context().Done(), wait)
		panic(http.ErrAbortHandler) // the connection breaks without an answer
	}
	write(w, o.spoil(answer))
}

// hold keeps slow work waiting.
func (o *Fault) hold(ctx context.Context) {
	if o != nil && o.Kind == Slow {
		wait := o.For
		if wait == 0 {
			wait = time.Second
		}
		pause(ctx.Done(), wait)
	}
}
