// Package phone writes telephone numbers in the one form that programs can compare and dial: E.164.
package phone

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// ErrBad is returned for text without a digit.
var ErrBad = errs.New(errs.Invalid, "phone.bad", "A phone number has digits.")

// Normal is text as E.164, such as +48501234567. A number without + is read as one of the country (ISO 3166, two letters,
// empty when unknown). What is no whole number, such as an extension, stays as it was typed.
func Normal(text, country string) (string, error) {
	if text == "" {
		return "", nil
	}
	if Digits(text) == "" {
		return "", ErrBad
	}
	n, err := phonenumbers.Parse(text, country)
	international := strings.HasPrefix(text, "+")
	if err != nil || n.GetExtension() != "" || !international && !phonenumbers.IsValidNumber(n) {
		return text, nil
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// Digits are the ASCII digits of text.
func Digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// zones are lines of a country and its time zones, old names included, from the IANA time zone database.
//
//go:embed zones.txt
var zones string

var byZone = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(zones) {
		names := strings.Fields(line)
		for _, zone := range names[1:] {
			m[zone] = names[0]
		}
	}
	return m
})

// Country guesses where a company is from its time zone, or else from its currency; empty when neither tells.
func Country(zone, currency string) string {
	if c := byZone()[zone]; c != "" {
		return c
	}
	return map[string]string{"INR": "IN", "PHP": "PH", "PLN": "PL", "RUB": "RU", "USD": "US", "GBP": "GB"}[currency]
}
