package billing

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/idem"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/api"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

func eur(amount int64) money.Money { return money.Money{Amount: amount, Currency: "EUR"} }

func TestCatalogueSyncChangesNothingTwice(t *testing.T) {
	w := newWorld(t)
	before := w.fake.Counts()
	require.Equal(t, 6, before["products"])
	require.Equal(t, 12, before["prices"])
	w.must(Sync(t.Context(), plan.All(), w.stripe))
	require.Equal(t, before, w.fake.Counts())
}

func TestQuoteIsExactAndIsCharged(t *testing.T) {
	w := newWorld(t)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(5, 1))
	w.must(err)
	require.Equal(t, quoteNew, q.Change)
	require.Equal(t, eur(5*2400+900), q.DueNow)
	require.Equal(t, q.DueNow, q.Recurring)
	require.Equal(t, []Line{
		{Description: "Business", Kind: "full", Quantity: 5, Unit: eur(2400), Amount: eur(12000)},
		{Description: "Business", Kind: "light", Quantity: 1, Unit: eur(900), Amount: eur(900)},
	}, q.Lines)

	w.buy(order(5, 1), visa)
	v := w.view()
	require.Equal(t, active, v.State)
	require.Equal(t, "business", v.Plan)
	require.True(t, v.Subscribed)
	require.Nil(t, v.TrialEndsAt)
	require.Equal(t, Seats{5, 1}, w.licensed())
	require.Equal(t, eur(12900), v.NextInvoice.Total)
	require.Equal(t, []int64{12900}, w.paid())
	require.NotEmpty(t, w.audit)
	require.Equal(t, active, w.audit[len(w.audit)-1].After.State)
	require.Equal(t, 1, w.count("SELECT count(*) FROM plan_version WHERE code = 'business' AND version = ? AND sold_at IS NOT NULL", plan.Of("business").Version))
}

// paid are the amounts of all paid invoices.
func (w *world) paid() (amounts []int64) {
	for _, inv := range w.fake.Invoices(w.customer()) {
		if inv.Paid {
			amounts = append(amounts, inv.AmountPaid)
		}
	}
	return amounts
}

func TestAddedSeatCostsWhatWasShown(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	w.pass(10 * day)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(6, 1))
	w.must(err)
	require.Equal(t, quoteAdd, q.Change)
	require.Equal(t, eur(6*2400+900), q.Recurring)
	var sum int64
	for _, line := range q.Lines {
		require.True(t, line.Proration)
		sum += line.Amount.Amount
	}
	require.Equal(t, sum, q.DueNow.Amount)
	require.Greater(t, sum, int64(0))
	require.Less(t, sum, int64(3300))
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 1}, key()))
	require.Equal(t, Seats{6, 1}, w.licensed())
	require.Equal(t, []int64{12000, sum}, w.paid())
}

func TestFewerSeatsComeAtTheEndOfThePeriod(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 3)
	w.buy(order(5, 2), visa)
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{2, 2}, key()), licence.ErrBelowUse)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(3, 0))
	w.must(err)
	require.Equal(t, quoteReduce, q.Change)
	require.Equal(t, eur(0), q.DueNow)
	require.Equal(t, eur(7200), q.Recurring)

	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{3, 0}, key()))
	v := w.view()
	require.Equal(t, Seats{5, 2}, w.licensed(), "what is paid for stays")
	require.Equal(t, 3, *v.Seats[0].Scheduled)
	require.Equal(t, 0, *v.Seats[1].Scheduled)
	require.Equal(t, eur(7200), v.NextInvoice.Total)
	err = w.platform(takeOne(w))
	require.ErrorIs(t, err, licence.ErrSeatLimit, "a seat that is given back can't be taken")

	w.pass(32 * day)
	w.sync()
	require.Equal(t, Seats{3, 0}, w.licensed())
	require.Nil(t, w.view().Seats[0].Scheduled)
	require.Equal(t, []int64{5*2400 + 2*900, 7200}, w.paid())
}

func TestRaiseAndReduceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 2), visa)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{5, 1}, key()))
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 1}, key()))
	require.Equal(t, Seats{6, 2}, w.licensed())
	require.Equal(t, 1, *w.view().Seats[1].Scheduled, "the announced cut survives the raise")
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 2}, key()))
	require.Nil(t, w.view().Seats[1].Scheduled, "and can be taken back")
}

