package billing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Stripe speaks to Stripe. It keeps nothing: what it is told to do carries its own key, what it reads is read anew.
type Stripe struct {
	api  *client.API
	live bool
}

const callTimeout = 5 * time.Second

// NewStripe returns a client for the API at an address, or nil without a key: payments are then not set up.
func NewStripe(url, key string) *Stripe {
	if key == "" {
		return nil
	}
	return newStripe(url, key, callTimeout)
}

func newStripe(url, key string, timeout time.Duration) *Stripe {
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:               stripe.String(url),
		HTTPClient:        outbound.Service(timeout),
		MaxNetworkRetries: stripe.Int64(0), // try below knows what may be repeated
		EnableTelemetry:   stripe.Bool(false),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	s := &Stripe{live: strings.HasPrefix(key, "sk_live_") || strings.HasPrefix(key, "rk_live_")}
	s.api = client.New(key, &stripe.Backends{API: backend, Connect: backend, Uploads: backend})
	return s
}

// Ping tells whether Stripe answers and takes our key.
func (s *Stripe) Ping(ctx context.Context) error {
	p := &stripe.PriceListParams{ListParams: listing(ctx)}
	p.Limit, p.Single = stripe.Int64(1), true
	i := s.api.Prices.List(p)
	i.Next()
	return i.Err()
}

func params(ctx context.Context, key string) stripe.Params {
	p := stripe.Params{Context: ctx}
	if key != "" {
		p.IdempotencyKey = &key
	}
	return p
}

func listing(ctx context.Context) stripe.ListParams {
	return stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
}

const tries = 4

// firstWait is the pause before the second try; tests of thousands of failures make it short.
var firstWait = 100 * time.Millisecond

// try makes a call, and again when it could not be made or its outcome is not known: the key makes that one effect.
func try[T any](ctx context.Context, call func() (T, error)) (v T, err error) {
	for n, wait := 1, firstWait; ; n, wait = n+1, 2*wait {
		if v, err = call(); err == nil || n == tries || !temporary(err) {
			return v, known(err)
		}
		select {
		case <-ctx.Done():
			return v, known(err)
		case <-time.After(wait):
		}
	}
}

// effect makes a change at Stripe. When the answer is lost, or is a failure that Stripe repeats for the key although the
// work was done, it looks whether the change is there.
func effect[T any](ctx context.Context, post func() (T, error), look func() (T, bool, error)) (T, error) {
	v, err := try(ctx, post)
	if !errors.Is(err, ErrUnreachable) {
		return v, err
	}
	found, done, lookErr := look()
	switch {
	case lookErr != nil:
		return v, err
	case done:
		return found, nil
	case answered(err):
		return v, ErrFailed.Because(err) // Stripe is through with the key and nothing is there
	}
	return v, err
}

// temporary tells whether the same call may go better in a moment.
func temporary(err error) bool {
	var e *stripe.Error
	if !errors.As(err, &e) {
		return !errors.Is(err, context.Canceled)
	}
	return e.HTTPStatusCode == 409 || e.HTTPStatusCode == 429 || e.HTTPStatusCode >= 500
}

// answered tells whether Stripe itself refused, rather than the way to it.
func answered(err error) bool {
	var e *stripe.Error
	return errors.As(err, &e)
}

func known(err error) error {
	var e *stripe.Error
	switch {
	case err == nil:
		return nil
	case temporary(err):
		return ErrUnreachable.Because(err)
	case errors.As(err, &e) && (e.Type == stripe.ErrorTypeCard || e.HTTPStatusCode == 402):
		return ErrPayment.Because(err)
	}
	return err
}

// missing tells whether Stripe has no such object.
func missing(err error) bool {
	var e *stripe.Error
	return errors.As(err, &e) && e.HTTPStatusCode == 404
}

// rank orders a customer's subscriptions by how much they count.
var rank = map[stripe.SubscriptionStatus]int{
	"incomplete_expired": 1, "incomplete": 2, "canceled": 3, "paused": 4, "unpaid": 5, "past_due": 6, "trialing": 7, "active": 8,
}

