// Package errs is the one vocabulary of errors: what went wrong, in a stable code, a text that may be shown, and a cause
// that is only logged. It knows nothing of HTTP; kit/web turns a Kind into a status.
package errs

import (
	"errors"
	"maps"
)

// Kind says what a caller can do about an error.
type Kind int

// The kinds, from the caller's mistakes to ours.
const (
	Internal     Kind = iota // ours: nothing the caller can change
	Bad                      // the request can't be understood
	Invalid                  // a field has a value that can't be
	Unauthorized             // log in first
	Payment                  // the plan or the licence does not cover it
	Forbidden                // logged in, but without the right
	NotFound                 // not there, or not visible to the caller
	Conflict                 // at odds with what is stored
	Gone                     // was there once and can't be used again
	TooLarge                 // more than we take at once
	TooMany                  // too often; try later
	Unavailable              // a part of the service is down; try later
	Full                     // the service has no room left to keep it
)

// Field is what is wrong with one field of the input, by the field's name in the API.
type Field struct{ Name, Code, Text string }

// Error is an expected failure. Values are immutable: each method returns a changed copy, so that package-level errors
// can be shared.
type Error struct {
	Kind   Kind
	Code   string // stable, such as contact.email_taken
	Text   string // an English sentence that may be shown
	Fields []Field
	Params map[string]any // facts for the page, such as how many seats are missing
	cause  error
}

// New defines an error of the given kind.
func New(kind Kind, code, text string) *Error { return &Error{Kind: kind, Code: code, Text: text} }

// ErrDenied is returned when the caller may not do this, whatever it is done to.
var ErrDenied = New(Forbidden, "access.denied", "You do not have the right to do this.")

// On names the field at fault.
func (e *Error) On(field string) *Error {
	c := *e
	c.Fields = append(append([]Field{}, e.Fields...), Field{field, e.Code, e.Text})
	return &c
}

// With adds a fact for the page.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Params = maps.Clone(e.Params)
	if c.Params == nil {
		c.Params = map[string]any{}
	}
	c.Params[key] = value
	return &c
}

// Because keeps the cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Error implements error.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.cause.Error()
	}
	return e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is compare codes, so that a copy with a field or a cause is still the same error.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// All joins the field errors among its arguments into one; nil when there are none.
// The first error that has no field is returned as it is.
func All(errors ...error) error {
	var all *Error
	for _, err := range errors {
		switch e, ok := As(err); {
		case err == nil:
		case !ok || len(e.Fields) == 0:
			return err
		case all == nil:
			c := *e
			all = &c
		default:
			all.Fields = append(append([]Field{}, all.Fields...), e.Fields...)
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// As finds the *Error in err's chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// KindOf is the kind of err; everything that is not an *Error is Internal.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}
