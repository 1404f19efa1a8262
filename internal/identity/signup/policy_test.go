package signup_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

func rules(version int, more string) string {
	return fmt.Sprintf(`{"minLength":12,"noReuse":3,"maxAgeDays":0,"idleMinutes":60,"sessionHours":8,"secondFactor":"optional","networks":{},"version":%d%s}`, version, more)
}

func change(current, next string) string {
	return fmt.Sprintf(`{"current":%q,"password":%q}`, current, next)
}

func TestPasswordPolicy(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	ed := w.join(ana, "ed", "employee", "")
	w.want(200, ana, "GET /security-policy", "", `"minLength":10`, `"idleMinutes":20160`, `"version":0`)
	w.want(403, ed, "PUT /security-policy", rules(0, ""))
	w.want(200, ana, "PUT /security-policy", rules(0, ""), `"version":1`)
	w.want(409, ana, "PUT /security-policy", rules(0, ""), `"code":"policy.stale"`)
	w.want(422, ana, "PUT /security-policy", rules(1, `,"idleMinutes":1`))
	words := []string{pw, "copper-meadow-violin-73", "granite-otter-plum-58", "saffron-kettle-moth-91"}
	w.want(422, ed, "POST /me/password", change(pw, "gra7-ott-plu"[:11]), `"code":"password.policy_short"`, `"min":12`)
	w.want(422, ed, "POST /me/password", change(pw, pw), `"code":"password.reused"`)
	for i := range 3 {
		w.want(204, ed, "POST /me/password", change(words[i], words[i+1]))
	}
	w.want(422, ed, "POST /me/password", change(words[3], words[1]), `"code":"password.reused"`)
	w.want(204, ed, "POST /me/password", change(words[3], words[0])) // older than the last three
	require.Contains(t, w.actions(), "security_policy updated")
}

// A session ends when it was not used, or has lasted, as long as the company allows.
func TestSessionTimeOuts(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	w.want(200, ana, "PUT /security-policy", rules(0, ""))
	for range 9 { // in use it lasts eight hours, and no more
		undo := clock.Advance(50 * time.Minute)
		defer undo()
		require.Equal(t, 200, w.as(ana, "POST /auth/refresh", "").status)
	}
	defer clock.Advance(50 * time.Minute)()
	w.want(401, ana, "POST /auth/refresh", "")
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	defer clock.Advance(61 * time.Minute)()
	w.want(401, ana, "POST /auth/refresh", "")
	require.Equal(t, 2, w.count("SELECT count(*) FROM platform.session WHERE end_reason = 'expired' AND user_id = (SELECT id FROM platform.users WHERE email = $1)", ana.email))
}

func ask(email string) string { return fmt.Sprintf(`{"email":%q}`, email) }

func link(token string) string { return fmt.Sprintf(`{"token":%q}`, token) }

// Whoever has the account for a while can move it on: taking back the first change takes back those that followed, whether
// they are confirmed or not, and their own links to take them back are void too.
func TestEmailChangesInARow(t *testing.T) {
	for _, confirmed := range []bool{false, true} {
		w := newWorld(t)
		ana := w.found()
		mine, theirs, last := ana.email, email("thief"), email("thief-again")
		w.want(204, ana, "POST /me/email", ask(theirs))
		confirm, stop := w.token(theirs), w.token(mine)
		w.want(204, &who{}, "POST /auth/email/confirm", link(confirm))
		w.want(204, ana, "POST /me/email", ask(last))
		confirm, back := w.token(last), w.token(theirs)
		if confirmed {
			w.want(204, &who{}, "POST /auth/email/confirm", link(confirm))
		}
		w.want(204, &who{}, "POST /auth/email/stop", link(stop))
		w.want(410, &who{}, "POST /auth/email/confirm", link(confirm), `"code":"token.gone"`)
		w.want(410, &who{}, "POST /auth/email/stop", link(back), `"code":"token.gone"`)
		require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(mine, pw)).status)
	}
}

// Both addresses are told; the new one confirms, the old one can take it back, also afterwards.
func TestEmailChange(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	next := email("ana-new")
	w.want(204, ana, "POST /me/email", ask(next))
	confirm, stop := w.token(next), w.token(ana.email)
	w.want(410, &who{}, "POST /auth/email/confirm", link(stop), `"code":"token.gone"`)
	w.want(410, &who{}, "POST /auth/email/stop", link(confirm))
	w.want(204, &who{}, "POST /auth/email/confirm", link(confirm))
	w.want(410, &who{}, "POST /auth/email/confirm", link(confirm))
	w.want(401, &who{}, "POST /auth/login", creds(ana.email, pw))
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(next, pw)).status)
	defer clock.Advance(6 * 24 * time.Hour)()
	w.want(204, &who{}, "POST /auth/email/stop", link(stop))
	w.want(401, ana, "GET /me/sessions", "")
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	w.want(410, &who{}, "POST /auth/email/stop", link(stop))
	require.Contains(t, w.actions(), "user email_changed")

	// An address that has an account: the answer is the same, and the link can't take the account over.
	w.want(204, ana, "POST /me/email", ask(eve.email))
	w.want(410, &who{}, "POST /auth/email/confirm", link(w.token(eve.email)))
	require.Equal(t, 200, w.as(eve, "POST /auth/login", creds(eve.email, pw)).status)

	// Stopped before it was confirmed, or too late.
	w.want(204, ana, "POST /me/email", ask(email("third")))
	stop = w.token(ana.email)
	w.want(204, &who{}, "POST /auth/email/stop", link(stop))
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	late := email("late")
	w.want(204, ana, "POST /me/email", ask(late))
	confirm = w.token(late)
	defer clock.Advance(25 * time.Hour)()
	w.want(410, &who{}, "POST /auth/email/confirm", link(confirm))
}
