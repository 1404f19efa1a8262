package billing

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

func starter(interval string, full, light int) Order {
	return Order{Plan: "starter", Interval: interval, Seats: Seats{full, light}}
}

// A larger plan begins at once; what is charged is what was shown, and the smaller one's rest is credited.
func TestUpgradeCostsWhatWasShown(t *testing.T) {
	w := newWorld(t)
	w.buy(starter("month", 4, 1), visa)
	w.pass(10 * day)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(4, 2))
	w.must(err)
	require.Equal(t, quoteUpgrade, q.Change)
	require.Equal(t, eur(4*2400+2*900), q.Recurring)
	require.Positive(t, q.DueNow.Amount)
	require.Less(t, q.DueNow.Amount, q.Recurring.Amount)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, order(4, 2), key()))
	require.Equal(t, "business", w.view().Plan)
	require.Equal(t, Seats{4, 2}, w.licensed())
	require.Contains(t, w.paid(), q.DueNow.Amount)
	require.Len(t, w.paid(), 2)
	require.Equal(t, q.Recurring, w.view().NextInvoice.Total)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, order(4, 2), key())) // there is nothing left to change
	require.Len(t, w.paid(), 2)
}

// I5: an upgrade that is not paid changes nothing, and what was announced before it stays announced.
func TestI5AnUnpaidUpgradeChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.buy(starter("month", 4, 1), visa)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{3, 1}, key()))
	w.must(w.fake.ScriptCard(w.customer(), ledger.Declined))
	require.ErrorIs(t, w.svc.ChangePlan(t.Context(), w.tenant, order(4, 1), key()), ErrPayment)
	v := w.view()
	require.Equal(t, "starter", v.Plan)
	require.Equal(t, Seats{4, 1}, w.licensed())
	require.Equal(t, 3, *v.Seats[0].Scheduled)
	require.False(t, v.PendingPayment)
	require.Len(t, w.paid(), 1)
}

// B6 for plans: nothing is given before the payer has confirmed.
func TestUpgradeWaitsForThePayer(t *testing.T) {
	w := newWorld(t)
	w.buy(starter("month", 2, 0), good3DS)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, order(2, 0), key()))
	require.True(t, w.view().PendingPayment)
	require.Equal(t, "starter", w.view().Plan)
	w.must(w.fake.Authenticate(w.customer(), true))
	w.sync()
	require.Equal(t, "business", w.view().Plan)
	require.False(t, w.view().PendingPayment)
	require.Len(t, w.paid(), 2)
}

// A smaller plan begins with the next period; until then it can be taken back, and what it lacks is listed beforehand.
func TestDowngradeComesAtTheEndOfThePeriod(t *testing.T) {
	w := newWorld(t)
	w.svc.d.Over = func(_ ctxT, _ caller.Tenant, limits map[string]int64) ([]Over, error) {
		return []Over{{plan.Contacts, 12_000, limits[plan.Contacts]}}, nil
	}
	w.buy(order(4, 0), visa)
	q, err := w.svc.Quote(t.Context(), w.tenant, starter("month", 3, 0))
	w.must(err)
	require.Equal(t, quoteDowngrade, q.Change)
	require.Zero(t, q.DueNow.Amount)
	require.Equal(t, eur(3*1200), q.Recurring)
	require.Equal(t, []Over{{plan.Contacts, 12_000, 10_000}}, q.Over)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, starter("month", 3, 0), key()))
	v := w.view()
	require.Equal(t, "business", v.Plan)
	require.Equal(t, &laterView{"starter", "month"}, v.Later)
	require.Equal(t, Seats{4, 0}, w.licensed())
	require.Equal(t, 3, *v.Seats[0].Scheduled)
	w.take(licence.Full, 3)
	require.ErrorIs(t, w.platform(takeOne(w)), licence.ErrSeatLimit, "what is being given back is not given out")

	w.must(w.svc.ChangePlan(t.Context(), w.tenant, order(4, 0), key())) // a change of mind
	require.Nil(t, w.view().Later)
	require.Nil(t, w.view().Seats[0].Scheduled)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, starter("month", 3, 0), key()))
	w.pass(32 * day)
	w.sync()
	v = w.view()
	require.Equal(t, []any{"starter", (*laterView)(nil), Seats{3, 0}}, []any{v.Plan, v.Later, w.licensed()})
	require.Equal(t, []int64{4 * 2400, 3 * 1200}, sorted(w.paid()))
}

// B5: from the month to the year at once, back with the next period.
func TestB5MonthAndYear(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	w.pass(10 * day)
	year := order(2, 0)
	year.Interval = "year"
	q, err := w.svc.Quote(t.Context(), w.tenant, year)
	w.must(err)
	require.Equal(t, quoteUpgrade, q.Change)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, year, key()))
	require.Equal(t, "year", w.view().Interval)
	require.Contains(t, w.paid(), q.DueNow.Amount)
	require.WithinDuration(t, q.RenewsAt, *w.view().PeriodEnd, 2*day)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, order(2, 0), key()))
	require.Equal(t, &laterView{"business", "month"}, w.view().Later)
	w.pass(366 * day)
	w.sync()
	require.Equal(t, "month", w.view().Interval)
	require.Nil(t, w.view().Later)
}

