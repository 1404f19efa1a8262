// Package contact owns the people a tenant deals with and the rules for changing them. The firms they work for are
// crm/company's, what was said to them crm/activity's business.
package contact

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/tag"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names contacts in permissions, row scopes and record references.
const Kind = "contact"

// Contact is one person.
type Contact struct {
	ID                              uuid.UUID
	Name                            string // shown in lists: first and last name, else e-mail address, else number
	FirstName, LastName             string
	PreferredName                   string // what they are called
	Email, EmailLabel               string // the primary address, lower case; several contacts may have the same
	MoreEmails                      jsonb.List[Channel]
	Phone, PhoneLabel               string // the primary number, E.164 where it fits a country's plan
	MorePhones                      jsonb.List[Channel]
	JobTitle                        string
	CompanyID                       *uuid.UUID // the present, or the main one
	CompanySince                    *date.Date
	Positions                       jsonb.List[Position] // others, earlier or at the same time
	Street, City, Postcode, Country string
	Birthday                        *date.Date
	Language                        string // code of the language they speak, such as pl
	Tags                            jsonb.List[string]
	Consent                         Consent
	Source                          string // where the contact came from
	OwnerID                         *uuid.UUID
	Custom                          customfield.Values `gorm:"<-:create"` // the company's own fields, changed by customfield.Save only
	Version                         int                // counts saves; guards against lost updates
	CreatedAt, UpdatedAt            time.Time          `gorm:"autoCreateTime:false;autoUpdateTime:false"`
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
	FirstName, LastName, PreferredName, JobTitle *string
	Email, EmailLabel, Phone, PhoneLabel         *string
	MoreEmails, MorePhones                       *[]Channel // all further ones
	Street, City, Postcode, Country, Source      *string
	Language                                     *string
	Tags                                         *[]string
	Consent                                      *Deciding
	CompanyID, OwnerID                           patch.Field[uuid.UUID]
	CompanySince, Birthday                       patch.Field[date.Date]
	Custom                                       map[string]any // by the fields' ids; nil takes one out
	Positions                                    *[]Position    // all beside the present company
}

// What can go wrong with a contact.
var (
	ErrNotFound  = errs.New(errs.NotFound, "contact.not_found", "There is no such contact.")
	ErrNameless  = errs.New(errs.Invalid, "contact.nameless", "A contact needs a name, an e-mail address or a telephone number.").On("firstName")
	ErrLanguage  = errs.New(errs.Invalid, "contact.bad_language", "There is no such language.").On("language")
	ErrBirthday  = errs.New(errs.Invalid, "contact.bad_birthday", "There is no such day.").On("birthday")
	ErrLong      = errs.New(errs.Invalid, "field.long", "At most 200 characters.")
	ErrNoCompany = errs.New(errs.Invalid, "contact.no_company", "There is no such company.")
	ErrStale     = errs.New(errs.Conflict, "contact.stale", "Someone else changed this contact meanwhile.")
)

const (
	maxText = 200
	aDay    = 24 * time.Hour // somewhere it is tomorrow already
)

// apply sets the drafted fields and checks that the result is a valid contact; the error names all fields at fault.
// country is where telephone numbers without a code are.
func (c *Contact) apply(d Draft, country string) error {
	wrong := slices.Concat(c.texts(d), c.reach(d, country), c.work(d), c.traits(d))
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
		{Name: "preferredName", To: &c.PreferredName, Draft: d.PreferredName},
		{Name: "jobTitle", To: &c.JobTitle, Draft: d.JobTitle}, {Name: "street", To: &c.Street, Draft: d.Street},
		{Name: "city", To: &c.City, Draft: d.City}, {Name: "postcode", To: &c.Postcode, Draft: d.Postcode},
		{Name: "country", To: &c.Country, Draft: d.Country}, {Name: "source", To: &c.Source, Draft: d.Source},
	}) {
		wrong = append(wrong, ErrLong.On(name))
	}
	return wrong
}

// traits sets how the person is to be treated.
func (c *Contact) traits(d Draft) (wrong []error) {
	if d.Language != nil {
		var ok bool
		if c.Language, ok = text.Language(*d.Language); !ok {
			wrong = append(wrong, ErrLanguage)
		}
	}
	if d.Tags != nil {
		var err error
		if c.Tags, err = tag.Tidy(*d.Tags); err != nil {
			wrong = append(wrong, err)
		}
	}
	if err := c.decide(d.Consent); err != nil {
		wrong = append(wrong, err)
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
