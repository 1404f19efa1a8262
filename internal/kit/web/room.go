package web

import (
	"context"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/valyala/fasthttp"
)

const (
	smallBody   = 1 << 20          // up to here a body is just read
	usualRoom   = 128 << 20        // for bodies, where nobody says how much memory the program may take
	waitForRoom = 10 * time.Second // of a request whose body has no room yet
	waitForTurn = 5 * time.Second  // of a heavy request, which holds its body meanwhile
	bodyTime    = 30 * time.Second // in which a body has to arrive
	lookAgain   = time.Second      // while waiting: what never arrived is given up
	comeAgain   = "10"             // seconds
	silence     = 1 * time.Second  // after which a client whose request is refused has sent all of it
	drainMost   = 30 * time.Second // that it may take for that
	aQuarter    = 4                // of the memory is for bodies
)

var refused = promauto.NewCounter(prometheus.CounterOpts{Name: "kith_http_refused_large_total", Help: "Requests with large bodies, or that need much memory, that were told to come again later: there was no room for more of them."})

// room bounds the memory for the bodies of large requests, which are read whole. A request that would take more than is left
// waits before its body is read, so that the sender waits too; after some seconds it is told to come again.
type room struct {
	mu      sync.Mutex
	free    int
	held    map[*fasthttp.RequestHeader]hold // by what stays the same from the header of a request to its end
	refused map[*fasthttp.RequestHeader]int
	made    chan struct{} // closed when there is more room
	wait    time.Duration
}

// hold is the room of one request: until its body has arrived it may be given up at a time.
type hold struct {
	bytes int
	until time.Time // zero when the body is there
}

// newRoom is a quarter of the memory that the program may take (GOMEMLIMIT), but enough for one body.
func newRoom() *room {
	free := usualRoom
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		free = max(int(limit/aQuarter), maxBody)
	}
	return &room{free: free, held: map[*fasthttp.RequestHeader]hold{}, refused: map[*fasthttp.RequestHeader]int{}, made: make(chan struct{}), wait: waitForRoom}
}

// guard puts the room before the reading of bodies and gives it back behind each request.
func (r *room) guard(s *fasthttp.Server) {
	s.HeaderReceived = r.enter
	next := s.Handler
	s.Handler = func(c *fasthttp.RequestCtx) {
		r.arrived(&c.Request.Header)
		defer r.leave(&c.Request.Header)
		next(c)
	}
}

// enter waits until there is room for a request's body. Where there is none it has the body refused unread, in the only way
// that the server has for that.
func (r *room) enter(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	r.forget(h)
	bytes := h.ContentLength()
	if bytes == -1 { // in chunks: nobody knows how many
		bytes = maxBody
	}
	if bytes <= smallBody || bytes > maxBody { // too large is refused by its length
		return fasthttp.RequestConfig{}
	}
	for end := time.Now().Add(r.wait); ; { //nolint:forbidigo // a duration
		more, ok := r.take(h, bytes)
		if ok {
			return fasthttp.RequestConfig{ReadTimeout: bodyTime}
		}
		left := time.Until(end) //nolint:forbidigo // a duration
		if left <= 0 {
			return r.refuse(h, bytes)
		}
		select {
		case <-more:
		case <-time.After(min(left, lookAgain)):
		}
	}
}

// take takes room if there is enough; else more is closed when there may be.
func (r *room) take(h *fasthttp.RequestHeader, bytes int) (more chan struct{}, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now() //nolint:forbidigo // a duration
	for other, o := range r.held {
		if !o.until.IsZero() && now.After(o.until) {
			r.release(other)
		}
	}
	if bytes > r.free {
		return r.made, false
	}
	r.free -= bytes
	r.held[h] = hold{bytes, now.Add(bodyTime + lookAgain)}
	return nil, true
}

func (r *room) arrived(h *fasthttp.RequestHeader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, ok := r.held[h]; ok {
		r.held[h] = hold{bytes: o.bytes}
	}
}

// forget takes back what an earlier request of the same connection has left: its client was gone before it could be answered.
func (r *room) forget(h *fasthttp.RequestHeader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.release(h)
	delete(r.refused, h)
}

func (r *room) leave(h *fasthttp.RequestHeader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.release(h)
}

// release gives the room of a request back, if it has any, and wakes those who wait.
func (r *room) release(h *fasthttp.RequestHeader) {
	o, ok := r.held[h]
	if !ok {
		return
	}
	delete(r.held, h)
	r.free += o.bytes
	close(r.made)
	r.made = make(chan struct{})
}

func (r *room) refuse(h *fasthttp.RequestHeader, bytes int) fasthttp.RequestConfig {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused[h] = bytes
	return fasthttp.RequestConfig{MaxRequestBodySize: 1, ReadTimeout: bodyTime}
}

// wasRefused tells how many bytes of a body, for which there was no room, are still on their way.
func (r *room) wasRefused(h *fasthttp.RequestHeader) (bytes int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	bytes, ok = r.refused[h]
	delete(r.refused, h)
	return bytes, ok
}

// answerUnread answers requests that never came to a handler: the server could not read them, or had no room for them.
func (s *Server) answerUnread(c fiber.Ctx, err error) error {
	h := &c.Request().Header
	s.room.leave(h)
	bytes, ok := s.room.wasRefused(h)
	if !ok {
		return answerError(c, err)
	}
	slog.WarnContext(c.Context(), "no room for the body of a request", "bytes", bytes)
	refused.Inc()
	drain(c.RequestCtx().Conn(), bytes)
	return writeProblem(c, crowded(c.Context()))
}

// drain lets a client finish what it sends, without keeping any of it: one whose connection ends before hears no answer.
func drain(c net.Conn, bytes int) {
	end := time.Now().Add(drainMost) //nolint:forbidigo // a duration
	for buffer := make([]byte, 32<<10); bytes > 0; {
		now := time.Now() //nolint:forbidigo // a duration
		if now.After(end) || c.SetReadDeadline(now.Add(silence)) != nil {
			return
		}
		n, err := io.ReadAtLeast(c, buffer, 1)
		if err != nil {
			return
		}
		bytes -= n
	}
}

func crowded(ctx context.Context) *Problem {
	p := newProblem(ctx, http.StatusServiceUnavailable, errUnavailable.Code, "The server has much to do. Try again shortly.")
	p.Params = map[string]any{"retryAfter": comeAgain}
	return p
}

// turns are for requests that need much more memory than their bodies take: so many are worked on at a time.
type turns struct {
	taken chan struct{}
	wait  time.Duration
}

func newTurns() *turns {
	return &turns{make(chan struct{}, max(2, runtime.GOMAXPROCS(0))), waitForTurn}
}

// take waits for a turn; there is none when that takes too long.
func (t *turns) take(ctx context.Context) (leave func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, t.wait)
	defer cancel()
	select {
	case t.taken <- struct{}{}:
		return func() { <-t.taken }, true
	case <-ctx.Done():
		refused.Inc()
		return nil, false
	}
}
