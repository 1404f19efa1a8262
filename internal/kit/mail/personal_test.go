package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/mail"
)

func personal() mail.Letter {
	return mail.Letter{Key: "email-1", To: mail.Address{Name: "Ada", Email: "ada@customer.example"}, Subject: "Your roof",
		Personal: &mail.Personal{From: "Ed via Żółw", ReplyTo: mail.Address{Name: "Ed", Email: "ed@acme.example"}, Text: "Dear Ada,\r\n\r\n  it <b>holds</b>.\nEd\u0000\u202e"}}
}

func TestPersonal(t *testing.T) {
	box, sender := start(t)
	require.NoError(t, sender.Send(t.Context(), personal()))
	m := only(t, box)
	require.Equal(t, "post@kith.example", m.From, "the envelope is the product's: no other server is lied to")
	require.Equal(t, []string{"ada@customer.example"}, m.To)
	require.Equal(t, `"Ed" <ed@acme.example>`, m.Header.Get("Reply-To"))
	require.Contains(t, m.Header.Get("From"), "<post@kith.example>")
	require.Equal(t, "Dear Ada,\n\n  it <b>holds</b>.\nEd", m.Text[:len("Dear Ada,\n\n  it <b>holds</b>.\nEd")])
	require.Empty(t, m.HTML, "what people write is never markup")
	require.Empty(t, m.Header.Get("Auto-Submitted"), "it is a person's, and to be answered")
	first := m.Header.Get("Message-Id")
	require.NoError(t, sender.Send(t.Context(), personal()))
	require.Equal(t, first, box.Messages()[0].Header.Get("Message-Id"), "sent once more it is the same mail")
}

func TestPersonalCantAddHeaders(t *testing.T) {
	box, sender := start(t)
	sent := 0
	for _, spoil := range []func(*mail.Letter){
		func(l *mail.Letter) { l.Subject += "\r\nBcc: eve@evil.example" },
		func(l *mail.Letter) { l.Personal.From += "\r\nBcc: eve@evil.example" },
		func(l *mail.Letter) { l.Personal.ReplyTo.Name += "\nBcc: eve@evil.example" },
		func(l *mail.Letter) { l.To.Name += "\r\n\r\nBcc: eve@evil.example" },
		func(l *mail.Letter) { l.Personal.Text = "\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n" + l.Personal.Text },
	} {
		l := personal()
		spoil(&l)
		require.NoError(t, sender.Send(t.Context(), l))
		sent++
		all := box.Messages()
		require.Len(t, all, sent)
		m := all[0] // the newest
		require.Equal(t, []string{"ada@customer.example"}, m.To)
		require.Empty(t, m.Header.Get("Bcc"))
	}
	l := personal()
	l.Personal.ReplyTo.Email = "ed@acme.example\r\nBcc: eve@evil.example"
	require.True(t, mail.Permanent(sender.Send(t.Context(), l)), "an address that is none is refused")
}
