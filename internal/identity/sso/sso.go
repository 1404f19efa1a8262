// Package sso owns the single sign-on of a company (OpenID Connect): whose word it takes about who somebody is, for which
// e-mail domains, and what role that makes of them. It does not own sessions (session), memberships (member) nor seats
// (platform/licence).
package sso

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names the sign-on in the audit trail.
const Kind = "sso"

// The states of a sign-on: nobody can use it, everybody may, everybody of the proven domains but the owners must.
const (
	Off      = "off"
	On       = "on"
	Required = "required"
)

// Rule makes a role of a value of the claim.
type Rule struct {
	Value string `json:"value"`
	Role  string `json:"role"`
}

// Config is the sign-on of one company.
type Config struct {
	TenantID     int64
	Issuer       string
	ClientID     string
	ClientSecret []byte // sealed
	Claim        string // whose values the rules are about, such as groups
	Rules        []Rule // the first that fits counts
	DefaultRole  string // of whom no rule fits; empty when they may not join
	State        string
	TriedAt      *time.Time // when somebody got in on trial with exactly this; nil for not yet
	Version      int
	UpdatedAt    time.Time
}

// Draft is what a company says about its sign-on. Secret is nil when it stays as it is.
type Draft struct {
	Issuer, ClientID string
	Secret           *string
	Claim            string
	Rules            []Rule
	DefaultRole      string
	Version          int // the version that was read; 0 for the first
}

// Domain is an e-mail domain that a company says is its own.
type Domain struct {
	ID        uuid.UUID
	TenantID  int64
	Domain    string
	Token     string // what has to be published to prove it; no secret
	ProvenAt  *time.Time
	CreatedAt time.Time
}

// TableName implements gorm's Tabler.
func (Domain) TableName() string { return "sso_domain" }

// Link says whom a company's provider means by a subject.
type Link struct {
	TenantID          int64
	Issuer, Subject   string
	UserID            uuid.UUID
	CreatedAt, SeenAt time.Time
}

// TableName implements gorm's Tabler.
func (Link) TableName() string { return "sso_link" }

// Where a domain is proven: a TXT record at this name under it, or a file at this path.
const (
	txtName  = "_kith."
	filePath = "/.well-known/kith-domain.txt"
)

// Proof is the text that has to be published.
func (d Domain) Proof() string { return "kith-domain=" + d.Token }

// Updated is published in the unit of work that saved a sign-on, took it away, or switched it.
type Updated struct {
	TenantUID     uuid.UUID
	Before, After Config
}

// DomainChanged is published when a domain was added, proven or removed.
type DomainChanged struct {
	TenantUID uuid.UUID
	Domain    Domain
	What      string // domain_added, domain_proven, domain_removed, domain_lost
}

type facts struct {
	Issuer, ClientID, Claim, DefaultRole, State string
	Rules                                       []Rule
}

func (c Config) facts() facts {
	return facts{c.Issuer, c.ClientID, c.Claim, c.DefaultRole, c.State, c.Rules}
}

// Change implements event.Change.
func (e Updated) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.TenantUID}, Action: "updated", Before: e.Before.facts(), After: e.After.facts()}
}

// Change implements event.Change.
func (e DomainChanged) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Domain.ID}, Action: e.What, Name: e.Domain.Domain}
}

// What can go wrong with the settings.
var (
	ErrStale    = errs.New(errs.Conflict, "sso.stale", "Someone else changed this meanwhile.")
	ErrAbsent   = errs.New(errs.NotFound, "sso.not_found", "No sign-on is set up.")
	ErrIssuer   = errs.New(errs.Invalid, "sso.issuer", "Give the provider's issuer, an address that begins with https://.").On("issuer")
	ErrSilent   = errs.New(errs.Invalid, "sso.silent", "There is no OpenID Connect provider at this address, or it names itself differently.").On("issuer")
	ErrClient   = errs.New(errs.Invalid, "sso.client", "Give the client id that the provider has for Kith.").On("clientId")
	ErrSecret   = errs.New(errs.Invalid, "sso.secret", "Give the client's secret.").On("clientSecret")
	ErrClaim    = errs.New(errs.Invalid, "sso.claim", "Give the name of a claim, such as groups.").On("claim")
	ErrRules    = errs.New(errs.Invalid, "sso.rules", "Each rule needs a value and a role other than owner.").On("rules")
	ErrDomain   = errs.New(errs.Invalid, "sso.domain", "Give a domain of your own, such as acme.com.").On("domain")
	ErrDouble   = errs.New(errs.Conflict, "sso.domain_double", "This domain is in the list already.").On("domain")
	ErrTaken    = errs.New(errs.Conflict, "sso.domain_taken", "Another company has proven that this domain is theirs.").On("domain")
	ErrNoDomain = errs.New(errs.NotFound, "sso.domain_not_found", "There is no such domain.")
	ErrUnproven = errs.New(errs.Conflict, "sso.unproven", "The record or file was not found. After a change it can take an hour until it is seen everywhere.")
	ErrUntried  = errs.New(errs.Conflict, "sso.untried", "Try the sign-on first.")
	ErrDomains  = errs.New(errs.Conflict, "sso.no_domain", "Prove at least one domain first.")
	ErrNoOwner  = errs.New(errs.Conflict, "sso.no_owner", "At least one owner needs a password first, to get in when the provider does not answer.")
)

