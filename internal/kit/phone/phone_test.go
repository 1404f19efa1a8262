package phone_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/phone"
)

func TestNormal(t *testing.T) {
	for _, c := range []struct{ text, country, want string }{
		{"", "PL", ""},
		{"501 234 567", "PL", "+48501234567"},
		{"(022) 555-12-34", "PL", "(022) 555-12-34"}, // Poland has no trunk zero: not a number as it stands
		{"098765 43210", "IN", "+919876543210"},
		{"0917 123 4567", "PH", "+639171234567"},
		{"+48 501-234-567", "IN", "+48501234567"},
		{"8 (912) 345-67-89", "RU", "+79123456789"},
		{"501 234 567", "", "501 234 567"},
		{"112", "PL", "112"},
		{"+1 650 253 0000 ext. 12", "US", "+1 650 253 0000 ext. 12"},
	} {
		got, err := phone.Normal(c.text, c.country)
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.text)
		again, err := phone.Normal(got, c.country)
		require.NoError(t, err)
		require.Equal(t, got, again, "normal stays normal")
	}
	_, err := phone.Normal("ask Ed", "PL")
	require.ErrorIs(t, err, phone.ErrBad)
}

func TestCountry(t *testing.T) {
	for _, c := range []struct{ zone, currency, want string }{
		{"Europe/Warsaw", "EUR", "PL"},
		{"Asia/Calcutta", "USD", "IN"},
		{"Asia/Kolkata", "", "IN"},
		{"UTC", "PHP", "PH"},
		{"UTC", "EUR", ""},
	} {
		require.Equal(t, c.want, phone.Country(c.zone, c.currency), c.zone)
	}
}