// B19: whoever has bought a version of a plan keeps it: its price, its seats, its limits.
func TestB19OldCustomersKeepTheirVersion(t *testing.T) {
	w := newWorld(t)
	old := plan.Of("business")
	w.buy(order(3, 0), visa)
	w.exec(`INSERT INTO plan_version (code, version, terms, sold_at, created_at)
		SELECT code, 9, terms || '{"version":9}' || jsonb_build_object('limits', terms->'limits' || '{"contacts":7}'), NULL, now()
		FROM plan_version WHERE code = 'business' AND version = ? ON CONFLICT DO NOTHING`, old.Version)
	require.Equal(t, old.Version, w.count("SELECT plan_version FROM tenant WHERE id = ?", w.tenant))
	w.exec("UPDATE tenant SET plan_version = 9 WHERE id = ?", w.tenant)
	c, err := w.company()
	w.must(err)
	require.EqualValues(t, 7, licence.Of(c).Limits[plan.Contacts])
	w.sync() // what Stripe says has the last word
	require.Equal(t, old.Version, w.count("SELECT plan_version FROM tenant WHERE id = ?", w.tenant))
}

// company is the tenant as a request has it, its plan in memory.
func (w *world) company() (c caller.Tenant, err error) {
	return c, w.platform(func(ctx ctxT) error {
		t, err := w.companies.Find(ctx, w.tenant)
		if err == nil {
			c = t.Caller()
			_, err = plan.At(ctx, t.Plan, t.PlanVersion)
		}
		return err
	})
}

func sorted(all []int64) []int64 {
	if len(all) == 2 && all[0] < all[1] {
		return []int64{all[1], all[0]}
	}
	return all
}

func TestInvoices(t *testing.T) {
	w := newWorld(t)
	none, err := w.svc.Invoices(t.Context(), w.tenant)
	w.must(err)
	require.Empty(t, none)
	w.buy(order(5, 0), renewFails)
	w.pass(31 * day)
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	all, err := w.svc.Invoices(t.Context(), w.tenant)
	w.must(err)
	require.Len(t, all, 2)
	require.Equal(t, []any{"open", eur(12000), eur(12000)}, []any{all[0].Status, all[0].Total, all[0].Due})
	require.Equal(t, []any{"paid", eur(12000), eur(0)}, []any{all[1].Status, all[1].Total, all[1].Due})
	require.NotEqual(t, all[0].Number, all[1].Number)
	require.Contains(t, all[0].Page, "http", "where it can be paid")
	require.Contains(t, all[1].PDF, "http")
}

// B10: cancelled, taken back, cancelled again; at the end everything can be read, and whoever comes back, at day 29 or at
// day 59, finds seats and people as they were.
func TestB10CancelAndComeBack(t *testing.T) {
	for _, after := range []int{29, 59} {
		w := newWorld(t)
		w.buy(order(3, 1), visa)
		w.take(licence.Full, 3)
		w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
		require.Equal(t, active, w.view().State)
		w.must(w.svc.Resume(t.Context(), w.tenant, key()))
		require.Nil(t, w.view().CancelAt)
		w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
		w.pass(32 * day)
		w.sync()
		require.Equal(t, cancelled, w.view().State)
		require.Equal(t, licence.Read, licence.Access(w.view().State))
		w.days(after)
		w.sync()
		require.Equal(t, cancelled, w.view().State)
		w.buy(order(3, 1), visa)
		v := w.view()
		require.Equal(t, active, v.State)
		require.Equal(t, Seats{3, 1}, w.licensed())
		require.Equal(t, 3, v.Seats[0].Used, "everybody still has a seat")
	}
}

// What Stripe changed without any event is repaired by the nightly look, and noted; a look after an event notes nothing.
func TestMismatchIsRepairedAndNoted(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	noted := func() int { return w.count("SELECT count(*) FROM billing_mismatch WHERE tenant_id = ?", w.tenant) }
	w.must(w.svc.look(t.Context(), w.tenant, true))
	require.Zero(t, noted())
	price := plan.Of("business").LookupKey(plan.Full, "month")
	w.must(w.fake.SetQuantity(w.customer(), price, 4))
	w.sync()
	require.Zero(t, noted())
	w.must(w.fake.SetQuantity(w.customer(), price, 3))
	w.must(w.svc.look(t.Context(), w.tenant, true))
	require.Equal(t, Seats{3, 0}, w.licensed())
	require.Equal(t, 1, noted())
	w.must(w.svc.look(t.Context(), w.tenant, true))
	require.Equal(t, 1, noted())
}
