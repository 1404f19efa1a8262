// Package company owns the organisations a tenant deals with and the rules for changing them. Their people and deals belong
// to other packages.
package company

import (
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/field"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names companies in permissions, row scopes and record references.
const Kind = "company"

// Company is one organisation.
type Company struct {
	ID                              uuid.UUID
	Name                            string
	NameKey                         []byte `diff:"-"` // sorts Name
	Domain                          string // of its e-mail addresses and website, such as example.com
	Website                         string // an http or https address
	Email, Phone                    string // lower case; E.164 where it can be read
	Industry                        string
	Street, City, Postcode, Country string
	OwnerID                         *uuid.UUID
	Version                         int // counts saves; guards against lost updates
	CreatedAt, UpdatedAt            time.Time
	DeletedAt                       deletedAt
}

// Ref is the reference to the company.
func (c Company) Ref() record.Ref { return record.Ref{Kind: Kind, ID: c.ID} }

// Draft holds what a caller may set.
type Draft struct {
	Name, Domain, Website, Email, Phone, Industry patch.Field[string]
	Street, City, Postcode, Country               patch.Field[string]
	OwnerID                                       patch.Field[uuid.UUID]
}

// What can go wrong with a company.
var (
	ErrNotFound   = errs.New(errs.NotFound, "company.not_found", "There is no such company.")
	ErrStale      = errs.New(errs.Conflict, "company.stale", "Someone else changed this company meanwhile.")
	ErrNameless   = errs.New(errs.Invalid, "company.nameless", "A company needs a name.").On("name")
	ErrBadDomain  = errs.New(errs.Invalid, "company.bad_domain", "This is not a domain, such as example.com.").On("domain")
	ErrBadWebsite = errs.New(errs.Invalid, "company.bad_website", "This is not the address of a website.").On("website")
	ErrBadEmail   = errs.New(errs.Invalid, "company.bad_email", "This is not an e-mail address.").On("email")
	ErrBadPhone   = errs.New(errs.Invalid, "company.bad_phone", "A phone number has digits.").On("phone")
)

// apply sets the drafted fields and checks that the result is a valid company; country is where phone numbers without +
// are from.
func (c *Company) apply(d Draft, country string) error {
	var set field.Set
	set.Line("name", d.Name, 200, &c.Name)
	set.Line("domain", d.Domain, 200, &c.Domain)
	set.Line("website", d.Website, 500, &c.Website)
	set.Email(d.Email, &c.Email, ErrBadEmail)
	set.Phone(d.Phone, country, &c.Phone, ErrBadPhone)
	set.Line("industry", d.Industry, 100, &c.Industry)
	set.Line("street", d.Street, 200, &c.Street)
	set.Line("city", d.City, 100, &c.City)
	set.Line("postcode", d.Postcode, 20, &c.Postcode)
	set.Line("country", d.Country, 100, &c.Country)
	c.normalise()
	set.Check(c.Name != "", ErrNameless)
	set.Check(c.Domain == "" || isDomain(c.Domain), ErrBadDomain)
	set.Check(c.Website == "" || isWebsite(c.Website), ErrBadWebsite)
	return set.Err()
}

// normalise adds what people leave out: the scheme of a website, and the domain when the website tells it.
func (c *Company) normalise() {
	c.NameKey = text.Key(c.Name)
	if c.Website != "" && !strings.Contains(c.Website, "://") {
		c.Website = "https://" + c.Website
	}
	c.Domain = strings.ToLower(c.Domain)
	if site, err := url.Parse(c.Website); c.Domain == "" && err == nil && isDomain(site.Hostname()) {
		c.Domain = strings.TrimPrefix(strings.ToLower(site.Hostname()), "www.")
	}
}

func isDomain(s string) bool {
	return strings.Contains(s, ".") && !strings.ContainsAny(s, "/:@ ?#") && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".")
}

// isWebsite refuses everything that is no plain web address: it becomes a link on other people's screens.
func isWebsite(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && isDomain(u.Hostname()) && u.User == nil
}