// read is the subscription of a customer, with what it will cost next; nil when there never was one.
func (s *Stripe) read(ctx context.Context, customer string) (*Subscription, error) {
	if customer == "" {
		return nil, nil
	}
	x, err := try(ctx, func() (*stripe.Subscription, error) { return s.best(ctx, customer) })
	if err != nil || x == nil {
		return nil, err
	}
	sub := describe(x)
	sub.Customer = customer
	if x.Schedule != nil {
		if err := s.future(ctx, sub, x.Schedule); err != nil {
			return nil, err
		}
	}
	if sub.live() && sub.CancelAt == nil {
		sub.Next, err = s.upcoming(ctx, sub)
	}
	return sub, err
}

// best picks the subscription that counts: the liveliest, and of those the newest.
func (s *Stripe) best(ctx context.Context, customer string) (best *stripe.Subscription, err error) {
	p := &stripe.SubscriptionListParams{ListParams: listing(ctx), Customer: &customer, Status: stripe.String("all")}
	p.AddExpand("data.schedule")
	p.AddExpand("data.latest_invoice.payment_intent")
	live := 0
	i := s.api.Subscriptions.List(p)
	for i.Next() {
		x := i.Subscription()
		if rank[x.Status] > rank["canceled"] {
			live++
		}
		if best == nil || rank[x.Status] > rank[best.Status] {
			best = x // the list begins with the newest
		}
	}
	if live > 1 {
		slog.ErrorContext(ctx, "billing: a customer has more than one live subscription", "customer", customer, "count", live)
	}
	return best, i.Err()
}

func (s *Stripe) upcoming(ctx context.Context, sub *Subscription) (*Invoice, error) {
	p := &stripe.InvoiceUpcomingParams{Params: params(ctx, ""), Subscription: &sub.ID}
	inv, err := try(ctx, func() (*stripe.Invoice, error) { return s.api.Invoices.Upcoming(p) })
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &Invoice{money.Money{Amount: inv.AmountDue, Currency: strings.ToUpper(string(inv.Currency))}, sub.PeriodEnd}, nil
}

// describe turns Stripe's subscription into ours.
func describe(x *stripe.Subscription) *Subscription {
	sub := &Subscription{ID: x.ID, Status: string(x.Status), Currency: strings.ToUpper(string(x.Currency)), Pending: x.PendingUpdate != nil,
		PeriodStart: moment(x.CurrentPeriodStart), PeriodEnd: moment(x.CurrentPeriodEnd)}
	if x.CancelAt > 0 {
		at := moment(x.CancelAt)
		sub.CancelAt = &at
	}
	for _, item := range x.Items.Data {
		sub.add(item)
	}
	if inv := x.LatestInvoice; inv != nil {
		sub.InvoiceID = inv.ID
		sub.Declined = sub.Pending && inv.PaymentIntent != nil && inv.PaymentIntent.Status == stripe.PaymentIntentStatusRequiresPaymentMethod
	}
	if x.Schedule != nil {
		sub.ScheduleID = x.Schedule.ID
	}
	return sub
}

func (s *Subscription) add(item *stripe.SubscriptionItem) {
	key, ok := plan.ParseKey(item.Price.Metadata["key"])
	if !ok {
		slog.Error("billing: a subscription has a price that is not ours", "subscription", s.ID, "price", item.Price.ID)
		return
	}
	s.Plan, s.Version, s.Interval = key.Code, key.Version, key.Interval
	s.Items = append(s.Items, Item{ID: item.ID, Price: item.Price.ID, Kind: key.Kind, Quantity: int(item.Quantity)})
	s.Seats.set(key.Kind, int(item.Quantity))
}

func (s *Seats) set(kind string, n int) {
	switch kind {
	case plan.Full:
		s.Full = n
	case plan.Light:
		s.Light = n
	}
}

