package signup_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

func TestSignUp(t *testing.T) {
	w := newWorld(t)
	ana := &who{email: email("ana"), agent: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0"}
	first := w.want(202, ana, "POST /signups", form(ana.email))
	require.Empty(t, first.cookie)
	l := w.letter(ana.email)
	require.Contains(t, l.Subject, "Potwierdź")
	require.Contains(t, l.Button.URL, base+"/confirm#")
	token := w.token(ana.email)

	c := w.as(ana, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, token))
	require.Equal(t, 200, c.status, c.text)
	require.Equal(t, "Acme Żółw", c.get(t, "tenant", "name"))
	require.Equal(t, ana.email, c.get(t, "user", "email"))
	require.Len(t, c.get(t, "tenants"), 1)
	require.NotContains(t, c.text, ana.cookie, "the refresh token is in the cookie only")
	require.Len(t, w.setUps, 1, "the company is set up at once")
	require.Equal(t, "signup", w.setUps[0].System)
	require.Equal(t, "pl", w.setUps[0].Language)
	require.Equal(t, 1, w.used(ana)["full"])
	w.work()
	require.Len(t, w.setUps, 2, "and once more from the queue")
	require.Equal(t, w.setUps[0].UserID, w.setUps[1].UserID)
	require.Equal(t, w.setUps[0].Tenant.ID, w.setUps[1].Tenant.ID)
	require.Subset(t, w.actions(), []string{"member joined", "session started", "tenant created"})

	w.want(410, &who{}, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, token), `"code":"token.gone"`)
	w.want(410, &who{}, "POST /signups/confirm", `{"token":"made-up"}`, `"code":"token.gone"`)

	again := w.want(202, &who{}, "POST /signups", form(strings.ToUpper(ana.email)))
	require.Equal(t, first.text, again.text, "nobody learns that there is an account")
	known := w.letter(ana.email)
	require.Contains(t, known.Subject, "konto")
	require.Equal(t, base+"/login", known.Button.URL)
	require.NotContains(t, fmt.Sprint(known.Paragraphs), "#")
}

func TestSignUpNamesEveryField(t *testing.T) {
	w := newWorld(t)
	w.want(422, &who{}, "POST /signups", `{"company":"","name":"","email":"x","password":"acme","language":"xx","currency":"E","timezone":"Mars"}`,
		`"field":"company"`, `"field":"name"`, `"field":"email"`, `"field":"password"`, `"field":"language"`, `"field":"currency"`, `"field":"timezone"`, `"reasons"`)
	w.want(200, &who{}, "POST /passwords/check", `{"password":"veil-orbit-lantern-48","email":"ana@x.example"}`, `"ok":true`)
	w.want(200, &who{}, "POST /passwords/check", `{"password":"password1234"}`, `"ok":false`, `"common"`)
}

// A double click, and two forms sent for the same address: one company.
func TestConfirmAtOnce(t *testing.T) {
	w := newWorld(t)
	ana := email("ana")
	w.want(202, &who{}, "POST /signups", form(ana))
	one := w.token(ana)
	w.want(202, &who{}, "POST /signups", form(ana))
	two := w.token(ana)
	require.NotEqual(t, one, two)
	before := w.count("SELECT count(*) FROM platform.tenant WHERE state <> 'spare'")
	var all sync.WaitGroup
	statuses := make([]int, 4)
	for i, token := range []string{one, one, one, one} {
		all.Go(func() { statuses[i] = w.do(&who{}, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, token)).status })
	}
	all.Wait()
	require.ElementsMatch(t, []int{200, 410, 410, 410}, statuses)
	w.want(410, &who{}, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, two))
	require.Equal(t, before+1, w.count("SELECT count(*) FROM platform.tenant WHERE state <> 'spare'"))
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.users WHERE email = $1", ana))
}

func TestLinksGetOld(t *testing.T) {
	w := newWorld(t)
	ana := email("ana")
	w.want(202, &who{}, "POST /signups", form(ana))
	token := w.token(ana)
	defer clock.Advance(24*time.Hour + time.Second)()
	w.want(410, &who{}, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, token), `"code":"token.gone"`)
}

// S32: nobody can have a stranger's mailbox filled.
func TestMailsPerAddressAreCapped(t *testing.T) {
	w := newWorld(t)
	ana := email("ana")
	for range 8 {
		w.want(202, &who{}, "POST /signups", form(ana))
		w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana))
	}
	w.work()
	require.LessOrEqual(t, len(w.letters), 5)
	require.NotEmpty(t, w.letters)
	defer clock.Advance(time.Hour + time.Second)()
	sent := len(w.letters)
	w.want(202, &who{}, "POST /signups", form(ana))
	w.work()
	require.Len(t, w.letters, sent+1)
	known := w.found()
	w.work()
	sent = len(w.letters)
	for range 8 {
		w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, known.email))
	}
	w.work()
	require.Greater(t, len(w.letters), sent)
	require.LessOrEqual(t, len(w.letters), sent+5, "who has an account is not written to without end either")
}

