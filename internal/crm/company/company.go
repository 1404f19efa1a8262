// Package company owns the firms a tenant deals with and the rules for changing them. Who works there is crm/contact's,
// what is sold to them crm/deal's business.
package company

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/tag"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names companies in permissions, row scopes and record references.
const Kind = "company"

// Company is one firm.
type Company struct {
	ID                              uuid.UUID
	Name, Domain, Website           string
	Email, Phone, Industry          string
	Kinds                           jsonb.List[string] // what it is to the tenant, any of Kinds
	Tags                            jsonb.List[string]
	Street, City, Postcode, Country string
	OwnerID                         *uuid.UUID
	Custom                          customfield.Values `gorm:"<-:create"` // the tenant's own fields, changed by customfield.Save only
	Version                         int                // counts saves; guards against lost updates
	CreatedAt, UpdatedAt            time.Time          `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt                       deletedAt
}

// Ref is the reference to the company.
func (c Company) Ref() record.Ref { return record.Ref{Kind: Kind, ID: c.ID} }

// Published in the unit of work that saved the company.
type (
	Created  struct{ Company Company }
	Updated  struct{ Before, After Company }
	Deleted  struct{ Company Company }
	Restored struct{ Company Company }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Company, nil, e.Company) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Company, e.Company, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Company, nil, nil) }

func change(action string, c Company, before, after any) event.Changed {
	return event.Changed{Ref: c.Ref(), Action: action, Name: c.Name, Before: before, After: after}
}

// Draft holds what a caller may set; nil leaves a field as it is.
type Draft struct {
	Name, Domain, Website, Email, Phone, Industry *string
	Street, City, Postcode, Country               *string
	Kinds, Tags                                   *[]string
	OwnerID                                       patch.Field[uuid.UUID]
	Custom                                        map[string]any // by the fields' ids; nil takes one out
}

// What can go wrong with a company.
var (
	ErrNotFound   = errs.New(errs.NotFound, "company.not_found", "There is no such company.")
	ErrNameless   = errs.New(errs.Invalid, "company.nameless", "A company needs a name.").On("name")
	ErrBadEmail   = errs.New(errs.Invalid, "company.bad_email", "This is not an e-mail address.").On("email")
	ErrBadPhone   = errs.New(errs.Invalid, "company.bad_phone", "This is not a telephone number.").On("phone")
	ErrBadWebsite = errs.New(errs.Invalid, "company.bad_website", "This is not a web address.").On("website")
	ErrBadKind    = errs.New(errs.Invalid, "company.bad_kind", "There is no such kind of company.").On("kinds")
	ErrLong       = errs.New(errs.Invalid, "field.long", "At most 200 characters.")
	ErrStale      = errs.New(errs.Conflict, "company.stale", "Someone else changed this company meanwhile.")
)

const maxText = 200

// apply sets the drafted fields and checks that the result is a valid company; the error names all fields at fault.
// country is where telephone numbers without a code are.
func (c *Company) apply(d Draft, country string) error {
	wrong := slices.Concat(c.texts(d), c.reach(d, country), c.sorts(d))
	d.OwnerID.To(&c.OwnerID)
	if c.Name == "" {
		wrong = append(wrong, ErrNameless)
	}
	return errs.All(wrong...)
}

// Kinds are what a company can be to the tenant; it can be several.
var Kinds = []string{"customer", "supplier", "partner"}

func (c *Company) sorts(d Draft) (wrong []error) {
	if d.Kinds != nil {
		c.Kinds = nil
		for _, k := range Kinds { // in one order, each once
			if slices.Contains(*d.Kinds, k) {
				c.Kinds = append(c.Kinds, k)
			}
		}
		if slices.ContainsFunc(*d.Kinds, func(k string) bool { return !slices.Contains(Kinds, k) }) {
			wrong = append(wrong, ErrBadKind)
		}
	}
	if d.Tags != nil {
		var err error
		if c.Tags, err = tag.Tidy(*d.Tags); err != nil {
			wrong = append(wrong, err)
		}
	}
	return wrong
}

func (c *Company) texts(d Draft) (wrong []error) {
	for _, name := range text.Lines(maxText, []text.Field{
		{Name: "name", To: &c.Name, Draft: d.Name}, {Name: "domain", To: &c.Domain, Draft: d.Domain},
		{Name: "website", To: &c.Website, Draft: d.Website}, {Name: "industry", To: &c.Industry, Draft: d.Industry},
		{Name: "street", To: &c.Street, Draft: d.Street}, {Name: "city", To: &c.City, Draft: d.City},
		{Name: "postcode", To: &c.Postcode, Draft: d.Postcode}, {Name: "country", To: &c.Country, Draft: d.Country},
	}) {
		wrong = append(wrong, ErrLong.On(name))
	}
	c.Domain = strings.ToLower(c.Domain)
	return wrong
}

func (c *Company) reach(d Draft, country string) (wrong []error) {
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
	if c.Website, ok = website(c.Website); !ok {
		wrong = append(wrong, ErrBadWebsite)
	}
	return wrong
}

// website is an address that a browser opens; only http and https are, so that no link runs a script.
func website(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	return text, err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".") && u.User == nil
}
