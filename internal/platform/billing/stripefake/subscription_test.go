package stripefake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func TestProrationOfPolarsExample(t *testing.T) {
	w := newWorld(t, newYear)
	// Three seats for 30.00, eight for 64.00, four for 40.00: the price changes with the quantity.
	small, large := w.price("small", 1000, "month"), w.price("large", 800, "month")
	sub := w.subscribe(w.customer("pm_card_visa").ID, small.ID, 3)
	require.EqualValues(t, "active", sub.Status)

	w.fake.Advance(days(15)) // 16 January: 16 of 31 days are left
	p := seats(sub, 8, "always_invoice", "pending_if_incomplete")
	p.Items[0].Price = &large.ID
	preview, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Subscription: &sub.ID,
		SubscriptionItems: p.Items, SubscriptionProrationBehavior: stripe.String("always_invoice")})
	w.must(err)
	_, err = w.api.Subscriptions.Update(sub.ID, p)
	w.must(err)
	inv := w.sub(sub.ID).LatestInvoice
	require.Equal(t, []int64{-1548, 3303}, amounts(inv)) // 3000×16/31 = 1548.39 and 6400×16/31 = 3303.23, each rounded
	require.EqualValues(t, 1755, inv.Total)              // 3400×16/31 = 1754.84
	require.EqualValues(t, 1755, inv.AmountPaid)
	require.Equal(t, amounts(preview), amounts(inv))
	require.Equal(t, "Unused time on 3 × small after 16 Jan 2026", inv.Lines.Data[0].Description)
	require.Equal(t, "Remaining time on 8 × large after 16 Jan 2026", inv.Lines.Data[1].Description)

	w.fake.Advance(days(30)) // 15 February: half of the period is left
	p = seats(sub, 4, "always_invoice", "")
	p.Items[0].Price = &small.ID
	_, err = w.api.Subscriptions.Update(sub.ID, p)
	w.must(err)
	inv = w.sub(sub.ID).LatestInvoice
	require.Equal(t, []int64{-3200, 2000}, amounts(inv))
	require.EqualValues(t, -1200, inv.Total)
	require.EqualValues(t, 0, inv.AmountDue)
	c, err := w.api.Customers.Get(sub.Customer.ID, nil)
	w.must(err)
	require.EqualValues(t, -1200, c.Balance) // the credit

	w.fake.Advance(days(15))
	inv = w.sub(sub.ID).LatestInvoice // March: four seats, minus the credit
	require.EqualValues(t, 4000, inv.Total)
	require.EqualValues(t, 2800, inv.AmountPaid)
	require.EqualValues(t, -1200, inv.StartingBalance)
}

func amounts(inv *stripe.Invoice) []int64 {
	out := make([]int64, len(inv.Lines.Data))
	for i, line := range inv.Lines.Data {
		out[i] = line.Amount
	}
	return out
}

func TestPreviewAndChargeOfMoreSeats(t *testing.T) {
	w := newWorld(t, newYear)
	full, light := w.price("full", 1200, "month"), w.price("light", 500, "month")
	c := w.customer("pm_card_visa")

	first, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Customer: &c.ID, SubscriptionItems: []*stripe.SubscriptionItemsParams{
		{Price: &full.ID, Quantity: stripe.Int64(5)}, {Price: &light.ID, Quantity: stripe.Int64(1)}}})
	w.must(err)
	require.Equal(t, []int64{6000, 500}, amounts(first))
	require.EqualValues(t, 6500, first.AmountDue)
	require.Equal(t, "5 × full (at €12.00 / month)", first.Lines.Data[0].Description)

	sub := w.subscribe(c.ID, full.ID, 5)
	w.fake.Advance(days(15))
	at := w.fake.Now().Unix()
	next, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Subscription: &sub.ID, SubscriptionProrationDate: &at,
		SubscriptionProrationBehavior: stripe.String("create_prorations"),
		SubscriptionItems:             []*stripe.SubscriptionItemsParams{{ID: &sub.Items.Data[0].ID, Quantity: stripe.Int64(6)}}})
	w.must(err)
	require.Equal(t, []int64{-3097, 3716, 7200}, amounts(next)) // 6000×16/31 = 3096.77, 7200×16/31 = 3716.13
	require.Equal(t, []bool{true, true, false}, []bool{next.Lines.Data[0].Proration, next.Lines.Data[1].Proration, next.Lines.Data[2].Proration})
	require.Equal(t, sub.CurrentPeriodEnd, next.PeriodEnd)
	before := w.fake.Counts()
	require.Equal(t, before, w.fake.Counts(), "a preview books nothing")

	_, err = w.api.Subscriptions.Update(sub.ID, seats(sub, 6, "create_prorations", ""))
	w.must(err)
	require.Equal(t, before["invoices"], w.fake.Counts()["invoices"], "prorations wait for the renewal")
	next, err = w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Customer: &c.ID})
	w.must(err)
	require.Equal(t, []int64{-3097, 3716, 7200}, amounts(next))
	w.fake.Advance(days(16) + 2*time.Hour)
	inv := w.sub(sub.ID).LatestInvoice
	require.Equal(t, []int64{-3097, 3716, 7200}, amounts(inv))
	require.EqualValues(t, 7819, inv.AmountPaid)
	require.EqualValues(t, "subscription_cycle", inv.BillingReason)
}

