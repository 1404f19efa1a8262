// Package email owns the mails that people write to contacts and companies through Kith: to whom, in whose name, and how
// each one stands. So also those can write who see an address only in part. It does not own addresses (crm/contact,
// crm/company), how a mail looks and leaves (kit/mail), nor timelines (crm/activity); it reads no mail.
package email

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Type is that of a mail on a timeline.
const Type = "email"

// The states of a mail.
const (
	Queued = "queued" // it is about to be sent
	Sent   = "sent"   // the mail server has it
	Failed = "failed" // it was not sent, and why
)

// Why a mail was not sent.
const (
	Gone        = "gone"        // the record, or the address in it, is not there any more
	Refused     = "refused"     // by the mail server, for good
	Unreachable = "unreachable" // the mail server, for hours
	Left        = "left"        // who wrote it does not work here any more
)

// How is how a mail stands; it is kept with its entry on the timeline. No address is in it: Way names one of the record's.
type How struct {
	State   string    `json:"state"`
	Subject string    `json:"subject"`
	Label   string    `json:"label"`
	Way     string    `json:"way"`
	Since   time.Time `json:"since"`
	Why     string    `json:"why,omitempty"`
}

// Draft is what somebody writes. To is the key of one of a record's addresses.
type Draft struct{ To, Subject, Text string }

// What can go wrong.
var (
	ErrTo      = errs.New(errs.Invalid, "email.to", "This address is not there any more. Choose another one.").On("to")
	ErrSubject = errs.New(errs.Invalid, "email.subject", "Give a subject of one line and up to 200 characters.").On("subject")
	ErrText    = errs.New(errs.Invalid, "email.text", "Write something, up to 10,000 characters.").On("text")
	ErrState   = errs.New(errs.Conflict, "email.state", "This mail is on its way, or was sent already.")
	ErrForeign = errs.New(errs.Forbidden, "email.foreign", "Only who wrote a mail can send it again.")
	ErrReplyTo = errs.New(errs.Invalid, "email.reply_to", "This is not an e-mail address.").On("replyTo")
	ErrStale   = errs.New(errs.Conflict, "email.stale", "Someone else changed this meanwhile.")
	// ErrTooMany carries the params of (person or company), limit, hours and retryAfter.
	ErrTooMany = errs.New(errs.TooMany, "email.too_many", "That is as many mails as can be sent in a day.")
	// ErrPlan carries the params limit, plan (the smallest that has more; empty when none has), hours and retryAfter.
	ErrPlan = errs.New(errs.Payment, "email.plan", "The plan has no more mails for today.")
)

const (
	maxSubject = 200
	maxText    = 10_000
)

// check tidies a draft. A subject that would begin another header is refused, not repaired: nobody types one.
func (d *Draft) check() error {
	var wrong []error
	if strings.ContainsFunc(d.Subject, unicode.IsControl) {
		wrong = append(wrong, ErrSubject)
	}
	d.Subject, d.Text = text.Line(d.Subject), text.Block(d.Text)
	if d.Subject == "" || text.Long(d.Subject, maxSubject) {
		wrong = append(wrong[:0], ErrSubject)
	}
	if d.Text == "" || text.Long(d.Text, maxText) {
		wrong = append(wrong, ErrText)
	}
	return errs.All(wrong...)
}

// Recipient is one address of a record as who writes may see it. Key names it without telling it.
type Recipient struct{ Key, Shown, Label string }

// keySize is the length of a key in bytes: enough to tell a record's addresses apart, and too much to guess.
const keySize = 18

// key names an address of a record: it can't be made without the program's secret, nor compared between records.
func (s *Service) key(about record.Ref, w reach.Way) string {
	mac := s.Keys.Sign("reach", []byte(about.Kind+"\n"+about.ID.String()+"\n"+w.Value))
	return base64.RawURLEncoding.EncodeToString(mac[:keySize])
}

// Setting is where answers go that must not reach who wrote. Empty means the owner of the record, or of the company.
type Setting struct {
	ReplyTo   string
	Version   int
	UpdatedAt *time.Time
}

// TableName implements gorm's Tabler.
func (Setting) TableName() string { return "reach_setting" }

// Events, published in the unit of work that saved the change.
type (
	// Ended tells that a mail was sent, or was not.
	Ended struct {
		Activity uuid.UUID
		How      How
	}
	// Retried tells that somebody had a mail sent again that was not sent.
	Retried Ended
	// Set tells that the setting is another one.
	Set struct {
		TenantUID     uuid.UUID
		Before, After Setting
	}
)

type outcome struct{ Reason string }

// Change implements event.Change.
func (e Ended) Change() event.Changed {
	c := event.Changed{Ref: record.Ref{Kind: "activity", ID: e.Activity}, Action: "email_" + e.How.State, Name: e.How.Subject}
	if e.How.Why != "" {
		c.After = outcome{e.How.Why}
	}
	return c
}

// Change implements event.Change.
func (e Retried) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "activity", ID: e.Activity}, Action: "email_retried", Name: e.How.Subject}
}

type facts struct{ ReplyTo string }

// Change implements event.Change.
func (e Set) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "tenant", ID: e.TenantUID}, Action: "updated", Before: facts{e.Before.ReplyTo}, After: facts{e.After.ReplyTo}}
}
