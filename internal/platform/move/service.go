package move

import (
	"context"
	"errors"
	"log/slog"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/node"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error // a unit of work on the platform
	Nodes    *node.Service
	Maker    *tenant.Maker
	At       func(ctx context.Context, node int) (*Server, error) // connects to a node as its administrator
	Bus      *event.Bus
}

// Service moves companies. Its methods open units of work themselves; they are for operators and for the background.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// List are all moves whose old copy is still there, or that are under way.
func (s *Service) List(ctx context.Context) (all []Move, err error) {
	return all, s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = list(ctx)
		return err
	})
}

// Move takes a company to the node of that name while it is being used, and goes on where an earlier attempt has stopped,
// for whatever reason. tell is called with each step.
func (s *Service) Move(ctx context.Context, t tenant.Tenant, to string, tell func(step string)) (Report, error) {
	begin := clock.Now()
	target, err := s.d.Nodes.ByName(ctx, to)
	if err != nil {
		return Report{}, err
	}
	release, err := s.hold(ctx, t.ID)
	if err != nil {
		return Report{}, err
	}
	defer release()
	r, err := s.start(ctx, t, target)
	if err != nil {
		return Report{}, err
	}
	defer r.close()
	r.tell = tell
	err = r.run(ctx)
	r.report.Took = clock.Since(begin)
	return r.report, err
}

// start enters the move into the registry, unless it is there, and connects to both sides.
func (s *Service) start(ctx context.Context, t tenant.Tenant, target node.Node) (*run, error) {
	m, err := s.find(ctx, t.ID)
	if errors.Is(err, ErrNoMove) {
		if m, err = s.enter(ctx, t, target); err != nil {
			return nil, err
		}
	}
	switch {
	case err != nil:
		return nil, err
	case m.Phase == moved && m.Target == target.ID:
		return nil, ErrHere
	case m.Phase == moved:
		return nil, ErrLeftover
	case m.Target != target.ID:
		return nil, ErrElsewhere
	}
	return s.open(ctx, m)
}

// enter begins a new move: the company's schema is at the program's version, and from now on it stays there.
func (s *Service) enter(ctx context.Context, t tenant.Tenant, target node.Node) (m Move, err error) {
	if t.Node == target.ID {
		return m, ErrHere
	}
	if t.SchemaVersion < s.d.Maker.Head() {
		if err := s.d.Maker.Retry(ctx, t.ID); err != nil {
			return m, err
		}
	}
	m = Move{TenantID: t.ID, Source: t.Node, Target: target.ID, Phase: copying, StartedAt: clock.Now()}
	return m, s.d.Platform(ctx, func(ctx context.Context) error {
		now, err := lockTenant(ctx, t.ID)
		switch {
		case err != nil:
			return err
		case now.State == tenant.Locked || now.State == tenant.PendingPurge || now.State == tenant.Purged || now.State == tenant.Spare:
			return ErrState
		case now.SchemaVersion != s.d.Maker.Head():
			return ErrVersion
		}
		return insert(ctx, m)
	})
}

func (s *Service) find(ctx context.Context, tenantID int64) (m Move, err error) {
	return m, s.d.Platform(ctx, func(ctx context.Context) error {
		m, err = find(ctx, tenantID)
		return err
	})
}

// open connects to both sides of a move.
func (s *Service) open(ctx context.Context, m Move) (r *run, err error) {
	r = &run{s: s, m: m, tell: func(string) {}}
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		r.t, err = lockTenant(ctx, m.TenantID)
		return err
	})
	if err == nil {
		err = r.connect(ctx)
	}
	if err != nil {
		r.close()
	}
	return r, err
}

