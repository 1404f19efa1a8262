package contact

import (
	"slices"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// Labels say what a way to reach somebody is for; empty says nothing.
var Labels = []string{"work", "home", "mobile", "other"}

// maxMore is how many addresses, and how many numbers, a person has besides the primary one.
const maxMore = 9

// Channel is one more way to reach a person, beside the primary one of its kind.
type Channel struct {
	Value string `json:"value" maxLength:"254"`
	Label string `json:"label" enum:",work,home,mobile,other" doc:"What it is for; empty says nothing."`
}

// String is the channel in a history of changes.
func (c Channel) String() string {
	if c.Label == "" {
		return c.Value
	}
	return c.Value + " (" + c.Label + ")"
}

// What can go wrong with ways to reach a person.
var (
	ErrBadEmail = errs.New(errs.Invalid, "contact.bad_email", "This is not an e-mail address.")
	ErrBadPhone = errs.New(errs.Invalid, "contact.bad_phone", "This is not a telephone number.")
	ErrBadLabel = errs.New(errs.Invalid, "contact.bad_label", "There is no such label.")
	ErrMany     = errs.New(errs.Invalid, "contact.many", "At most nine further ones.")
)

// ways are the ways of one kind to reach a person, and how the API names them.
type ways struct {
	field, further string
	primary, label *string
	more           *jsonb.List[Channel]
	form           func(text string) (value string, ok bool) // brings a value into its one form
	bad            *errs.Error
}

func (c *Contact) emails() ways {
	return ways{"email", "moreEmails", &c.Email, &c.EmailLabel, &c.MoreEmails, reach.Email, ErrBadEmail}
}

// phones reads numbers without a code as in a country.
func (c *Contact) phones(country string) ways {
	number := func(text string) (string, bool) { return reach.Phone(text, country) }
	return ways{"phone", "morePhones", &c.Phone, &c.PhoneLabel, &c.MorePhones, number, ErrBadPhone}
}

func (c *Contact) reach(d Draft, country string) (wrong []error) {
	return append(c.emails().set(d.Email, d.EmailLabel, d.MoreEmails), c.phones(country).set(d.Phone, d.PhoneLabel, d.MorePhones)...)
}

// set writes what was drafted. A value stands only once, and where there are further ones there is a primary one.
func (w ways) set(primary, label *string, more *[]Channel) (wrong []error) {
	var ok bool
	if primary != nil {
		if *w.primary, ok = w.form(*primary); !ok {
			wrong = append(wrong, w.bad.On(w.field))
		}
	}
	if label != nil {
		if *w.label = *label; !labelled(*label) {
			wrong = append(wrong, ErrBadLabel.On(w.field+"Label"))
		}
	}
	if more != nil {
		if err := w.tidy(*more); err != nil {
			wrong = append(wrong, err.On(w.further))
		}
	}
	w.settle()
	return wrong
}

func labelled(label string) bool { return label == "" || slices.Contains(Labels, label) }

// tidy writes further values in their form, without the empty ones.
func (w ways) tidy(all []Channel) (wrong *errs.Error) {
	*w.more = nil
	for _, c := range all {
		value, ok := w.form(c.Value)
		switch {
		case !ok:
			wrong = w.bad
		case !labelled(c.Label):
			wrong = ErrBadLabel
		}
		if value != "" {
			*w.more = append(*w.more, Channel{value, c.Label})
		}
	}
	if len(*w.more) > maxMore {
		wrong = ErrMany
	}
	return wrong
}

// settle makes the first of further values the primary one where that is missing, and drops what stands twice.
func (w ways) settle() {
	if *w.primary == "" {
		*w.label = ""
		if len(*w.more) > 0 {
			*w.primary, *w.label = (*w.more)[0].Value, (*w.more)[0].Label
		}
	}
	var once jsonb.List[Channel]
	for _, c := range *w.more {
		if c.Value != *w.primary && !has(once, c.Value) {
			once = append(once, c)
		}
	}
	*w.more = once
}

func has(all []Channel, value string) bool {
	return slices.ContainsFunc(all, func(c Channel) bool { return c.Value == value })
}

// addresses are all e-mail addresses, the primary one first.
func (c Contact) addresses() (all []string) {
	if c.Email != "" {
		all = append(all, c.Email)
	}
	for _, m := range c.MoreEmails {
		all = append(all, m.Value)
	}
	return all
}
