package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/platform/plan"
)

// The kinds of command.
const (
	makeCustomer = "customer"
	checkout     = "checkout"
	changeSeats  = "seats"
	changePlan   = "plan"
	cancel       = "cancel"
	resume       = "resume"
	leaveFor     = "free" // as cancel, and then the Free plan
	portal       = "portal"
	longerTrial  = "trial"
	useCard      = "card"
	dropTrial    = "drop"
)

// The parameters of the commands, as they are stored and sent.
type (
	customerParams struct {
		Name, Email, Tenant string
	}
	checkoutParams struct {
		Customer, Currency, Tenant string
		Items                      []Item
		Success, Cancel            string
		Replaces                   string // an older session that must not be paid any more
		TrialEnd                   int64  // Unix second of the first payment; 0 for at once
	}
	seatsParams struct {
		Customer    string
		Raise       []Item // empty when no number rises
		Now         Seats  // what the subscription has when the raise is paid
		Later       Seats  // from the next period on
		Before      Seats  // what was due from the next period on until now: it comes back when the raise is not paid
		ProrationAt int64  // Unix second from which the raise is charged
	}
	planParams struct {
		Customer    string
		Now         bool // else from the next period on
		Terms       Terms
		Seats       Seats
		Items       []Item // without ids: the prices of the terms, for those kinds that have seats
		ProrationAt int64
		Back        *planParams // what was due from the next period on: it comes back when the change is not paid
	}
	cancelParams struct{ Customer string }
	portalParams struct{ Customer, Return string }
	cardParams   struct{ Customer, Card string }
	trialParams  struct {
		Customer string
		End      int64 // Unix second
	}
)

// Result is what came of a command.
type Result struct {
	ID      string `json:"id,omitempty"`
	URL     string `json:"url,omitempty"`
	Waiting bool   `json:"waiting,omitempty"` // for the payer, who has to confirm a payment
}

// execute makes a command happen at Stripe. It may be called again at any time for a command that is still open: each
// step looks at what is there, and has a key of its own made of the command's id. look keeps it from changing anything:
// keys are forgotten after a day.
func (s *Stripe) execute(ctx context.Context, c command, look bool) (Result, error) {
	switch c.Kind {
	case makeCustomer:
		return call(ctx, c, look, s.createCustomer)
	case checkout:
		return call(ctx, c, look, s.openCheckout)
	case changeSeats:
		return call(ctx, c, look, s.setSeats)
	case changePlan:
		return call(ctx, c, look, s.setPlan)
	case cancel, resume, leaveFor:
		return call(ctx, c, look, s.setCancel)
	case longerTrial:
		return call(ctx, c, look, s.setTrialEnd)
	case useCard:
		return call(ctx, c, look, s.setCard)
	case dropTrial:
		return call(ctx, c, look, s.drop)
	case portal:
		return call(ctx, c, look, s.openPortal)
	}
	return Result{}, fmt.Errorf("billing: unknown command %q", c.Kind)
}

// errand is one command on its way to Stripe.
type errand struct {
	id      uuid.UUID
	kind    string
	created time.Time
	look    bool
}

func (st errand) key(part string) string { return "cmd:" + st.id.String() + part }

func call[P any](ctx context.Context, c command, look bool, f func(context.Context, errand, P) (Result, error)) (Result, error) {
	var p P
	if err := json.Unmarshal([]byte(c.Params), &p); err != nil {
		return Result{}, err
	}
	return f(ctx, errand{c.ID, c.Kind, c.CreatedAt, look}, p)
}

// once posts unless the step only looks.
func once[T any](ctx context.Context, st errand, post func() (T, error), look func() (T, bool, error)) (v T, err error) {
	if !st.look {
		return effect(ctx, post, look)
	}
	v, done, err := look()
	if err == nil && !done {
		err = ErrExpired
	}
	return v, err
}

func (s *Stripe) createCustomer(ctx context.Context, st errand, p customerParams) (Result, error) {
	x := &stripe.CustomerParams{Params: params(ctx, st.key("")), Name: &p.Name}
	if p.Email != "" {
		x.Email = &p.Email
	}
	x.AddMetadata("tenant", p.Tenant)
	x.AddMetadata("command_id", st.id.String())
	return once(ctx, st, func() (Result, error) {
		c, err := s.api.Customers.New(x)
		if err != nil {
			return Result{}, err
		}
		return Result{ID: c.ID}, nil
	}, func() (Result, bool, error) { return s.findCustomer(ctx, st) })
}

