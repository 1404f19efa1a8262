package stripefake_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

func TestRenewalHappensOnTheAnchorsDay(t *testing.T) {
	for _, c := range []struct {
		start, interval string
		ends            []string
	}{
		{"2026-01-31", "month", []string{"2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"}},
		{"2026-01-29", "month", []string{"2026-02-28", "2026-03-29"}},
		{"2024-02-29", "year", []string{"2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"}},
	} {
		start, err := time.Parse(time.DateOnly, c.start)
		require.NoError(t, err)
		w := newWorld(t, start)
		sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, c.interval).ID, 2)
		for _, want := range c.ends {
			end := time.Unix(w.sub(sub.ID).CurrentPeriodEnd, 0).UTC()
			require.Equal(t, want, end.Format(time.DateOnly))
			w.fake.Advance(end.Sub(w.fake.Now()) + 2*time.Hour)
			require.EqualValues(t, 2400, w.sub(sub.ID).LatestInvoice.AmountPaid)
		}
	}
}

func TestRenewalIsADraftForAnHour(t *testing.T) {
	w := newWorld(t, newYear)
	sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, "month").ID, 2)
	w.fake.Advance(days(31))
	inv := w.sub(sub.ID).LatestInvoice
	require.EqualValues(t, "draft", inv.Status)
	require.Equal(t, w.fake.Now().Unix(), w.sub(sub.ID).CurrentPeriodStart)
	w.fake.Advance(time.Hour)
	require.EqualValues(t, "paid", w.sub(sub.ID).LatestInvoice.Status)
	types := w.types()
	last := types[slices.Index(types, "invoice.upcoming"):]
	require.Equal(t, []string{"invoice.upcoming", "invoice.created", "customer.subscription.updated", "payment_intent.created",
		"invoice.finalized", "charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"}, last)
}

func TestDunning(t *testing.T) {
	for end, status := range map[string]stripe.SubscriptionStatus{ledger.EndUnpaid: "unpaid", ledger.EndCanceled: "canceled"} {
		w := newWorld(t, newYear, func(o *stripefake.Options) { o.AfterDunning = end })
		c := w.customer("pm_card_chargeCustomerFail")
		w.must(w.fake.ScriptCard(c.ID, ledger.Pays))
		sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 2)
		w.fake.Advance(days(31) + time.Hour)
		for try := int64(1); try < 8; try++ {
			got := w.sub(sub.ID)
			require.EqualValues(t, "past_due", got.Status)
			require.Equal(t, try, got.LatestInvoice.AttemptCount)
			require.Equal(t, w.fake.Now().Add(days(2)).Unix(), got.LatestInvoice.NextPaymentAttempt)
			w.fake.Advance(days(2))
		}
		got := w.sub(sub.ID)
		require.Equal(t, status, got.Status)
		require.EqualValues(t, 8, got.LatestInvoice.AttemptCount)
		require.Zero(t, got.LatestInvoice.NextPaymentAttempt)
		require.Equal(t, 1, w.fake.Counts()["charges"])
		failed := 0
		for _, kind := range w.types() {
			if kind == "invoice.payment_failed" {
				failed++
			}
		}
		require.Equal(t, 8, failed)
	}
}

func TestNewCardEndsDunning(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 2)
	w.must(w.fake.ScriptCard(c.ID, ledger.Declined, ledger.NoFunds, ledger.Pays))
	w.fake.Advance(days(31) + time.Hour + days(2))
	require.EqualValues(t, "past_due", w.sub(sub.ID).Status)
	require.True(t, w.fake.Customers()[0].Delinquent)
	w.fake.Advance(days(2))
	require.EqualValues(t, "active", w.sub(sub.ID).Status)
	require.False(t, w.fake.Customers()[0].Delinquent)
}

func TestTrialWithCard(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &w.customer("pm_card_visa").ID, TrialPeriodDays: stripe.Int64(14),
		Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID, Quantity: stripe.Int64(3)}}})
	w.must(err)
	require.EqualValues(t, "trialing", sub.Status)
	require.Equal(t, newYear.Add(days(14)).Unix(), sub.TrialEnd)
	require.EqualValues(t, 0, w.sub(sub.ID).LatestInvoice.Total)
	_, err = w.api.Subscriptions.Update(sub.ID, seats(sub, 5, "always_invoice", "pending_if_incomplete"))
	w.must(err)
	require.Equal(t, 1, w.fake.Counts()["invoices"], "seats are free during the trial")
	w.fake.Advance(days(11))
	require.Contains(t, w.types(), "customer.subscription.trial_will_end")
	w.fake.Advance(days(3) + time.Hour)
	got := w.sub(sub.ID)
	require.EqualValues(t, "active", got.Status)
	require.EqualValues(t, 6000, got.LatestInvoice.AmountPaid)
	require.Equal(t, newYear.Add(days(14)).Unix(), got.BillingCycleAnchor)
	require.Equal(t, 1, w.fake.Counts()["charges"])
}

