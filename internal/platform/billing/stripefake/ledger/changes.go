package ledger

import (
	"slices"
	"strconv"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// change is what a new set of items means in money.
type change struct {
	items     []*Item
	prorated  []*Line // credit and charge for the rest of the current period
	full      []*Line // the first period of a new rhythm
	resets    bool    // a new period begins at the moment of the change
	immediate bool    // an invoice is made at once
	at        int64
}

// UpdateSubscription changes what is given. Whether a change of items is charged at once, and whether it waits for the
// money, follows proration_behavior and payment_behavior as Stripe documents them.
func (l *Ledger) UpdateSubscription(id string, p SubscriptionParams) (*Subscription, error) {
	sub, err := need(&l.Subscriptions, "subscription", "id", id)
	if err != nil {
		return nil, err
	}
	if err := sub.checkUpdate(p); err != nil {
		return nil, err
	}
	ch, err := l.plan(sub, p)
	if err != nil {
		return nil, err
	}
	if p.TrialEnd != "" && p.TrialEnd != "now" {
		if err := l.extendTrial(sub, p); err != nil {
			return nil, err
		}
	}
	if ch != nil && ch.immediate && l.compose(sub, "", ch.lines()).AmountDue > 0 {
		if err := refuseIncomplete(p.PaymentBehavior, l.methodOf(sub)); err != nil {
			return nil, err
		}
	}
	before := l.View(sub)
	if err := l.applyPlain(sub, p); err != nil {
		return nil, err
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
	if ch != nil {
		l.carryOut(sub, ch, p.PaymentBehavior)
	}
	return sub, nil
}

func (s *Subscription) checkUpdate(p SubscriptionParams) error {
	if s.ended() {
		return wire.Invalid("", "", "A canceled subscription can only update its cancellation_details and metadata.")
	}
	if err := wire.OneOf("proration_behavior", p.Proration, "create_prorations", "always_invoice", "none"); err != nil {
		return err
	}
	if err := wire.OneOf("payment_behavior", p.PaymentBehavior, "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"); err != nil {
		return err
	}
	plain := p.Metadata != nil || p.CancelAt != nil || p.CancelAtEnd != nil || p.DefaultMethod != nil || p.Description != nil || p.DaysUntilDue != nil
	if p.PaymentBehavior == "pending_if_incomplete" && plain {
		return wire.Invalid("", "payment_behavior", "`payment_behavior=pending_if_incomplete` cannot be combined with parameters that pending updates do not support, such as metadata or cancel_at_period_end.")
	}
	if p.PaymentBehavior == "pending_if_incomplete" && s.CollectionMethod == "send_invoice" {
		return wire.Invalid("", "payment_behavior", "`payment_behavior=pending_if_incomplete` can only be used with subscriptions that have `collection_method=charge_automatically`.")
	}
	if s.Schedule != "" && (p.CancelAt != nil || p.CancelAtEnd != nil) {
		return wire.Invalid("", "cancel_at_period_end", "The subscription is managed by the subscription schedule `%s`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.", s.Schedule)
	}
	return nil
}

// applyPlain sets what costs nothing.
func (l *Ledger) applyPlain(sub *Subscription, p SubscriptionParams) error {
	if p.DefaultMethod != nil && *p.DefaultMethod != "" {
		m, ok := l.Methods.Get(*p.DefaultMethod)
		if !ok || m.Customer != sub.Customer {
			return wire.Invalid("resource_missing", "default_payment_method", "The customer does not have a payment method with the ID %s.", *p.DefaultMethod)
		}
	}
	if p.CancelAt != nil {
		at, err := strconv.ParseInt("0"+*p.CancelAt, 10, 64)
		if err != nil || at > 0 && at <= l.Time {
			return wire.Invalid("parameter_invalid_integer", "cancel_at", "cancel_at must be a timestamp in the future.")
		}
		sub.cancelAt(at, l.Time)
	}
	if err := l.applyDiscount(sub, p); err != nil {
		return err
	}
	if p.AutomaticTax != nil {
		sub.AutomaticTax = &Tax{Enabled: p.AutomaticTax.Enabled}
	}
	set(&sub.DefaultMethod, p.DefaultMethod)
	set(&sub.Description, p.Description)
	set(&sub.DaysUntilDue, p.DaysUntilDue)
	set(&sub.TrialSettings, p.TrialSettings)
	merge(&sub.Metadata, p.Metadata)
	if p.CancelAtEnd != nil {
		sub.cancelAtEnd(*p.CancelAtEnd, l.Time)
	}
	sub.note(p.Cancellation)
	return nil
}

func (s *Subscription) cancelAtEnd(wish bool, now int64) {
	if wish == s.CancelAtEnd {
		return
	}
	s.CancelAtEnd = wish
	if wish {
		s.cancelAt(s.PeriodEnd, now)
		return
	}
	s.cancelAt(0, now)
}

func (s *Subscription) cancelAt(at, now int64) {
	s.CancelAt, s.CanceledAt, s.Cancellation = at, 0, nil
	if at > 0 {
		s.CanceledAt = now
		s.reason("cancellation_requested")
	}
}

// plan works out what the wanted items and dates cost; nil when nothing that costs money changes.
func (l *Ledger) plan(sub *Subscription, p SubscriptionParams) (*change, error) {
	now := p.Anchor == "now" || p.TrialEnd == "now" && sub.Status == "trialing"
	if len(p.Items) == 0 && !now {
		return nil, nil
	}
	items, err := l.wanted(sub, p.Items)
	if err != nil {
		return nil, err
	}
	at := l.Time
	if p.ProrationDate != 0 {
		at = p.ProrationDate
	}
	if at < sub.PeriodStart || at > sub.PeriodEnd {
		return nil, wire.Invalid("parameter_invalid_integer", "proration_date", "Cannot specify `proration_date` outside of the current billing period.")
	}
	return l.weigh(sub, items, p.Proration, at, now), nil
}

func (l *Ledger) weigh(sub *Subscription, items []*Item, behavior string, at int64, resets bool) *change {
	trial := sub.Status == "trialing"
	ch := &change{items: items, at: at}
	ch.resets = resets || !trial && items[0].Price.every() != sub.every()
	ch.immediate = ch.resets || behavior == "always_invoice"
	to := items
	if ch.resets {
		to = nil // the rest of the old period comes back whole
		next := *sub
		next.Items.Data, next.PeriodStart = items, at
		next.PeriodEnd = next.every().Next(at, at)
		ch.full = l.cycleLines(sub, items, next.period())
	}
	if !trial && behavior != "none" {
		ch.prorated = l.prorate(sub, to, at)
	}
	return ch
}

func (ch *change) lines() []*Line { return slices.Concat(ch.prorated, ch.full) }

// carryOut makes a planned change happen.
func (l *Ledger) carryOut(sub *Subscription, ch *change, behavior string) {
	l.dropPending(sub)
	before := l.View(sub)
	l.pend(sub, ch.prorated)
	nothing := len(ch.lines()) == 0
	if !ch.immediate || nothing || behavior != "pending_if_incomplete" || sub.CollectionMethod == "send_invoice" {
		l.adopt(sub, ch.items, ch.resets, ch.at)
		l.emitUpdate("customer.subscription.updated", before, sub)
		if ch.immediate && !nothing {
			l.bill(sub, "subscription_update", ch.full, false)
		}
		return
	}
	inv := l.draft(sub, "subscription_update", ch.full)
	inv.AutoAdvance, inv.ProrationDate = false, ch.at
	l.finalize(inv)
	if inv.Status == "paid" || l.collect(inv, false) == Pays {
		l.adopt(sub, ch.items, ch.resets, ch.at)
	} else {
		sub.PendingUpdate = &PendingUpdate{ExpiresAt: l.Time + 23*hour, Items: ch.items, Invoice: inv.ID, Resets: ch.resets, At: ch.at}
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
}

// adopt puts new items in force, and begins a new period at the given moment when the rhythm starts over.
func (l *Ledger) adopt(sub *Subscription, items []*Item, resets bool, at int64) {
	sub.Items.Data = items
	if !resets {
		return
	}
	if sub.Status == "trialing" {
		sub.Status, sub.TrialEnd = "active", at
	}
	sub.Anchor, sub.PeriodStart = at, at
	sub.PeriodEnd = sub.every().Next(at, at)
	if sub.CancelAtEnd {
		sub.CancelAt = sub.PeriodEnd
	}
}

// extendTrial moves the end of a running trial.
func (l *Ledger) extendTrial(sub *Subscription, p SubscriptionParams) error {
	end, err := l.trialEnd(p)
	if err != nil {
		return err
	}
	if end == 0 || sub.Status != "trialing" {
		return wire.Invalid("", "trial_end", "This stand-in moves the end of a running trial only.")
	}
	before := l.View(sub)
	sub.TrialEnd, sub.PeriodEnd, sub.Anchor = end, end, end
	if sub.CancelAtEnd {
		sub.CancelAt = end
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
	return nil
}

// dropPending forgets a change that was waiting for its money.
func (l *Ledger) dropPending(sub *Subscription) {
	if sub.PendingUpdate == nil {
		return
	}
	if inv, ok := l.Invoices.Get(sub.PendingUpdate.Invoice); ok {
		l.void(inv)
	}
}

// settle lets a subscription feel that one of its invoices was paid or withdrawn.
func (l *Ledger) settle(inv *Invoice) {
	sub, ok := l.Subscriptions.Get(inv.Subscription)
	if !ok || sub.ended() {
		return
	}
	before, kind := l.View(sub), ""
	if u := sub.PendingUpdate; u != nil && u.Invoice == inv.ID {
		sub.PendingUpdate, kind = nil, "customer.subscription.pending_update_expired"
		if inv.Paid {
			l.adopt(sub, u.Items, u.Resets, u.At)
			kind = "customer.subscription.pending_update_applied"
		}
	}
	owing := l.openInvoices(func(i *Invoice) bool { return i.Subscription == sub.ID && i.Attempted && i.AutoAdvance })
	switch {
	case sub.Status == "incomplete" && inv.Paid, (sub.Status == "past_due" || sub.Status == "unpaid") && len(owing) == 0:
		sub.Status = "active"
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
	if kind != "" {
		l.emit(kind, sub)
	}
}

// fallBehind lets a subscription feel that an invoice could not be collected, and ends it or stops billing after the
// last try. A first payment and a change that waits for its money (no auto_advance) leave it as it is.
func (l *Ledger) fallBehind(inv *Invoice) {
	sub, ok := l.Subscriptions.Get(inv.Subscription)
	if !ok || sub.ended() || inv.BillingReason == "subscription_create" || !inv.AutoAdvance {
		return
	}
	before := l.View(sub)
	if sub.Status == "active" || sub.Status == "trialing" {
		sub.Status = "past_due"
	}
	over := inv.NextAttempt == 0 && inv.AttemptCount >= tries
	if over && l.AfterDunning == EndUnpaid {
		sub.Status = "unpaid"
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
	if over && l.AfterDunning == EndCanceled {
		l.end(sub, "canceled", "payment_failed")
	}
}

// Dunning: eight tries in two weeks.
const (
	tries    = 8
	retryGap = 2 * day
)

// planRetry sets when a failed invoice is tried again: never for a first payment or a change that waits for its money.
func (l *Ledger) planRetry(inv *Invoice) {
	inv.NextAttempt = 0
	if inv.AutoAdvance && inv.BillingReason != "subscription_create" && inv.AttemptCount < tries {
		inv.NextAttempt = l.Time + retryGap
	}
}
