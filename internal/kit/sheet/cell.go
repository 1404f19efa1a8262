package sheet

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/bojanz/currency"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
)

type (
	// Amount is money whose currency stands in another column.
	Amount money.Money
	// Money is money with its currency in the cell.
	Money money.Money
)

// decimal is an amount in whole units, exactly; empty where there is no such currency.
func decimal(minor int64, code string) string {
	a, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return ""
	}
	return a.Number()
}

// MarshalJSON implements json.Marshaler: a number with all its digits.
func (a Amount) MarshalJSON() ([]byte, error) {
	if d := decimal(a.Amount, a.Currency); d != "" {
		return []byte(d), nil
	}
	return []byte("null"), nil
}

// MarshalJSON implements json.Marshaler.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Amount   Amount `json:"amount"`
		Currency string `json:"currency"`
	}{Amount(m), m.Currency})
}

// text is a cell as CSV has it.
func text(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case time.Time:
		return v.Format(time.DateTime)
	case Amount:
		return decimal(v.Amount, v.Currency)
	case Money:
		return decimal(v.Amount, v.Currency) + " " + v.Currency
	}
	return fmt.Sprint(cell) // numbers and days
}

func texts(row []any) []string {
	all := make([]string, len(row))
	for i, cell := range row {
		all[i] = text(cell)
	}
	return all
}

// Day is a cell for a day that may not be there, and Moment one for a time.
func Day(d *date.Date) any {
	if d == nil {
		return nil
	}
	return *d
}

// Moment is a cell for a time that may not be there, to be read in a zone.
func Moment(t *time.Time, zone *time.Location) any {
	if t == nil {
		return nil
	}
	return t.In(zone)
}