func TestTrialWithoutCard(t *testing.T) {
	for missing, status := range map[string]stripe.SubscriptionStatus{"cancel": "canceled", "pause": "paused", "create_invoice": "past_due"} {
		w := newWorld(t, newYear)
		price, c := w.price("seat", 1200, "month"), w.customer("")
		sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, TrialPeriodDays: stripe.Int64(14),
			TrialSettings: &stripe.SubscriptionTrialSettingsParams{EndBehavior: &stripe.SubscriptionTrialSettingsEndBehaviorParams{MissingPaymentMethod: &missing}},
			Items:         []*stripe.SubscriptionItemsParams{{Price: &price.ID}}})
		w.must(err)
		w.fake.Advance(days(14) + time.Hour)
		require.Equal(t, status, w.sub(sub.ID).Status, missing)
		if missing == "pause" {
			w.must(w.fake.UseCard(c.ID, "4242424242424242"))
			_, err = w.api.Subscriptions.Resume(sub.ID, &stripe.SubscriptionResumeParams{BillingCycleAnchor: stripe.String("now")})
			w.must(err)
			require.EqualValues(t, "active", w.sub(sub.ID).Status)
			require.Subset(t, w.types(), []string{"customer.subscription.paused", "customer.subscription.resumed"})
		}
	}
}

func TestTrialIsExtended(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &w.customer("pm_card_visa").ID, TrialPeriodDays: stripe.Int64(14),
		Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID}}})
	w.must(err)
	later := newYear.Add(days(20)).Unix()
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{TrialEnd: &later})
	w.must(err)
	w.fake.Advance(days(15))
	require.EqualValues(t, "trialing", w.sub(sub.ID).Status)
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{TrialEndNow: stripe.Bool(true), ProrationBehavior: stripe.String("none")})
	w.must(err)
	got := w.sub(sub.ID)
	require.EqualValues(t, "active", got.Status)
	require.EqualValues(t, 1200, got.LatestInvoice.AmountPaid)
	require.Equal(t, "2026-02-16", time.Unix(got.CurrentPeriodEnd, 0).UTC().Format(time.DateOnly))
}

func TestFirstPaymentThatNeverComes(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	sub := w.subscribe(w.customer("pm_card_chargeCustomerFail").ID, price.ID, 1)
	require.EqualValues(t, "incomplete", sub.Status)
	w.fake.Advance(23 * time.Hour)
	got := w.sub(sub.ID)
	require.EqualValues(t, "incomplete_expired", got.Status)
	require.EqualValues(t, "void", got.LatestInvoice.Status)
	_, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &w.customer("").ID, Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID}}})
	require.Equal(t, stripe.ErrorCodeResourceMissing, refusal(t, err).Code)
}

