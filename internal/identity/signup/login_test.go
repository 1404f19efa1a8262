package signup_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/clock"
)

func creds(email, password string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
}

var requestID = regexp.MustCompile(`"requestId":"[^"]*"`)

func anonymous(c call) string { return requestID.ReplaceAllString(c.text, "") }

// S29: whether there is an account shows in nothing.
func TestLogInTellsNothing(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	wrong := w.want(401, &who{}, "POST /auth/login", creds(ana.email, "not-the-password-9"), `"code":"login.wrong"`)
	for _, nobody := range []string{email("nobody"), "not an address", "", ana.email + "x"} {
		unknown := w.want(401, &who{}, "POST /auth/login", creds(nobody, "not-the-password-9"))
		require.Equal(t, anonymous(wrong), anonymous(unknown))
		require.Equal(t, wrong.header["Content-Type"], unknown.header["Content-Type"])
		require.Empty(t, unknown.cookie)
	}
	known := w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana.email))
	unknown := w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, email("nobody")))
	require.Equal(t, known.text, unknown.text)
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(" "+ana.email, pw)).status)
}

// The time of a log-in must not tell either: the medians of both kinds lie together.
func TestLogInTakesTheSameTime(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	known, unknown := []time.Duration{}, []time.Duration{}
	took := func(email, ip string) time.Duration {
		start := time.Now()
		_, err := w.sessions.LogIn(t.Context(), email, "not-the-password-9", session.Client{IP: ip})
		require.ErrorIs(t, err, session.ErrWrong)
		return time.Since(start)
	}
	for i := range 25 {
		ip := fmt.Sprintf("192.0.2.%d", i)
		known, unknown = append(known, took(ana.email, ip)), append(unknown, took(email("nobody"), ip))
	}
	a, b := median(known), median(unknown)
	require.InDelta(t, float64(a), float64(b), float64(max(a, b))*0.5, "%v and %v", a, b)
}

func median(ds []time.Duration) time.Duration {
	for i := range ds {
		for j := range ds[:i] {
			if ds[i] < ds[j] {
				ds[i], ds[j] = ds[j], ds[i]
			}
		}
	}
	return ds[len(ds)/2]
}

// S30: guessing is slow, for accounts that exist and for others alike, and over after 15 minutes.
func TestGuessingIsLimited(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	for _, name := range []string{ana.email, email("nobody")} {
		for range 10 {
			w.want(401, &who{}, "POST /auth/login", creds(name, "not-the-password-9"))
		}
		c := w.want(429, &who{}, "POST /auth/login", creds(name, pw), `"code":"login.too_many"`, `"retryAfter"`)
		require.NotEmpty(t, c.header.Get("Retry-After"))
	}
	ed := w.join(w.found(), "ed", "employee", "")
	require.Equal(t, 200, w.as(ed, "POST /auth/login", creds(ed.email, pw)).status, "others are not held up")
	defer clock.Advance(15*time.Minute + time.Second)()
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
}

// Nobody can lock somebody else out: from where ana has been logged in, she can log in while others guess.
func TestLockOutIsNotAWeapon(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	home := session.Client{IP: "198.51.100.7", Agent: "home"}
	_, err := w.sessions.LogIn(t.Context(), ana.email, pw, home)
	require.NoError(t, err)
	for i := range 60 {
		_, err := w.sessions.LogIn(t.Context(), ana.email, "not-the-password-9", session.Client{IP: fmt.Sprintf("203.0.113.%d", i)})
		require.Error(t, err)
	}
	_, err = w.sessions.LogIn(t.Context(), ana.email, pw, session.Client{IP: "203.0.113.99"})
	require.ErrorIs(t, err, session.ErrTooMany, "from anywhere else the account is closed for a while")
	_, err = w.sessions.LogIn(t.Context(), ana.email, pw, home)
	require.NoError(t, err)
}

func TestRightPasswordsDoNotCount(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	for range 25 {
		require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	}
}

