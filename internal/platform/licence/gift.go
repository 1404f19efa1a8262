package licence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
)

// ErrGift is returned for a gift of no seats, or one that is already over.
var ErrGift = errs.New(errs.Invalid, "seat.gift", "A gift has at least one seat, of a kind that there is, and ends in the future.")

// seatGift is a number of seats that a tenant has for nothing until EndsAt.
type seatGift struct {
	ID        uuid.UUID
	TenantID  int64
	Kind      Kind
	Seats     int
	Reason    string
	CreatedAt time.Time
	EndsAt    time.Time
	EndedAt   *time.Time
}

// Gift gives a tenant seats on top of those it has, until a moment.
func (s *Service) Gift(ctx context.Context, tenantID int64, a Allotment, until time.Time, reason string) error {
	known := a.Kind == Full || a.Kind == Light || a.Kind == Viewer
	if now := clock.Now(); !known || a.Granted < 1 || !until.After(now) {
		return ErrGift
	}
	if _, err := lock(ctx, tenantID); err != nil {
		return err
	}
	g := seatGift{ID: id.New(), TenantID: tenantID, Kind: a.Kind, Seats: a.Granted, Reason: reason, CreatedAt: clock.Now(), EndsAt: until}
	if err := insertGift(ctx, &g); err != nil {
		return err
	}
	return add(ctx, tenantID, a.Kind, a.Granted)
}

// EndGifts takes back the gifts whose time is over. Seats in use stay in use; no more are given out.
func (s *Service) EndGifts(ctx context.Context) error {
	over, err := overGifts(ctx, clock.Now())
	for _, g := range over {
		if err != nil {
			return err
		}
		if _, err = lock(ctx, g.TenantID); err == nil {
			err = add(ctx, g.TenantID, g.Kind, -g.Seats)
		}
		if err == nil {
			err = endGift(ctx, g.ID, clock.Now())
		}
	}
	return err
}