// slack is how far Stripe's clock may be from ours when we look for what we made.
const slack = time.Hour

func (s *Stripe) findCustomer(ctx context.Context, st errand) (r Result, found bool, err error) {
	p := &stripe.CustomerListParams{ListParams: listing(ctx), CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: st.created.Add(-slack).Unix()}}
	i := s.api.Customers.List(p)
	for i.Next() {
		if i.Customer().Metadata["command_id"] == st.id.String() {
			return Result{ID: i.Customer().ID}, true, nil
		}
	}
	return r, false, i.Err()
}

func (s *Stripe) openCheckout(ctx context.Context, st errand, p checkoutParams) (Result, error) {
	if err := s.closeCheckout(ctx, p.Replaces); err != nil {
		return Result{}, err
	}
	x := &stripe.CheckoutSessionParams{Params: params(ctx, st.key("")), Customer: &p.Customer, Currency: &p.Currency,
		BillingAddressCollection: stripe.String("required"), TaxIDCollection: &stripe.CheckoutSessionTaxIDCollectionParams{Enabled: stripe.Bool(true)},
		CustomerUpdate:      &stripe.CheckoutSessionCustomerUpdateParams{Address: stripe.String("auto"), Name: stripe.String("auto")},
		AllowPromotionCodes: stripe.Bool(true),
		Mode:                stripe.String("subscription"), ClientReferenceID: &p.Tenant, SuccessURL: &p.Success, CancelURL: &p.Cancel,
		SubscriptionData: &stripe.CheckoutSessionSubscriptionDataParams{Metadata: map[string]string{"tenant": p.Tenant, "command_id": st.id.String()}}}
	x.AddMetadata("tenant", p.Tenant)
	x.AddMetadata("command_id", st.id.String())
	if s.tax {
		x.AutomaticTax = &stripe.CheckoutSessionAutomaticTaxParams{Enabled: stripe.Bool(true)}
	}
	if p.TrialEnd > 0 {
		x.SubscriptionData.TrialEnd = &p.TrialEnd
	}
	for _, item := range p.Items {
		x.LineItems = append(x.LineItems, &stripe.CheckoutSessionLineItemParams{Price: stripe.String(item.Price), Quantity: stripe.Int64(int64(item.Quantity))})
	}
	return once(ctx, st, func() (Result, error) {
		c, err := s.api.CheckoutSessions.New(x)
		if err != nil {
			return Result{}, err
		}
		return Result{ID: c.ID, URL: c.URL}, nil
	}, func() (Result, bool, error) { return s.findCheckout(ctx, st, p.Customer) })
}

func (s *Stripe) findCheckout(ctx context.Context, st errand, customer string) (r Result, found bool, err error) {
	i := s.api.CheckoutSessions.List(&stripe.CheckoutSessionListParams{ListParams: listing(ctx), Customer: &customer})
	for i.Next() {
		if c := i.CheckoutSession(); c.Metadata["command_id"] == st.id.String() {
			return Result{ID: c.ID, URL: c.URL}, true, nil
		}
	}
	return r, false, i.Err()
}

// session tells whose a Checkout session is and whether it can still be paid.
func (s *Stripe) session(ctx context.Context, id string) (customer, status string, err error) {
	c, err := try(ctx, func() (*stripe.CheckoutSession, error) {
		return s.api.CheckoutSessions.Get(id, &stripe.CheckoutSessionParams{Params: params(ctx, "")})
	})
	if missing(err) {
		return "", "", ErrNotFound
	}
	if err != nil || c.Customer == nil {
		return "", "", err
	}
	return c.Customer.ID, string(c.Status), nil
}

// closeCheckout makes sure that an older session is not paid beside a newer one.
func (s *Stripe) closeCheckout(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	_, status, err := s.session(ctx, id)
	if err != nil || status == "expired" {
		return err
	}
	if status == "complete" {
		return ErrSubscribed
	}
	p := &stripe.CheckoutSessionExpireParams{Params: params(ctx, "")}
	_, err = effect(ctx, func() (*stripe.CheckoutSession, error) { return s.api.CheckoutSessions.Expire(id, p) },
		func() (*stripe.CheckoutSession, bool, error) {
			_, status, err := s.session(ctx, id)
			return nil, status == "expired", err
		})
	if err == nil || !answered(err) {
		return err
	}
	switch _, now, lost := s.session(ctx, id); { // another program, or the time, was faster
	case lost != nil:
		return lost
	case now == "expired":
		return nil
	case now == "complete":
		return ErrSubscribed
	}
	return err
}

