package daypass

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
)

type runArgs struct{}

// Kind implements job.Args.
func (runArgs) Kind() string { return "daypass.run" }

// The letters to guests, who can't log in before their day. Members get those of their membership.
const (
	guestBooked    = "guest_booked"
	guestWithdrawn = "guest_withdrawn"
)

// Mail sends a letter to a guest.
type Mail struct {
	PassID uuid.UUID
	Letter string
}

// Kind implements job.Args.
func (Mail) Kind() string { return "daypass.mail" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Minute, func(ctx context.Context, _ runArgs) error { return s.Run(ctx) })
	job.HandleOutside(ws, s.mail)
}

// tellGuest has a letter sent to the guest of a pass; a former member's pass has none.
func (s *Service) tellGuest(ctx context.Context, p Pass, letter string) error {
	if p.MembershipID != nil {
		return nil
	}
	return job.EnqueueFor(ctx, p.TenantID, Kind, Mail{p.ID, letter})
}

func (s *Service) mail(ctx context.Context, a Mail) error {
	t := caller.From(ctx).Tenant
	var p Pass
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		p, err = lock(ctx, t.ID, a.PassID)
		return err
	})
	if err != nil || a.Letter == guestBooked && p.State == withdrawn {
		return err
	}
	x, err := letterTo(p, a.Letter, t)
	if err != nil {
		return err
	}
	return s.letters.Send(ctx, x)
}

// letterTo is the letter to a guest, in the language of the company: what the guest speaks is not known.
func letterTo(p Pass, name string, t caller.Tenant) (user.Letter, error) {
	day, err := time.Parse(time.DateOnly, string(p.Day))
	return user.Letter{Name: name, ID: p.ID.String(), To: mail.Address{Name: p.Name, Email: p.Email}, Language: t.Language,
		Args: map[string]any{"company": t.Name, "day": i18n.FormatDate(t.Language, day, time.UTC)}}, err
}
