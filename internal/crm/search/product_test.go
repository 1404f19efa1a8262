package search_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// A lead that somebody who is no administrator adds is there at once for who added it: in the list and its count, on its page, in
// the search, on the board and on the timeline.
func TestProduct1ALeadIsSeenByItsAuthorAtOnce(t *testing.T) {
	w := apptest.New(t)
	for _, who := range []string{"acme/ed", "acme/mira"} {
		name := "Lead of " + strings.TrimPrefix(who, "acme/")
		ids := map[string]string{
			"contacts":  w.Make(who, "/contacts", `{"firstName":"`+name+`"}`),
			"companies": w.Make(who, "/companies", `{"name":"`+name+`"}`),
		}
		ids["deals"] = w.Make(who, "/deals", fmt.Sprintf(`{"name":%q,"companyId":%q,"contacts":[{"contactId":%q,"role":"buyer"}]}`, name, ids["companies"], ids["contacts"]))
		for path, id := range ids {
			w.Run(
				apptest.Call{Name: path, As: who, Do: "GET /" + path, Want: 200, Has: []string{id}},
				apptest.Call{Name: path + " by the latest", As: who, Do: "GET /" + path + "?sort=-createdAt&limit=1", Want: 200, Has: []string{id}},
				apptest.Call{Name: path + " of one's own", As: who, Do: "GET /" + path + "/count?filter=owner:is:me", Want: 200, Has: []string{`"count":1`}},
				apptest.Call{Name: path + " page", As: who, Do: "GET /" + path + "/" + id, Want: 200, Has: []string{name}},
				apptest.Call{Name: path + " found", As: who, Do: "GET /search?q=" + strings.ReplaceAll(name, " ", "+"), Want: 200, Has: []string{id}},
			)
		}
		w.Run(
			apptest.Call{Name: "on the board", As: who, Do: "GET /board", Want: 200, Has: []string{ids["deals"]}},
			apptest.Call{Name: "on the timeline", As: who, Do: "GET /timeline?kind=deal&id=" + ids["deals"], Want: 200, Has: []string{`"type":"created"`}},
		)
	}
}

// Pressed twice, pressed by eight fingers at the same moment, or sent again because the answer was lost: one contact, one deal.
func TestProduct2ConvertedTwiceIsOneDealAndOneContact(t *testing.T) {
	w := apptest.New(t)
	// press sends the same eight times at once, and again; whoever is answered is answered the same.
	press := func(path, body string) string {
		call := apptest.Call{As: "acme/ed", Do: "POST " + path, Body: body, Header: map[string]string{"Idempotency-Key": uuid.NewString()}}
		answers := make([]apptest.Answer, 8)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = w.Do(call) })
		}
		wg.Wait()
		var made struct{ ID string }
		last := w.Do(call) // the answer before was lost on its way
		require.Equal(t, 201, last.Status, last.Body)
		last.JSON(w, &made)
		for _, a := range answers {
			require.Equal(t, 201, a.Status, a.Body)
			require.Contains(t, a.Body, made.ID)
		}
		return made.ID
	}
	contact := press("/contacts", `{"firstName":"Nora","lastName":"Lind","email":"nora@lind.example"}`)
	deal := press("/deals", fmt.Sprintf(`{"name":"Bikes","contacts":[{"contactId":%q,"role":"buyer"}]}`, contact))
	for path, id := range map[string]string{"contacts": contact, "deals": deal} {
		w.Run(
			apptest.Call{Name: "one of " + path, As: "acme/ana", Do: "GET /" + path + "/count", Want: 200, Has: []string{`"count":1}`}},
			apptest.Call{Name: "the one that was answered", As: "acme/ana", Do: "GET /" + path, Want: 200, Has: []string{id}},
		)
	}
}
