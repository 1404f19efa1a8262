package member

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// Suspend keeps a member out of the caller's company without taking anything away: the seat is free for somebody else, and
// Restore undoes it as soon as there is one.
func (s *Service) Suspend(ctx context.Context, id uuid.UUID) error {
	before, err := s.lock(ctx, id)
	if err != nil {
		return err
	}
	c := caller.From(ctx)
	switch {
	case before.State == removed:
		return ErrRemoved
	case before.State == suspended:
		return nil
	case before.ID == c.MemberID:
		return ErrSelf
	}
	if err := ActorOf(c).Check(before.Role); err != nil {
		return err
	}
	if err := notLastOwner(ctx, before.Member); err != nil {
		return err
	}
	return s.suspend(ctx, before)
}

// SuspendNext suspends one member of the caller's company whose seat is one too many of its kind: first those who only
// read, then who was here the longest ago, then who came last; never the last owner. done is false when no seat is one too
// many, or nobody is left.
func (s *Service) SuspendNext(ctx context.Context, kind licence.Kind) (done bool, err error) {
	tenantID := caller.From(ctx).Tenant.ID
	owners, err := lockOwners(ctx, tenantID)
	if err != nil {
		return false, err
	}
	next, ok, err := lastNeeded(ctx, tenantID, rolesOf(kind), len(owners) > 1)
	if err != nil || !ok {
		return false, err
	}
	before, err := lockMember(ctx, tenantID, next)
	if err != nil || before.State != active || SeatKind(before.Role) != kind {
		return err == nil, err // somebody changed it meanwhile: the next one is looked for anew
	}
	if n, err := s.seats.Surplus(ctx, tenantID, kind); err != nil || n == 0 {
		return false, err
	}
	return true, s.suspend(ctx, before)
}

func (s *Service) suspend(ctx context.Context, before Listed) error {
	after := before
	after.State = suspended
	if err := s.save(ctx, &after.Member); err != nil {
		return err
	}
	if err := s.seats.SuspendSeat(ctx, after.TenantID, after.ID); err != nil {
		return err
	}
	if err := s.notify(ctx, after.Member, "suspended"); err != nil {
		return err
	}
	if err := s.WriteOwners(ctx, after.TenantID, "suspended_owner", after.ID.String(), map[string]string{"who": after.Name}); err != nil {
		return err
	}
	return s.tools.Bus.Publish(ctx, Suspended{before.Member, after.Member, after.Name})
}

// rolesOf are the roles that take a kind of seat.
func rolesOf(kind licence.Kind) (roles []string) {
	for role := range ranks {
		if SeatKind(role) == kind {
			roles = append(roles, role)
		}
	}
	return roles
}

// Leaving is how many members of a company give back a seat of a kind by a moment, since their last day is over then.
func (s *Service) Leaving(ctx context.Context, tenantID int64, kind licence.Kind, by time.Time) (int, error) {
	n, err := leaving(ctx, tenantID, rolesOf(kind), by)
	return int(n), err
}
