package signup_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/clock"
)

func codeOf(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, clock.Now())
	require.NoError(t, err)
	return code
}

// secure sets an authenticator app up and returns its secret and the recovery codes. The code used for it is used up.
func (w *world) secure(p *who) (secret string, codes []string) {
	w.Helper()
	secret = w.want(200, p, "POST /me/second-factor/begin", "", `"qr":"data:image/png;base64,`, `otpauth://totp/Kith:`).get(w, "secret").(string)
	c := w.want(200, p, "POST /me/second-factor/confirm", fmt.Sprintf(`{"code":%q}`, codeOf(w.T, secret)))
	for _, x := range c.get(w, "codes").([]any) {
		codes = append(codes, x.(string))
	}
	return secret, codes
}

func (w *world) ticket(p *who) string {
	w.Helper()
	c := w.want(401, p, "POST /auth/login", creds(p.email, pw), `"code":"login.second_factor"`)
	require.Empty(w, c.cookie)
	return c.get(w, "params", "ticket").(string)
}

func step(ticket, code string, remember bool) string {
	return fmt.Sprintf(`{"ticket":%q,"code":%q,"remember":%t}`, ticket, code, remember)
}

// S36: with an app set up, the password alone opens nothing: not the log-in, not an invitation, not a reset.
func TestSecondFactor(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	w.want(409, ana, "POST /me/second-factor/confirm", `{"code":"000000"}`, `"code":"mfa.absent"`)
	secret, codes := w.secure(ana)
	require.Len(t, codes, 10)
	w.want(409, ana, "POST /me/second-factor/begin", "", `"code":"mfa.present"`)
	w.want(200, ana, "GET /me/second-factor", "", `"app":true`, `"recoveryLeft":10`)

	ticket := w.ticket(ana)
	w.want(422, &who{}, "POST /auth/second-factor", step(ticket, codeOf(t, secret), false), `"code":"mfa.code"`) // used to confirm
	defer clock.Advance(30 * time.Second)()
	w.want(410, &who{}, "POST /auth/second-factor", step("made-up", codeOf(t, secret), false), `"code":"challenge.gone"`)
	laptop := &who{email: ana.email, agent: "laptop"}
	c := w.as(laptop, "POST /auth/second-factor", step(ticket, codeOf(t, secret), false))
	require.Equal(t, 200, c.status, c.text)
	require.Empty(t, c.device)
	w.want(200, laptop, "GET /me/sessions", "")
	defer clock.Advance(30 * time.Second)()
	w.want(410, &who{}, "POST /auth/second-factor", step(ticket, codeOf(t, secret), false)) // a ticket is good once

	bob := w.found()
	w.want(201, bob, "POST /invitations", fmt.Sprintf(`{"email":%q,"name":"Ana","role":"employee"}`, ana.email))
	w.want(401, &who{}, "POST /invitations/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, w.token(ana.email), pw), `"code":"login.second_factor"`)

	w.want(202, &who{}, "POST /auth/forgot", fmt.Sprintf(`{"email":%q}`, ana.email))
	const next = "copper-meadow-violin-73"
	w.want(204, &who{}, "POST /auth/reset", fmt.Sprintf(`{"token":%q,"password":%q}`, w.token(ana.email), next))
	w.want(401, &who{}, "POST /auth/login", creds(ana.email, next), `"code":"login.second_factor"`)
	require.Contains(t, w.actions(), "user second_factor_added")
}

// One code, eight clients at once: one gets in.
func TestCodeIsGoodOnce(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	secret, _ := w.secure(ana)
	tickets := make([]string, 4)
	for i := range tickets {
		tickets[i] = w.ticket(ana)
	}
	defer clock.Advance(30 * time.Second)()
	code := codeOf(t, secret)
	in := make([]int, len(tickets))
	var all sync.WaitGroup
	for i, ticket := range tickets {
		all.Go(func() { in[i] = w.do(&who{}, "POST /auth/second-factor", step(ticket, code, false)).status })
	}
	all.Wait()
	require.ElementsMatch(t, []int{200, 422, 422, 422}, in)
}

func TestCodesAreLimited(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	secret, _ := w.secure(ana)
	defer clock.Advance(30 * time.Second)()
	ticket := w.ticket(ana)
	for range 5 {
		w.want(422, &who{}, "POST /auth/second-factor", step(ticket, "123456", false), `"code":"mfa.code"`)
	}
	w.want(429, &who{}, "POST /auth/second-factor", step(ticket, codeOf(t, secret), false), `"code":"mfa.too_many"`, `"retryAfter"`)
	defer clock.Advance(15 * time.Minute)()
	w.want(410, &who{}, "POST /auth/second-factor", step(ticket, codeOf(t, secret), false))
	require.Equal(t, 200, w.do(&who{}, "POST /auth/second-factor", step(w.ticket(ana), codeOf(t, secret), false)).status)
}

func TestRecoveryCodes(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	_, codes := w.secure(ana)
	typed := strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))
	require.Equal(t, 200, w.as(ana, "POST /auth/second-factor", step(w.ticket(ana), typed, false)).status)
	w.want(422, &who{}, "POST /auth/second-factor", step(w.ticket(ana), typed, false), `"code":"mfa.code"`)
	w.want(200, ana, "GET /me/second-factor", "", `"recoveryLeft":9`)
	require.Contains(t, w.letter(ana.email).Paragraphs, "użyto jednego z Twoich kodów zapasowych.")
	require.Zero(t, w.count("SELECT count(*) FROM platform.recovery_code WHERE hash = sha256($1::text::bytea)", codes[4]), "hashed for the person")
	fresh := w.want(200, ana, "POST /me/second-factor/recovery-codes", "").get(t, "codes").([]any)
	require.NotContains(t, fresh, codes[4])
	w.want(422, &who{}, "POST /auth/second-factor", step(w.ticket(ana), codes[4], false))
	require.Equal(t, 200, w.as(ana, "POST /auth/second-factor", step(w.ticket(ana), fresh[0].(string), false)).status)
	w.want(204, ana, "DELETE /me/second-factor", "")
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
}

