package signup

import (
	"context"
	"embed"
	"errors"
	"log/slog"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

//go:embed letters
var letters embed.FS

// Tenants is what sign-ups need of the registry.
type Tenants interface {
	Claim(ctx context.Context, d tenant.Draft) (caller.Tenant, error)
}

// Trials is what sign-ups need of trials: email is the founder's, currency the company's.
type Trials interface {
	Start(ctx context.Context, tenantID int64, email, currency string) error
}

// Deps is what the service works with.
type Deps struct {
	user.Tools
	Users    *user.Service
	Members  *member.Service
	Sessions *session.Service
	Tenants  Tenants
	Trials   Trials
	InTenant user.Unit // runs a function in a unit of work on the caller's tenant
	// AfterClaim sets a new company up, in its own schema. The caller is the program, with the owner's id and language. It
	// may run twice: right after the sign-up and, should that have failed, from the queue.
	AfterClaim func(context.Context) error
}

// Service is the only way to sign-ups. Its methods open units of work themselves.
type Service struct {
	Deps
	letters *user.Letters
}

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d, d.Letters(letters)} }

// Start stores what somebody asks for and has a mail sent to the address: a link, or, to somebody who has an account, that
// they have one. The answer is the same, and takes as long. Errors are on fields, or ErrTooMany for a client that asks too
// often.
func (s *Service) Start(ctx context.Context, d Draft, c session.Client) error {
	now := clock.Now()
	up := Signup{ID: id.New(), CreatedAt: now, ExpiresAt: now.Add(life)}
	if err := up.apply(d); err != nil {
		return err
	}
	if err := s.Users.Ask(ctx, s.Sessions.Asking(c)); err != nil {
		return err
	}
	hash, err := password.Hash(ctx, d.Password)
	if err != nil {
		return err
	}
	up.PasswordHash = hash
	_, up.TokenHash = s.Token(Kind, up.ID)
	return s.Platform(ctx, func(ctx context.Context) error {
		wait, err := s.Users.Attempt(ctx, user.MailsTo(up.Email))
		if err != nil || wait > 0 {
			return err // the address got enough mails: say nothing
		}
		if err := insert(ctx, &up); err != nil {
			return err
		}
		return job.EnqueueFor(ctx, 0, Kind, Mail{up.ID})
	})
}

// Confirm makes the company of a link's token: all of it in one transaction, or nothing. The owner is logged in. ErrGone
// for a link that was used or is too old, and when the address has an account by now.
func (s *Service) Confirm(ctx context.Context, token string, c session.Client) (o session.Opened, err error) {
	var t caller.Tenant
	err = s.Platform(ctx, func(ctx context.Context) error {
		up, err := lock(ctx, secret.Hash(token), clock.Now())
		if err != nil {
			return err
		}
		t, o, err = s.found(ctx, up, c)
		return err
	})
	if errors.Is(err, tenant.ErrPoolEmpty) {
		return o, errors.Join(s.queue(ctx, token), err)
	}
	if err != nil {
		return o, err
	}
	if err := s.setUp(ctx, t, o.User); err != nil {
		slog.WarnContext(ctx, "new company not set up yet, the queue will", "tenant", t.ID, "error", err)
	}
	return o, nil
}

// queue notes that a sign-up waits for a spare schema, and has more of them built.
func (s *Service) queue(ctx context.Context, token string) error {
	return s.Platform(ctx, func(ctx context.Context) error {
		if err := wait(ctx, secret.Hash(token), clock.Now()); err != nil {
			return err
		}
		return tenant.RefillSoon(ctx)
	})
}

var waitingGauge = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_signups_waiting", Help: "Confirmed sign-ups that wait for a spare schema."})

// Measure brings the metric of sign-ups that wait up to date. It runs in a unit on the platform.
func (s *Service) Measure(ctx context.Context) error {
	n, err := countWaiting(ctx, clock.Now())
	waitingGauge.Set(float64(n))
	return err
}

// found makes company, owner, seat and session.
func (s *Service) found(ctx context.Context, up Signup, c session.Client) (t caller.Tenant, o session.Opened, err error) {
	if err = closeAll(ctx, up.Email, clock.Now()); err != nil {
		return t, o, err
	}
	u, err := s.Users.Create(ctx, user.User{Email: up.Email, Name: up.Name, Language: up.Language, PasswordHash: up.PasswordHash})
	if err != nil {
		return t, o, gone(err)
	}
	t, err = s.Tenants.Claim(ctx, tenant.Draft{Name: &up.Company, Language: &up.Language, Currency: &up.Currency, Timezone: &up.Timezone})
	if err != nil {
		return t, o, err
	}
	ctx = caller.With(ctx, &caller.Caller{UserID: u.ID, Name: u.Name, Language: u.Language, Role: member.Owner, Tenant: t})
	if err = s.Trials.Start(ctx, t.ID, u.Email, up.Currency); err != nil {
		return t, o, err
	}
	if _, err = s.Members.Found(ctx, t.ID, u); err != nil {
		return t, o, err
	}
	if err = job.EnqueueFor(ctx, t.ID, Kind, Setup{u.ID}); err != nil {
		return t, o, err
	}
	if o, err = s.Sessions.Open(ctx, u, t.ID, c); err != nil {
		return t, o, err
	}
	return t, o, s.Bus.Publish(ctx, Confirmed{t.UID, t.Name, u})
}

// setUp runs AfterClaim for a new company.
func (s *Service) setUp(ctx context.Context, t caller.Tenant, owner user.User) error {
	return s.InTenant(s.setter(ctx, t, owner), s.AfterClaim)
}

// setter is the program, on behalf of the owner.
func (s *Service) setter(ctx context.Context, t caller.Tenant, owner user.User) context.Context {
	c := caller.System(Kind, t)
	c.UserID, c.Language = owner.ID, owner.Language
	return caller.With(ctx, c)
}

// setUpAgain is setUp from the queue, for the tenant the job was enqueued for.
func (s *Service) setUpAgain(ctx context.Context, ownerID uuid.UUID) error {
	var u user.User
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		u, err = s.Users.Find(ctx, ownerID)
		return err
	})
	if err != nil {
		return err
	}
	return s.setUp(ctx, caller.From(ctx).Tenant, u)
}

// mail sends the link, or the notice to somebody who has an account.
func (s *Service) mail(ctx context.Context, signupID uuid.UUID) error {
	var up Signup
	var u user.User
	var known bool
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		if up, err = open(ctx, signupID, clock.Now()); err == nil {
			u, known, err = s.Users.ByEmail(ctx, up.Email)
		}
		return err
	})
	if err != nil {
		return err
	}
	if known {
		return s.letters.Send(ctx, user.Letter{Name: "known", ID: signupID.String(), To: mail.Address{Name: u.Name, Email: u.Email},
			Language: u.Language, Path: "/login"})
	}
	token, _ := s.Token(Kind, up.ID)
	return s.letters.Send(ctx, user.Letter{Name: "confirm", ID: signupID.String(), To: mail.Address{Name: up.Name, Email: up.Email},
		Language: up.Language, Path: "/confirm#" + token, Args: map[string]any{"company": up.Company}})
}

// prune forgets sign-ups, with the names and hashes in them, once their links are dead.
func (s *Service) prune(ctx context.Context) error {
	return s.Platform(ctx, func(ctx context.Context) error { return prune(ctx, clock.Now().Add(-life)) })
}
