package session

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/password"
)

// window is the time in which wrong passwords are counted; nobody is kept out for longer.
const window = 15 * time.Minute

// By how much the limits of one client for all accounts, and of all clients for one account, are wider than the one of a
// client for an account.
const (
	perClient  = 10
	perAccount = 5
)

// limits are the counters of a password given for an account. Only the last one can be driven up by others than the
// account's owner; it does not hold clients back that were logged in to the account before (see Authenticate), so that
// nobody can lock somebody else out.
func (s *Service) limits(email string, c Client) (pair, client, account user.Limit) {
	ip := user.Network(c.IP)
	return user.Limit{Key: "login:" + email + " " + ip, Max: s.limit, Window: window},
		user.Limit{Key: "login-client:" + ip, Max: s.limit * perClient, Window: window},
		user.Limit{Key: "login-account:" + email, Max: s.limit * perAccount, Window: window}
}

// Authenticate returns the person with an e-mail address and a password. Status, text and time are the same whether or
// not there is an account; every try counts before the password is looked at, and one that was right is taken back. It
// opens its own units of work. ErrWrong, ErrTooMany.
func (s *Service) Authenticate(ctx context.Context, email, pw string, c Client) (u user.User, err error) {
	name, bad := user.Email(email)
	if bad != nil {
		name = "?" // no account has it: go on like for any other
	}
	var known bool
	var wait time.Duration
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		if u, known, err = s.users.ByEmail(ctx, name); err != nil {
			return err
		}
		wait, err = s.count(ctx, u.ID, name, c)
		return err
	})
	if err != nil {
		return u, err
	}
	if wait > 0 {
		return user.User{}, cmp.Or[error](s.refused(ctx, u.ID, refusal.TooMany, c), user.TooMany(ErrTooMany, wait))
	}
	ok, err := s.users.Matches(ctx, u, known, pw)
	if err == nil && !ok {
		err = cmp.Or[error](s.refused(ctx, u.ID, refusal.Password, c), ErrWrong)
	}
	if err != nil {
		return user.User{}, err
	}
	return u, s.tools.Platform(ctx, func(ctx context.Context) error { return s.forgive(ctx, name, c) })
}

// refused notes a refusal for the trails; the id is uuid.Nil for an address without an account.
func (s *Service) refused(ctx context.Context, userID uuid.UUID, reason string, c Client) error {
	return s.refusals.Note(ctx, refusal.Refusal{UserID: userID, Reason: reason, IP: c.IP, Agent: c.Agent})
}

// count counts a try and tells how long to wait if it was one too many.
func (s *Service) count(ctx context.Context, userID uuid.UUID, email string, c Client) (wait time.Duration, err error) {
	pair, client, account := s.limits(email, c)
	if wait, err = s.users.Attempt(ctx, pair, client); err != nil {
		return 0, err
	}
	w, err := s.users.Attempt(ctx, account)
	if err != nil || w == 0 {
		return wait, err
	}
	before, err := usedFrom(ctx, userID, c.IP, clock.Now().Add(-fullLife))
	if before {
		return wait, err
	}
	return max(wait, w), err
}

func (s *Service) forgive(ctx context.Context, email string, c Client) error {
	pair, client, account := s.limits(email, c)
	if err := s.users.Forgive(ctx, pair.Key, true); err != nil {
		return err
	}
	if err := s.users.Forgive(ctx, client.Key, false); err != nil {
		return err
	}
	return s.users.Forgive(ctx, account.Key, false)
}

// ChangePassword gives the caller a new password and ends their other sessions. It opens its own units of work.
func (s *Service) ChangePassword(ctx context.Context, current, next string, cl Client) error {
	c := caller.From(ctx)
	var u user.User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		u, err = s.users.Find(ctx, c.UserID)
		return err
	})
	if err != nil {
		return err
	}
	if err := user.Strong("password", next, u.Email, u.Name, c.Tenant.Name); err != nil {
		return err
	}
	if err := s.right(ctx, u, current, cl); err != nil {
		return err
	}
	hash, err := s.accept(ctx, u, next)
	if err != nil {
		return err
	}
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		if err := s.users.SetPassword(ctx, u, hash); err != nil {
			return err
		}
		if err := hint(ctx, "session:"+c.SessionID.String()); err != nil {
			return err
		}
		_, err := s.end(ctx, "password", others(u.ID, c.SessionID))
		return err
	})
}

// accept returns the hash of a new password that the person's companies have nothing against. It is slow on purpose.
// policy.ErrShort, policy.ErrReused.
func (s *Service) accept(ctx context.Context, u user.User, next string) (string, error) {
	var rules policy.Policy
	var old []string
	err := s.tools.Platform(ctx, func(ctx context.Context) error {
		places, err := s.members.Places(ctx, u.ID)
		if err != nil {
			return err
		}
		if rules, err = s.policies.Strictest(ctx, places); err == nil {
			old, err = s.users.Hashes(ctx, u, rules.NoReuse)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if password.Length(next) < rules.MinLength {
		return "", policy.ErrShort.With("min", rules.MinLength)
	}
	for _, h := range old {
		if same, err := password.Verify(ctx, next, h); err != nil || same {
			return "", cmp.Or[error](err, policy.ErrReused)
		}
	}
	return password.Hash(ctx, next)
}

// right refuses what is not the person's password: ErrCurrent, ErrTooMany.
func (s *Service) right(ctx context.Context, u user.User, pw string, c Client) error {
	_, err := s.Authenticate(ctx, u.Email, pw, c)
	if errors.Is(err, ErrWrong) {
		return ErrCurrent
	}
	return err
}

// Forgot mails a link for a new password to an address, if it has an account. ErrEmail for what is no address,
// ErrTooMany for a client that asks too often.
func (s *Service) Forgot(ctx context.Context, email string, c Client) error {
	name, err := user.Email(email)
	if err != nil {
		return err
	}
	if err := s.users.Ask(ctx, s.Asking(c)); err != nil {
		return err
	}
	return s.tools.Platform(ctx, func(ctx context.Context) error { return s.users.Forgot(ctx, name) })
}

// Asking limits what one client can have mailed to strangers.
func (s *Service) Asking(c Client) user.Limit {
	return user.Limit{Key: "ask:" + user.Network(c.IP), Max: s.limit * perClient, Window: window}
}

// Reset gives the owner of a link's token a new password and ends all their sessions. It opens its own units of work.
// ErrGone when the link is not good, or no longer.
func (s *Service) Reset(ctx context.Context, token, next string) error {
	var u user.User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		u, err = s.users.ByReset(ctx, token)
		return err
	})
	if err != nil {
		return err
	}
	if err := user.Strong("password", next, u.Email, u.Name); err != nil {
		return err
	}
	hash, err := s.accept(ctx, u, next)
	if err != nil {
		return err
	}
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		u, err := s.users.Reset(ctx, token, hash)
		if err != nil {
			return err
		}
		if err := s.second.ForgetAll(ctx, u.ID); err != nil {
			return err
		}
		_, err = s.end(ctx, "password", others(u.ID, uuid.Nil))
		return err
	})
}
