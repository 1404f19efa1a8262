package policy

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// Service is the only way to policies. Its methods run in a unit of work on the platform.
type Service struct {
	tools   user.Tools
	members *member.Service
}

// NewService returns a service made with tools.
func NewService(t user.Tools, members *member.Service) *Service { return &Service{t, members} }

// Of returns a company's policy; the default one for no company.
func (s *Service) Of(ctx context.Context, tenantID int64) (Policy, error) {
	all, err := of(ctx, tenantID)
	if err != nil || len(all) == 0 {
		return Default(), err
	}
	return all[0], nil
}

// Strictest returns what a person's password must be like to do in all companies they can open.
func (s *Service) Strictest(ctx context.Context, places []member.Place) (Policy, error) {
	var ids []int64
	for _, p := range places {
		ids = append(ids, p.TenantID)
	}
	if len(ids) == 0 {
		return Default(), nil
	}
	all, err := of(ctx, ids...)
	return strictest(all), err
}

// Update saves the policy of the caller's company, over the version that was read. ip is where the caller is: nobody can
// lock themselves out. ErrStale, ErrNetwork, ErrRole, ErrLockout.
func (s *Service) Update(ctx context.Context, p Policy, ip string) (Policy, error) {
	c := caller.From(ctx)
	before, err := s.Of(ctx, c.Tenant.ID)
	if err != nil {
		return p, err
	}
	if p.Networks, err = clean(p.Networks); err != nil {
		return p, err
	}
	if !p.Allows(c.Role, ip) {
		return p, ErrLockout
	}
	if p.Version != before.Version {
		return p, ErrStale
	}
	if p.same(before) {
		return before, nil
	}
	if err := save(ctx, c.Tenant.ID, p, clock.Now()); err != nil {
		return p, err
	}
	p.Version++
	if err := hint(ctx, fmt.Sprintf("tenant:%d", c.Tenant.ID)); err != nil {
		return p, err
	}
	return p, s.tools.Bus.Publish(ctx, Updated{c.Tenant.UID, before, p})
}

// Check is one line of the security checklist.
type Check struct {
	Code string
	OK   bool
	Who  []string // the people it is about
}

// Checklist tells what in the caller's company could be safer.
func (s *Service) Checklist(ctx context.Context) ([]Check, error) {
	c := caller.From(ctx)
	p, err := s.Of(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	people, err := s.members.Safety(ctx)
	if err != nil {
		return nil, err
	}
	var owners, admins, others []string
	for _, m := range people {
		switch {
		case m.Role == member.Owner:
			owners = append(owners, m.Name)
		}
		if m.Secured {
			continue
		}
		if m.Role == member.Owner || m.Role == member.Admin {
			admins = append(admins, m.Name)
		} else {
			others = append(others, m.Name)
		}
	}
	return []Check{
		{"second_factor_admins", len(admins) == 0, admins},
		{"second_factor_everybody", len(others) == 0, others},
		{"second_factor_required", p.SecondFactor != Optional, nil},
		{"two_owners", len(owners) > 1, owners},
		{"password_length", p.MinLength >= longEnough, nil},
		{"session_idle", p.IdleMinutes <= shortEnough, nil},
	}, nil
}

// What the checklist takes for good: a length of passwords, and minutes that a session lasts without use.
const longEnough, shortEnough = 12, 7 * 24 * 60
