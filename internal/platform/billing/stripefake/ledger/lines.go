package ledger

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/cycle"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// wanted are the subscription's items after the given parameters, which name existing items by id and new ones by price.
func (l *Ledger) wanted(sub *Subscription, params []ItemParams) ([]*Item, error) {
	items := slices.Clone(sub.Items.Data)
	for i, p := range params {
		var err error
		if items, err = l.want(sub, items, p, fmt.Sprintf("items[%d]", i)); err != nil {
			return nil, err
		}
	}
	if len(items) == 0 {
		return nil, wire.Invalid("parameter_missing", "items", "A subscription must have at least one active plan.")
	}
	if len(items) > 20 {
		return nil, wire.Invalid("", "items", "Subscriptions can have at most 20 items.")
	}
	for _, item := range items[1:] {
		if item.Price.every() != items[0].Price.every() {
			return nil, wire.Invalid("", "items", "Currency and interval fields must match across all plans on this subscription.")
		}
	}
	return items, nil
}

func (l *Ledger) want(sub *Subscription, items []*Item, p ItemParams, param string) ([]*Item, error) {
	at := slices.IndexFunc(items, func(i *Item) bool { return i.ID == p.ID })
	item := &Item{ID: l.base("si", "").ID, Object: "subscription_item", Created: l.Time, Quantity: 1, Subscription: sub.ID, Metadata: map[string]string{}}
	switch {
	case p.ID != "" && at < 0:
		return nil, wire.Missing("subscription_item", param+"[id]", p.ID)
	case p.Deleted && p.ID != "":
		return slices.Delete(items, at, at+1), nil
	case p.ID != "":
		old := *items[at]
		item = &old
		item.Metadata = nil
		merge(&item.Metadata, items[at].Metadata)
	case p.Price == "":
		return nil, wire.Invalid("parameter_missing", param+"[price]", "Missing required param: %s[price].", param)
	}
	if p.Price != "" {
		price, err := l.sellable(sub, p.Price, param+"[price]")
		if err != nil {
			return nil, err
		}
		item.Price = price
	}
	if p.Quantity != nil {
		item.Quantity = *p.Quantity
	}
	if item.Quantity < 0 {
		return nil, wire.Invalid("parameter_invalid_integer", param+"[quantity]", "Invalid non-negative integer")
	}
	merge(&item.Metadata, p.Metadata)
	return place(items, at, item, param)
}

func place(items []*Item, at int, item *Item, param string) ([]*Item, error) {
	for i, other := range items {
		if i != at && other.Price.ID == item.Price.ID {
			return nil, wire.Invalid("", param, "Cannot add multiple subscription items with the same plan: %s", item.Price.ID)
		}
	}
	if at >= 0 {
		items[at] = item
		return items, nil
	}
	return append(items, item), nil
}

// sellable finds a price that the subscription can have; the first price decides the currency if nothing else did.
func (l *Ledger) sellable(sub *Subscription, id, param string) (*Price, error) {
	price, err := need(&l.Prices, "price", param, id)
	if err != nil {
		return nil, err
	}
	if !price.Active {
		return nil, wire.Invalid("", param, "The price specified is inactive. This field only accepts active prices.")
	}
	if price.Recurring == nil {
		return nil, wire.Invalid("", param, "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.")
	}
	if sub.Currency == "" {
		sub.Currency = price.Currency
	}
	if _, ok := price.In(sub.Currency); !ok {
		return nil, wire.Invalid("", param, "The price specified only supports `%s`. This doesn't match the expected currency: `%s`.", price.Currency, sub.Currency)
	}
	return price, nil
}

// cost is what an item costs a whole period.
func (i *Item) cost(currency string) (unit, amount int64) {
	unit, _ = i.Price.In(currency)
	return unit, unit * i.Quantity
}

func (l *Ledger) line(sub *Subscription, item *Item) *Line {
	unit, amount := item.cost(sub.Currency)
	return &Line{ID: l.base("il", "").ID, Object: "line_item", Amount: amount, AmountNoTax: amount, Currency: sub.Currency,
		Price: item.Price, Quantity: item.Quantity, Subscription: sub.ID, SubscriptionItem: item.ID, Type: "subscription",
		UnitNoTax: strconv.FormatInt(unit, 10)}
}

// cycleLines bill the items for one whole period.
func (l *Ledger) cycleLines(sub *Subscription, items []*Item, p cycle.Period) []*Line {
	lines := make([]*Line, len(items))
	for i, item := range items {
		lines[i] = l.line(sub, item)
		lines[i].Period, lines[i].Description = p, l.Describe(sub, item)
	}
	return lines
}

// prorate gives back the unused time of the items that change and charges the remaining time of what replaces them,
// by the second, each line rounded on its own as Stripe does.
func (l *Ledger) prorate(sub *Subscription, to []*Item, at int64) []*Line {
	var lines []*Line
	for _, was := range sub.Items.Data {
		now := find(to, was.ID)
		if now != nil && now.Price.ID == was.Price.ID && now.Quantity == was.Quantity {
			continue
		}
		lines = append(lines, l.share(sub, was, at, -1))
		if now != nil {
			lines = append(lines, l.share(sub, now, at, 1))
		}
	}
	for _, item := range to {
		if find(sub.Items.Data, item.ID) == nil {
			lines = append(lines, l.share(sub, item, at, 1))
		}
	}
	return lines
}

func find(items []*Item, id string) *Item {
	if i := slices.IndexFunc(items, func(i *Item) bool { return i.ID == id }); i >= 0 {
		return items[i]
	}
	return nil
}

func (l *Ledger) share(sub *Subscription, item *Item, at, sign int64) *Line {
	line := l.line(sub, item)
	line.Type, line.Proration, line.Period = "invoiceitem", true, cycle.Period{Start: at, End: sub.PeriodEnd}
	line.Amount = sign * sub.period().Share(line.Amount, at)
	line.AmountNoTax = line.Amount
	word := "Remaining"
	if sign < 0 {
		word = "Unused"
	}
	line.Description = fmt.Sprintf("%s time on %d × %s after %s", word, item.Quantity, l.Label(item.Price), date(at))
	return line
}

// Describe is an item as its payer reads it, for example "3 × Full seat (at €12.00 / month)".
func (l *Ledger) Describe(sub *Subscription, item *Item) string {
	unit, _ := item.cost(sub.Currency)
	return fmt.Sprintf("%d × %s (at %s / %s)", item.Quantity, l.Label(item.Price), Money(unit, sub.Currency), item.Price.Recurring.Interval)
}

// Live are a customer's subscriptions that have not ended.
func (l *Ledger) Live(customer string) []*Subscription {
	return l.Subscriptions.Where(func(s *Subscription) bool { return s.Customer == customer && !s.ended() })
}

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
