package sso

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// nothing is a DNS server that knows no record.
type nothing struct{}

func (nothing) LookupTXT(context.Context, string) ([]string, error) { return nil, &net.DNSError{} }

// A file at the one place of the domain itself proves it; a redirect to somebody else's, another text, and a file without
// https do not.
func TestFileProof(t *testing.T) {
	d := Domain{Domain: "example.com", Token: "t0ken"}
	answer := func(h http.HandlerFunc) bool {
		server := httptest.NewTLSServer(h)
		defer server.Close()
		transport := &http.Transport{
			TLSClientConfig: server.Client().Transport.(*http.Transport).TLSClientConfig,
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			},
		}
		c := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		return NewService(Deps{Client: c, Texts: nothing{}}).published(t.Context(), d)
	}
	var asked *http.Request
	require.True(t, answer(func(w http.ResponseWriter, r *http.Request) { asked = r; _, _ = w.Write([]byte(d.Proof() + "\n")) }))
	require.Equal(t, "example.com", asked.Host)
	require.Equal(t, filePath, asked.URL.Path)
	require.NotNil(t, asked.TLS)
	require.GreaterOrEqual(t, asked.TLS.Version, uint16(tls.VersionTLS12))
	require.False(t, answer(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("kith-domain=other")) }))
	require.False(t, answer(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("a page that mentions " + d.Proof()))
	}))
	require.False(t, answer(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://evil.example/", http.StatusFound)
	}))
	require.False(t, answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(d.Proof()))
	}))
}
