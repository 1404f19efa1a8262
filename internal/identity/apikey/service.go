package apikey

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Service is the only way to keys. Its methods run in a unit of work on the platform, unless they say otherwise.
type Service struct {
	tools   user.Tools
	users   *user.Service
	tenants *tenant.Service
}

// NewService returns a service made with tools.
func NewService(t user.Tools, users *user.Service, tenants *tenant.Service) *Service {
	return &Service{t, users, tenants}
}

// List returns the keys of the caller's company that have not been ended, oldest first.
func (s *Service) List(ctx context.Context) ([]Key, error) {
	return list(ctx, caller.From(ctx).Tenant.ID)
}

const prefixLength = len(Mark) + 6

// Create makes a key of the caller's company; token is the key itself, which is shown this once. ErrNameless, ErrScope,
// ErrAbove, ErrExpires, ErrMany.
func (s *Service) Create(ctx context.Context, d Draft) (k Key, token string, err error) {
	c, now := caller.From(ctx), clock.Now()
	if len(c.Masks) > 0 {
		return k, "", ErrAbove // a key reads every field of a record, its maker does not
	}
	if err := d.check(c.Grants, now); err != nil {
		return k, "", err
	}
	others, err := list(ctx, c.Tenant.ID)
	if err != nil {
		return k, "", err
	}
	if len(others) >= maxKeys {
		return k, "", ErrMany
	}
	random, _ := secret.Token()
	token = Mark + random
	k = Key{ID: id.New(), TenantID: c.Tenant.ID, Name: d.Name, Prefix: token[:prefixLength], Scopes: d.Scopes, PerMinute: d.PerMinute,
		CreatedBy: c.UserID, CreatedAt: now, ExpiresAt: d.ExpiresAt}
	if err := insert(ctx, k, secret.Hash(token)); err != nil {
		return k, "", err
	}
	return k, token, s.tools.Bus.Publish(ctx, Created{k})
}

// End makes a key of the caller's company useless, at once. ErrNotFound.
func (s *Service) End(ctx context.Context, keyID uuid.UUID) error {
	k, err := find(ctx, caller.From(ctx).Tenant.ID, keyID)
	if err != nil {
		return err
	}
	if err := end(ctx, k.ID, clock.Now()); err != nil {
		return err
	}
	return s.tools.Bus.Publish(ctx, Ended{k})
}

// Is tells whether a bearer token is a key, by its looks.
func Is(token string) bool { return strings.HasPrefix(token, Mark) && len(token) <= maxToken }

const maxToken = 100

// usedEvery is how often the last use of a key is noted.
const usedEvery = time.Minute

// Identify returns the caller that a key stands for, and counts the request. It opens its own unit of work. ErrNotFound
// for what is no key or one that has ended, ErrTooMany.
func (s *Service) Identify(ctx context.Context, token, ip string) (c *caller.Caller, err error) {
	var wait time.Duration
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		k, err := byHash(ctx, secret.Hash(token))
		if err != nil {
			return err
		}
		now := clock.Now()
		if !k.live(now) {
			return ErrNotFound
		}
		t, err := s.tenants.Find(ctx, k.TenantID)
		if err != nil {
			return err
		}
		limit := user.Limit{Key: "api-key:" + k.ID.String(), Max: k.PerMinute, Window: time.Minute}
		if wait, err = s.users.Attempt(ctx, limit); err != nil {
			return err
		}
		if k.UsedAt == nil || now.Sub(*k.UsedAt) > usedEvery {
			if err := used(ctx, k.ID, ip, now); err != nil {
				return err
			}
		}
		c = &caller.Caller{UserID: k.ID, Name: fmt.Sprintf("%s (API)", k.Name), Language: t.Language, Role: Kind, Tenant: t.Caller(), Grants: k.Grants()}
		return nil
	})
	if err == nil && wait > 0 {
		return nil, user.TooMany(ErrTooMany, wait)
	}
	return c, err
}
