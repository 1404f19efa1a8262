package explain_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/explain"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// grant gives a role a right, or takes it away.
func grant(w *apptest.World, role, object, action, scope string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + role + "/grants", Body: fmt.Sprintf(`{"object":%q,"action":%q,"scope":%q}`, object, action, scope)}, nil)
}

// Mira manages teams, and sees only her team's records: of others she is told how many, and no names; of fields
// that are hidden from her no values.
func TestNamesAreOnlyThoseThatTheCallerSees(t *testing.T) {
	w := apptest.New(t)
	grant(w, "manager", "team", "create", "all")
	grant(w, "manager", "team", "update", "all")
	grant(w, "manager", "role", "read", "all")
	secret := company(w, "Secret Ltd", "ed")
	company(w, "Miras Ltd", "mira")
	w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"email":"geheim@x.example","ownerId":%q}`, w.Person("acme/mira").UserID))
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/manager/fields", Body: `{"object":"contact","field":"email","mask":"hide"}`}, nil)
	members := func(names ...string) (s string) {
		for i, n := range names {
			if i > 0 {
				s += ","
			}
			s += fmt.Sprintf(`{"userId":%q}`, w.Person("acme/"+n).UserID)
		}
		return s
	}
	lisa := w.Join("acme", "lisa", "manager")
	preview := func(names ...string) apptest.Call {
		return apptest.Call{Name: "preview", As: "acme/mira", Do: "POST /access/preview/team", Body: `{"name":"New","members":[` + members(names...) + `]}`, Want: 200}
	}
	of := func(c apptest.Call, has ...string) apptest.Call {
		c.Has, c.Not = has, []string{"Secret Ltd", "geheim"}
		return c
	}
	w.Run(
		of(preview("lisa", "ed"), `"kind":"company","gains":1,"loses":0,"gained":[],"lost":[]`),
		of(preview("lisa", "mira"), `"kind":"company","gains":1,"loses":0,"gained":["Miras Ltd"]`, `"kind":"contact","gains":1,"loses":0,"gained":["•••"]`),
	)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/examples", Body: fmt.Sprintf(`{"userId":%q,"kind":"company","recordId":%q,"must":"never"}`, lisa.UserID, secret), Want: 201}, nil)
	w.Run(of(preview("lisa", "ed"), `"recordName":""`))
	refused := apptest.Call{Name: "refused", As: "acme/mira", Do: "POST /teams", Body: `{"name":"New","members":[` + members("lisa", "ed") + `]}`, Want: 409,
		Has: []string{"example.broken", `"person":"Lisa"`, `"record":"•••"`}, Not: []string{"Secret"}}
	w.Run(refused)
	refused.As, refused.Has, refused.Not = "acme/ana", []string{`"record":"Secret Ltd"`}, nil
	w.Run(refused)
}

// Examples about records that are gone say nothing, and one that is there can be kept anew when there is no room for others.
func TestManyExamples(t *testing.T) {
	w := apptest.New(t)
	fred := w.Person("acme/fred").UserID
	ids := []string{company(w, "First", "ed"), company(w, "Gone", "ed")}
	for _, id := range ids {
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /access/examples", Body: example(fred, id, "never"), Want: 201}, nil)
	}
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	third := uuid.MustParse(company(w, "Third", "ed"))
	some := make([]explain.Example, 198)
	for i := range some {
		some[i] = explain.Example{ID: id.New(), CreatedAt: clock.Now(), UserID: fred, Kind: "company", RecordID: uuid.New(), Must: "always"}
	}
	some[0].RecordID = third
	require.NoError(t, w.App.DB.InTenant(ctx, func(ctx context.Context) error { return db.Orm(ctx).Create(&some).Error }))
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /companies/" + ids[1], Want: 204}, nil)
	w.Run(
		apptest.Call{Name: "there is no room", As: "acme/ana", Do: "POST /access/examples", Body: example(fred, company(w, "Fourth", "ed"), "never"), Want: 409, Has: []string{"example.many"}},
		apptest.Call{Name: "but for one that is there", As: "acme/ana", Do: "POST /access/examples", Body: example(fred, third.String(), "never"), Want: 201},
		apptest.Call{Name: "which is a change", As: "acme/ana", Do: "GET /audit?kind=access_example", Want: 200, Has: []string{`"action":"updated"`, `"from":"always","to":"never"`}},
		apptest.Call{Name: "names of what is there", As: "acme/ana", Do: "GET /access/examples", Want: 200, Has: []string{`"recordName":"First"`}, Not: []string{"Gone"}},
	)
}

func example(user uuid.UUID, company, must string) string {
	return fmt.Sprintf(`{"userId":%q,"kind":"company","recordId":%q,"must":%q}`, user, company, must)
}

// What a person must never see is not put before them by a task's new assignee, nor by taking a record out of the trash.
func TestExamplesHoldForTasksAndTheTrash(t *testing.T) {
	w := apptest.New(t)
	fred, ed := w.Person("acme/fred").UserID, w.Person("acme/ed").UserID
	task := w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call","assigneeId":%q}`, ed))
	never := func(kind, id string) apptest.Call {
		return apptest.Call{Name: kind, As: "acme/ana", Do: "POST /access/examples", Body: fmt.Sprintf(`{"userId":%q,"kind":%q,"recordId":%q,"must":"never"}`, fred, kind, id), Want: 201}
	}
	broken := func(do, body string) {
		w.T.Helper()
		w.Run(apptest.Call{Name: do, As: "acme/ana", Do: do, Body: body, Want: 409, Has: []string{"example.broken"}})
	}
	w.Run(never("task", task))
	broken("PATCH /tasks/"+task, fmt.Sprintf(`{"version":1,"assigneeId":%q}`, fred))
	paths := map[string]string{"company": "/companies", "contact": "/contacts", "deal": "/deals", "task": "/tasks"}
	bodies := map[string]string{"company": `"name":"C"`, "contact": `"firstName":"C"`, "deal": `"name":"D"`, "task": `"title":"T"`}
	for kind, path := range paths {
		owner := "ownerId"
		if kind == "task" {
			owner = "assigneeId"
		}
		id := w.Make("acme/ana", path, fmt.Sprintf(`{%s,%q:%q}`, bodies[kind], owner, ed))
		w.Run(never(kind, id))
		w.Get(apptest.Call{As: "acme/ana", Do: "DELETE " + path + "/" + id, Want: 204}, nil)
		w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: fmt.Sprintf(`{"object":%q,"action":"read","scope":"all"}`, kind), Want: map[bool]int{true: 409, false: 200}[kind == "task"]}, nil)
		if kind != "task" { // the other task's example keeps freelancers from reading all tasks
			broken("POST "+path+"/"+id+"/restore", "")
		}
	}
}
