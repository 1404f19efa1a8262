package daypass

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/i18n"
)

func TestLettersInEveryLanguage(t *testing.T) {
	s := NewService(Deps{Letters: user.Tools{}.Letters})
	require.Empty(t, i18n.CheckComplete(s.letters.Texts))
	for _, language := range i18n.Languages {
		for _, name := range []string{guestBooked, guestWithdrawn} {
			x, err := letterTo(Pass{Guest: Guest{Name: "Nina", Email: "nina@guest.example"}, Day: "2031-05-29"}, name, caller.Tenant{Name: "Żółw & Syn", Language: language})
			require.NoError(t, err)
			m := s.letters.Write(x)
			for _, p := range append(m.Paragraphs, m.Subject, m.Heading, m.Footnote) {
				require.NotRegexp(t, `^guest_|{{`, p)
			}
			require.Contains(t, m.Subject, "29")
			require.Contains(t, m.Footnote, "Żółw & Syn")
		}
	}
}
