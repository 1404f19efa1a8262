package layout_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// The records of a company's own kinds are laid out like others: each kind by itself, by role, and looked at before it is kept.
func TestLayoutsOfOwnRecords(t *testing.T) {
	w := apptest.New(t)
	kind := func(name string) (id, code, field string) {
		var o struct{ ID, Code string }
		w.Get(apptest.Call{Name: name, As: "acme/ana", Do: "POST /objects", Body: fmt.Sprintf(`{"name":%q,"plural":%[1]q,"icon":"machine"}`, name), Want: 201}, &o)
		return o.ID, o.Code, "custom." + w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"text","label":"Serial"}`, o.Code))
	}
	id, code, serial := kind("Machine")
	_, other, plate := kind("Van")
	mine := func(object string) item {
		var all struct{ Items []item }
		w.Get(apptest.Call{Name: object, As: "acme/ed", Do: "GET /layouts/object_record?object=" + object}, &all)
		return all.Items[0]
	}
	require.False(t, mine(code).For.Made)
	sections := func(key string) string {
		return fmt.Sprintf(`"sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":%q,"ask":true}]}]`, key)
	}
	make1(w, fmt.Sprintf(`{"object":%q,"role":"employee",%s}`, code, sections(serial)))
	now := mine(code)
	require.Equal(t, "employee", now.For.Role)
	require.Equal(t, serial, now.Sections[0].Fields[0].Key)
	require.Equal(t, []string{"ownerId", "createdAt"}, now.More)
	require.Equal(t, []string{serial}, now.Ask)
	require.False(t, mine(other).For.Made, "another kind has its own order")
	record := w.Make("acme/ed", "/objects/"+id+"/records", fmt.Sprintf(`{"name":"Press","custom":{%q:"K-7"}}`, serial[len("custom."):]))
	w.Run(
		apptest.Call{Name: "fields of another kind", As: "acme/ana", Do: "POST /layouts", Body: fmt.Sprintf(`{"object":%q,%s}`, code, sections(plate)), Want: 422, Has: []string{"layout.field"}},
		apptest.Call{Name: "no such kind", As: "acme/ana", Do: "POST /layouts", Body: fmt.Sprintf(`{"object":"o000000000000",%s}`, sections("ownerId")), Want: 422},
		apptest.Call{Name: "set up", As: "acme/ana", Do: "GET /layouts?object=" + code, Want: 200, Has: []string{serial, `"role":"employee"`}},
		apptest.Call{Name: "looked at", As: "acme/ana", Do: "POST /layouts/preview", Body: fmt.Sprintf(`{"object":%q,"role":"employee","recordId":%q}`, code, record), Want: 200, Has: []string{`"K-7"`, `"scope":"own"`}},
		apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"object_record","field":%q,"mask":"hide"}`, serial), Want: 200},
		apptest.Call{Name: "is not looked at", As: "acme/ana", Do: "POST /layouts/preview", Body: fmt.Sprintf(`{"object":%q,"role":"employee","recordId":%q}`, code, record), Want: 200, Has: []string{`"Press"`}, Not: []string{"K-7"}},
		apptest.Call{Name: "told", As: "acme/ana", Do: "GET /audit?kind=layout", Want: 200, Has: []string{"Serial"}},
	)
	require.Empty(t, mine(code).Ask, "what is closed is in no layout")
}
