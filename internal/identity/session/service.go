package session

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/passkey"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Service is the only way to sessions. Methods that check a password or sign a token open units of work themselves and
// are called outside of one; the others run in a unit of work on the platform.
type Service struct {
	tools    user.Tools
	users    *user.Service
	members  *member.Service
	second   *mfa.Service
	passkeys *passkey.Service
	policies *policy.Service
	refusals *refusal.Service
	tokens   *tokens
	limit    int
}

// Deps is what sessions stand on.
type Deps struct {
	Users      *user.Service
	Members    *member.Service
	Second     *mfa.Service
	Passkeys   *passkey.Service
	Policies   *policy.Service
	Refusals   *refusal.Service
	LoginLimit int // how many wrong passwords one client may give for one account within 15 minutes
}

// NewService returns a service made with tools.
func NewService(t user.Tools, d Deps) *Service {
	s := &Service{tools: t, users: d.Users, members: d.Members, second: d.Second, passkeys: d.Passkeys, policies: d.Policies, refusals: d.Refusals, limit: d.LoginLimit}
	s.tokens = &tokens{issuer: t.BaseURL, load: s.openKeys}
	return s
}

// Verify checks an access token: its signature, its life and its purpose. Whether the session is alive still, and the
// person a member, is the database's to say: member.Principal. The error is ErrRequired.
func (s *Service) Verify(token string) (Claims, error) { return s.tokens.verify(token) }

// Sign makes the access token of an opened session. Call it after the unit of work that opened the session.
func (s *Service) Sign(ctx context.Context, o Opened) (string, error) {
	c := Claims{UserID: o.User.ID, SessionID: o.Session.ID}
	if o.Place != nil {
		c.TenantID = o.Place.TenantID
	}
	return s.tokens.sign(ctx, c)
}

// LogIn opens a session for a person with the right password. ErrWrong and ErrTooMany say nothing about whether the
// account exists; ErrSecond asks for the second step, with the ticket for it.
func (s *Service) LogIn(ctx context.Context, email, password string, c Client) (o Opened, err error) {
	u, err := s.Authenticate(ctx, email, password, c)
	if err != nil {
		return o, err
	}
	if err := s.Gate(ctx, u, c); err != nil {
		return o, err
	}
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		o, err = s.Open(ctx, u, 0, c)
		return err
	})
	return o, err
}

// Open begins a session for a person who has shown by their password who they are. tenantID is the company to open; 0 for
// any.
func (s *Service) Open(ctx context.Context, u user.User, tenantID int64, c Client) (Opened, error) {
	return s.OpenBy(ctx, u, tenantID, "password", c)
}

// OpenBy is Open for a person who has shown who they are by another method.
func (s *Service) OpenBy(ctx context.Context, u user.User, tenantID int64, method string, c Client) (Opened, error) {
	return s.open(ctx, Session{UserID: u.ID, TenantID: tenantID, Method: method, ProvedAt: clock.Now()}, u, c)
}

// OpenBound begins a session for a person whom a company's sign-on has named, in that company only. provedAt is when they
// showed the sign-on who they are; nil when it does not say.
func (s *Service) OpenBound(ctx context.Context, u user.User, tenantID int64, provedAt *time.Time, c Client) (Opened, error) {
	ses := Session{UserID: u.ID, TenantID: tenantID, Method: "sso", BoundTo: &tenantID}
	if now := clock.Now(); provedAt != nil && provedAt.Before(now) {
		ses.ProvedAt = *provedAt
	}
	return s.open(ctx, ses, u, c)
}

