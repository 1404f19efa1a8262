package stripefake_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/api"
)

func TestCatalogueSyncsByLookupKey(t *testing.T) {
	w := newWorld(t, newYear)
	old := w.price("full_month", 1000, "month")
	p := &stripe.PriceParams{Product: stripe.String(old.Product.ID), Currency: stripe.String("eur"), UnitAmount: stripe.Int64(1200),
		LookupKey: stripe.String("full_month"), Recurring: &stripe.PriceRecurringParams{Interval: stripe.String("month")},
		CurrencyOptions: map[string]*stripe.PriceCurrencyOptionsParams{"usd": {UnitAmount: stripe.Int64(1300)}, "inr": {UnitAmount: stripe.Int64(99900)}}}
	_, err := w.api.Prices.New(p)
	require.ErrorContains(t, err, "already uses that lookup key")
	p.TransferLookupKey = stripe.Bool(true)
	p.AddExpand("currency_options")
	now, err := w.api.Prices.New(p)
	w.must(err)
	require.EqualValues(t, 1300, now.CurrencyOptions["usd"].UnitAmount)

	q := &stripe.PriceListParams{LookupKeys: []*string{stripe.String("full_month"), stripe.String("none")}}
	list := w.api.Prices.List(q)
	require.True(t, list.Next())
	require.Equal(t, now.ID, list.Price().ID)
	require.Nil(t, list.Price().CurrencyOptions, "hidden unless expanded")
	require.False(t, list.Next())

	c := w.customer("pm_card_visa")
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, Currency: stripe.String("usd"),
		Items: []*stripe.SubscriptionItemsParams{{Price: &now.ID, Quantity: stripe.Int64(2)}}})
	w.must(err)
	require.EqualValues(t, "usd", sub.Currency)
	require.EqualValues(t, 2600, w.sub(sub.ID).LatestInvoice.AmountPaid)
	_, err = w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, Items: []*stripe.SubscriptionItemsParams{{Price: &old.ID}}})
	require.ErrorContains(t, err, "cannot combine currencies")

	require.Contains(t, w.raw("POST", "/v1/prices/"+old.ID, "unit_amount=1", "").body, "Received unknown parameter: unit_amount")
	_, err = w.api.Prices.Update(old.ID, &stripe.PriceParams{Active: stripe.Bool(false)})
	w.must(err)
	_, err = w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, Currency: stripe.String("usd"), Items: []*stripe.SubscriptionItemsParams{{Price: &old.ID}}})
	require.ErrorContains(t, err, "inactive")
	product, err := w.api.Products.Update(old.Product.ID, &stripe.ProductParams{Name: stripe.String("Full seat"), Metadata: map[string]string{"plan": "business"}})
	w.must(err)
	require.Equal(t, "Full seat", product.Name)
	require.Contains(t, w.types(), "product.updated")
}

func TestCustomers(t *testing.T) {
	w := newWorld(t, newYear)
	c, err := w.api.Customers.New(&stripe.CustomerParams{Email: stripe.String("a@acme.test"), Metadata: map[string]string{"tenant_id": "1", "command_id": "x"},
		Address: &stripe.AddressParams{Country: stripe.String("PL"), City: stripe.String("Łódź")}})
	w.must(err)
	require.Equal(t, "Łódź", c.Address.City)
	c, err = w.api.Customers.Update(c.ID, &stripe.CustomerParams{Metadata: map[string]string{"command_id": ""}})
	w.must(err)
	require.Equal(t, map[string]string{"tenant_id": "1"}, c.Metadata)
	other := w.customer("")
	byMail := w.api.Customers.List(&stripe.CustomerListParams{Email: stripe.String("a@acme.test")})
	require.True(t, byMail.Next())
	require.Equal(t, c.ID, byMail.Customer().ID)
	require.False(t, byMail.Next())
	found := w.api.Customers.Search(&stripe.CustomerSearchParams{SearchParams: stripe.SearchParams{Query: "metadata['tenant_id']:'1'"}})
	require.True(t, found.Next())
	require.Equal(t, c.ID, found.Customer().ID)
	require.False(t, found.Next())
	gone, err := w.api.Customers.Del(other.ID, nil)
	w.must(err)
	require.True(t, gone.Deleted)
	gone, err = w.api.Customers.Get(other.ID, nil)
	w.must(err)
	require.True(t, gone.Deleted)
	_, err = w.api.Customers.Get("cus_none", nil)
	require.Equal(t, 404, refusal(t, err).HTTPStatusCode)
	require.Equal(t, stripe.ErrorCodeResourceMissing, refusal(t, err).Code)
	require.Subset(t, w.types(), []string{"customer.created", "customer.updated", "customer.deleted"})
}

