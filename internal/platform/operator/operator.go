// Package operator owns what those who run the service may do to a company: look at the list of all, hold one back, give
// time and seats, and look into one for a while, all of it written into the company's own trail. It does not own how any
// of that works (tenant, licence), nor who the operators are: whoever may run the program's commands is one.
package operator

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Kind names support access in the audit trail.
const Kind = "support_access"

// Line is one company as operators see it: numbers, and no customer's data.
type Line struct {
	ID                          int64
	Slug, Name, State, Plan     string
	TrialEndsAt                 *time.Time
	HoldReason                  string
	SeatsUsed, SeatsGranted     int
	SchemaVersion, NeedsVersion int
	MigrateError                string
	Megabytes                   float64    // on disk, as of the last time that the server looked
	ActiveAt                    *time.Time // when somebody was last there
}

// Support is a permission to look into a company.
type Support struct {
	ID               uuid.UUID
	TenantID         int64
	Operator, Reason string
	TokenHash        []byte
	CreatedAt        time.Time
	EndsAt           time.Time
	EndedAt          *time.Time
}

// TableName implements schema.Tabler.
func (Support) TableName() string { return "support_access" }

// longest is for how long support may look at most.
const longest = 24 * time.Hour

// TokenPrefix begins every token of support, so that no other token is looked up as one.
const TokenPrefix = "kith_support_"

// What can go wrong.
var (
	ErrReason   = errs.New(errs.Invalid, "operator.reason", "Say why, in a few words: the company reads it.")
	ErrDuration = errs.New(errs.Invalid, "operator.duration", "Support access lasts up to 24 hours.")
	ErrNoTrial  = errs.New(errs.Conflict, "operator.no_trial", "Only a trial can be made longer, to a day in the future that is after its present end.")
	ErrNotFound = errs.New(errs.NotFound, "support.not_found", "There is no such access.")
)

// Acted is published for everything that an operator does.
type Acted struct {
	Ref           record.Ref
	Action, Name  string
	Before, After any
}

// Change implements event.Change.
func (a Acted) Change() event.Changed { return event.Changed(a) }

type (
	shownState   struct{ State, Reason string }
	shownTrial   struct{ TrialEndsAt *time.Time }
	shownGift    struct{ Kind, Seats, Until, Reason string }
	shownSupport struct {
		Operator, Reason string
		EndsAt           time.Time
	}
)

func about(t tenant.Tenant) record.Ref { return record.Ref{Kind: tenant.Kind, ID: t.UID} }

func ref(x Support) record.Ref { return record.Ref{Kind: Kind, ID: x.ID} }
