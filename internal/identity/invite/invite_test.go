package invite

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/i18n"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestApplyNamesEveryField(t *testing.T) {
	var i Invitation
	err := i.apply(Draft{Email: "Ana <ana@x.example>", Name: " ", Role: "boss", EndsOn: "2020-01-01"}, member.OwnRole{}, member.Actor{Role: member.Owner}, "UTC", now)
	e, ok := errs.As(err)
	require.True(t, ok)
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Name)
	}
	require.ElementsMatch(t, []string{"email", "name", "role", "endsOn"}, fields)
	require.ErrorIs(t, i.apply(Draft{Role: member.Owner}, member.OwnRole{}, member.Actor{Role: member.Admin}, "UTC", now), member.ErrAbove)
	require.NoError(t, i.apply(Draft{Email: "FRED@x.example", Name: "Fred", Role: member.Freelancer, EndsOn: "2026-11-30"},
		member.OwnRole{}, member.Actor{Role: member.Manager}, "Europe/Warsaw", now))
	require.Equal(t, "fred@x.example", i.Email)
	require.Equal(t, "2026-11-30T23:00:00Z", i.EndsAt.Format(time.RFC3339))
}

func TestStates(t *testing.T) {
	i := Invitation{State: pending, ExpiresAt: now}
	require.False(t, i.open(now))
	require.Equal(t, expired, i.state(now), "also before the hourly job")
	require.True(t, i.open(now.Add(-1)))
	i.State = accepted
	require.False(t, i.open(now.Add(-1)))
	require.Equal(t, accepted, i.state(now))
}

func TestLetterInEveryLanguage(t *testing.T) {
	s := NewService(Deps{Tools: user.Tools{BaseURL: "https://crm.example"}})
	require.Empty(t, i18n.CheckComplete(s.letters.Texts))
	end := now.AddDate(0, 0, 9)
	token, _ := s.Token(Kind, uuid.Nil)
	in := func(company, zone string) context.Context {
		return caller.With(t.Context(), &caller.Caller{Tenant: caller.Tenant{Name: company, Timezone: zone}})
	}
	i := Listed{Invitation{Name: "Fred", Email: "fred@x.example", Role: member.Freelancer, ExpiresAt: now.AddDate(0, 0, 7)}, "Ana"}
	limited := i
	limited.EndsAt = &end
	for _, lang := range i18n.Languages {
		for _, i := range []Listed{i, limited} {
			m := s.letters.Write(s.letter(in("Żółw & Syn", "Asia/Kolkata"), i, member.OwnRole{}, lang))
			require.Equal(t, "https://crm.example/invitation#"+token, m.Button.URL)
			require.Contains(t, m.Subject, "Żółw & Syn")
			require.Contains(t, m.Subject, "Ana")
			for _, p := range append(m.Paragraphs, m.Subject, m.Heading, m.Footnote, m.Button.Text) {
				require.NotContains(t, p, token, "the link is in the button only")
				require.NotRegexp(t, `^(invitation|limited|role)\.|{{`, p)
			}
			require.Contains(t, m.Paragraphs[2], "29")
		}
		m := s.letters.Write(s.letter(in("Acme", ""), limited, member.OwnRole{Name: "Night shift"}, lang))
		require.Contains(t, strings.Join(m.Paragraphs, " "), "Night shift", "the company's own name for the role")
		require.Len(t, m.Paragraphs, 4)
		require.Contains(t, m.Paragraphs[3], "1", "the last day")
	}
}
