package importer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/importer/target"
)

// All addresses and numbers of a file come along, with what they are for.
func TestChannels(t *testing.T) {
	f, _ := take(t, fixture(t, "google.csv"), "en")
	cs := propose(f, target.Contacts{}, "en", nil)
	r := cs.row(f.Lines[0]).Contact()
	require.Equal(t, contact.Channel{Value: "ADA@example.com", Label: "work"}, contact.Channel{Value: r.Email, Label: r.EmailLabel})
	require.Equal(t, []contact.Channel{{Value: "ada@home.example", Label: "work"}, {Value: "ada2@example.com", Label: "home"}}, r.MoreEmails)
	require.Equal(t, []contact.Channel{{Value: "+44 20 7946 0959", Label: "mobile"}}, r.MorePhones)

	f, _ = take(t, []byte("Name,Phone,Komórka,Home Phone,E-mail,E-mail 2,Language,Tags\nAda,22 1,501,call me,a@x.io,nowhere,Martian,\"VIP; fair, * myContacts\"\n"), "pl")
	cs = propose(f, target.Contacts{}, "pl", nil)
	r = cs.row(f.Lines[0]).Contact()
	require.Equal(t, []contact.Channel{{Value: "501", Label: "mobile"}}, r.MorePhones)
	require.Equal(t, []string{"VIP", "fair"}, r.Tags)
	require.Equal(t, "nowhere\ncall me\nMartian", r.Note, "what fits nowhere is written down, not lost")
}
