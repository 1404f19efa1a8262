package stripefake_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

// browser goes to pages without following redirects off the stand-in.
var browser = &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
	if r.URL.Host == "kith.test" {
		return http.ErrUseLastResponse
	}
	return nil
}}

// visit reads a page, or sends a form when fields are given, and returns where it led.
func (w *world) visit(address string, fields ...string) (body, landed string, status int) {
	w.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	resp, err := browser.Get(address)
	if len(fields) > 0 {
		w.must(err)
		w.must(resp.Body.Close())
		resp, err = browser.PostForm(address, form)
	}
	w.must(err)
	defer resp.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(resp.Body)
	w.must(err)
	landed = resp.Request.URL.String()
	if to := resp.Header.Get("Location"); to != "" {
		landed = to
	}
	return string(raw), landed, resp.StatusCode
}

func (w *world) session(customer string, trialDays int64, lines ...*stripe.CheckoutSessionLineItemParams) *stripe.CheckoutSession {
	w.Helper()
	p := &stripe.CheckoutSessionParams{Mode: stripe.String("subscription"), LineItems: lines, ClientReferenceID: stripe.String("tenant-1"),
		SuccessURL: stripe.String("http://kith.test/acme/settings/billing?checkout={CHECKOUT_SESSION_ID}"), CancelURL: stripe.String("http://kith.test/acme?checkout=cancelled"),
		SubscriptionData: &stripe.CheckoutSessionSubscriptionDataParams{Metadata: map[string]string{"tenant_id": "tenant-1"}}}
	if customer != "" {
		p.Customer = &customer
	}
	if trialDays > 0 {
		p.SubscriptionData.TrialPeriodDays = &trialDays
	}
	s, err := w.api.CheckoutSessions.New(p)
	w.must(err)
	return s
}

func line(price *stripe.Price, quantity int64) *stripe.CheckoutSessionLineItemParams {
	return &stripe.CheckoutSessionLineItemParams{Price: &price.ID, Quantity: &quantity}
}

func card(number string) []string {
	return []string{"email", "ana@acme.test", "name", "Ana", "number", number, "expiry", "12 / 34", "cvc", "123"}
}

func TestCheckout(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("")
	s := w.session(c.ID, 0, line(w.price("Full seat", 1200, "month"), 5), line(w.price("Light seat", 500, "month"), 1))
	require.EqualValues(t, 6500, s.AmountTotal)
	require.EqualValues(t, "open", s.Status)

	page, _, status := w.visit(s.URL)
	require.Equal(t, 200, status)
	for _, part := range []string{`<html lang="en">`, "<h1>Subscribe – Acme</h1>", "Full seat", "€60.00", "€5.00", "€65.00", `href="http://kith.test/acme?checkout=cancelled"`} {
		require.Contains(t, page, part)
	}
	for _, input := range regexp.MustCompile(`<input id="(\w+)"`).FindAllStringSubmatch(page, -1) {
		require.Contains(t, page, `<label for="`+input[1]+`">`, "each field has its label")
	}

	page, _, status = w.visit(s.URL, card("4000 0000 0000 0002")...)
	require.Equal(t, 402, status)
	require.Contains(t, page, `role="alert"`)
	require.Contains(t, page, "Your card was declined.")
	_, _, status = w.visit(s.URL, card("1234")...)
	require.Equal(t, 402, status)
	require.Zero(t, w.fake.Counts()["subscriptions"])

	_, landed, status := w.visit(s.URL, card("4242 4242 4242 4242")...)
	require.Equal(t, 303, status)
	require.Equal(t, "http://kith.test/acme/settings/billing?checkout="+s.ID, landed)

	p := &stripe.CheckoutSessionParams{}
	p.AddExpand("subscription.latest_invoice")
	p.AddExpand("line_items")
	s, err := w.api.CheckoutSessions.Get(s.ID, p)
	w.must(err)
	require.EqualValues(t, "complete", s.Status)
	require.EqualValues(t, "paid", s.PaymentStatus)
	require.Equal(t, "tenant-1", s.ClientReferenceID)
	require.Equal(t, "tenant-1", s.Subscription.Metadata["tenant_id"])
	require.EqualValues(t, "active", s.Subscription.Status)
	require.EqualValues(t, 6500, s.Subscription.LatestInvoice.AmountPaid)
	require.Len(t, s.LineItems.Data, 2)
	require.Equal(t, []string{"payment_method.attached", "customer.subscription.created", "invoice.created", "payment_intent.created", "invoice.finalized",
		"charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated", "checkout.session.completed"},
		w.types()[5:])

	_, err = w.fake.PayCheckout(s.ID, "4242424242424242")
	require.ErrorContains(t, err, "complete", "nobody pays twice")
}

