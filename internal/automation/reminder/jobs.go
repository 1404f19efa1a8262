package reminder

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Letter tells an assignee of a task by mail, if what it was planned for still stands.
type Letter struct {
	TaskID uuid.UUID
	To     uuid.UUID // the assignee
	What   string    // Due or Late
	At     time.Time
}

// Kind implements job.Args.
func (Letter) Kind() string { return "reminder.letter" }

// Escalate looks for those who lead the assignee of a task that was late at At, so many days later.
type Escalate struct {
	TaskID uuid.UUID
	At     time.Time
	Days   int
}

// Kind implements job.Args.
func (Escalate) Kind() string { return "reminder.escalate" }

// Escalation tells one of them by mail.
type Escalation struct {
	TaskID uuid.UUID
	To     uuid.UUID
	At     time.Time
	Days   int
}

// Kind implements job.Args.
func (Escalation) Kind() string { return "reminder.escalation" }

// Mention tells somebody by mail that an entry of a timeline names them, if they see it.
type Mention struct {
	ActivityID uuid.UUID
	To         uuid.UUID
}

// Kind implements job.Args.
func (Mention) Kind() string { return "reminder.mention" }

// Digest is somebody's letter with the work of a day, such as 2026-11-30 on their clock.
type Digest struct {
	To  uuid.UUID
	Day string
}

// Kind implements job.Args.
func (Digest) Kind() string { return "reminder.digest" }

// Digests begins the daily letters that are due.
type Digests struct{}

// Kind implements job.Args.
func (Digests) Kind() string { return "reminder.digests" }

// digestsEvery is so short because some time zones are off by a quarter of an hour.
const digestsEvery = 15 * time.Minute

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, s.letter)
	job.HandleOutside(ws, s.escalation)
	job.HandleOutside(ws, s.mention)
	job.HandleOutside(ws, s.digest)
	job.Handle(ws, s.escalate)
	job.Every(ws, digestsEvery, func(ctx context.Context, _ Digests) error {
		return s.d.Platform(ctx, func(ctx context.Context) error { return s.begin(ctx) })
	})
}

// begin has the letters written of everybody for whom it is time, in the unit of work that takes them.
func (s *Service) begin(ctx context.Context) error {
	due, err := s.d.Preferences.Claim(ctx, clock.Now())
	for _, d := range due {
		if err == nil {
			err = enqueueDigest(ctx, d)
		}
	}
	return err
}

func enqueueDigest(ctx context.Context, d preference.Due) error {
	them := caller.With(ctx, &caller.Caller{UserID: d.UserID, Tenant: caller.Tenant{ID: d.TenantID}})
	return job.Enqueue(them, Digest{d.UserID, d.Day}, job.Options{Unique: true})
}
