package billing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// defers buys during the trial, to be paid at its end.
func defers(w *world, o Order, card string) {
	w.Helper()
	o.AfterTrial = true
	w.buy(o, card)
}

// cardIn is the trial of a company that has given a card for twelve seats, which are more than a trial has.
func cardIn(t *testing.T, card string) *world {
	w := newWorld(t)
	w.take(licence.Full, 3)
	defers(w, order(12, 2), card)
	return w
}

func TestB1TrialWithCardIsChargedOnceAtItsEnd(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 3)
	seats := w.licensed()
	ends := *w.view().TrialEndsAt
	q, err := w.svc.Quote(t.Context(), w.tenant, order(12, 2))
	w.must(err)
	require.Equal(t, ends.Unix(), q.TrialEnd.Unix())
	defers(w, order(12, 2), visa)
	promise := func() {
		t.Helper()
		v := w.view()
		require.Equal(t, trialing, v.State)
		require.Equal(t, seats, w.licensed(), "nothing beyond the trial before it is paid")
		require.Equal(t, &Order{"business", "month", Seats{12, 2}, true}, v.Ordered)
		require.Empty(t, w.charged())
	}
	promise()
	require.Equal(t, q.Recurring, w.view().NextInvoice.Total)
	require.Equal(t, ends.Unix(), w.view().NextInvoice.At.Unix())
	require.Equal(t, ends.Unix(), w.audit[len(w.audit)-1].After.PaysFrom.Unix())
	w.pass(13*day + time.Hour)
	w.watch()
	promise()
	require.Equal(t, []string{"Acme: karta zostanie obciążona za 1 dzień"}, w.post())
	w.pass(23*time.Hour + 10*time.Minute) // the trial is over, the invoice is a draft for an hour
	w.watch()
	promise()
	w.pass(time.Hour)
	w.watch()
	v := w.view()
	require.Equal(t, active, v.State)
	require.Nil(t, v.Ordered)
	require.Nil(t, v.TrialEndsAt)
	require.Equal(t, Seats{12, 2}, w.licensed())
	require.Equal(t, []int64{q.Recurring.Amount}, w.charged())
	w.sync()
	require.Equal(t, []int64{q.Recurring.Amount}, w.charged())
	w.pass(28 * day)
	w.sync()
	require.Len(t, w.charged(), 1, "the next one comes a month after the first")
}

// charged are the amounts that were taken from a card.
func (w *world) charged() (amounts []int64) {
	for _, amount := range w.paid() {
		if amount > 0 {
			amounts = append(amounts, amount)
		}
	}
	return amounts
}

func TestTrialCancelledInTimeIsNotCharged(t *testing.T) {
	w := cardIn(t, visa)
	w.pass(5 * day)
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	require.Equal(t, trialing, w.view().State)
	require.Equal(t, w.view().TrialEndsAt.Unix(), w.view().CancelAt.Unix())
	w.must(w.svc.Resume(t.Context(), w.tenant, key()))
	require.Nil(t, w.view().CancelAt)
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	w.pass(6*day + time.Hour)
	w.watch()
	require.Equal(t, []string{"Okres próbny Acme kończy się za 3 dni"}, w.post(), "nothing is charged, so nobody is told of a charge")
	w.pass(3 * day)
	w.watch()
	require.Equal(t, suspended, w.view().State)
	require.False(t, w.view().Subscribed)
	require.Empty(t, w.charged())
	w.buy(order(3, 0), visa) // now, since a trial is had once
	require.Equal(t, active, w.view().State)
}

func TestTrialWhoseCardIsDeclinedGivesNothing(t *testing.T) {
	for outcome, state := range map[ledger.Outcome]string{ledger.Declined: suspended, ledger.NeedsAction: suspended} {
		w := cardIn(t, visa)
		seats := w.licensed()
		w.must(w.fake.ScriptCard(w.customer(), outcome, outcome, outcome, outcome, outcome, outcome, outcome, outcome))
		w.pass(14*day + 2*time.Hour)
		w.watch()
		require.Equal(t, state, w.view().State, outcome)
		require.Equal(t, seats, w.licensed())
		w.pass(20 * day)
		w.sync()
		require.Equal(t, suspended, w.view().State)
		w.must(w.fake.UseCard(w.customer(), visa))
		w.payAll()
		w.sync()
		require.Equal(t, active, w.view().State)
		require.Equal(t, Seats{12, 2}, w.licensed())
	}
}

func TestSmallTrialWhoseCardIsDeclinedFallsToFree(t *testing.T) {
	w := newWorld(t)
	defers(w, order(5, 0), renewFails)
	w.pass(14*day + 2*time.Hour)
	w.watch()
	require.Equal(t, free, w.view().State)
	require.Equal(t, Seats{2, 0}, w.licensed())
}