func TestCards(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	m, err := w.api.PaymentMethods.New(&stripe.PaymentMethodParams{Type: stripe.String("card"), Card: &stripe.PaymentMethodCardParams{Token: stripe.String("tok_mastercard")}})
	w.must(err)
	_, err = w.api.PaymentMethods.Attach(m.ID, &stripe.PaymentMethodAttachParams{Customer: &c.ID})
	w.must(err)
	list := w.api.PaymentMethods.List(&stripe.PaymentMethodListParams{Customer: &c.ID, Type: stripe.String("card")})
	require.True(t, list.Next())
	require.Equal(t, "4444", list.PaymentMethod().Card.Last4)
	require.True(t, list.Next())
	require.False(t, list.Next())
	_, err = w.api.PaymentMethods.Detach(m.ID, nil)
	w.must(err)
	_, err = w.api.PaymentMethods.Attach("pm_card_chargeDeclined", &stripe.PaymentMethodAttachParams{Customer: &c.ID})
	require.Equal(t, stripe.ErrorCodeCardDeclined, refusal(t, err).Code)
	require.Subset(t, w.types(), []string{"payment_method.attached", "payment_method.detached"})
}

func TestListsHavePages(t *testing.T) {
	w := newWorld(t, newYear)
	for range 5 {
		w.customer("")
	}
	p := &stripe.CustomerListParams{}
	p.Limit = stripe.Int64(2)
	seen := map[string]bool{}
	for all := w.api.Customers.List(p); all.Next(); {
		seen[all.Customer().ID] = true
	}
	require.Len(t, seen, 5)
	page := w.raw("GET", "/v1/customers?limit=2", "", "")
	require.Contains(t, page.body, `"has_more": true`)
	require.Contains(t, w.raw("GET", "/v1/customers?limit=101", "", "").body, "between 1 and 100")
	require.Contains(t, w.raw("GET", "/v1/customers?colour=red", "", "").body, "Received unknown parameter: colour")
}

func TestSubscriptionsAndInvoicesAreListed(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	price := w.price("seat", 1200, "month")
	gone, kept := w.subscribe(c.ID, price.ID, 1), w.subscribe(c.ID, price.ID, 2)
	_, err := w.api.Subscriptions.Cancel(gone.ID, nil)
	w.must(err)
	ids := func(status string) (out []string) {
		p := &stripe.SubscriptionListParams{Customer: &c.ID}
		if status != "" {
			p.Status = &status
		}
		for all := w.api.Subscriptions.List(p); all.Next(); {
			out = append(out, all.Subscription().ID)
		}
		return out
	}
	require.Equal(t, []string{kept.ID}, ids(""))
	require.Equal(t, []string{kept.ID, gone.ID}, ids("all"))
	require.Equal(t, []string{gone.ID}, ids("canceled"))
	n := 0
	for all := w.api.Invoices.List(&stripe.InvoiceListParams{Customer: &c.ID, Status: stripe.String("paid")}); all.Next(); n++ {
		require.NotEmpty(t, all.Invoice().Number)
	}
	require.Equal(t, 2, n)
}

