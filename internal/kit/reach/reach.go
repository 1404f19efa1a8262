// Package reach brings the ways to reach somebody into one form: e-mail addresses and telephone numbers.
package reach

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// maxEmail is the longest address that mail servers take.
const maxEmail = 254

// Email returns an address in lower case without space around it. ok is false when it is none; empty is fine.
func Email(text string) (address string, ok bool) {
	address = strings.ToLower(strings.TrimSpace(text))
	if address == "" {
		return "", true
	}
	a, err := mail.ParseAddress(address)
	return address, err == nil && a.Address == address && len(address) <= maxEmail && strings.Contains(address, ".")
}

// Phone returns a number in E.164 form (+48123456789), read as in a country when it has no country code. What has digits
// but fits no country's plan, such as a short or an internal number, stays as typed. ok is false when there are no digits.
func Phone(text, country string) (number string, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "", true
	}
	if !strings.ContainsFunc(text, unicode.IsDigit) || len(text) > 40 {
		return text, false
	}
	n, err := phonenumbers.Parse(text, country)
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return text, true
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// Callable is Phone for a number that is to be rung from anywhere: ok is false for one that fits no country's plan.
func Callable(text, country string) (number string, ok bool) {
	number, ok = Phone(text, country)
	if number == "" || !ok {
		return number, ok
	}
	n, err := phonenumbers.Parse(number, country)
	return number, err == nil && phonenumbers.IsValidNumber(n) && phonenumbers.Format(n, phonenumbers.E164) == number
}

// countries are those in which somebody who counts in a currency is most likely at home.
var countries = map[string]string{"PLN": "PL", "INR": "IN", "PHP": "PH", "USD": "US", "EUR": "DE", "GBP": "GB", "RUB": "RU"}

// zones name the country of time zones in which the currency is shared by many.
var zones = map[string]string{"Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Rome": "IT", "Europe/Vienna": "AT", "Europe/Amsterdam": "NL",
	"Europe/Brussels": "BE", "Europe/Dublin": "IE", "Europe/Lisbon": "PT", "Europe/Helsinki": "FI", "Europe/Athens": "GR", "Europe/Vilnius": "LT",
	"Europe/Riga": "LV", "Europe/Tallinn": "EE", "Europe/Bratislava": "SK", "Europe/Ljubljana": "SI", "Europe/Zagreb": "HR", "Europe/Warsaw": "PL",
	"Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Asia/Manila": "PH", "Europe/Moscow": "RU", "Europe/London": "GB"}

// Country guesses, from where a company keeps time and in what it counts, the country of numbers without a code.
func Country(timezone, currency string) string {
	if c, ok := zones[timezone]; ok {
		return c
	}
	return countries[currency]
}

// Zone is the time zone in which a number in E.164 form is; home when that can't be told. Of a country with several zones it is the
// one of the area, home when the area is as wide as the country and home is in it, else the middle one.
func Zone(number, home string, at time.Time) string {
	n, err := phonenumbers.Parse(number, "")
	if err != nil {
		return home
	}
	all, err := phonenumbers.GetTimezonesForNumber(n)
	all = slices.DeleteFunc(all, func(z string) bool { return !clock.IsZone(z) || strings.HasPrefix(z, "Etc/") })
	if err != nil || len(all) == 0 || slices.Contains(all, home) {
		return home
	}
	offset := func(zone string) int {
		_, seconds := at.In(clock.Zone(zone)).Zone()
		return seconds
	}
	slices.SortStableFunc(all, func(a, b string) int { return offset(a) - offset(b) })
	return all[len(all)/2]
}
