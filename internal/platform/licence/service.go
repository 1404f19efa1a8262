package licence

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// tenants is what seats must know of companies.
type tenants interface {
	Find(ctx context.Context, id int64) (tenant.Tenant, error)
}

// Service is the way to seats. Its methods run in a unit of work on the platform. Each first locks the tenant's pools
// and only then counts, in another statement: a count in the locking statement would be as old as the wait for the lock.
type Service struct {
	tenants  tenants
	patience int
	bus      *event.Bus
}

// NewService returns a service that knows companies from tenants, and tells bus what was taken out.
func NewService(bus *event.Bus, tenants tenants) *Service { return &Service{tenants, Patience, bus} }

// StartTrial gives a new tenant the seats of a trial: full and light ones together up to a number, and some viewers.
func (s *Service) StartTrial(ctx context.Context, tenantID int64) error {
	t, err := s.tenants.Find(ctx, tenantID)
	if err != nil {
		return err
	}
	terms := plan.OnTrial()
	give := map[Kind]int{Full: terms.Seats, Light: terms.Seats, trial: terms.Seats, Viewer: terms.Viewers}
	for _, kind := range []Kind{Full, Light, Viewer, trial} {
		price := plan.Offer(terms.Plan, string(kind), "month", t.Currency)
		if err := grant(ctx, tenantID, Allotment{Kind: kind, Granted: give[kind], Price: price, Interval: "month"}); err != nil {
			return err
		}
	}
	return nil
}

// Grant sets how many seats of a kind a tenant has. Fewer than are used is possible: the pool is then over-allocated and
// nothing more is taken from it.
func (s *Service) Grant(ctx context.Context, tenantID int64, kind Kind, n int) error {
	if _, err := lock(ctx, tenantID); err != nil {
		return err
	}
	return setGranted(ctx, tenantID, kind, n)
}

// Schedule announces how many seats of a kind there will be from the next period on, besides those given for nothing: no
// more than that are given out from now on. Fewer than are used is refused with ErrBelowUse.
func (s *Service) Schedule(ctx context.Context, tenantID int64, kind Kind, n int) error {
	all, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	free, err := gifts(ctx, tenantID)
	if err != nil {
		return err
	}
	n += free[kind]
	if p := all[kind]; n < p.Used {
		return ErrBelowUse.With("kind", string(kind)).With("used", p.Used)
	} else if n >= p.Granted {
		return setScheduled(ctx, tenantID, kind, nil)
	}
	return setScheduled(ctx, tenantID, kind, &n)
}

// Allot sets everything that a tenant is granted, besides what it was given for nothing, and ends its trial; closed keeps seats from being taken at all.
func (s *Service) Allot(ctx context.Context, tenantID int64, all []Allotment, closed bool) error {
	if _, err := lock(ctx, tenantID); err != nil {
		return err
	}
	free, err := gifts(ctx, tenantID)
	if err != nil {
		return err
	}
	for _, a := range all {
		a.Granted += free[a.Kind]
		if a.Scheduled != nil {
			n := *a.Scheduled + free[a.Kind]
			a.Scheduled = &n
		}
		if err := grant(ctx, tenantID, a); err != nil {
			return err
		}
	}
	if err := removeTrial(ctx, tenantID); err != nil {
		return err
	}
	return setClosed(ctx, tenantID, closed)
}

// TakeSeat reserves a seat for an invitation or a membership; a holder that has one of the kind keeps it. Without a free
// seat it fails with ErrSeatLimit.
func (s *Service) TakeSeat(ctx context.Context, tenantID int64, kind Kind, holder uuid.UUID) error {
	pools, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	held, err := find(ctx, tenantID, holder)
	switch {
	case err != nil:
		return err
	case held != nil && held.Kind == kind && held.State != Suspended:
		return nil
	case held != nil:
		return ErrHeld
	}
	if err := claim(ctx, tenantID, pools, kind, true); err != nil {
		return err
	}
	now := clock.Now()
	return insert(ctx, &seat{ID: id.New(), TenantID: tenantID, Kind: kind, Holder: holder, State: Reserved, CreatedAt: now, UpdatedAt: now})
}

// FreeSeat gives a holder's seat back; a holder without one is fine.
func (s *Service) FreeSeat(ctx context.Context, tenantID int64, holder uuid.UUID) error {
	pools, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	held, err := find(ctx, tenantID, holder)
	if err != nil || held == nil {
		return err
	}
	if held.State != Suspended {
		if err := unclaim(ctx, tenantID, pools, held.Kind, true); err != nil {
			return err
		}
	}
	return setSeat(ctx, held, map[string]any{"state": Released})
}

