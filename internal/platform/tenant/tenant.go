// Package tenant owns the registry of companies: where each lives, in which state it is, and how it shows things. It makes
// their schemas, keeps spares ready, and migrates them. It does not know what a tenant's tables hold.
package tenant

import (
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names tenants in permissions and the audit trail.
const Kind = "tenant"

// The states of a tenant. What each allows is platform/licence's business.
const (
	Spare        = "spare"
	Trialing     = "trialing"
	Free         = "free"
	Active       = "active"
	Suspended    = "suspended"
	Cancelled    = "cancelled"
	PendingPurge = "pending_purge"
	Purged       = "purged"
	Locked       = "locked"
)

// TrialDays is how long a trial lasts.
const TrialDays = 14

// Tenant is one company, or a spare schema waiting for one.
type Tenant struct {
	ID                           int64
	UID                          uuid.UUID
	Slug                         *string
	Name                         string
	SchemaName, RoleName         string
	Node, Shard                  int
	State, MigrateError          string
	SchemaVersion, NeedsVersion  int // what the schema has, and the oldest program that can serve it
	Canary                       bool
	MigrateFailedAt              *time.Time
	HeldFrom                     *string // the state an operator holds it back from; nil when nobody does
	HoldReason                   string
	Language, Currency, Timezone string
	Plan                         string
	PlanVersion                  int // that was bought; 0 follows the catalogue
	TrialEndsAt                  *time.Time
	Version                      int
	CreatedAt                    time.Time
	ClaimedAt                    *time.Time
}

// Caller is what units of work need to know of the tenant.
func (t Tenant) Caller() caller.Tenant {
	c := caller.Tenant{ID: t.ID, UID: t.UID, Name: t.Name, Schema: t.SchemaName, Role: t.RoleName, Node: t.Node, Shard: t.Shard,
		State: t.State, Language: t.Language, Currency: t.Currency, Timezone: t.Timezone, Plan: t.Plan, PlanVersion: t.PlanVersion,
		SchemaVersion: t.SchemaVersion, NeedsVersion: t.NeedsVersion}
	if t.Slug != nil {
		c.Slug = *t.Slug
	}
	return c
}

// Draft is what an owner may say about the company; nil leaves a field as it is.
type Draft struct{ Name, Language, Currency, Timezone *string }

// Updated is published when the company's settings were saved.
type Updated struct{ Before, After Tenant }

// Change implements event.Change.
func (u Updated) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: u.After.UID}, Action: "updated", Name: u.After.Name,
		Before: settings(u.Before), After: settings(u.After)}
}

type shown struct{ Name, Language, Currency, Timezone string }

func settings(t Tenant) shown { return shown{t.Name, t.Language, t.Currency, t.Timezone} }

// What can go wrong with a tenant.
var (
	ErrNotFound  = errs.New(errs.NotFound, "tenant.not_found", "There is no such company.")
	ErrPoolEmpty = errs.New(errs.Unavailable, "tenant.preparing", "We are preparing room for your company. Try again in a minute.").With("retryAfter", 5)
	ErrUpdating  = errs.New(errs.Unavailable, "tenant.updating", "We are updating your company's data. Try again in a minute.").With("retryAfter", 15)
	ErrNewer     = errs.New(errs.Unavailable, "tenant.newer", "Your company has moved to a newer version of Kith. Reload the page.").With("retryAfter", 5)
	ErrNameless  = errs.New(errs.Invalid, "tenant.nameless", "A company needs a name.").On("name")
	ErrLanguage  = errs.New(errs.Invalid, "tenant.language", "Kith does not speak this language.").On("language")
	ErrTimezone  = errs.New(errs.Invalid, "tenant.timezone", "There is no such time zone.").On("timezone")
	ErrStale     = errs.New(errs.Conflict, "tenant.stale", "Someone else changed the settings meanwhile.")
)

// Languages are those the page and the mails speak.
var Languages = []string{"en", "hi", "pl", "fil", "ru"}

const maxName = 120

// Apply sets the drafted fields and checks that the result can be shown; the errors name all fields at fault.
func (t *Tenant) Apply(d Draft) error {
	set(&t.Name, d.Name)
	set(&t.Language, d.Language)
	set(&t.Currency, d.Currency)
	set(&t.Timezone, d.Timezone)
	var wrong []error
	if t.Name == "" || len(t.Name) > maxName {
		wrong = append(wrong, ErrNameless)
	}
	if !known(t.Language) {
		wrong = append(wrong, ErrLanguage)
	}
	if err := (money.Money{Currency: t.Currency}).Check(); err != nil {
		wrong = append(wrong, money.ErrCurrency.On("currency"))
	}
	if _, err := time.LoadLocation(t.Timezone); err != nil || t.Timezone == "" || t.Timezone == "Local" {
		wrong = append(wrong, ErrTimezone)
	}
	return errs.All(wrong...)
}

func set(field, value *string) {
	if value != nil {
		*field = strings.TrimSpace(*value)
	}
}

func known(language string) bool {
	for _, l := range Languages {
		if l == language {
			return true
		}
	}
	return false
}

// reserved are first parts of addresses that belong to the page itself.
var reserved = map[string]bool{"api": true, "assets": true, "signup": true, "login": true, "confirm": true, "forgot": true,
	"reset": true, "invitation": true, "livez": true, "readyz": true, "metrics": true, "operator": true, "admin": true, "kith": true, "www": true}

const maxSlug = 40

// slugOf makes a company's name a part of an address: letters a to z, digits, single dashes.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'ł':
			b.WriteByte('l')
		case (unicode.IsSpace(r) || unicode.IsPunct(r)) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == maxSlug {
			break
		}
	}
	s := strings.Trim(b.String(), "-")
	if len(s) < 2 || reserved[s] {
		s = strings.Trim("company-"+s, "-")
	}
	return s
}
