package explain_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type sight struct {
	UserID  uuid.UUID
	Name    string
	Sees    bool
	Reasons []struct {
		Code, Name string
		Until      *string
	}
}

func (s sight) codes() (all []string) {
	for _, r := range s.Reasons {
		all = append(all, r.Code)
	}
	return all
}

func company(w *apptest.World, name, owner string) string {
	return w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":%q,"ownerId":%q}`, name, w.Person("acme/"+owner).UserID))
}

func TestWhoSeesARecordAndWhy(t *testing.T) {
	w := apptest.New(t)
	w.Team("acme", "mira", "ed")
	id := company(w, "Globex Ltd", "ed")
	w.Make("acme/ana", "/shares", fmt.Sprintf(`{"kind":"company","id":%q,"userId":%q,"endsOn":"2199-12-31"}`, id, w.Person("acme/fred").UserID))
	var out struct{ Items []sight }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /access/who?kind=company&id=" + id}, &out)
	found := map[string][]string{}
	for _, s := range out.Items {
		require.True(t, s.Sees)
		found[s.Name] = s.codes()
		if s.Name == "Fred" {
			require.Equal(t, "2199-12-31", *s.Reasons[0].Until)
		}
		if s.Name == "Mira" {
			require.Equal(t, "Ed", s.Reasons[0].Name)
		}
	}
	require.Equal(t, map[string][]string{"Ana": {"all"}, "Vera": {"all"}, "Ed": {"owner"}, "Mira": {"team"}, "Fred": {"shared"}}, found)
	other := company(w, "Initech", "ana")
	w.Run(
		apptest.Call{Name: "only of what one sees", As: "acme/ed", Do: "GET /access/who?kind=company&id=" + other, Want: 404},
		apptest.Call{Name: "not for freelancers", As: "acme/fred", Do: "GET /access/who?kind=company&id=" + id, Want: 403},
		apptest.Call{Name: "nor of the neighbour's", As: "globex/gus", Do: "GET /access/who?kind=company&id=" + id, Want: 404},
	)
	why := func(who, record string) sight {
		var s sight
		w.Get(apptest.Call{As: "acme/ana", Do: fmt.Sprintf("GET /access/people/%s/why?kind=company&id=%s", w.Person("acme/"+who).UserID, record)}, &s)
		return s
	}
	require.Equal(t, []string{"out_of_reach"}, why("fred", other).codes())
	require.Equal(t, []string{"no_right"}, why("tess", other).codes())
	w.Team("acme", "fred", "ana")
	require.Equal(t, []string{"mate_not_read", "out_of_reach"}, why("fred", other).codes())
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /companies/" + other, Body: `{"version":1,"ownerId":null}`}, nil)
	require.Equal(t, []string{"nobody", "out_of_reach"}, why("ed", other).codes())
}

func TestWhatAPersonSees(t *testing.T) {
	w := apptest.New(t)
	company(w, "One", "ed")
	company(w, "Two", "ana")
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/fields", Body: `{"object":"company","field":"phone","mask":"hide"}`}, nil)
	path := "GET /access/people/" + w.Person("acme/ed").UserID.String()
	w.Run(
		apptest.Call{Name: "numbers", As: "acme/ana", Do: path, Want: 200, Has: []string{`{"kind":"company","scope":"own","count":1,"hidden":["phone"]}`, `{"kind":"deal","scope":"own","count":0,"hidden":[]}`}},
		apptest.Call{Name: "all", As: "acme/ana", Do: "GET /access/people/" + w.Person("acme/vera").UserID.String(), Want: 200, Has: []string{`{"kind":"company","scope":"all","count":2`}},
		apptest.Call{Name: "not for everybody", As: "acme/mira", Do: path, Want: 403},
	)
	require.Equal(t, 404, w.Do(apptest.Call{As: "globex/gus", Do: path}).Status)
}

