// Package user owns people's accounts: who they are, their e-mail addresses and passwords. It also has what all of
// identity shares: links for mails, letters, and the counting of attempts. It does not know who works where (member) nor
// who is logged in (session).
package user

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names people in the audit trail.
const Kind = "user"

// User is one person, in however many companies they work.
type User struct {
	ID                   uuid.UUID
	Email                string // as Email returns it; unique
	Name, Language       string
	Timezone             string // empty: that of the company the person works in
	Phone                string // E.164, at which a phone system rings them; empty when not given
	PasswordHash         string // empty for who came by a company's sign-on and has not chosen a password
	PasswordChangedAt    time.Time
	CreatedAt, UpdatedAt time.Time
}

// TableName implements gorm's Tabler: user is a reserved word of SQL.
func (User) TableName() string { return "users" }

// Draft is what people may say about themselves; nil leaves a field as it is.
type Draft struct{ Name, Language, Timezone *string }

// Updated and PasswordChanged are published in the unit of work that saved the user.
type (
	Updated         struct{ Before, After User }
	PasswordChanged struct{ User User }
)

type shown struct{ Name, Language, Phone, Timezone string }

// facts are what histories of companies tell of an account: of a number, which is the same in all of them, a part.
func (u User) facts() shown {
	s := shown{Name: u.Name, Language: u.Language, Timezone: u.Timezone}
	if u.Phone != "" {
		s.Phone = reach.PartOfPhone(u.Phone)
	}
	return s
}

// Change implements event.Change.
func (e Updated) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.After.ID}, Action: "updated", Name: e.After.Name,
		Before: e.Before.facts(), After: e.After.facts()}
}

// Change implements event.Change; the password's hash is nobody's business.
func (e PasswordChanged) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.User.ID}, Action: "password_changed", Name: e.User.Name}
}

// What can go wrong with an account.
var (
	ErrNotFound   = errs.New(errs.NotFound, "user.not_found", "There is no such person.")
	ErrEmail      = errs.New(errs.Invalid, "email.bad", "This is not an e-mail address.").On("email")
	ErrEmailTaken = errs.New(errs.Conflict, "user.email_taken", "This person has an account by now. Try again.")
	ErrNameless   = errs.New(errs.Invalid, "user.nameless", "Give a name of up to 120 characters.").On("name")
	ErrLanguage   = errs.New(errs.Invalid, "user.language", "Kith does not speak this language.").On("language")
	ErrTimezone   = errs.New(errs.Invalid, "user.timezone", "There is no such time zone.").On("timezone")
	ErrPhone      = errs.New(errs.Invalid, "user.phone", "Give a telephone number with its country code, such as +48123456789.").On("phone")
	ErrWeak       = errs.New(errs.Invalid, "password.weak", "This password is too easy to guess.")
	ErrGone       = errs.New(errs.Gone, "token.gone", "This link was used, has expired, or was replaced by a newer one.")
	ErrTooMany    = errs.New(errs.TooMany, "request.too_many", "Too many requests. Try again later.")
)

const maxName = 120

// Name returns a person's name as it is stored: one line without surplus spaces. ErrNameless when nothing is left, or
// too much.
func Name(text string) (string, error) {
	clean := strings.Join(strings.FieldsFunc(text, breaks), " ")
	if clean == "" || utf8.RuneCountInString(clean) > maxName || !utf8.ValidString(clean) {
		return clean, ErrNameless
	}
	return clean, nil
}

func breaks(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// Strong refuses a password that is easy to guess for a person about whom personal is known. The error is on the named
// field and carries the reasons as a parameter.
func Strong(field, pw string, personal ...string) error {
	v := password.Check(pw, personal...)
	if v.OK {
		return nil
	}
	return ErrWeak.On(field).With("reasons", v.Reasons)
}

// apply sets the drafted fields and checks that the result can be shown.
func (u *User) apply(d Draft) error {
	var wrong []error
	if d.Name != nil {
		name, err := Name(*d.Name)
		u.Name, wrong = name, append(wrong, err)
	}
	if d.Language != nil {
		wrong = append(wrong, Speaks(*d.Language))
		u.Language = *d.Language
	}
	if d.Timezone != nil {
		if *d.Timezone != "" && !clock.IsZone(*d.Timezone) {
			wrong = append(wrong, ErrTimezone)
		}
		u.Timezone = *d.Timezone
	}
	return errs.All(wrong...)
}

// Speaks refuses a language that the product does not have.
func Speaks(language string) error {
	if !slices.Contains(i18n.Languages, language) {
		return ErrLanguage
	}
	return nil
}
