package billing

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// charge is the last charge of the company's card that brought money.
func (w *world) charge() string {
	w.Helper()
	i := w.stripe.api.Charges.List(&stripe.ChargeListParams{Customer: stripe.String(w.customer())})
	require.True(w, i.Next())
	return i.Charge().ID
}

// told sends the newest event of a type, as Stripe's webhook would, and works on it.
func (w *world) told(kind string) {
	w.Helper()
	i := w.stripe.api.Events.List(&stripe.EventListParams{Type: &kind})
	require.True(w, i.Next(), kind)
	body, err := json.Marshal(map[string]any{"id": i.Event().ID, "type": kind, "data": map[string]any{"object": i.Event().Data.Raw}})
	w.must(err)
	w.must(w.receive(body, signed(body, secretNow, time.Now())))
	w.must(w.svc.handle(w.Context(), i.Event().ID))
}

func (w *world) bills() []Bill {
	w.Helper()
	all, err := w.svc.Invoices(w.Context(), w.tenant)
	w.must(err)
	return all
}

func TestB13RefundsAreShownAndKeepThePeriod(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	charge := w.charge()
	for _, c := range []struct{ give, back int64 }{{2000, 2000}, {0, 12000}} { // a part, then the rest
		p := &stripe.RefundParams{Charge: &charge}
		if c.give > 0 {
			p.Amount = &c.give
		}
		_, err := w.stripe.api.Refunds.New(p)
		w.must(err)
		w.told("charge.refunded")
		v := w.view()
		require.Equal(t, eur(c.back), *v.Refunded)
		require.Equal(t, active, v.State, "to the end of the period")
		require.Equal(t, Seats{5, 0}, w.licensed())
		require.Equal(t, c.back, w.audit[len(w.audit)-1].After.Refunded)
		require.Equal(t, eur(c.back), w.bills()[0].Back)
	}
	w.pass(31 * day)
	w.sync()
	require.Nil(t, w.view().Refunded, "it was about the period before")
}

func TestB13DisputesTakeNothingAway(t *testing.T) {
	for _, won := range []bool{true, false} {
		w := newWorld(t)
		w.buy(order(5, 0), visa)
		id, err := w.fake.OpenDispute(w.charge())
		w.must(err)
		w.told("charge.dispute.created") // which names the charge only
		require.Equal(t, disputeOpen, w.view().Dispute)
		require.True(t, w.bills()[0].Disputed)
		w.must(w.fake.CloseDispute(id, won))
		w.told("charge.dispute.closed")
		require.Equal(t, map[bool]string{true: disputeWon, false: disputeLost}[won], w.view().Dispute)
		require.Equal(t, active, w.view().State)
		require.Equal(t, Seats{5, 0}, w.licensed())
		require.Equal(t, w.view().Dispute, w.audit[len(w.audit)-1].After.Dispute)
	}
}

func TestB9TheCustomersNewCardIsTriedNotTheOldOne(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), renewFails)
	require.Equal(t, "visa 0341", w.view().Card)
	w.pass(31 * day)
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	m, err := w.stripe.api.PaymentMethods.Attach("pm_card_mastercard", &stripe.PaymentMethodAttachParams{Customer: stripe.String(w.customer())})
	w.must(err)
	_, err = w.stripe.api.Customers.Update(w.customer(), &stripe.CustomerParams{InvoiceSettings: &stripe.CustomerInvoiceSettingsParams{DefaultPaymentMethod: &m.ID}})
	w.must(err)
	w.told("customer.updated")
	require.Equal(t, "mastercard 4444", w.view().Card)
	w.pass(3 * day)
	w.sync()
	require.Equal(t, active, w.view().State)
	require.Len(t, w.charged(), 2)
}

// An older default of the customer's is not what somebody chose who has just bought with another card.
func TestB9AnOlderCardIsNotFollowed(t *testing.T) {
	w := newWorld(t)
	w.must(w.svc.leased(t.Context(), w.tenant, func(ctx context.Context, l *lease) error { return w.svc.ensureCustomer(ctx, l) }))
	w.must(w.fake.UseCard(w.customer(), visa))
	w.pass(time.Hour)
	w.buy(order(2, 0), renewFails)
	w.pass(31 * day)
	w.sync()
	require.Equal(t, pastDue, w.view().State)
	require.Equal(t, "visa 0341", w.view().Card)
}