func TestAPreviewChangesNothing(t *testing.T) {
	w := apptest.New(t)
	for i := range 5 {
		company(w, fmt.Sprintf("Company %d", i), "ed")
	}
	w.Team("acme", "ed", "fred")
	body := `{"role":"freelancer","grant":{"object":"company","action":"read","scope":"team"}}`
	var p struct {
		People  int
		Changes []struct {
			Name, Kind   string
			Gains, Loses int
			Gained       []string
		}
		Broken []struct{ PersonName string }
		Fields []string
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/preview/role", Body: body}, &p)
	require.Equal(t, 1, p.People)
	require.Len(t, p.Changes, 1)
	require.Equal(t, 5, p.Changes[0].Gains)
	require.Len(t, p.Changes[0].Gained, 3)
	count := apptest.Call{Name: "still nothing", As: "acme/fred", Do: "GET /companies/count", Want: 200, Has: []string{`"count":0`}}
	w.Run(count)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"team"}`}, nil)
	require.Eventually(t, func() bool { return strings.Contains(w.Do(count).Body, `"count":5`) }, 2*time.Second, 10*time.Millisecond)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/preview/team", Body: fmt.Sprintf(`{"name":"New","members":[{"userId":%q},{"userId":%q}]}`, w.Person("acme/mira").UserID, w.Person("acme/ed").UserID)}, &p)
	require.Equal(t, "Mira", p.Changes[0].Name)
	require.Equal(t, 5, p.Changes[0].Gains)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/preview/role", Body: `{"role":"freelancer","field":{"object":"company","field":"phone","mask":"hide"}}`}, &p)
	require.Equal(t, []string{"company.phone"}, p.Fields)
	w.Run(
		apptest.Call{Name: "no team was made", As: "acme/ana", Do: "GET /teams", Want: 200, Not: []string{"New"}},
		apptest.Call{Name: "what may not be changed has no preview", As: "acme/ana", Do: "POST /access/preview/role", Body: `{"role":"owner","grant":{"object":"company","action":"read","scope":"none"}}`, Want: 409},
		apptest.Call{Name: "not for everybody", As: "acme/mira", Do: "POST /access/preview/role", Body: body, Want: 403},
	)
}

// Fred must never see Globex Ltd: no role, team, share or owner can change that while the example stands.
func TestExamplesBlockChanges(t *testing.T) {
	w := apptest.New(t)
	id := company(w, "Globex Ltd", "ed")
	fred, ed := w.Person("acme/fred").UserID, w.Person("acme/ed").UserID
	body := fmt.Sprintf(`{"userId":%q,"kind":"company","recordId":%q,"must":"never"}`, fred, id)
	var e struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/examples", Body: body, Want: 201}, &e)
	full := "PUT /roles/manager/members/" + w.Person("acme/fred").MemberID.String()
	team := fmt.Sprintf(`{"name":"Both","members":[{"userId":%q},{"userId":%q}]}`, fred, ed)
	blocked := []apptest.Call{
		{Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"all"}`},
		{Do: "POST /shares", Body: fmt.Sprintf(`{"kind":"company","id":%q,"userId":%q}`, id, fred)},
		{Do: "PATCH /companies/" + id, Body: fmt.Sprintf(`{"version":1,"ownerId":%q}`, fred)},
		{Do: "PUT /roles/viewer/members/" + w.Person("acme/fred").MemberID.String()},
	}
	for _, c := range blocked {
		c.Name, c.As, c.Want, c.Has = c.Do, "acme/ana", 409, []string{"example.broken", `"person":"Fred"`, `"record":"Globex Ltd"`, `"must":"never"`}
		w.Run(c)
	}
	w.Run(
		apptest.Call{Name: "nothing was changed", As: "acme/fred", Do: "GET /companies/count", Want: 200, Has: []string{`"count":0`}},
		apptest.Call{Name: "nothing is on record", As: "acme/ana", Do: "GET /audit", Want: 200, Not: []string{"company.read", "Both"}},
		apptest.Call{Name: "a role that sees less is fine", As: "acme/ana", Do: full, Want: 204},
		apptest.Call{Name: "but not with the team", As: "acme/ana", Do: "POST /teams", Body: team, Want: 409, Has: []string{"example.broken"}},
		apptest.Call{Name: "the preview says so", As: "acme/ana", Do: "POST /access/preview/team", Body: team, Want: 200, Has: []string{`"broken":[{"id":"` + e.ID}},
		apptest.Call{Name: "it is listed", As: "acme/ana", Do: "GET /access/examples", Want: 200, Has: []string{`"personName":"Fred"`, `"recordName":"Globex Ltd"`}},
		apptest.Call{Name: "not by the neighbour", As: "globex/gus", Do: "DELETE /access/examples/" + e.ID, Want: 404},
		apptest.Call{Name: "it is dropped", As: "acme/ana", Do: "DELETE /access/examples/" + e.ID, Want: 204},
		apptest.Call{Name: "then the team is made", As: "acme/ana", Do: "POST /teams", Body: team, Want: 201},
		apptest.Call{Name: "what is not so is no example", As: "acme/ana", Do: "POST /access/examples", Body: body, Want: 409, Has: []string{"example.not_so"}},
	)
}
