package billing

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// B2: a trial without a card ends in reading only; everybody and everything is still there, and paying opens it at once.
func TestB2TrialWithoutACard(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 4)
	w.take(licence.Viewer, 3)
	w.pass(15 * day)
	w.watch()
	require.Equal(t, []any{suspended, licence.Read}, []any{w.view().State, licence.Access(w.view().State)})
	require.Equal(t, []int{4, 0, 3}, w.usedSeats())
	require.ErrorIs(t, func() error { _, err := w.svc.Checkout(t.Context(), w.tenant, order(3, 0), key()); return err }(), licence.ErrBelowUse)
	w.buy(order(4, 0), visa)
	require.Equal(t, active, w.view().State)
	require.Equal(t, []int{4, 0, 3}, w.usedSeats())
	require.Equal(t, []int64{4 * 2400}, w.paid())
}

// usedSeats are the seats in use: full, light, viewer.
func (w *world) usedSeats() (used []int) {
	for _, p := range w.view().Seats {
		used = append(used, p.Used)
	}
	return used
}

// inArrears is a company whose renewal was declined.
func inArrears(t *testing.T) *world {
	w := newWorld(t)
	w.buy(order(3, 1), visa)
	w.take(licence.Full, 3)
	w.must(w.fake.UseCard(w.customer(), renewFails))
	w.pass(32 * day) // a month, and the hour in which the invoice is a draft
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	return w
}

// B4: from a paid plan to the Free one: what is lost is shown first, all of it stays to the end of the period, the seats
// that Free has not are given to nobody meanwhile, it can be taken back, and nothing is ever charged again.
func TestB4FromPaidToFree(t *testing.T) {
	w := newWorld(t)
	w.svc.d.Over = func(context.Context, caller.Tenant, map[string]int64) ([]Over, error) {
		return []Over{{"contacts", 1_040, 1_000}}, nil
	}
	w.buy(order(5, 1), visa)
	w.take(licence.Full, 3)
	toFree := Order{Plan: plan.Free, Interval: "month", Seats: Seats{Full: 1}}
	_, err := w.svc.Quote(t.Context(), w.tenant, toFree)
	require.ErrorIs(t, err, licence.ErrBelowUse)
	require.ErrorIs(t, w.svc.ChangePlan(t.Context(), w.tenant, toFree, key()), licence.ErrBelowUse)
	require.Nil(t, w.view().CancelAt)
	w.exec(`UPDATE seat SET state = 'released' WHERE id = (SELECT id FROM seat WHERE tenant_id = ? LIMIT 1)`, w.tenant)
	w.exec(`UPDATE seat_pool SET used = used - 1 WHERE tenant_id = ? AND kind = 'full'`, w.tenant)
	q, err := w.svc.Quote(t.Context(), w.tenant, toFree)
	w.must(err)
	require.Equal(t, []any{quoteDowngrade, []Over{{"contacts", 1_040, 1_000}}, int64(0), w.view().PeriodEnd.Unix()}, []any{q.Change, q.Over, q.DueNow.Amount, q.RenewsAt.Unix()})
	require.Contains(t, q.Loses, "teams")
	for range 2 {
		w.must(w.svc.ChangePlan(t.Context(), w.tenant, toFree, key()))
		v := w.view()
		require.Equal(t, []any{active, "business", &laterView{plan.Free, "month"}, Seats{5, 1}}, []any{v.State, v.Plan, v.Later, w.licensed()})
		require.NotNil(t, v.CancelAt)
		require.ErrorIs(t, w.platform(func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, licence.Full, id.New()) }), licence.ErrSeatLimit)
		w.must(w.svc.Resume(t.Context(), w.tenant, key()))
		require.Equal(t, []any{(*laterView)(nil), (*time.Time)(nil)}, []any{w.view().Later, w.view().CancelAt})
	}
	w.take(licence.Full, 1)
	w.exec(`UPDATE seat SET state = 'released' WHERE id = (SELECT id FROM seat WHERE tenant_id = ? AND state = 'reserved' LIMIT 1)`, w.tenant)
	w.exec(`UPDATE seat_pool SET used = used - 1 WHERE tenant_id = ? AND kind = 'full'`, w.tenant)
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, toFree, key()))
	w.pass(32 * day)
	w.sync()
	v := w.view()
	require.Equal(t, []any{free, plan.Free, Seats{2, 0}, false}, []any{v.State, v.Plan, w.licensed(), v.Subscribed})
	require.Equal(t, []string{"Acme działa teraz w planie Free"}, w.post())
	w.pass(100 * day)
	w.days(60)
	require.Equal(t, free, w.view().State)
	require.Equal(t, []int64{5*2400 + 900}, w.charged())
	w.buy(order(4, 0), visa)
	require.Equal(t, []any{active, Seats{4, 0}}, []any{w.view().State, w.licensed()})
}