func TestRefundsAndDisputes(t *testing.T) {
	w := newWorld(t, newYear)
	sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, "month").ID, 2)
	charge := w.sub(sub.ID).LatestInvoice.Charge.ID
	_, err := w.api.Refunds.New(&stripe.RefundParams{Charge: &charge, Amount: stripe.Int64(400)})
	w.must(err)
	_, err = w.api.Refunds.New(&stripe.RefundParams{Charge: &charge, Amount: stripe.Int64(2001)})
	require.ErrorContains(t, err, "greater than")
	_, err = w.api.Refunds.New(&stripe.RefundParams{PaymentIntent: &w.sub(sub.ID).LatestInvoice.PaymentIntent.ID})
	w.must(err)
	c, err := w.api.Charges.Get(charge, nil)
	w.must(err)
	require.True(t, c.Refunded)
	require.EqualValues(t, 2400, c.AmountRefunded)
	require.EqualValues(t, "active", w.sub(sub.ID).Status, "a refund ends nothing")
	id, err := w.fake.OpenDispute(charge)
	w.must(err)
	w.must(w.fake.CloseDispute(id, false))
	d, err := w.api.Disputes.Get(id, nil)
	w.must(err)
	require.EqualValues(t, "lost", d.Status)
	require.Subset(t, w.types(), []string{"charge.refunded", "charge.dispute.created", "charge.dispute.closed"})
}

// said is an answer of the API without stripe-go in between.
type said struct {
	status int
	body   string
	head   http.Header
}

func (w *world) raw(method, path, body, key string) said {
	w.Helper()
	req, err := http.NewRequest(method, w.fake.URL()+path, strings.NewReader(body))
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+stripefake.DefaultKey)
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := http.DefaultClient.Do(req)
	w.must(err)
	defer resp.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(resp.Body)
	w.must(err)
	return said{resp.StatusCode, string(text), resp.Header}
}

func TestIdempotency(t *testing.T) {
	w := newWorld(t, newYear)
	first := w.raw("POST", "/v1/customers", "email=a%40b.test", "k1")
	again := w.raw("POST", "/v1/customers", "email=a%40b.test", "k1")
	require.Equal(t, first.body, again.body)
	require.Empty(t, first.head.Get("Idempotent-Replayed"))
	require.Equal(t, "true", again.head.Get("Idempotent-Replayed"))
	other := w.raw("POST", "/v1/customers", "email=c%40b.test", "k1")
	require.Equal(t, 400, other.status)
	require.Contains(t, other.body, "idempotency_error")
	require.Equal(t, 1, w.fake.Counts()["customers"])

	w.fake.FailNext(api.CommitThen500, 1)
	require.Equal(t, 500, w.raw("POST", "/v1/customers", "email=d%40b.test", "k2").status)
	again = w.raw("POST", "/v1/customers", "email=d%40b.test", "k2")
	require.Equal(t, 500, again.status, "the failure is what the key remembers")
	require.Equal(t, 2, w.fake.Counts()["customers"])

	bad := w.raw("POST", "/v1/customers", "colour=red", "k3")
	require.Equal(t, 400, bad.status)
	require.Contains(t, bad.body, `"code": "parameter_unknown"`)
	require.Equal(t, 200, w.raw("POST", "/v1/customers", "email=e%40b.test", "k3").status, "what was never executed is not remembered")

	w.fake.Advance(24*time.Hour - time.Second)
	require.Equal(t, first.body, w.raw("POST", "/v1/customers", "email=a%40b.test", "k1").body)
	w.fake.Advance(time.Second)
	require.NotEqual(t, first.body, w.raw("POST", "/v1/customers", "email=a%40b.test", "k1").body)
}

func TestSameKeyTwiceAtOnce(t *testing.T) {
	w := newWorld(t, newYear)
	w.fake.Fail(api.Fault{Kind: api.Slow, Times: 1, For: time.Second})
	var statuses sync.Map
	var both sync.WaitGroup
	for i := range 2 {
		both.Go(func() {
			time.Sleep(time.Duration(i) * 100 * time.Millisecond)
			statuses.Store(w.raw("POST", "/v1/customers", "email=a%40b.test", "k").status, true)
		})
	}
	both.Wait()
	_, made := statuses.Load(200)
	_, busy := statuses.Load(409)
	require.True(t, made && busy)
	require.Equal(t, 1, w.fake.Counts()["customers"])
}

