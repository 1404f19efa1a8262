package app_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// What costs money, ends what was bought, or takes all records along needs a log-in, or another proof, of a short while ago.
func TestProofIsAskedAgain(t *testing.T) {
	w := apptest.New(t)
	deeds := []string{"POST /billing/checkout", "POST /billing/seats", "POST /billing/plan", "POST /billing/cancel", "POST /billing/portal",
		"GET /contacts/export", "GET /companies/export", "GET /deals/export", "GET /audit/export?format=csv"}
	for _, do := range deeds {
		require.NotContains(t, w.Do(apptest.Call{As: "acme/ana", Do: do, Body: "{}"}).Body, "auth.step_up", do)
	}
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(t.Context(), "UPDATE platform.session SET proved_at = proved_at - interval '11 minutes' WHERE id = $1", w.Person("acme/ana").SessionID)
	require.NoError(t, err)
	for _, do := range deeds {
		w.Run(apptest.Call{Name: do, As: "acme/ana", Do: do, Body: "{}", Want: 403, Has: []string{"auth.step_up"}})
	}
	w.Run(
		apptest.Call{Name: "looking is free", As: "acme/ana", Do: "GET /billing", Want: 200},
		apptest.Call{Name: "so is a price", As: "acme/ana", Do: "GET /contacts", Want: 200},
	)
}

// Nothing is given to who has left: no record, no place in a team; who was in a team stays in it until somebody tidies up.
func TestNothingForWhoHasLeft(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/companies", `{"name":"Initech"}`)
	ed, mira := w.Person("acme/ed"), w.Person("acme/mira")
	team := w.Make("acme/ana", "/teams", `{"name":"North","members":[{"userId":"`+ed.UserID.String()+`"}]}`)
	w.Run(
		apptest.Call{Name: "Ed leaves", As: "acme/ana", Do: "DELETE /members/" + ed.MemberID.String(), Want: 204},
		apptest.Call{Name: "no share", As: "acme/ana", Do: "POST /shares", Body: `{"kind":"company","id":"` + id + `","userId":"` + ed.UserID.String() + `"}`, Want: 422, Has: []string{"share.subject"}},
		apptest.Call{Name: "no team", As: "acme/ana", Do: "POST /teams", Body: `{"name":"South","members":[{"userId":"` + ed.UserID.String() + `"}]}`, Want: 422, Has: []string{"team.stranger"}},
		apptest.Call{Name: "the old team can grow", As: "acme/ana", Do: "PATCH /teams/" + team, Body: `{"version":1,"members":[{"userId":"` + ed.UserID.String() + `"},{"userId":"` + mira.UserID.String() + `"}]}`, Want: 200},
	)
}
