package billing

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

func TestTexts(t *testing.T) {
	require.Empty(t, i18n.CheckComplete(texts))
	for _, letter := range []string{trialSoon, "trial_free", "trial_suspended", pastDue, grace, suspended, cancelled} {
		require.True(t, texts.Has(letter+"_subject") && texts.Has(letter+"_text"), letter)
	}
}

// write sends the letters that wait, as the jobs would.
func (w *world) post() (subjects []string) {
	var jobs []struct{ Code, Letter, Days, Limit string }
	w.must(w.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT args->'args'->>'Code' AS code, args->'args'->>'Letter' AS letter, args->'args'->>'Days' AS days, args->'args'->>'Limit' AS "limit"
			FROM river.river_job WHERE args->>'name' = 'billing.letter' AND args->'args'->>'Tenant' = ?::text ORDER BY id`, w.tenant).Scan(&jobs).Error
	}))
	w.letters = nil
	for _, j := range jobs {
		var days int
		if j.Days != "0" {
			days = int(j.Days[0] - '0')
		}
		w.must(w.svc.send(w.Context(), letterArgs{w.tenant, w.owner.ID, j.Code, j.Letter, days, j.Limit}))
	}
	for _, l := range w.letters {
		subjects = append(subjects, l.Subject)
	}
	return subjects
}

func TestOwnersHearOfLimitsOnceAMonth(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.must(w.svc.warnLimit(w.Context(), limitArgs{w.tenant, "contacts", 80}))
	}
	w.must(w.svc.warnLimit(w.Context(), limitArgs{w.tenant, "storageBytes", 100}))
	w.must(w.svc.warnLimit(w.Context(), limitArgs{w.tenant, plan.Calls, 100}))
	require.Equal(t, []string{"Acme: kontakty – wykorzystano 80% limitu planu", "Acme: miejsce na pliki – limit planu został osiągnięty", "Acme: zapytania API na minutę zostały wyczerpane"}, w.post())
	for _, name := range plan.Limits {
		require.True(t, texts.Has("limit_"+name), name)
	}
}

func (w *world) watch() { w.must(w.svc.watchTrial(w.Context(), w.tenant)) }

func TestTrialEndsInFree(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 2)
	w.watch()
	require.Empty(t, w.post())
	for _, d := range []int{7, 0, 4, 0, 2, 0} { // 7, 3 and 1 days ahead, each hour again
		w.pass(time.Duration(d)*day + time.Minute)
		w.watch()
	}
	require.Equal(t, []string{"Okres próbny Acme kończy się za 7 dni", "Okres próbny Acme kończy się za 3 dni", "Okres próbny Acme kończy się za 1 dzień"}, w.post())
	require.Equal(t, trialing, w.view().State)
	w.pass(day)
	w.watch()
	w.watch()
	v := w.view()
	require.Equal(t, free, v.State)
	require.Equal(t, "free", v.Plan)
	require.Nil(t, v.TrialEndsAt)
	require.Equal(t, Seats{2, 0}, w.licensed())
	require.Equal(t, "Acme korzysta teraz z planu Free", w.post()[3])
	require.Len(t, w.letters, 4)
	require.Equal(t, "https://crm.test/acme-", w.letters[3].Button.URL[:len("https://crm.test/acme-")])
	require.True(t, strings.HasSuffix(w.letters[3].Button.URL, "/settings/billing"))
	w.buy(order(3, 0), visa)
	require.Equal(t, active, w.view().State)
}

// A trial that was made longer ends anew, and its owners hear of that end too.
func TestLongerTrialIsAnnouncedAgain(t *testing.T) {
	w := newWorld(t)
	w.pass(13 * day)
	w.watch()
	w.watch()
	require.Len(t, w.post(), 1)
	until := clock.Now().Add(30 * day)
	w.must(w.platform(func(ctx context.Context) error { return w.companies.SetPlan(ctx, w.tenant, "business", 0, &until) }))
	w.watch()
	require.Len(t, w.post(), 1)
	w.pass(29*day + time.Minute)
	w.watch()
	w.watch()
	require.Len(t, w.post(), 2)
}

func TestTrialThatIsTooLargeCanBeRead(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 3)
	w.pass(15 * day)
	w.watch()
	require.Equal(t, suspended, w.view().State)
	require.Equal(t, []string{"Okres próbny Acme dobiegł końca"}, w.post())
	w.buy(order(3, 0), visa)
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{3, 0}, w.licensed())
}

func TestTrialThatHoldsTooMuchCanBeRead(t *testing.T) {
	w := newWorld(t)
	w.svc.d.Over = func(_ context.Context, c caller.Tenant, limits map[string]int64) ([]Over, error) {
		require.Equal(t, w.tenant, c.ID)
		return []Over{{"contacts", 1001, limits["contacts"]}}, nil
	}
	w.pass(15 * day)
	w.watch()
	require.Equal(t, suspended, w.view().State)
}

func TestTrialsAreWatched(t *testing.T) {
	w := newWorld(t)
	require.Contains(t, func() (ids []int64) {
		w.must(w.platform(func(ctx context.Context) (err error) { ids, err = w.seats.Trials(ctx); return err }))
		return ids
	}(), w.tenant)
	w.buy(order(3, 0), visa)
	require.NotContains(t, func() (ids []int64) {
		w.must(w.platform(func(ctx context.Context) (err error) { ids, err = w.seats.Trials(ctx); return err }))
		return ids
	}(), w.tenant)
}

// Renewals are declined until all tries are spent, days pass, and the tenant comes down step by step; paying at any
// point brings everything back.
func TestDunning(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), renewFails)
	w.pass(31 * day)
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	require.Equal(t, Seats{5, 0}, w.licensed())
	w.pass(16 * day)
	w.sync()
	require.Equal(t, grace, w.view().State)
	require.ErrorIs(t, w.platform(takeOne(w)), licence.ErrClosed)
	w.days(graceDays)
	require.Equal(t, suspended, w.view().State)
	require.Equal(t, licence.Read, licence.Access(suspended))
	w.must(w.fake.UseCard(w.customer(), visa))
	w.payAll()
	w.sync()
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{5, 0}, w.licensed())
	w.must(w.platform(takeOne(w)))
	subjects := w.post()
	require.Equal(t, []string{"Płatność za Acme nie powiodła się", "Acme: nadal brakuje płatności", "Acme jest teraz tylko do odczytu"}, subjects)
}

// days counts daily ticks, each on a day of its own, and looks at the tenant after each.
func (w *world) days(n int) {
	w.Helper()
	for range n {
		w.exec("UPDATE tenant_billing SET ticked_on = NULL WHERE tenant_id = ?", w.tenant)
		w.must(w.svc.daily(w.Context()))
		w.must(w.svc.daily(w.Context())) // a second tick on the same day counts nothing
		w.sync()
	}
}

// payAll pays what is open, as the portal does.
func (w *world) payAll() {
	w.Helper()
	for _, inv := range w.fake.Invoices(w.customer()) {
		if inv.Status == "open" {
			_, err := w.stripe.api.Invoices.Pay(inv.ID, nil)
			w.must(err)
		}
	}
}

// A clock that jumps by 400 days takes nothing from anybody who owes: days are counted while the service runs.
func TestClockJumpAddsOneDay(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	w.must(w.fake.ScriptCard(w.customer(), ledger.Declined, ledger.Declined))
	w.pass(31 * day)
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	w.exec("UPDATE tenant_billing SET state_days = 5 WHERE tenant_id = ?", w.tenant)
	w.svc.d.Stripe = nil // only the clock here moves
	w.pass(400 * day)
	w.days(1)
	require.Equal(t, 6, w.count("SELECT state_days FROM tenant_billing WHERE tenant_id = ?", w.tenant))
}