func TestFaults(t *testing.T) {
	w := newWorld(t, newYear)
	w.fake.FailNext(api.RateLimited, 1)
	require.Equal(t, 429, w.raw("GET", "/v1/customers", "", "").status)
	w.fake.FailNext(api.FailBefore, 1)
	require.Equal(t, 500, w.raw("POST", "/v1/customers", "", "k1").status)
	require.Zero(t, w.fake.Counts()["customers"])
	require.Equal(t, 200, w.raw("POST", "/v1/customers", "", "k1").status)

	w.fake.Fail(api.Fault{Kind: api.CommitThenHang, Times: 1, Path: "/customers"})
	require.Equal(t, 200, w.raw("GET", "/v1/customers", "", "").status, "reading commits nothing")
	impatient := &http.Client{Timeout: time.Second}
	req, err := http.NewRequest(http.MethodPost, w.fake.URL()+"/v1/customers", strings.NewReader("email=x%40b.test"))
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+stripefake.DefaultKey)
	req.Header.Set("Idempotency-Key", "k2")
	_, err = impatient.Do(req) //nolint:bodyclose // there is no answer
	require.Error(t, err)
	again := w.raw("POST", "/v1/customers", "email=x%40b.test", "k2")
	require.Equal(t, 200, again.status)
	require.Equal(t, "true", again.head.Get("Idempotent-Replayed"))
	require.Equal(t, 2, w.fake.Counts()["customers"])

	w.fake.FailNext(api.FailBefore, 5)
	w.fake.ClearFaults()
	require.Equal(t, 200, w.raw("GET", "/v1/customers", "", "").status)
}

func TestFaultsOverHTTP(t *testing.T) {
	w := newWorld(t, newYear)
	require.Equal(t, 200, w.raw("POST", "/_fake/fail", `{"kind":"rate_limited","times":1}`, "").status)
	require.Equal(t, 429, w.raw("GET", "/v1/customers", "", "").status)
	require.Equal(t, 200, w.raw("POST", "/_fake/advance", `{"seconds":3600}`, "").status)
	require.Equal(t, newYear.Add(time.Hour), w.fake.Now())
	s := w.session("", 0, line(w.price("seat", 1200, "month"), 1))
	require.Equal(t, 400, w.raw("POST", "/_fake/pay", `{"session":"`+s.ID+`","number":"4000000000000002"}`, "").status)
	require.Equal(t, 200, w.raw("POST", "/_fake/pay", `{"session":"`+s.ID+`","number":"4242424242424242"}`, "").status)
	require.Contains(t, w.raw("GET", "/_fake/counts", "", "").body, `"subscriptions":1`)
}

func TestStrangersAndOtherVersions(t *testing.T) {
	w := newWorld(t, newYear)
	resp, err := http.Get(w.fake.URL() + "/v1/customers")
	w.must(err)
	w.must(resp.Body.Close())
	require.Equal(t, 401, resp.StatusCode)
	require.Equal(t, 404, w.raw("GET", "/v1/unheard_of", "", "").status)
	req, err := http.NewRequest(http.MethodGet, w.fake.URL()+"/v1/customers", nil)
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+stripefake.DefaultKey)
	req.Header.Set("Stripe-Version", "2025-01-01")
	resp, err = http.DefaultClient.Do(req)
	w.must(err)
	w.must(resp.Body.Close())
	require.Equal(t, 400, resp.StatusCode)
	form := url.Values{"items[0][price]": {"price_none"}, "customer": {"cus_none"}, "items[0][quantity]": {"many"}}
	require.Contains(t, w.raw("POST", "/v1/subscriptions", form.Encode(), "").body, "parameter_invalid")
}