func TestCheckoutWithSecureStep(t *testing.T) {
	w := newWorld(t, newYear)
	s := w.session("", 0, line(w.price("Full seat", 1200, "month"), 1))
	page, landed, _ := w.visit(s.URL, card("4000002760003184")...)
	require.Equal(t, s.URL+"/secure", landed)
	require.Contains(t, page, "€12.00")
	page, _, status := w.visit(s.URL+"/secure", "answer", "fail")
	require.Equal(t, 400, status)
	require.Contains(t, page, "unable to authenticate")
	require.Zero(t, w.fake.Counts()["subscriptions"])
	w.visit(s.URL, card("4000002760003184")...)
	_, landed, _ = w.visit(s.URL+"/secure", "answer", "complete")
	require.True(t, strings.HasPrefix(landed, "http://kith.test/"))
	c := w.fake.Customers()[0]
	require.Equal(t, "ana@acme.test", c.Email)
	sub, _ := w.fake.Subscription(c.ID)
	require.Equal(t, "active", sub.Status)
	w.fake.Advance(days(31) + time.Hour)
	sub, _ = w.fake.Subscription(c.ID)
	require.Equal(t, "past_due", sub.Status, "the card asks its holder again at each renewal")
	require.Contains(t, w.types(), "invoice.payment_action_required")

	inv := w.sub(sub.ID).LatestInvoice
	page, _, _ = w.visit(inv.HostedInvoiceURL)
	require.Contains(t, page, "waits for 3-D Secure")
	_, _, status = w.visit(inv.HostedInvoiceURL+"/secure", "answer", "fail")
	require.Equal(t, 402, status)
	_, _, status = w.visit(inv.HostedInvoiceURL, "number", "4000000000000002")
	require.Equal(t, 402, status)
	page, _, _ = w.visit(inv.HostedInvoiceURL, "number", "4242424242424242")
	require.Contains(t, page, `<strong id="status">paid</strong>`)
	sub, _ = w.fake.Subscription(c.ID)
	require.Equal(t, "active", sub.Status)
}

func TestCheckoutOfATrial(t *testing.T) {
	w := newWorld(t, newYear)
	s := w.session("", 14, line(w.price("Full seat", 1200, "month"), 2))
	page, _, _ := w.visit(s.URL)
	require.Contains(t, page, "Start trial")
	_, err := w.fake.PayCheckout(s.ID, "4242424242424242")
	w.must(err)
	got, err := w.api.CheckoutSessions.Get(s.ID, nil)
	w.must(err)
	require.EqualValues(t, "no_payment_required", got.PaymentStatus)
	require.EqualValues(t, "trialing", w.sub(got.Subscription.ID).Status)
	w.fake.Advance(days(14) + time.Hour)
	require.EqualValues(t, 2400, w.sub(got.Subscription.ID).LatestInvoice.AmountPaid)
}

func TestCheckoutExpires(t *testing.T) {
	w := newWorld(t, newYear)
	price := w.price("Full seat", 1200, "month")
	first, second := w.session("", 0, line(price, 1)), w.session("", 0, line(price, 1))
	_, err := w.api.CheckoutSessions.Expire(first.ID, nil)
	w.must(err)
	w.fake.Advance(24 * time.Hour)
	got, err := w.api.CheckoutSessions.Get(second.ID, nil)
	w.must(err)
	require.EqualValues(t, "expired", got.Status)
	page, _, _ := w.visit(w.fake.URL() + "/checkout/" + second.ID)
	require.Contains(t, page, "This session is expired.")
	_, err = w.fake.PayCheckout(second.ID, "4242424242424242")
	require.Error(t, err)
	require.Equal(t, 2, strings.Count(strings.Join(w.types(), " "), "checkout.session.expired"))
}

func TestPortal(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("Full seat", 1200, "month").ID, 3)
	p, err := w.api.BillingPortalSessions.New(&stripe.BillingPortalSessionParams{Customer: &c.ID, ReturnURL: stripe.String("http://kith.test/acme/settings/billing")})
	w.must(err)
	page, _, _ := w.visit(p.URL)
	for _, part := range []string{"3 × Full seat (at €12.00 / month)", "Visa ending in 4242", "€36.00", "Cancel on 1 Feb 2026", `href="http://kith.test/acme/settings/billing"`} {
		require.Contains(t, page, part)
	}
	page, _, _ = w.visit(p.URL+"/cancel", "subscription", sub.ID)
	require.Contains(t, page, "Ends on <strong>1 Feb 2026</strong>")
	require.True(t, w.sub(sub.ID).CancelAtPeriodEnd)
	page, _, _ = w.visit(p.URL+"/resume", "subscription", sub.ID)
	require.Contains(t, page, "Renews on <strong>1 Feb 2026</strong>")
	require.False(t, w.sub(sub.ID).CancelAtPeriodEnd)

	page, _, status := w.visit(p.URL+"/card", "number", "4000000000000002")
	require.Equal(t, 402, status)
	require.Contains(t, page, "Your card was declined.")
	page, _, _ = w.visit(p.URL+"/card", "number", "5555 5555 5555 4444")
	require.Contains(t, page, "Mastercard ending in 4444")
	require.Equal(t, "4444", w.method(w.sub(sub.ID).DefaultPaymentMethod.ID).Card.Last4)
	_, _, status = w.visit(p.URL+"/cancel", "subscription", "sub_of_somebody_else")
	require.Equal(t, 404, status)
	_, _, status = w.visit(w.fake.URL() + "/portal/bps_none")
	require.Equal(t, 404, status)
}

func (w *world) method(id string) *stripe.PaymentMethod {
	w.Helper()
	m, err := w.api.PaymentMethods.Get(id, nil)
	w.must(err)
	return m
}

func TestIndexPageMovesTheClock(t *testing.T) {
	w := newWorld(t, newYear)
	w.subscribe(w.customer("pm_card_visa").ID, w.price("Full seat", 1200, "month").ID, 3)
	w.session("", 0, line(w.price("Light seat", 500, "month"), 1))
	page, _, _ := w.visit(w.fake.URL())
	for _, part := range []string{"1 Jan 2026 00:00:00 UTC", "Acme", "ana@acme.test", "€36.00", "invoice.paid", "subscription_create", "4242424242424242"} {
		require.Contains(t, page, part)
	}
	page, _, _ = w.visit(w.fake.URL()+"/clock", "days", "32")
	require.Contains(t, page, "2 Feb 2026 00:00:00 UTC")
	require.Contains(t, page, "subscription_cycle")
	_, _, status := w.visit(w.fake.URL()+"/clock", "days", "soon")
	require.Equal(t, 400, status)
}