// future reads what a subscription will be from the next period on, if that differs.
func (s *Stripe) future(ctx context.Context, sub *Subscription, schedule *stripe.SubscriptionSchedule) error {
	for _, phase := range schedule.Phases {
		if moment(phase.StartDate).Before(sub.PeriodEnd) {
			continue
		}
		var later Seats
		terms := sub.terms()
		for _, x := range phase.Items {
			key, err := s.keyOf(ctx, sub, x.Price.ID)
			if err != nil {
				return err
			}
			later.set(key.Kind, int(x.Quantity))
			terms = Terms{key.Code, key.Version, key.Interval}
		}
		if terms != sub.terms() {
			sub.Turn = &terms
		}
		if later != sub.Seats {
			sub.Later = &later
		}
		return nil
	}
	return nil
}

// keyOf tells what a price is: one of the subscription's own, or one that Stripe is asked about.
func (s *Stripe) keyOf(ctx context.Context, sub *Subscription, price string) (plan.Key, error) {
	for _, item := range sub.Items {
		if item.Price == price {
			return plan.Key{Code: sub.Plan, Version: sub.Version, Kind: item.Kind, Interval: sub.Interval}, nil
		}
	}
	x, err := try(ctx, func() (*stripe.Price, error) {
		return s.api.Prices.Get(price, &stripe.PriceParams{Params: params(ctx, "")})
	})
	if err != nil {
		return plan.Key{}, err
	}
	key, ok := plan.ParseKey(x.Metadata["key"])
	if !ok {
		slog.ErrorContext(ctx, "billing: a schedule has a price that is not ours", "subscription", sub.ID, "price", price)
	}
	return key, nil
}

func moment(unix int64) time.Time { return time.Unix(unix, 0).UTC() }

// prices finds the price ids of lookup keys; a key that Stripe does not know is ErrCatalogue.
func (s *Stripe) prices(ctx context.Context, keys ...string) (map[string]string, error) {
	found := map[string]string{}
	_, err := try(ctx, func() (bool, error) {
		p := &stripe.PriceListParams{ListParams: listing(ctx), LookupKeys: stripe.StringSlice(keys)}
		i := s.api.Prices.List(p)
		for i.Next() {
			found[i.Price().LookupKey] = i.Price().ID
		}
		return true, i.Err()
	})
	for _, k := range keys {
		if err == nil && found[k] == "" {
			return nil, ErrCatalogue.Because(fmt.Errorf("no price %s: run kith billing sync", k))
		}
	}
	return found, err
}

// tolerance is how old, or how far ahead, a signature may be.
const tolerance = 300 * time.Second

// stripeNews is what we read of an event: that it is, and whom it is about.
type stripeNews struct {
	ID, Type, Account string
	Livemode          bool
	Data              struct {
		Object struct {
			ID, Object string
			Customer   reference
		}
	}
}

// reference is an id that Stripe writes alone, or inside the whole object.
type reference string

// UnmarshalJSON implements json.Unmarshaler.
func (r *reference) UnmarshalJSON(data []byte) error {
	var whole struct{ ID string }
	if json.Unmarshal(data, (*string)(r)) == nil {
		return nil
	}
	err := json.Unmarshal(data, &whole)
	*r = reference(whole.ID)
	return err
}

// customer is the customer that an event is about; empty when it is about none.
func (n stripeNews) customer() string {
	if n.Data.Object.Object == "customer" {
		return n.Data.Object.ID
	}
	return string(n.Data.Object.Customer)
}

// verify reads an event whose signature one of the secrets made; there are two while a secret is being replaced.
func verify(payload []byte, header string, secrets []string) (n stripeNews, err error) {
	if ahead(header) {
		return n, ErrSignature
	}
	for _, secret := range secrets {
		if secret == "" || webhook.ValidatePayloadWithTolerance(payload, header, secret, tolerance) != nil {
			continue
		}
		if err := json.Unmarshal(payload, &n); err != nil || n.ID == "" {
			return n, ErrSignature.Because(err)
		}
		return n, nil
	}
	return n, ErrSignature
}

// ahead tells whether a signature comes from the future, which Stripe's library does not mind.
func ahead(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			unix, err := strconv.ParseInt(text, 10, 64)
			return err != nil || time.Unix(unix, 0).After(clock.Now().Add(tolerance))
		}
	}
	return true
}
