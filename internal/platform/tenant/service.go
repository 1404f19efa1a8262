package tenant

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Service is the way to the registry. Its methods run in a unit of work on the platform.
type Service struct {
	bus    *event.Bus
	maker  *Maker
	spares int
}

// NewService returns a service that keeps spares schemas ready through maker.
func NewService(bus *event.Bus, maker *Maker, spares int) *Service {
	return &Service{bus: bus, maker: maker, spares: spares}
}

// Find returns a tenant by its id.
func (s *Service) Find(ctx context.Context, id int64) (Tenant, error) { return find(ctx, "id = ?", id) }

// BySlug returns a tenant by its part of the address.
func (s *Service) BySlug(ctx context.Context, slug string) (Tenant, error) {
	return find(ctx, "slug = ?", slug)
}

// ByUID returns a tenant by the id that outsiders see.
func (s *Service) ByUID(ctx context.Context, uid uuid.UUID) (Tenant, error) {
	return find(ctx, "uid = ?", uid)
}

// List returns all companies; it is for the operator.
func (s *Service) List(ctx context.Context) ([]Tenant, error) { return list(ctx) }

// Claimed returns the ids of the companies that are not purged, in a unit of work on the platform.
func (s *Service) Claimed(ctx context.Context) ([]int64, error) { return claimed(ctx) }

// RefillSoon has the pool of spares filled up in the background, in a unit of work on the platform.
func RefillSoon(ctx context.Context) error {
	return job.EnqueueFor(ctx, 0, "tenant", Refill{}, job.Options{Unique: true})
}

// Claim makes a spare schema the home of a new company on trial. It never builds one: without a spare it fails with
// ErrPoolEmpty.
func (s *Service) Claim(ctx context.Context, d Draft) (caller.Tenant, error) {
	var t Tenant
	if err := t.Apply(d); err != nil {
		return caller.Tenant{}, err
	}
	spare, err := claim(ctx, s.maker.Serves())
	if err != nil {
		return caller.Tenant{}, err
	}
	ends := clock.Now().AddDate(0, 0, TrialDays)
	spare.Name, spare.Language, spare.Currency, spare.Timezone = t.Name, t.Language, t.Currency, t.Timezone
	spare.State, spare.Plan, spare.TrialEndsAt = Trialing, "business", &ends
	if err := s.name(ctx, &spare); err != nil {
		return caller.Tenant{}, err
	}
	if err := RefillSoon(ctx); err != nil {
		return caller.Tenant{}, err
	}
	return spare.Caller(), nil
}

// name gives a claimed tenant the first free address made of its name, and saves it.
func (s *Service) name(ctx context.Context, t *Tenant) error {
	base := slugOf(t.Name)
	if err := lockSlug(ctx, base); err != nil {
		return err
	}
	now := clock.Now()
	t.ClaimedAt = &now
	for n := 1; ; n++ {
		slug := base
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", base, n)
		}
		t.Slug = &slug
		taken, err := saveNamed(ctx, t)
		if err != nil || !taken {
			return err
		}
	}
}

// Update changes the company's settings, unless they were saved since the caller read version.
func (s *Service) Update(ctx context.Context, id int64, version int, d Draft) (Tenant, error) {
	t, err := s.Find(ctx, id)
	if err != nil {
		return t, err
	}
	before := t
	if err := t.Apply(d); err != nil {
		return t, err
	}
	if err := update(ctx, &t, version); err != nil {
		return t, err
	}
	if err := changed(ctx, id); err != nil {
		return t, err
	}
	return t, s.bus.Publish(ctx, Updated{before, t})
}

// SetState moves a tenant to another state.
func (s *Service) SetState(ctx context.Context, id int64, state string) error {
	if err := setColumns(ctx, id, map[string]any{"state": state}); err != nil {
		return err
	}
	return changed(ctx, id)
}

// Hold keeps a tenant in a state, suspended or locked, until Release: no clock runs for it, and nothing that billing hears
// moves it. Holding a tenant that is held changes the state and the reason only.
func (s *Service) Hold(ctx context.Context, id int64, state, reason string) error {
	if err := hold(ctx, id, state, reason); err != nil {
		return err
	}
	return changed(ctx, id)
}

// Release gives a tenant that was held its state back; one that was not is left alone.
func (s *Service) Release(ctx context.Context, id int64) error {
	if err := release(ctx, id); err != nil {
		return err
	}
	return changed(ctx, id)
}

// SetPlan gives a tenant a version of a plan, 0 for what the catalogue offers; trialEnds is nil when it is not a trial.
func (s *Service) SetPlan(ctx context.Context, id int64, plan string, version int, trialEnds *time.Time) error {
	if err := setColumns(ctx, id, map[string]any{"plan": plan, "plan_version": version, "trial_ends_at": trialEnds}); err != nil {
		return err
	}
	return changed(ctx, id)
}

// changed drops what the instances have cached of a tenant.
func changed(ctx context.Context, id int64) error { return hint(ctx, hintOf(id)) }

func hintOf(id int64) string { return fmt.Sprintf("tenant:%d", id) }
