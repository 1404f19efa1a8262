package sso

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"

	"github.com/google/uuid"
)

// Finish opens a session for who comes back from the provider, in that company only. Who is not a member becomes one if a
// rule gives them a role and a seat is free. It opens its own units of work.
func (s *Service) Finish(ctx context.Context, r Return) (o session.Opened, err error) {
	f, c, err := s.arrive(ctx, r, uuid.Nil)
	if err != nil {
		return o, err
	}
	p, err := s.ask(ctx, c, f, r.Code)
	if err != nil {
		return o, err
	}
	if f.Again && (p.At == nil || clock.Since(*p.At) > flowLife) {
		return o, s.refused(ctx, c.TenantID, p, r.Client, ErrStaleID)
	}
	err = s.Platform(ctx, func(ctx context.Context) error {
		t, err := s.Tenants.Find(ctx, c.TenantID)
		if err != nil {
			return err
		}
		o, err = s.enter(ctx, t, c, p, r.Client)
		return err
	})
	return o, s.refused(ctx, c.TenantID, p, r.Client, err)
}

// refused notes for the company's trail that a person who works or worked there was not let in, whom its provider named, and
// returns why. What went wrong without anybody's fault is not a refusal; of strangers the company is told nothing.
func (s *Service) refused(ctx context.Context, tenantID int64, p person, from session.Client, why error) error {
	if _, is := errs.As(why); !is {
		return why
	}
	var u user.User
	err := s.Platform(ctx, func(ctx context.Context) error {
		l, known, err := linkOf(ctx, tenantID, p)
		if err == nil && known {
			u, err = s.Users.Find(ctx, l.UserID)
		} else if err == nil {
			u, _, err = s.Users.ByEmail(ctx, strings.ToLower(strings.TrimSpace(p.Email)))
		}
		if err != nil {
			return err
		}
		_, was, err := s.Members.Of(ctx, tenantID, u.ID)
		if !was {
			u = user.User{}
		}
		return err
	})
	if err == nil {
		err = s.Refusals.Note(ctx, refusal.Refusal{UserID: u.ID, TenantID: tenantID, Reason: refusal.SignOn, IP: from.IP, Agent: from.Agent})
	}
	return cmp.Or(err, why)
}

// enter lets a person in whom the provider has named.
func (s *Service) enter(ctx context.Context, t tenant.Tenant, c Config, p person, from session.Client) (o session.Opened, err error) {
	u, known, err := s.who(ctx, t, p)
	if err != nil {
		return o, err
	}
	m, was, err := s.Members.Of(ctx, t.ID, u.ID)
	switch {
	case err != nil:
		return o, err
	case was && !m.Here(clock.Now()):
		return o, ErrLeft
	case !was:
		if u, err = s.join(ctx, t, c, p, u); err != nil {
			return o, err
		}
	}
	if !known {
		now := clock.Now()
		if err := link(ctx, &Link{t.ID, p.Issuer, p.Subject, u.ID, now, now}); err != nil {
			return o, err
		}
	}
	return s.Sessions.OpenBound(ctx, u, t.ID, p.At, from)
}

// who finds the account that a provider's subject stands for: the one it stood for before, else the one with the address.
// Both need an address of a domain that is the company's own today: its word counts for nobody else. known is whether the
// subject came before; a zero user has no account yet.
func (s *Service) who(ctx context.Context, t tenant.Tenant, p person) (u user.User, known bool, err error) {
	email, err := user.Email(p.Email)
	if err != nil || !p.Verified {
		return u, false, ErrEmail
	}
	if err := s.own(ctx, t.ID, email); err != nil {
		return u, false, err
	}
	l, known, err := linkOf(ctx, t.ID, p)
	if err != nil {
		return u, known, err
	}
	if !known {
		u, _, err = s.Users.ByEmail(ctx, email)
		return u, false, err
	}
	if u, err = s.Users.Find(ctx, l.UserID); err != nil {
		return u, true, err
	}
	if err := s.own(ctx, t.ID, u.Email); err != nil {
		return u, true, err
	}
	return u, true, seen(ctx, l, clock.Now())
}

// own refuses an address that is not of a proven domain of the company.
func (s *Service) own(ctx context.Context, tenantID int64, email string) error {
	ok, err := proven(ctx, tenantID, hostOf(email))
	if err == nil && !ok {
		err = ErrForeign
	}
	return err
}

// join makes somebody a member: as they were invited, else as the rules say. Who has no account gets one, without a
// password: only the sign-on, or a link by mail, opens it.
func (s *Service) join(ctx context.Context, t tenant.Tenant, c Config, p person, u user.User) (user.User, error) {
	email, err := user.Email(p.Email)
	if err != nil {
		return u, ErrEmail
	}
	role, ok := c.role(p.Values)
	invited, err := s.Invites.Waits(ctx, t.ID, email)
	if err != nil {
		return u, err
	}
	if !ok && !invited {
		return u, ErrNobody
	}
	if u.ID == uuid.Nil {
		if u, err = s.account(ctx, t, p, email); err != nil {
			return u, err
		}
	}
	ctx = caller.With(ctx, &caller.Caller{UserID: u.ID, Name: u.Name, Language: u.Language, Tenant: t.Caller()})
	if invited {
		return u, s.Invites.Take(ctx, t.ID, u)
	}
	_, err = s.Members.Admit(ctx, member.Joining{TenantID: t.ID, UserID: u.ID, Name: u.Name, Role: role})
	if errors.Is(err, licence.ErrSeatLimit) {
		err = ErrNoSeat.With("company", t.Name).Because(err)
	}
	return u, err
}

func (s *Service) account(ctx context.Context, t tenant.Tenant, p person, email string) (user.User, error) {
	name, err := user.Name(p.Name)
	if err != nil {
		name = email
	}
	return s.Users.Create(ctx, user.User{Email: email, Name: name, Language: t.Language})
}
