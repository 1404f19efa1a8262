package ledger

import (
	"fmt"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Outcome is how an attempt to charge a card ends.
type Outcome string

// The outcomes a card can have. PaysOnce pays while its holder is there and is declined afterwards.
const (
	Pays        Outcome = "pays"
	Declined    Outcome = "declined"
	NoFunds     Outcome = "insufficient_funds"
	NeedsAction Outcome = "needs_action"
	PaysOnce    Outcome = "pays_once"
	Lost        Outcome = "lost_card" // a hard decline: the card is never tried again
)

// Cards are the test numbers the stand-in accepts.
var Cards = []struct {
	Number, Brand, Hint string
	Outcome             Outcome
}{
	{"4242424242424242", "visa", "pays", Pays},
	{"5555555555554444", "mastercard", "pays", Pays},
	{"4000000000000002", "visa", "is declined", Declined},
	{"4000000000009995", "visa", "has insufficient funds", NoFunds},
	{"4000000000009987", "visa", "is reported lost: declined for good", Lost},
	{"4000002760003184", "visa", "needs 3-D Secure every time", NeedsAction},
	{"4000000000000341", "visa", "pays now, renewals are declined", PaysOnce},
}

// tokens are Stripe's names for test cards.
var tokens = map[string]string{
	"pm_card_visa": "4242424242424242", "tok_visa": "4242424242424242",
	"pm_card_mastercard": "5555555555554444", "tok_mastercard": "5555555555554444",
	"pm_card_chargeDeclined": "4000000000000002", "tok_chargeDeclined": "4000000000000002",
	"pm_card_visa_chargeDeclined":                  "4000000000000002",
	"pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
	"pm_card_visa_chargeDeclinedLostCard":          "4000000000009987",
	"pm_card_chargeCustomerFail":                   "4000000000000341", "tok_chargeCustomerFail": "4000000000000341",
	"pm_card_authenticationRequired": "4000002760003184", "tok_threeDSecure2Required": "4000002760003184",
}

// PaymentMethod is a card. Script, when not empty, decides the next attempts instead of Outcome.
type PaymentMethod struct {
	Base
	BillingDetails BillingDetails    `json:"billing_details"`
	Card           Card              `json:"card"`
	Customer       string            `json:"customer,omitempty"`
	Metadata       map[string]string `json:"metadata"`
	Outcome        Outcome           `json:"_outcome"`
	Script         []Outcome         `json:"_script"`
	Dead           bool              `json:"_dead"` // after a hard decline
}

// BillingDetails name the card's holder.
type BillingDetails struct {
	Address Address `json:"address"`
	Email   *string `json:"email"`
	Name    *string `json:"name"`
	Phone   *string `json:"phone"`
}

// Card is what may be shown of a card.
type Card struct {
	Brand        string            `json:"brand"`
	Checks       map[string]string `json:"checks"`
	Country      string            `json:"country"`
	DisplayBrand string            `json:"display_brand"`
	ExpMonth     int64             `json:"exp_month"`
	ExpYear      int64             `json:"exp_year"`
	Fingerprint  string            `json:"fingerprint"`
	Funding      string            `json:"funding"`
	Generated    *string           `json:"generated_from"`
	Last4        string            `json:"last4"`
	Networks     map[string]any    `json:"networks"`
	ThreeD       map[string]bool   `json:"three_d_secure_usage"`
	Wallet       *string           `json:"wallet"`
}

// MethodParams are the parameters of a new payment method.
type MethodParams struct {
	Type string `json:"type"`
	Card struct {
		Token    string `json:"token"`
		Number   string `json:"number"`
		ExpMonth int64  `json:"exp_month,string"`
		ExpYear  int64  `json:"exp_year,string"`
		CVC      string `json:"cvc"`
	} `json:"card"`
	BillingDetails struct {
		Email *string `json:"email"`
		Name  *string `json:"name"`
		Phone *string `json:"phone"`
	} `json:"billing_details"`
	Metadata map[string]string `json:"metadata"`
}

// CreateMethod adds a card that belongs to nobody yet.
func (l *Ledger) CreateMethod(p MethodParams) (*PaymentMethod, error) {
	if p.Type != "card" {
		return nil, wire.Invalid("parameter_missing", "type", "This stand-in knows payment methods of type card only.")
	}
	number := p.Card.Number
	if p.Card.Token != "" {
		number = tokens[p.Card.Token]
	}
	m, err := l.newCard(number)
	if err != nil {
		return nil, err
	}
	if p.Card.ExpMonth != 0 {
		m.Card.ExpMonth, m.Card.ExpYear = p.Card.ExpMonth, p.Card.ExpYear
	}
	m.BillingDetails.Email, m.BillingDetails.Name, m.BillingDetails.Phone = p.BillingDetails.Email, p.BillingDetails.Name, p.BillingDetails.Phone
	merge(&m.Metadata, p.Metadata)
	return l.Methods.add(m), nil
}

// newCard makes a card from one of the test numbers; blanks in the number are ignored.
func (l *Ledger) newCard(number string) (*PaymentMethod, error) {
	number = strings.NewReplacer(" ", "", "-", "").Replace(number)
	for _, c := range Cards {
		if c.Number == number {
			return l.card(c.Brand, number, c.Outcome), nil
		}
	}
	return nil, &wire.Error{Status: 402, Type: "card_error", Code: "incorrect_number", Param: "number",
		Message: "Your card number is incorrect. Use one of the test cards."}
}

func (l *Ledger) card(brand, number string, outcome Outcome) *PaymentMethod {
	year := int64(time.Unix(l.Time, 0).UTC().Year()) + 3
	return &PaymentMethod{Base: l.base("pm", "payment_method"), Outcome: outcome, Metadata: map[string]string{},
		BillingDetails: BillingDetails{Address: address(nil)},
		Card: Card{Brand: brand, Country: "US", DisplayBrand: brand, ExpMonth: 12, ExpYear: year, Funding: "credit",
			Fingerprint: "fp" + number[len(number)-8:], Last4: number[len(number)-4:],
			Checks:   map[string]string{"cvc_check": "pass"},
			Networks: map[string]any{"available": []string{brand}, "preferred": nil},
			ThreeD:   map[string]bool{"supported": true}}}
}

// Attach gives a card, or a new one from a test token such as pm_card_visa, to a customer.
func (l *Ledger) Attach(id, customer string) (*PaymentMethod, error) {
	c, err := l.customer("customer", customer)
	if err != nil {
		return nil, err
	}
	m, ok := l.Methods.Get(id)
	if !ok {
		number, known := tokens[id]
		if !known {
			return nil, wire.Missing("PaymentMethod", "payment_method", id)
		}
		if m, err = l.newCard(number); err != nil {
			return nil, err
		}
	}
	if m.Outcome == Declined || m.Outcome == NoFunds || m.Outcome == Lost {
		return nil, wire.Declined(m.Outcome.code())
	}
	if m.Customer != "" && m.Customer != c.ID {
		return nil, wire.Invalid("payment_method_unexpected_state", "", "The payment method you provided has already been attached to a customer.")
	}
	if !ok {
		l.Methods.add(m)
	}
	if m.Customer == "" {
		m.Customer = c.ID
		l.emit("payment_method.attached", m)
	}
	return m, nil
}

// Detach takes a card from its customer for good.
func (l *Ledger) Detach(id string) (*PaymentMethod, error) {
	m, err := need(&l.Methods, "PaymentMethod", "payment_method", id)
	if err != nil {
		return nil, err
	}
	if m.Customer == "" {
		return nil, wire.Invalid("payment_method_unexpected_state", "", "The payment method you provided is not attached to a customer so detachment is impossible.")
	}
	before := wire.Render(m)
	c, _ := l.Customers.Get(m.Customer)
	m.Customer = ""
	if d := c.InvoiceSettings.DefaultPaymentMethod; d != nil && *d == id {
		c.InvoiceSettings.DefaultPaymentMethod = nil
	}
	for _, sub := range l.Subscriptions.Where(func(s *Subscription) bool { return s.DefaultMethod == id }) {
		sub.DefaultMethod = ""
	}
	l.emitUpdate("payment_method.detached", before, m)
	return m, nil
}

// methodOf is the card that pays for a subscription: its own, else the customer's default.
func (l *Ledger) methodOf(sub *Subscription) *PaymentMethod {
	if m, ok := l.Methods.Get(sub.DefaultMethod); ok {
		return m
	}
	c, _ := l.Customers.Get(sub.Customer)
	if id := c.InvoiceSettings.DefaultPaymentMethod; id != nil {
		m, _ := l.Methods.Get(*id)
		return m
	}
	return nil
}

// peek is how the next attempt on the card will end. Present means its holder is there, as on the Checkout page.
func (m *PaymentMethod) peek(present bool) Outcome {
	outcome := m.Outcome
	if len(m.Script) > 0 {
		outcome = m.Script[0]
	}
	if outcome == PaysOnce {
		if present {
			return Pays
		}
		return Declined
	}
	return outcome
}

// use is peek that takes the attempt off the script.
func (m *PaymentMethod) use(present bool) Outcome {
	outcome := m.peek(present)
	if len(m.Script) > 0 {
		m.Script = m.Script[1:]
	}
	return outcome
}

// code is Stripe's decline code for an outcome.
func (o Outcome) code() string {
	if o == NoFunds || o == Lost {
		return string(o)
	}
	return "generic_decline"
}

// Label is the card as people know it, for example "Visa ending in 4242".
func (m *PaymentMethod) Label() string {
	brand := strings.ToUpper(m.Card.Brand[:1]) + m.Card.Brand[1:]
	return fmt.Sprintf("%s ending in %s, %02d/%d", brand, m.Card.Last4, m.Card.ExpMonth, m.Card.ExpYear)
}

// Typed are the parameters of a card whose number somebody typed into a page.
func Typed(number string) MethodParams {
	p := MethodParams{Type: "card"}
	p.Card.Number = number
	return p
}

// UseCard makes a card the one that pays for everything of a customer from now on.
func (l *Ledger) UseCard(customer, method string) error {
	m, err := l.Attach(method, customer)
	if err != nil {
		return err
	}
	c, _ := l.Customers.Get(customer)
	before := l.View(c)
	c.InvoiceSettings.DefaultPaymentMethod = &m.ID
	l.emitUpdate("customer.updated", before, c)
	for _, sub := range l.Live(customer) {
		before := l.View(sub)
		sub.DefaultMethod = m.ID
		l.emitUpdate("customer.subscription.updated", before, sub)
	}
	return nil
}

// CardOf is the card a customer pays with: that of a subscription, else the default; nil when there is none.
func (l *Ledger) CardOf(c *Customer) *PaymentMethod {
	for _, sub := range l.Live(c.ID) {
		if m := l.methodOf(sub); m != nil {
			return m
		}
	}
	return l.methodOf(&Subscription{Customer: c.ID})
}