// A remembered device is asked again after 30 days, when it is forgotten, and after a reset; it is nobody else's.
func TestRememberedDevice(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	_, codes := w.secure(ana)
	w.secure(eve)
	c := w.as(ana, "POST /auth/second-factor", step(w.ticket(ana), codes[0], true))
	require.NotEmpty(t, c.device)
	ana.device, eve.device = c.device, c.device
	require.Equal(t, 200, w.as(ana, "POST /auth/login", creds(ana.email, pw)).status)
	w.ticket(eve)
	forged := *ana
	forged.device = c.device[:len(c.device)-1] + "A"
	if forged.device != ana.device {
		w.ticket(&forged)
	}
	id := w.want(200, ana, "GET /me/second-factor", "", `"device":"Firefox, Linux"`).get(t, "devices").([]any)[0].(map[string]any)["id"].(string)
	w.want(404, eve, "DELETE /me/devices/"+id, "", `"code":"device.not_found"`)
	w.want(204, ana, "DELETE /me/devices/"+id, "")
	ana.device = w.as(ana, "POST /auth/second-factor", step(w.ticket(ana), codes[1], true)).device
	defer clock.Advance(30*24*time.Hour + time.Minute)()
	w.ticket(ana)
	w.run("mfa.prune")
}

// ASVS 7.5.3: what can't be taken back asks again who is there, and goes on once that was shown.
func TestStepUp(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	ed := w.join(ana, "ed", "employee", "")
	bo := w.join(ana, "bo", "owner", "")
	edID, restore := w.memberID(ana, ed.email), "POST /members/"+w.memberID(ana, bo.email)+"/restore"
	w.want(204, ana, "DELETE /members/"+w.memberID(ana, bo.email), "")
	invite := fmt.Sprintf(`{"email":%q,"name":"Cy","role":"owner"}`, email("cy"))
	defer clock.Advance(11 * time.Minute)()
	w.as(ana, "POST /auth/refresh", "")
	w.refused(ana, edID, "owner", member.ErrStepUp)
	w.want(403, ana, "POST /invitations", invite, `"code":"auth.step_up"`)
	w.want(403, ana, restore, "", `"code":"auth.step_up"`)
	w.want(403, ana, "POST /me/second-factor/begin", "", `"code":"auth.step_up"`)
	w.refused(ana, edID, "manager", nil)
	w.want(422, ana, "POST /me/prove", `{"password":"not-it-at-all"}`, `"code":"password.wrong"`)
	w.refused(ana, edID, "owner", member.ErrStepUp)
	w.want(204, ana, "POST /me/prove", fmt.Sprintf(`{"password":%q}`, pw))
	secret, _ := w.secure(ana)
	w.refused(ana, edID, "owner", nil)
	w.want(201, ana, "POST /invitations", invite)
	w.want(200, ana, restore, "")
	w.refused(ana, edID, "manager", nil)
	defer clock.Advance(11 * time.Minute)()
	w.as(ana, "POST /auth/refresh", "")
	w.want(422, ana, "POST /me/prove", fmt.Sprintf(`{"password":%q}`, pw), `"code":"mfa.code"`) // with an app, the password is not enough
	w.refused(ana, edID, "owner", member.ErrStepUp)
	w.want(204, ana, "POST /me/prove", fmt.Sprintf(`{"code":%q}`, codeOf(t, secret)))
	w.refused(ana, edID, "owner", nil)
}
