package ledger

import (
	"fmt"
	"strconv"

	"github.com/bojanz/currency"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/cycle"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

const (
	hour = int64(3600)
	day  = 24 * hour
)

// Invoice is a bill. Amounts are minor units of its currency.
type Invoice struct {
	Base
	AmountDue        int64             `json:"amount_due"`
	AmountPaid       int64             `json:"amount_paid"`
	AmountRemaining  int64             `json:"amount_remaining"`
	AttemptCount     int64             `json:"attempt_count"`
	Attempted        bool              `json:"attempted"`
	AutoAdvance      bool              `json:"auto_advance"`
	BillingReason    string            `json:"billing_reason"`
	Charge           string            `json:"charge,omitempty"`
	CollectionMethod string            `json:"collection_method"`
	AutomaticTax     *Tax              `json:"automatic_tax,omitempty"`
	Currency         string            `json:"currency"`
	CreditedBefore   int64             `json:"pre_payment_credit_notes_amount"`
	CreditedAfter    int64             `json:"post_payment_credit_notes_amount"`
	Discount         *Discount         `json:"discount,omitempty"`
	DiscountAmounts  []DiscountAmount  `json:"total_discount_amounts,omitempty"`
	CustomerTaxIDs   []InvoiceTaxID    `json:"customer_tax_ids,omitempty"`
	TaxExempt        string            `json:"customer_tax_exempt,omitempty"`
	Tax              *int64            `json:"tax,omitempty"`
	TaxAmounts       []TaxAmount       `json:"total_tax_amounts,omitempty"`
	Customer         string            `json:"customer,omitempty"`
	CustomerAddress  Address           `json:"customer_address,omitempty"`
	CustomerEmail    string            `json:"customer_email,omitempty"`
	CustomerName     string            `json:"customer_name,omitempty"`
	DueDate          int64             `json:"due_date,omitempty"`
	EffectiveAt      int64             `json:"effective_at,omitempty"`
	EndingBalance    *int64            `json:"ending_balance"`
	HostedURL        string            `json:"hosted_invoice_url,omitempty"`
	PDF              string            `json:"invoice_pdf,omitempty"`
	Lines            List[*Line]       `json:"lines"`
	Metadata         map[string]string `json:"metadata"`
	NextAttempt      int64             `json:"next_payment_attempt,omitempty"`
	Number           string            `json:"number,omitempty"`
	Paid             bool              `json:"paid"`
	PaidOutOfBand    bool              `json:"paid_out_of_band"`
	PaymentIntent    string            `json:"payment_intent,omitempty"`
	PeriodEnd        int64             `json:"period_end"`
	PeriodStart      int64             `json:"period_start"`
	ProrationDate    int64             `json:"subscription_proration_date,omitempty"`
	StartingBalance  int64             `json:"starting_balance"`
	Status           string            `json:"status"`
	Subscription     string            `json:"subscription,omitempty"`
	SubDetails       *SubDetails       `json:"subscription_details,omitempty"`
	Subtotal         int64             `json:"subtotal"`
	SubtotalNoTax    int64             `json:"subtotal_excluding_tax"`
	Total            int64             `json:"total"`
	TotalNoTax       int64             `json:"total_excluding_tax"`
	Transitions      map[string]*int64 `json:"status_transitions"`
	FinalizeAt       int64             `json:"_finalize_at"`
}

// SubDetails copy the subscription's metadata onto its invoice.
type SubDetails struct {
	Metadata map[string]string `json:"metadata"`
}

// Line is one row of an invoice.
type Line struct {
	ID               string       `json:"id"`
	Object           string       `json:"object"`
	Amount           int64        `json:"amount"`
	AmountNoTax      int64        `json:"amount_excluding_tax"`
	Currency         string       `json:"currency"`
	Description      string       `json:"description"`
	InvoiceItem      string       `json:"invoice_item,omitempty"`
	Period           cycle.Period `json:"period"`
	Price            *Price       `json:"price,omitempty"`
	Proration        bool         `json:"proration"`
	Quantity         int64        `json:"quantity"`
	Subscription     string       `json:"subscription,omitempty"`
	SubscriptionItem string       `json:"subscription_item,omitempty"`
	Type             string       `json:"type"`
	UnitNoTax        string       `json:"unit_amount_excluding_tax"`
}

// InvoiceItem is an amount waiting for the customer's next invoice, or already on one.
type InvoiceItem struct {
	Base
	Amount           int64             `json:"amount"`
	Currency         string            `json:"currency"`
	Customer         string            `json:"customer"`
	Date             int64             `json:"date"`
	Description      string            `json:"description"`
	Invoice          string            `json:"invoice,omitempty"`
	Metadata         map[string]string `json:"metadata"`
	Period           cycle.Period      `json:"period"`
	Price            *Price            `json:"price,omitempty"`
	Proration        bool              `json:"proration"`
	Quantity         int64             `json:"quantity"`
	Subscription     string            `json:"subscription,omitempty"`
	SubscriptionItem string            `json:"subscription_item,omitempty"`
	UnitAmount       int64             `json:"unit_amount"`
	UnitDecimal      string            `json:"unit_amount_decimal"`
}

// Money writes minor units as people read them, for example €1,234.50.
func Money(minor int64, code string) string {
	amount, err := currency.NewAmountFromInt64(minor, upper(code))
	if err != nil {
		return strconv.FormatInt(minor, 10) + " " + upper(code)
	}
	return currency.NewFormatter(currency.NewLocale("en")).Format(amount)
}

// pend turns proration lines into invoice items that wait for the next invoice.
func (l *Ledger) pend(sub *Subscription, lines []*Line) {
	for _, line := range lines {
		item := &InvoiceItem{Base: l.base("ii", "invoiceitem"), Amount: line.Amount, Currency: line.Currency,
			Customer: sub.Customer, Date: l.Time, Description: line.Description, Metadata: map[string]string{},
			Period: line.Period, Price: line.Price, Proration: true, Quantity: line.Quantity, Subscription: sub.ID,
			SubscriptionItem: line.SubscriptionItem, UnitAmount: line.Amount / max(line.Quantity, 1)}
		item.UnitDecimal = strconv.FormatInt(item.UnitAmount, 10)
		l.InvoiceItems.add(item)
		l.emit("invoiceitem.created", item)
	}
}

// waiting are the invoice items that the subscription's next invoice takes up.
func (l *Ledger) waiting(customer, sub string) []*InvoiceItem {
	return l.InvoiceItems.Where(func(i *InvoiceItem) bool {
		return i.Invoice == "" && i.Customer == customer && (i.Subscription == sub || i.Subscription == "")
	})
}

func (i *InvoiceItem) line() *Line {
	return &Line{ID: "il_" + i.ID[3:], Object: "line_item", Amount: i.Amount, AmountNoTax: i.Amount, Currency: i.Currency,
		Description: i.Description, InvoiceItem: i.ID, Period: i.Period, Price: i.Price, Proration: i.Proration,
		Quantity: i.Quantity, Subscription: i.Subscription, SubscriptionItem: i.SubscriptionItem, Type: "invoiceitem",
		UnitNoTax: i.UnitDecimal}
}

// compose adds up an invoice that is not booked yet: the shape of previews and drafts alike.
func (l *Ledger) compose(sub *Subscription, reason string, lines []*Line) *Invoice {
	c, known := l.Customers.Get(sub.Customer)
	if !known {
		c = &Customer{} // a preview for somebody who is no customer yet
	}
	inv := &Invoice{Base: Base{Object: "invoice", Created: l.Time}, BillingReason: reason, Status: "draft",
		CollectionMethod: sub.CollectionMethod, Currency: sub.Currency, Customer: c.ID, CustomerEmail: c.Email,
		CustomerName: c.Name, CustomerAddress: c.Address, PeriodStart: sub.PeriodStart, PeriodEnd: sub.PeriodEnd,
		Subscription: sub.ID, SubDetails: &SubDetails{Metadata: sub.Metadata}, Metadata: map[string]string{},
		StartingBalance: c.Balance, AutoAdvance: true,
		Transitions: map[string]*int64{"finalized_at": nil, "marked_uncollectible_at": nil, "paid_at": nil, "voided_at": nil}}
	if reason != "subscription_cycle" && reason != "upcoming" {
		inv.PeriodStart, inv.PeriodEnd = l.Time, l.Time
	}
	for _, line := range lines {
		inv.Total += line.Amount
	}
	inv.Lines = newList("", lines)
	inv.Subtotal, inv.SubtotalNoTax = inv.Total, inv.Total
	l.discount(inv, sub)
	inv.TotalNoTax = inv.Total
	l.tax(inv, sub, c)
	inv.AmountDue = max(inv.Total+c.Balance, 0)
	inv.AmountRemaining = inv.AmountDue
	return inv
}

// draft books a new invoice with the given lines and all that waited for one.
func (l *Ledger) draft(sub *Subscription, reason string, lines []*Line) *Invoice {
	items := l.waiting(sub.Customer, sub.ID)
	all := make([]*Line, 0, len(items)+len(lines))
	for _, item := range items {
		all = append(all, item.line())
	}
	inv := l.compose(sub, reason, append(all, lines...))
	inv.Base = l.base("in", "invoice")
	inv.Lines.URL = "/v1/invoices/" + inv.ID + "/lines"
	if inv.CollectionMethod == "send_invoice" {
		inv.DueDate = l.Time + sub.DaysUntilDue*day
	}
	for _, item := range items {
		item.Invoice = inv.ID
	}
	l.Invoices.add(inv)
	l.useDiscount(inv, sub)
	sub.LatestInvoice = inv.ID
	l.emit("invoice.created", inv)
	return inv
}

// finalize makes a draft an open invoice: numbered, its customer's credit used up, and paid if nothing is left to pay.
func (l *Ledger) finalize(inv *Invoice) {
	c, _ := l.Customers.Get(inv.Customer)
	inv.Status, inv.FinalizeAt = "open", 0
	inv.Number = fmt.Sprintf("%s-%04d", c.InvoicePrefix, c.NextSequence)
	c.NextSequence++
	inv.EffectiveAt, inv.Transitions["finalized_at"] = l.Time, new(l.Time)
	inv.HostedURL = l.Base + "/invoice/" + inv.ID
	inv.PDF = inv.HostedURL // the page prints; there is no PDF here
	inv.StartingBalance = c.Balance
	inv.AmountDue = max(inv.Total+c.Balance, 0)
	inv.AmountRemaining = inv.AmountDue
	after := min(inv.Total+c.Balance, 0)
	inv.EndingBalance = new(after)
	l.addBalance(c, after-c.Balance)
	if inv.AmountDue > 0 {
		inv.PaymentIntent = l.newIntent(inv).ID
	}
	l.emit("invoice.finalized", inv)
	if inv.AmountDue == 0 {
		l.markPaid(inv, 0)
	}
}

// bill drafts, finalizes and tries to collect an invoice in one go.
func (l *Ledger) bill(sub *Subscription, reason string, lines []*Line, present bool) *Invoice {
	inv := l.draft(sub, reason, lines)
	l.finalize(inv)
	if inv.Status == "open" && inv.CollectionMethod == "charge_automatically" {
		l.collect(inv, present)
	}
	return inv
}

// collect tries to pay an open invoice with its subscription's card.
func (l *Ledger) collect(inv *Invoice, present bool) Outcome {
	sub, _ := l.Subscriptions.Get(inv.Subscription)
	return l.try(inv, l.methodOf(sub), present)
}

func (l *Ledger) markPaid(inv *Invoice, amount int64) {
	inv.Status, inv.Paid, inv.Attempted = "paid", true, true
	inv.AmountPaid, inv.AmountRemaining, inv.NextAttempt = amount, 0, 0
	inv.Transitions["paid_at"] = new(l.Time)
	l.emit("invoice.paid", inv)
	l.emit("invoice.payment_succeeded", inv)
	c, _ := l.Customers.Get(inv.Customer)
	c.Delinquent = len(l.openInvoices(func(i *Invoice) bool { return i.Customer == c.ID && i.Attempted })) > 0
	l.settle(inv)
}

func (l *Ledger) openInvoices(pass func(*Invoice) bool) []*Invoice {
	return l.Invoices.Where(func(i *Invoice) bool { return i.Status == "open" && pass(i) })
}

// FinalizeInvoice opens a draft now.
func (l *Ledger) FinalizeInvoice(id string) (*Invoice, error) {
	inv, err := need(&l.Invoices, "invoice", "invoice", id)
	if err != nil {
		return nil, err
	}
	if inv.Status != "draft" {
		return nil, wire.Invalid("invoice_not_editable", "", "This invoice is already finalized, you can't re-finalize a non-draft invoice.")
	}
	l.finalize(inv)
	return inv, nil
}

// InvoicePayParams say how an invoice is to be paid.
type InvoicePayParams struct {
	PaymentMethod string `json:"payment_method"`
	OutOfBand     bool   `json:"paid_out_of_band,string"`
	OffSession    bool   `json:"off_session,string"`
}

// PayInvoice tries to collect an invoice now; a decline is an error, and booked as a try.
func (l *Ledger) PayInvoice(id string, p InvoicePayParams, present bool) (*Invoice, error) {
	inv, err := need(&l.Invoices, "invoice", "invoice", id)
	if err != nil {
		return nil, err
	}
	if inv.Status == "draft" {
		l.finalize(inv)
	}
	if inv.Status == "paid" {
		return nil, wire.Invalid("invoice_already_paid", "", "Invoice is already paid")
	}
	if inv.Status != "open" {
		return nil, wire.Invalid("", "", "Invoice is %s and cannot be paid", inv.Status)
	}
	if p.OutOfBand {
		inv.PaidOutOfBand = true
		l.cancelIntent(inv, "automatic")
		l.markPaid(inv, 0)
		return inv, nil
	}
	m, err := l.payer(inv, p.PaymentMethod)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, wire.Invalid("invoice_no_payment_method_types", "", "There is no `default_payment_method` set on this Customer or Invoice. Please set a `default_payment_method` prior to attempting payment.")
	}
	return inv, l.outcomeError(inv, l.try(inv, m, present))
}

