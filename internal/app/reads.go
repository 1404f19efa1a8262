package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// supportKey marks requests of those who run the service and look into a company.
type supportKey struct{}

// noteRead writes into the trail who reads what is sensitive: anything, where it is support that reads; what a person may
// do; and records of a kind of which the company hides a field from some role.
func (a *App) noteRead(ctx context.Context, need web.Need) error {
	if support, _ := ctx.Value(supportKey{}).(bool); !support && need.Sees == "" {
		sensitive, err := a.sensitive(ctx, need.Object)
		if err != nil || !sensitive {
			return err
		}
	}
	return a.Trail.Read(ctx, record.Ref{Kind: cmp.Or(need.Sees, need.Object), ID: web.RecordID(ctx)})
}

// sensitive tells whether some role of the company may not see all of a kind. A search is as sensitive as what it finds.
func (a *App) sensitive(ctx context.Context, kind string) (bool, error) {
	c := caller.From(ctx)
	kinds := c.Guarded
	if c.Role == apikey.Kind && closable(kind) {
		p, err := a.Roles.Policy(ctx)
		if err != nil {
			return false, err
		}
		if kinds, err = guarded(p); err != nil {
			return false, err
		}
	}
	return slices.Contains(kinds, kind) || kind == "search" && len(kinds) > 0, nil
}

func closable(kind string) bool {
	_, is := db.ClosableFields()[kind]
	return is || kind == "search"
}

// guarded are the kinds with a field that is hidden from some role.
func guarded(p role.Policy) (kinds []string, err error) {
	all, err := p.All()
	for _, r := range all {
		for field, mask := range r.Rights.Masks {
			if kind, _, _ := strings.Cut(field, "."); mask == caller.Hide && !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds, err
}
