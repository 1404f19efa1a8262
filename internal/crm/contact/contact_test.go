package contact_test

import (
	"testing"

	"github.com/kith-crm/kith/internal/apptest"
)

// made is what a test needs of a contact.
type made struct {
	ID      string
	Name    string
	Version int
}

// make creates a contact as somebody and returns it.
func create(w *apptest.World, as, body string) (c made) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "create " + body, As: as, Do: "POST /contacts", Body: body, Want: 201}, &c)
	return c
}

func TestContacts(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"firstName":" Ada ","lastName":"Lovelace","email":"ADA@x.io","phone":"501 234 567"}`)
	path := "/contacts/" + c.ID
	w.Run(
		apptest.Call{Name: "find", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"name":"Ada Lovelace"`, `"email":"ada@x.io"`, `"phone":"+48501234567"`, `"ownerName":"Ana"`, `"version":1`}},
		apptest.Call{Name: "save", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"jobTitle":"Analyst","phone":null,"birthday":"1815-12-10"}`, Want: 200,
			Has: []string{`"jobTitle":"Analyst"`, `"phone":""`, `"birthday":"1815-12-10"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"jobTitle":"Countess"}`, Want: 409, Has: []string{`"code":"contact.stale"`}},
		apptest.Call{Name: "timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + c.ID, Want: 200, Has: []string{`"type":"created"`, `"type":"updated"`, `"field":"jobTitle"`}},
		apptest.Call{Name: "audit", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"recordName":"Ada Lovelace"`, `"action":"updated"`}},
		apptest.Call{Name: "note", As: "acme/ana", Do: "POST /activities", Body: `{"type":"note","about":{"kind":"contact","id":"` + c.ID + `"},"text":"hello"}`, Want: 201, Has: []string{`"editable":true`}},
	)
}