// afterwards is the metadata of a subscription that names the plan after its end, where there is one.
const afterwards = "then"

func (s *Stripe) setCancel(ctx context.Context, st errand, p cancelParams) (Result, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || !sub.live() {
		return Result{}, err
	}
	want, then := st.kind != resume, ""
	if st.kind == leaveFor {
		then = plan.Free
	}
	if want && sub.ScheduleID != "" { // a schedule has the last word on how a subscription ends
		if err := s.release(ctx, st, sub, p.Customer); err != nil {
			return Result{}, err
		}
	}
	is := func(now *Subscription) bool { return (now.CancelAt != nil) == want && now.ToFree == (then != "") }
	if is(sub) {
		return Result{}, nil
	}
	x := &stripe.SubscriptionParams{Params: params(ctx, st.key("")), CancelAtPeriodEnd: &want}
	x.AddMetadata("command_id", st.id.String())
	x.AddMetadata(afterwards, then)
	return once(ctx, st, func() (Result, error) { _, err := s.api.Subscriptions.Update(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, is))
}

// setTrialEnd moves the first payment of a subscription that is still on trial to a later moment.
func (s *Stripe) setTrialEnd(ctx context.Context, st errand, p trialParams) (Result, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || sub == nil || !sub.onTrial() || sub.TrialEnd.Unix() >= p.End {
		return Result{}, err
	}
	x := &stripe.SubscriptionParams{Params: params(ctx, st.key("")), TrialEnd: &p.End, ProrationBehavior: stripe.String("none")}
	return once(ctx, st, func() (Result, error) { _, err := s.api.Subscriptions.Update(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, func(now *Subscription) bool { return !now.onTrial() || now.TrialEnd.Unix() >= p.End }))
}

// drop ends a subscription that is still on trial, at once; nothing was charged.
func (s *Stripe) drop(ctx context.Context, st errand, p cancelParams) (Result, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || sub == nil || !sub.onTrial() {
		return Result{}, err
	}
	x := &stripe.SubscriptionCancelParams{Params: params(ctx, st.key(""))}
	return once(ctx, st, func() (Result, error) { _, err := s.api.Subscriptions.Cancel(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, func(now *Subscription) bool { return !now.onTrial() }))
}

// setCard lets a subscription pay with a card of its customer from now on.
func (s *Stripe) setCard(ctx context.Context, st errand, p cardParams) (Result, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || !sub.live() || sub.ownCard == p.Card {
		return Result{}, err
	}
	x := &stripe.SubscriptionParams{Params: params(ctx, st.key("")), DefaultPaymentMethod: &p.Card}
	return once(ctx, st, func() (Result, error) { _, err := s.api.Subscriptions.Update(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, func(now *Subscription) bool { return now.ownCard == p.Card }))
}

func (s *Stripe) openPortal(ctx context.Context, st errand, p portalParams) (Result, error) {
	x := &stripe.BillingPortalSessionParams{Params: params(ctx, st.key("")), Customer: &p.Customer, ReturnURL: &p.Return}
	return once(ctx, st, func() (Result, error) {
		v, err := s.api.BillingPortalSessions.New(x)
		if err != nil {
			return Result{}, err
		}
		return Result{ID: v.ID, URL: v.URL}, nil
	}, func() (Result, bool, error) { return Result{}, false, nil }) // a link that nobody has seen is nothing
}

// looked reads the subscription again and tells whether it is as it should be.
func (s *Stripe) looked(ctx context.Context, customer string, is func(*Subscription) bool) func() (Result, bool, error) {
	return func() (Result, bool, error) {
		now, err := s.read(ctx, customer)
		return Result{}, err == nil && now != nil && is(now), err
	}
}

// payer is the customer of a charge; empty when there is none.
func (s *Stripe) payer(ctx context.Context, charge string) (string, error) {
	c, err := try(ctx, func() (*stripe.Charge, error) {
		return s.api.Charges.Get(charge, &stripe.ChargeParams{Params: params(ctx, "")})
	})
	if missing(err) || err == nil && c.Customer == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return c.Customer.ID, nil
}