// B8: a renewal that is declined and paid with the third try: nobody has lost anything in between.
func TestB8PaidWithTheThirdTry(t *testing.T) {
	w := newWorld(t)
	w.buy(order(3, 1), visa)
	w.must(w.fake.ScriptCard(w.customer(), ledger.Declined, ledger.Declined))
	w.pass(31 * day)
	w.sync()
	for range 20 {
		if w.view().State == active {
			break
		}
		require.Equal(t, pastDue, w.view().State)
		require.Equal(t, Seats{3, 1}, w.licensed())
		w.pass(day)
		w.days(1)
	}
	require.Equal(t, active, w.view().State)
	tries := 0
	for _, inv := range w.fake.Invoices(w.customer()) {
		tries = max(tries, int(inv.AttemptCount))
	}
	require.Equal(t, 3, tries)
	require.Equal(t, []int64{3*2400 + 900, 3*2400 + 900}, w.paid())
	require.Equal(t, []string{"Płatność za Acme nie powiodła się"}, w.post())
}

// B8: never paid: each step comes after its days, with its letter, and pays attention to the seats; a payment in the last
// moment of any of them brings everything back.
func TestB8NeverPaid(t *testing.T) {
	for _, last := range []string{pastDue, grace, suspended, cancelled} {
		w := inArrears(t)
		w.endure(last)
		require.Equal(t, last, w.view().State)
		require.Equal(t, []int{3, 0, 0}, w.usedSeats())
		w.must(w.fake.UseCard(w.customer(), visa))
		w.payAll()
		w.sync()
		require.Equal(t, active, w.view().State, last)
		require.Equal(t, Seats{3, 1}, w.licensed())
		require.Equal(t, []int{3, 0, 0}, w.usedSeats())
	}
}

// endure lets days pass without payment until the last one before a state ends; in cancelled, where nothing but
// the way out follows, the first one.
func (w *world) endure(last string) {
	w.Helper()
	days := map[string]int{pastDue: pastDueDays, grace: graceDays, suspended: suspendedDays}
	for _, state := range []string{pastDue, grace, suspended} {
		w.days(days[state] - 1)
		require.Equal(w, state, w.view().State, "a day before")
		if state == last {
			return
		}
		w.days(1)
		require.NotEqual(w, state, w.view().State)
	}
	subjects := w.post()
	require.Len(w, subjects, 4, "a letter for each step")
	require.Len(w, slices.Compact(slices.Sorted(slices.Values(subjects))), 4)
}

// B17: paid at Checkout, and no event comes for three days: whoever comes back from the page has it at once; for whoever
// does not, the nightly look finds it; and events that come after all change nothing.
func TestB17NoWebhookForThreeDays(t *testing.T) {
	w := newWorld(t)
	_, err := w.svc.Checkout(t.Context(), w.tenant, order(3, 0), key())
	w.must(err)
	_, err = w.fake.PayCheckout(w.session(), visa)
	w.must(err)
	require.Equal(t, trialing, w.view().State, "nobody has told us")
	w.pass(3 * day)
	w.must(w.svc.daily(t.Context()))
	require.Positive(t, w.count("SELECT count(*) FROM river.river_job WHERE args->>'name' = 'billing.sync' AND args->'args'->>'Tenant' = ?::text", w.tenant))
	w.must(w.svc.look(t.Context(), w.tenant, true)) // the job
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{3, 0}, w.licensed())
	require.Equal(t, 1, w.count("SELECT count(*) FROM billing_mismatch WHERE tenant_id = ?", w.tenant), "the operator sees that events are missing")
	before := w.view()
	body := eventAbout(w.customer(), "", false)
	w.must(w.receive(body, signed(body, secretNow, time.Now())))
	w.handleAll()
	require.Equal(t, before.State, w.view().State)
	require.Equal(t, before.Seats, w.view().Seats)
	require.Len(t, w.paid(), 1)
}

// handleAll does the jobs of all events that wait.
func (w *world) handleAll() {
	w.Helper()
	var ids []string
	w.must(w.platform(func(ctx context.Context) error { return waitingEvents(ctx, w.customer(), &ids) }))
	for _, id := range ids {
		w.must(w.svc.handle(w.Context(), id))
	}
}

