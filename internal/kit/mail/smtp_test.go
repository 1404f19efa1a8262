package mail_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/mail"
)

func TestNewSMTP(t *testing.T) {
	for _, address := range []string{
		"", "localhost:25", "http://localhost", "smtp://", "smtp://h:99999999999999999999", "smtp://h?tls=maybe", "smtp://u:geheim@h?tls=none",
	} {
		_, err := mail.NewSMTP(address, from, mail.Options{})
		require.Error(t, err, address)
		require.NotContains(t, err.Error(), "geheim")
	}
	_, err := mail.NewSMTP("smtp://h", mail.Address{Email: "x"}, mail.Options{})
	require.Error(t, err)
}

func TestTLS(t *testing.T) {
	server := secureServer(t)
	for name, c := range map[string]struct {
		at, password, security string
		trusted, delivered     bool
	}{
		"starttls":                     {server.plain, "geheim", "", true, true},
		"tls from the first byte":      {server.implicit, "geheim", "?tls=tls", true, true},
		"unknown authority":            {server.plain, "geheim", "", false, false},
		"unknown authority, tls":       {server.implicit, "geheim", "?tls=tls", false, false},
		"wrong password":               {server.plain, "falsch", "?tls=starttls", true, false},
		"starttls where there is none": {server.bare, "geheim", "", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := server.count()
			options := mail.Options{Roots: x509.NewCertPool()}
			if c.trusted {
				options.Roots = server.roots
			}
			sender, err := mail.NewSMTP("smtp://kith:"+c.password+"@"+c.at+c.security, from, options)
			require.NoError(t, err)
			err = sender.Send(t.Context(), letter())
			require.Equal(t, c.delivered, err == nil, "%v", err)
			require.False(t, mail.Permanent(err), "the letter is not to blame")
			if err != nil {
				require.NotContains(t, err.Error(), c.password)
			}
			require.Equal(t, c.delivered, server.count() > before)
		})
	}
}

// secure is a server that speaks TLS and wants the password "geheim".
type secure struct {
	plain, implicit, bare string // its addresses: STARTTLS, TLS at once, no TLS at all
	roots                 *x509.CertPool

	mutex sync.Mutex
	mails int
}

func secureServer(t *testing.T) *secure {
	t.Helper()
	issuer := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	t.Cleanup(issuer.Close)
	s := &secure{roots: x509.NewCertPool()}
	s.roots.AddCert(issuer.Certificate())
	config := &tls.Config{Certificates: issuer.TLS.Certificates}
	s.plain = s.listen(t, config, func(l net.Listener) net.Listener { return l })
	s.implicit = s.listen(t, nil, func(l net.Listener) net.Listener { return tls.NewListener(l, config) })
	s.bare = s.listen(t, nil, func(l net.Listener) net.Listener { return l })
	return s
}

func (s *secure) listen(t *testing.T, config *tls.Config, wrap func(net.Listener) net.Listener) string {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &guarded{secure: s}, nil }))
	server.TLSConfig, server.ErrorLog = config, quiet{}
	server.AllowInsecureAuth = true // it would take the password in clear; the sender must not offer it
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(wrap(l)) })
	t.Cleanup(func() { _ = server.Close(); _ = l.Close(); serving.Wait() })
	return l.Addr().String()
}

func (s *secure) count() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.mails
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type guarded struct {
	*secure
	known bool
}

func (g *guarded) AuthMechanisms() []string { return []string{sasl.Plain} }

func (g *guarded) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "kith" || password != "geheim" {
			return smtp.ErrAuthFailed
		}
		g.known = true
		return nil
	}), nil
}

func (g *guarded) Mail(string, *smtp.MailOptions) error {
	if !g.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (g *guarded) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (g *guarded) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if !strings.Contains(string(raw), "Message-ID:") {
		return errors.New("no mail")
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.mails++
	return err
}

func (g *guarded) Reset()        {}
func (g *guarded) Logout() error { return nil }

// A server that takes the mail and then drops the line has it: an error would make the job send it twice.
func TestDroppedFarewellIsNoFailure(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	var serving sync.WaitGroup
	serving.Go(func() { takeAndDrop(l) })
	sender, err := mail.NewSMTP("smtp://"+l.Addr().String()+"?tls=none", from, mail.Options{})
	require.NoError(t, err)
	require.NoError(t, sender.Send(t.Context(), letter()))
	serving.Wait()
}

// takeAndDrop plays the server's side of one mail and closes the connection instead of answering QUIT.
func takeAndDrop(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for _, step := range []struct{ until, answer string }{
		{"", "220 ready"}, {"EHLO", "250 hello"}, {"MAIL", "250 ok"}, {"RCPT", "250 ok"}, {"DATA", "354 go on"}, {".", "250 taken"}, {"QUIT", ""},
	} {
		for step.until != "" && lines.Scan() && !strings.HasPrefix(lines.Text(), step.until) {
		}
		if step.answer != "" {
			_, _ = io.WriteString(conn, step.answer+"\r\n")
		}
	}
}
