package privacy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// person is somebody as the company knows them: one record, and those that were merged into it.
type person struct {
	ids                   []uuid.UUID // of the records
	acts                  []uuid.UUID // of the records, and of notes, tasks and files that are about them alone
	name                  string
	names, emails, phones []string
	shared                []string // of those: what somebody else is called, or is reached by, too
}

// minName is the length from which on a name of several words is looked for in texts.
const minName = 5

// row is what a record tells of who it is.
type row struct {
	ID                                       uuid.UUID
	Name, FirstName, LastName, PreferredName string
	Email, Phone, MoreEmails, MorePhones     string
}

func (p *person) add(r row) {
	p.ids = append(p.ids, r.ID)
	for _, name := range [][2]string{{r.FirstName, r.LastName}, {r.LastName, r.FirstName}, {r.PreferredName, r.LastName}} {
		if name[0] != "" && name[1] != "" && utf8.RuneCountInString(name[0]+name[1]) >= minName {
			p.names = with(p.names, name[0]+" "+name[1])
		}
	}
	for _, e := range append(values(r.MoreEmails), r.Email) {
		p.emails = with(p.emails, strings.ToLower(e))
	}
	for _, n := range append(values(r.MorePhones), r.Phone) {
		p.phones = with(p.phones, n)
	}
}

func with(all []string, one string) []string {
	if one == "" || slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

// values are the ways to reach somebody in a list of them.
func values(list string) (all []string) {
	var ways []struct{ Value string }
	if json.Unmarshal([]byte(list), &ways) != nil {
		return nil
	}
	for _, w := range ways {
		all = append(all, w.Value)
	}
	return all
}

// theirs are those of some texts that are nobody else's.
func (p person) theirs(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(p.shared, s) })
}

const (
	before = `(?<![[:alnum:]])(`
	after  = `)(?![[:alnum:]])`
	apart  = `[-[:space:]./()]*` // what people put between the digits of a number
)

// words is the pattern, in PostgreSQL's notation, of the names and addresses that are the person's alone; empty when there are
// none. Each is quoted: nothing that a person wrote is read as a pattern. In JSON, digits without a sign before them can be something else than text.
func (p person) words(inJSON bool) string {
	var all []string
	for _, w := range slices.Concat(p.theirs(p.names), p.theirs(p.emails)) {
		all = append(all, regexp.QuoteMeta(w))
		if escaped := inside(w); escaped != w {
			all = append(all, regexp.QuoteMeta(escaped))
		}
	}
	for _, n := range p.theirs(p.phones) {
		if w := number(n, inJSON); w != "" {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return before + strings.Join(all, "|") + after
}

// any is the pattern of all that leads to the person.
func (p person) any() string {
	ids := strings.Join(texts(slices.Concat(p.ids, p.acts)), "|")
	if w := p.words(true); w != "" {
		return ids + "|" + w
	}
	return ids
}

// inside is a text as it stands in JSON.
func inside(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return s
	}
	text := strings.TrimSpace(b.String())
	return text[1 : len(text)-1]
}

// shortest is how many digits a number needs to be looked for in texts.
const shortest = 7

// number is the pattern of a telephone number, however its digits are set apart.
func number(n string, signed bool) string {
	digits := strings.Split(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, n), "")
	if len(digits) < shortest {
		return ""
	}
	sign := `\+?`
	if signed {
		sign = `\+`
	}
	return sign + strings.Join(digits, apart)
}