func TestFewerSeatsFromTheNextPeriod(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	sub := w.subscribe(w.customer("pm_card_visa").ID, price.ID, 8)
	w.fake.Advance(days(10))
	s, err := w.api.SubscriptionSchedules.New(&stripe.SubscriptionScheduleParams{FromSubscription: &sub.ID})
	w.must(err)
	require.Equal(t, s.ID, w.sub(sub.ID).Schedule.ID)
	phase := func(start, end *int64, quantity int64) *stripe.SubscriptionSchedulePhaseParams {
		return &stripe.SubscriptionSchedulePhaseParams{StartDate: start, EndDate: end, ProrationBehavior: stripe.String("none"),
			Items: []*stripe.SubscriptionSchedulePhaseItemParams{{Price: &price.ID, Quantity: &quantity}}}
	}
	next := phase(&sub.CurrentPeriodEnd, nil, 4)
	next.Iterations = stripe.Int64(1)
	s, err = w.api.SubscriptionSchedules.Update(s.ID, &stripe.SubscriptionScheduleParams{EndBehavior: stripe.String("release"),
		Phases: []*stripe.SubscriptionSchedulePhaseParams{phase(&sub.CurrentPeriodStart, &sub.CurrentPeriodEnd, 8), next}})
	w.must(err)
	require.Len(t, s.Phases, 2)
	require.EqualValues(t, 8, w.sub(sub.ID).Items.Data[0].Quantity)
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{CancelAtPeriodEnd: stripe.Bool(true)})
	require.ErrorContains(t, err, "managed by the subscription schedule")
	up, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Subscription: &sub.ID})
	w.must(err)
	require.EqualValues(t, 4800, up.Total)

	w.fake.Advance(days(21) + time.Hour)
	got := w.sub(sub.ID)
	require.EqualValues(t, 4, got.Items.Data[0].Quantity)
	require.Equal(t, sub.Items.Data[0].ID, got.Items.Data[0].ID)
	require.EqualValues(t, 4800, got.LatestInvoice.AmountPaid)
	w.fake.Advance(days(28))
	require.Nil(t, w.sub(sub.ID).Schedule)
	s, err = w.api.SubscriptionSchedules.Get(s.ID, nil)
	w.must(err)
	require.EqualValues(t, "released", s.Status)
	require.Subset(t, w.types(), []string{"subscription_schedule.created", "subscription_schedule.updated", "subscription_schedule.released"})
}

func TestScheduleIsReleasedByHand(t *testing.T) {
	w := newWorld(t, newYear)
	sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, "month").ID, 8)
	s, err := w.api.SubscriptionSchedules.New(&stripe.SubscriptionScheduleParams{FromSubscription: &sub.ID})
	w.must(err)
	s, err = w.api.SubscriptionSchedules.Release(s.ID, nil)
	w.must(err)
	require.Equal(t, sub.ID, s.ReleasedSubscription.ID)
	require.Nil(t, w.sub(sub.ID).Schedule)
	s, err = w.api.SubscriptionSchedules.New(&stripe.SubscriptionScheduleParams{FromSubscription: &sub.ID})
	w.must(err)
	_, err = w.api.SubscriptionSchedules.Cancel(s.ID, nil)
	w.must(err)
	require.EqualValues(t, "canceled", w.sub(sub.ID).Status)
}

func TestSentInvoiceGetsOverdue(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &w.customer("").ID, CollectionMethod: stripe.String("send_invoice"),
		DaysUntilDue: stripe.Int64(14), Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID}}})
	w.must(err)
	require.EqualValues(t, "active", sub.Status)
	w.fake.Advance(days(14))
	got := w.sub(sub.ID)
	require.EqualValues(t, "past_due", got.Status)
	require.Contains(t, w.types(), "invoice.overdue")
	_, err = w.api.Invoices.Pay(got.LatestInvoice.ID, &stripe.InvoicePayParams{PaidOutOfBand: stripe.Bool(true)})
	w.must(err)
	require.EqualValues(t, "active", w.sub(sub.ID).Status)
}

// TestMoneyIsPriceTimesSeatsTimesTime: whatever the changes of a month, each invoiced line is right to the minor unit.
func TestMoneyIsPriceTimesSeatsTimesTime(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month")
	rapid.Check(t, func(r *rapid.T) {
		c := w.customer("pm_card_visa")
		start := w.fake.Now()
		held := rapid.Int64Range(1, 50).Draw(r, "seats")
		sub := w.subscribe(c.ID, price.ID, held)
		length := float64(sub.CurrentPeriodEnd - sub.CurrentPeriodStart)
		exact, lines, since := 0.0, 1, start
		for range rapid.IntRange(0, 5).Draw(r, "changes") {
			w.fake.Advance(time.Duration(rapid.Int64Range(0, 4*86400).Draw(r, "pause")) * time.Second)
			exact += float64(1200*held) * w.fake.Now().Sub(since).Seconds() / length
			since = w.fake.Now()
			held = rapid.Int64Range(1, 50).Draw(r, "seats")
			_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, held, "always_invoice", "pending_if_incomplete"))
			w.must(err)
			lines += 2
		}
		exact += float64(1200*held) * (float64(sub.CurrentPeriodEnd) - float64(since.Unix())) / length
		total := int64(0)
		for _, inv := range w.fake.Invoices(c.ID) {
			total += inv.Total
			require.Equal(r, inv.AmountDue, inv.AmountPaid)
		}
		require.InDelta(r, exact, total, float64(lines))
		_, err := w.api.Subscriptions.Cancel(sub.ID, nil)
		w.must(err)
	})
}
