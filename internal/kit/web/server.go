package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/recover"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// Config is what the server needs to know.
type Config struct {
	Version        string
	BaseURL        string
	Timeout        time.Duration // of one request
	TrustedProxies []string      // whose X-Forwarded-For is believed
	Secure         bool          // the page is served by https: tell browsers to insist on it
	Traces         *trace.Provider
}

// Server is the HTTP side of the program.
type Server struct {
	App     *fiber.App
	Router  *Router
	cfg     Config
	room    *room
	leaving atomic.Bool // about to stop: nobody should come here any more
}

const maxBody = 33 << 20 // the largest body of any route; each route has its own, smaller limit

// NewServer makes a server without routes.
func NewServer(cfg Config, edge Edge) *Server {
	s := &Server{cfg: cfg, room: newRoom()}
	s.App = fiber.New(fiber.Config{
		AppName:                   "kith",
		Immutable:                 true, // Fiber's strings are borrowed memory otherwise
		BodyLimit:                 maxBody,
		ReadBufferSize:            8 << 10,
		ReadTimeout:               30 * time.Second,
		WriteTimeout:              60 * time.Second,
		IdleTimeout:               90 * time.Second,
		StrictRouting:             true,
		CaseSensitive:             true,
		ErrorHandler:              s.answerUnread,
		TrustProxy:                len(cfg.TrustedProxies) > 0,
		TrustProxyConfig:          fiber.TrustProxyConfig{Proxies: cfg.TrustedProxies},
		ProxyHeader:               proxyHeader(cfg.TrustedProxies),
		EnableIPValidation:        true,
		DisableDefaultContentType: true,
	})
	s.App.Use(headers(cfg), s.observe, recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: logPanic}), refuseOdd)
	s.room.guard(s.App.Server())
	s.Router = &Router{api: newAPI(s.App.Group("/api/v1"), cfg.Version), edge: edge, turns: newTurns()}
	return s
}

// Leave has the server say that it is not ready and end the connections it is asked on, while it still answers: proxies
// then go elsewhere before it stops.
func (s *Server) Leave() { s.leaving.Store(true) }

func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

type infoKey struct{}

// info is what a request is known by, in logs and below the edge.
type info struct {
	id, method, path, ip, agent, origin, cookie, device, sso, operator, csrf string
	query                                                                    map[string][]string
	tenant                                                                   *int64 // of the caller, once that is known; 0 before
}

func infoFrom(ctx context.Context) info {
	i, _ := ctx.Value(infoKey{}).(info)
	return i
}

// RequestID is the id of the request in ctx, as the caller sees it in problems and headers.
func RequestID(ctx context.Context) string { return infoFrom(ctx).id }

// Client tells from where and with what program a request came.
func Client(ctx context.Context) (ip, agent string) {
	i := infoFrom(ctx)
	return i.ip, i.agent
}

func infoOf(c fiber.Ctx) info {
	return info{id: id.New().String(), method: c.Method(), path: c.Path(), ip: c.IP(), agent: clip(c.Get("User-Agent"), 300),
		origin: c.Get("Origin"), cookie: c.Cookies(RefreshCookie), device: c.Cookies(DeviceCookie), sso: c.Cookies(SSOCookie), operator: c.Cookies(OperatorCookie), csrf: c.Get("X-Kith"), query: asked(c), tenant: new(int64)}
}

// asked is what stands in the address behind the path.
func asked(c fiber.Ctx) map[string][]string {
	all, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil // the route refuses it
	}
	return all
}

// Asked is what a request's address asks for: its path below the API's, and what stands behind that.
func Asked(ctx context.Context) (path string, query url.Values) {
	i := infoFrom(ctx)
	return i.path, i.query
}

// observe gives each request an id, a deadline, one line in the log and, where traces are collected, one.
func (s *Server) observe(c fiber.Ctx) error {
	start := time.Now() //nolint:forbidigo // a duration, not a date
	i := infoOf(c)
	ctx, span := s.cfg.Traces.Request(context.WithValue(c.Context(), infoKey{}, i), i.method)
	defer span.End()
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	c.SetContext(ctx)
	c.Set("X-Request-Id", i.id)
	err := c.Next()
	if err != nil {
		err = answerError(c, err)
	}
	if s.leaving.Load() {
		c.RequestCtx().SetConnectionClose()
	}
	route, status := routeOf(c), c.Response().StatusCode()
	if span.IsRecording() {
		span.SetName(i.method + " " + route)
		trace.Status(span, status)
	}
	took := time.Since(start) //nolint:forbidigo // a duration, not a date
	count(i.method, route, status, took)
	slog.Log(ctx, levelOf(i.path, status), "request", "request", i.id, "tenant", *i.tenant, "method", i.method, "path", shown(i.path),
		"status", status, "ms", took.Milliseconds())
	return err
}

func levelOf(path string, status int) slog.Level {
	switch {
	case status >= 500:
		return slog.LevelWarn
	case !strings.HasPrefix(path, "/api/"):
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// longest is the most that a part of a path has which is a word: what is longer, and no id, opens something.
const longest = 28

// shown is a path as it may be written down: without the tokens that lead to forms, invitations and the like.
func shown(path string) string {
	parts := strings.Split(path, "/")
	for n, p := range parts {
		if len(p) > longest && uuid.Validate(p) != nil {
			parts[n] = "[hidden]"
		}
	}
	return strings.Join(parts, "/")
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// refuseOdd turns away requests that proxies and servers have been seen to read differently, and compressed bodies.
func refuseOdd(c fiber.Ctx) error {
	h := &c.Request().Header
	if twoLengths(h.RawHeaders()) || len(h.Peek("Content-Encoding")) > 0 ||
		strings.HasPrefix(string(h.RequestURI()), "http") || c.Method() == "TRACE" {
		c.RequestCtx().SetConnectionClose()
		return writeProblem(c, newProblem(c.Context(), fiber.StatusBadRequest, "request.bad", "The request can't be understood."))
	}
	return c.Next()
}

// twoLengths tells whether a request says in both ways how long it is. The header as it came is looked at: of the two,
// fasthttp keeps the one that it believes.
func twoLengths(raw []byte) bool {
	raw = append([]byte("\n"), bytes.ToLower(raw)...)
	return bytes.Contains(raw, []byte("\ntransfer-encoding:")) && bytes.Contains(raw, []byte("\ncontent-length:"))
}

func logPanic(c fiber.Ctx, what any) {
	slog.ErrorContext(c.Context(), "panic", "request", RequestID(c.Context()), "error", fmt.Sprint(what), "stack", stack())
}

// answerError writes what Fiber itself refuses in the same form as everything else.
func answerError(c fiber.Ctx, err error) error {
	var f *fiber.Error
	if !errors.As(err, &f) {
		return writeProblem(c, problem(c.Context(), err))
	}
	codes := map[int]string{404: "route.not_found", 405: "route.method", 413: "request.too_large", 431: "request.too_large"}
	code := codes[f.Code]
	if code == "" {
		code = "request.bad"
	}
	return writeProblem(c, newProblem(c.Context(), f.Code, code, f.Message))
}

func writeProblem(c fiber.Ctx, p *Problem) error {
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	return c.Status(p.Status).JSON(p, "application/problem+json")
}
