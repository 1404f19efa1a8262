package contact

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// Reach returns how a contact that the caller may see can be reached: also by those who see an address only in part.
func (s *Service) Reach(ctx context.Context, id uuid.UUID) (reach.Ways, error) {
	c, err := whole(ctx, id)
	if err != nil {
		return reach.Ways{}, err
	}
	me := caller.From(ctx)
	told := me.Field(Kind, "consent") != caller.Hide
	return reach.Ways{Name: c.Name, OwnerID: c.OwnerID,
		Emails:   reach.Shown(waysOf(c.Email, c.EmailLabel, c.MoreEmails), me.Field(Kind, "email"), reach.PartOfEmail),
		Phones:   reach.Shown(waysOf(c.Phone, c.PhoneLabel, c.MorePhones), me.Field(Kind, "phone"), reach.PartOfPhone),
		EmailNot: told && withdrawn(c.Consent.Email), PhoneNot: told && withdrawn(c.Consent.Phone)}, nil
}

func waysOf(primary, label string, more jsonb.List[Channel]) []reach.Way {
	all := []reach.Way{{Value: primary, Label: label}}
	for _, m := range more {
		all = append(all, reach.Way{Value: m.Value, Label: m.Label})
	}
	return all
}

// withdrawn tells whether the decision that holds is a no.
func withdrawn(all []Decision) bool { return len(all) > 0 && all[0].State == Withdrawn }