// An invoice that can't be made is waited for a day, not for ever.
func TestPromiseRunsOut(t *testing.T) {
	f := Facts{Now: clock.Now(), TrialEnds: new(clock.Now().Add(-time.Hour)), Subscription: &Subscription{Status: "active", Unpaid: true, TrialEnd: new(clock.Now().Add(-time.Hour))}}
	require.Equal(t, trialing, next(trialing, f))
	f.Now = f.Now.Add(firstTry)
	require.Equal(t, suspended, next(trialing, f))
	f.Fits = true
	require.Equal(t, free, next(trialing, f))
}

func TestOrderChangesDuringTheTrialForNothing(t *testing.T) {
	w := cardIn(t, visa)
	seats := w.licensed()
	w.pass(2 * day)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(4, 0))
	w.must(err)
	require.Equal(t, quoteTrial, q.Change)
	require.Zero(t, q.DueNow.Amount)
	require.Equal(t, eur(4*2400), q.Recurring)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{4, 0}, key()))
	require.Equal(t, Seats{4, 0}, w.view().Ordered.Seats)
	require.Equal(t, eur(4*2400), w.view().NextInvoice.Total)
	year := Order{Plan: "starter", Interval: "year", Seats: Seats{4, 1}}
	w.must(w.svc.ChangePlan(t.Context(), w.tenant, year, key()))
	q, err = w.svc.Quote(t.Context(), w.tenant, year)
	w.must(err)
	require.Equal(t, quoteNone, q.Change)
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{2, 0}, key()), licence.ErrBelowUse)
	require.Equal(t, seats, w.licensed())
	require.Empty(t, w.charged())
	w.pass(12*day + 2*time.Hour)
	w.watch()
	require.Equal(t, active, w.view().State)
	require.Equal(t, "starter", w.view().Plan)
	require.Equal(t, Seats{4, 1}, w.licensed())
	require.Equal(t, []int64{q.Recurring.Amount}, w.charged())
}

func TestWhenATrialCannotWait(t *testing.T) {
	w := newWorld(t)
	w.pass(12*day + time.Minute) // Stripe wants two days
	q, err := w.svc.Quote(t.Context(), w.tenant, order(2, 0))
	w.must(err)
	require.Nil(t, q.TrialEnd)
	o := order(2, 0)
	o.AfterTrial = true
	_, err = w.svc.Checkout(t.Context(), w.tenant, o, key())
	require.ErrorIs(t, err, ErrTrial)
	w.buy(order(2, 0), visa)
	require.Equal(t, active, w.view().State)
	require.Len(t, w.charged(), 1)
}

func TestB3LongerTrialMovesTheFirstPayment(t *testing.T) {
	w := cardIn(t, visa)
	later := w.view().TrialEndsAt.Add(10 * day)
	w.exec("UPDATE tenant SET trial_ends_at = ? WHERE id = ?", later, w.tenant)
	w.watch()
	w.watch()
	require.Equal(t, later.Unix(), w.view().NextInvoice.At.Unix())
	w.pass(20 * day)
	w.watch()
	require.Equal(t, trialing, w.view().State)
	require.Empty(t, w.charged())
	w.pass(4*day + 2*time.Hour)
	w.watch()
	require.Equal(t, active, w.view().State)
	require.Len(t, w.charged(), 1)
}

func TestB2TrialWithoutCard(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 4)
	w.pass(14*day + time.Minute)
	w.watch()
	require.Equal(t, suspended, w.view().State)
	require.Equal(t, 4, w.count("SELECT count(*) FROM seat WHERE tenant_id = ? AND state <> 'released'", w.tenant), "whole")
	w.buy(order(4, 0), visa)
	require.Equal(t, active, w.view().State)
}

// B3: a card stands for one trial. The company that gives it second is charged nothing and has no trial any more; it goes
// on for nothing where it fits, else it can be read, and it can pay at once with the same card.
func TestB3SecondTrialOfACardIsRefused(t *testing.T) {
	w := cardIn(t, visa)
	first := w.tenant
	for _, c := range []struct {
		people int
		state  string
	}{{1, free}, {3, suspended}} {
		w.found()
		w.take(licence.Full, c.people)
		w.post()
		defers(w, order(12, 2), visa)
		v := w.view()
		require.Equal(t, []any{c.state, "card", false}, []any{v.State, v.TrialRefused, v.Subscribed})
		require.Nil(t, v.TrialEndsAt)
		require.Equal(t, []string{"Acme: ta karta miała już okres próbny"}, w.post())
		w.sync()
		require.Empty(t, w.charged())
		w.pass(15 * day)
		w.sync()
		require.Empty(t, w.charged(), "the order is gone at Stripe")
		w.buy(order(12, 2), visa)
		require.Equal(t, active, w.view().State)
		require.Len(t, w.charged(), 1)
	}
	w.tenant = first
	w.sync()
	require.Equal(t, []any{active, ""}, []any{w.view().State, w.view().TrialRefused})
	w.found()
	defers(w, order(12, 2), good3DS)
	require.Equal(t, []any{trialing, ""}, []any{w.view().State, w.view().TrialRefused}, "another card")
}
