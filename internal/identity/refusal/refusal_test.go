package refusal_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type entry struct {
	ActorID                  *string
	Action, Kind, RecordName string
	Changes                  []struct {
		Field string
		To    any
	}
}

func (e entry) value(field string) any {
	for _, c := range e.Changes {
		if c.Field == field {
			return c.To
		}
	}
	return nil
}

// refused is what a company's trail says of log-ins that were refused.
func refused(w *apptest.World, as string) []entry {
	w.T.Helper()
	require.NoError(w.T, w.App.Refusals.Tell(w.T.Context()))
	var list struct{ Items []entry }
	w.Get(apptest.Call{As: as, Do: "GET /audit?kind=session&action=refused"}, &list)
	return list.Items
}

func logIn(w *apptest.World, email, password, ip string) {
	w.T.Helper()
	_, err := w.App.Sessions.LogIn(w.T.Context(), email, password, session.Client{IP: ip, Agent: "test"})
	require.Error(w.T, err)
}

// A wrong password is in the trail of each company of the person, once, and never as if the person had done it.
func TestWrongPasswordIsInTheTrail(t *testing.T) {
	w := apptest.New(t)
	ana := w.Person("acme/ana")
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		_, err := w.App.Members.Join(ctx, member.Joining{TenantID: w.Person("globex/gus").Tenant.ID, UserID: ana.UserID, Name: "Ana", Role: "viewer"})
		return err
	}))
	logIn(w, ana.Email, "wrong", "192.0.2.1")
	for _, as := range []string{"acme/ana", "globex/gus"} {
		es := refused(w, as)
		require.Len(t, es, 1, as)
		require.Nil(t, es[0].ActorID)
		require.Equal(t, "Ana", es[0].RecordName)
		require.Equal(t, "wrong_password", es[0].value("reason"))
		require.Equal(t, "192.0.2.1", es[0].value("ip"))
		require.EqualValues(t, 1, es[0].value("tries"))
	}
}

// However often somebody tries within ten minutes: one entry for the first time, one for all that followed.
func TestTriesAreCountedNotListed(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed")
	for range 3 {
		logIn(w, ed.Email, "wrong", "192.0.2.1")
	}
	require.Len(t, refused(w, "acme/ana"), 1)
	for range 5 {
		logIn(w, ed.Email, "wrong", "192.0.2.1")
	}
	es := refused(w, "acme/ana")
	require.Len(t, es, 1, "more of the same within ten minutes waits")
	require.EqualValues(t, 3, es[0].value("tries"))
	defer clock.Advance(11 * time.Minute)()
	w.Join("acme", "ada", "admin")
	es = refused(w, "acme/ada")
	require.Len(t, es, 2)
	require.EqualValues(t, 5, es[0].value("tries"), "each try is in one entry")
	require.Len(t, refused(w, "acme/ada"), 2)
}

// Who has many addresses does not fill the trail either.
func TestManyNetworksAreOne(t *testing.T) {
	w := apptest.New(t)
	for n := range 60 {
		note(w, refusal.Refusal{UserID: w.Person("acme/ed").UserID, Reason: refusal.Password, IP: fmt.Sprintf("198.51.100.%d", n)})
	}
	es := refused(w, "acme/ana")
	require.Len(t, es, 21)
	tries := 0.0
	for _, e := range es {
		tries += e.value("tries").(float64)
	}
	require.EqualValues(t, 60, tries)
}

func note(w *apptest.World, r refusal.Refusal) {
	w.T.Helper()
	require.NoError(w.T, w.App.Refusals.Note(w.T.Context(), r))
}

// An address without an account is counted like any other, and in nobody's trail.
func TestUnknownAddresses(t *testing.T) {
	w := apptest.New(t)
	logIn(w, "nobody."+uuid.NewString()+"@acme.example", "wrong", "203.0.113.77")
	rows := func() (n int) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return db.Orm(ctx).Raw("SELECT count(*) FROM login_refusal WHERE user_id = ? AND network = '203.0.113.77'", uuid.Nil).Scan(&n).Error
		}))
		return n
	}
	require.Equal(t, 1, rows())
	require.Empty(t, refused(w, "acme/ana"))
	require.Zero(t, rows())
}

// A wrong code after the right password is in the trail, and so is a role that calls from a network which is not its own:
// in that company only.
func TestOtherRefusals(t *testing.T) {
	w := apptest.New(t)
	var setup struct{ Secret string }
	w.Get(apptest.Call{As: "acme/mira", Do: "POST /me/second-factor/begin"}, &setup)
	code, err := totp.GenerateCode(setup.Secret, clock.Now())
	require.NoError(t, err)
	w.Get(apptest.Call{As: "acme/mira", Do: "POST /me/second-factor/confirm", Body: fmt.Sprintf(`{"code":%q}`, code)}, nil)
	w.Run(apptest.Call{Name: "used", As: "acme/mira", Do: "POST /me/prove", Body: fmt.Sprintf(`{"code":%q}`, code), Want: 422, Has: []string{"mfa.code"}})
	es := refused(w, "acme/ana")
	require.Len(t, es, 1)
	require.Equal(t, "wrong_code", es[0].value("reason"))

	const policy = `{"minLength":10,"noReuse":0,"maxAgeDays":0,"idleMinutes":20160,"sessionHours":2160,"secondFactor":"optional","networks":{"employee":["10.0.0.0/8"]},"version":0}`
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /security-policy", Body: policy}, nil)
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status == 403 }, 2*time.Second, 20*time.Millisecond)
	es = refused(w, "acme/ana")
	require.Len(t, es, 2)
	require.Equal(t, "network", es[0].value("reason"))
	require.Equal(t, "Ed", es[0].RecordName)
	require.Empty(t, refused(w, "globex/gus"))
}

// Too many tries are refused with another reason than wrong ones.
func TestLockedOutIsInTheTrail(t *testing.T) {
	w := apptest.New(t)
	note(w, refusal.Refusal{UserID: w.Person("acme/ed").UserID, Reason: refusal.TooMany, IP: "192.0.2.9"})
	es := refused(w, "acme/ana")
	require.Len(t, es, 1)
	require.Equal(t, "too_many", es[0].value("reason"))
}
