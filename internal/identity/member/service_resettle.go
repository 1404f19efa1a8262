package member

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// Resettling is somebody who comes with a company that is restored, as they were in it.
type Resettling struct {
	TenantID          int64
	UserID            uuid.UUID
	Name, Role, State string
	EndsOn            Day
	Since             time.Time // what they were given since then is still theirs
}

// Resettle makes a person the member that they were. One for whom there is no seat is suspended instead: state is what
// they are now. zone is the company's.
func (s *Service) Resettle(ctx context.Context, r Resettling, zone string) (state string, err error) {
	if err := CheckRole(r.Role); err != nil {
		return "", err
	}
	m := Member{ID: id.New(), TenantID: r.TenantID, UserID: r.UserID, Role: r.Role, State: r.State, EndsOn: r.EndsOn, CreatedAt: r.Since, UpdatedAt: clock.Now()}
	if m.EndsOn != "" {
		end, err := m.EndsOn.End(zone)
		if err != nil {
			return "", err
		}
		m.EndsAt = &end
	}
	if err := write(ctx, &m, true); err != nil {
		return "", err
	}
	if m.State != active {
		return m.State, nil
	}
	err = s.seat(ctx, m)
	if errors.Is(err, licence.ErrSeatLimit) {
		m.State = suspended
		err = write(ctx, &m, false)
	}
	return m.State, err
}
