package billing

import (
	"context"
	"errors"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/kit/money"
)

// setSeats brings a subscription to other numbers of seats: more at once and paid at once, fewer from the next period
// on. It waits while the payer has to confirm, and on a refused payment leaves everything as it was.
func (s *Stripe) setSeats(ctx context.Context, st errand, p seatsParams) (Result, error) {
	sub, err := s.raise(ctx, st, p)
	if err != nil || sub == nil {
		return Result{}, err
	}
	later, failed := p.Later, error(nil)
	switch {
	case sub.Pending && !sub.Declined:
		return Result{Waiting: true}, nil
	case sub.Pending:
		sub, err = s.withdraw(ctx, st, sub, p.Customer)
		later, failed = p.Before, ErrPayment
	case p.rises(sub): // what waited has run out
		later, failed = p.Before, ErrPayment
	}
	if err == nil {
		err = s.schedule(ctx, st, sub, later, p.Customer)
	}
	if err == nil {
		err = failed
	}
	return Result{}, err
}

// rises tells whether the subscription has not yet got what it is to have now.
func (p seatsParams) rises(sub *Subscription) bool {
	return len(p.Raise) > 0 && sub.Seats.raised(p.Now) != sub.Seats
}

// raise asks for more seats, which Stripe gives only when they are paid, and returns what the subscription is then.
func (s *Stripe) raise(ctx context.Context, st errand, p seatsParams) (*Subscription, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || !sub.live() || sub.Pending || !p.rises(sub) || st.look {
		return sub, err
	}
	if sub.ScheduleID != "" { // it would undo the raise at the end of the period
		if err := s.release(ctx, st, sub, p.Customer); err != nil {
			return nil, err
		}
	}
	x := &stripe.SubscriptionParams{Params: params(ctx, st.key(":raise")), Items: items(p.Raise), ProrationDate: &p.ProrationAt,
		ProrationBehavior: stripe.String("always_invoice"), PaymentBehavior: sub.whenUnpaid()}
	_, err = effect(ctx, func() (Result, error) { _, err := s.api.Subscriptions.Update(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, func(now *Subscription) bool { return now.Pending || !p.rises(now) }))
	if err != nil && !errors.Is(err, ErrPayment) {
		return nil, err
	}
	return s.read(ctx, p.Customer)
}

// whenUnpaid lets a change wait for its payment. During a trial there is none to wait for, and what is paid by bank
// transfer is given on trust, as Stripe wants it.
func (s *Subscription) whenUnpaid() *string {
	if s.onTrial() || s.Sent {
		return nil
	}
	return stripe.String("pending_if_incomplete")
}

func items(all []Item) (list []*stripe.SubscriptionItemsParams) {
	for _, item := range all {
		x := &stripe.SubscriptionItemsParams{Quantity: stripe.Int64(int64(item.Quantity))}
		if item.ID != "" {
			x.ID = stripe.String(item.ID)
		} else {
			x.Price = stripe.String(item.Price)
		}
		list = append(list, x)
	}
	return list
}

// withdraw takes back a raise whose payment was refused, by voiding its invoice.
func (s *Stripe) withdraw(ctx context.Context, st errand, sub *Subscription, customer string) (*Subscription, error) {
	x := &stripe.InvoiceVoidInvoiceParams{Params: params(ctx, st.key(":withdraw"))}
	_, err := effect(ctx, func() (Result, error) { _, err := s.api.Invoices.VoidInvoice(sub.InvoiceID, x); return Result{}, err },
		s.looked(ctx, customer, func(now *Subscription) bool { return !now.Pending }))
	if err != nil {
		return sub, err
	}
	return s.read(ctx, customer)
}

// schedule makes the subscription have other seats from the next period on, or keep its own.
func (s *Stripe) schedule(ctx context.Context, st errand, sub *Subscription, later Seats, customer string) (err error) {
	switch {
	case !sub.live() || sub.later() == later && sub.Turn == nil:
		return nil
	case later == sub.Seats:
		return s.release(ctx, st, sub, customer)
	case st.look:
		return ErrExpired
	}
	return s.setPhases(ctx, st, sub, phase(sub.Items, later), s.looked(ctx, customer, func(now *Subscription) bool { return now.later() == later }))
}

// setPhases makes a subscription have other items from the next period on.
func (s *Stripe) setPhases(ctx context.Context, st errand, sub *Subscription, then []*stripe.SubscriptionSchedulePhaseItemParams,
	done func() (Result, bool, error)) (err error) {
	id := sub.ScheduleID
	if id == "" {
		if id, err = s.newSchedule(ctx, st, sub); err != nil {
			return err
		}
	}
	x := &stripe.SubscriptionScheduleParams{Params: params(ctx, st.key(":phases")), EndBehavior: stripe.String("release"),
		Phases: []*stripe.SubscriptionSchedulePhaseParams{
			{StartDate: stripe.Int64(sub.PeriodStart.Unix()), EndDate: stripe.Int64(sub.PeriodEnd.Unix()), Items: phase(sub.Items, sub.Seats)},
			{Items: then, Iterations: stripe.Int64(1), ProrationBehavior: stripe.String("none")},
		}}
	_, err = effect(ctx, func() (Result, error) { _, err := s.api.SubscriptionSchedules.Update(id, x); return Result{}, err }, done)
	return err
}

func (s *Stripe) newSchedule(ctx context.Context, st errand, sub *Subscription) (string, error) {
	x := &stripe.SubscriptionScheduleParams{Params: params(ctx, st.key(":schedule")), FromSubscription: &sub.ID}
	x.AddMetadata("command_id", st.id.String())
	return effect(ctx, func() (string, error) {
		v, err := s.api.SubscriptionSchedules.New(x)
		if err != nil {
			return "", err
		}
		return v.ID, nil
	}, func() (string, bool, error) {
		now, err := s.read(ctx, sub.Customer)
		if err != nil || now == nil {
			return "", false, err
		}
		return now.ScheduleID, now.ScheduleID != "", nil
	})
}

func phase(all []Item, seats Seats) (list []*stripe.SubscriptionSchedulePhaseItemParams) {
	for _, item := range all {
		if n := seats.of(item.Kind); n > 0 {
			list = append(list, &stripe.SubscriptionSchedulePhaseItemParams{Price: stripe.String(item.Price), Quantity: stripe.Int64(int64(n))})
		}
	}
	return list
}

// release frees a subscription from its schedule: it stays as it is.
func (s *Stripe) release(ctx context.Context, st errand, sub *Subscription, customer string) error {
	x := &stripe.SubscriptionScheduleReleaseParams{Params: params(ctx, st.key(":release"))}
	_, err := once(ctx, st, func() (Result, error) {
		_, err := s.api.SubscriptionSchedules.Release(sub.ScheduleID, x)
		return Result{}, err
	}, s.looked(ctx, customer, func(now *Subscription) bool { return now.ScheduleID == "" }))
	return err
}

// setPlan brings a subscription to another plan or interval: now and paid now, or from the next period on. Like setSeats
// it waits while the payer has to confirm, and on a refused payment leaves everything as it was.
func (s *Stripe) setPlan(ctx context.Context, st errand, p planParams) (Result, error) {
	sub, err := s.read(ctx, p.Customer)
	if err != nil || !sub.live() {
		return Result{}, err
	}
	if !p.Now {
		return Result{}, s.turn(ctx, st, sub, p)
	}
	if !sub.Pending && !st.look && !sub.is(p.Terms, p.Seats) {
		if sub, err = s.upgrade(ctx, st, sub, p); err != nil {
			return Result{}, err
		}
	}
	switch {
	case sub.is(p.Terms, p.Seats):
		return Result{}, nil
	case sub.Pending && !sub.Declined:
		return Result{Waiting: true}, nil
	case sub.Pending:
		sub, err = s.withdraw(ctx, st, sub, p.Customer)
	}
	if err == nil && p.Back != nil {
		err = s.turn(ctx, st, sub, *p.Back)
	}
	if err == nil {
		err = ErrPayment
	}
	return Result{}, err
}

// upgrade asks for other prices, which Stripe gives only when they are paid, and returns what the subscription is then.
func (s *Stripe) upgrade(ctx context.Context, st errand, sub *Subscription, p planParams) (*Subscription, error) {
	if sub.ScheduleID != "" { // it would undo the change at the end of the period
		if err := s.release(ctx, st, sub, p.Customer); err != nil {
			return nil, err
		}
	}
	x := &stripe.SubscriptionParams{Params: params(ctx, st.key(":plan")), Items: sub.swapped(p.Items), ProrationDate: &p.ProrationAt,
		ProrationBehavior: stripe.String("always_invoice"), PaymentBehavior: sub.whenUnpaid()}
	if sub.onTrial() { // nothing is paid yet, and nothing is charged
		x.ProrationDate, x.ProrationBehavior = nil, stripe.String("none")
	}
	_, err := effect(ctx, func() (Result, error) { _, err := s.api.Subscriptions.Update(sub.ID, x); return Result{}, err },
		s.looked(ctx, p.Customer, func(now *Subscription) bool { return now.Pending || now.is(p.Terms, p.Seats) }))
	if err != nil && !errors.Is(err, ErrPayment) {
		return nil, err
	}
	return s.read(ctx, p.Customer)
}

// swapped puts other prices into the items of a subscription, kind by kind; kinds without seats are taken out.
func (s *Subscription) swapped(to []Item) (list []*stripe.SubscriptionItemsParams) {
	kept := map[string]bool{}
	for _, item := range to {
		x := &stripe.SubscriptionItemsParams{Price: stripe.String(item.Price), Quantity: stripe.Int64(int64(item.Quantity))}
		if had := s.item(item.Kind); had != nil {
			x.ID, kept[item.Kind] = stripe.String(had.ID), true
		}
		list = append(list, x)
	}
	for _, had := range s.Items {
		if !kept[had.Kind] {
			list = append(list, &stripe.SubscriptionItemsParams{ID: stripe.String(had.ID), Deleted: stripe.Bool(true)})
		}
	}
	return list
}

// turn makes a subscription have another plan or interval from the next period on.
func (s *Stripe) turn(ctx context.Context, st errand, sub *Subscription, p planParams) error {
	switch {
	case sub.turns(p.Terms, p.Seats):
		return nil
	case sub.Pending:
		return ErrPending
	case st.look:
		return ErrExpired
	}
	return s.setPhases(ctx, st, sub, phase(p.Items, p.Seats), s.looked(ctx, p.Customer, func(now *Subscription) bool { return now.turns(p.Terms, p.Seats) }))
}

// Line is one row of a quote. Amount is Unit times Quantity, or a part of it for Proration.
type Line struct {
	Description string      `json:"description"`
	Kind        string      `json:"kind"`
	Quantity    int         `json:"quantity"`
	Unit        money.Money `json:"unit"`
	Amount      money.Money `json:"amount"`
	Proration   bool        `json:"proration"`
}

// kindsOf tells the kinds of seat by price.
func kindsOf(all ...[]Item) map[string]string {
	kinds := map[string]string{}
	for _, list := range all {
		for _, item := range list {
			kinds[item.Price] = item.Kind
		}
	}
	return kinds
}

// previewRaise is the invoice that more seats would make.
func (s *Stripe) previewRaise(ctx context.Context, sub *Subscription, raise []Item, at int64, q *Quote) error {
	return s.preview(ctx, sub, items(raise), kindsOf(raise, sub.Items), at, q)
}

// previewPlan is the invoice that another plan or interval would make.
func (s *Stripe) previewPlan(ctx context.Context, sub *Subscription, to []Item, at int64, q *Quote) error {
	return s.preview(ctx, sub, sub.swapped(to), kindsOf(to, sub.Items), at, q)
}

// preview puts the invoice that a change would make into a quote, to the cent: Stripe computes it as it would charge it.
func (s *Stripe) preview(ctx context.Context, sub *Subscription, change []*stripe.SubscriptionItemsParams, kinds map[string]string, at int64, q *Quote) error {
	p := &stripe.InvoiceUpcomingParams{Params: params(ctx, ""), Subscription: &sub.ID, SubscriptionItems: change,
		SubscriptionProrationBehavior: stripe.String("always_invoice"), SubscriptionProrationDate: &at}
	inv, err := try(ctx, func() (*stripe.Invoice, error) { return s.api.Invoices.Upcoming(p) })
	if err != nil {
		return err
	}
	q.Lines, q.DueNow.Amount, q.Tax.Amount = nil, inv.AmountDue, inv.Tax
	for _, d := range inv.TotalDiscountAmounts {
		q.Discount.Amount += d.Amount
	}
	for _, x := range inv.Lines.Data {
		line := Line{Description: x.Description, Quantity: int(x.Quantity), Proration: x.Proration,
			Amount: money.Money{Amount: x.Amount, Currency: strings.ToUpper(string(x.Currency))}}
		if x.Price != nil {
			line.Kind = kinds[x.Price.ID]
		}
		q.Lines = append(q.Lines, line)
	}
	return nil
}

// maxInvoices is how many of a customer's invoices are shown.
const maxInvoices = 60

// invoices are a customer's invoices, newest first, without drafts.
func (s *Stripe) invoices(ctx context.Context, customer string) ([]Bill, error) {
	return try(ctx, func() ([]Bill, error) {
		all := []Bill{}
		p := &stripe.InvoiceListParams{ListParams: listing(ctx), Customer: &customer}
		p.AddExpand("data.charge")
		i := s.api.Invoices.List(p)
		for i.Next() && len(all) < maxInvoices {
			if x := i.Invoice(); x.Status != stripe.InvoiceStatusDraft {
				all = append(all, billOf(x))
			}
		}
		return all, i.Err()
	})
}

func billOf(x *stripe.Invoice) Bill {
	in := func(amount int64) money.Money {
		return money.Money{Amount: amount, Currency: strings.ToUpper(string(x.Currency))}
	}
	b := Bill{ID: x.ID, Number: x.Number, At: moment(x.Created), Status: string(x.Status), Total: in(x.Total), Tax: in(x.Tax), Due: in(x.AmountRemaining),
		Back: in(x.PrePaymentCreditNotesAmount + x.PostPaymentCreditNotesAmount), PDF: x.InvoicePDF, Page: x.HostedInvoiceURL}
	if x.Charge != nil {
		b.Back.Amount, b.Disputed = max(b.Back.Amount, x.Charge.AmountRefunded), x.Charge.Disputed
	}
	if x.DueDate > 0 {
		due := moment(x.DueDate)
		b.DueAt = &due
	}
	for _, tax := range x.TotalTaxAmounts {
		b.Reverse = b.Reverse || tax.TaxabilityReason == stripe.InvoiceTotalTaxAmountTaxabilityReasonReverseCharge
	}
	return b
}
