package billing

import (
	"context"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// What an order would change.
const (
	quoteNew       = "new"       // a first subscription
	quoteAdd       = "add"       // more seats, at once
	quoteReduce    = "reduce"    // fewer seats, from the next period on
	quoteUpgrade   = "upgrade"   // another plan or interval, at once
	quoteDowngrade = "downgrade" // another plan or interval, from the next period on
	quoteTrial     = "trial"     // another order before the first payment
	quoteNone      = "none"
)

// Quote is what an order would cost: DueNow at once, Recurring every Interval from RenewsAt on.
type Quote struct {
	Currency  string      `json:"currency"`
	Lines     []Line      `json:"lines"`
	DueNow    money.Money `json:"dueNow" doc:"With tax and without what a coupon takes off, where Stripe knows both: for changes. A first purchase shows them on its payment page."`
	Discount  money.Money `json:"discount" doc:"Off the lines."`
	Tax       money.Money `json:"tax" doc:"On top of the lines."`
	Recurring money.Money `json:"recurring"`
	Interval  string      `json:"interval" enum:"month,year"`
	RenewsAt  time.Time   `json:"renewsAt"`
	Change    string      `json:"change" enum:"new,add,reduce,upgrade,downgrade,trial,none"`
	TrialEnd  *time.Time  `json:"trialEnd" doc:"A first purchase may be paid then instead of now: the trial goes on until that moment. Null when it may not."`
	Loses     []string    `json:"loses" doc:"Features that the plan ordered does not have."`
	Over      []Over      `json:"over" doc:"What there is more of than the plan ordered allows: all of it stays, nothing can be added."`
}

// Over is something that a company has more of than a plan allows.
type Over struct {
	Name  string `json:"name"`
	Used  int64  `json:"used"`
	Limit int64  `json:"limit"`
}

// Quote tells exactly what an order would cost before it is made, and changes nothing. A first purchase is priced from
// the catalogue, a change of a running subscription by Stripe itself.
func (s *Service) Quote(ctx context.Context, tenantID int64, o Order) (q Quote, err error) {
	var t tenant.Tenant
	var row tenantBilling
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		if t, err = s.d.Tenants.Find(ctx, tenantID); err == nil {
			row, err = find(ctx, tenantID)
		}
		return err
	})
	if err != nil {
		return q, err
	}
	sub, err := s.read(ctx, &lease{row: row})
	if err != nil {
		return q, err
	}
	if sub.live() {
		q, err = s.quoteChange(ctx, t.ID, sub, o)
	} else {
		q, err = s.quoteNew(ctx, t, o)
	}
	if err != nil {
		return q, err
	}
	q.Discount.Currency, q.Tax.Currency = q.Currency, q.Currency
	return q, s.quoteLoss(ctx, t, o, &q)
}

// quoteLoss puts into a quote what the plan ordered has less of.
func (s *Service) quoteLoss(ctx context.Context, t tenant.Tenant, o Order, q *Quote) (err error) {
	q.Loses, q.Over = []string{}, []Over{}
	had, to := licence.Of(t.Caller()), plan.Of(o.Plan)
	for _, f := range had.Features {
		if !to.Has(f) {
			q.Loses = append(q.Loses, f)
		}
	}
	if s.d.Over != nil && o.Plan != t.Plan {
		q.Over, err = s.d.Over(ctx, t.Caller(), to.Limits)
	}
	return err
}

func (s *Service) quoteNew(ctx context.Context, t tenant.Tenant, o Order) (q Quote, err error) {
	p := plan.Of(o.Plan)
	if err := s.room(ctx, t.ID, o.Seats, p.Seats[plan.Viewer]); err != nil {
		return q, err
	}
	q = Quote{Currency: t.Currency, Interval: o.Interval, RenewsAt: renewal(clock.Now(), o.Interval), Change: quoteNew}
	if end, ok := deferrable(t); ok {
		q.TrialEnd = &end
	}
	q.Lines, q.Recurring, err = priced(p, o, t.Currency)
	q.DueNow = q.Recurring
	return q, err
}

// priced are the list prices of an order.
func priced(p plan.Plan, o Order, currency string) (lines []Line, total money.Money, err error) {
	total.Currency = currency
	for _, kind := range []string{plan.Full, plan.Light} {
		unit, sold := p.Price(kind, o.Interval, currency)
		if !sold {
			return nil, total, ErrNotSold
		}
		n := o.Seats.of(kind)
		if n == 0 {
			continue
		}
		amount := money.Money{Amount: unit.Amount * int64(n), Currency: currency}
		lines = append(lines, Line{Description: p.Name, Kind: kind, Quantity: n, Unit: unit, Amount: amount})
		total.Amount += amount.Amount
	}
	return lines, total, nil
}

// quoteTrial prices another order before the first payment.
func (s *Service) quoteTrial(ctx context.Context, tenantID int64, sub *Subscription, o Order) (q Quote, err error) {
	p, err := s.termsOf(ctx, sub, o)
	if err != nil {
		return q, err
	}
	if err := s.room(ctx, tenantID, o.Seats, p.Seats[plan.Viewer]); err != nil {
		return q, err
	}
	q = Quote{Currency: sub.Currency, Interval: o.Interval, RenewsAt: *sub.TrialEnd, Change: quoteTrial, DueNow: money.Money{Currency: sub.Currency}}
	if sub.is(Terms{p.Code, p.Version, o.Interval}, o.Seats) {
		q.Change = quoteNone
	}
	q.Lines, q.Recurring, err = priced(p, o, sub.Currency)
	return q, err
}

