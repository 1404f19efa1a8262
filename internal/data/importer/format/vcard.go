package format

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-vcard"
)

// isCard tells whether a text is address cards.
func isCard(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return len(text) >= len("BEGIN:VCARD") && strings.EqualFold(text[:len("BEGIN:VCARD")], "BEGIN:VCARD")
}

// The columns of a table of cards. Of addresses and numbers there are as many as the longest card has.
var (
	cardHead = []string{"First name", "Last name", "Full name", "Nickname", "Company", "Job title"}
	cardTail = []string{"Street", "City", "Postcode", "Country", "Birthday", "Language", "Tags", "Notes"}
)

// person is a card as a row: its parts by column, and the ways to reach somebody with what each is for.
type person struct {
	parts          map[string]string
	emails, phones []way
}

type way struct{ value, label string }

// readCards makes address cards of the versions 2.1, 3.0 and 4.0 a table with one row for each.
func readCards(text string) (Table, error) {
	var all []person
	d := vcard.NewDecoder(strings.NewReader(modern(text)))
	for {
		card, err := d.Decode()
		if errors.Is(err, io.EOF) {
			return cardTable(all)
		}
		if err != nil {
			return Table{}, ErrUnreadable.Because(err)
		}
		if all = append(all, read(card)); len(all) > maxRows {
			return Table{}, ErrTooLarge
		}
	}
}

func cardTable(all []person) (Table, error) {
	t := Table{Format: VCard, Encoding: "utf-8"}
	emails, phones := 0, 0
	for _, p := range all {
		emails, phones = max(emails, len(p.emails)), max(phones, len(p.phones))
	}
	head := append(append(append([]string{}, cardHead...), ways("E-mail", emails)...), append(ways("Phone", phones), cardTail...)...)
	if err := t.head(head); err != nil {
		return t, err
	}
	for i, p := range all {
		if err := t.add(i+1, p.cells(emails, phones)); err != nil { // a card has no headers before it
			return t, err
		}
	}
	return t, t.full()
}

// ways are the headers of so many addresses or numbers.
func ways(name string, n int) (head []string) {
	for i := range n {
		head = append(head, fmt.Sprintf("%s %d - Value", name, i+1), fmt.Sprintf("%s %d - Label", name, i+1))
	}
	return head
}

func (p person) cells(emails, phones int) (cells []string) {
	for _, c := range cardHead {
		cells = append(cells, p.parts[c])
	}
	for i, all := range [][]way{p.emails, p.phones} {
		for n := range []int{emails, phones}[i] {
			w := way{}
			if n < len(all) {
				w = all[n]
			}
			cells = append(cells, w.value, w.label)
		}
	}
	for _, c := range cardTail {
		cells = append(cells, p.parts[c])
	}
	return cells
}

// read makes a card a row. What a contact has no field for is written down.
func read(c vcard.Card) person {
	p := person{parts: map[string]string{}, emails: reached(c, vcard.FieldEmail, "mailto:"), phones: reached(c, vcard.FieldTelephone, "tel:")}
	name := components(c.Get(vcard.FieldName), 5)
	p.parts["First name"], p.parts["Last name"] = strings.TrimSpace(name[1]+" "+name[2]), name[0]
	if p.parts["First name"]+p.parts["Last name"] == "" {
		p.parts["Full name"] = said(c, vcard.FieldFormattedName)
	}
	p.parts["Nickname"] = said(c, vcard.FieldNickname)
	p.parts["Company"] = components(c.Get(vcard.FieldOrganization), 1)[0]
	if p.parts["Job title"] = said(c, vcard.FieldTitle); p.parts["Job title"] == "" {
		p.parts["Job title"] = said(c, vcard.FieldRole)
	}
	p.parts["Birthday"], p.parts["Language"] = said(c, vcard.FieldBirthday), said(c, vcard.FieldLanguage)
	p.parts["Tags"] = strings.Join(c.Values(vcard.FieldCategories), ",")
	notes := c.Values(vcard.FieldNote)
	for i, f := range byRank(c[vcard.FieldAddress]) {
		if i == 0 {
			p.address(f)
		} else if line := strings.Join(some(components(f, 7)), ", "); line != "" {
			notes = append(notes, line)
		}
	}
	p.parts["Notes"] = strings.Join(append(notes, c.Values(vcard.FieldURL)...), "\n")
	for column, text := range p.parts {
		p.parts[column] = strings.TrimSpace(unescape(text))
	}
	return p
}

// address takes the parts of an address: box, flat, street, town, region, postcode and country.
func (p person) address(f *vcard.Field) {
	a := components(f, 7)
	p.parts["Street"] = strings.Join(some([]string{a[2], a[1], a[0]}), ", ")
	p.parts["City"], p.parts["Postcode"], p.parts["Country"] = a[3], a[5], a[6]
}

// reached are the addresses, or the numbers, of a card, the preferred one first.
func reached(c vcard.Card, property, scheme string) (all []way) {
	for _, f := range byRank(c[property]) {
		value := strings.TrimSpace(unescape(f.Value))
		if len(value) >= len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
			value, _, _ = strings.Cut(value[len(scheme):], ";") // ;ext= and others
		}
		if value != "" && !f.Params.HasType("fax") {
			all = append(all, way{value, label(c, f)})
		}
	}
	return all
}

// label is what an address or a number is for: as Apple's and Google's programs name it beside it, else its types.
func label(c vcard.Card, f *vcard.Field) string {
	for _, l := range c["X-ABLABEL"] {
		if f.Group != "" && strings.EqualFold(l.Group, f.Group) {
			return strings.Trim(l.Value, "_$!<>")
		}
	}
	for _, t := range []string{"cell", "work", "home"} {
		if f.Params.HasType(t) {
			return t
		}
	}
	return ""
}

// byRank puts the preferred field first; the others stay in their order.
func byRank(fs []*vcard.Field) (all []*vcard.Field) {
	for _, f := range fs {
		if f.Params.HasType("pref") || f.Params.Get("PREF") == "1" {
			all = append([]*vcard.Field{f}, all...)
		} else {
			all = append(all, f)
		}
	}
	return all
}

func said(c vcard.Card, property string) string {
	if f := c.Get(property); f != nil {
		return f.Value
	}
	return ""
}

// some are the texts that are not empty.
func some(all []string) (kept []string) {
	for _, text := range all {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
