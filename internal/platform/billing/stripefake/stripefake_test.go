package stripefake_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
)

const secret = "whsec_test"

// world is a stand-in with a clock that stands still, the real client, and a webhook that keeps what it gets.
type world struct {
	*testing.T
	fake   *stripefake.Server
	api    *client.API
	events *inbox
}

// inbox is a webhook that verifies and keeps events; Answer decides the status of the next answers.
type inbox struct {
	mu     sync.Mutex
	got    []stripe.Event
	bad    []error
	answer []int
}

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, at time.Time, change ...func(*stripefake.Options)) *world {
	t.Helper()
	w := &world{T: t, events: &inbox{}}
	o := stripefake.Options{WebhookURL: w.listen(), WebhookSecret: secret, Now: func() time.Time { return at }}
	for _, c := range change {
		c(&o)
	}
	fake, err := stripefake.Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(fake.Close)
	w.fake, w.api = fake, newClient(fake.URL())
	return w
}

// listen serves the inbox until the test ends.
func (w *world) listen() string {
	server := httptest.NewServer(w.events)
	w.Cleanup(server.Close)
	return server.URL
}

func newClient(url string) *client.API {
	backend := func() stripe.Backend {
		return stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
			URL: stripe.String(url), MaxNetworkRetries: stripe.Int64(0), HTTPClient: recorder, LeveledLogger: &stripe.LeveledLogger{}})
	}
	return client.New(stripefake.DefaultKey, &stripe.Backends{API: backend(), Connect: backend(), Uploads: backend()})
}

func (in *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	defer in.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	e, err := webhook.ConstructEvent(body, r.Header.Get("Stripe-Signature"), secret)
	if err != nil {
		in.bad = append(in.bad, err)
	}
	if len(in.answer) > 0 {
		status := in.answer[0]
		in.answer = in.answer[1:]
		if status >= 300 {
			w.WriteHeader(status)
			return
		}
	}
	in.got = append(in.got, e)
}

// types are the events that arrived so far, all of them rightly signed.
func (w *world) types() []string {
	w.Helper()
	require.NoError(w, w.fake.Settle(w.Context()))
	w.events.mu.Lock()
	defer w.events.mu.Unlock()
	require.Empty(w, w.events.bad)
	types := make([]string, len(w.events.got))
	for i, e := range w.events.got {
		types[i] = string(e.Type)
	}
	return types
}

func (w *world) must(err error) {
	w.Helper()
	require.NoError(w, err)
}

// price makes a monthly or yearly price of a new product.
func (w *world) price(key string, amount int64, interval string) *stripe.Price {
	w.Helper()
	product, err := w.api.Products.New(&stripe.ProductParams{Name: stripe.String(key)})
	w.must(err)
	p, err := w.api.Prices.New(&stripe.PriceParams{Product: &product.ID, Currency: stripe.String("eur"), UnitAmount: &amount,
		LookupKey: &key, Recurring: &stripe.PriceRecurringParams{Interval: &interval}})
	w.must(err)
	return p
}

// customer makes a customer who pays with a test card such as pm_card_visa.
func (w *world) customer(card string) *stripe.Customer {
	w.Helper()
	c, err := w.api.Customers.New(&stripe.CustomerParams{Name: stripe.String("Acme"), Email: stripe.String("ana@acme.test")})
	w.must(err)
	if card != "" {
		m, err := w.api.PaymentMethods.Attach(card, &stripe.PaymentMethodAttachParams{Customer: &c.ID})
		w.must(err)
		_, err = w.api.Customers.Update(c.ID, &stripe.CustomerParams{
			InvoiceSettings: &stripe.CustomerInvoiceSettingsParams{DefaultPaymentMethod: &m.ID}})
		w.must(err)
	}
	return c
}

// subscribe starts a subscription of one item.
func (w *world) subscribe(customer, price string, quantity int64) *stripe.Subscription {
	w.Helper()
	sub, err := w.api.Subscriptions.New(&stripe.SubscriptionParams{Customer: &customer,
		Items: []*stripe.SubscriptionItemsParams{{Price: &price, Quantity: &quantity}}})
	w.must(err)
	return sub
}

// sub reads a subscription with its invoice and payment.
func (w *world) sub(id string) *stripe.Subscription {
	w.Helper()
	p := &stripe.SubscriptionParams{}
	p.AddExpand("latest_invoice.payment_intent")
	sub, err := w.api.Subscriptions.Get(id, p)
	w.must(err)
	return sub
}

// seats asks for another quantity of the first item.
func seats(sub *stripe.Subscription, quantity int64, proration, payment string) *stripe.SubscriptionParams {
	p := &stripe.SubscriptionParams{ProrationBehavior: &proration,
		Items: []*stripe.SubscriptionItemsParams{{ID: &sub.Items.Data[0].ID, Quantity: &quantity}}}
	if payment != "" {
		p.PaymentBehavior = &payment
	}
	return p
}

// refusal is Stripe's own error in err.
func refusal(t *testing.T, err error) *stripe.Error {
	t.Helper()
	var e *stripe.Error
	require.ErrorAs(t, err, &e)
	return e
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
