package search_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

func TestSearch(t *testing.T) {
	w := apptest.New(t)
	add := func(path, body string) string {
		var r struct{ ID string }
		w.Get(apptest.Call{As: "acme/ana", Do: "POST " + path, Body: body, Want: 201}, &r)
		return r.ID
	}
	contact := add("/contacts", `{"firstName":"Łucja","lastName":"Nowak","email":"lucja@example.com"}`)
	company := add("/companies", `{"name":"Nowak i Synowie"}`)
	deal := add("/deals", `{"name":"Dach dla Nowak"}`)
	type hit struct{ Kind, ID, Title, Subtitle string }
	find := func(as, text string) []hit {
		var out struct{ Items []hit }
		w.Get(apptest.Call{As: as, Do: "GET /search?q=" + text}, &out)
		return out.Items
	}
	all := find("acme/ana", "nowak")
	require.Len(t, all, 3)
	require.ElementsMatch(t, []string{"contact:" + contact, "company:" + company, "deal:" + deal},
		[]string{all[0].Kind + ":" + all[0].ID, all[1].Kind + ":" + all[1].ID, all[2].Kind + ":" + all[2].ID})
	require.Equal(t, contact, find("acme/ana", "lucja@ex")[0].ID)
	require.Equal(t, "Łucja Nowak", find("acme/ana", "%C5%81UC")[0].Title, "whatever the case")
	require.Empty(t, find("acme/ana", "n"), "one letter is too little")
	require.Empty(t, find("acme/ana", "%25%25"), "a pattern is only text")
	require.Empty(t, find("acme/fred", "nowak"), "not what is not assigned")
	require.Empty(t, find("globex/gus", "nowak"))
	w.Run(
		apptest.Call{Name: "technicians search nothing", As: "acme/tess", Do: "GET /search?q=nowak", Want: 403},
		apptest.Call{Name: "too long", As: "acme/ana", Do: "GET /search?q=" + strings.Repeat("a", 201), Want: 422},
	)
}