func TestB7DeclinedRaiseChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 2), visa)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{5, 1}, key()))
	w.must(w.fake.ScriptCard(w.customer(), ledger.Declined))
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{7, 1}, key()), ErrPayment)
	v := w.view()
	require.Equal(t, active, v.State)
	require.Equal(t, Seats{5, 2}, w.licensed())
	require.Equal(t, 1, *v.Seats[1].Scheduled, "the announced cut is still there")
	require.False(t, v.PendingPayment)
	require.Len(t, w.paid(), 1)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{7, 1}, key()))
	require.Equal(t, Seats{7, 2}, w.licensed())
}

func TestB6RaiseWaitsForThePayer(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 2), good3DS)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{7, 1}, key()))
	require.True(t, w.view().PendingPayment)
	require.Equal(t, Seats{5, 2}, w.licensed(), "nothing is given before it is paid")
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{8, 1}, key()), ErrPending)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{7, 1}, key())) // the same wish again
	w.must(w.fake.Authenticate(w.customer(), true))
	w.sync()
	require.False(t, w.view().PendingPayment)
	require.Equal(t, Seats{7, 2}, w.licensed())
	require.Equal(t, 1, *w.view().Seats[1].Scheduled, "the other half of the wish is kept")
	require.Len(t, w.paid(), 2)
	require.Zero(t, w.count("SELECT count(*) FROM billing_command WHERE state = 'open' AND tenant_id = ?", w.tenant))
}

func TestB6AbandonedRaiseRunsOut(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), good3DS)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, key()))
	w.pass(24 * time.Hour)
	w.sync()
	require.False(t, w.view().PendingPayment)
	require.Equal(t, Seats{5, 0}, w.licensed())
	require.Len(t, w.paid(), 1)
	require.Zero(t, w.count("SELECT count(*) FROM billing_command WHERE state = 'open' AND tenant_id = ?", w.tenant))
}

func TestCancelAndResume(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	require.NotNil(t, w.view().CancelAt)
	require.Nil(t, w.view().NextInvoice)
	require.Equal(t, active, w.view().State)
	w.must(w.svc.Resume(t.Context(), w.tenant, key()))
	require.Nil(t, w.view().CancelAt)
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	w.pass(32 * day)
	w.sync()
	require.Equal(t, cancelled, w.view().State)
	require.False(t, w.view().Subscribed)
	require.Equal(t, Seats{2, 0}, w.licensed(), "kept for whoever comes back")
	require.ErrorIs(t, w.svc.Resume(t.Context(), w.tenant, key()), ErrNoSubscription)
	w.buy(order(3, 0), visa)
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{3, 0}, w.licensed())
}

func TestCancelDropsAnAnnouncedCut(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{4, 0}, key()))
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	require.NotNil(t, w.view().CancelAt)
	w.must(w.svc.Resume(t.Context(), w.tenant, key()))
	require.Nil(t, w.view().CancelAt)
	require.Equal(t, Seats{5, 0}, w.licensed())
}

// Two owners, two tabs, a double click: one customer, one page, one subscription.
func TestB16DoubleClickBuysOnce(t *testing.T) {
	w := newWorld(t)
	other := w.instance(event.NewBus())
	urls := make([]string, 8)
	var all sync.WaitGroup
	for n := range urls {
		svc := []*Service{w.svc, other}[n%2]
		all.Go(func() {
			url, err := svc.Checkout(t.Context(), w.tenant, order(5, 1), key())
			if err != nil {
				t.Error(err)
			}
			urls[n] = url
		})
	}
	all.Wait()
	for _, url := range urls {
		require.Equal(t, urls[0], url)
	}
	require.Equal(t, 1, w.fake.Counts()["customers"])
	require.Equal(t, 1, w.fake.Counts()["sessions"])
	_, err := w.fake.PayCheckout(w.session(), visa)
	w.must(err)
	_, err = w.svc.Checkout(t.Context(), w.tenant, order(5, 1), key())
	require.ErrorIs(t, err, ErrSubscribed)
	require.Equal(t, active, w.view().State, "and the attempt has found it out")
	require.Equal(t, 1, w.fake.Counts()["subscriptions"])
}

