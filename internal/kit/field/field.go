// Package field writes what a caller sent into a record's fields, tidied and within limits, and collects everything that
// is wrong with it.
package field

import (
	"fmt"
	"net/mail"
	"strings"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/phone"
	"github.com/kith-crm/kith/internal/kit/text"
)

// ErrLong is returned for more characters than a field takes.
var ErrLong = errs.New(errs.Invalid, "field.long", "This is too long.")

// Set writes fields. What was not sent stays as it is; null clears. Its zero value is ready.
type Set struct{ wrong []error }

// Err is all that was wrong, each with its field; nil when nothing was.
func (s *Set) Err() error { return errs.All(s.wrong...) }

// Check notes err unless what it says is wrong holds.
func (s *Set) Check(ok bool, err error) {
	if !ok {
		s.wrong = append(s.wrong, err)
	}
}

// Line writes one line of text, of at most limit characters, into a field that the API calls name.
func (s *Set) Line(name string, f patch.Field[string], limit int, to *string) {
	if f.Set {
		*to = text.Line(f.Value)
		s.fits(name, *to, limit)
	}
}

// Block writes several lines of text.
func (s *Set) Block(name string, f patch.Field[string], limit int, to *string) {
	if f.Set {
		*to = text.Block(f.Value)
		s.fits(name, *to, limit)
	}
}

func (s *Set) fits(name, value string, limit int) {
	if text.Long(value, limit) {
		long := *ErrLong
		long.Text = fmt.Sprintf("At most %d characters.", limit)
		s.wrong = append(s.wrong, long.On(name))
	}
}

const maxEmail = 254 // the longest address that can be mailed to

// Email writes an e-mail address in lower case; bad is noted when it is none.
func (s *Set) Email(f patch.Field[string], to *string, bad error) {
	if !f.Set {
		return
	}
	*to = strings.ToLower(text.Line(f.Value))
	a, err := mail.ParseAddress(*to)
	s.Check(*to == "" || err == nil && a.Address == *to && len(*to) <= maxEmail, bad)
}

const maxPhone = 60

// Phone writes a phone number, read as one of a country when it has no +; bad is noted when it has no digits.
func (s *Set) Phone(f patch.Field[string], country string, to *string, bad error) {
	if !f.Set {
		return
	}
	number, err := phone.Normal(text.Line(f.Value), country)
	s.Check(err == nil && !text.Long(number, maxPhone), bad)
	*to = number
}
