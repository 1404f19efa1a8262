package ledger

import (
	"fmt"
	"strconv"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/cycle"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Product is something that has prices.
type Product struct {
	Base
	Active       bool              `json:"active"`
	Name         string            `json:"name"`
	Description  string            `json:"description,omitempty"`
	DefaultPrice string            `json:"default_price,omitempty"`
	UnitLabel    string            `json:"unit_label,omitempty"`
	TaxCode      string            `json:"tax_code,omitempty"`
	Metadata     map[string]string `json:"metadata"`
	Updated      int64             `json:"updated"`
}

// ProductParams are the parameters of a product; nil leaves a field as it is.
type ProductParams struct {
	ID           string            `json:"id"`
	Name         *string           `json:"name"`
	Active       *bool             `json:"active,string"`
	Description  *string           `json:"description"`
	DefaultPrice *string           `json:"default_price"`
	UnitLabel    *string           `json:"unit_label"`
	TaxCode      *string           `json:"tax_code"`
	Type         string            `json:"type"` // "service", from before all products were alike
	Metadata     map[string]string `json:"metadata"`
}

// Price is what a unit of a product costs a period.
type Price struct {
	Base
	Active          bool                      `json:"active"`
	BillingScheme   string                    `json:"billing_scheme"`
	Currency        string                    `json:"currency"`
	CurrencyOptions map[string]CurrencyOption `json:"_currency_options"`
	LookupKey       string                    `json:"lookup_key,omitempty"`
	Metadata        map[string]string         `json:"metadata"`
	Nickname        string                    `json:"nickname,omitempty"`
	Product         string                    `json:"product"`
	Recurring       *Recurring                `json:"recurring,omitempty"`
	TaxBehavior     string                    `json:"tax_behavior"`
	Type            string                    `json:"type"`
	UnitAmount      int64                     `json:"unit_amount"`
	UnitDecimal     string                    `json:"unit_amount_decimal"`
}

// Recurring is how often a price is due.
type Recurring struct {
	AggregateUsage *string `json:"aggregate_usage"`
	Interval       string  `json:"interval"`
	IntervalCount  int64   `json:"interval_count"`
	UsageType      string  `json:"usage_type"`
}

// CurrencyOption is a price's amount in one more currency.
type CurrencyOption struct {
	Custom      *string `json:"custom_unit_amount"`
	TaxBehavior string  `json:"tax_behavior"`
	UnitAmount  int64   `json:"unit_amount"`
	UnitDecimal string  `json:"unit_amount_decimal"`
}

// PriceParams are the parameters of a price.
type PriceParams struct {
	Active          *bool                           `json:"active,string"`
	BillingScheme   string                          `json:"billing_scheme"`
	Currency        string                          `json:"currency"`
	CurrencyOptions map[string]CurrencyOptionParams `json:"currency_options"`
	LookupKey       *string                         `json:"lookup_key"`
	Transfer        bool                            `json:"transfer_lookup_key,string"`
	Metadata        map[string]string               `json:"metadata"`
	Nickname        *string                         `json:"nickname"`
	Product         string                          `json:"product"`
	ProductData     *ProductParams                  `json:"product_data"`
	Recurring       *RecurringParams                `json:"recurring"`
	TaxBehavior     *string                         `json:"tax_behavior"`
	UnitAmount      *int64                          `json:"unit_amount,string"`
}

// RecurringParams say how often a new price is due.
type RecurringParams struct {
	Interval      string `json:"interval"`
	IntervalCount int64  `json:"interval_count,string"`
	UsageType     string `json:"usage_type"`
}

// CurrencyOptionParams are the amount in one more currency.
type CurrencyOptionParams struct {
	UnitAmount  int64  `json:"unit_amount,string"`
	TaxBehavior string `json:"tax_behavior"`
}

// CreateProduct adds a product, under the caller's id when one is given.
func (l *Ledger) CreateProduct(p ProductParams) (*Product, error) {
	if p.Name == nil || *p.Name == "" {
		return nil, wire.Invalid("parameter_missing", "name", "Missing required param: name.")
	}
	row := &Product{Base: l.base("prod", "product"), Active: true}
	if p.ID != "" {
		if _, taken := l.Products.Get(p.ID); taken {
			return nil, wire.Invalid("resource_already_exists", "id", "Product already exists.")
		}
		row.ID = p.ID
	}
	row.apply(p, l.Time)
	l.emit("product.created", l.Products.add(row))
	return row, nil
}

// UpdateProduct changes what is given.
func (l *Ledger) UpdateProduct(id string, p ProductParams) (*Product, error) {
	row, err := need(&l.Products, "product", "id", id)
	if err != nil {
		return nil, err
	}
	before := wire.Render(row)
	row.apply(p, l.Time)
	l.emitUpdate("product.updated", before, row)
	return row, nil
}

func (row *Product) apply(p ProductParams, now int64) {
	set(&row.Name, p.Name)
	set(&row.Active, p.Active)
	set(&row.Description, p.Description)
	set(&row.DefaultPrice, p.DefaultPrice)
	set(&row.UnitLabel, p.UnitLabel)
	set(&row.TaxCode, p.TaxCode)
	merge(&row.Metadata, p.Metadata)
	row.Updated = now
}

// CreatePrice adds a price, with a new product when its data are given.
func (l *Ledger) CreatePrice(p PriceParams) (*Price, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.ProductData == nil {
		if _, err := need(&l.Products, "product", "product", p.Product); err != nil {
			return nil, err
		}
	}
	row := &Price{Base: l.base("price", "price"), Active: true, BillingScheme: "per_unit", Currency: p.Currency,
		Product: p.Product, TaxBehavior: "unspecified", Type: "one_time", UnitAmount: *p.UnitAmount,
		UnitDecimal: strconv.FormatInt(*p.UnitAmount, 10), Recurring: p.Recurring.wire()}
	if row.Recurring != nil {
		row.Type = "recurring"
	}
	if err := l.applyPrice(row, p); err != nil {
		return nil, err
	}
	if p.ProductData != nil {
		product, err := l.CreateProduct(*p.ProductData)
		if err != nil {
			return nil, err
		}
		row.Product = product.ID
	}
	l.emit("price.created", l.Prices.add(row))
	return row, nil
}

func (p PriceParams) check() error {
	if p.Currency == "" || p.UnitAmount == nil {
		return wire.Invalid("parameter_missing", "currency", "Missing required param: currency or unit_amount.")
	}
	if *p.UnitAmount < 0 {
		return wire.Invalid("parameter_invalid_integer", "unit_amount", "Invalid non-negative integer")
	}
	if p.Recurring == nil {
		return wire.OneOf("billing_scheme", p.BillingScheme, "per_unit")
	}
	if p.Recurring.Interval == "" {
		return wire.Invalid("parameter_missing", "recurring[interval]", "Missing required param: recurring[interval].")
	}
	if err := wire.OneOf("recurring[usage_type]", p.Recurring.UsageType, "licensed"); err != nil {
		return err
	}
	return wire.OneOf("recurring[interval]", p.Recurring.Interval, "day", "week", "month", "year")
}

func (p *RecurringParams) wire() *Recurring {
	if p == nil {
		return nil
	}
	return &Recurring{Interval: p.Interval, IntervalCount: max(p.IntervalCount, 1), UsageType: "licensed"}
}

// UpdatePrice changes what may change: an amount never does.
func (l *Ledger) UpdatePrice(id string, p PriceParams) (*Price, error) {
	row, err := need(&l.Prices, "price", "price", id)
	if err != nil {
		return nil, err
	}
	before := wire.Render(row)
	if err := l.applyPrice(row, p); err != nil {
		return nil, err
	}
	l.emitUpdate("price.updated", before, row)
	return row, nil
}

func (l *Ledger) applyPrice(row *Price, p PriceParams) error {
	if p.LookupKey != nil && *p.LookupKey != "" {
		if err := l.takeLookupKey(row, *p.LookupKey, p.Transfer); err != nil {
			return err
		}
	}
	set(&row.LookupKey, p.LookupKey)
	set(&row.Active, p.Active)
	set(&row.Nickname, p.Nickname)
	set(&row.TaxBehavior, p.TaxBehavior)
	merge(&row.Metadata, p.Metadata)
	if row.CurrencyOptions == nil {
		row.CurrencyOptions = map[string]CurrencyOption{row.Currency: option(row.UnitAmount, row.TaxBehavior)}
	}
	for currency, o := range p.CurrencyOptions {
		row.CurrencyOptions[currency] = option(o.UnitAmount, o.TaxBehavior)
	}
	return nil
}

func option(amount int64, tax string) CurrencyOption {
	if tax == "" {
		tax = "unspecified"
	}
	return CurrencyOption{TaxBehavior: tax, UnitAmount: amount, UnitDecimal: strconv.FormatInt(amount, 10)}
}

func (l *Ledger) takeLookupKey(row *Price, key string, transfer bool) error {
	for _, other := range l.Prices.All() {
		if other.LookupKey != key || other == row {
			continue
		}
		if !transfer {
			return wire.Invalid("resource_already_exists", "lookup_key", "A price (`%s`) already uses that lookup key.", other.ID)
		}
		before := wire.Render(other)
		other.LookupKey = ""
		l.emitUpdate("price.updated", before, other)
	}
	return nil
}

// every is the length of the price's billing period.
func (row *Price) every() cycle.Every {
	return cycle.Every{Interval: row.Recurring.Interval, Count: row.Recurring.IntervalCount}
}

// In is what one unit costs in a currency, in minor units; ok is false when the price has none.
func (row *Price) In(currency string) (amount int64, ok bool) {
	o, ok := row.CurrencyOptions[currency]
	return o.UnitAmount, ok
}

// Label is the product's name, as invoices and pages show it.
func (l *Ledger) Label(p *Price) string {
	if product, ok := l.Products.Get(p.Product); ok {
		return product.Name
	}
	return fmt.Sprintf("Price %s", p.ID)
}
