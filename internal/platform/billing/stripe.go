package billing

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Stripe speaks to Stripe. It keeps nothing: what it is told to do carries its own key, what it reads is read anew.
type Stripe struct {
	api  *client.API
	live bool
	tax  bool // Stripe works out taxes
}

// WithTax has Stripe work out the taxes of what is bought from now on; the account must have Stripe Tax set up. It may be
// called on nil.
func (s *Stripe) WithTax(on bool) *Stripe {
	if s != nil {
		s.tax = on
	}
	return s
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
		return v, ErrFailed.Because(errors.Unwrap(err)) // Stripe is through with the key and nothing is there: it was reached
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
	if sub.Dispute != "" {
		if sub.Dispute, err = s.dispute(ctx, x.LatestInvoice.Charge.ID); err != nil {
			return nil, err
		}
	}
	if sub.TrialEnd != nil {
		if sub.Unpaid, err = s.unpaid(ctx, sub); err != nil {
			return nil, err
		}
	}
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

// dispute is how the newest dispute over a charge stands.
func (s *Stripe) dispute(ctx context.Context, charge string) (state string, err error) {
	p := &stripe.DisputeListParams{ListParams: listing(ctx), Charge: &charge}
	p.Limit, p.Single = stripe.Int64(1), true
	return try(ctx, func() (string, error) {
		i := s.api.Disputes.List(p)
		if !i.Next() {
			return disputeOpen, i.Err()
		}
		switch i.Dispute().Status {
		case stripe.DisputeStatusWon, stripe.DisputeStatusWarningClosed:
			return disputeWon, nil
		case stripe.DisputeStatusLost:
			return disputeLost, nil
		}
		return disputeOpen, nil
	})
}

// unpaid tells whether nothing was ever paid of a subscription that began with a trial: the invoice of the trial itself
// is always paid, and nothing.
func (s *Stripe) unpaid(ctx context.Context, sub *Subscription) (bool, error) {
	if sub.onTrial() {
		return true, nil
	}
	p := &stripe.InvoiceListParams{ListParams: listing(ctx), Subscription: &sub.ID, Status: stripe.String("paid"),
		CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: sub.TrialEnd.Unix()}}
	p.Limit, p.Single = stripe.Int64(1), true
	return try(ctx, func() (bool, error) {
		i := s.api.Invoices.List(p)
		return !i.Next(), i.Err()
	})
}

// best picks the subscription that counts: the liveliest, and of those the newest.
func (s *Stripe) best(ctx context.Context, customer string) (best *stripe.Subscription, err error) {
	p := &stripe.SubscriptionListParams{ListParams: listing(ctx), Customer: &customer, Status: stripe.String("all")}
	p.AddExpand("data.schedule")
	p.AddExpand("data.latest_invoice.payment_intent")
	p.AddExpand("data.latest_invoice.charge")
	p.AddExpand("data.default_payment_method")
	p.AddExpand("data.customer.invoice_settings.default_payment_method")
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
	return &Invoice{money.Money{Amount: inv.AmountDue, Currency: strings.ToUpper(string(inv.Currency))}, sub.PeriodEnd, recurring(inv)}, nil
}

// recurring adds up the lines of an upcoming invoice that come again every period, as Stripe has priced them: less its
// discounts, without tax, and without what is charged or given back once for a change.
func recurring(inv *stripe.Invoice) (sum int64) {
	if inv.Lines == nil {
		return 0
	}
	for _, line := range inv.Lines.Data {
		if line.Proration || line.Type != stripe.InvoiceLineItemTypeSubscription {
			continue
		}
		sum += line.Amount
		for _, d := range line.DiscountAmounts {
			sum -= d.Amount
		}
	}
	return sum
}

// describe turns Stripe's subscription into ours.
func describe(x *stripe.Subscription) *Subscription {
	sub := &Subscription{ID: x.ID, Status: string(x.Status), Currency: strings.ToUpper(string(x.Currency)), Pending: x.PendingUpdate != nil,
		PeriodStart: moment(x.CurrentPeriodStart), PeriodEnd: moment(x.CurrentPeriodEnd)}
	if x.CancelAt > 0 {
		at := moment(x.CancelAt)
		sub.CancelAt = &at
	}
	sub.ToFree = x.Metadata[afterwards] == plan.Free && (sub.CancelAt != nil || sub.Status == "canceled")
	if x.TrialEnd > 0 {
		at := moment(x.TrialEnd)
		sub.TrialEnd = &at
	}
	for _, item := range x.Items.Data {
		sub.add(item)
	}
	sub.Sent = x.CollectionMethod == stripe.SubscriptionCollectionMethodSendInvoice
	sub.cards(x)
	if inv := x.LatestInvoice; inv != nil {
		sub.InvoiceID = inv.ID
		if inv.Charge != nil {
			sub.Refunded = inv.Charge.AmountRefunded
			if inv.Charge.Disputed {
				sub.Dispute = disputeOpen
			}
		}
		sub.Declined = sub.Pending && inv.PaymentIntent != nil && inv.PaymentIntent.Status == stripe.PaymentIntentStatusRequiresPaymentMethod
	}
	if x.Schedule != nil {
		sub.ScheduleID = x.Schedule.ID
	}
	return sub
}

// cards notes which card pays: the subscription's own, else the customer's default.
func (s *Subscription) cards(x *stripe.Subscription) {
	pays := x.DefaultPaymentMethod
	if pays != nil {
		s.ownCard = pays.ID
	}
	if c := x.Customer; c != nil && c.InvoiceSettings != nil && c.InvoiceSettings.DefaultPaymentMethod != nil {
		theirs := c.InvoiceSettings.DefaultPaymentMethod
		if pays == nil {
			pays = theirs
		}
		if theirs.Created > pays.Created {
			s.newCard = theirs.ID
		}
	}
	if pays != nil && pays.Card != nil {
		s.Card, s.print = string(pays.Card.Brand)+" "+pays.Card.Last4, pays.Card.Fingerprint
	}
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
