package ledger

import (
	"strings"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// CheckoutSession is one visit to the Checkout page, which ends in a subscription.
type CheckoutSession struct {
	Base
	AllowCodes       bool                `json:"allow_promotion_codes"`
	AmountSubtotal   int64               `json:"amount_subtotal"`
	AmountTotal      int64               `json:"amount_total"`
	CancelURL        string              `json:"cancel_url,omitempty"`
	Reference        string              `json:"client_reference_id,omitempty"`
	Currency         string              `json:"currency"`
	Customer         string              `json:"customer,omitempty"`
	CustomerCreation string              `json:"customer_creation,omitempty"`
	CustomerDetails  *CustomerDetails    `json:"customer_details,omitempty"`
	CustomerEmail    string              `json:"customer_email,omitempty"`
	ExpiresAt        int64               `json:"expires_at"`
	Invoice          string              `json:"invoice,omitempty"`
	Lines            List[*SessionLine]  `json:"_line_items"`
	Locale           string              `json:"locale,omitempty"`
	Metadata         map[string]string   `json:"metadata"`
	Mode             string              `json:"mode"`
	Collection       string              `json:"payment_method_collection"`
	PaymentStatus    string              `json:"payment_status"`
	Status           string              `json:"status"`
	Subscription     string              `json:"subscription,omitempty"`
	SuccessURL       string              `json:"success_url"`
	Totals           *Totals             `json:"total_details"`
	URL              string              `json:"url,omitempty"`
	Params           *SubscriptionParams `json:"_params"` // what the subscription will be made of
	Asked            PayForm             `json:"_asked"`  // with the card that waits for 3-D Secure
	AutomaticTax     *Tax                `json:"automatic_tax,omitempty"`
}

// CustomerDetails are what the buyer typed in.
type CustomerDetails struct {
	Address   Address  `json:"address"`
	Email     string   `json:"email"`
	Name      *string  `json:"name"`
	Phone     *string  `json:"phone"`
	TaxExempt string   `json:"tax_exempt"`
	TaxIDs    []string `json:"tax_ids"`
}

// Totals split a total. Taxes are on the invoice: the page does not know where the buyer is until they pay.
type Totals struct {
	Discount int64 `json:"amount_discount"`
	Shipping int64 `json:"amount_shipping"`
	Tax      int64 `json:"amount_tax"`
}

// SessionLine is what is bought.
type SessionLine struct {
	ID          string `json:"id"`
	Object      string `json:"object"`
	Subtotal    int64  `json:"amount_subtotal"`
	Total       int64  `json:"amount_total"`
	Currency    string `json:"currency"`
	Description string `json:"description"`
	Price       *Price `json:"price"`
	Quantity    int64  `json:"quantity"`
}

// SessionParams are the parameters of a Checkout session.
type SessionParams struct {
	AllowCodes     bool   `json:"allow_promotion_codes,string"`
	AutomaticTax   *Flag  `json:"automatic_tax"`
	BillingAddress string `json:"billing_address_collection"`
	CancelURL      string `json:"cancel_url"`
	Reference      string `json:"client_reference_id"`
	Currency       string `json:"currency"`
	Customer       string `json:"customer"`
	CustomerEmail  string `json:"customer_email"`
	CustomerUpdate any    `json:"customer_update"`
	ExpiresAt      int64  `json:"expires_at,string"`
	LineItems      []struct {
		Price      string `json:"price"`
		Quantity   *int64 `json:"quantity,string"`
		Adjustable struct {
			Enabled bool `json:"enabled,string"`
		} `json:"adjustable_quantity"`
	} `json:"line_items"`
	Locale       string            `json:"locale"`
	Metadata     map[string]string `json:"metadata"`
	Mode         string            `json:"mode"`
	Collection   string            `json:"payment_method_collection"`
	MethodTypes  []string          `json:"payment_method_types"`
	Subscription struct {
		Description   string            `json:"description"`
		Metadata      map[string]string `json:"metadata"`
		TrialDays     int64             `json:"trial_period_days,string"`
		TrialEnd      string            `json:"trial_end"`
		TrialSettings *TrialSettings    `json:"trial_settings"`
		Proration     string            `json:"proration_behavior"`
	} `json:"subscription_data"`
	SuccessURL string `json:"success_url"`
	TaxIDs     *Flag  `json:"tax_id_collection"`
}

// CreateSession opens a Checkout page for a subscription.
func (l *Ledger) CreateSession(p SessionParams) (*CheckoutSession, error) {
	if err := p.check(l.Time); err != nil {
		return nil, err
	}
	if p.Customer != "" {
		if _, err := l.customer("customer", p.Customer); err != nil {
			return nil, err
		}
	}
	want := p.subscription()
	trial := &Subscription{Currency: strings.ToLower(p.Currency)}
	items, err := l.wanted(trial, want.Items)
	if err != nil {
		return nil, err
	}
	trialEnd, err := l.trialEnd(want)
	if err != nil {
		return nil, err
	}
	if trialEnd > 0 && trialEnd < l.Time+2*day {
		return nil, wire.Invalid("", "subscription_data[trial_end]", "The `trial_end` date has to be at least 2 days in the future.")
	}
	want.Currency = trial.Currency
	s := &CheckoutSession{Base: l.base("cs_test", "checkout.session"), AllowCodes: p.AllowCodes, CancelURL: p.CancelURL,
		Reference: p.Reference, Currency: trial.Currency, Customer: p.Customer, CustomerEmail: p.CustomerEmail,
		ExpiresAt: p.ExpiresAt, Locale: p.Locale, Mode: p.Mode, Collection: p.Collection, PaymentStatus: "unpaid",
		Status: "open", SuccessURL: p.SuccessURL, Totals: &Totals{}, Params: &want}
	if p.Customer == "" {
		s.CustomerCreation = "always"
	}
	if p.AutomaticTax != nil {
		s.AutomaticTax = &Tax{Enabled: p.AutomaticTax.Enabled}
	}
	merge(&s.Metadata, p.Metadata)
	s.defaults(l.Time)
	s.Lines = newList("/v1/checkout/sessions/"+s.ID+"/line_items", l.sessionLines(trial.Currency, items, trialEnd > 0))
	for _, line := range s.Lines.Data {
		s.AmountSubtotal += line.Total
	}
	s.AmountTotal = s.AmountSubtotal
	s.URL = l.Base + "/checkout/" + s.ID
	return l.Sessions.add(s), nil
}

func (p SessionParams) check(now int64) error {
	if p.Mode != "subscription" {
		return wire.Invalid("parameter_invalid", "mode", "This stand-in knows mode=subscription only.")
	}
	if p.SuccessURL == "" {
		return wire.Invalid("parameter_missing", "success_url", "Missing required param: success_url.")
	}
	if p.Customer != "" && p.CustomerEmail != "" {
		return wire.Invalid("", "customer_email", "You may only specify one of these parameters: customer, customer_email.")
	}
	if p.ExpiresAt != 0 && (p.ExpiresAt < now+hour/2 || p.ExpiresAt > now+day) {
		return wire.Invalid("", "expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.")
	}
	for _, line := range p.LineItems {
		if line.Adjustable.Enabled {
			return wire.Invalid("parameter_invalid", "line_items[adjustable_quantity]", "This stand-in's Checkout page cannot change quantities.")
		}
	}
	return wire.OneOf("payment_method_collection", p.Collection, "always", "if_required")
}

func (p SessionParams) subscription() SubscriptionParams {
	d := p.Subscription
	want := SubscriptionParams{Customer: p.Customer, Metadata: d.Metadata, Currency: p.Currency, TrialDays: d.TrialDays,
		TrialEnd: d.TrialEnd, TrialSettings: d.TrialSettings, Description: &d.Description, AutomaticTax: p.AutomaticTax}
	for _, line := range p.LineItems {
		want.Items = append(want.Items, ItemParams{Price: line.Price, Quantity: line.Quantity})
	}
	return want
}

func (s *CheckoutSession) defaults(now int64) {
	if s.ExpiresAt == 0 {
		s.ExpiresAt = now + day
	}
	if s.Collection == "" {
		s.Collection = "always"
	}
}

func (l *Ledger) sessionLines(currency string, items []*Item, free bool) []*SessionLine {
	lines := make([]*SessionLine, len(items))
	for i, item := range items {
		_, amount := item.cost(currency)
		if free {
			amount = 0
		}
		lines[i] = &SessionLine{ID: l.base("li", "").ID, Object: "item", Subtotal: amount, Total: amount, Currency: currency,
			Description: l.Label(item.Price), Price: item.Price, Quantity: item.Quantity}
	}
	return lines
}

// ExpireSession closes an open Checkout page.
func (l *Ledger) ExpireSession(id string) (*CheckoutSession, error) {
	s, err := need(&l.Sessions, "checkout.session", "session", id)
	if err != nil {
		return nil, err
	}
	if s.Status != "open" {
		return nil, wire.Invalid("", "", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of %s.", s.Status)
	}
	l.expire(s)
	return s, nil
}

func (l *Ledger) expire(s *CheckoutSession) {
	s.Status, s.URL = "expired", ""
	l.emit("checkout.session.expired", s)
}

// Needs says whether the page must ask for a card.
func (s *CheckoutSession) Needs() bool { return s.Collection == "always" || s.AmountTotal > 0 }

// PayForm is what a buyer types into the Checkout page.
type PayForm struct {
	Email, Name, Number string
	Code                string            // a promotion code
	Address             map[string]string // as the page's fields name it
	TaxID               string            // a VAT number of the European union
}

// PaySession does what the pay button of the Checkout page does: NeedsAction means that the 3-D Secure step follows and
// Authenticated ends it; an error is what the page says to the buyer.
func (l *Ledger) PaySession(id string, f PayForm) (Outcome, error) {
	s, err := need(&l.Sessions, "checkout.session", "session", id)
	if err != nil {
		return "", err
	}
	if s.Status != "open" {
		return "", wire.Invalid("", "", "This Checkout Session is %s.", s.Status)
	}
	if err := l.useCode(s, f.Code); err != nil {
		return "", err
	}
	if !s.Needs() {
		return Pays, l.complete(s, f, nil)
	}
	m, err := l.newCard(f.Number)
	if err != nil {
		return "", err
	}
	switch m.peek(true) {
	case Pays:
		return Pays, l.complete(s, f, m)
	case NeedsAction:
		s.Asked = f
		s.CustomerDetails = details(f)
		return NeedsAction, nil
	default:
		return Declined, wire.Declined(m.Outcome.code())
	}
}

// AnswerSession ends the 3-D Secure step of the Checkout page.
func (l *Ledger) AnswerSession(id string, agreed bool) error {
	s, err := need(&l.Sessions, "checkout.session", "session", id)
	if err != nil {
		return err
	}
	f := s.Asked
	if f.Number == "" || s.Status != "open" {
		return wire.Invalid("", "", "This Checkout Session waits for no authentication.")
	}
	m, err := l.newCard(f.Number)
	if err != nil {
		return err
	}
	s.Asked = PayForm{}
	if !agreed {
		return wire.Invalid("payment_intent_authentication_failure", "", "We are unable to authenticate your payment method. Please choose a different payment method and try again.")
	}
	m.Script = []Outcome{Pays} // the holder has just agreed to this one payment
	return l.complete(s, f, m)
}

// complete turns the session into a subscription that the given card pays for.
func (l *Ledger) complete(s *CheckoutSession, f PayForm, m *PaymentMethod) error {
	c, err := l.buyer(s, f)
	if err != nil {
		return err
	}
	if err := l.fillIn(c, f); err != nil {
		return err
	}
	p := *s.Params
	p.Customer = c.ID
	sub, err := l.newSubscription(p)
	if err != nil {
		return err
	}
	if err := l.fixCurrency(c, sub.Currency); err != nil {
		return err
	}
	if m != nil {
		m.BillingDetails.Email, m.BillingDetails.Name = &f.Email, &f.Name
		m.Customer, sub.DefaultMethod = c.ID, m.ID
		l.Methods.add(m)
		l.emit("payment_method.attached", m)
	}
	l.start(sub, true, true)
	s.Status, s.URL, s.Customer, s.Subscription, s.Invoice = "complete", "", c.ID, sub.ID, sub.LatestInvoice
	s.PaymentStatus, s.CustomerDetails = "paid", details(f)
	if s.AmountTotal == 0 {
		s.PaymentStatus = "no_payment_required"
	}
	l.emit("checkout.session.completed", s)
	return nil
}

// useCode takes a promotion code that the buyer typed in; without one the session has no discount.
func (l *Ledger) useCode(s *CheckoutSession, word string) error {
	s.Params.Code, s.Totals.Discount, s.AmountTotal = nil, 0, s.AmountSubtotal
	if word == "" {
		return nil
	}
	if !s.AllowCodes {
		return wire.Invalid("", "promotion_code", "This Checkout Session takes no promotion codes.")
	}
	code, err := l.redeemable(word)
	if err != nil {
		return err
	}
	s.Params.Code = &code.ID
	s.Totals.Discount = code.Coupon.off(s.AmountSubtotal, s.Currency)
	s.AmountTotal -= s.Totals.Discount
	return nil
}

// fillIn gives a customer the address and the tax id that the buyer typed in.
func (l *Ledger) fillIn(c *Customer, f PayForm) error {
	if f.Address != nil {
		if _, err := l.UpdateCustomer(c.ID, CustomerParams{Address: f.Address}); err != nil {
			return err
		}
	}
	if f.TaxID == "" {
		return nil
	}
	_, err := l.AddTaxID(c.ID, TaxIDParams{Type: "eu_vat", Value: f.TaxID})
	return err
}

func (l *Ledger) buyer(s *CheckoutSession, f PayForm) (*Customer, error) {
	if s.Customer != "" {
		return l.customer("customer", s.Customer)
	}
	return l.CreateCustomer(CustomerParams{Email: &f.Email, Name: &f.Name})
}

func details(f PayForm) *CustomerDetails {
	return &CustomerDetails{Address: address(nil), Email: f.Email, Name: &f.Name, TaxExempt: "none", TaxIDs: []string{}}
}

// Landing is where the buyer goes after paying.
func (s *CheckoutSession) Landing() string {
	return strings.ReplaceAll(s.SuccessURL, "{CHECKOUT_SESSION_ID}", s.ID)
}
