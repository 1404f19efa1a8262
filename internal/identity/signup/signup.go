// Package signup owns the way of a company into Kith: what was asked for, the link that proves the e-mail address, and the
// one moment in which company, owner and seat come to be. What is set up inside the company afterwards belongs to others.
package signup

import (
	"strings"
	"time"
	_ "time/tzdata" // time zones are checked on machines that have none installed

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Kind names sign-ups in the audit trail and jobs.
const Kind = "signup"

// life is how long a link can be followed.
const life = 24 * time.Hour

// Signup is a company that is not there yet. The password is kept by its hash only.
type Signup struct {
	ID                           uuid.UUID
	Company, Name, Email         string
	PasswordHash                 string
	Language, Currency, Timezone string
	TokenHash                    []byte
	CreatedAt, ExpiresAt         time.Time
	ClosedAt                     *time.Time
	WaitingSince                 *time.Time // for a spare schema, from the first time that there was none; nil for never
}

// Draft is what somebody types into the form.
type Draft struct {
	Company, Name, Email, Password string
	Language, Currency, Timezone   string
}

// Confirmed is published when a company has come to be.
type Confirmed struct {
	TenantUID uuid.UUID
	Company   string
	Owner     user.User
}

type facts struct{ Owner string }

// Change implements event.Change.
func (e Confirmed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: tenant.Kind, ID: e.TenantUID}, Action: "created", Name: e.Company, After: facts{e.Owner.Name}}
}

// ErrCompany is returned for a company without a name.
var ErrCompany = errs.New(errs.Invalid, "tenant.nameless", "A company needs a name.").On("company")

// apply fills a sign-up from the form and checks all of it; the errors name all fields at fault.
func (s *Signup) apply(d Draft) error {
	t, nameless := tenant.Tenant{}, error(nil)
	if strings.TrimSpace(d.Company) == "" || len(strings.TrimSpace(d.Company)) > maxCompany {
		nameless, d.Company = ErrCompany, "-"
	}
	name, unnamed := user.Name(d.Name)
	email, unreachable := user.Email(d.Email)
	weak := user.Strong("password", d.Password, d.Email, d.Name, d.Company)
	settings := t.Apply(tenant.Draft{Name: &d.Company, Language: &d.Language, Currency: &d.Currency, Timezone: &d.Timezone})
	s.Company, s.Name, s.Email = t.Name, name, email
	s.Language, s.Currency, s.Timezone = t.Language, t.Currency, t.Timezone
	return errs.All(weak, nameless, unnamed, unreachable, settings)
}

const maxCompany = 120
