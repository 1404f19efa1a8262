package user

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/i18n"
	kitmail "github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/secret"
)

func TestEmail(t *testing.T) {
	for in, want := range map[string]string{
		"ana@acme.example":                     "ana@acme.example",
		"  Ana.Maria+crm@ACME.Example\n":       "ana.maria+crm@acme.example",
		"ａｎａ＠ａｃｍｅ．ｅｘａｍｐｌｅ":                     "ana@acme.example", // full-width forms
		"o'neil@mail.acme-group.example":       "o'neil@mail.acme-group.example",
		"a@1.2":                                "a@1.2",
		strings.Repeat("a", 64) + "@x.example": strings.Repeat("a", 64) + "@x.example",
	} {
		got, err := Email(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got)
	}
	for _, in := range []string{"", "ana", "ana@", "@acme.example", "ana@acme", "ana@@acme.example", "ana@acme..example", "ana@.example",
		"Ana <ana@acme.example>", "<ana@acme.example>", `"ana"@acme.example`, "ana(x)@acme.example", "ana@[127.0.0.1]", "a b@acme.example",
		"ana@acme.example, eve@evil.example", "ana@acme.example\r\nBcc: eve@evil.example", "ana@acme.example\x00", "ana@-acme.example",
		"аna@acme.example" /* Cyrillic a */, "ana@аcme.example", "ana@acme.example.", ".ana@acme.example", "ana.@acme.example",
		strings.Repeat("a", 65) + "@x.example", "a@" + strings.Repeat("a", 64) + ".example", "a@" + strings.Repeat("a.", 130) + "example",
		strings.Repeat("a", 100_000) + "@x.example", "\xff\xfe@acme.example", "ana\u202e@acme.example", "ana@acme_group.example"} {
		got, err := Email(in)
		require.ErrorIs(t, err, ErrEmail, "%q gave %q", in, got)
		require.Empty(t, got)
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"ana@acme.example", "Ana <a@b.c>", "ａ＠ｂ．ｃ", "İ@x.example", "a@b.c\r\nBcc: d@e.f", "\"a b\"@c.d", "ﬁ@x.example", "K@x.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		e, err := Email(in)
		if err != nil {
			if e != "" {
				t.Fatalf("%q is refused and gives %q", in, e)
			}
			return
		}
		if again, err := Email(e); err != nil || again != e {
			t.Fatalf("%q becomes %q, and that %q, %v", in, e, again, err)
		}
		if e != strings.ToLower(e) || len(e) > maxEmail || strings.Count(e, "@") != 1 {
			t.Fatalf("%q becomes %q", in, e)
		}
		for _, r := range e {
			if r <= ' ' || r >= 0x7f {
				t.Fatalf("%q becomes %q", in, e)
			}
		}
		if a, err := mail.ParseAddress(e); err != nil || a.Address != e || a.Name != "" {
			t.Fatalf("%q becomes %q, which is read as %v, %v", in, e, a, err)
		}
	})
}

func TestName(t *testing.T) {
	got, err := Name("  Ana\r\n Maria\u202e  Żółw ")
	require.NoError(t, err)
	require.Equal(t, "Ana Maria Żółw", got)
	for _, in := range []string{"", " \t", "\u202e", strings.Repeat("ż", 121), "a\xff"} {
		_, err := Name(in)
		require.ErrorIs(t, err, ErrNameless, "%q", in)
	}
}

func TestStrongSaysWhy(t *testing.T) {
	require.NoError(t, Strong("password", "veil-orbit-lantern-48", "ana@acme.example", "Ana"))
	err := Strong("password", "short", "ana@acme.example")
	e, ok := errs.As(err)
	require.True(t, ok)
	require.Equal(t, "password", e.Fields[0].Name)
	require.Contains(t, e.Params["reasons"], "short")
}

func TestApplyNamesEveryField(t *testing.T) {
	u, empty, klingon := User{Name: "Ana", Language: "en"}, " ", "tlh"
	mars := "Mars/Base"
	err := u.apply(Draft{&empty, &klingon, &mars})
	e, ok := errs.As(err)
	require.True(t, ok)
	require.Len(t, e.Fields, 3)
	require.Equal(t, []string{"name", "language", "timezone"}, []string{e.Fields[0].Name, e.Fields[1].Name, e.Fields[2].Name})
}

func TestChangeTellsNoPassword(t *testing.T) {
	c := PasswordChanged{User{Name: "Ana", PasswordHash: "$argon2id$"}}.Change()
	require.Nil(t, c.Before)
	require.Nil(t, c.After)
	require.NotContains(t, fmt.Sprint(Updated{User{PasswordHash: "h1"}, User{PasswordHash: "h2"}}.Change()), "h2")
}

type box struct{ letters []kitmail.Letter }

func (b *box) Send(_ context.Context, l kitmail.Letter) error {
	b.letters = append(b.letters, l)
	return nil
}

func tools(t *testing.T) (Tools, *box) {
	keys, err := secret.NewKeys(strings.Repeat("k", 32))
	require.NoError(t, err)
	b := &box{}
	return Tools{Keys: keys, Sender: b, BaseURL: "https://crm.example"}, b
}

func TestTokenIsBoundToPurposeAndLink(t *testing.T) {
	x, _ := tools(t)
	link := uuid.New()
	token, hash := x.Token("reset", link)
	again, _ := x.Token("reset", link)
	require.Equal(t, token, again, "a job makes the same link twice")
	require.Equal(t, hash, secret.Hash(token))
	require.Len(t, token, 43, "256 bits")
	other, _ := x.Token("signup", link)
	require.NotEqual(t, token, other)
	next, _ := x.Token("reset", uuid.New())
	require.NotEqual(t, token, next)
}

func TestLettersAreCompleteInEveryLanguage(t *testing.T) {
	x, b := tools(t)
	l := x.Letters(letters)
	require.Empty(t, i18n.CheckComplete(l.Texts))
	for _, lang := range i18n.Languages {
		for _, name := range []string{"reset", "changed"} {
			require.NoError(t, l.Send(t.Context(), Letter{Name: name, ID: "1", To: kitmail.Address{Name: "Ana", Email: "ana@acme.example"},
				Language: lang, Path: "/reset#abc"}))
			m := b.letters[len(b.letters)-1]
			require.Equal(t, "https://crm.example/reset#abc", m.Button.URL)
			require.Equal(t, lang, m.Language)
			text := m.Subject + m.Heading + strings.Join(m.Paragraphs, "") + m.Footnote + m.Button.Text
			require.NotContains(t, text, name+".", "a text is missing")
			require.NotContains(t, text, "{{")
			require.Contains(t, text, "Ana")
		}
	}
}
func TestDevice(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0":                                                           "Firefox, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                      "Safari, macOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":              "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                            "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1": "Chrome, iPhone",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36":                              "Chrome, Linux",
		"curl/8.5.0": "curl", "": "", "<script>": "",
	} {
		require.Equal(t, want, Device(agent), agent)
	}
}
