package member

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// ActorOf is who the caller is for the question who may change whom.
func ActorOf(c *caller.Caller) Actor {
	if c.System != "" {
		return Actor{Role: Owner}
	}
	return Actor{c.Role, c.Beyond}
}

// Update changes the role or the last day of a member of the caller's company, and the seat with the role.
func (s *Service) Update(ctx context.Context, id uuid.UUID, d Draft) (Listed, error) {
	before, err := s.lock(ctx, id)
	if err != nil {
		return before, err
	}
	c, after := caller.From(ctx), before
	if before.State == removed {
		return before, ErrRemoved
	}
	if err := after.apply(d, ActorOf(c), c.Tenant.Timezone, clock.Now()); err != nil {
		return before, err
	}
	if after.Role == Owner && before.Role != Owner {
		if err := s.Fresh(ctx); err != nil {
			return before, err
		}
	}
	if before.Role == Owner && after.Role != Owner {
		if err := notLastOwner(ctx, before.Member); err != nil {
			return before, err
		}
	}
	if err := s.save(ctx, &after.Member); err != nil {
		return before, err
	}
	if kind := SeatKind(after.Role); after.State == active && kind != SeatKind(before.Role) {
		if err := s.seats.ChangeSeat(ctx, after.TenantID, after.ID, kind); err != nil {
			return before, err
		}
	}
	if before.Role != after.Role {
		if err := s.notify(ctx, after.Member, "changed"); err != nil {
			return before, err
		}
	}
	return after, s.tools.Bus.Publish(ctx, RoleChanged{before.Member, after.Member, after.Name})
}

// Remove takes a member out of the caller's company and frees the seat. What the person owns stays.
func (s *Service) Remove(ctx context.Context, id uuid.UUID) error {
	before, err := s.lock(ctx, id)
	if err != nil {
		return err
	}
	if before.State == removed {
		return ErrNotFound
	}
	if err := ActorOf(caller.From(ctx)).Check(before.Role); err != nil {
		return err
	}
	if err := notLastOwner(ctx, before.Member); err != nil {
		return err
	}
	return s.remove(ctx, before)
}

func (s *Service) remove(ctx context.Context, before Listed) error {
	after := before
	after.State = removed
	if err := s.save(ctx, &after.Member); err != nil {
		return err
	}
	if err := s.seats.FreeSeat(ctx, after.TenantID, after.ID); err != nil {
		return err
	}
	if err := s.notify(ctx, after.Member, "removed"); err != nil {
		return err
	}
	return s.tools.Bus.Publish(ctx, Removed{before.Member, after.Member, after.Name})
}

// Restore takes a removed or suspended member back, if there is a seat. A last day that has passed is dropped.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Listed, error) {
	before, err := s.lock(ctx, id)
	if err != nil {
		return before, err
	}
	if before.State == active {
		return before, ErrPresent
	}
	if err := ActorOf(caller.From(ctx)).Check(before.Role); err != nil {
		return before, err
	}
	if before.Role == Owner {
		if err := s.Fresh(ctx); err != nil {
			return before, err
		}
	}
	after := before
	if after.EndsAt != nil && !after.EndsAt.After(clock.Now()) {
		after.EndsOn, after.EndsAt = "", nil
	}
	return s.back(ctx, before, after)
}

// AdmitUntil takes a member of the caller's company in until the end of a day, if there is a seat. One who can open the company
// anyway is left alone.
func (s *Service) AdmitUntil(ctx context.Context, id uuid.UUID, day Day, end time.Time) error {
	before, err := s.lock(ctx, id)
	if err != nil || before.Here(clock.Now()) {
		return err
	}
	after := before
	after.EndsOn, after.EndsAt = day, &end
	_, err = s.back(ctx, before, after)
	return err
}

// Leave takes a member out whose last day is over; anybody else is left alone.
func (s *Service) Leave(ctx context.Context, id uuid.UUID) error {
	now, err := s.lock(ctx, id)
	if err != nil || now.State != active || now.Here(clock.Now()) {
		return err
	}
	return s.remove(ctx, now)
}

