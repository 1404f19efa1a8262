package ledger

import (
	"crypto/rand"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// PaymentIntent is the attempt to get the money for one invoice, over as many tries as it takes.
type PaymentIntent struct {
	Base
	Amount         int64             `json:"amount"`
	AmountReceived int64             `json:"amount_received"`
	CanceledAt     int64             `json:"canceled_at,omitempty"`
	CancelReason   string            `json:"cancellation_reason,omitempty"`
	ClientSecret   string            `json:"client_secret"`
	Currency       string            `json:"currency"`
	Customer       string            `json:"customer"`
	Description    string            `json:"description"`
	Invoice        string            `json:"invoice"`
	LastError      wire.Object       `json:"last_payment_error,omitempty"`
	LatestCharge   string            `json:"latest_charge,omitempty"`
	Metadata       map[string]string `json:"metadata"`
	NextAction     wire.Object       `json:"next_action,omitempty"`
	PaymentMethod  string            `json:"payment_method,omitempty"`
	Status         string            `json:"status"`
}

// Charge is one try to take money from a card.
type Charge struct {
	Base
	Amount         int64             `json:"amount"`
	AmountCaptured int64             `json:"amount_captured"`
	AmountRefunded int64             `json:"amount_refunded"`
	Currency       string            `json:"currency"`
	Customer       string            `json:"customer"`
	Disputed       bool              `json:"disputed"`
	FailureCode    string            `json:"failure_code,omitempty"`
	FailureMessage string            `json:"failure_message,omitempty"`
	Invoice        string            `json:"invoice"`
	Metadata       map[string]string `json:"metadata"`
	Paid           bool              `json:"paid"`
	PaymentIntent  string            `json:"payment_intent"`
	PaymentMethod  string            `json:"payment_method"`
	Refunded       bool              `json:"refunded"`
	Status         string            `json:"status"`
}

func (l *Ledger) newIntent(inv *Invoice) *PaymentIntent {
	pi := &PaymentIntent{Base: l.base("pi", "payment_intent"), Amount: inv.AmountDue, Currency: inv.Currency,
		Customer: inv.Customer, Invoice: inv.ID, Status: "requires_payment_method", Metadata: map[string]string{},
		Description: map[string]string{"subscription_create": "Subscription creation", "subscription_update": "Subscription update"}[inv.BillingReason]}
	pi.ClientSecret = pi.ID + "_secret_" + rand.Text()
	l.Intents.add(pi)
	l.emit("payment_intent.created", pi)
	return pi
}

// try charges the card for an open invoice and books whatever comes of it. Present means the card's holder is there.
func (l *Ledger) try(inv *Invoice, m *PaymentMethod, present bool) Outcome {
	pi, _ := l.Intents.Get(inv.PaymentIntent)
	if m == nil {
		l.failed(inv, pi, &wire.Error{Type: "card_error", Code: "missing", Message: "The customer has no payment method."})
		return Declined
	}
	pi.PaymentMethod = m.ID
	if m.Dead && !present { // Stripe lets the try pass without asking the bank
		l.failed(inv, pi, wire.Declined(Lost.code()))
		return Declined
	}
	switch outcome := m.use(present); outcome {
	case Pays:
		l.succeed(inv, pi, m)
		return Pays
	case NeedsAction:
		l.askHolder(inv, pi)
		return NeedsAction
	default:
		m.Dead = outcome == Lost
		charge := l.charge(inv, pi, m)
		charge.Status, charge.FailureCode, charge.FailureMessage = "failed", "card_declined", "Your card was declined."
		l.emit("charge.failed", charge)
		l.failed(inv, pi, wire.Declined(outcome.code()))
		return Declined
	}
}

func (l *Ledger) charge(inv *Invoice, pi *PaymentIntent, m *PaymentMethod) *Charge {
	c := l.Charges.add(&Charge{Base: l.base("ch", "charge"), Amount: pi.Amount, Currency: pi.Currency,
		Customer: pi.Customer, Invoice: inv.ID, PaymentIntent: pi.ID, PaymentMethod: m.ID, Metadata: map[string]string{}})
	pi.LatestCharge, inv.Charge = c.ID, c.ID
	return c
}

func (l *Ledger) succeed(inv *Invoice, pi *PaymentIntent, m *PaymentMethod) {
	charge := l.charge(inv, pi, m)
	charge.Status, charge.Paid, charge.AmountCaptured = "succeeded", true, charge.Amount
	pi.Status, pi.AmountReceived, pi.NextAction, pi.LastError = "succeeded", pi.Amount, nil, nil
	l.emit("charge.succeeded", charge)
	l.emit("payment_intent.succeeded", pi)
	inv.AttemptCount++
	l.markPaid(inv, inv.AmountDue)
}

// askHolder leaves the payment waiting for 3-D Secure.
func (l *Ledger) askHolder(inv *Invoice, pi *PaymentIntent) {
	pi.Status, pi.LastError = "requires_action", nil
	pi.NextAction = wire.Object{"type": "redirect_to_url",
		"redirect_to_url": wire.Object{"url": inv.HostedURL, "return_url": nil}}
	l.emit("payment_intent.requires_action", pi)
	l.attempted(inv)
	l.emit("invoice.payment_action_required", inv)
	l.emit("invoice.payment_failed", inv)
	l.fallBehind(inv)
}

func (l *Ledger) failed(inv *Invoice, pi *PaymentIntent, why *wire.Error) {
	pi.Status, pi.NextAction = "requires_payment_method", nil
	pi.LastError = wire.Render(why)
	if pi.PaymentMethod != "" {
		pi.LastError["payment_method"], _ = l.Find(pi.PaymentMethod)
		wire.Strip(pi.LastError)
	}
	pi.PaymentMethod = ""
	l.emit("payment_intent.payment_failed", pi)
	l.attempted(inv)
	l.emit("invoice.payment_failed", inv)
	l.fallBehind(inv)
}

// attempted books a try that brought no money and plans the next one.
func (l *Ledger) attempted(inv *Invoice) {
	inv.Attempted = true
	inv.AttemptCount++
	l.planRetry(inv)
	if c, ok := l.Customers.Get(inv.Customer); ok {
		c.Delinquent = true
	}
}

// Authenticate ends a pending 3-D Secure question: the holder agreed, or failed to.
func (l *Ledger) Authenticate(intent string, agreed bool) error {
	pi, err := need(&l.Intents, "payment_intent", "intent", intent)
	if err != nil {
		return err
	}
	if pi.Status != "requires_action" {
		return wire.Invalid("payment_intent_unexpected_state", "", "This PaymentIntent's status is %s, not requires_action.", pi.Status)
	}
	inv, _ := l.Invoices.Get(pi.Invoice)
	m, _ := l.Methods.Get(pi.PaymentMethod)
	if agreed && m != nil {
		l.succeed(inv, pi, m)
		return nil
	}
	l.failed(inv, pi, &wire.Error{Type: "card_error", Code: "payment_intent_authentication_failure",
		Message: "The provided payment method has failed authentication."})
	return nil
}

// ConfirmIntent tries again to pay, with another card when one is given.
func (l *Ledger) ConfirmIntent(id, method string) (*PaymentIntent, error) {
	pi, err := need(&l.Intents, "payment_intent", "intent", id)
	if err != nil {
		return nil, err
	}
	if pi.Status == "succeeded" || pi.Status == "canceled" {
		return nil, wire.Invalid("payment_intent_unexpected_state", "", "You cannot confirm this PaymentIntent because it has a status of %s.", pi.Status)
	}
	inv, _ := l.Invoices.Get(pi.Invoice)
	m, err := l.payer(inv, method)
	if err != nil {
		return nil, err
	}
	if l.try(inv, m, true) == Declined {
		return nil, l.declined(pi)
	}
	return pi, nil
}

// payer is the card for an invoice: the given one, else that of its subscription.
func (l *Ledger) payer(inv *Invoice, method string) (*PaymentMethod, error) {
	if method != "" {
		return l.Attach(method, inv.Customer)
	}
	if sub, ok := l.Subscriptions.Get(inv.Subscription); ok {
		return l.methodOf(sub), nil
	}
	c, _ := l.Customers.Get(inv.Customer)
	if d := c.InvoiceSettings.DefaultPaymentMethod; d != nil {
		m, _ := l.Methods.Get(*d)
		return m, nil
	}
	return nil, nil
}

// declined is the refusal for the failed attempt the intent remembers.
func (l *Ledger) declined(pi *PaymentIntent) error {
	e := wire.Declined("generic_decline")
	if code, ok := pi.LastError["decline_code"].(string); ok {
		e = wire.Declined(code)
	}
	if code, _ := pi.LastError["code"].(string); code != "card_declined" && code != "" {
		e.Code, e.DeclineCode, e.Message = code, "", pi.LastError["message"].(string)
	}
	e.PaymentIntent = l.View(pi)
	wire.Strip(e.PaymentIntent)
	return e
}

// Refund is money given back.
type Refund struct {
	Base
	Amount        int64             `json:"amount"`
	Charge        string            `json:"charge"`
	Currency      string            `json:"currency"`
	Metadata      map[string]string `json:"metadata"`
	PaymentIntent string            `json:"payment_intent"`
	Reason        string            `json:"reason,omitempty"`
	Status        string            `json:"status"`
}

// RefundParams name the payment and how much of it to give back; no amount means the rest.
type RefundParams struct {
	Charge        string            `json:"charge"`
	PaymentIntent string            `json:"payment_intent"`
	Amount        int64             `json:"amount,string"`
	Reason        string            `json:"reason"`
	Metadata      map[string]string `json:"metadata"`
}

// CreateRefund gives money of a charge back.
func (l *Ledger) CreateRefund(p RefundParams) (*Refund, error) {
	if pi, ok := l.Intents.Get(p.PaymentIntent); ok && p.Charge == "" {
		p.Charge = pi.LatestCharge
	}
	c, err := need(&l.Charges, "charge", "charge", p.Charge)
	if err != nil {
		return nil, err
	}
	rest := c.Amount - c.AmountRefunded
	if !c.Paid || rest == 0 {
		return nil, wire.Invalid("charge_already_refunded", "", "Charge %s has already been refunded.", c.ID)
	}
	if p.Amount == 0 {
		p.Amount = rest
	}
	if p.Amount < 0 || p.Amount > rest {
		return nil, wire.Invalid("", "amount", "Refund amount is greater than unrefunded amount on charge.")
	}
	r := &Refund{Base: l.base("re", "refund"), Amount: p.Amount, Charge: c.ID, Currency: c.Currency,
		PaymentIntent: c.PaymentIntent, Reason: p.Reason, Status: "succeeded"}
	merge(&r.Metadata, p.Metadata)
	l.Refunds.add(r)
	before := l.View(c)
	c.AmountRefunded += p.Amount
	c.Refunded = c.AmountRefunded == c.Amount
	l.emit("refund.created", r)
	l.emitUpdate("charge.refunded", before, c)
	return r, nil
}

func (l *Ledger) refundsOf(charge string) wire.Object {
	return listOf("/v1/charges/"+charge+"/refunds", l.Refunds.Where(func(r *Refund) bool { return r.Charge == charge }))
}

// Dispute is a payer's complaint at the bank.
type Dispute struct {
	Base
	Amount        int64  `json:"amount"`
	Charge        string `json:"charge"`
	Currency      string `json:"currency"`
	PaymentIntent string `json:"payment_intent"`
	Reason        string `json:"reason"`
	Status        string `json:"status"`
}

// OpenDispute is the payer complaining about a charge.
func (l *Ledger) OpenDispute(charge string) (*Dispute, error) {
	c, err := need(&l.Charges, "charge", "charge", charge)
	if err != nil {
		return nil, err
	}
	c.Disputed = true
	d := &Dispute{Base: l.base("dp", "dispute"), Amount: c.Amount, Charge: c.ID, Currency: c.Currency,
		PaymentIntent: c.PaymentIntent, Reason: "general", Status: "needs_response"}
	l.emit("charge.dispute.created", l.Disputes.add(d))
	return d, nil
}

// CloseDispute is the bank's decision.
func (l *Ledger) CloseDispute(id string, won bool) (*Dispute, error) {
	d, err := need(&l.Disputes, "dispute", "dispute", id)
	if err != nil {
		return nil, err
	}
	d.Status = "lost"
	if won {
		d.Status = "won"
	}
	l.emit("charge.dispute.closed", d)
	return d, nil
}

// CreditNote takes back a part of an invoice: as money, as credit for later ones, or before it is paid.
type CreditNote struct {
	Base
	Amount    int64         `json:"amount"`
	Currency  string        `json:"currency"`
	Customer  string        `json:"customer"`
	Effective int64         `json:"effective_at"`
	Invoice   string        `json:"invoice"`
	Lines     List[*Credit] `json:"lines"`
	Memo      string        `json:"memo,omitempty"`
	Number    string        `json:"number"`
	PDF       string        `json:"pdf"`
	Reason    string        `json:"reason,omitempty"`
	Refund    string        `json:"refund,omitempty"`
	Status    string        `json:"status"`
	Subtotal  int64         `json:"subtotal"`
	Total     int64         `json:"total"`
	Type      string        `json:"type"`
}

// Credit is the one row of a credit note.
type Credit struct {
	ID          string `json:"id"`
	Object      string `json:"object"`
	Amount      int64  `json:"amount"`
	Description string `json:"description"`
	Type        string `json:"type"`
}

// CreditParams are the parameters of a credit note. Of a paid invoice, Refund and Credit must make up Amount.
type CreditParams struct {
	Invoice string `json:"invoice"`
	Amount  int64  `json:"amount,string"`
	Refund  int64  `json:"refund_amount,string"`
	Credit  int64  `json:"credit_amount,string"`
	Reason  string `json:"reason"`
	Memo    string `json:"memo"`
}

// CreateCreditNote takes back a part of an invoice.
func (l *Ledger) CreateCreditNote(p CreditParams) (*CreditNote, error) {
	inv, err := need(&l.Invoices, "invoice", "invoice", p.Invoice)
	if err != nil {
		return nil, err
	}
	left := inv.AmountPaid - inv.CreditedAfter
	if inv.Status == "open" {
		left = inv.AmountRemaining
	}
	if p.Amount <= 0 || p.Amount > left || inv.Status == "paid" && p.Refund+p.Credit != p.Amount {
		return nil, wire.Invalid("", "amount", "The sum of credit amount, refund amount and out of band amount must equal the credit note amount, which must not exceed what is left of the invoice.")
	}
	n := &CreditNote{Base: l.base("cn", "credit_note"), Amount: p.Amount, Subtotal: p.Amount, Total: p.Amount, Currency: inv.Currency, Customer: inv.Customer,
		Effective: l.Time, Invoice: inv.ID, Memo: p.Memo, Number: inv.Number + "-CN-01", PDF: inv.PDF, Reason: p.Reason, Status: "issued", Type: "post_payment"}
	n.Lines = newList("/v1/credit_notes/"+n.ID+"/lines", []*Credit{{ID: l.base("cnli", "").ID, Object: "credit_note_line_item", Amount: p.Amount, Description: "Credit", Type: "custom_line_item"}})
	return n, l.credit(inv, n, p)
}

func (l *Ledger) credit(inv *Invoice, n *CreditNote, p CreditParams) error {
	if p.Refund > 0 {
		r, err := l.CreateRefund(RefundParams{Charge: inv.Charge, Amount: p.Refund})
		if err != nil {
			return err
		}
		n.Refund = r.ID
	}
	l.emit("credit_note.created", l.CreditNotes.add(n))
	if inv.Status == "open" {
		n.Type = "pre_payment"
		inv.CreditedBefore += p.Amount
		inv.AmountDue, inv.AmountRemaining = inv.AmountDue-p.Amount, inv.AmountRemaining-p.Amount
		if pi, ok := l.Intents.Get(inv.PaymentIntent); ok {
			pi.Amount = inv.AmountDue
		}
		if inv.AmountDue == 0 {
			l.markPaid(inv, 0)
		}
		return nil
	}
	inv.CreditedAfter += p.Amount
	c, _ := l.Customers.Get(inv.Customer)
	l.addBalance(c, -p.Credit)
	return nil
}
