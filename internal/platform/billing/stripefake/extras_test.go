package stripefake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// listEvents has all that happened compared with Stripe's description of it, by reading it.
func (w *world) listEvents() {
	w.Helper()
	p := &stripe.EventListParams{}
	p.Limit = stripe.Int64(100)
	i := w.api.Events.List(p)
	for i.Next() {
	}
	w.must(i.Err())
}

// bought is a customer with two seats of 12.00 a month that were paid on the first of the year.
func bought(t *testing.T, card string, with func(*stripe.SubscriptionParams)) (*world, *stripe.Customer, *stripe.Subscription) {
	w := newWorld(t, newYear)
	c := w.customer(card)
	p := &stripe.SubscriptionParams{Customer: &c.ID, Items: []*stripe.SubscriptionItemsParams{{Price: &w.price("seat", 1200, "month").ID, Quantity: stripe.Int64(2)}}}
	p.AddExpand("latest_invoice")
	if with != nil {
		with(p)
	}
	sub, err := w.api.Subscriptions.New(p)
	w.must(err)
	return w, c, sub
}

func TestCouponsTakeOffWhatTheySay(t *testing.T) {
	w := newWorld(t, newYear)
	quarter, err := w.api.Coupons.New(&stripe.CouponParams{ID: stripe.String("QUARTER"), PercentOff: stripe.Float64(25), Duration: stripe.String("repeating"), DurationInMonths: stripe.Int64(2)})
	w.must(err)
	_, err = w.api.Coupons.Get("QUARTER", nil)
	w.must(err)
	require.True(t, w.api.Coupons.List(nil).Next())
	code, err := w.api.PromotionCodes.New(&stripe.PromotionCodeParams{Coupon: &quarter.ID, Code: stripe.String("SPRING"), MaxRedemptions: stripe.Int64(1)})
	w.must(err)
	_, err = w.api.PromotionCodes.Get(code.ID, nil)
	w.must(err)
	require.True(t, w.api.PromotionCodes.List(&stripe.PromotionCodeListParams{Code: stripe.String("SPRING")}).Next())
	c := w.customer("pm_card_visa")
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, PromotionCode: &code.ID,
		Items: []*stripe.SubscriptionItemsParams{{Price: &w.price("seat", 1201, "month").ID, Quantity: stripe.Int64(2)}}})
	w.must(err)
	require.Equal(t, "QUARTER", sub.Discount.Coupon.ID)
	w.fake.Advance(80 * 24 * time.Hour)
	var totals []int64
	for _, inv := range w.fake.Invoices(c.ID) {
		totals = append(totals, inv.Total)
	}
	require.Equal(t, []int64{1801, 1801, 2402}, totals, "25 % of 24.02 is 6.005, and after two months nothing")
	i := w.api.Invoices.List(&stripe.InvoiceListParams{Customer: &c.ID})
	for i.Next() {
	}
	w.must(i.Err())
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{PromotionCode: &code.ID})
	require.ErrorContains(t, err, "expired", "once is once")
	amount, err := w.api.Coupons.New(&stripe.CouponParams{AmountOff: stripe.Int64(5000), Currency: stripe.String("eur")})
	w.must(err)
	up := &stripe.InvoiceUpcomingParams{Subscription: &sub.ID}
	before, err := w.api.Invoices.Upcoming(up)
	w.must(err)
	_, err = w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{Coupon: &amount.ID})
	w.must(err)
	after, err := w.api.Invoices.Upcoming(up)
	w.must(err)
	require.EqualValues(t, before.Total, 2402)
	require.Zero(t, after.Total, "never below nothing")
	require.EqualValues(t, 2402, after.TotalDiscountAmounts[0].Amount)
	w.listEvents()
}

func TestCodesOnTheCheckoutPage(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("")
	all, err := w.api.Coupons.New(&stripe.CouponParams{PercentOff: stripe.Float64(100), Duration: stripe.String("forever")})
	w.must(err)
	_, err = w.api.PromotionCodes.New(&stripe.PromotionCodeParams{Coupon: &all.ID, Code: stripe.String("ALL")})
	w.must(err)
	_, err = w.api.PromotionCodes.New(&stripe.PromotionCodeParams{Coupon: &all.ID, Code: stripe.String("GONE"), ExpiresAt: stripe.Int64(newYear.Add(time.Hour).Unix())})
	w.must(err)
	w.fake.Advance(2 * time.Hour)
	p := &stripe.CheckoutSessionParams{Customer: &c.ID, Mode: stripe.String("subscription"), SuccessURL: stripe.String("https://x.test/{CHECKOUT_SESSION_ID}"),
		AllowPromotionCodes: stripe.Bool(true), LineItems: []*stripe.CheckoutSessionLineItemParams{{Price: &w.price("seat", 1200, "month").ID, Quantity: stripe.Int64(2)}}}
	s, err := w.api.CheckoutSessions.New(p)
	w.must(err)
	for word, says := range map[string]string{"NONE": "invalid", "GONE": "expired"} {
		_, err = w.fake.PayCheckoutWith(s.ID, ledger.PayForm{Number: "4242424242424242", Code: word})
		require.ErrorContains(t, err, says)
	}
	_, err = w.fake.PayCheckoutWith(s.ID, ledger.PayForm{Number: "4242424242424242", Code: "ALL"})
	w.must(err)
	s, err = w.api.CheckoutSessions.Get(s.ID, nil)
	w.must(err)
	require.Equal(t, "complete", string(s.Status))
	require.EqualValues(t, 2400, s.TotalDetails.AmountDiscount)
	require.Zero(t, s.AmountTotal)
	require.Zero(t, w.fake.Counts()["charges"])
}

