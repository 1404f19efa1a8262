package mail

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// sendTimeout bounds one delivery from dialling to the server's last word.
const sendTimeout = 30 * time.Second

// Options are what an SMTP address does not say; the zero value is right for a public server.
type Options struct {
	Roots *x509.CertPool // who may sign the server's certificate; nil means the system's authorities
}

// SMTP sends letters through one server, a connection each. It is safe for concurrent use.
type SMTP struct {
	host     string
	port     int
	security string // "none", "starttls" or "tls"
	user     string
	password string
	from     *netmail.Address
	tls      *tls.Config
}

var defaultPorts = map[string]int{"none": 25, "starttls": 587, "tls": 465}

// NewSMTP returns a sender for smtp://user:password@host:port?tls=none|starttls|tls. STARTTLS is the default, and
// without it nothing is sent; tls is TLS from the first byte; none is for a relay on the same machine or network and
// takes no password.
func NewSMTP(address string, from Address, o Options) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" {
		return nil, errors.New("mail: the server must be given as smtp://host:port") // the cause would show the password
	}
	s := &SMTP{host: u.Hostname(), security: u.Query().Get("tls"), user: u.User.Username()}
	s.password, _ = u.User.Password()
	s.tls = &tls.Config{ServerName: s.host, RootCAs: o.Roots, MinVersion: tls.VersionTLS12}
	if s.from, err = from.parse(); err != nil {
		return nil, err
	}
	return s, s.secure(u.Port())
}

// secure settles security and port, and refuses to send a password in clear.
func (s *SMTP) secure(port string) (err error) {
	if s.security == "" {
		s.security = "starttls"
	}
	var known bool
	if s.port, known = defaultPorts[s.security]; !known {
		return fmt.Errorf("mail: tls must be none, starttls or tls, not %q", s.security)
	}
	if s.security == "none" && s.user != "" {
		return errors.New("mail: a password needs tls=starttls or tls=tls")
	}
	if port != "" {
		s.port, err = strconv.Atoi(port)
	}
	return err
}

// Send implements Sender. It returns within 30 seconds, or as soon as ctx ends.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	msg, err := s.message(l)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() {
		return nil // the server has it: a farewell that goes wrong must not make it sent twice
	}
	return verdict(ctx, err)
}

// message writes the letter down as multipart/alternative.
func (s *SMTP) message(l Letter) (*gomail.Msg, error) {
	to, err := l.To.parse()
	if err != nil {
		return nil, err
	}
	if l.Personal != nil {
		return s.personal(to, l)
	}
	v, err := l.clean(s.from.Name)
	if err != nil {
		return nil, err
	}
	html, err := v.html()
	if err != nil {
		return nil, unsendable("render: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	s.headers(msg, v)
	msg.SetBodyString(gomail.TypeTextPlain, v.text())
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	return msg, nil
}

// personal writes a person's mail down as plain text. Nothing marks it as a machine's: it is to be answered.
func (s *SMTP) personal(to *netmail.Address, l Letter) (*gomail.Msg, error) {
	reply, err := l.Personal.ReplyTo.parse()
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: line(l.Personal.From), Address: s.from.Address})
	msg.ToMailAddress(to)
	msg.ReplyToMailAddress(reply)
	msg.Subject(line(l.Subject))
	msg.SetMessageIDWithValue(s.messageID(l.Key))
	if language := line(l.Language); language != "" {
		msg.SetGenHeader("Content-Language", language)
	}
	msg.SetBodyString(gomail.TypeTextPlain, block(l.Personal.Text))
	return msg, nil
}

// headers marks the mail as written by a machine, so that holiday notices and the like do not answer it.
func (s *SMTP) headers(msg *gomail.Msg, v view) {
	msg.Subject(v.Subject)
	msg.SetMessageIDWithValue(s.messageID(v.Key))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if v.Language != "" {
		msg.SetGenHeader("Content-Language", v.Language)
	}
}

func (s *SMTP) messageID(key string) string {
	if key == "" {
		key = rand.Text()
	}
	sum := sha256.Sum256([]byte(key)) // a key may be a secret or hold characters that an id must not
	return hex.EncodeToString(sum[:16]) + s.from.Address[strings.LastIndex(s.from.Address, "@"):]
}

// client prepares one delivery. The library minds the context only while it dials, and forgets the connection when the
// greeting fails: the end of ctx, which is the end of Send at the latest, closes it in any case.
func (s *SMTP) client(ctx context.Context) (*gomail.Client, error) {
	dial := func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(dialing, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if s.security != "tls" {
			return conn, nil
		}
		secured := tls.Client(conn, s.tls)
		return secured, secured.HandshakeContext(dialing)
	}
	return gomail.NewClient(s.host, s.settings(dial)...)
}

func (s *SMTP) settings(dial gomail.DialContextFunc) []gomail.Option {
	all := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(sendTimeout), gomail.WithTLSConfig(s.tls),
		gomail.WithDialContextFunc(dial), gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	switch s.security {
	case "none":
		all = append(all, gomail.WithTLSPolicy(gomail.NoTLS))
	case "starttls":
		all = append(all, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "tls":
		all = append(all, gomail.WithSSL())
	}
	if s.user == "" {
		return all
	}
	return append(all, gomail.WithUsername(s.user), gomail.WithPassword(s.password),
		gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
}

// Answers with which a server refuses us, not the letter; the letter can go once the operator has put that right.
var refusesUs = []int{530, 534, 535, 538}

// verdict tells whether the letter is to blame for err.
func verdict(ctx context.Context, err error) error {
	var answer *gomail.SendError
	f := &failure{cause: err}
	if errors.As(err, &answer) {
		code := answer.ErrorCode()
		f.permanent = code >= 500 && !slices.Contains(refusesUs, code)
	}
	if ctx.Err() != nil {
		f.cause = fmt.Errorf("%w: %w", context.Cause(ctx), err) // not just "closed connection"
	}
	return f
}
