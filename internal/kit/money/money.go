// Package money holds amounts exactly: integer minor units (cents, paise) and an ISO 4217 currency.
package money

import (
	"strconv"

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

// ErrRange is returned for an amount that no account holds.
var ErrRange = errs.New(errs.Invalid, "money.range", "No account holds that much.")

// Check tells whether the currency exists.
func (m Money) Check() error {
	if !currency.IsValid(m.Currency) {
		return ErrCurrency
	}
	return nil
}

// Billing are the currencies in which Kith itself is sold.
var Billing = []string{"EUR", "USD", "PLN", "INR", "PHP"}

// Parse reads a plain decimal number, such as 12.5, as an amount of a currency, times a factor. What is smaller than the currency's
// smallest unit is rounded, half up.
func Parse(number, code string, times int64) (Money, error) {
	a, err := currency.NewAmount(number, code)
	if err != nil {
		return Money{}, ErrCurrency.Because(err)
	}
	if a, err = a.Mul(strconv.FormatInt(times, 10)); err != nil {
		return Money{}, ErrCurrency.Because(err)
	}
	minor, err := a.Round().Int64()
	if err != nil {
		return Money{}, ErrRange.Because(err)
	}
	return Money{Amount: minor, Currency: code}, nil
}
