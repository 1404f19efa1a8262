package layout_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type made struct {
	ID      string
	Version int
}

func make1(w *apptest.World, body string) (l made) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "make " + body, As: "acme/ana", Do: "POST /layouts", Body: body, Want: 201}, &l)
	return l
}

type item struct {
	Sections []struct {
		ID, Title string
		Fields    []struct{ Key string }
	}
	More, Ask []string
	For       struct {
		Role, RoleName, PipelineName string
		Made                         bool
	}
}

func layouts(w *apptest.World, as, object string) []item {
	w.T.Helper()
	var all struct{ Items []item }
	w.Get(apptest.Call{Name: "layouts of " + as, As: as, Do: "GET /layouts/" + object}, &all)
	return all.Items
}

func TestALayoutForARole(t *testing.T) {
	w := apptest.New(t)
	var f struct{ ID string }
	w.Get(apptest.Call{Name: "field", As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"Budget","section":"Money"}`, Want: 201}, &f)
	usual := layouts(w, "acme/ed", "contact")
	require.Len(t, usual, 1)
	require.False(t, usual[0].For.Made)
	require.Equal(t, "Money", usual[0].Sections[1].Title)
	require.Equal(t, []string{"email", "phone", "companyId"}, usual[0].Ask)

	l := make1(w, fmt.Sprintf(`{"object":"contact","role":"employee","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":"phone","ask":true},{"key":"custom.%s","ask":true}]},
		{"id":"a","title":" Where ","closed":true,"columns":2,"fields":[{"key":"city","ask":false},{"key":"tags","ask":false}]}]}`, f.ID))
	mine := layouts(w, "acme/ed", "contact")[0]
	require.Equal(t, "Where", mine.Sections[1].Title)
	require.Equal(t, "employee", mine.For.Role)
	require.Equal(t, []string{"phone", "custom." + f.ID}, mine.Ask)
	require.Contains(t, mine.More, "email")
	require.False(t, layouts(w, "acme/ana", "contact")[0].For.Made, "others keep theirs")

	w.Run(
		apptest.Call{Name: "who sets up sees it", As: "acme/ana", Do: "GET /layouts?object=contact", Want: 200, Has: []string{l.ID, `"usual"`, `"createdAt"`}},
		apptest.Call{Name: "others see no settings", As: "acme/ed", Do: "GET /layouts?object=contact", Want: 403},
		apptest.Call{Name: "once", As: "acme/ana", Do: "POST /layouts", Body: `{"object":"contact","role":"employee","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 409},
		apptest.Call{Name: "no such role", As: "acme/ana", Do: "POST /layouts", Body: `{"object":"contact","role":"king","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 422, Has: []string{"layout.role"}},
		apptest.Call{Name: "people are in no pipeline", As: "acme/ana", Do: "POST /layouts", Body: `{"object":"contact","pipelineId":"` + l.ID + `","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 422, Has: []string{"layout.pipeline"}},
		apptest.Call{Name: "a field twice", As: "acme/ana", Do: "PATCH /layouts/" + l.ID, Body: `{"version":1,"sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":"city","ask":false},{"key":"city","ask":false}]}]}`, Want: 422, Has: []string{"layout.field"}},
		apptest.Call{Name: "a section without a title", As: "acme/ana", Do: "PATCH /layouts/" + l.ID, Body: `{"version":1,"sections":[{"id":"x","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 422, Has: []string{"layout.title"}},
		apptest.Call{Name: "no sections", As: "acme/ana", Do: "PATCH /layouts/" + l.ID, Body: `{"version":1,"sections":[]}`, Want: 422, Has: []string{"layout.sections"}},
		apptest.Call{Name: "changed", As: "acme/ana", Do: "PATCH /layouts/" + l.ID, Body: `{"version":1,"sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":"city","ask":false}]}]}`, Want: 200, Has: []string{`"version":2`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PATCH /layouts/" + l.ID, Body: `{"version":1,"sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 409, Has: []string{"layout.stale"}},
		apptest.Call{Name: "a neighbour changes none", As: "globex/gus", Do: "PATCH /layouts/" + l.ID, Body: `{"version":2,"sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[]}]}`, Want: 404},
		apptest.Call{Name: "nor deletes", As: "globex/gus", Do: "DELETE /layouts/" + l.ID + "?version=2", Want: 404},
		apptest.Call{Name: "the trail tells it by name", As: "acme/ana", Do: "GET /audit?kind=layout", Want: 200, Has: []string{`Where: city, tags`, `"employee"`, "Budget"}},
		apptest.Call{Name: "stale reset", As: "acme/ana", Do: "DELETE /layouts/" + l.ID + "?version=1", Want: 409},
		apptest.Call{Name: "reset", As: "acme/ana", Do: "DELETE /layouts/" + l.ID + "?version=2", Want: 204},
	)
	require.False(t, layouts(w, "acme/ed", "contact")[0].For.Made)
}

