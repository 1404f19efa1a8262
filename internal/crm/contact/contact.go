// Package contact owns the people a tenant deals with and the rules for changing them. The firms they work for are
// crm/company's, what was said to them crm/activity's business.
package contact

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names contacts in permissions, row scopes and record references.
const Kind = "contact"

// Contact is one person.
type Contact struct {
	ID                              uuid.UUID
	Name                            string // shown in lists: first and last name, else e-mail address, else number
	FirstName, LastName             string
	Email                           string // lower case; several contacts may have the same
	Phone                           string // E.164 where it fits a country's plan
	JobTitle                        string
	CompanyID                       *uuid.UUID
	Street, City, Postcode, Country string
	Birthday                        *date.Date
	Source                          string // where the contact came from
	OwnerID                         *uuid.UUID
	Version                         int       // counts saves; guards against lost updates
	CreatedAt, UpdatedAt            time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt                       deletedAt
}

// Ref is the reference to the contact.
func (c Contact) Ref() record.Ref { return record.Ref{Kind: Kind, ID: c.ID} }

// Published in the unit of work that saved the contact.
type (
	Created  struct{ Contact Contact }
	Updated  struct{ Before, After Contact }
	Deleted  struct{ Contact Contact }
	Restored struct{ Contact Contact }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Contact, nil, e.Contact) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Contact, e.Contact, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Contact, nil, nil) }

func change(action string, c Contact, before, after any) event.Changed {
	return event.Changed{Ref: c.Ref(), Action: action, Name: c.Name, Before: before, After: after}
}

// Draft holds what a caller may set; nil leaves a field as it is.
type Draft struct {
	FirstName, LastName, Email, Phone, JobTitle *string
	Street, City, Postcode, Country, Source     *string
	CompanyID, OwnerID                          patch.Field[uuid.UUID]
	Birthday                                    patch.Field[date.Date]
}

// What can go wrong with a contact.
var (
	ErrNotFound  = errs.New(errs.NotFound, "contact.not_found", "There is no such contact.")
	ErrNameless  = errs.New(errs.Invalid, "contact.nameless", "A contact needs a name, an e-mail address or a telephone number.").On("firstName")
	ErrBadEmail  = errs.New(errs.Invalid, "contact.bad_email", "This is not an e-mail address.").On("email")
	ErrBadPhone  = errs.New(errs.Invalid, "contact.bad_phone", "This is not a telephone number.").On("phone")
	ErrBirthday  = errs.New(errs.Invalid, "contact.bad_birthday", "There is no such day.").On("birthday")
	ErrLong      = errs.New(errs.Invalid, "field.long", "At most 200 characters.")
	ErrNoCompany = errs.New(errs.Invalid, "contact.no_company", "There is no such company.").On("companyId")
	ErrStale     = errs.New(errs.Conflict, "contact.stale", "Someone else changed this contact meanwhile.")
)

const (
	maxText = 200
	aDay    = 24 * time.Hour // somewhere it is tomorrow already
)

// apply sets the drafted fields and checks that the result is a valid contact; the error names all fields at fault.
// country is where telephone numbers without a code are.
func (c *Contact) apply(d Draft, country string) error {
	wrong := append(c.texts(d), c.reach(d, country)...)
	d.CompanyID.To(&c.CompanyID)
	d.OwnerID.To(&c.OwnerID)
	d.Birthday.To(&c.Birthday)
	if d.Birthday.Set && c.Birthday != nil && (!c.Birthday.Valid() || *c.Birthday > date.Of(clock.Now().Add(aDay))) {
		wrong = append(wrong, ErrBirthday)
	}
	if c.Name = c.display(); c.Name == "" {
		wrong = append(wrong, ErrNameless)
	}
	return errs.All(wrong...)
}

func (c *Contact) texts(d Draft) (wrong []error) {
	for _, name := range text.Lines(maxText, []text.Field{
		{Name: "firstName", To: &c.FirstName, Draft: d.FirstName}, {Name: "lastName", To: &c.LastName, Draft: d.LastName},
		{Name: "jobTitle", To: &c.JobTitle, Draft: d.JobTitle}, {Name: "street", To: &c.Street, Draft: d.Street},
		{Name: "city", To: &c.City, Draft: d.City}, {Name: "postcode", To: &c.Postcode, Draft: d.Postcode},
		{Name: "country", To: &c.Country, Draft: d.Country}, {Name: "source", To: &c.Source, Draft: d.Source},
	}) {
		wrong = append(wrong, ErrLong.On(name))
	}
	return wrong
}

func (c *Contact) reach(d Draft, country string) (wrong []error) {
	var ok bool
	if d.Email != nil {
		if c.Email, ok = reach.Email(*d.Email); !ok {
			wrong = append(wrong, ErrBadEmail)
		}
	}
	if d.Phone != nil {
		if c.Phone, ok = reach.Phone(*d.Phone, country); !ok {
			wrong = append(wrong, ErrBadPhone)
		}
	}
	return wrong
}

func (c *Contact) display() string {
	if name := strings.TrimSpace(c.FirstName + " " + c.LastName); name != "" {
		return name
	}
	if c.Email != "" {
		return c.Email
	}
	return c.Phone
}