// Lock reads a member of the caller's company, in whatever state, and keeps it from being changed by others.
func (s *Service) Lock(ctx context.Context, id uuid.UUID) (Listed, error) { return s.lock(ctx, id) }

func (s *Service) back(ctx context.Context, before, after Listed) (Listed, error) {
	after.State = active
	if before.State == removed { // who was suspended has not left
		after.CreatedAt, after.OwnRole = clock.Now(), nil
	}
	if err := s.save(ctx, &after.Member); err != nil {
		return before, err
	}
	if err := s.seat(ctx, after.Member); err != nil {
		return before, err
	}
	if before.State == suspended {
		if err := s.notify(ctx, after.Member, "back"); err != nil {
			return before, err
		}
	}
	return after, s.tools.Bus.Publish(ctx, Restored{before.Member, after.Member, after.Name})
}

// seat takes an active seat for a member who has none, or a suspended one.
func (s *Service) seat(ctx context.Context, m Member) error {
	if err := s.seats.FreeSeat(ctx, m.TenantID, m.ID); err != nil {
		return err
	}
	if err := s.seats.TakeSeat(ctx, m.TenantID, SeatKind(m.Role), m.ID); err != nil {
		return err
	}
	return s.seats.MoveSeat(ctx, m.TenantID, m.ID, m.ID, true)
}

// Admit makes a person a member, with a seat. ErrExists, and the licence's error when there is no seat.
func (s *Service) Admit(ctx context.Context, j Joining) (Member, error) {
	m, err := s.Join(ctx, j)
	if err != nil {
		return m, err
	}
	return m, s.seat(ctx, m)
}

// Found makes a person the owner of a new company, with a seat.
func (s *Service) Found(ctx context.Context, tenantID int64, u user.User) (Member, error) {
	return s.Admit(ctx, Joining{TenantID: tenantID, UserID: u.ID, Name: u.Name, Role: Owner})
}

// lock reads a member of the caller's company and keeps it, and the company's owners, from being changed by others. The
// owners come first and in order, so that two of them who remove each other wait instead of both succeeding.
func (s *Service) lock(ctx context.Context, id uuid.UUID) (Listed, error) {
	tenantID := caller.From(ctx).Tenant.ID
	if _, err := lockOwners(ctx, tenantID); err != nil {
		return Listed{}, err
	}
	return lockMember(ctx, tenantID, id)
}

func (s *Service) save(ctx context.Context, m *Member) error {
	m.UpdatedAt = clock.Now()
	if err := write(ctx, m, false); err != nil {
		return err
	}
	return s.tell(ctx, *m)
}

// notLastOwner refuses to let an owner go who is the only one. The owners are locked.
func notLastOwner(ctx context.Context, m Member) error {
	if m.Role != Owner || m.State != active {
		return nil
	}
	owners, err := lockOwners(ctx, m.TenantID)
	if err != nil {
		return err
	}
	if len(owners) <= 1 {
		return ErrLastOwner
	}
	return nil
}

// endBatch is how many members a run of expire takes out at most in one go.
const endBatch = 200

// expire takes out the members whose last day is over. The edge does not let them in since that moment; this frees their
// seats. One that fails does not hold up the others.
func (s *Service) expire(ctx context.Context) error {
	var due []Member
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		due, err = ended(ctx, clock.Now(), endBatch)
		return err
	})
	for _, m := range due {
		if err := s.expireOne(ctx, m); err != nil {
			slog.WarnContext(ctx, "member past the last day not removed", "member", m.ID, "error", err)
		}
	}
	return err
}

func (s *Service) expireOne(ctx context.Context, m Member) error {
	ctx = caller.With(ctx, caller.System(Kind, caller.Tenant{ID: m.TenantID}))
	return s.tools.Platform(ctx, func(ctx context.Context) error { return s.Leave(ctx, m.ID) })
}