func (s *Service) open(ctx context.Context, ses Session, u user.User, c Client) (Opened, error) {
	now := clock.Now()
	token, hash := secret.Token()
	ses.ID, ses.Head, ses.IP, ses.Agent, ses.CreatedAt, ses.SeenAt = id.New(), hash, c.IP, c.Agent, now, now
	o := Opened{User: u, Refresh: token, Session: ses}
	if err := s.place(ctx, &o, "", ses.TenantID); err != nil {
		return o, err
	}
	rules, err := s.policies.Of(ctx, o.Session.TenantID)
	if err != nil {
		return o, err
	}
	o.Life, o.Lasts = o.Session.life(now), o.lasts(rules, now)
	if err := insert(ctx, &o.Session); err != nil {
		return o, err
	}
	if err := insert(ctx, &refreshToken{Hash: hash, SessionID: o.Session.ID, CreatedAt: now}); err != nil {
		return o, err
	}
	return o, s.tools.Bus.Publish(as(ctx, o.Session, u), Started{o.Session, u.Name})
}

// place looks up the person's companies and chooses one.
func (s *Service) place(ctx context.Context, o *Opened, slug string, last int64) (err error) {
	all, err := s.members.Places(ctx, o.User.ID)
	if err != nil {
		return err
	}
	o.Places, o.Shut = divide(o.Session.opens(all))
	for _, p := range o.Shut {
		if slug == p.Slug {
			return member.ErrSuspended
		}
	}
	if o.Place, err = choose(o.Places, slug, last); err != nil {
		return err
	}
	o.Session.TenantID = 0
	if o.Place == nil {
		return nil
	}
	o.Session.TenantID = o.Place.TenantID
	return s.members.Seen(ctx, o.Place.TenantID, o.User.ID)
}

// Refresh changes a refresh token for its successor, and the session to another company when slug names one. A used token
// that comes back ends the session, unless it comes within a moment from the same client. ErrRequired when the session
// can't go on, ErrTenant for a company the person can't open. It opens its own unit of work.
func (s *Service) Refresh(ctx context.Context, token, slug string, c Client) (o Opened, err error) {
	if token == "" || len(token) > maxRefresh {
		return o, ErrRequired
	}
	refused := false
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		o, refused, err = s.refresh(ctx, token, slug, c)
		return err
	})
	if err == nil && refused {
		return o, ErrRequired // returned only now, so that the end of a stolen session is committed
	}
	return o, err
}

const maxRefresh = 100

func (s *Service) refresh(ctx context.Context, token, slug string, c Client) (o Opened, refused bool, err error) {
	ses, t, err := lockFamily(ctx, secret.Hash(token))
	if err != nil {
		return o, false, err
	}
	now := clock.Now()
	v := judge(ses, t, c, now)
	switch v {
	case over:
		return o, true, nil
	case stolen:
		_, err := s.end(ctx, "reused", only(ses.ID))
		return o, true, err
	}
	o.Session = ses
	if o.User, err = s.users.Find(ctx, ses.UserID); err != nil {
		return o, false, err
	}
	if err := s.place(ctx, &o, slug, ses.TenantID); err != nil {
		return o, false, err
	}
	rules, err := s.policies.Of(ctx, o.Session.TenantID)
	if err != nil {
		return o, false, err
	}
	if rules.Outlived(ses.CreatedAt, ses.SeenAt, now) {
		_, err := s.end(ctx, "expired", only(ses.ID))
		return o, true, err
	}
	o.Session.SeenAt, o.Session.IP, o.Session.Agent = now, c.IP, c.Agent
	o.Life, o.Lasts = o.Session.life(now), o.lasts(rules, now)
	if v == again {
		o.Refresh, err = s.newest(token, ses.Head)
		return o, false, cmp.Or[error](err, keep(ctx, o.Session))
	}
	o.Refresh = s.successor(token)
	o.Session.Head = secret.Hash(o.Refresh)
	return o, false, rotate(ctx, o.Session, t.Hash)
}

// successor is the refresh token after this one. It is made of the one before, so that two tabs that refresh at once get
// the same, and a session never has two lines of tokens of which one could be a thief's.
func (s *Service) successor(token string) string {
	return base64.RawURLEncoding.EncodeToString(s.tools.Keys.Sign("session/refresh", []byte(token)))
}

