package member

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/maypok86/otter/v2"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

//go:embed letters
var letters embed.FS

// Seats is what members need of the licence.
type Seats interface {
	TakeSeat(ctx context.Context, tenantID int64, kind licence.Kind, holder uuid.UUID) error
	FreeSeat(ctx context.Context, tenantID int64, holder uuid.UUID) error
	ChangeSeat(ctx context.Context, tenantID int64, holder uuid.UUID, kind licence.Kind) error
	MoveSeat(ctx context.Context, tenantID int64, from, to uuid.UUID, active bool) error
	SuspendSeat(ctx context.Context, tenantID int64, holder uuid.UUID) error
	Surplus(ctx context.Context, tenantID int64, kind licence.Kind) (int, error)
}

// Service is the only way to memberships. Its methods run in a unit of work on the platform, unless they say otherwise.
// They lock memberships before seats.
type Service struct {
	tools   user.Tools
	users   *user.Service
	seats   Seats
	letters *user.Letters
	names   *otter.Cache[person, string]
}

type person struct {
	tenant int64
	user   uuid.UUID
}

// How many names are kept, and for how long: a changed name shows up everywhere after that.
const (
	maxNames = 100_000
	nameLife = time.Minute
)

// NewService returns a service made with tools.
func NewService(t user.Tools, users *user.Service, seats Seats) *Service {
	names := otter.Must(&otter.Options[person, string]{MaximumSize: maxNames, ExpiryCalculator: otter.ExpiryWriting[person, string](nameLife)})
	return &Service{t, users, seats, t.Letters(letters), names}
}

// List returns all members of the caller's company, removed ones too, by name.
func (s *Service) List(ctx context.Context) ([]Listed, error) {
	return list(ctx, caller.From(ctx).Tenant.ID)
}

// ByRole returns the active members of a company that have one of the roles, by name.
func (s *Service) ByRole(ctx context.Context, tenantID int64, roles ...string) ([]Listed, error) {
	return byRole(ctx, tenantID, roles)
}

// Staying returns the members of the caller's company who have not left: those who are suspended keep their role.
func (s *Service) Staying(ctx context.Context) ([]Listed, error) {
	return staying(ctx, caller.From(ctx).Tenant.ID)
}

// Colleagues returns the active members of the caller's company, by name. Freelancers and technicians are told nobody.
func (s *Service) Colleagues(ctx context.Context) ([]Colleague, error) {
	c := caller.From(ctx)
	if c.Role == Freelancer || c.Role == Technician {
		return nil, errs.ErrDenied
	}
	return colleagues(ctx, c.Tenant.ID, clock.Now())
}

// Places returns the companies that a person can open, and those where they are suspended, by name.
func (s *Service) Places(ctx context.Context, userID uuid.UUID) ([]Place, error) {
	return places(ctx, userID, clock.Now())
}

// Of returns a person's membership in a company, in whatever state; ok is false when there never was one.
func (s *Service) Of(ctx context.Context, tenantID int64, userID uuid.UUID) (m Member, ok bool, err error) {
	return ofPerson(ctx, tenantID, userID)
}

// Here tells whether a member can open the company now.
func (m Member) Here(now time.Time) bool {
	return m.State == active && (m.EndsAt == nil || m.EndsAt.After(now))
}