// S34: a used refresh token that comes back later ends the session, of thief and owner alike.
func TestRefreshReuse(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	thief := *ana
	require.Equal(t, 200, w.as(ana, "POST /auth/refresh", "").status)
	require.NotEqual(t, thief.cookie, ana.cookie)
	defer clock.Advance(11 * time.Second)()
	w.want(401, &thief, "POST /auth/refresh", "", `"code":"auth.required"`)
	w.want(401, ana, "POST /auth/refresh", "")
	w.want(401, ana, "GET /me/sessions", "") // the access token too
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.session WHERE end_reason = 'reused' AND user_id = (SELECT id FROM platform.users WHERE email = $1)", ana.email))
}

func TestRefreshByAnotherClientIsTheft(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	thief := *ana
	thief.agent = "another browser"
	require.Equal(t, 200, w.as(ana, "POST /auth/refresh", "").status)
	w.want(401, &thief, "POST /auth/refresh", "") // within the moment that two tabs have
	w.want(401, ana, "POST /auth/refresh", "")
}

// Fifty times, several tabs refresh at the same moment: all stay logged in, with the same next token, whatever the order
// in which the browser stores the answers.
func TestTabsRefreshAtOnce(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	for range 50 {
		tabs := make([]who, 3)
		var all sync.WaitGroup
		for i := range tabs {
			tabs[i] = *ana
			all.Go(func() {
				c := w.do(&tabs[i], "POST /auth/refresh", "")
				tabs[i].email, tabs[i].cookie = fmt.Sprint(c.status), c.cookie
			})
		}
		all.Wait()
		for _, tab := range tabs {
			require.Equal(t, "200", tab.email)
			require.Equal(t, tabs[0].cookie, tab.cookie)
		}
		ana.cookie = tabs[0].cookie
	}
	late := *ana // a tab that was two refreshes behind
	w.as(ana, "POST /auth/refresh", "")
	w.as(ana, "POST /auth/refresh", "")
	require.Equal(t, 200, w.as(&late, "POST /auth/refresh", "").status)
	require.Equal(t, ana.cookie, late.cookie)
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.refresh_token t JOIN platform.session s ON s.id = t.session_id JOIN platform.users u ON u.id = s.user_id WHERE u.email = $1 AND t.used_at IS NULL", ana.email))
}

func TestSessionsEndByThemselves(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	defer clock.Advance(14*24*time.Hour + time.Second)()
	w.want(401, ana, "POST /auth/refresh", "")
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	for range 6 { // used every 13 days it lives, but not for ever
		defer clock.Advance(13 * 24 * time.Hour)()
		require.Equal(t, 200, w.as(ana, "POST /auth/refresh", "").status)
	}
	defer clock.Advance(13 * 24 * time.Hour)()
	w.want(401, ana, "POST /auth/refresh", "")
	w.run("session.prune")
	w.run("user.prune")
	w.run("signup.prune")
}

func TestCookieNeedsOurPage(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	r := w.foreign(ana, "POST", "/auth/refresh", map[string]string{})
	require.Equal(t, 403, r, "a form of another site can't send our header")
	for _, origin := range []string{"https://evil.example", "http://evil.example", base + ":81", base + ".evil.example", "https" + strings.TrimPrefix(base, "http"), "null"} {
		require.Equal(t, 403, w.foreign(ana, "POST", "/auth/refresh", map[string]string{"X-Kith": "1", "Origin": origin}), origin)
	}
	require.Equal(t, 403, w.foreign(ana, "POST", "/auth/logout", map[string]string{"Origin": base}))
	require.Equal(t, 200, w.foreign(ana, "POST", "/auth/refresh", map[string]string{"X-Kith": "1", "Origin": base}))
}

