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
	UID                         uuid.UUID // the id that outsiders see
	Slug, Name, State, Plan     string
	TrialEndsAt                 *time.Time
	HoldReason                  string
	SeatsUsed, SeatsGranted     int
	SchemaVersion, NeedsVersion int
	MigrateError                string
	Node                        int        // where it lives
	SchemaName                  string     // of its tables there
	Server                      string     // name of the node
	Megabytes                   *float64   `gorm:"-"` // on disk, as of the last time that the server looked; nil when its node does not answer
	ActiveAt                    *time.Time // when somebody was last there
	ClaimedAt                   *time.Time // when it signed up
}

// What may be wrong with a company; empty when nothing is.
const (
	Failed   = "migration_failed" // its structure could not be brought up to date
	Held     = "held"             // an operator holds it
	Unserved = "unserved"         // its structure is of a version that this program does not serve
)

// Health tells what is wrong with a company for a program that serves the versions r; empty when nothing is.
func (l Line) Health(r tenant.Range) string {
	switch {
	case l.State == tenant.Purged:
		return ""
	case l.MigrateError != "":
		return Failed
	case l.HoldReason != "":
		return Held
	case r.Check(l.SchemaVersion, l.NeedsVersion) != nil:
		return Unserved
	}
	return ""
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

// Gift is seats given for nothing.
type Gift struct {
	Kind   string
	Seats  int
	Reason string
	EndsAt time.Time
}

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
	ErrDown     = errs.New(errs.Unavailable, "operator.node_down", "This database server does not answer.")
	ErrNoJob    = errs.New(errs.Conflict, "operator.no_job", "This job is not given up any more.")
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

// What acts on no company are about.
var (
	jobRef  = record.Ref{Kind: "job"}
	poolRef = record.Ref{Kind: "pool"}
)

func about(t tenant.Tenant) record.Ref { return record.Ref{Kind: tenant.Kind, ID: t.UID} }

func ref(x Support) record.Ref { return record.Ref{Kind: Kind, ID: x.ID} }