func TestALayoutGoesWithItsRole(t *testing.T) {
	w := apptest.New(t)
	var own struct{ Role string }
	w.Get(apptest.Call{Name: "role", As: "acme/ana", Do: "POST /roles", Body: `{"from":"employee","name":"Fitter"}`, Want: 201}, &own)
	make1(w, `{"object":"company","role":"`+own.Role+`","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":"phone","ask":false}]}]}`)
	w.Run(
		apptest.Call{Name: "it has the role's name", As: "acme/ana", Do: "GET /layouts?object=company", Want: 200, Has: []string{`"Fitter"`}},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "DELETE /roles/" + own.Role, Want: 204},
		apptest.Call{Name: "with it", As: "acme/ana", Do: "GET /layouts?object=company", Want: 200, Has: []string{`"layouts":[]`}},
	)
}

func TestALayoutForAPipeline(t *testing.T) {
	w := apptest.New(t)
	var ps struct{ Items []struct{ ID, Name string } }
	w.Get(apptest.Call{Name: "pipelines", As: "acme/ana", Do: "GET /pipelines"}, &ps)
	make1(w, `{"object":"deal","pipelineId":"`+ps.Items[0].ID+`","sections":[{"id":"facts","title":"","closed":false,"columns":1,"fields":[{"key":"ownerId","ask":false}]}]}`)
	all := layouts(w, "acme/ed", "deal")
	require.Len(t, all, 2)
	require.False(t, all[0].For.Made)
	require.Equal(t, ps.Items[0].Name, all[1].For.PipelineName)
	require.Equal(t, "ownerId", all[1].Sections[0].Fields[0].Key)
}

func TestAsARoleSeesIt(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","email":"ada@secret.example","phone":"+48221234567","city":"Oslo","source":"fair","ownerId":%q}`, ed))
	other := w.Make("acme/ana", "/contacts", `{"firstName":"Bob"}`)
	for field, mask := range map[string]string{"email": "hide", "phone": "mask", "birthday": "read"} {
		w.Get(apptest.Call{Name: "close " + field, As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"contact","field":%q,"mask":%q}`, field, mask)}, nil)
	}
	ask := func(role, id string) string {
		return fmt.Sprintf(`{"object":"contact","role":%q,"recordId":%q}`, role, id)
	}
	w.Run(
		apptest.Call{Name: "as an employee", As: "acme/ana", Do: "POST /layouts/preview", Body: ask("employee", id), Want: 200,
			Has: []string{`"sees":true`, `•••• 4567`, `"email":"hide"`, `"phone":"mask"`, `"birthday":"read"`, `"Oslo"`}, Not: []string{"secret.example", `"key":"email"`, `"key":"channels"`, "1234567"}},
		apptest.Call{Name: "as it would be", As: "acme/ana", Do: "POST /layouts/preview", Want: 200, Has: []string{`"title":"Only"`}, Not: []string{`"key":"email"`},
			Body: fmt.Sprintf(`{"object":"contact","role":"employee","recordId":%q,"sections":[{"id":"x","title":"Only","closed":false,"columns":1,"fields":[{"key":"email","ask":true},{"key":"city","ask":false}]}]}`, id)},
		apptest.Call{Name: "nobody's eyes", As: "acme/ana", Do: "POST /layouts/preview", Body: ask("king", id), Want: 422},
		apptest.Call{Name: "no such record", As: "acme/ana", Do: "POST /layouts/preview", Body: ask("employee", ed.String()), Want: 404},
		apptest.Call{Name: "a neighbour", As: "globex/gus", Do: "POST /layouts/preview", Body: ask("employee", id), Want: 404},
		apptest.Call{Name: "not for everybody", As: "acme/ed", Do: "POST /layouts/preview", Body: ask("owner", id), Want: 403},
		apptest.Call{Name: "it is in the trail", As: "acme/ana", Do: "GET /audit?kind=layout", Want: 200, Has: []string{`"viewed"`}},
		apptest.Call{Name: "no right at all", As: "acme/ana", Do: "PUT /roles/technician/grants", Body: `{"object":"contact","action":"read","scope":"none"}`, Want: 200},
		apptest.Call{Name: "sees nothing", As: "acme/ana", Do: "POST /layouts/preview", Body: ask("technician", id), Want: 200, Has: []string{`"sees":false`, `"scope":"none"`, `"record":null`}, Not: []string{"Oslo"}},
		apptest.Call{Name: "whoever's it is", As: "acme/ana", Do: "POST /layouts/preview", Body: ask("employee", other), Want: 200, Has: []string{`"scope":"`, `"Bob"`}},
	)
}

// A preview never shows more than the one who looks sees: an administrator from whom something is hidden does not find it in
// the eyes of an owner.
func TestAPreviewIsNeverWider(t *testing.T) {
	w := apptest.New(t)
	w.Join("acme", "adam", "admin")
	id := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@secret.example"}`)
	w.Get(apptest.Call{Name: "close", As: "acme/ana", Do: "PUT /roles/admin/fields", Body: `{"object":"contact","field":"email","mask":"hide"}`}, nil)
	var a apptest.Answer
	require.Eventually(t, func() bool {
		a = w.Do(apptest.Call{As: "acme/adam", Do: "POST /layouts/preview", Body: fmt.Sprintf(`{"object":"contact","role":"owner","recordId":%q}`, id)})
		return a.Status == 200 && !strings.Contains(a.Body, "secret")
	}, 5*time.Second, 20*time.Millisecond)
	require.Contains(t, a.Body, `"Ada"`)
	require.NotContains(t, a.Body, `"key":"email"`)
}
