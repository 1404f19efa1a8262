package company

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// Reach returns how a company that the caller may see can be reached: also by those who see an address only in part.
func (s *Service) Reach(ctx context.Context, id uuid.UUID) (reach.Ways, error) {
	c, err := whole(ctx, id)
	if err != nil {
		return reach.Ways{}, err
	}
	me := caller.From(ctx)
	return reach.Ways{Name: c.Name, OwnerID: c.OwnerID,
		Emails: reach.Shown([]reach.Way{{Value: c.Email}}, me.Field(Kind, "email"), reach.PartOfEmail),
		Phones: reach.Shown([]reach.Way{{Value: c.Phone}}, me.Field(Kind, "phone"), reach.PartOfPhone)}, nil
}
