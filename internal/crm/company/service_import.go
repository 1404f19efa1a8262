package company

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Imported is published once for all companies that Ensure made.
type Imported struct{ Companies []Company }

// Ensure finds companies by name among those that the caller may see, and makes the missing ones, the caller's own. The
// result is by name in lower case. Names that no company can have are left out, and missing ones for a caller who
// may not make companies.
func (s *Service) Ensure(ctx context.Context, names []string) (map[string]uuid.UUID, error) {
	wanted := map[string]string{}
	for _, n := range names {
		n = strings.TrimSpace(n)
		if low := strings.ToLower(n); n != "" && wanted[low] == "" {
			wanted[low] = n
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	found, err := byNames(ctx, wanted)
	if err != nil || caller.From(ctx).May(Kind, "create") == caller.None {
		return found, err
	}
	var missing []Company
	for low, name := range wanted {
		if _, ok := found[low]; ok {
			continue
		}
		if c, ok := named(ctx, name); ok {
			missing, found[low] = append(missing, c), c.ID
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	if err := insertAll(ctx, missing); err != nil {
		return nil, err
	}
	return found, s.bus.Publish(ctx, Imported{missing})
}

func named(ctx context.Context, name string) (Company, bool) {
	now := clock.Now()
	c := Company{ID: id.New(), OwnerID: owner.Self(ctx), Version: 1, CreatedAt: now, UpdatedAt: now}
	err := c.apply(Draft{Name: &name}, "")
	return c, err == nil
}
