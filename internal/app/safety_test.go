package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
)

func policyOf(version int, second string, age int, networks string) string {
	return fmt.Sprintf(`{"minLength":10,"noReuse":0,"maxAgeDays":%d,"idleMinutes":20160,"sessionHours":2160,"secondFactor":%q,"networks":%s,"version":%d}`, age, second, networks, version)
}

func put(w *apptest.World, want int, body string, has ...string) {
	w.T.Helper()
	w.Run(apptest.Call{Name: "policy", As: "acme/ana", Do: "PUT /security-policy", Body: body, Want: want, Has: has})
}

// A role may be bound to networks; nobody can lock themselves out, and other companies are not touched.
func TestNetworks(t *testing.T) {
	w := apptest.New(t)
	put(w, 422, policyOf(0, "optional", 0, `{"employee":["10.0.0.0/99"]}`), `"code":"policy.network"`)
	put(w, 422, policyOf(0, "optional", 0, `{"king":["10.0.0.0/8"]}`), `"code":"policy.role"`)
	put(w, 409, policyOf(0, "optional", 0, `{"owner":["10.0.0.0/8"]}`), `"code":"policy.lockout"`)
	put(w, 200, policyOf(0, "optional", 0, `{"employee":["10.1.2.3/8"],"manager":["0.0.0.0/32","2001:db8::/32"]}`), `"employee":["10.0.0.0/8"]`)
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /me"}).Status == 403 }, 2*time.Second, 20*time.Millisecond)
	w.Run(apptest.Call{Name: "shut out", As: "acme/ed", Do: "GET /contacts", Want: 403, Has: []string{`"code":"auth.network"`}},
		apptest.Call{Name: "inside", As: "acme/mira", Do: "GET /contacts", Want: 200},
		apptest.Call{Name: "others", As: "globex/gus", Do: "GET /contacts", Want: 200})
}

// Who has to set up a second step can do that, and nothing else, until it is done.
func TestSecondStepIsRequired(t *testing.T) {
	w := apptest.New(t)
	checks := apptest.Call{Name: "checklist", As: "acme/ana", Do: "GET /security-checklist", Want: 200, Has: []string{`{"code":"second_factor_admins","ok":false,"who":["Ana"]}`}}
	w.Run(checks)
	put(w, 200, policyOf(0, "admins", 0, `{}`))
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status == 403 }, 2*time.Second, 20*time.Millisecond)
	w.Run(apptest.Call{Name: "refused", As: "acme/ana", Do: "GET /contacts", Want: 403, Has: []string{`"code":"auth.second_factor_required"`}},
		apptest.Call{Name: "not asked", As: "acme/ed", Do: "GET /contacts", Want: 200},
		apptest.Call{Name: "me", As: "acme/ana", Do: "GET /me", Want: 200})
	var setup struct{ Secret string }
	w.Get(apptest.Call{Name: "begin", As: "acme/ana", Do: "POST /me/second-factor/begin", Want: 200}, &setup)
	code, err := totp.GenerateCode(setup.Secret, clock.Now())
	require.NoError(t, err)
	w.Run(apptest.Call{Name: "confirm", As: "acme/ana", Do: "POST /me/second-factor/confirm", Body: fmt.Sprintf(`{"code":%q}`, code), Want: 200})
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts"}).Status == 200 }, 2*time.Second, 20*time.Millisecond)
	checks.Has = []string{`{"code":"second_factor_admins","ok":true,"who":[]}`, `{"code":"two_owners","ok":false,"who":["Ana"]}`}
	w.Run(checks)
}

// An old password has to be changed first.
func TestPasswordsAge(t *testing.T) {
	w := apptest.New(t)
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(t.Context(), "UPDATE platform.users SET password_changed_at = now() - interval '31 days' WHERE id = $1", w.Person("acme/ed").UserID)
	require.NoError(t, err)
	w.Run(apptest.Call{Name: "no limit", As: "acme/ed", Do: "GET /contacts", Want: 200})
	put(w, 200, policyOf(0, "optional", 30, `{}`))
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status == 403 }, 2*time.Second, 20*time.Millisecond)
	w.Run(apptest.Call{Name: "old", As: "acme/ed", Do: "GET /contacts", Want: 403, Has: []string{`"code":"auth.password_expired"`}},
		apptest.Call{Name: "young", As: "acme/mira", Do: "GET /contacts", Want: 200},
		apptest.Call{Name: "changes it", As: "acme/ed", Do: "POST /me/password", Want: 204,
			Body: fmt.Sprintf(`{"current":%q,"password":"copper-meadow-violin-73"}`, apptest.Password)})
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status == 200 }, 2*time.Second, 20*time.Millisecond)
}
