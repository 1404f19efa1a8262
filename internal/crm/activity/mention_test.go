package activity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type mentioned struct {
	ID       string
	Version  int
	Mentions []struct {
		UserID, Label, Name string
		Here                bool
	}
}

// names makes the part of a note's body that names somebody.
func names(w *apptest.World, label string, who ...string) string {
	w.T.Helper()
	var all []string
	for _, one := range who {
		all = append(all, fmt.Sprintf(`{"userId":%q,"label":%q}`, w.Person(one).UserID, label))
	}
	return `"mentions":[` + strings.Join(all, ",") + `]`
}

// TestMentions: a note names colleagues by id. Who does not stand in its text is not mentioned, a new name shows in old notes,
// and who has left is told apart.
func TestMentions(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/mira", "/contacts", `{"firstName":"Ada"}`)
	about := `"type":"note","about":{"kind":"contact","id":"` + c + `"}`
	var n mentioned
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /activities", Body: `{` + about + `,"text":"@Mira please call",` + names(w, "Mira", "acme/mira") + `}`, Want: 201,
		Not: []string{`"unmentioned"`}}, &n)
	require.Len(t, n.Mentions, 1)
	require.Equal(t, w.Person("acme/mira").UserID.String(), n.Mentions[0].UserID)
	require.True(t, n.Mentions[0].Here)
	mine := "GET /timeline?mine=true&kind=contact&id=" + c
	w.Run(
		apptest.Call{Name: "who does not stand there", As: "acme/ana", Do: "POST /activities", Body: `{` + about + `,"text":"call",` + names(w, "Mira", "acme/mira") + `}`, Want: 201, Has: []string{`"mentions":[]`}},
		apptest.Call{Name: "a stranger", As: "acme/ana", Do: "POST /activities", Body: `{` + about + `,"text":"@Bob",` + names(w, "Bob", "globex/gus") + `}`, Want: 422, Has: []string{"activity.mention"}},
		apptest.Call{Name: "mentions me", As: "acme/mira", Do: mine, Want: 200, Has: []string{n.ID}},
		apptest.Call{Name: "not ana", As: "acme/ana", Do: mine, Want: 200, Not: []string{n.ID}},
		apptest.Call{Name: "taken out", As: "acme/ana", Do: "PATCH /activities/" + n.ID, Body: `{"version":1,"text":"nobody"}`, Want: 200, Has: []string{`"mentions":[]`}},
		apptest.Call{Name: "no more", As: "acme/mira", Do: mine, Want: 200, Not: []string{n.ID}},
		apptest.Call{Name: "back, by a new name", As: "acme/mira", Do: "PATCH /me", Body: `{"name":"Mira Wolf"}`, Want: 200},
		apptest.Call{Name: "as it was written", As: "acme/ana", Do: "PATCH /activities/" + n.ID, Body: `{"version":2,"text":"@Mira",` + names(w, "Mira", "acme/mira") + `}`, Want: 200, Has: []string{`"label":"Mira"`}},
		apptest.Call{Name: "the words stay searchable", As: "acme/ana", Do: "GET /search?q=mira", Want: 200, Has: []string{n.ID}},
	)
	w.Run(apptest.Call{Name: "mira goes", As: "acme/ana", Do: "DELETE /members/" + w.Person("acme/mira").MemberID.String(), Want: 204})
	w.Run(apptest.Call{Name: "told apart", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + c, Want: 200, Has: []string{`"label":"Mira"`, `"here":false`}})
}