// maxSteps is how many times a session can have been refreshed within the grace.
const maxSteps = 1000

// newest follows the line of tokens to the one that was not used yet.
func (s *Service) newest(token string, head []byte) (string, error) {
	for range maxSteps {
		token = s.successor(token)
		if string(secret.Hash(token)) == string(head) {
			return token, nil
		}
	}
	return "", ErrRequired
}

// Whose tells whose session a refresh token belongs to, without using it up; ok is false when it is nobody's, or used.
func (s *Service) Whose(ctx context.Context, token string) (ses Session, ok bool, err error) {
	if token == "" || len(token) > maxRefresh {
		return ses, false, nil
	}
	ses, ok, err = byHead(ctx, secret.Hash(token))
	return ses, ok && ses.alive(clock.Now()), err
}

// LogOut ends the session of a refresh token, also of a used one. Without a session there is nothing to do.
func (s *Service) LogOut(ctx context.Context, token string) error {
	if token == "" || len(token) > maxRefresh {
		return nil
	}
	ses, _, err := lockFamily(ctx, secret.Hash(token))
	if err != nil {
		if errors.Is(err, ErrRequired) {
			return nil
		}
		return err
	}
	_, err = s.end(ctx, "logout", only(ses.ID))
	return err
}

// List returns the caller's live sessions, last used first.
func (s *Service) List(ctx context.Context) ([]Session, error) {
	now := clock.Now()
	return listOf(ctx, caller.From(ctx).UserID, now.Add(-idleLife), now.Add(-fullLife))
}

// End ends one of the caller's sessions.
func (s *Service) End(ctx context.Context, id uuid.UUID) error {
	n, err := s.end(ctx, "ended", mine(caller.From(ctx).UserID, id))
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// EndOthers ends all sessions of the caller but the one that asks.
func (s *Service) EndOthers(ctx context.Context) error {
	c := caller.From(ctx)
	_, err := s.end(ctx, "ended", others(c.UserID, c.SessionID))
	return err
}

// EndReplaced ends a session that a new one takes the place of.
func (s *Service) EndReplaced(ctx context.Context, id uuid.UUID) error {
	_, err := s.end(ctx, "replaced", only(id))
	return err
}

// end ends the chosen sessions that are open, everywhere within seconds.
func (s *Service) end(ctx context.Context, reason string, which condition) (int, error) {
	ended, err := closeAll(ctx, reason, clock.Now(), which)
	for _, ses := range ended {
		u, err := s.users.Find(ctx, ses.UserID)
		if err != nil {
			return 0, err
		}
		if err := hint(ctx, fmt.Sprintf("session:%s", ses.ID)); err != nil {
			return 0, err
		}
		if err := s.tools.Bus.Publish(as(ctx, ses, u), Ended{ses, u.Name}); err != nil {
			return 0, err
		}
	}
	return len(ended), err
}

// as makes the session's owner the caller where nobody is: for the audit trail of routes that come before log-in.
func as(ctx context.Context, ses Session, u user.User) context.Context {
	if c := caller.From(ctx); c.UserID != uuid.Nil || c.System != "" {
		return ctx
	}
	return caller.With(ctx, &caller.Caller{UserID: u.ID, SessionID: ses.ID, Name: u.Name, Language: u.Language, Tenant: caller.Tenant{ID: ses.TenantID}})
}

// keepEnded is how long ended sessions and used tokens stay.
const keepEnded = 30 * 24 * time.Hour

// prune forgets what can't be used any more: sessions some time after their end, and used refresh tokens once a session
// that shows one would be too old anyway.
func (s *Service) prune(ctx context.Context) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		now := clock.Now()
		return prune(ctx, now.Add(-keepEnded), now.Add(-fullLife), now.Add(-idleLife))
	})
}