func TestTaxByCountryAndReverseCharge(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("seat", 1200, "month").ID
	buy := func(country, vat string) *stripe.Invoice {
		c := w.customer("pm_card_visa")
		_, err := w.api.Customers.Update(c.ID, &stripe.CustomerParams{Address: &stripe.AddressParams{Country: &country}})
		w.must(err)
		if vat != "" {
			_, err = w.api.TaxIDs.New(&stripe.TaxIDParams{Customer: &c.ID, Type: stripe.String("eu_vat"), Value: &vat})
			w.must(err)
			require.True(t, w.api.TaxIDs.List(&stripe.TaxIDListParams{Customer: &c.ID}).Next())
		}
		p := &stripe.SubscriptionParams{Customer: &c.ID, AutomaticTax: &stripe.SubscriptionAutomaticTaxParams{Enabled: stripe.Bool(true)},
			Items: []*stripe.SubscriptionItemsParams{{Price: &price, Quantity: stripe.Int64(3)}}}
		p.AddExpand("latest_invoice")
		sub, err := w.api.Subscriptions.New(p)
		w.must(err)
		return sub.LatestInvoice
	}
	for _, c := range []struct {
		country, vat string
		tax          int64
		reason       stripe.InvoiceTotalTaxAmountTaxabilityReason
	}{
		{"PL", "", 828, "standard_rated"}, {"PL", "PL5250000000", 0, "reverse_charge"}, {"IE", "IE1234567FA", 828, "standard_rated"},
		{"IN", "", 648, "standard_rated"}, {"US", "", 0, "not_collecting"},
	} {
		inv := buy(c.country, c.vat)
		require.Equal(t, c.tax, inv.Tax, c)
		require.Equal(t, 3600+c.tax, inv.Total)
		require.Equal(t, 3600+c.tax, inv.AmountPaid)
		require.Equal(t, c.reason, inv.TotalTaxAmounts[0].TaxabilityReason)
	}
	w.listEvents()
}

func TestCreditNotes(t *testing.T) {
	w, c, sub := bought(t, "pm_card_visa", nil)
	inv := sub.LatestInvoice
	_, err := w.api.CreditNotes.New(&stripe.CreditNoteParams{Invoice: &inv.ID, Amount: stripe.Int64(2401), RefundAmount: stripe.Int64(2401)})
	require.Error(t, err)
	n, err := w.api.CreditNotes.New(&stripe.CreditNoteParams{Invoice: &inv.ID, Amount: stripe.Int64(1000), RefundAmount: stripe.Int64(400), CreditAmount: stripe.Int64(600)})
	w.must(err)
	_, err = w.api.CreditNotes.Get(n.ID, nil)
	w.must(err)
	require.True(t, w.api.CreditNotes.List(&stripe.CreditNoteListParams{Invoice: &inv.ID}).Next())
	again, err := w.api.Invoices.Get(inv.ID, nil)
	w.must(err)
	require.EqualValues(t, 1000, again.PostPaymentCreditNotesAmount)
	next, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Customer: &c.ID})
	w.must(err)
	require.EqualValues(t, 2400-600, next.AmountDue)
	w.listEvents()
}

// A card that is reported lost is not tried again, however often Stripe comes by; a new card is.
func TestHardDeclineIsNotRetried(t *testing.T) {
	w, c, _ := bought(t, "pm_card_visa", nil)
	w.must(w.fake.ScriptCard(c.ID, ledger.Lost))
	w.fake.Advance(36 * 24 * time.Hour)
	failed := 0
	charges := w.api.Charges.List(&stripe.ChargeListParams{Customer: &c.ID})
	for charges.Next() {
		if charges.Charge().Status == "failed" {
			failed++
		}
	}
	require.Equal(t, 1, failed)
	sub, _ := w.fake.Subscription(c.ID)
	require.Equal(t, "past_due", sub.Status)
	w.must(w.fake.UseCard(c.ID, "4242424242424242"))
	w.fake.Advance(3 * 24 * time.Hour)
	sub, _ = w.fake.Subscription(c.ID)
	require.Equal(t, "active", sub.Status)
}

func TestDisputesOfACharge(t *testing.T) {
	w, c, _ := bought(t, "pm_card_visa", nil)
	charges := w.api.Charges.List(&stripe.ChargeListParams{Customer: &c.ID})
	require.True(t, charges.Next())
	id, err := w.fake.OpenDispute(charges.Charge().ID)
	w.must(err)
	for _, won := range []bool{true, false} {
		w.must(w.fake.CloseDispute(id, won))
		all := w.api.Disputes.List(&stripe.DisputeListParams{Charge: &charges.Charge().ID})
		require.True(t, all.Next())
		require.Equal(t, map[bool]string{true: "won", false: "lost"}[won], string(all.Dispute().Status))
	}
}

func TestSentInvoicesTakeNoPendingUpdates(t *testing.T) {
	w, _, sub := bought(t, "", func(p *stripe.SubscriptionParams) {
		p.CollectionMethod, p.DaysUntilDue = stripe.String("send_invoice"), stripe.Int64(30)
	})
	_, err := w.api.Subscriptions.Update(sub.ID, &stripe.SubscriptionParams{PaymentBehavior: stripe.String("pending_if_incomplete"),
		Items: []*stripe.SubscriptionItemsParams{{ID: &sub.Items.Data[0].ID, Quantity: stripe.Int64(3)}}})
	require.ErrorContains(t, err, "charge_automatically")
}