func TestB16AnotherOrderClosesTheFirstPage(t *testing.T) {
	w := newWorld(t)
	_, err := w.svc.Checkout(t.Context(), w.tenant, order(5, 1), key())
	w.must(err)
	first := w.session()
	_, err = w.svc.Checkout(t.Context(), w.tenant, order(2, 0), key())
	w.must(err)
	_, err = w.fake.PayCheckout(first, visa)
	require.Error(t, err)
	_, err = w.fake.PayCheckout(w.session(), visa)
	w.must(err)
	w.sync()
	require.Equal(t, Seats{2, 0}, w.licensed())
}

func TestRequestKeyIsRemembered(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	k := key()
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, k))
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{5, 0}, key()))
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, k)) // a late repetition
	require.Equal(t, 5, *w.view().Seats[0].Scheduled, "does not undo what came after")
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{9, 0}, k), idem.ErrMismatch)
}

func TestReturnOfAnothersPurchase(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	other.svc.d.Stripe, other.stripe, other.fake = w.stripe, w.stripe, w.fake
	w.buy(order(2, 0), visa)
	require.ErrorIs(t, other.svc.Return(t.Context(), other.tenant, w.session()), ErrNotFound)
	require.ErrorIs(t, w.svc.Return(t.Context(), w.tenant, "cs_nothing"), ErrNotFound)
}

func TestOrdersThatCannotBe(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 3)
	_, err := w.svc.Quote(t.Context(), w.tenant, order(2, 0))
	require.ErrorIs(t, err, licence.ErrBelowUse)
	_, err = w.svc.Checkout(t.Context(), w.tenant, order(2, 0), key())
	require.ErrorIs(t, err, licence.ErrBelowUse)
	_, err = w.svc.Checkout(t.Context(), w.tenant, Order{Plan: "free", Interval: "month", Seats: Seats{5, 0}}, key())
	require.ErrorIs(t, err, ErrNotSold)
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{5, 0}, key()), ErrNoSubscription)
	require.ErrorIs(t, w.svc.ChangePlan(t.Context(), w.tenant, order(5, 0), key()), ErrNoSubscription)
	_, err = w.svc.Portal(t.Context(), w.tenant, key())
	require.ErrorIs(t, err, ErrNoSubscription)
	w.buy(order(3, 0), visa)
	url, err := w.svc.Portal(t.Context(), w.tenant, key())
	w.must(err)
	require.Contains(t, url, "/portal/")
}

func TestWithoutKey(t *testing.T) {
	w := newWorld(t)
	w.svc.d.Stripe = NewStripe("http://127.0.0.1:1", "")
	_, err := w.svc.Checkout(t.Context(), w.tenant, order(2, 0), key())
	require.ErrorIs(t, err, ErrNotConfigured)
	w.sync()
	require.Equal(t, trialing, w.view().State)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(2, 0))
	w.must(err)
	require.Equal(t, eur(4800), q.DueNow)
}

// F13: whatever Stripe's API does, each wish has one effect. A key that comes with other parameters than before is refused by
// the stand-in as by Stripe, so that no test of billing passes with one.
func TestF13FaultsHaveOneEffect(t *testing.T) {
	for _, c := range []struct {
		kind api.Kind
		path string
	}{
		{api.CommitThen500, ""}, {api.CommitThenHang, ""}, {api.RateLimited, ""}, {api.InUse, ""}, {api.Slow, ""},
		{api.CommitThen500, "/v1/checkout"}, {api.CommitThenHang, "/v1/checkout"}, {api.CommitThen500, "/v1/subscription_schedules"},
	} {
		t.Run(string(c.kind)+c.path, func(t *testing.T) {
			w := newWorld(t)
			w.stripe = newStripe(w.fake.URL(), fakeKey, 300*time.Millisecond)
			w.svc.d.Stripe = w.stripe
			w.stubbornly(c.kind, c.path, func() error { _, err := w.svc.Checkout(t.Context(), w.tenant, order(5, 1), key()); return err })
			require.Equal(t, 1, w.fake.Counts()["customers"])
			require.Equal(t, 1, w.fake.Counts()["sessions"])
			_, err := w.fake.PayCheckout(w.session(), visa)
			w.must(err)
			w.must(w.svc.Return(t.Context(), w.tenant, w.session()))
			w.stubbornly(c.kind, c.path, func() error { return w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, key()) })
			require.Equal(t, Seats{6, 1}, w.licensed())
			require.Equal(t, 0, *w.view().Seats[1].Scheduled)
			require.Len(t, w.paid(), 2)
			w.stubbornly(c.kind, c.path, func() error { return w.svc.Cancel(t.Context(), w.tenant, key()) })
			require.NotNil(t, w.view().CancelAt)
			require.Equal(t, 1, w.fake.Counts()["subscriptions"])
			require.Zero(t, w.count("SELECT count(*) FROM billing_command WHERE state = 'open' AND tenant_id = ?", w.tenant))
		})
	}
}

