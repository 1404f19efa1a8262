package customfield_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// The value of such a field is one of the files beside its record and of no other. It is told by its name, in files of lists too,
// and is empty when the file is deleted.
func TestAFieldHoldsAFile(t *testing.T) {
	w := apptest.New(t)
	plan := add(w, `{"object":"contact","type":"file","label":"Plan"}`).ID
	contact := func(name string) (id, path string) {
		id = w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":%q}`, name))
		return id, "/contacts/" + id
	}
	put := func(path, name string) string {
		var f struct{ ID string }
		w.Get(apptest.Call{Name: name, As: "acme/ana", Do: "POST " + path + "/attachments?fileName=" + name, Raw: []byte("%PDF-1.7 " + name), Want: 201}, &f)
		return f.ID
	}
	_, ada := contact("Ada")
	_, bob := contact("Bob")
	own, other := put(ada, "roof.pdf"), put(bob, "wall.pdf")
	set := func(name string, version int, file string, status int, has ...string) {
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "PATCH " + ada, Body: fmt.Sprintf(`{"version":%d,"custom":{%q:%q}}`, version, plan, file), Want: status, Has: has})
	}
	set("another's file", 1, other, 422, "custom."+plan)
	set("its own", 1, own, 200, `"roof.pdf"`)
	w.Run(
		apptest.Call{Name: "a record has no files before it is there", As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"Cyd","custom":{%q:%q}}`, plan, own), Want: 422},
		apptest.Call{Name: "so none is required", As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"file","label":"Deed","required":true}`, Want: 422, Has: []string{`"field":"required"`}},
		apptest.Call{Name: "tasks have no files", As: "acme/ana", Do: "POST /fields", Body: `{"object":"task","type":"file","label":"Deed"}`, Want: 422},
		apptest.Call{Name: "in a list by its name", As: "acme/ana", Do: "GET /contacts?custom=" + plan + "&filter=custom." + plan + ":notEmpty:", Want: 200, Has: []string{"roof.pdf", "Ada"}, Not: []string{"Bob"}},
		apptest.Call{Name: "and in the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"label":"Plan"`, `roof.pdf`}},
		apptest.Call{Name: "deleted", As: "acme/ana", Do: "DELETE " + ada + "/attachments/" + own, Want: 204},
		apptest.Call{Name: "the field is empty", As: "acme/ana", Do: "GET " + ada, Want: 200, Has: []string{`"custom":{}`}},
	)
}

// What files a record has goes along when it is merged, and so does what a field says of them; both come back.
func TestAFileIsMerged(t *testing.T) {
	w := apptest.New(t)
	plan := add(w, `{"object":"contact","type":"file","label":"Plan"}`).ID
	one, other := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`), w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "file", As: "acme/ana", Do: "POST /contacts/" + other + "/attachments?fileName=roof.pdf", Raw: []byte("%PDF-1.7"), Want: 201}, &f)
	named := func(id string, has bool) {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + id})
		require.Equal(t, 200, a.Status, a.Body)
		if has {
			require.Contains(t, a.Body, fmt.Sprintf(`%q:%q`, plan, f.ID))
			require.Contains(t, a.Body, "roof.pdf")
		} else {
			require.NotContains(t, a.Body, f.ID)
		}
	}
	w.Run(
		apptest.Call{Name: "set", As: "acme/ana", Do: "PATCH /contacts/" + other, Body: fmt.Sprintf(`{"version":1,"custom":{%q:%q}}`, plan, f.ID), Want: 200},
		apptest.Call{Name: "merged", As: "acme/ana", Do: "POST /contacts/" + one + "/merge/" + other, Body: `{"version":1,"otherVersion":2,"take":{}}`, Want: 200},
		apptest.Call{Name: "the file is there", As: "acme/ana", Do: "GET /contacts/" + one + "/attachments", Want: 200, Has: []string{f.ID}},
	)
	named(one, true)
	w.Run(apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 200})
	named(one, false)
	named(other, true)
}