// B18: an event about a customer whom nobody knows, or whose company was deleted, is dealt with and does nothing.
func TestB18EventsAboutNobody(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	customer := w.customer()
	w.exec("DELETE FROM tenant WHERE id = ?", w.tenant)
	for _, about := range []string{customer, "cus_stranger"} {
		body := eventAbout(about, "", false)
		w.must(w.receive(body, signed(body, secretNow, time.Now())))
		var e struct{ ID string }
		w.must(json.Unmarshal(body, &e))
		w.must(w.svc.handle(t.Context(), e.ID))
		w.must(w.svc.handle(t.Context(), e.ID))
		require.Equal(t, 1, w.count("SELECT count(*) FROM stripe_event WHERE id = ? AND handled_at IS NOT NULL", e.ID))
	}
	w.must(w.svc.reconcile(t.Context()))
	require.Zero(t, w.count("SELECT count(*) FROM tenant_billing WHERE tenant_id = ?", w.tenant))
}

// B22: 500 seats are cut to 100: not below what is used, never at once, and from the next period on for the price of 100.
func TestB22FiveHundredSeatsCutToOneHundred(t *testing.T) {
	w := newWorld(t)
	w.buy(order(500, 0), visa)
	w.take(licence.Full, 101)
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{100, 0}, key()), licence.ErrBelowUse)
	w.exec("UPDATE seat SET state = 'released' WHERE id = (SELECT id FROM seat WHERE tenant_id = ? LIMIT 1)", w.tenant)
	w.exec("UPDATE seat_pool SET used = used - 1 WHERE tenant_id = ? AND kind = 'full'", w.tenant)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{100, 0}, key()))
	require.Equal(t, Seats{500, 0}, w.licensed())
	require.ErrorIs(t, w.platform(takeOne(w)), licence.ErrSeatLimit, "what was given back is not given out")
	require.Equal(t, eur(100*2400), w.view().NextInvoice.Total)
	w.pass(32 * day)
	w.sync()
	require.Equal(t, Seats{100, 0}, w.licensed())
	require.Equal(t, []int{100, 0, 0}, w.usedSeats(), "nobody was thrown out")
	require.Equal(t, []int64{500 * 2400, 100 * 2400}, sorted(w.paid()))
}

// B28: when a company is deleted, its invoices stay where the law wants them, at Stripe, and nothing of its payer here.
func TestB28OnlyInvoicesAreKept(t *testing.T) {
	testdb.Shared(t).Own(t, 1)
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	customer := w.customer()
	body := eventAbout(customer, "", false)
	w.must(w.receive(body, signed(body, secretNow, time.Now())))
	require.Positive(t, w.count("SELECT count(*) FROM stripe_event WHERE customer_id = ?", customer))
	w.purge()
	require.Zero(t, w.count("SELECT count(*) FROM stripe_event WHERE customer_id = ?", customer), "events have names and addresses in them")
	for _, table := range []string{"tenant_billing", "billing_command", "billing_notice", "billing_mismatch", "seat", "seat_pool", "seat_event"} {
		require.Zero(t, w.count("SELECT count(*) FROM "+table+" WHERE tenant_id = ?", w.tenant), table)
	}
	require.Len(t, w.fake.Invoices(customer), 1)
	require.Equal(t, 1, w.count("SELECT count(*) FROM purge WHERE id = ? AND customer_id = ?", w.tenant, customer), "so that they can be found")
}

// B4, as far as Stripe goes: out of a trial into Free, from there to a paid plan, which is paid from that day on.
func TestB4FromFreeToPaid(t *testing.T) {
	w := newWorld(t)
	w.pass(15 * day)
	w.watch()
	require.Equal(t, []any{free, plan.Free, Seats{2, 0}}, []any{w.view().State, w.view().Plan, w.licensed()})
	w.buy(starter("month", 2, 0), visa)
	require.Equal(t, []any{active, "starter", Seats{2, 0}}, []any{w.view().State, w.view().Plan, w.licensed()})
	require.Equal(t, []int64{2400}, w.paid())
}

// purge destroys the company, as is done at the end of its way out.
func (w *world) purge() {
	w.Helper()
	w.exec("UPDATE tenant SET state = 'pending_purge' WHERE id = ?", w.tenant)
	w.must(testdb.Shared(w).Maker.Drop(w.Context(), w.tenant))
}