// Abort stops a move that has not come to its end: the source goes on to serve the company, the copy is dropped.
func (s *Service) Abort(ctx context.Context, t tenant.Tenant) error {
	release, err := s.hold(ctx, t.ID)
	if err != nil {
		return err
	}
	defer release()
	m, err := s.find(ctx, t.ID)
	if err != nil {
		return err
	}
	if m.Phase == moved {
		return ErrDone
	}
	r, err := s.open(ctx, m)
	if err != nil {
		return err
	}
	defer r.close()
	if err := s.lift(ctx, r.t); err != nil {
		return err
	}
	if err := errors.Join(r.dropSubscription(ctx), r.dropPublication(ctx)); err != nil {
		return err
	}
	if err := s.d.Maker.Raze(ctx, r.t, m.Target); err != nil {
		return err
	}
	return s.forget(ctx, t.ID)
}

// DropOld drops the copy that a company has left behind. Unless unchecked is true, both must have been found equal.
func (s *Service) DropOld(ctx context.Context, t tenant.Tenant, unchecked bool) error {
	release, err := s.hold(ctx, t.ID)
	if err != nil {
		return err
	}
	defer release()
	m, err := s.find(ctx, t.ID)
	switch {
	case err != nil:
		return err
	case m.Phase != moved:
		return ErrNotYet
	case !m.Droppable() && !unchecked:
		return ErrUnchecked
	}
	r, err := s.open(ctx, m)
	if err != nil {
		return err
	}
	defer r.close()
	// What a mover that was killed after the flip has left.
	if err := errors.Join(r.dropSubscription(ctx), r.dropPublication(ctx)); err != nil {
		return err
	}
	if err := s.d.Maker.Raze(ctx, r.t, m.Source); err != nil {
		return err
	}
	return s.forget(ctx, t.ID)
}

func (s *Service) forget(ctx context.Context, tenantID int64) error {
	return s.d.Platform(ctx, func(ctx context.Context) error { return remove(ctx, tenantID) })
}

// Rescue lifts the fences whose movers have died: their companies are served by the source again, and the moves can be
// run again.
func (s *Service) Rescue(ctx context.Context) error {
	all, err := s.List(ctx)
	for _, m := range all {
		if m.Phase == fenced {
			err = errors.Join(err, s.rescue(ctx, m))
		}
	}
	return err
}

func (s *Service) rescue(ctx context.Context, m Move) error {
	release, err := s.hold(ctx, m.TenantID)
	if errors.Is(err, ErrRunning) {
		return nil
	}
	if err != nil {
		return err
	}
	defer release()
	slog.WarnContext(ctx, "a move was broken off while nobody served the company: its fence is lifted", "tenant", m.TenantID)
	return s.lift(ctx, tenant.Tenant{ID: m.TenantID})
}

// lift ends a fence before the company has moved; without one, or after the move, it does nothing. The registry's line is
// locked meanwhile, so that a move can't come to its end.
func (s *Service) lift(ctx context.Context, t tenant.Tenant) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		m, err := lockFenced(ctx, t.ID)
		if errors.Is(err, ErrNoMove) {
			return nil
		}
		if err != nil {
			return err
		}
		if t, err = lockTenant(ctx, t.ID); err != nil {
			return err
		}
		if err := s.d.Maker.Unfence(ctx, t, m.Source); err != nil {
			return err
		}
		return setPhase(ctx, t.ID, fenced, copying)
	})
}

// flip makes the target serve the company. It fails when somebody has lifted the fence.
func (s *Service) flip(ctx context.Context, r *run) error {
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	ctx = caller.With(ctx, caller.System("move", r.t.Caller()))
	return s.d.Platform(ctx, func(ctx context.Context) error {
		if err := settle(ctx, r.m); err != nil {
			return err
		}
		return s.d.Bus.Publish(ctx, Moved{r.t.UID, r.t.Name, names[r.m.Source], names[r.m.Target]})
	})
}

func (s *Service) names(ctx context.Context) (map[int]string, error) {
	all, err := s.d.Nodes.List(ctx)
	names := map[int]string{}
	for _, n := range all {
		names[n.ID] = n.Name
	}
	return names, err
}
