package ledger

import (
	"slices"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/cycle"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// PreviewParams ask what the next invoice would be, as things are or after a change.
type PreviewParams struct {
	Customer      string       `json:"customer"`
	Subscription  string       `json:"subscription"`
	Currency      string       `json:"currency"`
	Items         []ItemParams `json:"subscription_items"`
	Proration     string       `json:"subscription_proration_behavior"`
	ProrationDate int64        `json:"subscription_proration_date,string"`
	TrialEnd      string       `json:"subscription_trial_end"`
	Anchor        string       `json:"subscription_billing_cycle_anchor"`
	CancelAtEnd   bool         `json:"subscription_cancel_at_period_end,string"`
	CancelNow     bool         `json:"subscription_cancel_now,string"`
	StartDate     int64        `json:"subscription_start_date,string"`
	Details       *struct {
		Address   map[string]string `json:"address"`
		TaxExempt string            `json:"tax_exempt"`
	} `json:"customer_details"`
	AutomaticTax *Flag `json:"automatic_tax"`
}

// Upcoming previews an invoice and books nothing. A change that is charged at once previews that invoice; otherwise it
// is the one at the end of the period.
func (l *Ledger) Upcoming(p PreviewParams) (*Invoice, error) {
	sub, err := l.previewed(p)
	if err != nil {
		return nil, err
	}
	if sub == nil {
		return l.firstInvoice(p)
	}
	if err := wire.OneOf("subscription_proration_behavior", p.Proration, "create_prorations", "always_invoice", "none"); err != nil {
		return nil, err
	}
	if p.CancelNow {
		return l.preview(sub, l.prorate(sub, nil, l.Time), l.Time), nil
	}
	ch, err := l.plan(sub, SubscriptionParams{Items: p.Items, Proration: p.Proration, ProrationDate: p.ProrationDate, TrialEnd: p.TrialEnd, Anchor: p.Anchor})
	if err != nil {
		return nil, err
	}
	if ch != nil && ch.immediate {
		inv := l.preview(sub, ch.lines(), l.Time)
		inv.ProrationDate = ch.at
		return inv, nil
	}
	return l.nextInvoice(sub, ch, p.CancelAtEnd)
}

// previewed is the subscription a preview is about, nil for a new one.
func (l *Ledger) previewed(p PreviewParams) (*Subscription, error) {
	if p.Subscription != "" {
		sub, err := need(&l.Subscriptions, "subscription", "subscription", p.Subscription)
		if err == nil && sub.ended() {
			return nil, none(sub.Customer)
		}
		return sub, err
	}
	if p.Customer != "" {
		if _, err := l.customer("customer", p.Customer); err != nil {
			return nil, err
		}
	}
	if len(p.Items) > 0 {
		return nil, nil
	}
	subs := l.Live(p.Customer)
	if len(subs) == 0 {
		return nil, none(p.Customer)
	}
	return slices.MinFunc(subs, func(a, b *Subscription) int { return int(a.PeriodEnd - b.PeriodEnd) }), nil
}

func none(customer string) error {
	e := wire.Invalid("invoice_upcoming_none", "", "No upcoming invoices for customer: %s", customer)
	e.Status = 404
	return e
}

// firstInvoice previews a subscription that does not exist yet.
func (l *Ledger) firstInvoice(p PreviewParams) (*Invoice, error) {
	sub := &Subscription{Customer: p.Customer, Currency: p.Currency, CollectionMethod: "charge_automatically",
		Status: "incomplete", Anchor: l.Time, PeriodStart: l.Time, Metadata: map[string]string{}}
	items, err := l.wanted(sub, p.Items)
	if err != nil {
		return nil, err
	}
	sub.Items.Data = items
	if err := l.startPeriod(sub, SubscriptionParams{TrialEnd: p.TrialEnd}); err != nil {
		return nil, err
	}
	lines := l.cycleLines(sub, items, sub.period())
	if sub.Status == "trialing" {
		lines = l.trialLines(lines)
	}
	inv := l.preview(sub, lines, l.Time)
	inv.Lines.Data = slices.Clone(lines)
	for _, line := range inv.Lines.Data {
		line.SubscriptionItem = ""
	}
	return inv, nil
}

// nextInvoice previews the end of the current period.
func (l *Ledger) nextInvoice(sub *Subscription, ch *change, cancel bool) (*Invoice, error) {
	items := l.itemsAfter(sub)
	var prorated []*Line
	if ch != nil {
		items, prorated = ch.items, ch.prorated
	}
	if sub.CancelAt > 0 && sub.CancelAt <= sub.PeriodEnd || cancel {
		if len(prorated) == 0 && len(l.waiting(sub.Customer, sub.ID)) == 0 {
			return nil, none(sub.Customer)
		}
		return l.preview(sub, prorated, sub.PeriodEnd), nil
	}
	next := l.nextPeriod(sub, items)
	return l.preview(sub, append(prorated, l.cycleLines(sub, items, next)...), sub.PeriodEnd), nil
}

// nextPeriod is the period that follows the current one with the given items.
func (l *Ledger) nextPeriod(sub *Subscription, items []*Item) cycle.Period {
	every, anchor := items[0].Price.every(), sub.Anchor
	if every != sub.every() {
		anchor = sub.PeriodEnd
	}
	return cycle.Period{Start: sub.PeriodEnd, End: every.Next(anchor, sub.PeriodEnd)}
}

// preview composes an invoice of what waits and the given lines, as of the given moment.
func (l *Ledger) preview(sub *Subscription, lines []*Line, at int64) *Invoice {
	var all []*Line
	for _, item := range l.waiting(sub.Customer, sub.ID) {
		all = append(all, item.line())
	}
	inv := l.compose(sub, "upcoming", append(all, lines...))
	inv.Created, inv.NextAttempt = at, at
	if at > l.Time {
		inv.NextAttempt = at + hour
	}
	inv.EndingBalance = new(min(inv.Total+inv.StartingBalance, 0))
	inv.Lines.URL = "/v1/invoices/upcoming/lines?customer=" + sub.Customer
	return inv
}