// MoveSeat hands a seat from an invitation to the membership that came of it; the number of used seats stays. With from
// and to alike it only sets whether the seat is active. While more seats of the kind are used than there are, nobody new
// comes in: ErrSeatLimit.
func (s *Service) MoveSeat(ctx context.Context, tenantID int64, from, to uuid.UUID, active bool) error {
	pools, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	held, err := find(ctx, tenantID, from)
	if err != nil {
		return err
	}
	if held == nil || held.State == Suspended {
		return ErrNoSeat
	}
	if from != to && pools[held.Kind].OverAllocated() {
		return limitOf(pools, held.Kind)
	}
	state := Reserved
	if active {
		state = Active
	}
	return setSeat(ctx, held, map[string]any{"holder": to, "state": state})
}

// ChangeSeat gives a holder a seat of another kind for theirs: both happen, or neither.
func (s *Service) ChangeSeat(ctx context.Context, tenantID int64, holder uuid.UUID, kind Kind) error {
	pools, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	held, err := find(ctx, tenantID, holder)
	if err != nil {
		return err
	}
	if held == nil || held.State == Suspended {
		return ErrNoSeat
	}
	if held.Kind == kind {
		return nil
	}
	together := held.Kind != Viewer && kind != Viewer // within a trial's common pool nothing changes
	if err := claim(ctx, tenantID, pools, kind, !together); err != nil {
		return err
	}
	if err := unclaim(ctx, tenantID, pools, held.Kind, !together); err != nil {
		return err
	}
	return setSeat(ctx, held, map[string]any{"kind": kind})
}

// Pools tells how many seats of each kind a tenant has. During a trial what is left of the common number is left of
// both full and light seats.
func (s *Service) Pools(ctx context.Context, tenantID int64) ([]Pool, error) {
	all, err := read(ctx, tenantID)
	if err != nil {
		return nil, err
	}
	free, err := gifts(ctx, tenantID)
	out := show(all)
	for i := range out {
		out[i].Given = free[out[i].Kind]
	}
	return out, err
}

// Trials lists the tenants whose seats are those of a trial.
func (s *Service) Trials(ctx context.Context) ([]int64, error) { return trials(ctx) }

// show hides the trial's common pool behind what it leaves of the others.
func show(all map[Kind]Pool) []Pool {
	var pools []Pool
	common, onTrial := all[trial]
	for _, kind := range Kinds {
		p, ok := all[kind]
		if !ok {
			continue
		}
		if onTrial && kind != Viewer {
			p.Granted = min(p.Granted, p.Used+common.free())
		}
		pools = append(pools, p)
	}
	return pools
}

// claim counts one seat more in a locked pool, and in the trial's common one when together is set.
func claim(ctx context.Context, tenantID int64, pools map[Kind]Pool, kind Kind, together bool) error {
	p, ok := pools[kind]
	if !ok {
		return fmt.Errorf("licence: tenant %d has no pool of %s seats", tenantID, kind)
	}
	if p.closed {
		return ErrClosed
	}
	_, onTrial := pools[trial]
	from := drawsFrom(kind, onTrial && together)
	for i, k := range from {
		taken, err := take(ctx, tenantID, k)
		if err != nil {
			return err
		}
		if !taken {
			return errors.Join(limitOf(pools, kind), giveAll(ctx, tenantID, from[:i]))
		}
	}
	return nil
}

func limitOf(pools map[Kind]Pool, kind Kind) error {
	_, onTrial := pools[trial]
	for _, p := range show(pools) {
		if p.Kind == kind {
			return full(p, onTrial)
		}
	}
	return ErrSeatLimit
}

func unclaim(ctx context.Context, tenantID int64, pools map[Kind]Pool, kind Kind, together bool) error {
	_, onTrial := pools[trial]
	return giveAll(ctx, tenantID, drawsFrom(kind, onTrial && together))
}

func giveAll(ctx context.Context, tenantID int64, kinds []Kind) error {
	for _, k := range kinds {
		if err := give(ctx, tenantID, k); err != nil {
			return err
		}
	}
	return nil
}

// drawsFrom are the pools that a seat of a kind counts in; the common one first, since it is the narrower.
func drawsFrom(kind Kind, common bool) []Kind {
	if common && kind != Viewer {
		return []Kind{trial, kind}
	}
	return []Kind{kind}
}
