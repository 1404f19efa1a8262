package user

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// EmailChange is another address that a person has asked for.
type EmailChange struct {
	ID, UserID             uuid.UUID
	OldEmail, NewEmail     string
	ConfirmHash, StopHash  []byte
	CreatedAt              time.Time
	ConfirmedAt, StoppedAt *time.Time
}

// How long the new address has to be confirmed, and how long the old one can take it back.
const (
	confirmLife = 24 * time.Hour
	stopLife    = 7 * 24 * time.Hour
)

// EmailChanged is published in the unit of work that gave a person another address.
type EmailChanged struct{ Before, After User }

type emailShown struct{ Email string }

// Change implements event.Change.
func (e EmailChanged) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.After.ID}, Action: "email_changed", Name: e.After.Name,
		Before: emailShown{e.Before.Email}, After: emailShown{e.After.Email}}
}

// AskEmail begins a change of the caller's address: the new one gets a link to confirm it, the old one a link to stop it.
// The answer is the same whether or not somebody else has the address. ErrEmail.
func (s *Service) AskEmail(ctx context.Context, email string) error {
	name, err := Email(email)
	if err != nil {
		return err
	}
	u, err := s.Find(ctx, caller.From(ctx).UserID)
	if err != nil || u.Email == name {
		return err
	}
	if wait, err := s.Attempt(ctx, MailsTo(name)); err != nil || wait > 0 {
		return err
	}
	c := EmailChange{ID: id.New(), UserID: u.ID, OldEmail: u.Email, NewEmail: name, CreatedAt: clock.Now()}
	_, c.ConfirmHash = s.tools.Token("email-confirm", c.ID)
	_, c.StopHash = s.tools.Token("email-stop", c.ID)
	if err := voidEmailChanges(ctx, u.ID); err != nil {
		return err
	}
	if err := insert(ctx, &c); err != nil {
		return err
	}
	return job.EnqueueFor(ctx, 0, Kind, MailEmail{c.ID})
}

// ConfirmEmail gives the holder of a link the address it was sent to. ErrGone, also when the address got an account.
func (s *Service) ConfirmEmail(ctx context.Context, token string) (User, error) {
	c, err := confirmChange(ctx, secret.Hash(token), clock.Now())
	if err != nil {
		return User{}, err
	}
	return s.moveEmail(ctx, c.UserID, c.NewEmail)
}

// StopEmail takes a change of address back, or makes it void before it is confirmed, and with it every change that was
// asked for later: whoever asked for one of those had the account already. ErrGone.
func (s *Service) StopEmail(ctx context.Context, token string) (User, error) {
	c, err := stopChange(ctx, secret.Hash(token), clock.Now())
	if err != nil {
		return User{}, err
	}
	if err := stopLater(ctx, c); err != nil {
		return User{}, err
	}
	if c.ConfirmedAt == nil {
		return s.Find(ctx, c.UserID)
	}
	return s.moveEmail(ctx, c.UserID, c.OldEmail)
}

func (s *Service) moveEmail(ctx context.Context, userID uuid.UUID, email string) (User, error) {
	u, err := s.Find(ctx, userID)
	if err != nil {
		return u, err
	}
	if _, taken, err := s.ByEmail(ctx, email); err != nil || taken {
		return u, cmp.Or[error](err, ErrGone)
	}
	before := u
	if err := voidResets(ctx, u.Email); err != nil {
		return u, err
	}
	u.Email, u.UpdatedAt = email, clock.Now()
	if err := save(ctx, u, "email", "updated_at"); err != nil {
		return u, err
	}
	if c := caller.From(ctx); c.UserID == uuid.Nil {
		ctx = caller.With(ctx, &caller.Caller{UserID: u.ID, Name: u.Name, Language: u.Language})
	}
	return u, s.tools.Bus.Publish(ctx, EmailChanged{before, u})
}

// mailEmail tells both addresses.
func (s *Service) mailEmail(ctx context.Context, a MailEmail) error {
	var c EmailChange
	var u User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		if c, err = findChange(ctx, a.ChangeID); err == nil {
			u, err = s.Find(ctx, c.UserID)
		}
		return err
	})
	if err != nil {
		return err
	}
	args := map[string]any{"old": c.OldEmail, "new": c.NewEmail}
	confirm, _ := s.tools.Token("email-confirm", c.ID)
	stop, _ := s.tools.Token("email-stop", c.ID)
	err = s.letters.Send(ctx, Letter{Name: "email_confirm", ID: c.ID.String(), To: mail.Address{Name: u.Name, Email: c.NewEmail}, Language: u.Language, Path: "/email#" + confirm, Args: args})
	if err != nil {
		return err
	}
	return s.letters.Send(ctx, Letter{Name: "email_told", ID: c.ID.String(), To: mail.Address{Name: u.Name, Email: c.OldEmail}, Language: u.Language, Path: "/email-stop#" + stop, Args: args})
}