const (
	maxRules = 50
	maxText  = 255
)

// apply sets what the draft says, as an actor. Another provider or client has to be tried anew before anybody gets in by it.
func (c *Config) apply(d Draft, a member.Actor, inside bool) error {
	var wrong []error
	add := func(bad bool, err error) {
		if bad {
			wrong = append(wrong, err)
		}
	}
	issuer := strings.TrimSpace(d.Issuer)
	add(!isIssuer(issuer, inside), ErrIssuer)
	add(strings.TrimSpace(d.ClientID) == "" || len(d.ClientID) > maxText, ErrClient)
	add(d.Secret != nil && strings.TrimSpace(*d.Secret) == "" || d.Secret == nil && len(c.ClientSecret) == 0, ErrSecret)
	add(strings.TrimSpace(d.Claim) == "" || len(d.Claim) > maxText, ErrClaim)
	add(!areRules(d.Rules, d.DefaultRole), ErrRules)
	if err := errs.All(wrong...); err != nil {
		return err
	}
	for _, r := range append(slices.Clone(d.Rules), Rule{Role: d.DefaultRole}) {
		if err := a.Check(r.Role); r.Role != "" && err != nil {
			return err
		}
	}
	if issuer != c.Issuer || strings.TrimSpace(d.ClientID) != c.ClientID || d.Secret != nil {
		c.State, c.TriedAt = Off, nil
	}
	c.Issuer, c.ClientID, c.Claim = issuer, strings.TrimSpace(d.ClientID), strings.TrimSpace(d.Claim)
	c.Rules, c.DefaultRole = d.Rules, d.DefaultRole
	return nil
}

// isIssuer tells whether a text can be a provider's issuer. Only who may reach addresses inside can do without https, and
// only to this machine.
func isIssuer(text string, inside bool) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || len(text) > maxText {
		return false
	}
	return secure(u, inside)
}

// secure tells whether nobody on the way can read or change what goes to an address.
func secure(u *url.URL, inside bool) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || inside && u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// areRules tells whether rules make roles; nobody becomes an owner by what a provider says.
func areRules(rules []Rule, other string) bool {
	gives := func(role string) bool { return role != member.Owner && member.CheckRole(role) == nil }
	if len(rules) > maxRules || other != "" && !gives(other) {
		return false
	}
	return !slices.ContainsFunc(rules, func(r Rule) bool { return r.Value == "" || len(r.Value) > maxText || !gives(r.Role) })
}

// role is what somebody with these values of the claim becomes; ok is false for nobody.
func (c Config) role(values []string) (role string, ok bool) {
	for _, r := range c.Rules {
		if slices.Contains(values, r.Value) {
			return r.Role, true
		}
	}
	return c.DefaultRole, c.DefaultRole != ""
}

// hostOf is the domain of an e-mail address.
func hostOf(email string) string { return email[strings.LastIndex(email, "@")+1:] }

// domainName returns a domain in the spelling that addresses have. ErrDomain for what nobody can own alone.
func domainName(text string) (string, error) {
	d, err := idna.Lookup.ToASCII(strings.ToLower(strings.TrimSpace(text)))
	if err != nil || len(d) > maxText || net.ParseIP(d) != nil {
		return "", ErrDomain
	}
	if _, err := publicsuffix.EffectiveTLDPlusOne(d); err != nil || strings.ContainsAny(d, "_:/@ ") {
		return "", ErrDomain
	}
	return d, nil
}
