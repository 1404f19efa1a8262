package wire

import "fmt"

// Error is a refusal in Stripe's words. Status is the HTTP status and not part of the body.
type Error struct {
	Status        int    `json:"-"`
	Type          string `json:"type"`
	Code          string `json:"code,omitempty"`
	DeclineCode   string `json:"decline_code,omitempty"`
	Param         string `json:"param,omitempty"`
	Message       string `json:"message"`
	PaymentIntent Object `json:"payment_intent,omitempty"`
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message) }

// Invalid refuses a request for what it says.
func Invalid(code, param, format string, args ...any) *Error {
	return &Error{Status: 400, Type: "invalid_request_error", Code: code, Param: param, Message: fmt.Sprintf(format, args...)}
}

// Missing refuses a request for an object that does not exist.
func Missing(kind, param, id string) *Error {
	e := Invalid("resource_missing", param, "No such %s: '%s'", kind, id)
	e.Status = 404
	return e
}

// Declined is the card issuer's no. The code is Stripe's decline code, for example "insufficient_funds".
func Declined(decline string) *Error {
	text := "Your card was declined."
	if decline == "insufficient_funds" {
		text = "Your card has insufficient funds."
	}
	return &Error{Status: 402, Type: "card_error", Code: "card_declined", DeclineCode: decline, Message: text}
}

// Internal is Stripe's own failure.
func Internal() *Error {
	return &Error{Status: 500, Type: "api_error", Message: "An unknown error occurred"}
}