func TestUpgradeThenSameSecondDowngradeCostsNothing(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("seat", 999, "month").ID, 3)
	w.fake.Advance(days(7) + 1234*time.Second)
	for _, quantity := range []int64{7, 3} {
		_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, quantity, "always_invoice", "pending_if_incomplete"))
		w.must(err)
	}
	invoices := w.fake.Invoices(c.ID)
	require.Len(t, invoices, 3)
	require.Zero(t, invoices[1].Total+invoices[2].Total)
	require.Equal(t, -invoices[1].Total, w.fake.Customers()[0].Balance)
}

func TestDeclinedSeatsWaitForTheirMoney(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_chargeCustomerFail")
	price := w.price("seat", 1200, "month")
	w.must(w.fake.ScriptCard(c.ID, "pays"))
	sub := w.subscribe(c.ID, price.ID, 2)
	require.EqualValues(t, "active", sub.Status)

	_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, 4, "always_invoice", "error_if_incomplete"))
	require.Equal(t, stripe.ErrorCodeCardDeclined, refusal(t, err).Code)
	require.Equal(t, 402, refusal(t, err).HTTPStatusCode)
	require.EqualValues(t, 2, w.sub(sub.ID).Items.Data[0].Quantity)
	require.Equal(t, 1, w.fake.Counts()["invoices"], "nothing is booked")

	_, err = w.api.Subscriptions.Update(sub.ID, seats(sub, 4, "always_invoice", "pending_if_incomplete"))
	w.must(err)
	got := w.sub(sub.ID)
	require.EqualValues(t, "active", got.Status)
	require.EqualValues(t, 2, got.Items.Data[0].Quantity)
	require.EqualValues(t, 4, got.PendingUpdate.SubscriptionItems[0].Quantity)
	require.Equal(t, w.fake.Now().Add(23*time.Hour).Unix(), got.PendingUpdate.ExpiresAt)
	require.EqualValues(t, "open", got.LatestInvoice.Status)
	require.EqualValues(t, "requires_payment_method", got.LatestInvoice.PaymentIntent.Status)
	require.EqualValues(t, "card_declined", got.LatestInvoice.PaymentIntent.LastPaymentError.Code)

	_, err = w.api.Invoices.Pay(got.LatestInvoice.ID, &stripe.InvoicePayParams{PaymentMethod: stripe.String("pm_card_visa")})
	w.must(err)
	got = w.sub(sub.ID)
	require.Nil(t, got.PendingUpdate)
	require.EqualValues(t, 4, got.Items.Data[0].Quantity)
	require.EqualValues(t, 2400, got.LatestInvoice.AmountPaid)
	require.Contains(t, w.types(), "customer.subscription.pending_update_applied")
	require.Contains(t, w.types(), "invoice.payment_failed")
}