// A failure that Stripe repeats for a key is an answer: the command is closed and keeps nobody from anything.
func TestRepeatedFailureIsAnAnswer(t *testing.T) {
	calls := 0
	_, err := effect(t.Context(), func() (int, error) { calls++; return 0, &stripe.Error{HTTPStatusCode: 500, Type: stripe.ErrorTypeAPI} },
		func() (int, bool, error) { return 0, false, nil })
	require.ErrorIs(t, err, ErrFailed)
	require.NotErrorIs(t, err, ErrUnreachable)
	require.Equal(t, tries, calls)
}

func TestB14CurrencyIsFixedWhileASubscriptionLives(t *testing.T) {
	w := newWorld(t)
	w.buy(order(2, 0), visa)
	w.exec("UPDATE tenant SET currency = 'USD' WHERE id = ?", w.tenant)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(3, 0))
	w.must(err)
	require.Equal(t, "EUR", q.DueNow.Currency)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{3, 0}, key()))
	require.Equal(t, "EUR", w.view().Currency)
	for _, inv := range w.fake.Invoices(w.customer()) {
		require.Equal(t, "eur", inv.Currency)
	}
	w.must(w.svc.Cancel(t.Context(), w.tenant, key()))
	w.pass(32 * day)
	w.sync()
	w.buy(order(2, 0), visa)
	require.Equal(t, active, w.view().State)
	require.Equal(t, "USD", w.view().Currency)
}

func TestB15TaxIDLaterAndAnotherAddress(t *testing.T) {
	w := newWorld(t)
	w.stripe.WithTax(true)
	_, err := w.svc.Checkout(t.Context(), w.tenant, order(2, 0), key())
	w.must(err)
	_, err = w.fake.PayCheckoutWith(w.session(), ledger.PayForm{Number: visa, Address: map[string]string{"country": "PL"}})
	w.must(err)
	w.must(w.svc.Return(t.Context(), w.tenant, w.session()))
	b := w.bills()[0]
	require.Equal(t, []any{eur(4800 + 1104), eur(1104), false}, []any{b.Total, b.Tax, b.Reverse})
	require.Equal(t, eur(5904), w.view().NextInvoice.Total)
	q, err := w.svc.Quote(t.Context(), w.tenant, order(4, 0))
	w.must(err)
	require.Equal(t, q.DueNow.Amount, sumOf(q.Lines)+q.Tax.Amount)
	require.Positive(t, q.Tax.Amount)

	_, err = w.stripe.api.TaxIDs.New(&stripe.TaxIDParams{Customer: stripe.String(w.customer()), Type: stripe.String("eu_vat"), Value: stripe.String("PL5250000000")})
	w.must(err)
	w.told("customer.tax_id.created")
	require.Equal(t, eur(4800), w.view().NextInvoice.Total, "reverse charge")
	w.pass(31 * day)
	b = w.bills()[0]
	require.Equal(t, []any{eur(4800), eur(0), true}, []any{b.Total, b.Tax, b.Reverse})
	require.Equal(t, eur(1104), w.bills()[1].Tax, "what was invoiced stays")

	_, err = w.stripe.api.Customers.Update(w.customer(), &stripe.CustomerParams{Address: &stripe.AddressParams{Country: stripe.String("US")}})
	w.must(err)
	w.pass(31 * day)
	require.Equal(t, []any{eur(4800), false}, []any{w.bills()[0].Total, w.bills()[0].Reverse})
}

func sumOf(lines []Line) (n int64) {
	for _, l := range lines {
		n += l.Amount.Amount
	}
	return n
}

// coded buys with a promotion code.
func (w *world) coded(percent float64, code string, o Order) error {
	c, err := w.stripe.api.Coupons.New(&stripe.CouponParams{PercentOff: &percent, Duration: stripe.String("forever")})
	w.must(err)
	_, err = w.stripe.api.PromotionCodes.New(&stripe.PromotionCodeParams{Coupon: &c.ID, Code: &code, ExpiresAt: stripe.Int64(w.fake.Now().Add(time.Hour).Unix())})
	w.must(err)
	return w.pay(code, o)
}

