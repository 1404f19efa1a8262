package console

import (
	"context"
	"fmt"
	"time"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Service is the only way to operators' accounts and sessions. Its methods open units of work on the platform themselves.
type Service struct {
	tools user.Tools
	users *user.Service // counts attempts
	limit int
}

// NewService returns a service made with tools; limit is how many wrong log-ins one client may try within 15 minutes.
func NewService(t user.Tools, users *user.Service, limit int) *Service {
	return &Service{t, users, limit}
}

// Client is where a request came from.
type Client struct{ IP, Agent string }

// Role is that of an operator's caller; no tenant has it, and no right comes with it.
const Role = "operator"

const (
	window    = 15 * time.Minute
	perMinute = 300 // requests of one session
	perAll    = 5   // by how much more all clients together may try for one account
	maxToken  = 200
	purpose   = "console/app"
)

// LogIn opens a session for who has e-mail address, password and a code of the authenticator app, and returns its token.
// The answer is the same whichever of the three is wrong, and whether or not there is an account. ErrWrong, ErrTooMany.
func (s *Service) LogIn(ctx context.Context, email, pw, code string, c Client) (token string, a Account, err error) {
	name, bad := user.Email(email)
	if bad != nil {
		name = "?" // no account has it: go on like for any other
	}
	if err := s.count(ctx, name, c); err != nil {
		return "", a, err
	}
	matches, err := s.matches(ctx, name, pw)
	if err != nil {
		return "", a, err
	}
	refused := false
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		token, a, refused, err = s.open(ctx, name, code, matches, c)
		return err
	})
	if err == nil && refused {
		err = ErrWrong // returned only now, so that the refusal is in the trail
	}
	return token, a, err
}

// count counts a try before anything is looked at.
func (s *Service) count(ctx context.Context, email string, c Client) error {
	var wait time.Duration
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		wait, err = s.users.Attempt(ctx, s.limits(email, c)...)
		return err
	})
	if err == nil && wait > 0 {
		err = user.TooMany(ErrTooMany, wait)
	}
	return err
}

func (s *Service) limits(email string, c Client) []user.Limit {
	return []user.Limit{
		{Key: "operator-client:" + c.IP, Max: s.limit, Window: window},
		{Key: "operator-account:" + email, Max: s.limit * perAll, Window: window},
	}
}

// matches checks a password; it takes the same time for an address without an account.
func (s *Service) matches(ctx context.Context, email, pw string) (bool, error) {
	hash := ""
	err := s.tools.Platform(ctx, func(ctx context.Context) error {
		a, err := byEmail(ctx, email)
		if err == nil && a.ReadyAt != nil {
			hash = a.PasswordHash
		}
		return known(err)
	})
	if err != nil {
		return false, err
	}
	if hash == "" {
		return false, password.Dummy(ctx, pw)
	}
	return password.Verify(ctx, pw, hash)
}

// known passes errors on, but for that of an account that there is not.
func known(err error) error {
	if err == ErrNotFound { //nolint:errorlint // it is the store's own, never wrapped
		return nil
	}
	return err
}

func (s *Service) open(ctx context.Context, email, code string, matches bool, c Client) (token string, a Account, refused bool, err error) {
	a, err = byEmail(ctx, email)
	if err != nil {
		return "", a, true, known(err)
	}
	ctx = as(ctx, a)
	right := false
	if matches {
		if right, err = s.right(&a, code); err != nil {
			return "", a, false, err
		}
	}
	if !right {
		return "", a, true, s.tools.Bus.Publish(ctx, Changed{a, "refused", facts(c)})
	}
	for _, l := range s.limits(email, c) {
		if err := s.users.Forgive(ctx, l.Key, false); err != nil {
			return "", a, false, err
		}
	}
	token, err = s.start(ctx, &a, c)
	return token, a, false, err
}

// right tells whether code is one of the account's app that was not used, and uses it up.
func (s *Service) right(a *Account, code string) (bool, error) {
	set, err := s.app(*a)
	if err != nil {
		return false, err
	}
	step := mfa.Step(set.Secret, mfa.Clean(code), a.LastStep, clock.Now())
	if step > 0 {
		a.LastStep = step
	}
	return step > 0, nil
}

// app is the account's authenticator app as it was set up.
func (s *Service) app(a Account) (mfa.Setup, error) {
	uri, err := s.tools.Keys.Open(purpose, a.Secret)
	if err != nil {
		return mfa.Setup{}, err
	}
	return mfa.OldSetup(string(uri))
}

// start saves the account and begins a session.
func (s *Service) start(ctx context.Context, a *Account, c Client) (string, error) {
	if err := save(ctx, a); err != nil {
		return "", err
	}
	now := clock.Now()
	token, hash := secret.Token()
	row := Session{ID: id.New(), OperatorID: a.ID, TokenHash: hash, IP: c.IP, Agent: c.Agent, CreatedAt: now, SeenAt: now}
	if err := insert(ctx, &row); err != nil {
		return "", err
	}
	return token, s.tools.Bus.Publish(ctx, Changed{*a, "started", facts(c)})
}

// Identify puts the operator of a session's token into the context. ErrRequired, and ErrTooMany for a session that asks too
// often.
func (s *Service) Identify(ctx context.Context, token string) (context.Context, error) {
	if token == "" || len(token) > maxToken {
		return ctx, ErrRequired
	}
	var ses Session
	var a Account
	var wait time.Duration
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		now := clock.Now()
		if ses, a, err = live(ctx, secret.Hash(token), now); err != nil {
			return err
		}
		l := user.Limit{Key: fmt.Sprintf("operator-session:%s", ses.ID), Max: perMinute, Window: time.Minute}
		if wait, err = s.users.Attempt(ctx, l); err != nil {
			return err
		}
		return seen(ctx, ses.ID, now)
	})
	switch {
	case err != nil:
		return ctx, err
	case wait > 0:
		return ctx, user.TooMany(ErrTooMany, wait)
	}
	return as(ctx, a), nil
}

// as makes an operator the caller: without a tenant, and without a right in any.
func as(ctx context.Context, a Account) context.Context {
	return caller.With(ctx, &caller.Caller{UserID: a.ID, Name: a.Name, Language: a.Language, Role: Role})
}

// LogOut ends the session of a token; without one there is nothing to do.
func (s *Service) LogOut(ctx context.Context, token string) error {
	if token == "" || len(token) > maxToken {
		return nil
	}
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		ses, a, err := live(ctx, secret.Hash(token), clock.Now())
		if err == ErrRequired { //nolint:errorlint // it is the store's own, never wrapped
			return nil
		}
		if err != nil {
			return err
		}
		if err := endSession(ctx, ses.ID, clock.Now()); err != nil {
			return err
		}
		return s.tools.Bus.Publish(as(ctx, a), Changed{a, "ended", nil})
	})
}
