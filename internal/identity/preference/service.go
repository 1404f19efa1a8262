package preference

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Service is the only way to preferences. Its methods run in a unit of work on the platform.
type Service struct {
	bus  *event.Bus
	keys secret.Keys
}

// NewService returns a service that reports changes on bus and signs the links of letters with keys.
func NewService(bus *event.Bus, keys secret.Keys) *Service { return &Service{bus, keys} }

// Mine is what the caller has chosen, or what holds without a choice.
func (s *Service) Mine(ctx context.Context) (Preference, error) {
	c := caller.From(ctx)
	return s.of(ctx, c.Tenant.ID, c.MemberID, c.UserID)
}

func (s *Service) of(ctx context.Context, tenantID int64, membershipID, userID uuid.UUID) (Preference, error) {
	p, known, err := find(ctx, membershipID)
	if err != nil || known {
		return p, err
	}
	return standard(tenantID, membershipID, userID), nil
}

// Update changes what the caller has chosen.
func (s *Service) Update(ctx context.Context, d Draft) (Preference, error) {
	return s.change(ctx, func(p *Preference) error { return p.apply(d) })
}

// See notes that the caller has seen all notices until now.
func (s *Service) See(ctx context.Context) error {
	now := clock.Now()
	_, err := s.change(ctx, func(p *Preference) error { p.SeenAt = &now; return nil })
	return err
}

func (s *Service) change(ctx context.Context, f func(*Preference) error) (Preference, error) {
	p, err := s.Mine(ctx)
	if err != nil {
		return p, err
	}
	if err := f(&p); err != nil {
		return p, err
	}
	p.UpdatedAt = clock.Now()
	return p, save(ctx, p)
}

const stopPurpose = "preference/stop-digest"

// StopToken opens nothing but the end of a member's daily letter; it is in each of them.
func (s *Service) StopToken(membershipID uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(membershipID[:], s.keys.Sign(stopPurpose, membershipID[:])...))
}

// Stop ends the daily letter of the member for whom a token was made.
func (s *Service) Stop(ctx context.Context, token string) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) <= 16 || !s.keys.Verify(stopPurpose, raw[:16], raw[16:]) {
		return ErrGone
	}
	m, known, err := member(ctx, uuid.UUID(raw[:16]))
	if err != nil {
		return err
	}
	if !known {
		return ErrGone
	}
	p, err := s.of(ctx, m.TenantID, m.ID, m.UserID)
	if err != nil {
		return err
	}
	p.DigestHour, p.UpdatedAt = nil, clock.Now()
	return save(ctx, p)
}

// grace is for how many hours a daily letter is still written that could not be in its own.
const grace = 4

// Claim takes those whose daily letter is due, each once a day, on working days of the person's clock; whoever calls writes
// their letters in the same unit of work.
func (s *Service) Claim(ctx context.Context, now time.Time) ([]Due, error) {
	zones, err := zonesInUse(ctx)
	if err != nil {
		return nil, err
	}
	var all []local
	for _, name := range zones {
		at := now.In(clock.Zone(name))
		if day := at.Weekday(); day != time.Saturday && day != time.Sunday {
			all = append(all, local{name, at.Format(time.DateOnly), at.Hour()})
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return claim(ctx, all, now)
}

// OpenFeed gives the caller's calendar a new secret address and returns its token; an earlier one is void.
func (s *Service) OpenFeed(ctx context.Context) (token string, err error) {
	token, hash := secret.Token()
	now := clock.Now()
	return token, s.feed(ctx, hash, &now)
}

// CloseFeed takes the secret address away.
func (s *Service) CloseFeed(ctx context.Context) error { return s.feed(ctx, nil, nil) }

func (s *Service) feed(ctx context.Context, hash []byte, at *time.Time) error {
	p, err := s.change(ctx, func(p *Preference) error { p.FeedHash, p.FeedAt = hash, at; return nil })
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, FeedChanged{p.MembershipID, caller.From(ctx).Name, hash != nil})
}

// ByFeed returns whose calendar has a secret address.
func (s *Service) ByFeed(ctx context.Context, token string) (Preference, error) {
	p, known, err := byFeed(ctx, secret.Hash(token))
	if err == nil && !known {
		err = ErrGone
	}
	return p, err
}
