package apikey

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Service is the only way to keys. Its methods run in a unit of work on the platform, unless they say otherwise.
type Service struct {
	tools   user.Tools
	users   *user.Service
	tenants *tenant.Service
	calls   Calls
	peaks   peaks
}

// peaks are the most requests in a minute that this instance has noted of each company today; it spares the others a write.
type peaks struct {
	sync.Mutex
	day  string
	most map[int64]int
}

// beats tells whether n is more than was noted of a company today.
func (p *peaks) beats(tenantID int64, n int) bool {
	p.Lock()
	defer p.Unlock()
	if today := clock.Now().Format(time.DateOnly); today != p.day {
		p.day, p.most = today, map[int64]int{}
	}
	more := n > p.most[tenantID]
	p.most[tenantID] = max(n, p.most[tenantID])
	return more
}

// Calls is what a company's plan says of the requests of its keys. All are called in a unit on the platform.
type Calls struct {
	// Most is how many requests all keys of a company may make together in a minute; limited is false without a limit.
	Most func(t tenant.Tenant) (most int64, limited bool)
	// Warn says that some percent (80 or 100) of them were made in one minute.
	Warn func(ctx context.Context, tenantID int64, percent int) error
	// Peak notes that used requests, out of most, were made in one minute: more than in any other of the day, as far as
	// this instance knows.
	Peak func(ctx context.Context, tenantID, used, most int64) error
}

// NewService returns a service made with tools.
func NewService(t user.Tools, users *user.Service, tenants *tenant.Service, calls Calls) *Service {
	return &Service{tools: t, users: users, tenants: tenants, calls: calls}
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
// for what is no key or one that has ended, ErrTooMany, ErrPlan.
func (s *Service) Identify(ctx context.Context, token, ip string) (c *caller.Caller, err error) {
	var wait time.Duration
	var refusal error
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
		if wait == 0 {
			if refusal, err = s.within(ctx, t); err != nil {
				return err
			}
		}
		if k.UsedAt == nil || now.Sub(*k.UsedAt) > usedEvery {
			if err := used(ctx, k.ID, ip, now); err != nil {
				return err
			}
		}
		if err := s.placed(ctx, k, t, ip); err != nil {
			return err
		}
		c = k.caller(t)
		return nil
	})
	if err == nil && wait > 0 {
		return nil, user.TooMany(ErrTooMany, wait)
	}
	if err == nil && refusal != nil {
		return nil, refusal
	}
	return c, err
}

// placed tells the trail when a key is used from a network that it was not used from lately.
func (s *Service) placed(ctx context.Context, k Key, t tenant.Tenant, ip string) error {
	network := user.Network(ip)
	if slices.Contains(k.UsedFrom, network) {
		return nil
	}
	isNew, err := usedFrom(ctx, k.ID, network)
	if err != nil || !isNew {
		return err
	}
	return s.tools.Bus.Publish(caller.With(ctx, k.caller(t)), Used{k, ip})
}

// within counts a request against the company's plan, for all its keys together: one row of the database is the counter,
// so any number of instances count right. A page that a person has open is never counted. refusal is ErrPlan when it was
// one too many; the count stands either way.
func (s *Service) within(ctx context.Context, t tenant.Tenant) (refusal, err error) {
	most, limited := s.calls.Most(t)
	if !limited {
		return nil, nil
	}
	n, wait, err := s.users.Count(ctx, user.Limit{Key: fmt.Sprintf("api-calls:%d", t.ID), Max: int(most), Window: time.Minute})
	if err != nil {
		return nil, err
	}
	if n := min(n, int(most)); s.peaks.beats(t.ID, n) {
		if err := s.calls.Peak(ctx, t.ID, int64(n), most); err != nil {
			return nil, err
		}
	}
	switch int64(n) {
	case (most*80 + 99) / 100:
		err = s.calls.Warn(ctx, t.ID, 80)
	case most:
		err = s.calls.Warn(ctx, t.ID, 100)
	}
	if wait > 0 {
		refusal = user.TooMany(ErrPlan.With("limit", most).With("plan", plan.WithMore(t.Plan, plan.Calls, most+1)), wait)
	}
	return refusal, err
}