func (s *Service) quoteChange(ctx context.Context, tenantID int64, sub *Subscription, o Order) (q Quote, err error) {
	if o.Plan == plan.Free && !sub.onTrial() {
		q = Quote{Currency: sub.Currency, Interval: sub.Interval, RenewsAt: sub.PeriodEnd, Change: quoteDowngrade, Lines: []Line{},
			DueNow: money.Money{Currency: sub.Currency}, Recurring: money.Money{Currency: sub.Currency}}
		seats := plan.Of(plan.Free).Seats
		return q, s.room(ctx, tenantID, Seats{seats[plan.Full], seats[plan.Light]}, seats[plan.Viewer])
	}
	if sub.onTrial() {
		return s.quoteTrial(ctx, tenantID, sub, o)
	}
	if o.Plan != sub.Plan || o.Interval != sub.Interval {
		return s.quotePlan(ctx, tenantID, sub, o)
	}
	var p plan.Plan
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		p, err = plan.At(ctx, sub.Plan, sub.Version)
		return err
	})
	if err != nil {
		return q, err
	}
	if err := s.room(ctx, tenantID, o.Seats, p.Seats[plan.Viewer]); err != nil {
		return q, err
	}
	q = Quote{Currency: sub.Currency, Interval: sub.Interval, RenewsAt: sub.PeriodEnd, Change: quoteNone, DueNow: money.Money{Currency: sub.Currency}}
	q.Lines, q.Recurring, err = priced(p, o, sub.Currency)
	switch {
	case err != nil:
	case sub.Seats.raised(o.Seats) != sub.Seats:
		q.Change = quoteAdd
		err = s.quoteRaise(ctx, sub, p, o, &q)
	case o.Seats != sub.later() || sub.Turn != nil:
		q.Change = quoteReduce
	}
	return q, err
}

// quotePlan prices another plan or interval: by Stripe when it begins at once, else from the catalogue.
func (s *Service) quotePlan(ctx context.Context, tenantID int64, sub *Subscription, o Order) (q Quote, err error) {
	p, err := s.termsOf(ctx, sub, o)
	if err != nil {
		return q, err
	}
	items, err := s.priceItems(ctx, tenantID, p, sub.Currency, o)
	if err != nil {
		return q, err
	}
	q = Quote{Currency: sub.Currency, Interval: o.Interval, RenewsAt: sub.PeriodEnd, Change: quoteDowngrade, DueNow: money.Money{Currency: sub.Currency}}
	if q.Lines, q.Recurring, err = priced(p, o, sub.Currency); err != nil || !rises(sub, o) {
		return q, err
	}
	q.Change = quoteUpgrade
	if o.Interval != sub.Interval {
		q.RenewsAt = renewal(clock.Now(), o.Interval) // the period begins anew
	}
	return q, s.d.Stripe.previewPlan(ctx, sub, items, prorationAt(sub), &q)
}

// quoteRaise puts Stripe's preview of the charge into a quote.
func (s *Service) quoteRaise(ctx context.Context, sub *Subscription, p plan.Plan, o Order, q *Quote) error {
	grow, err := s.raise(ctx, sub, o.Seats)
	if err != nil {
		return err
	}
	err = s.d.Stripe.previewRaise(ctx, sub, grow, prorationAt(sub), q)
	for i := range q.Lines {
		q.Lines[i].Unit, _ = p.Price(q.Lines[i].Kind, sub.Interval, sub.Currency)
	}
	return err
}

// renewal is when a period that begins now ends: a month that lacks the day ends on its last one.
func renewal(now time.Time, interval string) time.Time {
	months := 1
	if interval == "year" {
		months = 12
	}
	end := now.AddDate(0, months, 0)
	if end.Day() != now.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end
}

func lower(currency string) string { return strings.ToLower(currency) }

// Bill is an invoice as Stripe made it. Page is where it can be paid, and where its receipt is once it is.
type Bill struct {
	ID     string      `json:"id"`
	Number string      `json:"number"`
	At     time.Time   `json:"at"`
	Status string      `json:"status" enum:"open,paid,void,uncollectible"`
	Total  money.Money `json:"total"`
	Tax    money.Money `json:"tax" doc:"In the total."`
	Due    money.Money `json:"due" doc:"Of the total, what was not paid yet."`
	Back   money.Money `json:"back" doc:"Of the total, what was given back or credited."`
	DueAt  *time.Time  `json:"dueAt" doc:"When it has to be paid; null when it is charged."`
	PDF    string      `json:"pdf"`
	Page   string      `json:"page"`
	// Disputed: the payer's bank was asked to take the payment back.
	Disputed bool `json:"disputed"`
	Reverse  bool `json:"reverseCharge" doc:"The buyer owes the tax."`
}

// Invoices lists a tenant's invoices as Stripe has them, newest first.
func (s *Service) Invoices(ctx context.Context, tenantID int64) ([]Bill, error) {
	row, err := s.known(ctx, tenantID)
	if err != nil || s.d.Stripe == nil || row.CustomerID == nil {
		return []Bill{}, err
	}
	return s.d.Stripe.invoices(ctx, row.customer())
}
