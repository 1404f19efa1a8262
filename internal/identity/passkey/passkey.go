// Package passkey owns the keys that people's devices hold in place of a password (WebAuthn): adding, naming and removing
// them, and checking what a device has signed. Who is logged in then is session's business.
package passkey

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names passkeys in the audit trail.
const Kind = "passkey"

// Passkey is one key of a person.
type Passkey struct {
	ID, UserID   uuid.UUID
	Name         string
	CredentialID []byte
	Credential   string // webauthn.Credential as JSON
	CreatedAt    time.Time
	UsedAt       *time.Time
}

// Added, Renamed and Removed are published in the unit of work that changed a passkey.
type (
	Added   struct{ Passkey Passkey }
	Renamed struct{ Before, After Passkey }
	Removed struct{ Passkey Passkey }
)

type shown struct{ Name string }

func (p Passkey) ref() record.Ref { return record.Ref{Kind: Kind, ID: p.ID} }

// Change implements event.Change.
func (e Added) Change() event.Changed {
	return event.Changed{Ref: e.Passkey.ref(), Action: "created", Name: e.Passkey.Name, After: shown{e.Passkey.Name}}
}

// Change implements event.Change.
func (e Renamed) Change() event.Changed {
	return event.Changed{Ref: e.After.ref(), Action: "updated", Name: e.After.Name, Before: shown{e.Before.Name}, After: shown{e.After.Name}}
}

// Change implements event.Change.
func (e Removed) Change() event.Changed {
	return event.Changed{Ref: e.Passkey.ref(), Action: "deleted", Name: e.Passkey.Name, Before: shown{e.Passkey.Name}}
}

// What can go wrong with a passkey.
var (
	ErrRefused  = errs.New(errs.Invalid, "passkey.refused", "This passkey could not be checked. Try again.")
	ErrUnknown  = errs.New(errs.Unauthorized, "passkey.unknown", "This passkey is not known here, or was removed.")
	ErrTaken    = errs.New(errs.Conflict, "passkey.taken", "This device has a passkey here already.")
	ErrNameless = errs.New(errs.Invalid, "passkey.nameless", "Give a name of up to 60 characters.").On("name")
	ErrNotFound = errs.New(errs.NotFound, "passkey.not_found", "There is no such passkey.")
	ErrMany     = errs.New(errs.Conflict, "passkey.many", "You have as many passkeys as one can have. Remove one first.")
)

const (
	maxName = 60
	maxKeys = 20
)

func named(text string) (string, error) {
	name := strings.Join(strings.Fields(text), " ")
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return "", ErrNameless
	}
	return name, nil
}

func (p Passkey) open() (c webauthn.Credential, err error) {
	return c, json.Unmarshal([]byte(p.Credential), &c)
}

// holder is a person as the library wants to see one.
type holder struct {
	user user.User
	keys []Passkey
}

// WebAuthnID implements webauthn.User.
func (h holder) WebAuthnID() []byte { return h.user.ID[:] }

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.user.Email }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string { return h.user.Name }

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() (cs []webauthn.Credential) {
	for _, k := range h.keys {
		if c, err := k.open(); err == nil {
			cs = append(cs, c)
		}
	}
	return cs
}
