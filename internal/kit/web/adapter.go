package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v3"
)

// adapter lets huma speak Fiber v3. huma brings one of its own, which links Fiber v2 too; this one does not.
type adapter struct{ router fiber.Router }

// Handle implements huma.Adapter: {id} becomes :id.
func (a adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.router.Add([]string{op.Method}, path, func(c fiber.Ctx) error {
		handler(&exchange{op: op, c: c, ctx: c.Context()})
		return nil
	})
}

// ServeHTTP implements huma.Adapter for huma's own test helpers, which are not used here.
func (a adapter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusNotImplemented)
}

// exchange is one request and its answer, as huma sees it.
type exchange struct {
	op     *huma.Operation
	c      fiber.Ctx
	ctx    context.Context
	status int
}

var _ huma.Context = (*exchange)(nil)

func (e *exchange) Operation() *huma.Operation { return e.op }
func (e *exchange) Context() context.Context   { return e.ctx }
func (e *exchange) TLS() *tls.ConnectionState  { return e.c.RequestCtx().TLSConnectionState() }
func (e *exchange) Version() huma.ProtoVersion { return huma.ProtoVersion{Proto: e.c.Protocol()} }
func (e *exchange) Method() string             { return e.c.Method() }
func (e *exchange) Host() string               { return e.c.Hostname() }
func (e *exchange) RemoteAddr() string         { return e.c.RequestCtx().RemoteAddr().String() }
func (e *exchange) Query(name string) string   { return e.c.Query(name) }
func (e *exchange) Header(name string) string  { return e.c.Get(name) }
func (e *exchange) BodyReader() io.Reader      { return bytes.NewReader(e.c.Request().Body()) }
func (e *exchange) BodyWriter() io.Writer      { return e.c.RequestCtx() }
func (e *exchange) Status() int                { return e.status }

func (e *exchange) Param(name string) string {
	v, err := url.PathUnescape(e.c.Params(name))
	if err != nil {
		return ""
	}
	return v
}

func (e *exchange) URL() url.URL {
	u, err := url.Parse(string(e.c.Request().RequestURI()))
	if err != nil {
		return url.URL{}
	}
	return *u
}

func (e *exchange) EachHeader(f func(name, value string)) {
	for k, v := range e.c.Request().Header.All() {
		f(string(k), string(v))
	}
}

func (e *exchange) GetMultipartForm() (*multipart.Form, error) {
	return nil, errors.New("web: forms are not taken")
}

func (e *exchange) SetReadDeadline(t time.Time) error {
	return e.c.RequestCtx().Conn().SetReadDeadline(t)
}

func (e *exchange) SetStatus(code int) {
	e.status = code
	e.c.Status(code)
}

func (e *exchange) SetHeader(name, value string)    { e.c.Set(name, value) }
func (e *exchange) AppendHeader(name, value string) { e.c.Response().Header.Add(name, value) }

// WithContext implements the optional hook by which huma's middlewares hand values on.
func (e *exchange) WithContext(ctx context.Context) huma.Context {
	next := *e
	next.ctx = ctx
	return &next
}
