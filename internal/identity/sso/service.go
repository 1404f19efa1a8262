package sso

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Tenants is what the sign-on needs of the registry.
type Tenants interface {
	Find(ctx context.Context, id int64) (tenant.Tenant, error)
	BySlug(ctx context.Context, slug string) (tenant.Tenant, error)
}

// Deps is what the service works with.
type Deps struct {
	user.Tools
	Users      *user.Service
	Members    *member.Service
	Sessions   *session.Service
	Refusals   *refusal.Service
	Invites    *invite.Service
	Challenges *mfa.Service
	Tenants    Tenants
	Client     *http.Client // reaches providers, and files that prove a domain
	Texts      texts        // finds the records that prove a domain
	Inside     bool         // providers may be on this machine, and without https there
	LoginLimit int          // how many log-ins one client may begin, times ten, within 15 minutes
}

// Service is the only way to sign-ons. Its methods run in a unit of work on the platform, unless they say otherwise.
type Service struct{ Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// RedirectURI is the one address that providers send browsers back to.
func (s *Service) RedirectURI() string { return s.BaseURL + "/login/sso" }

// secretPurpose is what clients' secrets are sealed for, together with the company.
func secretPurpose(tenantID int64) string { return fmt.Sprintf("sso/client/%d", tenantID) }

// Of returns the sign-on of the caller's company and its domains; ok is false when none is set up.
func (s *Service) Of(ctx context.Context) (c Config, ds []Domain, ok bool, err error) {
	id := caller.From(ctx).Tenant.ID
	if c, ok, err = of(ctx, id, false); err != nil {
		return c, nil, ok, err
	}
	ds, err = domainsOf(ctx, id)
	return c, ds, ok, err
}

// Save keeps what the caller says about the company's sign-on, once a provider has answered at its address. It opens its
// own units of work. ErrStale, ErrSilent, member.ErrAbove, and errors on the fields.
func (s *Service) Save(ctx context.Context, d Draft) (Config, error) {
	var draft Config
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		_, draft, err = s.drafted(ctx, d)
		return err
	})
	if err != nil {
		return draft, err
	}
	if _, err := s.discover(ctx, draft.Issuer); err != nil {
		return draft, err
	}
	var after Config
	return after, s.Platform(ctx, func(ctx context.Context) error {
		before, c, err := s.drafted(ctx, d)
		if err != nil {
			return err
		}
		after = c
		return s.keep(ctx, before, &after)
	})
}

// drafted is the company's sign-on as it is, and as it would be.
func (s *Service) drafted(ctx context.Context, d Draft) (before, after Config, err error) {
	c := caller.From(ctx)
	before, ok, err := of(ctx, c.Tenant.ID, true)
	if err != nil {
		return before, after, err
	}
	if !ok {
		before = Config{TenantID: c.Tenant.ID, State: Off}
	}
	if after = before; d.Version != before.Version {
		return before, after, ErrStale
	}
	if err := after.apply(d, member.ActorOf(c), s.Inside); err != nil || d.Secret == nil {
		return before, after, err
	}
	after.ClientSecret, err = s.Keys.Seal(secretPurpose(c.Tenant.ID), []byte(strings.TrimSpace(*d.Secret)))
	return before, after, err
}

// keep saves a sign-on and tells of it: who is in by password may have to use the sign-on from now on.
func (s *Service) keep(ctx context.Context, before Config, after *Config) error {
	if err := save(ctx, after, clock.Now()); err != nil {
		return err
	}
	return s.tell(ctx, Updated{caller.From(ctx).Tenant.UID, before, *after})
}

func (s *Service) tell(ctx context.Context, e any) error {
	if err := hint(ctx, fmt.Sprintf("tenant:%d", caller.From(ctx).Tenant.ID)); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, e)
}

// Switch turns the company's sign-on off, on, or makes it the only way in. It has to have been tried, a domain has to be
// proven, and before it is the only way an owner has to have a password: owners can always use theirs.
func (s *Service) Switch(ctx context.Context, state string, version int) (Config, error) {
	c := caller.From(ctx)
	before, ok, err := of(ctx, c.Tenant.ID, true)
	if err != nil || !ok {
		return before, orAbsent(err)
	}
	if before.Version != version {
		return before, ErrStale
	}
	if err := s.mayBe(ctx, before, state); err != nil {
		return before, err
	}
	after := before
	after.State = state
	return after, s.keep(ctx, before, &after)
}

func orAbsent(err error) error {
	if err != nil {
		return err
	}
	return ErrAbsent
}

func (s *Service) mayBe(ctx context.Context, c Config, state string) error {
	if state == Off {
		return nil
	}
	if c.TriedAt == nil {
		return ErrUntried
	}
	ds, err := domainsOf(ctx, c.TenantID)
	if err != nil {
		return err
	}
	if !anyProven(ds) {
		return ErrDomains
	}
	if state != Required {
		return nil
	}
	names, err := s.Exempt(ctx)
	if err == nil && len(names) == 0 {
		err = ErrNoOwner
	}
	return err
}

func anyProven(ds []Domain) bool {
	for _, d := range ds {
		if d.ProvenAt != nil {
			return true
		}
	}
	return false
}

// Exempt names the owners of the caller's company who have a password: they get in when the provider does not answer.
func (s *Service) Exempt(ctx context.Context) (names []string, err error) {
	owners, err := s.Members.ByRole(ctx, caller.From(ctx).Tenant.ID, member.Owner)
	for _, m := range owners {
		u, err := s.Users.Find(ctx, m.UserID)
		if err != nil {
			return nil, err
		}
		if u.PasswordHash != "" {
			names = append(names, u.Name)
		}
	}
	return names, err
}

// Remove takes the company's sign-on away, and forgets whom the provider meant by whom. The domains stay.
func (s *Service) Remove(ctx context.Context) error {
	c := caller.From(ctx)
	before, ok, err := of(ctx, c.Tenant.ID, true)
	if err != nil || !ok {
		return orAbsent(err)
	}
	if err := remove(ctx, c.Tenant.ID); err != nil {
		return err
	}
	return s.tell(ctx, Updated{c.Tenant.UID, before, Config{State: Off}})
}

// Binds tells whether somebody may open a company only by its sign-on. Owners may always use their own password, so that
// a provider that fails locks nobody out for good; so do people from outside, whom the provider does not know.
func (s *Service) Binds(ctx context.Context, tenantID int64, role, email string) (bool, error) {
	if role == member.Owner {
		return false, nil
	}
	return binding(ctx, tenantID, hostOf(email))
}

// Forget drops whom a company's provider means by a person who has left: the address may be somebody else's next.
func (s *Service) Forget(ctx context.Context, tenantID int64, userID uuid.UUID) error {
	return unlink(ctx, tenantID, userID)
}