func (l *Ledger) outcomeError(inv *Invoice, outcome Outcome) error {
	pi, _ := l.Intents.Get(inv.PaymentIntent)
	switch outcome {
	case Pays:
		return nil
	case NeedsAction:
		e := &wire.Error{Status: 402, Type: "card_error", Code: "invoice_payment_intent_requires_action", PaymentIntent: l.View(pi),
			Message: "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice."}
		wire.Strip(e.PaymentIntent)
		return e
	default:
		return l.declined(pi)
	}
}

// VoidInvoice withdraws an open invoice as if it had never been.
func (l *Ledger) VoidInvoice(id string) (*Invoice, error) {
	inv, err := need(&l.Invoices, "invoice", "invoice", id)
	if err != nil {
		return nil, err
	}
	if inv.Status != "open" && inv.Status != "uncollectible" {
		return nil, wire.Invalid("", "", "You can only pass in open or uncollectible invoices. This invoice is %s.", inv.Status)
	}
	l.void(inv)
	return inv, nil
}

func (l *Ledger) void(inv *Invoice) {
	inv.Status, inv.NextAttempt, inv.Transitions["voided_at"] = "void", 0, new(l.Time)
	l.cancelIntent(inv, "void_invoice")
	if c, ok := l.Customers.Get(inv.Customer); ok && inv.EndingBalance != nil {
		l.addBalance(c, inv.StartingBalance-*inv.EndingBalance) // credit that the invoice had used comes back
	}
	l.emit("invoice.voided", inv)
	l.settle(inv)
}

func (l *Ledger) cancelIntent(inv *Invoice, reason string) {
	if pi, ok := l.Intents.Get(inv.PaymentIntent); ok && pi.Status != "succeeded" {
		pi.Status, pi.CanceledAt, pi.CancelReason, pi.NextAction = "canceled", l.Time, reason, nil
		l.emit("payment_intent.canceled", pi)
	}
}
