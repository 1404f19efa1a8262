package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// Problem is the body of every answer that is not a success (RFC 9457), with a stable code for programs.
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code" doc:"Stable; the text is not."`
	Detail    string         `json:"detail"`
	RequestID string         `json:"requestId"`
	Errors    []FieldProblem `json:"errors,omitempty"`
	Params    map[string]any `json:"params,omitempty"`
}

// FieldProblem is what is wrong with one field.
type FieldProblem struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError: it says when to try again.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "2")
	}
	if s, ok := p.Params["retryAfter"]; ok {
		h.Set("Retry-After", fmt.Sprint(s))
	}
	return h
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[errs.Kind]int{
	errs.Internal:     http.StatusInternalServerError,
	errs.Bad:          http.StatusBadRequest,
	errs.Invalid:      http.StatusUnprocessableEntity,
	errs.Unauthorized: http.StatusUnauthorized,
	errs.Payment:      http.StatusPaymentRequired,
	errs.Forbidden:    http.StatusForbidden,
	errs.NotFound:     http.StatusNotFound,
	errs.Conflict:     http.StatusConflict,
	errs.Gone:         http.StatusGone,
	errs.TooLarge:     http.StatusRequestEntityTooLarge,
	errs.TooMany:      http.StatusTooManyRequests,
	errs.Unavailable:  http.StatusServiceUnavailable,
	errs.Full:         http.StatusInsufficientStorage,
}

// problem turns an error into an answer, and logs it when it is ours.
func problem(ctx context.Context, err error) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p
	}
	e, ok := errs.As(err)
	if !ok {
		e = unexpected(ctx, err)
	}
	p := newProblem(ctx, statuses[e.Kind], e.Code, e.Text)
	p.Params = e.Params
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldProblem{f.Name, f.Code, f.Text})
	}
	return p
}

var (
	errInternal    = errs.New(errs.Internal, "internal", "Something went wrong on our side. Try again; if it stays, tell us the request id.")
	errUnstorable  = errs.New(errs.Bad, "request.bad", "The request can't be understood.")
	errUnavailable = errs.New(errs.Unavailable, "unavailable", "The service is not reachable for a moment. Try again shortly.")
)

// unexpected hides an error nobody foresaw; what a lost database or a deadline causes can be tried again.
func unexpected(ctx context.Context, err error) *errs.Error {
	if errors.Is(err, context.DeadlineExceeded) || transient(err) {
		slog.WarnContext(ctx, "request failed for now", "error", err, "request", RequestID(ctx))
		return errUnavailable
	}
	if unstorable(err) {
		return errUnstorable
	}
	slog.ErrorContext(ctx, "request failed", "error", err, "request", RequestID(ctx))
	return errInternal
}

func newProblem(ctx context.Context, status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Detail: detail, RequestID: RequestID(ctx)}
}

func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, msg string, errors ...error) huma.StatusError {
		return violations(context.Background(), status, msg, errors)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errors ...error) huma.StatusError {
		return violations(c.Context(), status, msg, errors)
	}
}

// violations is the answer to input that does not fit the route's schema.
func violations(ctx context.Context, status int, msg string, errors []error) *Problem {
	code := "request.bad"
	if status == http.StatusUnprocessableEntity {
		code = "request.invalid"
	}
	p := newProblem(ctx, status, code, msg)
	for _, err := range errors {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		at := d.ErrorDetail()
		p.Errors = append(p.Errors, FieldProblem{Field: fieldName(at.Location, at.Message), Code: fieldCode(at.Message), Detail: at.Message})
	}
	slices.SortStableFunc(p.Errors, func(a, b FieldProblem) int { return cmp.Compare(unknownName(a), unknownName(b)) })
	return p
}

// unknownName puts what nobody asked for behind the fields, by name: huma finds it in no order.
func unknownName(f FieldProblem) string {
	if f.Code == "field.unknown" {
		return f.Field
	}
	return ""
}

func fieldName(location, message string) string {
	_, name, _ := strings.Cut(location, ".")
	if missing, ok := strings.CutPrefix(message, "expected required property "); ok {
		missing, _, _ = strings.Cut(missing, " ")
		name = strings.TrimPrefix(name+"."+missing, ".")
	}
	return name
}

// fieldCodes are the beginnings of the validator's sentences and our codes for them.
var fieldCodes = []struct{ begins, code string }{
	{"expected required property", "field.required"},
	{"required", "field.required"},
	{"unexpected property", "field.unknown"},
	{"unknown query", "field.unknown"},
	{"expected length >=", "field.short"},
	{"expected length <=", "field.long"},
	{"expected number", "field.range"},
	{"expected array length", "field.count"},
	{"expected value to be one of", "field.choice"},
	{"expected string to be RFC", "field.format"},
	{"expected string to match", "field.format"},
}

func fieldCode(message string) string {
	for _, c := range fieldCodes {
		if strings.HasPrefix(message, c.begins) {
			return c.code
		}
	}
	return "field.invalid"
}
