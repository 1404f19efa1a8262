package user

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// SetPhone gives the caller a number at which a phone system rings them; empty takes it away. Without a country code it is
// read as in the company's country. ErrPhone.
func (s *Service) SetPhone(ctx context.Context, number string) (User, error) {
	c := caller.From(ctx)
	u, err := s.Find(ctx, c.UserID)
	if err != nil {
		return u, err
	}
	before := u
	var ok bool
	if u.Phone, ok = reach.Callable(number, reach.Country(c.Tenant.Timezone, c.Tenant.Currency)); !ok {
		return before, ErrPhone
	}
	u.UpdatedAt = clock.Now()
	if err := save(ctx, u, "phone", "updated_at"); err != nil {
		return u, err
	}
	return u, s.tools.Bus.Publish(ctx, Updated{before, u})
}