// Names returns the names of people that are or were members of the caller's company; others are left out. It may be
// called in any unit of work, or in none: it looks names up in a unit of its own and keeps them for a minute.
func (s *Service) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	tenantID := caller.From(ctx).Tenant.ID
	found, missing := map[uuid.UUID]string{}, []uuid.UUID(nil)
	for _, u := range ids {
		if name, ok := s.names.GetIfPresent(person{tenantID, u}); ok {
			found[u] = name
		} else if u != uuid.Nil {
			missing = append(missing, u)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	return found, s.tools.Platform(ctx, func(ctx context.Context) error {
		cs, err := named(ctx, tenantID, missing)
		for _, c := range cs {
			found[c.UserID] = c.Name
			s.names.Set(person{tenantID, c.UserID}, c.Name)
		}
		return err
	})
}

// Works tells whether somebody is a member of the caller's company now, so that something can be given to them. Like Names it
// may be called in any unit of work, but it keeps nothing: who was removed a moment ago works here no more.
func (s *Service) Works(ctx context.Context, userID uuid.UUID) (here bool, err error) {
	tenantID := caller.From(ctx).Tenant.ID
	return here, s.tools.Platform(ctx, func(ctx context.Context) error {
		m, was, err := s.Of(ctx, tenantID, userID)
		here = was && m.Here(clock.Now())
		return err
	})
}

// Called tells who works in the caller's company, by e-mail address and by name in lower case, as files and other programs name
// people; a name that two of them have is left out. Like Works it may be called in any unit of work, and keeps nothing.
func (s *Service) Called(ctx context.Context) (map[string]uuid.UUID, error) {
	tenantID, all := caller.From(ctx).Tenant.ID, map[string]uuid.UUID{}
	return all, s.tools.Platform(ctx, func(ctx context.Context) error {
		ms, err := staying(ctx, tenantID)
		names := map[string]int{}
		for _, m := range ms {
			names[strings.ToLower(m.Name)]++
		}
		for _, m := range ms {
			if name := strings.ToLower(m.Name); m.Here(clock.Now()) && names[name] == 1 {
				all[name] = m.UserID
			}
			if m.Here(clock.Now()) {
				all[strings.ToLower(m.Email)] = m.UserID
			}
		}
		return err
	})
}

// Here tells which of some people can open the caller's company now. Like Works it may be called in any unit of work, and keeps
// nothing.
func (s *Service) Here(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	tenantID, all := caller.From(ctx).Tenant.ID, map[uuid.UUID]bool{}
	return all, s.tools.Platform(ctx, func(ctx context.Context) error {
		found, err := here(ctx, tenantID, ids, clock.Now())
		for _, userID := range found {
			all[userID] = true
		}
		return err
	})
}

// Principal reads, in one round trip and past every cache, who a person is in a company. ErrSignIn unless the session is
// alive, the membership active and not past its end.
func (s *Service) Principal(ctx context.Context, userID, sessionID uuid.UUID, tenantID int64) (Principal, error) {
	return principal(ctx, &sessionID, userID, tenantID, clock.Now())
}

// PrincipalOf is Principal for work that a person asked for earlier, whatever has become of the session.
func (s *Service) PrincipalOf(ctx context.Context, userID uuid.UUID, tenantID int64) (Principal, error) {
	return principal(ctx, nil, userID, tenantID, clock.Now())
}

// Joining is somebody about to become a member. Role and end have been checked.
type Joining struct {
	TenantID int64
	UserID   uuid.UUID
	Name     string
	Role     string
	Own      OwnRole // that refines Role
	EndsOn   Day
	EndsAt   *time.Time
}

// Join makes a person a member; one that was removed is back, under the same id. ErrExists when the person is there. The
// seat is the caller's business.
func (s *Service) Join(ctx context.Context, j Joining) (Member, error) {
	m, known, err := ofPersonLocked(ctx, j.TenantID, j.UserID)
	if err != nil {
		return m, err
	}
	if known && m.State != removed {
		return m, ErrExists
	}
	now := clock.Now()
	if !known {
		m = Member{ID: id.New(), TenantID: j.TenantID, UserID: j.UserID}
	}
	m.CreatedAt = now
	m.Role, m.OwnRole = j.Role, j.Own.ID
	m.State, m.EndsOn, m.EndsAt, m.UpdatedAt = active, j.EndsOn, j.EndsAt, now
	if err := write(ctx, &m, !known); err != nil {
		return m, err
	}
	if err := s.tell(ctx, m); err != nil {
		return m, err
	}
	return m, s.tools.Bus.Publish(ctx, Joined{m, j.Name, j.Own})
}

// Seen notes that a person just used a company.
func (s *Service) Seen(ctx context.Context, tenantID int64, userID uuid.UUID) error {
	return seen(ctx, tenantID, userID, clock.Now())
}

// tell drops what the instances have cached of a member.
func (s *Service) tell(ctx context.Context, m Member) error {
	return hint(ctx, fmt.Sprintf("member:%d:%s", m.TenantID, m.UserID))
}

// FirstStepsDismissed tells whether the caller has put the list of first steps away.
func (s *Service) FirstStepsDismissed(ctx context.Context) (bool, error) {
	m, err := ofCaller(ctx)
	return m.FirstStepsDismissedAt != nil, err
}

// DismissFirstSteps puts the caller's list of first steps away.
func (s *Service) DismissFirstSteps(ctx context.Context) error {
	c := caller.From(ctx)
	m, here, err := ofPersonLocked(ctx, c.Tenant.ID, c.UserID)
	if err == nil && !here {
		err = ErrNotFound
	}
	if err != nil || m.FirstStepsDismissedAt != nil {
		return err
	}
	now := clock.Now()
	m.FirstStepsDismissedAt = &now
	return write(ctx, &m, false)
}

// Safety is whether more than the password protects a member's account.
type Safety struct {
	Name, Role string
	Secured    bool
}

// Safety returns the active members of the caller's company, by name.
func (s *Service) Safety(ctx context.Context) ([]Safety, error) {
	return safety(ctx, caller.From(ctx).Tenant.ID, clock.Now())
}

// freshLife is how long ago people may have shown who they are for acts that can't be taken back.
const freshLife = 10 * time.Minute

// Fresh refuses a caller who has not shown lately who they are: ErrStepUp. Parts of the program need not. It reads past
// every cache, so that who has just shown it may go on at once.
func (s *Service) Fresh(ctx context.Context) error {
	c := caller.From(ctx)
	if c.System != "" {
		return nil
	}
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		at, ok, err := provedAt(ctx, c.SessionID)
		if err == nil && (!ok || clock.Since(at) > freshLife) {
			err = ErrStepUp
		}
		return err
	})
}