func TestInvite(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	fred := &who{email: email("fred"), agent: "fred"}
	in := fmt.Sprintf(`{"email":%q,"name":"Fred","role":"freelancer","endsOn":%q}`, strings.ToUpper(fred.email), clock.Now().AddDate(0, 0, 30).Format("2006-01-02"))
	c := w.want(201, ana, "POST /invitations", in, `"state":"pending"`, `"seatKind":"light"`, `"inviterName":"Ana"`, fred.email)
	invitation := c.get(t, "id").(string)
	require.Equal(t, 1, w.used(ana)["light"], "the seat is taken when the invitation is sent")
	w.want(409, ana, "POST /invitations", in, `"code":"invitation.pending"`, `"field":"email"`)
	first := w.token(fred.email)
	require.Contains(t, w.letter(fred.email).Subject, "Acme Żółw")

	look := w.want(200, &who{}, "POST /invitations/look", fmt.Sprintf(`{"token":%q}`, first), `"tenantName":"Acme Żółw"`, `"needsPassword":true`, `"known":false`, fred.email)
	require.NotContains(t, look.text, "hash")
	w.want(200, ana, "POST /invitations/"+invitation+"/resend", "")
	second := w.token(fred.email)
	require.NotEqual(t, first, second)
	w.want(410, &who{}, "POST /invitations/look", fmt.Sprintf(`{"token":%q}`, first), `"code":"token.gone"`)
	w.want(410, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Fred","password":%q}`, first, pw), `"code":"token.gone"`)

	w.want(422, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"","password":"short"}`, second), `"field":"name"`, `"field":"password"`)
	c = w.as(fred, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Fred","password":%q}`, second, pw))
	require.Equal(t, 200, c.status, c.text)
	w.want(410, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Fred","password":%q}`, second, pw))
	require.Equal(t, map[string]int{"full": 1, "light": 1, "viewer": 0}, w.used(ana))
	w.want(200, ana, "GET /invitations", "", `"state":"accepted"`)
	w.want(200, ana, "GET /members", "", fred.email, `"role":"freelancer"`, `"you":true`)
	w.want(409, ana, "POST /invitations", in, `"code":"member.exists"`)
	w.want(409, ana, "DELETE /invitations/"+invitation, "", `"code":"invitation.closed"`)
	w.want(403, fred, "GET /members", "", `"code":"access.denied"`)
	w.want(403, fred, "GET /colleagues", "", `"code":"access.denied"`)
	w.want(200, ana, "GET /colleagues", "", `"name":"Fred"`)
	w.want(403, fred, "POST /invitations", in)
}

func TestWithdraw(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	c := w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, email("ed")))
	id, ed := c.get(t, "id").(string), c.get(t, "email").(string)
	token := w.token(ed)
	w.want(404, eve, "DELETE /invitations/"+id, "", `"code":"invitation.not_found"`)
	w.want(404, eve, "POST /invitations/"+id+"/resend", "")
	require.NotContains(t, w.want(200, eve, "GET /invitations", "").text, ed)
	require.Equal(t, 2, w.used(ana)["full"])
	w.want(204, ana, "DELETE /invitations/"+id, "")
	require.Equal(t, 1, w.used(ana)["full"])
	w.want(410, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Ed","password":%q}`, token, pw))
	w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, ed))
}

