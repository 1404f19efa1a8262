package role

import (
	"context"
	"slices"

	"github.com/kith-crm/kith/internal/kit/caller"
)

// Retire closes a field of an object for everybody, owners too, or opens it again with caller.Write, if it is closed as far as
// the caller saw. What is in it stays; programs with a key go on reading it. ErrField, ErrStale.
func (s *Service) Retire(ctx context.Context, object, field string, saw, mask caller.Mask) error {
	if !slices.Contains(closable()[object], field) || mask == caller.Masked {
		return ErrField
	}
	if err := lockRules(ctx); err != nil {
		return err
	}
	p, err := s.Policy(ctx)
	if err != nil {
		return err
	}
	retired, err := p.Retired()
	if err != nil {
		return err
	}
	if retired.Of(object, field) != saw {
		return ErrStale
	}
	c := Change{Object: object, Field: field, Mask: mask}
	if err := save(ctx, everyone, c); err != nil {
		return err
	}
	before, after := Rights{Masks: retired}, Rights{Masks: caller.Masks{c.right(): mask}}
	return s.Bus.Publish(ctx, Changed{Role: Role{Code: everyone}, Right: c.right(), Before: before.said(c), After: after.said(c)})
}
