package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// ErrTrailBroken is returned when an audit trail is not what was written.
var ErrTrailBroken = errors.New("an audit trail is broken")

// Verified is what came of checking one company's audit trail.
type Verified struct {
	Company string
	Report  trail.Report
}

// VerifyTrails follows the audit trail of one company, by its address, or of all of them when slug is empty. ErrTrailBroken
// when one is broken; the others are checked all the same.
func (a *App) VerifyTrails(ctx context.Context, slug string) (all []Verified, err error) {
	ts, err := a.trailsOf(ctx, slug)
	if err != nil {
		return nil, err
	}
	var broken error
	for _, t := range ts {
		r, err := a.Trail.Verify(caller.With(ctx, caller.System(trail.Kind, t.Caller())))
		if err != nil {
			return all, fmt.Errorf("%s: %w", t.Caller().Slug, err)
		}
		all = append(all, Verified{t.Caller().Slug, r})
		if !r.OK {
			broken = ErrTrailBroken
		}
	}
	return all, broken
}

// trailsOf are the companies that have a trail.
func (a *App) trailsOf(ctx context.Context, slug string) ([]tenant.Tenant, error) {
	if slug != "" {
		t, err := a.TenantBySlug(ctx, slug)
		return []tenant.Tenant{t}, err
	}
	found, err := a.ListTenants(ctx)
	var ts []tenant.Tenant
	for _, t := range found {
		if t.State != "purged" && t.State != "spare" {
			ts = append(ts, t)
		}
	}
	return ts, err
}