func TestSessionList(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	phone := &who{email: ana.email, agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"}
	w.as(phone, "POST /auth/login", creds(ana.email, pw))
	c := w.want(200, ana, "GET /me/sessions", "", `"device":"Safari, iPhone"`, `"device":"Firefox, Linux"`)
	require.Len(t, c.get(t, "items"), 2)
	var phoneID, currentID string
	for _, x := range c.get(t, "items").([]any) {
		if x := x.(map[string]any); x["current"] == true {
			currentID = x["id"].(string)
		} else {
			phoneID = x["id"].(string)
		}
	}
	w.want(404, eve, "DELETE /me/sessions/"+phoneID, "", `"code":"session.not_found"`)
	w.want(200, phone, "GET /me/sessions", "")
	w.want(204, ana, "DELETE /me/sessions/"+phoneID, "")
	w.want(404, ana, "DELETE /me/sessions/"+phoneID, "")
	w.want(401, phone, "GET /me/sessions", "")
	w.want(401, phone, "POST /auth/refresh", "")
	w.as(phone, "POST /auth/login", creds(ana.email, pw))
	w.want(204, ana, "POST /me/sessions/end-others", "")
	w.want(401, phone, "GET /me/sessions", "")
	require.Contains(t, w.want(200, ana, "GET /me/sessions", "").text, currentID)
	out := w.want(204, ana, "POST /auth/logout", "")
	require.Contains(t, out.header.Get("Set-Cookie"), "Max-Age=0")
	w.want(401, ana, "GET /me/sessions", "")
	w.want(204, ana, "POST /auth/logout", "")
	require.Contains(t, w.actions(), "session ended")
}

func TestChangePassword(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	other := &who{email: ana.email, agent: "other"}
	w.as(other, "POST /auth/login", creds(ana.email, pw))
	const next = "copper-meadow-violin-73"
	w.want(422, ana, "POST /me/password", fmt.Sprintf(`{"current":"not-it-at-all","password":%q}`, next), `"code":"password.wrong"`, `"field":"current"`)
	w.want(422, ana, "POST /me/password", fmt.Sprintf(`{"current":%q,"password":"password1"}`, pw), `"code":"password.weak"`, `"field":"password"`)
	w.want(204, ana, "POST /me/password", fmt.Sprintf(`{"current":%q,"password":%q}`, pw, next))
	w.want(200, ana, "GET /me/sessions", "")
	w.want(401, other, "GET /me/sessions", "")
	w.want(401, other, "POST /auth/login", creds(ana.email, pw))
	require.Equal(t, 200, w.as(other, "POST /auth/login", creds(ana.email, next)).status)
	require.Contains(t, w.letter(ana.email).Subject, "zmienione")
}

func TestReset(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana.email))
	old := w.token(ana.email)
	w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana.email))
	token := w.token(ana.email)
	const next = "copper-meadow-violin-73"
	reset := func(token, password string) string { return fmt.Sprintf(`{"token":%q,"password":%q}`, token, password) }
	w.want(410, &who{}, "POST /auth/reset", reset("made-up", next), `"code":"token.gone"`)
	w.want(422, &who{}, "POST /auth/reset", reset(token, "short"), `"field":"password"`)
	w.want(204, &who{}, "POST /auth/reset", reset(token, next))
	w.want(410, &who{}, "POST /auth/reset", reset(token, next))
	w.want(410, &who{}, "POST /auth/reset", reset(old, next), `"code":"token.gone"`)
	w.want(401, ana, "GET /me/sessions", "")
	w.want(401, ana, "POST /auth/refresh", "")
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, next)).status)
	w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana.email))
	late := w.token(ana.email)
	defer clock.Advance(time.Hour + time.Second)()
	w.want(410, &who{}, "POST /auth/reset", reset(late, next))
	for _, kind := range []string{old, ana.cookie, ana.token} { // S6: nothing else opens this door
		require.Contains(t, []int{410, 422}, w.do(&who{}, "POST /auth/reset", reset(kind, next)).status)
	}
}

func TestSigningKeys(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { require.NoError(t, w.sessions.Prepare(t.Context())) })
	}
	all.Wait()
	require.Equal(t, 2, w.count("SELECT count(*) FROM platform.signing_key WHERE state <> 'retired'"))
	ana := w.found()
	require.NoError(t, w.sessions.RotateKeys(t.Context()))
	w.want(200, ana, "GET /me/sessions", "")
	defer clock.Advance(2 * time.Minute)()
	w.want(200, ana, "GET /me/sessions", "")
	w.as(ana, "POST /auth/refresh", "")
	w.want(200, ana, "GET /me/sessions", "")
	defer clock.Advance(31 * 24 * time.Hour)()
	w.run("session.rotate")
	require.Equal(t, 1, w.count("SELECT count(*) FROM platform.signing_key WHERE state = 'active' AND active_at > now() + interval '30 days'"))
}
