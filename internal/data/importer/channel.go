package importer

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/text"
)

// several is how Google writes several values into one cell.
const several = ":::"

// most is how many further addresses, and numbers, a contact takes from a file; those beyond are written down as a note.
const most = 9

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
		for _, value := range strings.Split(l.Cell(c.Index), several) {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, contact.Channel{Value: value, Label: cmp.Or(labels[place(c.Header)], label(c.Header))})
			}
		}
	}
	return all
}

// fill puts a row's ways to reach the person into a contact. The first is the primary one, and has to be right; further ones
// that are none are written down instead of refused.
func fill(r *contact.Row, emails, phones []contact.Channel) {
	number := func(value string) (string, bool) { return reach.Phone(value, "") }
	r.Email, r.EmailLabel, r.MoreEmails = share(r, emails, reach.Email)
	r.Phone, r.PhoneLabel, r.MorePhones = share(r, phones, number)
}

func share(r *contact.Row, all []contact.Channel, form func(string) (string, bool)) (primary, label string, more []contact.Channel) {
	if len(all) == 0 {
		return "", "", nil
	}
	for _, c := range all[1:] {
		if _, ok := form(c.Value); !ok || len(more) == most {
			r.Note = strings.TrimSpace(r.Note + "\n" + c.Value)
			continue
		}
		more = append(more, c)
	}
	return all[0].Value, all[0].Label, more
}

// traits puts a row's language and tags into a contact; a language that is none is written down.
func traits(r *contact.Row, language, tags string) {
	if base, ok := text.Language(language); ok {
		r.Language = base
	} else {
		r.Note = strings.TrimSpace(r.Note + "\n" + language)
	}
	r.Tags = splitTags(tags)
}

// splitTags are the tags in a cell, without Google's own groups.
func splitTags(text string) (tags []string) {
	text = strings.ReplaceAll(text, several, ",")
	for _, t := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' }) {
		if t = strings.TrimSpace(t); t != "" && !strings.HasPrefix(t, "*") {
			tags = append(tags, t)
		}
	}
	return tags
}
