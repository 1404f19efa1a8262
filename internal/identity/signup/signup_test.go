package signup

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/mail"
)

func TestApply(t *testing.T) {
	var s Signup
	err := s.apply(Draft{Password: "acme", Language: "xx", Currency: "XXQ", Timezone: "Local"})
	e, ok := errs.As(err)
	require.True(t, ok)
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Name)
	}
	require.ElementsMatch(t, []string{"company", "name", "email", "password", "language", "currency", "timezone"}, fields)
	require.NotEmpty(t, e.Params["reasons"])
	require.NoError(t, s.apply(Draft{Company: " Acme ", Name: "Ana", Email: "ANA@acme.example", Password: "veil-orbit-lantern-48", Language: "pl",
		Currency: "PLN", Timezone: "Europe/Warsaw"}))
	require.Equal(t, "Acme", s.Company)
	require.Equal(t, "ana@acme.example", s.Email)
}

func TestLettersAreComplete(t *testing.T) {
	l := user.Tools{BaseURL: "https://crm.example"}.Letters(letters)
	require.Empty(t, i18n.CheckComplete(l.Texts))
	for _, lang := range i18n.Languages {
		m := l.Write(user.Letter{Name: "known", To: mail.Address{Name: "Ana"}, Language: lang, Path: "/login"})
		require.Contains(t, m.Paragraphs[2], "https://crm.example/forgot")
		require.Equal(t, "https://crm.example/login", m.Button.URL)
	}
}
