package activity_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// pinned are the texts above a timeline, and those in it.
func pinned(w *apptest.World, as, query string) (above, all []string) {
	w.T.Helper()
	var list struct {
		Pinned []entry
		Items  []entry
		Next   *string
	}
	w.Get(apptest.Call{As: as, Do: "GET /timeline?" + query}, &list)
	for _, e := range list.Pinned {
		above = append(above, e.Text)
	}
	for _, e := range list.Items {
		if e.Text != "" {
			all = append(all, e.Text)
		}
	}
	return above, all
}

func TestPinned(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", "/contacts", `{"firstName":"Ada"}`)
	share(w, "contact", c, "acme/ed")
	here := "kind=contact&id=" + c
	var notes []string
	for n := range 6 {
		notes = append(notes, note(w, "acme/ana", "contact", c, fmt.Sprintf("note %d", n)))
	}
	pin := func(as, id string, version int, to bool, want int, has ...string) apptest.Call {
		return apptest.Call{Name: as + " pins " + id, As: as, Do: "PATCH /activities/" + id, Body: fmt.Sprintf(`{"version":%d,"pinned":%t}`, version, to), Want: want, Has: has}
	}
	w.Run(pin("acme/ana", notes[1], 1, true, 200, `"pinned":true`), pin("acme/ana", notes[4], 1, true, 200),
		pin("acme/ana", notes[4], 2, true, 200), pin("acme/ed", notes[0], 1, true, 403), pin("acme/fred", notes[0], 1, true, 404), pin("globex/gus", notes[0], 1, true, 404))
	above, all := pinned(w, "acme/ed", here)
	require.Equal(t, []string{"note 4", "note 1"}, above, "the last pinned first, for everybody who sees the record")
	require.Equal(t, []string{"note 5", "note 4", "note 3", "note 2", "note 1", "note 0"}, all, "in their places all the same")
	above, _ = pinned(w, "acme/ana", here+"&types=note")
	require.Empty(t, above, "not where only some are shown")
	w.Run(pin("acme/ana", notes[0], 1, true, 200), pin("acme/ana", notes[2], 1, true, 200), pin("acme/ana", notes[3], 1, true, 200),
		pin("acme/ana", notes[5], 1, true, 409, `"activity.pinned"`),
		pin("acme/ana", notes[1], 2, false, 200, `"pinned":false`), pin("acme/ana", notes[5], 1, true, 200))
	above, _ = pinned(w, "acme/ana", here)
	require.Equal(t, "note 5", above[0])
	require.NotContains(t, above, "note 1")
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE /activities/" + notes[5], Want: 204})
	above, _ = pinned(w, "acme/ana", here)
	require.NotContains(t, above, "note 5")
}
