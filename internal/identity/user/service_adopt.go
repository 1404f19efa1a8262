package user

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Adopt returns the account that somebody has here, by address or id, or makes one without a password under the id that
// they had elsewhere; made tells which.
func (s *Service) Adopt(ctx context.Context, u User) (_ User, made bool, err error) {
	for _, by := range []struct {
		where string
		value any
	}{{"email = ?", u.Email}, {"id = ?", u.ID}} {
		if known, ok, err := take(ctx, by.where, by.value); err != nil || ok {
			return known, false, err
		}
	}
	now := clock.Now()
	u.PasswordHash, u.PasswordChangedAt, u.CreatedAt, u.UpdatedAt = "", now, now, now
	return u, true, insert(ctx, &u)
}
