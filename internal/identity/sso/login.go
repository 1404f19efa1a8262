package sso

import (
	"crypto/subtle"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Door is what anybody may know about the sign-on of a domain.
type Door struct {
	Slug, Company string
	Required      bool
}

// Return is what a browser brings back from the provider.
type Return struct {
	State, Code, Issuer, Refusal string
	Browser                      string // from the cookie that was set when it left
	Client                       session.Client
}

// Leaving is where a browser goes, and what it keeps to come back with.
type Leaving struct {
	URL, Browser string
}

// flow is what is remembered between leaving and coming back.
type flow struct {
	TenantID        int64
	Version         int // of the configuration that it began with
	Nonce, Verifier string
	Browser         []byte    // hash of the cookie's value
	Again           bool      // the person shows again who they are
	UserID          uuid.UUID // who is trying it; uuid.Nil for a log-in
}

// person is what a provider says, once its signature is checked.
type person struct {
	Issuer, Subject, Email, Name string
	Verified                     bool
	Values                       []string   // of the claim that the rules are about
	At                           *time.Time // when they showed the provider who they are; nil when it does not say
}

// Trial is what came of trying it.
type Trial struct {
	Email    string
	Verified bool
	Proven   bool // the address is of a proven domain
	Values   []string
	Role     string // empty when nobody with these values may join
}

// OK tells whether who tried it would get in.
func (t Trial) OK() bool { return t.Verified && t.Proven }

// What a person at the door is told.
var (
	ErrOff     = errs.New(errs.NotFound, "sso.off", "This company has no sign-on of its own.")
	ErrGone    = errs.New(errs.Gone, "sso.gone", "This took too long, or was begun in another browser. Start again.")
	ErrRefused = errs.New(errs.Unauthorized, "sso.refused", "The sign-on did not let you in.")
	ErrAnswer  = errs.New(errs.Unauthorized, "sso.answer", "The sign-on's answer is not one that Kith can trust.")
	ErrDown    = errs.New(errs.Unavailable, "sso.down", "The sign-on does not answer at the moment. Try again in a few minutes.")
	ErrEmail   = errs.New(errs.Forbidden, "sso.email", "The sign-on did not give an e-mail address that it has checked.")
	ErrForeign = errs.New(errs.Forbidden, "sso.foreign", "Your e-mail address is not of a domain that belongs to this company.")
	ErrOther   = errs.New(errs.Forbidden, "sso.other_person", "This address belonged to somebody else at this sign-on. An owner can remove that member first.")
	ErrNobody  = errs.New(errs.Forbidden, "sso.nobody", "You are not a member of this company, and none of your groups may join.")
	ErrLeft    = errs.New(errs.Forbidden, "sso.left", "You are no member of this company any more. An owner can take you back.")
	ErrNoSeat  = errs.New(errs.Conflict, "sso.no_seat", "You may join, but the company has no free seat. An owner can add one.")
	ErrStaleID = errs.New(errs.Forbidden, "sso.not_again", "The sign-on did not ask you again who you are.")
)

// came tells whether a browser that comes back is the one that left.
func (f flow) came(hash []byte) bool { return subtle.ConstantTimeCompare(f.Browser, hash) == 1 }
