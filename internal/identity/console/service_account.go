package console

import (
	"cmp"
	"context"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// onServer is who acts where the program's commands are run.
const onServer = "server"

// Add makes an account and returns the address at which its owner sets it up, good once and for a day. It is for the
// program's commands: no route leads here. ErrTaken.
func (s *Service) Add(ctx context.Context, email, name, language string) (link string, err error) {
	a := Account{ID: id.New(), Language: language, CreatedAt: clock.Now()}
	if a.Email, err = user.Email(email); err != nil {
		return "", err
	}
	if a.Name, err = user.Name(name); err != nil {
		return "", err
	}
	if err := user.Speaks(language); err != nil {
		return "", err
	}
	err = s.onServer(ctx, func(ctx context.Context) error {
		if link, err = s.prepare(&a); err != nil {
			return err
		}
		if err := insertAccount(ctx, &a); err != nil {
			return err
		}
		return s.tools.Bus.Publish(ctx, Changed{a, "added", nil})
	})
	return link, err
}

func (s *Service) onServer(ctx context.Context, f func(context.Context) error) error {
	ctx = caller.With(ctx, &caller.Caller{System: onServer, Name: onServer})
	return s.tools.Platform(ctx, f)
}

// prepare gives an account a new app and a new link; it counts no more until it was set up.
func (s *Service) prepare(a *Account) (link string, err error) {
	set, err := mfa.NewSetup(a.Email)
	if err != nil {
		return "", err
	}
	if a.Secret, err = s.tools.Keys.Seal(purpose, []byte(set.URI)); err != nil {
		return "", err
	}
	token, hash := secret.Token()
	ends := clock.Now().Add(setupLife)
	a.SetupHash, a.SetupEndsAt, a.ReadyAt, a.PasswordHash, a.LastStep = hash, &ends, nil, "", 0
	return s.tools.BaseURL + "/operator/setup#" + token, nil
}

// Reset ends an operator's sessions, password and app, and returns the address at which the account is set up anew: for
// those who have lost one of them. ErrNotFound.
func (s *Service) Reset(ctx context.Context, email string) (link string, err error) {
	err = s.change(ctx, email, "reset", func(a *Account) error {
		link, err = s.prepare(a)
		return err
	})
	return link, err
}

// Remove ends an account and its sessions at once. ErrNotFound.
func (s *Service) Remove(ctx context.Context, email string) error {
	return s.change(ctx, email, "removed", func(a *Account) error {
		now := clock.Now()
		a.RemovedAt, a.SetupHash = &now, nil
		return nil
	})
}

func (s *Service) change(ctx context.Context, email, what string, f func(*Account) error) error {
	name, err := user.Email(email)
	if err != nil {
		return err
	}
	return s.onServer(ctx, func(ctx context.Context) error {
		a, err := byEmail(ctx, name)
		if err != nil {
			return err
		}
		if err := f(&a); err != nil {
			return err
		}
		if err := save(ctx, &a); err != nil {
			return err
		}
		if err := endSessions(ctx, a.ID, clock.Now()); err != nil {
			return err
		}
		return s.tools.Bus.Publish(ctx, Changed{a, what, nil})
	})
}

// List is every operator.
func (s *Service) List(ctx context.Context) (all []Account, err error) {
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		all, err = listAccounts(ctx)
		return err
	})
	return all, err
}

// Look returns the account of a link and the app to set up. ErrGone.
func (s *Service) Look(ctx context.Context, token string) (a Account, set mfa.Setup, err error) {
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		a, err = bySetup(ctx, secret.Hash(token), clock.Now())
		return err
	})
	if err != nil {
		return a, set, err
	}
	set, err = s.app(a)
	return a, set, err
}

// SetUp gives the account of a link its password, takes its app into use, and opens a session. ErrGone, user.ErrWeak,
// mfa.ErrCode, ErrTooMany.
func (s *Service) SetUp(ctx context.Context, token, pw, code string, c Client) (string, Account, error) {
	if err := s.count(ctx, "setup", c); err != nil {
		return "", Account{}, err
	}
	a, _, err := s.Look(ctx, token)
	if err != nil {
		return "", a, err
	}
	if err := user.Strong("password", pw, a.Email, a.Name); err != nil {
		return "", a, err
	}
	hash, err := password.Hash(ctx, pw)
	if err != nil {
		return "", a, err
	}
	session := ""
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		if a, err = bySetup(ctx, secret.Hash(token), clock.Now()); err != nil {
			return err
		}
		if ok, err := s.right(&a, code); err != nil || !ok {
			return cmp.Or[error](err, mfa.ErrCode)
		}
		now := clock.Now()
		a.PasswordHash, a.ReadyAt, a.SetupHash, a.SetupEndsAt = hash, &now, nil, nil
		ctx = as(ctx, a)
		if err := s.tools.Bus.Publish(ctx, Changed{a, "set_up", facts(c)}); err != nil {
			return err
		}
		session, err = s.start(ctx, &a, c)
		return err
	})
	return session, a, err
}
