package invite

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Look is what the holder of a link may know before accepting.
type Look struct {
	Invitation    Listed
	TenantName    string
	RoleName      string // of the company's own role, if it is one
	NeedsPassword bool   // unless the browser is logged in as the invited person: theirs, or a new one
	Known         bool   // the address has an account, with its name and password
}

// Acceptance is what the holder of a link sends. Refresh is the refresh token of who is logged in at that browser.
type Acceptance struct {
	Token, Name, Password, Refresh string
	Client                         session.Client
}

// Look returns what a link is about. ErrGone for every link that can't be accepted, whatever the reason.
func (s *Service) Look(ctx context.Context, token, refresh string) (Look, error) {
	i, err := find(ctx, secret.Hash(token))
	if err != nil {
		return Look{}, err
	}
	if !i.open(clock.Now()) {
		return Look{}, user.ErrGone
	}
	t, err := s.Tenants.Find(ctx, i.TenantID)
	if err != nil {
		return Look{}, err
	}
	_, known, err := s.Users.ByEmail(ctx, i.Email)
	if err != nil {
		return Look{}, err
	}
	own, err := s.promised(ctx, i.Invitation, t)
	if err != nil {
		return Look{}, err
	}
	ses, err := s.own(ctx, i.Invitation, refresh)
	return Look{i, t.Name, own.Name, ses == uuid.Nil, known}, err
}

// own returns the session of a refresh token if it is the invited person's. What another company's sign-on says of somebody
// is no proof here.
func (s *Service) own(ctx context.Context, i Invitation, refresh string) (uuid.UUID, error) {
	ses, ok, err := s.Sessions.Whose(ctx, refresh)
	if err != nil || !ok || ses.BoundTo != nil {
		return uuid.Nil, err
	}
	u, err := s.Users.Find(ctx, ses.UserID)
	if err != nil || u.Email != i.Email {
		return uuid.Nil, err
	}
	return ses.ID, nil
}

// guest is who accepts: a known person who has shown it, or a new one with name and password.
type guest struct {
	user    user.User
	known   bool
	session uuid.UUID // in which a known person is logged in
}

// Accept makes the holder of a link a member and logs them in. A new person gives name and password; that the link came
// by mail shows that the address is theirs. A known one is logged in as that address, or gives the password. It opens its
// own units of work. ErrGone, session.ErrWrong, session.ErrTooMany, or errors on the fields.
func (s *Service) Accept(ctx context.Context, a Acceptance) (session.Opened, error) {
	var i Listed
	var g guest
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		if i, err = find(ctx, secret.Hash(a.Token)); err != nil {
			return err
		}
		if !i.open(clock.Now()) {
			return user.ErrGone
		}
		if g.session, err = s.own(ctx, i.Invitation, a.Refresh); err == nil {
			g.user, g.known, err = s.Users.ByEmail(ctx, i.Email)
		}
		return err
	})
	if err != nil {
		return session.Opened{}, err
	}
	if err := s.admit(ctx, &g, i.Invitation, a); err != nil {
		return session.Opened{}, err
	}
	return s.enter(ctx, g, a)
}

// admit makes sure that the guest is who was invited. It is slow on purpose.
func (s *Service) admit(ctx context.Context, g *guest, i Invitation, a Acceptance) (err error) {
	if g.known {
		if g.session == uuid.Nil {
			if g.user, err = s.Sessions.Authenticate(ctx, i.Email, a.Password, a.Client); err == nil {
				err = s.Sessions.Gate(ctx, g.user, a.Client)
			}
		}
		return err
	}
	name, err := user.Name(a.Name)
	if err := errs.All(user.Strong("password", a.Password, i.Email, name), err); err != nil {
		return err
	}
	g.user = user.User{Email: i.Email, Name: name}
	g.user.PasswordHash, err = password.Hash(ctx, a.Password)
	return err
}

