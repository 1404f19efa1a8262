package user

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// MailReset mails the link for a new password.
type MailReset struct{ ResetID uuid.UUID }

// Kind implements job.Args.
func (MailReset) Kind() string { return "user.mail_reset" }

// MailChanged mails the notice that a password was changed, at a time in microseconds that keeps two changes apart.
type MailChanged struct {
	UserID uuid.UUID
	At     int64
}

// Kind implements job.Args.
func (MailChanged) Kind() string { return "user.mail_changed" }

// MailNotice mails the notice that something about how a person logs in is different.
type MailNotice struct {
	UserID uuid.UUID
	What   string
	At     int64
}

// Kind implements job.Args.
func (MailNotice) Kind() string { return "user.mail_notice" }

// MailEmail tells both addresses of a change of address.
type MailEmail struct{ ChangeID uuid.UUID }

// Kind implements job.Args.
func (MailEmail) Kind() string { return "user.mail_email" }

// Prune forgets old attempts and resets.
type Prune struct{}

// Kind implements job.Args.
func (Prune) Kind() string { return "user.prune" }

const pruneEvery = time.Hour

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a MailReset) error { return s.mailReset(ctx, a.ResetID) })
	job.HandleOutside(ws, s.mailChanged)
	job.HandleOutside(ws, s.mailNotice)
	job.HandleOutside(ws, s.mailEmail)
	job.Every(ws, pruneEvery, func(ctx context.Context, _ Prune) error { return s.prune(ctx) })
}
