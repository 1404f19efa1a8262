package owner_test

import (
	"fmt"
	"testing"

	"github.com/kith-crm/kith/internal/apptest"
)

// TestFormerMemberGetsNothing: who was removed keeps their name on what they own, and is given nothing more.
func TestFormerMemberGetsNothing(t *testing.T) {
	w := apptest.New(t)
	gone := w.Person("acme/ed")
	bodies := map[string]string{"/contacts": `{"firstName":"Ada"%s}`, "/companies": `{"name":"Acorn"%s}`, "/deals": `{"name":"Sale"%s}`, "/tasks": `{"title":"Call"%s}`}
	made := map[string]struct {
		ID      string
		Version int
	}{}
	for path, body := range bodies {
		m := made[path]
		w.Get(apptest.Call{As: "acme/ed", Do: "POST " + path, Body: fmt.Sprintf(body, ""), Want: 201}, &m)
		made[path] = m
	}
	w.Run(apptest.Call{Name: "removed", As: "acme/ana", Do: "DELETE /members/" + gone.MemberID.String(), Want: 204})
	for path, body := range bodies {
		field, code, m := "ownerId", "owner.unknown", made[path]
		if path == "/tasks" {
			field, code = "assigneeId", "task.assignee_unknown"
		}
		to := fmt.Sprintf(`,%q:%q`, field, gone.UserID)
		w.Run(
			apptest.Call{Name: "a new one " + path, As: "acme/ana", Do: "POST " + path, Body: fmt.Sprintf(body, to), Want: 422, Has: []string{code, `"field":"` + field + `"`}},
			apptest.Call{Name: "what they own stays theirs " + path, As: "acme/ana", Do: "GET " + path + "/" + m.ID, Want: 200, Has: []string{gone.UserID.String(), `Name":"Ed"`}},
			apptest.Call{Name: "is given away " + path, As: "acme/ana", Do: "PATCH " + path + "/" + m.ID, Want: 200,
				Body: fmt.Sprintf(`{"version":%d,%q:%q}`, m.Version, field, w.Person("acme/ana").UserID)},
			apptest.Call{Name: "and not back " + path, As: "acme/ana", Do: "PATCH " + path + "/" + m.ID, Body: fmt.Sprintf(`{"version":%d%s}`, m.Version+1, to), Want: 422, Has: []string{code}},
		)
	}
}
