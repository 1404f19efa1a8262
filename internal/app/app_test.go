package app_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

func TestMe(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "who am I", As: "acme/ana", Do: "GET /me", Want: 200, Has: []string{`"role":"owner"`, `"contact":{"create":"all"`}},
		apptest.Call{Name: "nobody", Do: "GET /me", Want: 401, Has: []string{`"code":"auth.required"`}},
		apptest.Call{Name: "first steps", As: "acme/ana", Do: "GET /first-steps", Want: 200, Has: []string{`"code":"invite","done":true`}},
	)
}

func TestContactBasics(t *testing.T) {
	w := apptest.New(t)
	var c struct {
		ID      string
		Version int
	}
	w.Get(apptest.Call{Name: "creates", As: "acme/ed", Do: "POST /contacts", Body: `{"firstName":" Ada ","email":"ADA@x.io"}`, Want: 201, Has: []string{`"name":"Ada"`, `"email":"ada@x.io"`, `"ownerName":"Ed"`}}, &c)
	w.Run(
		apptest.Call{Name: "finds", As: "acme/ed", Do: "GET /contacts/" + c.ID, Want: 200},
		apptest.Call{Name: "lists", As: "acme/ana", Do: "GET /contacts?q=ada", Want: 200, Has: []string{c.ID}},
		apptest.Call{Name: "not for fred", As: "acme/fred", Do: "GET /contacts/" + c.ID, Want: 404},
		apptest.Call{Name: "not for tess", As: "acme/tess", Do: "GET /contacts/" + c.ID, Want: 403},
		apptest.Call{Name: "patches", As: "acme/ed", Do: "PATCH /contacts/" + c.ID, Body: `{"version":1,"lastName":"Lovelace"}`, Want: 200, Has: []string{`"name":"Ada Lovelace"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ed", Do: "PATCH /contacts/" + c.ID, Body: `{"version":1,"lastName":"Byron"}`, Want: 409, Has: []string{`"code":"contact.stale"`}},
		apptest.Call{Name: "bad", As: "acme/ed", Do: "POST /contacts", Body: `{"email":"x"}`, Want: 422, Has: []string{`"field":"email"`}},
		apptest.Call{Name: "board", As: "acme/ed", Do: "GET /board", Want: 200, Has: []string{`"name":"Won"`}},
	)
}

// The history of seats is a table like every other that is taken out: with the mark that spreadsheets need.
func TestSeatHistoryIsASheet(t *testing.T) {
	w := apptest.New(t)
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /seats/history"})
	require.Equal(t, 200, a.Status, a.Body)
	require.True(t, strings.HasPrefix(a.Body, "\ufeffat,kind,seat,holder,state,granted\r\n"), a.Body)
}
