package explain_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Fred must never see Globex Ltd. While he is away his role has come to see everything: by no way does he come back.
func TestExamplesHoldForThoseWhoComeBack(t *testing.T) {
	w := apptest.New(t)
	id := company(w, "Globex Ltd", "ed")
	fred := w.Person("acme/fred")
	example := fmt.Sprintf(`{"userId":%q,"kind":"company","recordId":%q,"must":"never"}`, fred.UserID, id)
	member := "/members/" + fred.MemberID.String()
	pass := func(day string) string { return fmt.Sprintf(`{"memberId":%q,"day":%q}`, fred.MemberID, day) }
	w.Run(
		apptest.Call{Name: "never", As: "acme/ana", Do: "POST /access/examples", Body: example, Want: 201},
		apptest.Call{Name: "he is suspended", As: "acme/ana", Do: "POST " + member + "/suspend", Want: 204},
		apptest.Call{Name: "his role is widened meanwhile", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"all"}`, Want: 200},
	)
	refused := func(name, do, body string) {
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: do, Body: body, Want: 409, Has: []string{"example.broken", `"person":"Fred"`, `"record":"Globex Ltd"`, `"must":"never"`}})
	}
	refused("not as he was", "POST "+member+"/restore", "")
	w.Run(
		apptest.Call{Name: "his role sees less", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"own"}`, Want: 200},
		apptest.Call{Name: "then he is back", As: "acme/ana", Do: "POST " + member + "/restore", Want: 200},
	)
	refused("nor by another role then", "PUT /roles/viewer/members/"+fred.MemberID.String(), "")
	w.Run(
		apptest.Call{Name: "he leaves", As: "acme/ana", Do: "DELETE " + member, Want: 204},
		apptest.Call{Name: "and it is widened again", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"all"}`, Want: 200},
	)
	refused("not once he has left", "POST "+member+"/restore", "")
	refused("nor for a day", "POST /day-passes", pass(apptest.Day(0)))
	refused("nor for one to come", "POST /day-passes", pass(apptest.Day(3)))
	refused("nor invited", "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Fred","role":"freelancer"}`, fred.Email))
	w.Run(
		apptest.Call{Name: "nothing of it has happened", As: "acme/ana", Do: "GET /members", Want: 200, Has: []string{`"state":"removed"`}},
		apptest.Call{Name: "nobody waits", As: "acme/ana", Do: "GET /invitations", Want: 200, Not: []string{fred.Email}},
		apptest.Call{Name: "no pass", As: "acme/ana", Do: "GET /day-passes", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "the role sees less again", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"assigned"}`, Want: 200},
		apptest.Call{Name: "then he may come", As: "acme/ana", Do: "POST " + member + "/restore", Want: 200},
	)
}

// Who was invited while all was well is not let in when it is not any more; and is not told which record it is about.
func TestExamplesHoldWhenAnInvitationIsAccepted(t *testing.T) {
	w := apptest.New(t)
	id := company(w, "Globex Ltd", "ed")
	fred := w.Person("acme/fred")
	w.Run(
		apptest.Call{Name: "never", As: "acme/ana", Do: "POST /access/examples", Body: fmt.Sprintf(`{"userId":%q,"kind":"company","recordId":%q,"must":"never"}`, fred.UserID, id), Want: 201},
		apptest.Call{Name: "he leaves", As: "acme/ana", Do: "DELETE /members/" + fred.MemberID.String(), Want: 204},
		apptest.Call{Name: "he is invited", As: "acme/ana", Do: "POST /invitations", Body: fmt.Sprintf(`{"email":%q,"name":"Fred","role":"freelancer"}`, fred.Email), Want: 201},
		apptest.Call{Name: "his role is widened", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"all"}`, Want: 200},
	)
	token := link(w, fred.Email)
	accept := fmt.Sprintf(`{"token":%q,"password":%q}`, token, apptest.Password)
	w.Run(apptest.Call{Name: "too late", Do: "POST /invitations/accept", Body: accept, Want: 409, Has: []string{"example.broken"}, Not: []string{"Globex"}},
		apptest.Call{Name: "back", As: "acme/ana", Do: "PUT /roles/freelancer/grants", Body: `{"object":"company","action":"read","scope":"assigned"}`, Want: 200},
		apptest.Call{Name: "in he comes", Do: "POST /invitations/accept", Body: accept, Want: 200})
}

// link is the token of the invitation to an address, as the mail would carry it.
func link(w *apptest.World, email string) (token string) {
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		var id string
		if err := db.Orm(ctx).Raw(`SELECT link_id FROM invitation WHERE email = ?`, email).Scan(&id).Error; err != nil {
			return err
		}
		token, _ = w.App.Invites.Token(invite.Kind, uuid.MustParse(id))
		return nil
	}))
	return token
}
