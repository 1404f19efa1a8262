package ledger

import (
	"slices"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Customer is somebody who pays. A negative balance is credit that the next invoices use up.
type Customer struct {
	Base
	Address         Address           `json:"address,omitempty"`
	Balance         int64             `json:"balance"`
	Currency        string            `json:"currency,omitempty"`
	Delinquent      bool              `json:"delinquent"`
	Description     string            `json:"description,omitempty"`
	Email           string            `json:"email,omitempty"`
	InvoicePrefix   string            `json:"invoice_prefix"`
	InvoiceSettings InvoiceSettings   `json:"invoice_settings"`
	Locales         []string          `json:"preferred_locales,omitempty"`
	Metadata        map[string]string `json:"metadata"`
	Name            string            `json:"name,omitempty"`
	NextSequence    int64             `json:"next_invoice_sequence"`
	Phone           string            `json:"phone,omitempty"`
	TaxExempt       string            `json:"tax_exempt"`
	Deleted         bool              `json:"_deleted"`
}

// Address is a postal address.
type Address map[string]*string

// InvoiceSettings hold the card for a customer's invoices.
type InvoiceSettings struct {
	CustomFields         *string `json:"custom_fields"`
	DefaultPaymentMethod *string `json:"default_payment_method"`
	Footer               *string `json:"footer"`
	RenderingOptions     *string `json:"rendering_options"`
}

// CustomerParams are the parameters of a customer; nil leaves a field as it is.
type CustomerParams struct {
	Address         map[string]string `json:"address"`
	Balance         *int64            `json:"balance,string"`
	Description     *string           `json:"description"`
	Email           *string           `json:"email"`
	InvoiceSettings *struct {
		DefaultPaymentMethod string `json:"default_payment_method"`
	} `json:"invoice_settings"`
	Locales       []string          `json:"preferred_locales"`
	Metadata      map[string]string `json:"metadata"`
	Name          *string           `json:"name"`
	PaymentMethod string            `json:"payment_method"`
	Phone         *string           `json:"phone"`
	TaxExempt     *string           `json:"tax_exempt"`
}

// CreateCustomer adds a customer.
func (l *Ledger) CreateCustomer(p CustomerParams) (*Customer, error) {
	c := &Customer{Base: l.base("cus", "customer"), NextSequence: 1, TaxExempt: "none"}
	c.InvoicePrefix = c.ID[4:12]
	l.Customers.add(c)
	if p.PaymentMethod != "" {
		if _, err := l.Attach(p.PaymentMethod, c.ID); err != nil {
			return nil, err
		}
	}
	if err := l.applyCustomer(c, p); err != nil {
		return nil, err
	}
	l.emit("customer.created", c)
	return c, nil
}

// UpdateCustomer changes what is given.
func (l *Ledger) UpdateCustomer(id string, p CustomerParams) (*Customer, error) {
	c, err := l.customer("id", id)
	if err != nil {
		return nil, err
	}
	before := wire.Render(c)
	if err := l.applyCustomer(c, p); err != nil {
		return nil, err
	}
	l.emitUpdate("customer.updated", before, c)
	return c, nil
}

func (l *Ledger) applyCustomer(c *Customer, p CustomerParams) error {
	if p.InvoiceSettings != nil {
		if err := l.setDefaultMethod(c, p.InvoiceSettings.DefaultPaymentMethod); err != nil {
			return err
		}
	}
	set(&c.Email, p.Email)
	set(&c.Name, p.Name)
	set(&c.Description, p.Description)
	set(&c.Phone, p.Phone)
	set(&c.Balance, p.Balance)
	set(&c.TaxExempt, p.TaxExempt)
	if p.Locales != nil {
		c.Locales = p.Locales
	}
	if p.Address != nil {
		c.Address = address(p.Address)
	}
	merge(&c.Metadata, p.Metadata)
	return nil
}

func address(given map[string]string) Address {
	out := Address{}
	for _, key := range []string{"city", "country", "line1", "line2", "postal_code", "state"} {
		if value := given[key]; value != "" {
			out[key] = &value
			continue
		}
		out[key] = nil
	}
	return out
}

func (l *Ledger) setDefaultMethod(c *Customer, id string) error {
	if id == "" {
		c.InvoiceSettings.DefaultPaymentMethod = nil
		return nil
	}
	method, err := need(&l.Methods, "PaymentMethod", "invoice_settings[default_payment_method]", id)
	if err != nil {
		return err
	}
	if method.Customer != c.ID {
		return wire.Invalid("resource_missing", "invoice_settings[default_payment_method]",
			"The customer does not have a payment method with the ID %s.", id)
	}
	c.InvoiceSettings.DefaultPaymentMethod = &id
	return nil
}

// DeleteCustomer ends the customer's subscriptions and hides the customer.
func (l *Ledger) DeleteCustomer(id string) (wire.Object, error) {
	c, err := l.customer("id", id)
	if err != nil {
		return nil, err
	}
	for _, sub := range l.Live(id) {
		l.end(sub, "canceled", "cancellation_requested")
	}
	c.Deleted = true
	l.emit("customer.deleted", c)
	return wire.Object{"id": id, "object": "customer", "deleted": true}, nil
}

// customer finds a customer that was not deleted.
func (l *Ledger) customer(param, id string) (*Customer, error) {
	c, err := need(&l.Customers, "customer", param, id)
	if err == nil && c.Deleted {
		return nil, wire.Missing("customer", param, id)
	}
	return c, err
}

// fixCurrency ties the customer to the currency of the first subscription, as Stripe does.
func (l *Ledger) fixCurrency(c *Customer, currency string) error {
	busy := len(l.Live(c.ID)) > 0
	if c.Currency != "" && c.Currency != currency && busy {
		return wire.Invalid("", "currency", "You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency %s.", c.Currency)
	}
	c.Currency = currency
	return nil
}

// addBalance books credit (negative) or debt to the customer.
func (l *Ledger) addBalance(c *Customer, amount int64) {
	if amount == 0 {
		return
	}
	before := wire.Render(c)
	c.Balance += amount
	l.emitUpdate("customer.updated", before, c)
}

func (l *Ledger) subscriptionsOf(customer string) wire.Object {
	return listOf("/v1/customers/"+customer+"/subscriptions",
		l.Live(customer))
}

// PortalSession is one visit to the billing portal.
type PortalSession struct {
	Base
	Configuration string `json:"configuration"`
	Customer      string `json:"customer"`
	Locale        string `json:"locale,omitempty"`
	ReturnURL     string `json:"return_url,omitempty"`
	URL           string `json:"url"`
}

// PortalParams are the parameters of a portal session.
type PortalParams struct {
	Configuration string `json:"configuration"`
	Customer      string `json:"customer"`
	Locale        string `json:"locale"`
	ReturnURL     string `json:"return_url"`
}

// CreatePortal opens the portal for a customer.
func (l *Ledger) CreatePortal(p PortalParams) (*PortalSession, error) {
	if _, err := l.customer("customer", p.Customer); err != nil {
		return nil, err
	}
	config := l.defaultPortal()
	if p.Configuration != "" {
		var err error
		if config, err = need(&l.PortalConfigs, "configuration", "configuration", p.Configuration); err != nil {
			return nil, err
		}
	}
	s := &PortalSession{Base: l.base("bps", "billing_portal.session"), Configuration: config.ID, Customer: p.Customer,
		Locale: p.Locale, ReturnURL: p.ReturnURL}
	s.URL = l.Base + "/portal/" + s.ID
	return l.Portals.add(s), nil
}

// PortalConfiguration says what customers may do in the portal. This portal always offers the same: cards, invoices,
// cancelling at the end of the period; Features is kept as it was given.
type PortalConfiguration struct {
	Base
	Active          bool              `json:"active"`
	BusinessProfile map[string]string `json:"business_profile"`
	ReturnURL       string            `json:"default_return_url,omitempty"`
	Features        map[string]any    `json:"features"`
	IsDefault       bool              `json:"is_default"`
	Metadata        map[string]string `json:"metadata"`
	Updated         int64             `json:"updated"`
}

func (l *Ledger) defaultPortal() *PortalConfiguration {
	if len(l.PortalConfigs.All()) > 0 {
		return l.PortalConfigs.All()[0]
	}
	off := wire.Object{"enabled": false}
	return l.PortalConfigs.add(&PortalConfiguration{Base: l.base("bpc", "billing_portal.configuration"), Active: true, IsDefault: true,
		Updated: l.Time, Metadata: map[string]string{}, BusinessProfile: map[string]string{}, Features: wire.Object{
			"customer_update":       wire.Object{"enabled": false, "allowed_updates": []string{}},
			"invoice_history":       wire.Object{"enabled": true},
			"payment_method_update": wire.Object{"enabled": true},
			"subscription_cancel": wire.Object{"enabled": true, "mode": "at_period_end", "proration_behavior": "none",
				"cancellation_reason": wire.Object{"enabled": false, "options": []string{}}},
			"subscription_pause":  off,
			"subscription_update": wire.Object{"enabled": false, "default_allowed_updates": []string{}, "proration_behavior": "none"},
		}})
}

// TaxID is a number under which a customer pays tax. This stand-in checks no register: every number is good.
type TaxID struct {
	Base
	Country  string `json:"country,omitempty"`
	Customer string `json:"customer"`
	Type     string `json:"type"`
	Value    string `json:"value"`
}

// TaxIDParams are the parameters of a tax id.
type TaxIDParams struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// AddTaxID gives a customer a tax id; it counts for the invoices that follow.
func (l *Ledger) AddTaxID(customer string, p TaxIDParams) (*TaxID, error) {
	c, err := l.customer("customer", customer)
	if err != nil {
		return nil, err
	}
	if p.Type == "" || len(p.Value) < 4 {
		return nil, wire.Invalid("tax_id_invalid", "value", "Invalid value for %s.", p.Type)
	}
	id := &TaxID{Base: l.base("txi", "tax_id"), Customer: c.ID, Type: p.Type, Value: p.Value}
	if p.Type == "eu_vat" {
		id.Country = p.Value[:2]
	}
	l.emit("customer.tax_id.created", l.TaxIDs.add(id))
	return id, nil
}

func (l *Ledger) taxIDsOf(customer string) []*TaxID {
	return l.TaxIDs.Where(func(t *TaxID) bool { return t.Customer == customer })
}

// Tax says whether taxes are worked out, and on an invoice whether they could be.
type Tax struct {
	Enabled bool   `json:"enabled"`
	Status  string `json:"status,omitempty"`
}

// TaxAmount is a tax on an invoice.
type TaxAmount struct {
	Amount    int64  `json:"amount"`
	Inclusive bool   `json:"inclusive"`
	Rate      string `json:"tax_rate"`
	Reason    string `json:"taxability_reason"`
	Taxable   int64  `json:"taxable_amount"`
}

// InvoiceTaxID is a customer's tax id as an invoice shows it.
type InvoiceTaxID struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// seller is where the stand-in's merchant sits.
const seller = "IE"

// rates are standard rates in percent of some countries; elsewhere the merchant collects nothing.
var rates = map[string]int64{"IE": 23, "DE": 19, "FR": 20, "PL": 23, "IN": 18, "PH": 12, "GB": 20}

var union = []string{"IE", "DE", "FR", "PL"}

// tax puts a tax on an invoice if its subscription asks for it: by the buyer's country, and none for a business of
// another country of the union, which owes it itself. It is a stub: one rate per country, no register, no exceptions.
func (l *Ledger) tax(inv *Invoice, sub *Subscription, c *Customer) {
	if sub.AutomaticTax == nil || !sub.AutomaticTax.Enabled {
		return
	}
	inv.AutomaticTax, inv.TaxExempt = &Tax{Enabled: true, Status: "complete"}, c.TaxExempt
	ids := l.taxIDsOf(c.ID)
	for _, id := range ids {
		inv.CustomerTaxIDs = append(inv.CustomerTaxIDs, InvoiceTaxID{id.Type, id.Value})
	}
	country := c.Address["country"]
	if country == nil {
		inv.AutomaticTax.Status = "requires_location_inputs"
		return
	}
	business := slices.ContainsFunc(ids, func(t *TaxID) bool { return t.Type == "eu_vat" })
	rate, reason := rates[*country], "standard_rated"
	switch {
	case c.TaxExempt == "exempt":
		rate, reason = 0, "customer_exempt"
	case c.TaxExempt == "reverse", business && *country != seller && slices.Contains(union, *country):
		rate, reason = 0, "reverse_charge"
	case rate == 0:
		reason = "not_collecting"
	}
	amount := (inv.Total*rate + 50) / 100
	inv.Tax, inv.TaxAmounts = new(amount), []TaxAmount{{amount, false, "txr_" + *country, reason, inv.Total}}
	inv.Total += amount
}