// stubbornly lets something fail in a way at Stripe and tries it until it is done, as people do.
func (w *world) stubbornly(kind api.Kind, path string, f func() error) {
	w.Helper()
	w.fake.Fail(api.Fault{Kind: kind, Path: path, Times: 3})
	defer w.fake.ClearFaults()
	var err error
	for range 6 {
		if err = f(); err == nil {
			return
		}
	}
	w.must(err)
}

// A program that dies between writing a command and hearing of it leaves it to another one, which finds what was done.
func TestDeathBetweenAskingAndKnowing(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	c := &command{}
	w.must(w.svc.leased(t.Context(), w.tenant, func(ctx ctxT, l *lease) error {
		sub, err := w.svc.read(ctx, l)
		w.must(err)
		p := seatsParams{Customer: l.row.customer(), Now: Seats{6, 0}, Later: Seats{6, 0}, Before: sub.later(), ProrationAt: prorationAt(sub)}
		p.Raise, err = w.svc.raise(ctx, sub, Seats{6, 0})
		w.must(err)
		*c = command{ID: id.New(), TenantID: w.tenant, Kind: changeSeats, Params: encode(w, p), Asked: `{"full":6,"light":0}`, State: open,
			Result: "{}", CreatedAt: time.Now().UTC()}
		w.must(w.platform(func(ctx ctxT) error { return insertCommand(ctx, c) }))
		_, err = w.stripe.execute(ctx, *c, false) // Stripe has done it; nobody wrote it down
		return err
	}))
	require.Equal(t, Seats{5, 0}, w.licensed())
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, key()))
	require.Equal(t, Seats{6, 0}, w.licensed())
	require.Len(t, w.paid(), 2, "charged once")
	require.Equal(t, 1, w.count("SELECT count(*) FROM billing_command WHERE kind = 'seats' AND tenant_id = ?", w.tenant))
}

// After a day Stripe has forgotten the key: an open command is looked after, never sent again.
func TestOldCommandIsNotSentAgain(t *testing.T) {
	for _, done := range []bool{true, false} {
		w := newWorld(t)
		w.buy(order(5, 0), visa)
		c := command{ID: id.New(), TenantID: w.tenant, Kind: cancel, Params: encode(w, cancelParams{w.customer()}), State: open,
			Result: "{}", CreatedAt: time.Now().UTC().Add(-25 * time.Hour)}
		if done {
			_, err := w.stripe.execute(t.Context(), c, false)
			w.must(err)
		}
		w.must(w.platform(func(ctx ctxT) error { return insertCommand(ctx, &c) }))
		w.sync()
		require.Equal(t, done, w.view().CancelAt != nil)
		require.Equal(t, 1, w.count("SELECT count(*) FROM billing_command WHERE id = ? AND state = ?", c.ID, map[bool]string{true: "done", false: "failed"}[done]))
	}
}

// A worker that was held up past its lease applies nothing.
func TestLostLeaseAppliesNothing(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	err := w.svc.leased(t.Context(), w.tenant, func(ctx ctxT, l *lease) error {
		stale, err := w.svc.read(ctx, l)
		w.must(err)
		w.exec("UPDATE tenant_billing SET locked_until = '-infinity' WHERE tenant_id = ?", w.tenant)
		w.must(w.svc.ChangeSeats(ctx, w.tenant, Seats{8, 0}, key())) // somebody else's turn
		return w.platform(func(ctx ctxT) error { return w.svc.apply(ctx, l, stale, true) })
	})
	require.ErrorIs(t, err, ErrBusy)
	require.Equal(t, Seats{8, 0}, w.licensed())
}
