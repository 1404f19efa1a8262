package importer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/kith-crm/kith/internal/data/importer/target"
)

// meanings are the fields that headers mean, for one kind of records.
type meanings map[string]string

func meaningsOf(t target.Target) meanings {
	all := meanings{}
	for _, f := range t.Fields() {
		for _, h := range f.Headers {
			if all[plain(h)] == "" {
				all[plain(h)] = f.Name
			}
		}
	}
	for _, f := range t.Fields() {
		if all[plain(f.Name)] == "" {
			all[plain(f.Name)] = f.Name
		}
	}
	return all
}

// field is the one that a header names. Of those that a record has several of, a header may have a number.
func (m meanings) field(header string) string {
	h := plain(header)
	if f := m[h]; f != "" {
		return f
	}
	f := m[strings.Map(func(c rune) rune {
		if unicode.IsDigit(c) {
			return -1
		}
		return c
	}, h)]
	if f == "email" || f == "phone" || f == "emailLabel" || f == "phoneLabel" {
		return f
	}
	return ""
}

// plain is a header without case, punctuation and spaces. Marks stay: in Hindi they are vowels.
func plain(header string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFC.String(header))
}

// Sources of files; those of other products stand in presets.json.
const (
	google  = "google"
	outlook = "outlook"
	excel   = "excel"
	vcard   = "vcard"
	other   = "other"
)

// addresses are the beginnings of headers that belong to one address: a file may have several, a contact has one.
var addresses = []string{"address1", "business", "home", "other"}

// recognise maps columns to fields by their headers; filled is how many rows have something in each.
func recognise(p preset, m meanings, headers []string, filled []int) []string {
	mapped := make([]string, len(headers))
	whole := false // whether there are separate first and last names
	for i, h := range headers {
		mapped[i] = p.field(h, m)
		whole = whole || mapped[i] == "firstName" || mapped[i] == "lastName"
	}
	keep := fullest(headers, mapped, filled)
	for i, h := range headers {
		switch mapped[i] {
		case "name":
			if whole {
				mapped[i] = ""
			}
		case "street", "city", "postcode", "country":
			if g := group(h); g != "" && g != keep {
				mapped[i] = ""
			}
		}
	}
	return mapped
}

// fullest is the address in which most is filled in.
func fullest(headers, mapped []string, filled []int) string {
	sums := map[string]int{}
	for i, h := range headers {
		switch mapped[i] {
		case "street", "city", "postcode", "country":
			sums[group(h)] += filled[i]
		}
	}
	best := ""
	for _, g := range addresses {
		if sums[g] > sums[best] {
			best = g
		}
	}
	return best
}

func group(header string) string {
	for _, g := range addresses {
		if strings.HasPrefix(plain(header), g) {
			return g
		}
	}
	return ""
}