// One identity, two companies: who is known is logged in as that address, or gives the password.
func TestInviteKnownPerson(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Eve","role":"manager"}`, eve.email))
	accept := fmt.Sprintf(`{"token":%q,"password":%%q}`, w.token(eve.email))
	w.want(401, &who{}, "POST /invitations/accept", fmt.Sprintf(accept, ""), `"code":"login.wrong"`)
	w.want(401, &who{}, "POST /invitations/accept", fmt.Sprintf(accept, "guessed-wrong-1"), `"code":"login.wrong"`)
	w.want(401, ana, "POST /invitations/accept", fmt.Sprintf(accept, pw+"x"), `"code":"login.wrong"`) // logged in as somebody else
	look := w.want(200, eve, "POST /invitations/look", fmt.Sprintf(`{"token":%q}`, w.token(eve.email)))
	require.Equal(t, false, look.get(t, "needsPassword"))
	require.Equal(t, true, look.get(t, "known"))
	old := *eve
	c := w.as(eve, "POST /invitations/accept", fmt.Sprintf(accept, ""))
	require.Equal(t, 200, c.status, c.text)
	require.Len(t, c.get(t, "tenants"), 2)
	w.want(401, &old, "GET /me/sessions", "") // the session that was there is replaced

	for _, x := range c.get(t, "tenants").([]any) { // to and fro without logging in again
		slug := x.(map[string]any)["slug"].(string)
		require.Equal(t, slug, w.as(eve, "POST /auth/refresh", fmt.Sprintf(`{"tenant":%q}`, slug)).get(t, "tenant", "slug"))
		require.Equal(t, slug, w.as(eve, "POST /auth/refresh", "").get(t, "tenant", "slug"), "the company used last")
	}
	w.want(404, eve, "POST /auth/refresh", `{"tenant":"initech"}`, `"code":"tenant.not_found"`)
}

// An invitation is the company's, not the inviter's: whoever sent it may have other rights by now, or be gone. It keeps its seat,
// whoever may invite sees it and can withdraw it, and the link works until then or its end.
func TestInviterGone(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	mira := w.join(ana, "mira", "admin", "")
	admin := w.want(201, mira, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Bo","role":"admin"}`, email("bo"))).get(t, "id").(string)
	bo := w.want(201, mira, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, email("ed"))).get(t, "email").(string)
	w.want(403, mira, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"owner"}`, email("x")), `"code":"member.above_you"`)
	token := w.token(bo)
	require.Equal(t, 4, w.used(ana)["full"])
	require.NoError(t, w.move(ana, w.memberID(ana, mira.email), "employee"))
	look := fmt.Sprintf(`{"token":%q}`, token)
	w.want(200, &who{}, "POST /invitations/look", look) // an employee may still stand for an employee
	w.want(204, ana, "DELETE /members/"+w.memberID(ana, mira.email), "")
	require.Equal(t, 3, w.used(ana)["full"], "the inviter's own seat is free, the two invitations keep theirs")
	w.want(200, ana, "GET /invitations", "", `"inviterName":"mira"`)
	w.want(204, ana, "DELETE /invitations/"+admin, "")
	require.Equal(t, 2, w.used(ana)["full"], "a withdrawn one's seat is free")
	w.want(200, &who{}, "POST /invitations/look", look, `"inviterName":"mira"`)
	w.want(200, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Ed","password":%q}`, token, pw))
	require.Equal(t, 2, w.used(ana)["full"], "the accepted one's seat is the new member's")
}

func TestInvitationExpires(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	ed := email("ed")
	id := w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, ed)).get(t, "id").(string)
	token := w.token(ed)
	defer clock.Advance(7*24*time.Hour + time.Second)()
	w.want(410, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Ed","password":%q}`, token, pw))
	w.as(ana, "POST /auth/refresh", "")
	w.want(200, ana, "GET /invitations", "", `"state":"expired"`)
	w.run("invite.expire")
	require.Equal(t, 1, w.used(ana)["full"])
	w.want(200, ana, "POST /invitations/"+id+"/resend", "", `"state":"pending"`)
	require.Equal(t, 2, w.used(ana)["full"])
	w.as(&who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Ed","password":%q}`, w.token(ed), pw))
	require.Equal(t, 2, w.used(ana)["full"])
}

// The eleventh of a trial says what is missing.
func TestSeatLimit(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	for range 9 {
		w.want(201, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, email("ed")))
	}
	before := w.count("SELECT count(*) FROM platform.invitation")
	w.want(409, ana, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ed","role":"employee"}`, email("ed")), `"code":"seat.limit"`, `"trialLimit":true`)
	require.Equal(t, before, w.count("SELECT count(*) FROM platform.invitation"))
}

// S50: what opens a door is in nobody's queue and in no table.
func TestNoSecretIsStored(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	fred := w.join(ana, "fred", "freelancer", "")
	w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, fred.email))
	canaries := []string{pw, ana.cookie, fred.cookie, ana.token, w.token(ana.email), w.token(fred.email)}
	for _, table := range []string{"river.river_job", "platform.users", "platform.signup", "platform.invitation", "platform.password_reset", "platform.session",
		"platform.refresh_token", "platform.signing_key", "platform.attempt", "platform.membership"} {
		for _, c := range canaries {
			require.Zero(t, w.count("SELECT count(*) FROM "+table+" x WHERE strpos(x::text, $1) > 0", c), table)
		}
	}
	require.NotContains(t, fmt.Sprintf("%+v", w.changes), "argon2id")
}