func TestPendingUpdateExpires(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_authenticationRequired")
	w.must(w.fake.ScriptCard(c.ID, "pays"))
	sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 2)
	_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, 4, "always_invoice", "pending_if_incomplete"))
	w.must(err)
	got := w.sub(sub.ID)
	require.EqualValues(t, "requires_action", got.LatestInvoice.PaymentIntent.Status)
	require.Equal(t, got.LatestInvoice.HostedInvoiceURL, got.LatestInvoice.PaymentIntent.NextAction.RedirectToURL.URL)
	w.fake.Advance(23*time.Hour - time.Second)
	require.NotNil(t, w.sub(sub.ID).PendingUpdate)
	w.fake.Advance(time.Second)
	got = w.sub(sub.ID)
	require.Nil(t, got.PendingUpdate)
	require.EqualValues(t, 2, got.Items.Data[0].Quantity)
	require.EqualValues(t, "void", got.LatestInvoice.Status)
	require.Subset(t, w.types(), []string{"invoice.payment_action_required", "invoice.voided", "customer.subscription.pending_update_expired"})
	require.Equal(t, 1, w.fake.Counts()["charges"])

	_, err = w.api.Subscriptions.Update(sub.ID, seats(sub, 3, "always_invoice", "pending_if_incomplete"))
	w.must(err)
	w.must(w.fake.Authenticate(c.ID, true))
	require.EqualValues(t, 3, w.sub(sub.ID).Items.Data[0].Quantity)
}

func TestDeclinedChangeThatDoesNotWait(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_chargeCustomerFail")
	w.must(w.fake.ScriptCard(c.ID, "pays"))
	sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 2)
	_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, 4, "always_invoice", "allow_incomplete"))
	w.must(err)
	got := w.sub(sub.ID)
	require.EqualValues(t, 4, got.Items.Data[0].Quantity, "the change is in force though nobody paid")
	require.EqualValues(t, "past_due", got.Status)
}

func TestFromMonthToYear(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	month, year := w.price("month", 1200, "month"), w.price("year", 12000, "year")
	sub := w.subscribe(c.ID, month.ID, 2)
	w.fake.Advance(days(15))
	p := seats(sub, 2, "always_invoice", "pending_if_incomplete")
	p.Items[0].Price = &year.ID
	_, err := w.api.Subscriptions.Update(sub.ID, p)
	w.must(err)
	got := w.sub(sub.ID)
	require.Equal(t, []int64{-1239, 24000}, amounts(got.LatestInvoice)) // 2400×16/31 = 1238.71
	require.EqualValues(t, 22761, got.LatestInvoice.AmountPaid)
	require.Equal(t, "2027-01-16", time.Unix(got.CurrentPeriodEnd, 0).UTC().Format(time.DateOnly))
}

func TestCancelAndChangeOfMind(t *testing.T) {
	w := newWorld(t, newYear)
	sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, "month").ID, 1)
	got, err := w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{CancelAtPeriodEnd: stripe.Bool(true)})
	w.must(err)
	require.Equal(t, got.CurrentPeriodEnd, got.CancelAt)
	_, err = w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Subscription: &sub.ID})
	require.Equal(t, stripe.ErrorCode("invoice_upcoming_none"), refusal(t, err).Code)
	got, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{CancelAtPeriodEnd: stripe.Bool(false)})
	w.must(err)
	require.Zero(t, got.CancelAt)
	require.Zero(t, got.CanceledAt)
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{CancelAtPeriodEnd: stripe.Bool(true)})
	w.must(err)
	w.fake.Advance(days(31))
	got = w.sub(sub.ID)
	require.EqualValues(t, "canceled", got.Status)
	require.Equal(t, got.CurrentPeriodEnd, got.EndedAt)
	require.EqualValues(t, "cancellation_requested", got.CancellationDetails.Reason)
	require.Equal(t, 1, w.fake.Counts()["invoices"], "no renewal")
	require.Contains(t, w.types(), "customer.subscription.deleted")
	_, err = w.api.Subscriptions.Update(sub.ID, seats(sub, 2, "none", ""))
	require.Error(t, err)
}

func TestCancelNow(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("seat", 3100, "month").ID, 1)
	w.fake.Advance(days(11))
	got, err := w.api.Subscriptions.Cancel(sub.ID, &stripe.SubscriptionCancelParams{Prorate: stripe.Bool(true), InvoiceNow: stripe.Bool(true)})
	w.must(err)
	require.EqualValues(t, "canceled", got.Status)
	require.EqualValues(t, -2000, w.fake.Customers()[0].Balance)
}