func (w *world) pay(code string, o Order) error {
	_, err := w.svc.Checkout(w.Context(), w.tenant, o, key())
	w.must(err)
	if _, err := w.fake.PayCheckoutWith(w.session(), ledger.PayForm{Number: visa, Code: code}); err != nil {
		return err
	}
	return w.svc.Return(w.Context(), w.tenant, w.session())
}

func TestB20Coupons(t *testing.T) {
	w := newWorld(t)
	w.must(w.coded(25, "QUARTER", order(4, 0)))
	require.Equal(t, eur(9600*3/4), w.view().NextInvoice.Total)
	require.Equal(t, []int64{7200}, w.charged())
	q, err := w.svc.Quote(t.Context(), w.tenant, order(6, 0))
	w.must(err)
	require.Equal(t, q.DueNow.Amount, sumOf(q.Lines)-q.Discount.Amount)
	require.Positive(t, q.Discount.Amount)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{6, 0}, key()))
	require.Equal(t, q.DueNow.Amount, w.charged()[1])

	gift := newWorld(t)
	gift.must(gift.coded(100, "GIFT", order(4, 0)))
	require.Equal(t, active, gift.view().State)
	require.Equal(t, Seats{4, 0}, gift.licensed())
	require.Empty(t, gift.charged())

	late := newWorld(t)
	_, err = late.stripe.api.Coupons.New(&stripe.CouponParams{ID: stripe.String("OLD"), PercentOff: stripe.Float64(50)})
	late.must(err)
	_, err = late.stripe.api.PromotionCodes.New(&stripe.PromotionCodeParams{Coupon: stripe.String("OLD"), Code: stripe.String("LATE"), ExpiresAt: stripe.Int64(late.fake.Now().Add(time.Minute).Unix())})
	late.must(err)
	late.fake.Advance(time.Hour)
	require.ErrorContains(t, late.pay("LATE", order(4, 0)), "expired")
	late.sync()
	require.Equal(t, trialing, late.view().State, "nothing was bought")
}

// transfer is a subscription that somebody of the service makes in Stripe's dashboard, paid by bank transfer in 30 days.
func (w *world) transfer(seats int64) {
	w.Helper()
	w.must(w.svc.leased(w.Context(), w.tenant, func(ctx context.Context, l *lease) error { return w.svc.ensureCustomer(ctx, l) }))
	prices, err := w.stripe.prices(w.Context(), "kith_business_1_full_month")
	w.must(err)
	_, err = w.stripe.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: stripe.String(w.customer()), CollectionMethod: stripe.String("send_invoice"), DaysUntilDue: stripe.Int64(30),
		Items: []*stripe.SubscriptionItemsParams{{Price: stripe.String(prices["kith_business_1_full_month"]), Quantity: &seats}}})
	w.must(err)
	w.told("customer.subscription.created")
}

func TestB21BankTransfer(t *testing.T) {
	w := newWorld(t)
	w.transfer(7)
	require.Equal(t, active, w.view().State, "on trust")
	require.Equal(t, Seats{7, 0}, w.licensed())
	require.Empty(t, w.view().Card)
	require.WithinDuration(t, w.fake.Now().Add(30*day), *w.bills()[0].DueAt, time.Minute)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{9, 0}, key()))
	require.Equal(t, Seats{9, 0}, w.licensed())
	w.pass(30*day + time.Hour)
	w.told("invoice.overdue")
	require.Equal(t, pastDue, w.view().State)
	w.days(pastDueDays)
	require.Equal(t, grace, w.view().State)
	for _, inv := range w.fake.Invoices(w.customer()) {
		if inv.Status == "open" {
			_, err := w.stripe.api.Invoices.Pay(inv.ID, &stripe.InvoicePayParams{PaidOutOfBand: stripe.Bool(true)})
			w.must(err)
		}
	}
	w.told("invoice.paid")
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{9, 0}, w.licensed())
}
