package daypass

import (
	"context"
	"errors"
	"log/slog"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error // runs a unit of work on the platform
	Bus      *event.Bus
	Members  *member.Service
	Seats    *licence.Service
	Tenants  *tenant.Service
}

// Service is the only way to day passes. Unless they say otherwise its methods run in a unit of work on the platform. They
// lock passes before memberships, and those before seats.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// List returns the passes of the caller's company that are to come, are open, or are over for less than a month; the
// nearest day first.
func (s *Service) List(ctx context.Context) ([]Listed, error) {
	return list(ctx, caller.From(ctx).Tenant.ID, clock.Now().AddDate(0, 0, -kept))
}

// Book lets a former member of the caller's company in for one day. Today the seat is taken at once; for a later day
// there has to be one as things stand: licence.ErrSeatLimit says what is missing.
func (s *Service) Book(ctx context.Context, memberID uuid.UUID, day member.Day) (Listed, error) {
	c, now := caller.From(ctx), clock.Now()
	from, to, err := span(day, c.Tenant.Timezone, now)
	if err != nil {
		return Listed{}, err
	}
	m, err := s.d.Members.Lock(ctx, memberID)
	if err != nil {
		return Listed{}, err
	}
	switch {
	case member.SeatKind(m.Role) != seat:
		return Listed{}, ErrRole
	case !m.Gone() && (m.EndsAt == nil || m.EndsAt.After(from)):
		return Listed{}, ErrMember
	}
	if err := member.ActorOf(c).Check(m.Role); err != nil {
		return Listed{}, err
	}
	p := Pass{ID: id.New(), TenantID: c.Tenant.ID, MembershipID: m.ID, Day: day, StartsAt: from, EndsAt: to, State: booked, BookedBy: c.UserID, CreatedAt: now, UpdatedAt: now}
	if err := s.enter(ctx, &p, m); err != nil {
		return Listed{}, err
	}
	if err := s.d.Members.Write(ctx, m.Member, "pass_booked", string(day), map[string]string{"day": string(day)}); err != nil {
		return Listed{}, err
	}
	m.CreatedAt = now // they come anew
	return Listed{p, m.Name, m.Role}, s.d.Bus.Publish(ctx, Moved{Pass: p, Member: m.Member, Name: m.Name})
}

// enter stores a new pass, with the seat when its day has begun.
func (s *Service) enter(ctx context.Context, p *Pass, m member.Listed) error {
	now := !p.StartsAt.After(clock.Now())
	if now {
		p.State = open
	}
	if err := insert(ctx, p); err != nil {
		return err
	}
	if now {
		return s.d.Members.AdmitUntil(ctx, m.ID, p.Day, p.EndsAt)
	}
	if _, err := s.d.Seats.Surplus(ctx, p.TenantID, seat); err != nil { // two who book at once wait here for each other
		return err
	}
	leaving, err := s.d.Members.Leaving(ctx, p.TenantID, seat, p.StartsAt)
	if err != nil {
		return err
	}
	all, err := count(ctx, p.TenantID, p.Day)
	if err != nil {
		return err
	}
	return s.d.Seats.Fits(ctx, p.TenantID, seat, all-1-leaving)
}

// Withdraw calls a pass off. On its day the person is out at once and the seat free.
func (s *Service) Withdraw(ctx context.Context, id uuid.UUID) error {
	c := caller.From(ctx)
	p, err := lock(ctx, c.Tenant.ID, id)
	if err != nil {
		return err
	}
	if p.State != booked && p.State != open {
		return ErrClosed
	}
	m, err := s.d.Members.Lock(ctx, p.MembershipID)
	if err != nil {
		return err
	}
	if err := member.ActorOf(c).Check(m.Role); err != nil {
		return err
	}
	if p.State == open && m.EndsAt != nil && m.EndsAt.Equal(p.EndsAt) && m.Here(clock.Now()) {
		if err := s.d.Members.Remove(ctx, m.ID); err != nil {
			return err
		}
	} else if err := s.d.Members.Write(ctx, m.Member, "pass_withdrawn", string(p.Day), map[string]string{"day": string(p.Day)}); err != nil {
		return err
	}
	return s.move(ctx, p, m.Name, withdrawn)
}

func (s *Service) move(ctx context.Context, p Pass, name, state string) error {
	before := p.State
	p.State, p.UpdatedAt = state, clock.Now()
	if err := save(ctx, &p); err != nil {
		return err
	}
	if state == open || state == over {
		return nil // the membership's own change says it
	}
	return s.d.Bus.Publish(ctx, Moved{Pass: p, Name: name, Before: before})
}

// batch is how many passes a run looks at.
const batch = 500

// Run opens the passes whose day has begun and ends those whose day is over. It opens its own units of work, one for each
// pass; it may run at any time and any number of times.
func (s *Service) Run(ctx context.Context) error {
	var all []Pass
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		all, err = due(ctx, clock.Now(), batch)
		return err
	})
	for _, p := range all {
		err := s.in(ctx, p, s.turn)
		if errors.Is(err, licence.ErrSeatLimit) || errors.Is(err, licence.ErrClosed) {
			err = s.in(ctx, p, s.tellFull)
		}
		if err != nil {
			slog.WarnContext(ctx, "day pass not turned", "pass", p.ID, "error", err)
		}
	}
	return err
}

// turn takes one pass to the state that its day asks for.
func (s *Service) turn(ctx context.Context, p Pass) error {
	now := clock.Now()
	switch {
	case p.State == booked && !p.EndsAt.After(now):
		m, err := s.d.Members.Lock(ctx, p.MembershipID)
		if err != nil {
			return err
		}
		return s.move(ctx, p, m.Name, missed)
	case p.State == booked && !p.StartsAt.After(now):
		if err := s.d.Members.AdmitUntil(ctx, p.MembershipID, p.Day, p.EndsAt); err != nil {
			return err
		}
		return s.move(ctx, p, "", open)
	case p.State == open && !p.EndsAt.After(now):
		if err := s.d.Members.Leave(ctx, p.MembershipID); err != nil {
			return err
		}
		return s.move(ctx, p, "", over)
	}
	return nil
}

// tellFull writes once to whoever booked a pass that no seat is free.
func (s *Service) tellFull(ctx context.Context, p Pass) error {
	if p.FullToldAt != nil {
		return nil
	}
	m, err := s.d.Members.Lock(ctx, p.MembershipID)
	if err != nil {
		return err
	}
	who, known, err := s.d.Members.Of(ctx, p.TenantID, p.BookedBy)
	if err != nil {
		return err
	}
	now := clock.Now()
	p.FullToldAt = &now
	if err := save(ctx, &p); err != nil || !known || !who.Here(now) {
		return err
	}
	return s.d.Members.Write(ctx, who, "pass_full", p.ID.String(), map[string]string{"who": m.Name, "day": string(p.Day)})
}

// in runs f with a pass as it is now, locked, while the program acts for the company; a pass that somebody else works on
// is left to them.
func (s *Service) in(ctx context.Context, p Pass, f func(context.Context, Pass) error) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		t, err := s.d.Tenants.Find(ctx, p.TenantID)
		if err != nil || t.HeldFrom != nil {
			return err
		}
		ctx = caller.With(ctx, caller.System(Kind, t.Caller()))
		now, err := lock(ctx, p.TenantID, p.ID)
		if err != nil {
			return err
		}
		return f(ctx, now)
	})
}