// enter makes the guest a member, if the invitation still holds once it is locked.
func (s *Service) enter(ctx context.Context, g guest, a Acceptance) (o session.Opened, err error) {
	gone := false
	err = s.Platform(ctx, func(ctx context.Context) error {
		i, err := lockByToken(ctx, secret.Hash(a.Token))
		if err != nil {
			return err
		}
		if !i.open(clock.Now()) {
			gone = true
			return s.void(ctx, i)
		}
		o, err = s.join(ctx, i, g, a.Client)
		return err
	})
	if err == nil && gone {
		err = user.ErrGone // returned only now, so that the end of the invitation is committed
	}
	return o, err
}

// void closes an invitation whose time is over.
func (s *Service) void(ctx context.Context, i Invitation) error {
	if i.State != pending {
		return nil
	}
	return s.close(caller.With(ctx, caller.System(Kind, caller.Tenant{ID: i.TenantID})), i, expired)
}

func (s *Service) join(ctx context.Context, i Invitation, g guest, c session.Client) (o session.Opened, err error) {
	t, err := s.Tenants.Find(ctx, i.TenantID)
	if err != nil {
		return o, err
	}
	if !g.known {
		g.user.Language = t.Language
		if g.user, err = s.Users.Create(ctx, g.user); err != nil {
			return o, err
		}
	}
	ctx = s.as(ctx, g.user, t)
	if err := s.take(ctx, i, g.user, t); err != nil {
		return o, err
	}
	if g.session != uuid.Nil {
		if err := s.Sessions.EndReplaced(ctx, g.session); err != nil {
			return o, err
		}
	}
	return s.Sessions.Open(ctx, g.user, i.TenantID, c)
}

// promised is the company's own role of an invitation, for its guest. ErrGone when it was deleted at the moment at which
// they were invited: without it they could have more rights than were meant.
func (s *Service) promised(ctx context.Context, i Invitation, t tenant.Tenant) (member.OwnRole, error) {
	own, err := s.kept(caller.With(ctx, caller.System(Kind, t.Caller())), i)
	if errors.Is(err, member.ErrRole) {
		err = user.ErrGone
	}
	return own, err
}

// take makes somebody a member as a locked, open invitation says.
func (s *Service) take(ctx context.Context, i Invitation, u user.User, t tenant.Tenant) error {
	own, err := s.promised(ctx, i, t)
	if err != nil {
		return err
	}
	j := member.Joining{TenantID: i.TenantID, UserID: u.ID, Name: u.Name, Role: i.Role, Own: own, EndsOn: i.EndsOn, EndsAt: i.EndsAt}
	m, err := s.Members.Join(ctx, j)
	if err != nil {
		return err
	}
	if err := s.Seats.MoveSeat(ctx, i.TenantID, i.ID, m.ID, true); err != nil {
		return err
	}
	now := clock.Now()
	i.State, i.ClosedAt = accepted, &now
	return save(ctx, &i)
}

// Waits tells whether there is an open invitation for an address.
func (s *Service) Waits(ctx context.Context, tenantID int64, email string) (bool, error) {
	i, is, err := pendingFor(ctx, tenantID, email)
	return is && i.open(clock.Now()), err
}

// Take makes somebody a member as they were invited, whose address the company's own sign-on has shown to be theirs.
// ErrGone when there is no open invitation.
func (s *Service) Take(ctx context.Context, tenantID int64, u user.User) error {
	i, is, err := pendingFor(ctx, tenantID, u.Email)
	if err != nil {
		return err
	}
	if !is || !i.open(clock.Now()) {
		return user.ErrGone
	}
	t, err := s.Tenants.Find(ctx, tenantID)
	if err != nil {
		return err
	}
	return s.take(ctx, i, u, t)
}

// as makes the guest the caller: it is they who join.
func (s *Service) as(ctx context.Context, u user.User, t tenant.Tenant) context.Context {
	return caller.With(ctx, &caller.Caller{UserID: u.ID, Name: u.Name, Language: u.Language, Tenant: t.Caller()})
}