func TestInvoicesByHand(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 2)
	_, err := w.api.Subscriptions.Update(sub.ID, seats(sub, 3, "create_prorations", ""))
	w.must(err)
	items := w.api.InvoiceItems.List(&stripe.InvoiceItemListParams{Customer: &c.ID, Pending: stripe.Bool(true)})
	require.True(t, items.Next())
	require.True(t, items.InvoiceItem().Proration)
	lines := w.api.Invoices.UpcomingLines(&stripe.InvoiceUpcomingLinesParams{Subscription: &sub.ID})
	n := 0
	for lines.Next() {
		n++
	}
	require.Equal(t, 3, n)

	w.fake.Advance(days(31))
	draft := w.sub(sub.ID).LatestInvoice
	w.must(w.fake.ScriptCard(c.ID, "declined"))
	_, err = w.api.Invoices.VoidInvoice(draft.ID, nil)
	require.ErrorContains(t, err, "draft")
	open, err := w.api.Invoices.FinalizeInvoice(draft.ID, &stripe.InvoiceFinalizeInvoiceParams{AutoAdvance: stripe.Bool(true)})
	w.must(err)
	require.EqualValues(t, "open", open.Status)
	_, err = w.api.Invoices.FinalizeInvoice(draft.ID, nil)
	require.Error(t, err)
	_, err = w.api.Invoices.Pay(draft.ID, nil)
	require.Equal(t, stripe.ErrorCodeCardDeclined, refusal(t, err).Code)
	require.EqualValues(t, "past_due", w.sub(sub.ID).Status)
	all := w.api.Invoices.ListLines(&stripe.InvoiceListLinesParams{Invoice: &draft.ID})
	require.True(t, all.Next())
	_, err = w.api.Invoices.VoidInvoice(draft.ID, nil)
	w.must(err)
	got := w.sub(sub.ID)
	require.EqualValues(t, "void", got.LatestInvoice.Status)
	require.EqualValues(t, "canceled", got.LatestInvoice.PaymentIntent.Status)
	require.EqualValues(t, "active", got.Status)
	_, err = w.api.Invoices.Pay(draft.ID, nil)
	require.ErrorContains(t, err, "void")
}

func TestIntentIsConfirmedWithAnotherCard(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("")
	price := w.price("seat", 1200, "month")
	p := &stripe.SubscriptionParams{Customer: &c.ID, PaymentBehavior: stripe.String("default_incomplete"),
		Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID}}}
	p.AddExpand("latest_invoice.payment_intent")
	sub, err := w.api.Subscriptions.New(p)
	w.must(err)
	require.EqualValues(t, "incomplete", sub.Status)
	pi := sub.LatestInvoice.PaymentIntent
	require.EqualValues(t, "requires_payment_method", pi.Status)
	confirm := func(card string) (*stripe.PaymentIntent, error) {
		return w.api.PaymentIntents.Confirm(pi.ID, &stripe.PaymentIntentConfirmParams{PaymentMethod: &card})
	}
	_, err = confirm("pm_card_chargeDeclined")
	require.Equal(t, stripe.ErrorCodeCardDeclined, refusal(t, err).Code)
	asked, err := confirm("pm_card_authenticationRequired")
	w.must(err)
	require.EqualValues(t, "requires_action", asked.Status)
	w.must(w.fake.Authenticate(c.ID, false))
	got, err := w.api.PaymentIntents.Get(pi.ID, nil)
	w.must(err)
	require.EqualValues(t, "payment_intent_authentication_failure", got.LastPaymentError.Code)
	paid, err := confirm("pm_card_visa")
	w.must(err)
	require.EqualValues(t, "succeeded", paid.Status)
	require.EqualValues(t, "active", w.sub(sub.ID).Status)
	_, err = confirm("pm_card_visa")
	require.ErrorContains(t, err, "status of succeeded")
	_, err = w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &c.ID, DefaultPaymentMethod: stripe.String("pm_none"),
		Items: []*stripe.SubscriptionItemsParams{{Price: &price.ID}}})
	require.Equal(t, stripe.ErrorCodeResourceMissing, refusal(t, err).Code)
}

