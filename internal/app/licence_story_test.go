package app_test

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

// ownServer is the program as a customer runs it, on a licence file signed by a key of the test, with a company that was
// there before.
func ownServer(t *testing.T) (*apptest.World, ed25519.PrivateKey) {
	t.Helper()
	w, b := apptest.New(t), apptest.Shared(t)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	c := apptest.Config(b.DB, b.Mail)
	c.SelfHosted = true
	own, err := app.New(c, "test")
	require.NoError(t, err)
	own.Licence.Keys = selfhost.Keys{"test": public}
	go own.Hints.Run(t.Context())
	return w.On(own), private
}

// F28: the licence of a running server is installed, spoilt, removed and expires. With the next look, which is every half
// minute, the company falls to what is left; it can be opened, read and exported at every moment, and nothing breaks.
func TestF28TheLicenceOfARunningServer(t *testing.T) {
	w, private := ownServer(t)
	acme := w.Person("acme/ana").Tenant.ID
	look := func() string {
		require.NoError(t, w.App.Licence.Watch(t.Context()))
		require.NoError(t, w.App.Billing.Sync(t.Context(), acme))
		w.Run(
			apptest.Call{Name: "logged in", As: "acme/ana", Do: "GET /me", Want: 200},
			apptest.Call{Name: "read", As: "acme/ana", Do: "GET /contacts", Want: 200},
			apptest.Call{Name: "export", As: "acme/ana", Do: "GET /contacts/export", Want: 200})
		var state string
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			found, err := w.App.Tenants.Find(ctx, acme)
			state = found.State
			return err
		}))
		return state
	}
	change := func(sql string) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error { return db.Orm(ctx).Exec(sql).Error }))
	}
	writes := func(status int) {
		require.Eventually(t, func() bool {
			return w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`}).Status == status
		}, within, 20*time.Millisecond)
	}
	until := clock.Now().AddDate(0, 0, 200)
	text, err := selfhost.Issue(selfhost.Payload{ID: "lic-f28", Customer: "Acme", Kind: selfhost.Subscription, Issued: clock.Now().Truncate(time.Second),
		NotBefore: clock.Now().Truncate(time.Second), Expires: &until, Plan: "business", Seats: map[string]int{"full": 20, "light": 5, "viewer": 9},
		MaxTenants: 1_000_000, GraceDays: 10}, "test", private)
	require.NoError(t, err)

	require.Equal(t, "free", look(), "without a file")
	_, err = w.App.InstallLicence(t.Context(), text)
	require.NoError(t, err)
	require.Equal(t, "active", look())
	writes(http.StatusCreated)

	change("UPDATE licence_file SET text = replace(text, 'J', 'K')")
	require.Equal(t, "free", look(), "spoilt")
	change("DELETE FROM licence_file")
	_, err = w.App.InstallLicence(t.Context(), text)
	require.NoError(t, err)
	require.Equal(t, "active", look())
	require.NoError(t, w.App.RemoveLicence(t.Context(), "lic-f28"))
	require.Equal(t, "free", look(), "removed")

	_, err = w.App.InstallLicence(t.Context(), text)
	require.NoError(t, err)
	change("UPDATE licence_clock SET highest = highest + interval '300 days'")
	require.Equal(t, "suspended", look(), "expired, and the clock that was set back does not help")
	writes(http.StatusPaymentRequired)
	change("DELETE FROM licence_clock")
	require.Equal(t, "active", look())
	writes(http.StatusCreated)
}
