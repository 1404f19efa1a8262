// Package console owns who may open the operator's console: the accounts of those who run the service, their log-in, which
// always takes a code of an authenticator app, and their sessions. These accounts are made on the server only and are no
// tenant's people. It does not own what operators may do there (platform/operator).
package console

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names operators in the audit trail.
const Kind = "operator"

// Account is one person who runs the service.
type Account struct {
	ID                    uuid.UUID
	Email, Name, Language string
	PasswordHash          string
	Secret                []byte     // of the authenticator app: its address, sealed
	LastStep              int64      // newest time step whose code was used
	SetupHash             []byte     // of the link that sets the account up; nil once it was used
	SetupEndsAt           *time.Time // when that link is void
	CreatedAt             time.Time
	ReadyAt               *time.Time // when it was set up; nobody logs in before
	RemovedAt             *time.Time
}

// TableName implements gorm's Tabler.
func (Account) TableName() string { return "operator_account" }

// Session is one log-in.
type Session struct {
	ID, OperatorID    uuid.UUID
	TokenHash         []byte
	IP, Agent         string
	CreatedAt, SeenAt time.Time
	EndedAt           *time.Time
}

// TableName implements gorm's Tabler.
func (Session) TableName() string { return "operator_session" }

// How long a session lasts, without use and at all; how long a link to set an account up is good.
const (
	idleLife  = 30 * time.Minute
	fullLife  = 12 * time.Hour
	setupLife = 24 * time.Hour
)

// Changed is published for everything about an account: added, reset, removed, set_up, started, refused, ended.
type Changed struct {
	Account Account
	What    string
	Facts   any
}

type facts struct{ IP, Agent string }

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: c.Account.ID}, Action: c.What, Name: c.Account.Name, After: c.Facts}
}

// What can go wrong.
var (
	ErrRequired = errs.New(errs.Unauthorized, "operator.required", "Log in as an operator to do this.")
	ErrWrong    = errs.New(errs.Unauthorized, "operator.wrong", "E-mail address, password or code is wrong.")
	ErrTooMany  = errs.New(errs.TooMany, "operator.too_many", "Too many requests. Wait a little.")
	ErrGone     = errs.New(errs.Gone, "operator.setup_gone", "This link was used or is too old. Have a new one made on the server.")
	ErrTaken    = errs.New(errs.Conflict, "operator.taken", "There is an operator with this e-mail address.")
	ErrNotFound = errs.New(errs.NotFound, "operator.not_found", "There is no operator with this e-mail address.")
)
