package ledger

import (
	"strconv"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/cycle"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Subscription is an agreement to pay for items, period after period.
type Subscription struct {
	Base
	Anchor           int64              `json:"billing_cycle_anchor"`
	CancelAt         int64              `json:"cancel_at,omitempty"`
	CancelAtEnd      bool               `json:"cancel_at_period_end"`
	CanceledAt       int64              `json:"canceled_at,omitempty"`
	Cancellation     map[string]*string `json:"cancellation_details,omitempty"`
	CollectionMethod string             `json:"collection_method"`
	Currency         string             `json:"currency"`
	PeriodEnd        int64              `json:"current_period_end"`
	PeriodStart      int64              `json:"current_period_start"`
	Customer         string             `json:"customer"`
	DaysUntilDue     int64              `json:"days_until_due,omitempty"`
	DefaultMethod    string             `json:"default_payment_method,omitempty"`
	Description      string             `json:"description,omitempty"`
	Discount         *Discount          `json:"discount,omitempty"`
	AutomaticTax     *Tax               `json:"automatic_tax,omitempty"`
	EndedAt          int64              `json:"ended_at,omitempty"`
	Items            List[*Item]        `json:"items"`
	LatestInvoice    string             `json:"latest_invoice,omitempty"`
	Metadata         map[string]string  `json:"metadata"`
	PendingUpdate    *PendingUpdate     `json:"pending_update,omitempty"`
	Schedule         string             `json:"schedule,omitempty"`
	StartDate        int64              `json:"start_date"`
	Status           string             `json:"status"`
	TrialEnd         int64              `json:"trial_end,omitempty"`
	TrialSettings    TrialSettings      `json:"trial_settings"`
	TrialStart       int64              `json:"trial_start,omitempty"`
	Upcoming         int64              `json:"_upcoming"`   // the period end that invoice.upcoming has announced
	TrialWarned      int64              `json:"_trial_warn"` // the trial end that trial_will_end has announced
}

// Item is a price and how many of it.
type Item struct {
	ID           string            `json:"id"`
	Object       string            `json:"object"`
	Created      int64             `json:"created"`
	Metadata     map[string]string `json:"metadata"`
	Price        *Price            `json:"price"`
	Quantity     int64             `json:"quantity"`
	Subscription string            `json:"subscription"`
}

// PendingUpdate is a change that waits for its invoice to be paid.
type PendingUpdate struct {
	ExpiresAt int64   `json:"expires_at"`
	Items     []*Item `json:"subscription_items"`
	Anchor    *int64  `json:"billing_cycle_anchor"`
	TrialEnd  *int64  `json:"trial_end"`
	TrialPlan *bool   `json:"trial_from_plan"`
	Invoice   string  `json:"_invoice"`
	Resets    bool    `json:"_resets"`
	At        int64   `json:"_at"`
}

// TrialSettings say what happens when a trial ends without a card.
type TrialSettings struct {
	EndBehavior struct {
		Missing string `json:"missing_payment_method"`
	} `json:"end_behavior"`
}

// ItemParams name one item of a new or changed subscription.
type ItemParams struct {
	ID       string            `json:"id"`
	Price    string            `json:"price"`
	Quantity *int64            `json:"quantity,string"`
	Deleted  bool              `json:"deleted,string"`
	Metadata map[string]string `json:"metadata"`
}

// SubscriptionParams are the parameters of a subscription; nil leaves a field as it is.
type SubscriptionParams struct {
	Customer         string            `json:"customer"`
	Items            []ItemParams      `json:"items"`
	Metadata         map[string]string `json:"metadata"`
	CancelAt         *string           `json:"cancel_at"`
	CancelAtEnd      *bool             `json:"cancel_at_period_end,string"`
	Cancellation     *Cancellation     `json:"cancellation_details"`
	CollectionMethod string            `json:"collection_method"`
	Currency         string            `json:"currency"`
	DaysUntilDue     *int64            `json:"days_until_due,string"`
	DefaultMethod    *string           `json:"default_payment_method"`
	Description      *string           `json:"description"`
	Anchor           string            `json:"billing_cycle_anchor"`
	PaymentBehavior  string            `json:"payment_behavior"`
	Proration        string            `json:"proration_behavior"`
	ProrationDate    int64             `json:"proration_date,string"`
	OffSession       bool              `json:"off_session,string"`
	TrialEnd         string            `json:"trial_end"`
	TrialDays        int64             `json:"trial_period_days,string"`
	TrialSettings    *TrialSettings    `json:"trial_settings"`
	PaymentSettings  *struct {
		Save  string   `json:"save_default_payment_method"`
		Types []string `json:"payment_method_types"`
	} `json:"payment_settings"`
	AutomaticTax *Flag   `json:"automatic_tax"`
	Coupon       *string `json:"coupon"`
	Code         *string `json:"promotion_code"`
}

// Flag is a parameter of the form feature[enabled]=true.
type Flag struct {
	Enabled bool `json:"enabled,string"`
}

// Cancellation says why somebody cancels.
type Cancellation struct {
	Comment  *string `json:"comment"`
	Feedback *string `json:"feedback"`
}

func (s *Subscription) ended() bool {
	return s.Status == "canceled" || s.Status == "incomplete_expired"
}

func (s *Subscription) every() cycle.Every { return s.Items.Data[0].Price.every() }

func (s *Subscription) period() cycle.Period {
	return cycle.Period{Start: s.PeriodStart, End: s.PeriodEnd}
}

// CreateSubscription starts a subscription and bills its first period, unless it begins with a trial.
func (l *Ledger) CreateSubscription(p SubscriptionParams) (*Subscription, error) {
	sub, err := l.newSubscription(p)
	if err != nil {
		return nil, err
	}
	if err := l.checkFirstPayment(sub, p.PaymentBehavior); err != nil {
		return nil, err
	}
	c, _ := l.Customers.Get(sub.Customer)
	if err := l.fixCurrency(c, sub.Currency); err != nil {
		return nil, err
	}
	l.start(sub, p.PaymentBehavior != "default_incomplete", false)
	return sub, nil
}

// newSubscription checks the parameters and builds the subscription, booking nothing.
func (l *Ledger) newSubscription(p SubscriptionParams) (*Subscription, error) {
	if _, err := l.customer("customer", p.Customer); err != nil {
		return nil, err
	}
	if err := wire.OneOf("payment_behavior", p.PaymentBehavior, "allow_incomplete", "default_incomplete", "error_if_incomplete"); err != nil {
		return nil, err
	}
	sub := &Subscription{Base: l.base("sub", "subscription"), Customer: p.Customer, StartDate: l.Time, Anchor: l.Time,
		PeriodStart: l.Time, CollectionMethod: "charge_automatically", Status: "incomplete", Currency: strings.ToLower(p.Currency)}
	sub.TrialSettings.EndBehavior.Missing = "create_invoice"
	items, err := l.wanted(sub, p.Items)
	if err != nil {
		return nil, err
	}
	sub.Items = newList("/v1/subscription_items?subscription="+sub.ID, items)
	if p.CollectionMethod == "send_invoice" {
		sub.CollectionMethod, sub.Status = p.CollectionMethod, "active"
	}
	if err := l.startPeriod(sub, p); err != nil {
		return nil, err
	}
	return sub, l.applyPlain(sub, p)
}

func (l *Ledger) startPeriod(sub *Subscription, p SubscriptionParams) error {
	end, err := l.trialEnd(p)
	if err != nil {
		return err
	}
	if end > 0 {
		sub.Status, sub.TrialStart, sub.TrialEnd, sub.Anchor, sub.PeriodEnd = "trialing", l.Time, end, end, end
		return nil
	}
	sub.PeriodEnd = sub.every().Next(sub.Anchor, l.Time)
	return nil
}

func (l *Ledger) trialEnd(p SubscriptionParams) (int64, error) {
	if p.TrialDays > 0 {
		return l.Time + p.TrialDays*day, nil
	}
	if p.TrialEnd == "" || p.TrialEnd == "now" {
		return 0, nil
	}
	end, err := strconv.ParseInt(p.TrialEnd, 10, 64)
	if err != nil || end <= l.Time {
		return 0, wire.Invalid("parameter_invalid_integer", "trial_end", "Invalid timestamp: can be no less than the current time.")
	}
	return end, nil
}

// checkFirstPayment refuses before anything is booked what Stripe refuses: no card, or a card known to fail.
func (l *Ledger) checkFirstPayment(sub *Subscription, behavior string) error {
	if sub.Status != "incomplete" || behavior == "default_incomplete" || l.compose(sub, "", l.cycleLines(sub, sub.Items.Data, sub.period())).AmountDue == 0 {
		return nil
	}
	m := l.methodOf(sub)
	if m == nil {
		return wire.Invalid("resource_missing", "", "This customer has no attached payment source or default payment method. Please consider adding a default payment method.")
	}
	return refuseIncomplete(behavior, m)
}

func refuseIncomplete(behavior string, m *PaymentMethod) error {
	if behavior != "error_if_incomplete" {
		return nil
	}
	if m == nil {
		return wire.Declined("generic_decline")
	}
	switch outcome := m.peek(false); outcome {
	case Pays:
		return nil
	case NeedsAction:
		return &wire.Error{Status: 402, Type: "card_error", Code: "subscription_payment_intent_requires_action",
			Message: "Payment for this subscription requires additional user action before it can be completed successfully."}
	default:
		return wire.Declined(outcome.code())
	}
}

// start books a new subscription and its first invoice. Collect is false when the caller confirms the payment later.
func (l *Ledger) start(sub *Subscription, collect, present bool) {
	l.Subscriptions.add(sub)
	l.emit("customer.subscription.created", sub)
	before := l.View(sub)
	lines := l.cycleLines(sub, sub.Items.Data, sub.period())
	if sub.Status == "trialing" {
		lines = l.trialLines(lines)
	}
	inv := l.draft(sub, "subscription_create", lines)
	l.finalize(inv)
	if collect && inv.Status == "open" && sub.CollectionMethod == "charge_automatically" {
		l.collect(inv, present)
	}
	if before["status"] == sub.Status {
		l.emitUpdate("customer.subscription.updated", before, sub)
	}
}

// trialLines are what the first period costs while it is free.
func (l *Ledger) trialLines(lines []*Line) []*Line {
	for _, line := range lines {
		line.Amount, line.AmountNoTax, line.UnitNoTax = 0, 0, "0"
		line.Description = "Trial period for " + l.Label(line.Price)
	}
	return lines
}

// CancelParams say how a subscription is ended at once.
type CancelParams struct {
	Cancellation *Cancellation `json:"cancellation_details"`
	InvoiceNow   bool          `json:"invoice_now,string"`
	Prorate      bool          `json:"prorate,string"`
}

// CancelSubscription ends a subscription now.
func (l *Ledger) CancelSubscription(id string, p CancelParams) (*Subscription, error) {
	sub, err := need(&l.Subscriptions, "subscription", "id", id)
	if err != nil {
		return nil, err
	}
	if sub.ended() {
		return nil, wire.Missing("subscription", "id", id)
	}
	sub.note(p.Cancellation)
	if p.Prorate {
		l.pend(sub, l.prorate(sub, nil, l.Time))
	}
	if p.InvoiceNow && len(l.waiting(sub.Customer, sub.ID)) > 0 {
		l.bill(sub, "subscription_update", nil, false)
	}
	l.end(sub, "canceled", "cancellation_requested")
	return sub, nil
}

// end closes a subscription for good, with its schedule and what was still pending.
func (l *Ledger) end(sub *Subscription, status, reason string) {
	sub.EndedAt = l.Time
	if sub.CanceledAt == 0 {
		sub.CanceledAt = l.Time
	}
	l.dropPending(sub)
	sub.Status = status
	sub.reason(reason)
	if s, ok := l.Schedules.Get(sub.Schedule); ok && s.Status == "active" {
		l.closeSchedule(s, "canceled")
	}
	for _, inv := range l.Invoices.Where(func(i *Invoice) bool { return i.Subscription == sub.ID }) {
		inv.AutoAdvance, inv.NextAttempt, inv.FinalizeAt = false, 0, 0
	}
	if status == "incomplete_expired" {
		l.emit("customer.subscription.updated", sub)
		return
	}
	l.emit("customer.subscription.deleted", sub)
}

func (s *Subscription) reason(why string) {
	if s.Cancellation == nil {
		s.Cancellation = map[string]*string{"comment": nil, "feedback": nil}
	}
	s.Cancellation["reason"] = &why
}

func (s *Subscription) note(p *Cancellation) {
	if p == nil {
		return
	}
	s.reason("cancellation_requested")
	s.Cancellation["comment"], s.Cancellation["feedback"] = p.Comment, p.Feedback
}

// date writes a moment as proration lines do.
func date(at int64) string { return time.Unix(at, 0).UTC().Format("02 Jan 2006") }

func upper(s string) string { return strings.ToUpper(s) }

// ResumeSubscription starts a paused subscription again, with a new period from now.
func (l *Ledger) ResumeSubscription(id string) (*Subscription, error) {
	sub, err := need(&l.Subscriptions, "subscription", "subscription", id)
	if err != nil {
		return nil, err
	}
	if sub.Status != "paused" {
		return nil, wire.Invalid("", "", "You can only resume paused subscriptions. This one is %s.", sub.Status)
	}
	if l.methodOf(sub) == nil {
		return nil, wire.Invalid("resource_missing", "", "This customer has no attached payment source or default payment method.")
	}
	sub.Status = "active"
	l.adopt(sub, sub.Items.Data, true, l.Time)
	l.emit("customer.subscription.resumed", sub)
	l.bill(sub, "subscription_update", l.cycleLines(sub, sub.Items.Data, sub.period()), false)
	return sub, nil
}
