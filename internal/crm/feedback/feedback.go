// Package feedback owns what people say is in their way: on which screen, which field or button of it, and what an admin
// answered. It changes nothing by itself: who shapes the company's Kith reads it and does.
package feedback

import (
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names feedback in the audit trail.
const Kind = "feedback"

// Feedback is what one person said. SeenAt is when they saw the answer; while it is nil the answer is news to them.
type Feedback struct {
	ID                   uuid.UUID
	Path                 string // of the screen within the company, such as contacts/0198…
	Screen, Part         string // as the screen names itself and the part; Part is empty for the whole screen
	Text                 string
	OwnerID              *uuid.UUID
	Answer               string
	AnsweredBy           *uuid.UUID
	AnsweredAt, SeenAt   *time.Time
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
}

// Draft is what somebody says.
type Draft struct{ Path, Screen, Part, Text string }

// Sizes in characters, and how much one person says within a day.
const (
	maxPath, maxName, maxText = 200, 120, 2000
	perDay                    = 20
)

// What can go wrong.
var (
	ErrNotFound = errs.New(errs.NotFound, "feedback.not_found", "There is no such message.")
	ErrStale    = errs.New(errs.Conflict, "feedback.stale", "Someone else answered this meanwhile.")
	ErrText     = errs.New(errs.Invalid, "feedback.text", "Say in up to 2,000 characters what is in your way.").On("text")
	ErrAnswer   = errs.New(errs.Invalid, "feedback.answer", "Answer in up to 2,000 characters.").On("answer")
	ErrPath     = errs.New(errs.Invalid, "feedback.path", "This is not a screen of the company.").On("path")
	ErrMany     = errs.New(errs.TooMany, "feedback.many", "That is much for one day. Wait until tomorrow, or talk to an admin.").With("retryAfter", 3600)
)

// inside is what a path within the company looks like: it becomes a link for an admin, so it leads nowhere else.
var inside = regexp.MustCompile(`^[a-z][a-z0-9/-]*$`)

// apply fills in what somebody said.
func (f *Feedback) apply(d Draft) error {
	f.Path, f.Screen, f.Part, f.Text = d.Path, cut(d.Screen), cut(d.Part), text.Block(d.Text)
	var wrong []error
	if f.Text == "" || text.Long(f.Text, maxText) {
		wrong = append(wrong, ErrText)
	}
	if !inside.MatchString(f.Path) || len(f.Path) > maxPath {
		wrong = append(wrong, ErrPath)
	}
	return errs.All(wrong...)
}

// cut is what a screen calls itself or a part: the beginning says enough.
func cut(name string) string {
	letters := []rune(text.Line(name))
	return string(letters[:min(len(letters), maxName)])
}

// answered puts an answer, which may replace an earlier one; it is news again.
func (f *Feedback) answered(answer string, by uuid.UUID, now time.Time) error {
	answer = text.Block(answer)
	if answer == "" || text.Long(answer, maxText) {
		return ErrAnswer
	}
	f.Answer, f.AnsweredBy, f.AnsweredAt, f.SeenAt, f.UpdatedAt = answer, &by, &now, nil, now
	return nil
}

// Published in the unit of work that saved it.
type (
	Created  struct{ Feedback Feedback }
	Answered struct{ Before, After Feedback }
)

type facts struct{ Screen, Part, Text, Answer string }

func (f Feedback) change(action string, before, after any) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: f.ID}, Action: action, Name: f.Screen, Before: before, After: after}
}

func (f Feedback) facts() facts { return facts{f.Screen, f.Part, f.Text, f.Answer} }

// Change implements event.Change.
func (e Created) Change() event.Changed { return e.Feedback.change("created", nil, e.Feedback.facts()) }

// Change implements event.Change.
func (e Answered) Change() event.Changed {
	return e.After.change("answered", e.Before.facts(), e.After.facts())
}
