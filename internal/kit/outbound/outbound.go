// Package outbound makes the HTTP clients for everything outside: services that the operator has chosen, and addresses that
// a tenant has typed. It owns their time-outs, limits and the guard of the network inside; not what is asked, nor when to
// ask again, for only who asks knows what may be repeated.
package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"

	"github.com/kith-crm/kith/internal/kit/db"
)

const (
	dialTimeout = 5 * time.Second
	idleTimeout = 90 * time.Second
	// maxAnswer is the most of an answer that is read: what others send is not trusted to end.
	maxAnswer = 16 << 20
)

// Errors of a call.
var (
	// ErrInUnit stops a call in a unit of work: it would hold locks and a connection for as long as the other side takes.
	ErrInUnit = errors.New("outbound: a call to the outside in a unit of work")
	// ErrTooLong ends an answer of more than 16 MiB.
	ErrTooLong = errors.New("outbound: the answer is too long")
	// ErrInside refuses an address that is not on the public internet.
	ErrInside = errors.New("outbound: the address is not on the public internet")
)

// Service is a client for a service that the operator has configured; it may be on the same machine. A call takes at most
// timeout, its answer included.
func Service(timeout time.Duration) *http.Client {
	return &http.Client{Timeout: timeout, Transport: guard{transport(&net.Dialer{Timeout: dialTimeout})}, CheckRedirect: stay}
}

// Public is a client for an address that somebody has typed: it reaches nothing but ports 80 and 443 of the public internet,
// whatever names and redirects say, for the address is looked at when the connection is made. Some more prefixes may be
// allowed, for an operator's own.
func Public(timeout time.Duration, also ...netip.Prefix) *http.Client {
	options := []ssrf.Option{ssrf.WithPorts(80, 443)}
	if len(also) > 0 {
		options = []ssrf.Option{ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(also...)}
	}
	d := &net.Dialer{Timeout: dialTimeout, Control: ssrf.New(options...).Safe}
	t := transport(d)
	t.Proxy = nil // a proxy would connect in our place, past the guard
	return &http.Client{Timeout: timeout, Transport: guard{t}, CheckRedirect: stay}
}

// stay hands a redirect to who asked: none of the services we call answers with one.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func transport(d *net.Dialer) *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dial(d), ForceAttemptHTTP2: true, TLSHandshakeTimeout: dialTimeout,
		MaxIdleConns: 20, MaxIdleConnsPerHost: 4, IdleConnTimeout: idleTimeout, MaxResponseHeaderBytes: 64 << 10,
	}
}

func dial(d *net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, address)
		if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedPort) {
			return nil, errors.Join(ErrInside, err)
		}
		return c, err
	}
}

// guard keeps calls out of units of work and their answers within bounds.
type guard struct{ next http.RoundTripper }

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if db.InUnit(r.Context()) {
		return nil, ErrInUnit
	}
	answer, err := observe(g.next, r)
	if err != nil {
		return nil, err
	}
	answer.Body = &bounded{answer.Body, maxAnswer + 1}
	return answer, nil
}

// bounded fails, rather than ends, where an answer is cut: half an answer must not pass for a whole one.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
