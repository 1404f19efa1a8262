package reminder_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/automation/reminder"
)

// write writes a note about a contact that mentions people, who all stand in it.
func (s story) write(contact string, who ...string) string {
	text, named := "**Look** at [it](https://example.com)", ""
	for i, one := range who {
		label := strings.TrimPrefix(one, "acme/")
		text += " @" + label
		if i > 0 {
			named += ","
		}
		named += fmt.Sprintf(`{"userId":%q,"label":%q}`, s.Person(one).UserID, label)
	}
	return s.Make("acme/ana", "/activities", fmt.Sprintf(`{"type":"note","about":{"kind":"contact","id":%q},"text":%q,"mentions":[%s]}`, contact, text, named))
}

// TestMentions: who is mentioned and sees the record gets a notice and a letter, once for each note; who does not see it
// is told nothing, nor given anything.
func TestMentions(t *testing.T) {
	s := story{apptest.New(t)}
	s.loud("acme/ed")
	s.loud("acme/fred")
	c := s.Make("acme/ed", "/contacts", `{"firstName":"Ada"}`)
	n := s.write(c, "acme/ed", "acme/fred", "acme/ana")
	planned := jobs[reminder.Mention](s)
	require.Len(t, planned, 2, "nobody tells themselves")
	for _, p := range planned {
		s.work(p.To, p)
	}
	require.Equal(t, []string{"Ana mentioned you: Ada"}, s.subjects("acme/ed"))
	require.Empty(t, s.subjects("acme/fred"), "he does not see the record")
	s.Run(
		apptest.Call{Name: "the bell", As: "acme/ed", Do: "GET /notices", Want: 200, Has: []string{`"kind":"mention"`, `"text":"Look at it @ed`, n, `"name":"Ada"`, `"by":"Ana"`, `"unread":1`}},
		apptest.Call{Name: "not for fred", As: "acme/fred", Do: "GET /notices", Want: 200, Not: []string{n}},
		apptest.Call{Name: "nor does he see it now", As: "acme/fred", Do: "GET /contacts/" + c, Want: 404},
		apptest.Call{Name: "not for the writer", As: "acme/ana", Do: "GET /notices", Want: 200, Not: []string{n}},
		apptest.Call{Name: "edited", As: "acme/ana", Do: "PATCH /activities/" + n, Body: `{"version":1,"text":"Look again @Ed @Mira",` +
			fmt.Sprintf(`"mentions":[{"userId":%q,"label":"Ed"},{"userId":%q,"label":"Mira"}]}`, s.Person("acme/ed").UserID, s.Person("acme/mira").UserID), Want: 200},
	)
	again := jobs[reminder.Mention](s)
	require.Len(t, again, 1, "only who is new")
	require.Equal(t, s.Person("acme/mira").UserID, again[0].To)
	s.Run(
		apptest.Call{Name: "out", As: "acme/ana", Do: "PATCH /activities/" + n, Body: `{"version":2,"text":"Nobody"}`, Want: 200},
		apptest.Call{Name: "no notice", As: "acme/ed", Do: "GET /notices", Want: 200, Not: []string{n}},
		apptest.Call{Name: "in again", As: "acme/ana", Do: "PATCH /activities/" + n, Body: fmt.Sprintf(`{"version":3,"text":"@Ed","mentions":[{"userId":%q,"label":"Ed"}]}`, s.Person("acme/ed").UserID), Want: 200},
	)
	require.Empty(t, jobs[reminder.Mention](s), "he was told of this note")
	s.Run(apptest.Call{Name: "no mails, please", As: "acme/ed", Do: "PATCH /me/preferences", Body: `{"mail":false}`, Want: 200})
	s.write(c, "acme/ed")
	for _, p := range jobs[reminder.Mention](s) {
		s.work(p.To, p)
	}
	require.Len(t, s.subjects("acme/ed"), 1)
}
