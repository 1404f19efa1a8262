package licence

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Patience is for how many days a tenant may use more seats than it has, unless the operator says otherwise.
const Patience = 14

// Excess is that a tenant uses more seats of a kind than it has, since a cut that came from outside. Days are daily ticks,
// counted while the service ran and the tenant could write.
type Excess struct {
	TenantID int64
	Kind     Kind
	BeganAt  time.Time
	Days     int
	ToldAt   *time.Time
}

// Patient sets for how many days more seats may be used than there are before people are suspended.
func (s *Service) Patient(days int) *Service {
	s.patience = days
	return s
}

// Left is for how many more days nothing happens; 0 on the last one.
func (s *Service) Left(e Excess) int { return max(s.patience-e.Days, 0) }

// Due tells whether the days of an excess are over.
func (s *Service) Due(e Excess) bool { return e.Days > s.patience }

// Excesses lists what is used beyond what is granted, of tenants that may write and that no operator holds: for the
// others no clock runs, and whoever comes back finds everything as it was.
func (s *Service) Excesses(ctx context.Context) ([]Excess, error) { return excesses(ctx) }

// TickExcess counts a day for every excess, at most once a day: a clock that jumps counts one, one that is put back none.
func (s *Service) TickExcess(ctx context.Context, day time.Time) error { return tickExcess(ctx, day) }

// Told notes that the owners were told of an excess; first is false when they had been, or when it is over.
func (s *Service) Told(ctx context.Context, e Excess) (first bool, err error) { return told(ctx, e) }

// Surplus is how many seats of a kind are used beyond those that there are. Nobody else can take or give seats of the
// tenant until the end of the unit.
func (s *Service) Surplus(ctx context.Context, tenantID int64, kind Kind) (int, error) {
	pools, err := lock(ctx, tenantID)
	p := pools[kind]
	return max(p.Used-p.Granted, 0), err
}

// SuspendSeat keeps a holder's seat in mind without counting it; a seat that is suspended already stays so.
func (s *Service) SuspendSeat(ctx context.Context, tenantID int64, holder uuid.UUID) error {
	pools, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	held, err := find(ctx, tenantID, holder)
	if err != nil {
		return err
	}
	if held == nil {
		return ErrNoSeat
	}
	if held.State == Suspended {
		return nil
	}
	if err := unclaim(ctx, tenantID, pools, held.Kind, true); err != nil {
		return err
	}
	return setSeat(ctx, held, map[string]any{"state": Suspended})
}

// Fits refuses, with ErrSeatLimit, a seat of a kind that could not be taken if more other seats of it were in use than now
// (fewer, when more is negative).
func (s *Service) Fits(ctx context.Context, tenantID int64, kind Kind, more int) error {
	all, err := lock(ctx, tenantID)
	if err != nil {
		return err
	}
	_, onTrial := all[trial]
	for _, p := range show(all) {
		if p.Kind != kind {
			continue
		}
		if p.closed {
			return ErrClosed
		}
		if missing := p.Used + more + 1 - p.most(); missing > 0 {
			return full(p, onTrial).With("missing", missing)
		}
	}
	return nil
}
