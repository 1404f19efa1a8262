package trail

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// platformSpec lists the platform's part.
var platformSpec = page.Spec{
	Table:   "audit",
	Default: "-at",
	Sorts:   map[string]page.Column{"at": {Expr: "audit.at", Type: "timestamptz"}},
}

// listPlatform reads what the platform noted about the caller's tenant, and about no other.
func (s *Service) listPlatform(ctx context.Context, f Filter) (es []Entry, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		all := db.Orm(ctx).Table("audit").Select(columns).Where("tenant_id = ?", caller.From(ctx).Tenant.ID)
		q, err := platformSpec.Page(f.where(all), f.query())
		if err != nil {
			return err
		}
		return db.Fetch(ctx, db.Into(q, &es))
	})
	return es, err
}

// insertPlatform makes an entry the end of the company's chain. What concerns no company, such as a sign-up, is in no
// chain: nobody could check it, and all who sign up would wait for its one end.
func insertPlatform(ctx context.Context, e Entry) error {
	if t := caller.From(ctx).Tenant.ID; t != 0 {
		return appendTo(ctx, appendPlatform, e, t)
	}
	return db.Defer(ctx, plainPlatform, e.values()...)
}
