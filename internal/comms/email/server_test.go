package email_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/comms/email"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/mail"
)

// refusing starts a mail server that takes nobody's mail: who it is for gets the given answer.
func refusing(t *testing.T, answer string) (url string) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go converse(c, answer)
		}
	}()
	return "smtp://" + l.Addr().String() + "?tls=none"
}

func converse(c net.Conn, answer string) {
	defer func() { _ = c.Close() }()
	say := func(text string) { _, _ = fmt.Fprintf(c, "%s\r\n", text) }
	say("220 here")
	for in := bufio.NewScanner(c); in.Scan(); {
		switch verb, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); verb {
		case "RCPT":
			say(answer)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// by is the service of mails with another mail server.
func (o *office) by(url string) func(mail string) error {
	o.T.Helper()
	parts := o.App.Emails.Parts
	sender, err := mail.NewSMTP(url, mail.Address{Name: "Kith", Email: "kith@example.com"}, mail.Options{})
	require.NoError(o.T, err)
	parts.Sender = sender
	s, ctx := email.NewService(parts), o.System("acme")
	return func(mail string) error {
		return email.SendNow(s, context.WithoutCancel(ctx), uuid.MustParse(mail))
	}
}

// A mail server that refuses for good is not asked again; one that is busy or away is, until a person should know.
func TestMailServer(t *testing.T) {
	o := open(t)
	refused := o.write("acme/ed", "Refused")
	require.NoError(t, o.by(refusing(t, "550 no such mailbox as "+o.address))(refused))
	require.Equal(t, email.Refused, o.entry("acme/ed", refused).Data.Via.Why)
	a := o.Do(apptest.Call{As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + o.contact})
	require.NotContains(t, a.Body, "mailbox", "what a server says may be the address")

	busy := o.write("acme/ed", "Busy")
	later := o.by(refusing(t, "451 later"))
	require.Error(t, later(busy), "the queue tries again")
	require.Equal(t, email.Queued, o.entry("acme/ed", busy).Data.Via.State)
	back := clock.Advance(3 * time.Hour)
	err := later(busy)
	back()
	require.NoError(t, err)
	require.Equal(t, []string{email.Failed, email.Unreachable}, []string{o.entry("acme/ana", busy).Data.Via.State, o.entry("acme/ana", busy).Data.Via.Why})
}