// TestShapes reads what the other tests do not, so that the contract sees it.
func TestShapes(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	s := w.session(c.ID, 0, line(w.price("seat", 1200, "month"), 2))
	_, err := w.fake.PayCheckout(s.ID, "4242424242424242")
	w.must(err)
	sold := w.api.CheckoutSessions.ListLineItems(&stripe.CheckoutSessionListLineItemsParams{Session: &s.ID})
	require.True(t, sold.Next())
	require.EqualValues(t, 2400, sold.LineItem().AmountTotal)
	require.True(t, w.api.CheckoutSessions.List(&stripe.CheckoutSessionListParams{Customer: &c.ID}).Next())
	whole := &stripe.CustomerParams{}
	whole.AddExpand("subscriptions")
	c, err = w.api.Customers.Get(c.ID, whole)
	w.must(err)
	require.Len(t, c.Subscriptions.Data, 1)
	require.True(t, w.api.Customers.ListPaymentMethods(&stripe.CustomerListPaymentMethodsParams{Customer: &c.ID}).Next())
	intents := w.api.PaymentIntents.List(&stripe.PaymentIntentListParams{Customer: &c.ID})
	require.True(t, intents.Next())
	charges := w.api.Charges.List(&stripe.ChargeListParams{Customer: &c.ID})
	require.True(t, charges.Next())
	_, err = w.api.Refunds.New(&stripe.RefundParams{Charge: &charges.Charge().ID})
	w.must(err)
	require.True(t, w.api.Refunds.List(&stripe.RefundListParams{Charge: &charges.Charge().ID}).Next())
	one := &stripe.ChargeParams{}
	one.AddExpand("refunds")
	one.AddExpand("payment_intent.latest_charge")
	charge, err := w.api.Charges.Get(charges.Charge().ID, one)
	w.must(err)
	require.Len(t, charge.Refunds.Data, 1)
	_, err = w.fake.OpenDispute(charge.ID)
	w.must(err)
	require.True(t, w.api.Disputes.List(&stripe.DisputeListParams{Charge: &charge.ID}).Next())
	_, err = w.api.BillingPortalSessions.New(&stripe.BillingPortalSessionParams{Customer: &c.ID})
	w.must(err)
	require.True(t, w.api.BillingPortalConfigurations.List(nil).Next())
	require.True(t, w.api.WebhookEndpoints.List(nil).Next())
	require.True(t, w.api.Products.List(&stripe.ProductListParams{Active: stripe.Bool(true)}).Next())
	require.True(t, w.api.Subscriptions.Search(&stripe.SubscriptionSearchParams{SearchParams: stripe.SearchParams{Query: `metadata['tenant_id']:'tenant-1' AND status:'active'`}}).Next())
	require.False(t, w.api.SubscriptionSchedules.List(&stripe.SubscriptionScheduleListParams{Customer: &c.ID}).Next())
	w.fake.Advance(40 * 24 * time.Hour) // a renewal, and what announces it
	many := &stripe.EventListParams{}
	many.Limit = stripe.Int64(100)
	events := w.api.Events.List(many)
	require.True(t, events.Next())
	_, err = w.api.Events.Get(events.Event().ID, nil)
	w.must(err)
	deep := &stripe.SubscriptionParams{}
	for _, path := range []string{"latest_invoice.lines.data.price.product", "default_payment_method", "customer", "items.data.price.product", "schedule"} {
		deep.AddExpand(path)
	}
	sub, err := w.api.Subscriptions.Get(c.Subscriptions.Data[0].ID, deep)
	w.must(err)
	require.Equal(t, "seat", sub.Items.Data[0].Price.Product.Name)
	deep.Expand = []*string{stripe.String("colour")}
	_, err = w.api.Subscriptions.Get(sub.ID, deep)
	require.ErrorContains(t, err, "cannot be expanded (colour)")
}
