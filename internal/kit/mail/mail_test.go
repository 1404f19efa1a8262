package mail_test

import (
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var from = mail.Address{Name: "Kith", Email: "post@kith.example"}

func start(t *testing.T) (*catcher.Server, mail.Sender) {
	t.Helper()
	box, err := catcher.Start(t.Context(), "127.0.0.1:0", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(box.Close)
	sender, err := mail.NewSMTP(box.SMTPURL(), from, mail.Options{})
	require.NoError(t, err)
	return box, sender
}

func letter() mail.Letter {
	return mail.Letter{
		Key: "job-17", To: mail.Address{Name: "Łucja O'Neil", Email: "lucja@acme.example"}, Language: "pl",
		Subject: "Zaproszenie do firmy Żółw & Syn", Heading: "Dołącz do zespołu",
		Paragraphs: []string{"Cześć Łucja,", "Ana zaprasza Cię do firmy <b>Żółw & Syn</b>."},
		Button:     &mail.Button{Text: "Przyjmij zaproszenie", URL: "https://app.example/invitation#t0ken_-AZ"},
		Footnote:   "Zaproszenie jest ważne 7 dni.",
	}
}

// only returns the single mail that was caught.
func only(t *testing.T, box *catcher.Server) catcher.Message {
	t.Helper()
	all := box.Messages()
	require.Len(t, all, 1)
	return all[0]
}

func TestSend(t *testing.T) {
	box, sender := start(t)
	require.NoError(t, sender.Send(t.Context(), letter()))
	m := only(t, box)
	require.Equal(t, "post@kith.example", m.From)
	require.Equal(t, []string{"lucja@acme.example"}, m.To)
	require.Equal(t, "Zaproszenie do firmy Żółw & Syn", m.Subject)
	require.Equal(t, []string{"https://app.example/invitation#t0ken_-AZ"}, m.Links)
	require.Contains(t, m.HTML, `<html lang="pl">`)
	require.Contains(t, m.HTML, "&lt;b&gt;Żółw &amp; Syn&lt;/b&gt;")
	require.NotContains(t, m.HTML, "<b>")
	require.Contains(t, m.HTML, `href="https://app.example/invitation#t0ken_-AZ"`)
	require.Equal(t, "auto-generated", m.Header.Get("Auto-Submitted"))
	require.Equal(t, "pl", m.Header.Get("Content-Language"))
	require.Contains(t, m.Header.Get("Content-Type"), "multipart/alternative")
	require.Empty(t, m.Header.Get("X-Mailer"))
	require.False(t, m.At.IsZero())
}

func TestGoldenText(t *testing.T) {
	hindi := mail.Letter{
		To: mail.Address{Name: "आशा", Email: "asha@acme.example"}, Language: "hi",
		Subject: "अपना पासवर्ड रीसेट करें", Heading: "पासवर्ड रीसेट",
		Paragraphs: []string{"नमस्ते आशा,", "नया पासवर्ड चुनने के लिए नीचे दिए गए बटन पर क्लिक करें। यह लिंक एक घंटे तक मान्य है।"},
		Button:     &mail.Button{Text: "नया पासवर्ड चुनें", URL: "https://app.example/reset#abc"},
		Footnote:   "यदि आपने यह अनुरोध नहीं किया था, तो इस ईमेल को अनदेखा करें।",
	}
	for name, l := range map[string]mail.Letter{"hi": hindi, "pl": letter()} {
		box, sender := start(t)
		require.NoError(t, sender.Send(t.Context(), l))
		for suffix, got := range map[string]string{".txt": only(t, box).Text, ".html": only(t, box).HTML} {
			golden := "testdata/" + name + suffix
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		}
	}
}

func TestMessageID(t *testing.T) {
	box, sender := start(t)
	again, other, unnamed := letter(), letter(), letter()
	other.Key, unnamed.Key = "job-18", ""
	for _, l := range []mail.Letter{letter(), again, other, unnamed, unnamed} {
		require.NoError(t, sender.Send(t.Context(), l))
	}
	ids := map[string]int{}
	for _, m := range box.Messages() {
		id := m.Header.Get("Message-Id")
		require.Regexp(t, `^<[0-9a-f]{32}@kith\.example>$`, id)
		ids[id]++
	}
	require.Len(t, ids, 4, "a retry has the id of the first attempt, all else differs")
}

// S16: whoever can choose a name, a subject or a company cannot add headers, recipients or lines.
func TestInjection(t *testing.T) {
	for _, evil := range []string{
		"\r\nBcc: victim@x.example\r\n\r\nbody", "a\nBcc: victim@x.example", "a\rBcc: victim@x.example", "a\x00b",
		"a\" <victim@x.example>, \"b", "a\u2028Bcc: victim@x.example", "\u202egnp.exe", "\r\n.\r\nQUIT\r\n", "\xff\xfe",
		strings.Repeat("ż\r\nBcc: victim@x.example ", 50),
	} {
		box, sender := start(t)
		l := letter()
		l.Key, l.To.Name, l.Subject, l.Heading, l.Language, l.Footnote = evil, evil, evil, evil, evil, evil
		l.Paragraphs, l.Button.Text = []string{evil}, evil
		require.NoError(t, sender.Send(t.Context(), l))
		m := only(t, box)
		require.Equal(t, []string{"lucja@acme.example"}, m.To)
		require.Empty(t, m.Header.Get("Bcc"))
		require.Len(t, m.Header, 10, "%q adds no header: %v", evil, m.Header)
		require.Equal(t, 10, strings.Count(m.Text, "\n"), "%q adds no line: %s", evil, m.Text)
		require.NotRegexp(t, "[\r\n\x00\u202e\u2028]", m.Subject)
		require.NotRegexp(t, "[\x00\u202e\u2028]", m.Text+m.HTML)
	}
}

func TestUnsendable(t *testing.T) {
	box, sender := start(t)
	for _, address := range []string{"", "nobody", "a@x.example\r\nRCPT TO:<b@x.example>", "A <a@x.example>", "a@x.example, b@x.example", "a\x00@x.example"} {
		l := letter()
		l.To.Email = address
		err := sender.Send(t.Context(), l)
		require.Error(t, err, "%q", address)
		require.True(t, mail.Permanent(err), "%q", address)
	}
	for _, link := range []string{"", "javascript:alert(1)", "/relative", "data:text/html,x", "https://"} {
		l := letter()
		l.Button.URL = link
		err := sender.Send(t.Context(), l)
		require.Error(t, err, link)
		require.True(t, mail.Permanent(err), link)
	}
	require.Empty(t, box.Messages())
}

func TestRefusals(t *testing.T) {
	box, sender := start(t)
	for code, permanent := range map[int]bool{421: false, 450: false, 452: false, 530: false, 535: false, 550: true, 552: true, 554: true} {
		box.FailNext(code, 1)
		err := sender.Send(t.Context(), letter())
		require.Error(t, err, code)
		require.Equal(t, permanent, mail.Permanent(err), "%d: %v", code, err)
	}
	require.Empty(t, box.Messages())
	require.NoError(t, sender.Send(t.Context(), letter()), "only what was asked for fails")
}

func TestUnreachable(t *testing.T) {
	box, sender := start(t)
	box.Close()
	err := sender.Send(t.Context(), letter())
	require.Error(t, err)
	require.False(t, mail.Permanent(err))
	require.False(t, mail.Permanent(nil))
	require.False(t, mail.Permanent(errors.New("550 something else")))
}

func TestSlowServerEndsWithContext(t *testing.T) {
	box, sender := start(t)
	box.Delay(time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := soon(t, func() error { return sender.Send(ctx, letter()) })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.False(t, mail.Permanent(err))
}

// A server that accepts the connection and then says nothing must not hold a worker.
func TestSilentServerEndsWithContext(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer silent.Close()
	sender, err := mail.NewSMTP("smtp://"+silent.Addr().String()+"?tls=none", from, mail.Options{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("shutting down")
	time.AfterFunc(50*time.Millisecond, func() { cancel(gone) })
	require.ErrorIs(t, soon(t, func() error { return sender.Send(ctx, letter()) }), gone)
}

// soon fails unless do returns long before the sender's own 30 seconds are over.
func soon(t *testing.T, do func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		require.Fail(t, "still sending")
		return nil
	}
}
