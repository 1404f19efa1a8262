package app_test

import (
	"context"
	"errors"
	"regexp"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/identity/signup"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// ask reads one number from the platform.
func ask(t *testing.T, w *apptest.World, query string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(query, args...).Scan(&n).Error
	}))
	return n
}

// drain claims every spare schema.
func drain(t *testing.T, w *apptest.World) {
	t.Helper()
	name, language, currency, zone := "Drained", "en", "EUR", "Europe/Warsaw"
	for {
		err := w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			_, err := w.App.Tenants.Claim(ctx, tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone})
			return err
		})
		if errors.Is(err, tenant.ErrPoolEmpty) {
			return
		}
		require.NoError(t, err)
	}
}

var confirmLink = regexp.MustCompile(`/confirm#([\w-]+)`)

// linkTo has the mail of a sign-up sent, and returns the token in it.
func linkTo(t *testing.T, w *apptest.World, email string) string {
	t.Helper()
	var id string
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT id FROM signup WHERE email = ?", email).Scan(&id).Error
	}))
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{System: signup.Kind}, signup.Mail{SignupID: uuid.MustParse(id)}))
	m, err := apptest.Shared(t).Mail.WaitFor(t.Context(), email, nil)
	require.NoError(t, err)
	found := confirmLink.FindStringSubmatch(m.Text)
	require.NotNil(t, found, m.Text)
	return found[1]
}

// Who confirms while no spare schema is ready is told that the company is being prepared. Nothing of it is there until a
// spare is; then the same link makes all of it.
func TestSignupWithAnEmptyPool(t *testing.T) {
	w := apptest.New(t)
	email := "nia." + uuid.NewString() + "@late.example"
	w.Run(apptest.Call{Do: "POST /signups", Want: 202, Body: `{"company":"Late","name":"Nia","email":"` + email + `","password":"veil-orbit-lantern-48","language":"en","currency":"EUR","timezone":"Europe/Warsaw"}`})
	confirm := apptest.Call{Do: "POST /signups/confirm", Body: `{"token":"` + linkTo(t, w, email) + `"}`}
	drain(t, w)
	const companies, people, members, waiting = "SELECT count(*) FROM tenant WHERE claimed_at IS NOT NULL", "SELECT count(*) FROM users WHERE email = ?",
		"SELECT count(*) FROM membership", "SELECT count(*) FROM signup WHERE email = ? AND waiting_since IS NOT NULL AND closed_at IS NULL"
	before, were := ask(t, w, companies), ask(t, w, members)
	for range 2 {
		a := w.Do(confirm)
		require.Equal(t, 503, a.Status, a.Body)
		require.Contains(t, a.Body, "tenant.preparing")
		require.NotEmpty(t, a.Header.Get("Retry-After"))
	}
	require.Equal(t, []int64{before, 0, were, 1}, []int64{ask(t, w, companies), ask(t, w, people, email), ask(t, w, members), ask(t, w, waiting, email)})
	require.Regexp(t, `(?m)^kith_signups_waiting [1-9]`, metrics(t))
	require.Regexp(t, `(?m)^kith_spare_tenants 0$`, metrics(t))

	require.NoError(t, w.App.Tenants.Fill(t.Context()), "as the job does that was asked for")
	a := w.Do(confirm)
	require.Equal(t, 200, a.Status, a.Body)
	var opened struct {
		AccessToken string
	}
	a.JSON(w, &opened)
	w.Program("late/nia", opened.AccessToken)
	w.Run(apptest.Call{Name: "whole", As: "late/nia", Do: "GET /pipelines", Want: 200, Has: []string{`"stages"`}},
		apptest.Call{Name: "its owner", As: "late/nia", Do: "GET /members", Want: 200, Has: []string{email}})
	require.Equal(t, []int64{before + 1, 0}, []int64{ask(t, w, companies), ask(t, w, waiting, email)})
	require.Equal(t, 410, w.Do(confirm).Status, "once")
}
