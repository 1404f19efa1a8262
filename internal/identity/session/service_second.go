package session

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/passkey"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// How long the second step may take, and how many wrong codes there may be within window: from one network, and in all.
// Only who has the password can drive these up.
const (
	secondLife    = 5 * time.Minute
	secondPurpose = "second"
	codesPair     = 5
	codesAccount  = 15
)

// Gate asks a person who gave the right password for the second step, if there is one to take: ErrSecond, with the ticket
// that the second step is taken with. A remembered device need not take it. It opens its own unit of work.
func (s *Service) Gate(ctx context.Context, u user.User, c Client) error {
	ticket := ""
	err := s.tools.Platform(ctx, func(ctx context.Context) error {
		needed, err := s.second.Needed(ctx, u.ID)
		if err != nil || !needed {
			return err
		}
		known, err := s.second.Remembered(ctx, u.ID, c.Device)
		if err != nil || known {
			return err
		}
		ticket, err = s.second.Ask(ctx, mfa.Challenge{Purpose: secondPurpose, UserID: u.ID, Life: secondLife})
		return err
	})
	if err == nil && ticket != "" {
		return ErrSecond.With("ticket", ticket)
	}
	return err
}

// Second is what the second step of a log-in consists of.
type Second struct {
	Ticket, Code string
	Remember     bool // do not ask on this device for a while
	Client       Client
}

// LogInSecond opens a session for who has a ticket and a code; device is the token of the remembered device, empty unless
// asked for. It opens its own units of work. mfa.ErrGone, mfa.ErrCode, mfa.ErrTooMany.
func (s *Service) LogInSecond(ctx context.Context, x Second) (o Opened, device string, err error) {
	var asked mfa.Challenge
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		asked, err = s.second.Look(ctx, x.Ticket, secondPurpose)
		return err
	})
	if err != nil {
		return o, "", err
	}
	err = s.tryCode(ctx, asked.UserID, x.Code, x.Client, func(ctx context.Context) error {
		if _, err := s.second.Take(ctx, x.Ticket, secondPurpose); err != nil {
			return err
		}
		u, err := s.users.Find(ctx, asked.UserID)
		if err != nil {
			return err
		}
		if x.Remember {
			if device, err = s.second.Remember(ctx, u.ID, x.Client.IP, x.Client.Agent); err != nil {
				return err
			}
		}
		o, err = s.OpenBy(ctx, u, 0, "second_factor", x.Client)
		return err
	})
	return o, device, err
}

// tryCode counts a try, checks the code and, when it is right, goes on in the same unit of work.
func (s *Service) tryCode(ctx context.Context, userID uuid.UUID, code string, c Client, then func(context.Context) error) error {
	limits := []user.Limit{
		{Key: "code:" + userID.String() + " " + user.Network(c.IP), Max: codesPair, Window: window},
		{Key: "code-account:" + userID.String(), Max: codesAccount, Window: window},
	}
	var wait time.Duration
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		wait, err = s.users.Attempt(ctx, limits...)
		return err
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		return cmp.Or[error](s.refused(ctx, userID, refusal.TooMany, c), user.TooMany(mfa.ErrTooMany, wait))
	}
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		ok, err := s.second.Check(ctx, userID, code)
		if err != nil || !ok {
			return cmp.Or[error](err, mfa.ErrCode)
		}
		for _, l := range limits {
			if err := s.users.Forgive(ctx, l.Key, true); err != nil {
				return err
			}
		}
		return then(ctx)
	})
	if errors.Is(err, mfa.ErrCode) {
		return cmp.Or(s.refused(ctx, userID, refusal.Code, c), err)
	}
	return err
}

// LogInByPasskey opens a session for who has signed with a passkey: the device has checked finger, face or code, so there is
// no second step. It opens its own unit of work. mfa.ErrGone, passkey.ErrUnknown, passkey.ErrRefused.
func (s *Service) LogInByPasskey(ctx context.Context, ticket string, credential []byte, c Client) (o Opened, err error) {
	var u user.User
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		if u, err = s.passkeys.Who(ctx, ticket, credential); err != nil {
			return err
		}
		o, err = s.OpenBy(ctx, u, 0, "passkey", c)
		return err
	})
	if errors.Is(err, passkey.ErrRefused) {
		err = cmp.Or(s.refused(ctx, u.ID, refusal.Passkey, c), err)
	}
	return o, err
}

// Prove notes that the caller has shown again who they are: by a code where there is a second step, else by the password.
// It opens its own units of work. ErrCurrent, ErrTooMany, mfa.ErrCode, mfa.ErrTooMany.
func (s *Service) Prove(ctx context.Context, password, code string, c Client) error {
	me := caller.From(ctx)
	var u user.User
	var needed bool
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		if u, err = s.users.Find(ctx, me.UserID); err == nil {
			needed, err = s.second.Needed(ctx, me.UserID)
		}
		return err
	})
	if err != nil {
		return err
	}
	if needed {
		return s.tryCode(ctx, u.ID, code, c, s.Proved)
	}
	if err := s.right(ctx, u, password, c); err != nil {
		return err
	}
	return s.tools.Platform(ctx, s.Proved)
}

// Proved notes that the caller has just shown who they are.
func (s *Service) Proved(ctx context.Context) error {
	return prove(ctx, caller.From(ctx).SessionID, clock.Now())
}
