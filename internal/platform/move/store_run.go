package move

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Server is a node's database as its administrator sees it.
type Server = setup.Database

// Place is where a company is served now.
func (s *Service) Place(ctx context.Context, tenantID int64) (p db.Place, err error) {
	return p, s.d.Platform(ctx, func(ctx context.Context) error {
		p, err = place(ctx, tenantID)
		return err
	})
}

// run is a move under way, with the connections of the administrators of both sides.
type run struct {
	s              *Service
	m              Move
	t              tenant.Tenant
	source, target *Server
	src, dst       *pgx.Conn
	tell           func(string)
	report         Report
}

func (r *run) connect(ctx context.Context) (err error) {
	if r.source, err = r.s.d.At(ctx, r.m.Source); err != nil {
		return err
	}
	if r.target, err = r.s.d.At(ctx, r.m.Target); err != nil {
		return err
	}
	if r.src, err = r.source.Admin(ctx); err != nil {
		return err
	}
	if r.dst, err = r.target.Admin(ctx); err != nil {
		return err
	}
	return errors.Join(ready(ctx, r.src), ready(ctx, r.dst))
}

func (r *run) close() {
	for _, c := range []*pgx.Conn{r.src, r.dst} {
		if c != nil {
			c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
		}
	}
}

// run goes through the steps from wherever an earlier attempt has stopped.
func (r *run) run(ctx context.Context) error {
	if err := r.s.lift(ctx, r.t); err != nil { // of a mover that died
		return err
	}
	whole, err := r.subscribed(ctx)
	if err != nil {
		return err
	}
	if !whole {
		if err := r.copy(ctx); err != nil {
			return fmt.Errorf("copying: %w", err)
		}
	}
	r.tell("catching up")
	if err := r.catchUp(ctx); err != nil {
		return err
	}
	snapshot, err := r.change(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it only reads
	r.tell("moved; comparing both copies")
	return r.settle(ctx, snapshot)
}

// copy makes the company's schema on the target, fills it with one moment of the source, and lets the changes since follow.
func (r *run) copy(ctx context.Context) error {
	begin := clock.Now()
	r.tell("copying")
	if err := errors.Join(r.dropSubscription(ctx), r.dropPublication(ctx)); err != nil {
		return err
	}
	if err := r.steady(ctx); err != nil {
		return err
	}
	if err := r.s.d.Maker.Raise(ctx, r.t, r.m.Target); err != nil {
		return err
	}
	tables, err := r.tables(ctx)
	if err != nil {
		return err
	}
	if err := r.publish(ctx, tables); err != nil {
		return err
	}
	if err := r.fill(ctx, tables); err != nil {
		return err
	}
	r.report.Copy = clock.Since(begin)
	return r.subscribe(ctx)
}

// catchUp waits until a change arrives at the target almost at once.
func (r *run) catchUp(ctx context.Context) error {
	for {
		begin := clock.Now()
		if err := r.arrive(ctx, standstill); err != nil {
			return err
		}
		if clock.Since(begin) < nearly {
			return nil
		}
	}
}

// change fences the source, waits for the last change, and makes the target serve the company. It returns the target as
// it was at that moment.
func (r *run) change(ctx context.Context) (pgx.Tx, error) {
	for range fences {
		snapshot, err := r.attempt(ctx)
		if err == nil || !errors.Is(err, ErrNoMoment) {
			return snapshot, err
		}
		r.tell("something of the company is open; waiting for a better moment")
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(fencePause):
		}
		if err := r.catchUp(ctx); err != nil {
			return nil, err
		}
	}
	return nil, ErrNoMoment
}

// attempt is one fence. Whatever fails, the source serves the company again, unless the target already does.
func (r *run) attempt(ctx context.Context) (snapshot pgx.Tx, err error) {
	begin := clock.Now()
	if err := r.s.d.Platform(ctx, func(ctx context.Context) error { return setPhase(ctx, r.t.ID, copying, fenced) }); err != nil {
		return nil, err
	}
	if snapshot, err = r.hand(ctx); err != nil {
		if snapshot != nil {
			snapshot.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // the first error counts
		}
		return nil, errors.Join(err, r.s.lift(context.WithoutCancel(ctx), r.t))
	}
	r.report.Stall = clock.Since(begin)
	return snapshot, nil
}

// hand takes the company from the source and gives it to the target.
func (r *run) hand(ctx context.Context) (pgx.Tx, error) {
	maker := r.s.d.Maker
	if err := maker.Fence(ctx, r.t, r.m.Source); err != nil {
		return nil, err
	}
	if err := r.drain(ctx); err != nil {
		return nil, err
	}
	if err := maker.Seal(ctx, r.t, r.m.Source); err != nil {
		return nil, err
	}
	if err := r.drain(ctx); err != nil { // what began in between
		return nil, err
	}
	if err := r.arrive(ctx, arriveFor); err != nil {
		return nil, err
	}
	snapshot, err := r.freeze(ctx)
	if err != nil {
		return nil, err
	}
	return snapshot, r.s.flip(ctx, r)
}

// drain waits until nothing of the company is open on the source.
func (r *run) drain(ctx context.Context) error {
	for begin := clock.Now(); ; {
		open, err := r.holders(ctx)
		if err != nil || open == 0 {
			return err
		}
		if clock.Since(begin) > drainFor {
			return ErrNoMoment
		}
		time.Sleep(poll)
	}
}

// arrive makes a change that nobody sees on the source and waits until the target has it, and with it all before.
func (r *run) arrive(ctx context.Context, patience time.Duration) error {
	mark, err := r.mark(ctx)
	if err != nil {
		return err
	}
	last, since := "", clock.Now()
	for {
		at, there, err := r.reached(ctx, mark)
		if err != nil || there {
			return err
		}
		if at != last && patience == standstill {
			last, since = at, clock.Now()
		}
		if clock.Since(since) > patience {
			return late(patience)
		}
		time.Sleep(poll)
	}
}

func late(patience time.Duration) error {
	if patience == standstill {
		return ErrStuck
	}
	return ErrNoMoment
}

// settle ends the replication and compares the copies: the source as it stands still, the target as it was at the change.
func (r *run) settle(ctx context.Context, snapshot pgx.Tx) error {
	rows, problem, err := r.compare(ctx, snapshot)
	if err != nil {
		return err
	}
	r.report.Rows = rows
	if err := r.s.d.Platform(ctx, func(ctx context.Context) error { return checked(ctx, r.t.ID, rows, problem) }); err != nil {
		return err
	}
	snapshot.Rollback(ctx) //nolint:errcheck // it only read; the connection is wanted
	if err := errors.Join(r.dropSubscription(ctx), r.dropPublication(ctx)); err != nil {
		return err
	}
	if problem != "" {
		return fmt.Errorf("%w: %s", ErrUnchecked, problem)
	}
	return nil
}
