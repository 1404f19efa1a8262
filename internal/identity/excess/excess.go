// Package excess owns what follows when a company uses more seats of a kind than it has, after a cut that came from
// outside: the owners are told at once, days are counted, and after them invitations are withdrawn and people suspended,
// in a stated order, until the seats suffice. It does not own seats (platform/licence), nor what a suspension is (member).
package excess

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error // runs a unit of work on the platform
	Seats    *licence.Service
	Members  *member.Service
	Invites  *invite.Service
	Tenants  *tenant.Service
}

// Service looks after companies that use more seats than they have. Its methods open units of work themselves, one for
// each person: whatever breaks in between, the next run goes on.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Tell writes to the owners of companies of whom more is used since the last time; each is told once.
func (s *Service) Tell(ctx context.Context) error {
	all, err := s.all(ctx)
	for _, e := range all {
		if e.ToldAt == nil {
			err = errors.Join(err, s.in(ctx, e, func(ctx context.Context) error { return s.tell(ctx, e) }))
		}
	}
	return err
}

func (s *Service) tell(ctx context.Context, e licence.Excess) error {
	first, err := s.d.Seats.Told(ctx, e)
	if err != nil || !first {
		return err
	}
	pools, err := s.d.Seats.Pools(ctx, e.TenantID)
	for _, p := range pools {
		if err == nil && p.Kind == e.Kind && p.OverAllocated() {
			args := map[string]string{"kind": string(e.Kind), "used": strconv.Itoa(p.Used), "granted": strconv.Itoa(p.Granted), "days": strconv.Itoa(s.d.Seats.Left(e))}
			return s.d.Members.WriteOwners(ctx, e.TenantID, "excess", string(e.Kind), args)
		}
	}
	return err
}

// Daily counts a day and acts where the days are over. It may run any number of times a day. What fails for one company
// holds up nobody else.
func (s *Service) Daily(ctx context.Context) error { return s.daily(ctx, clock.Now()) }

func (s *Service) daily(ctx context.Context, day time.Time) error {
	if err := s.d.Platform(ctx, func(ctx context.Context) error { return s.d.Seats.TickExcess(ctx, day) }); err != nil {
		return err
	}
	all, err := s.all(ctx)
	for _, e := range all {
		if s.d.Seats.Due(e) {
			err = errors.Join(err, s.settle(ctx, e))
		}
	}
	return err
}

// settle withdraws invitations and then suspends people, one by one, until as many seats are used as there are. Each step
// looks at the seats anew: who removed somebody or bought a seat meanwhile stops it.
func (s *Service) settle(ctx context.Context, e licence.Excess) error {
	for _, step := range []func(context.Context, licence.Kind) (bool, error){s.d.Invites.WithdrawNext, s.d.Members.SuspendNext} {
		for more := true; more; {
			err := s.in(ctx, e, func(ctx context.Context) (err error) {
				more, err = step(ctx, e.Kind)
				return err
			})
			if err != nil {
				return fmt.Errorf("excess: tenant %d: %w", e.TenantID, err)
			}
		}
	}
	return nil
}

func (s *Service) all(ctx context.Context) (all []licence.Excess, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = s.d.Seats.Excesses(ctx)
		return err
	})
	return all, err
}

// in runs f in a unit in which the program acts for the company.
func (s *Service) in(ctx context.Context, e licence.Excess, f func(context.Context) error) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		t, err := s.d.Tenants.Find(ctx, e.TenantID)
		if err != nil {
			return err
		}
		return f(caller.With(ctx, caller.System("excess", t.Caller())))
	})
}
