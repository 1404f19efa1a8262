// Package money holds amounts exactly: integer minor units (cents, paise) and an ISO 4217 currency.
package money

import (
	"github.com/bojanz/currency"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// Money is an amount in minor units of a currency.
type Money struct {
	Amount   int64  `json:"amount" doc:"Minor units: 1250 is 12.50 EUR."`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$"`
}

// ErrCurrency is returned for a currency that does not exist.
var ErrCurrency = errs.New(errs.Invalid, "money.currency", "There is no such currency.")

// Check tells whether the currency exists.
func (m Money) Check() error {
	if !currency.IsValid(m.Currency) {
		return ErrCurrency
	}
	return nil
}

// Billing are the currencies in which Kith itself is sold.
var Billing = []string{"EUR", "USD", "PLN", "INR", "PHP"}
