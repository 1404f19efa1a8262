package importer

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
)

// words by which headers and labels tell what an address or a number is for, in the languages of the product.
var labelWords = []struct {
	label string
	words []string
}{
	{"mobile", []string{"mobile", "cell", "komórk", "моб", "मोबाइल", "selpon"}},
	{"work", []string{"work", "business", "company", "służbow", "firm", "рабоч", "कार्य", "trabaho"}},
	{"home", []string{"home", "domow", "домаш", "घर", "bahay"}},
	{"other", []string{"other", "inny", "inne", "друг", "अन्य", "iba"}},
}

// label is what a text says that an address or a number is for; empty when it says nothing.
func label(said string) string {
	said = strings.ToLower(said)
	for _, l := range labelWords {
		for _, w := range l.words {
			if strings.Contains(said, w) {
				return l.label
			}
		}
	}
	return ""
}

// place tells which of several addresses or numbers a header is about: the first, unless it has a number.
func place(header string) int {
	digits := strings.FieldsFunc(header, func(r rune) bool { return !unicode.IsDigit(r) })
	if len(digits) == 0 {
		return 1
	}
	n, err := strconv.Atoi(digits[0])
	if err != nil {
		return 1
	}
	return n
}

// channels are the addresses, or the numbers, of a row. What each is for says the label with the same number, or the
// column's header.
func (cs columns) channels(l format.Line, field string) (all []contact.Channel) {
	labels := map[int]string{}
	for _, c := range cs {
		if c.Field == field+"Label" {
			labels[place(c.Header)] = label(l.Cell(c.Index))
		}
	}
	for _, c := range cs {
		if c.Field != field {
			continue
		}
		for _, value := range strings.Split(l.Cell(c.Index), target.Several) {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, contact.Channel{Value: value, Label: cmp.Or(labels[place(c.Header)], label(c.Header))})
			}
		}
	}
	return all
}
