package call

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"time"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Delivery is what came in at a company's address for its phone system, as it came.
type Delivery struct {
	Token, Client, At, Signature string
	Body                         []byte
}

// perMinute is how many events one client hands in at one address.
const perMinute = 600

// Hear takes in what a phone system tells of a call. It opens units of work itself. ErrHook, ErrSignature, ErrEvent,
// ErrRepeated, ErrHookMany, and activity.ErrNotFound for a call that it was not asked for.
func (s *Service) Hear(ctx context.Context, d Delivery) error {
	t, err := s.addressee(ctx, d)
	if err != nil {
		return err
	}
	ctx = caller.With(ctx, caller.System("phone", t))
	return s.InTenant(ctx, func(ctx context.Context) error {
		y, err := system(ctx)
		if err != nil {
			return err
		}
		if y.KeyID == nil || subtle.ConstantTimeCompare([]byte(s.token(t.UID, *y.KeyID)), []byte(d.Token)) == 0 {
			return ErrHook
		}
		if err := signed(s.secret(*y.KeyID), d.At, d.Signature, d.Body); err != nil {
			return err
		}
		var told Told
		if json.Unmarshal(d.Body, &told) != nil {
			return ErrEvent
		}
		if err := told.check(); err != nil {
			return err
		}
		return s.hear(ctx, told)
	})
}

// addressee finds the company of an address, and counts who hands in how much.
func (s *Service) addressee(ctx context.Context, d Delivery) (t caller.Tenant, err error) {
	uid, ok := tenantOf(d.Token)
	if !ok {
		return t, ErrHook
	}
	var wait time.Duration
	err = s.Platform(ctx, func(ctx context.Context) error {
		found, err := s.Tenants.ByUID(ctx, uid)
		if errors.Is(err, tenant.ErrNotFound) || err == nil && found.State == tenant.Locked {
			return ErrHook
		}
		if err != nil {
			return err
		}
		t = found.Caller()
		wait, err = s.Users.Attempt(ctx, user.Limit{Key: "call:" + d.Token[:22] + ":" + d.Client, Max: perMinute, Window: time.Minute})
		return err
	})
	if err == nil && wait > 0 {
		err = user.TooMany(ErrHookMany, wait)
	}
	return t, err
}

func (s *Service) hear(ctx context.Context, t Told) error {
	var how How
	a, err := s.Activities.Carried(ctx, t.CallID, &how)
	if err != nil {
		return err
	}
	if a.Type != Type {
		return ErrEvent
	}
	changed, err := how.hear(t)
	if err != nil {
		return err
	}
	if err := s.Activities.Carries(ctx, a, how); err != nil || !changed {
		return err
	}
	return s.Bus.Publish(ctx, Went{t.CallID, how})
}
