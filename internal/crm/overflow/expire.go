package overflow

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// keepDays is for how many daily ticks a lead is kept while its company can only read, and warnDays how many before its end
// the owners are told. Ticks are counted while the service runs: no jump of a clock deletes anything.
const (
	keepDays = 30
	warnDays = 7
)

// patience is how long a letter may take to go out. One that has not is written anew, to whoever owns the company then.
const patience = 3 * 24 * time.Hour

// Person is somebody who is told.
type Person struct {
	ID                    uuid.UUID
	Name, Email, Language string
}

// Expired is published when leads were deleted that had waited too long for their company's return.
type Expired struct {
	Notice uuid.UUID // that told the owners of it
	Count  int64
}

type expired struct{ Count int64 }

// Change implements event.Change.
func (e Expired) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Notice}, Action: "expired", After: expired{e.Count}}
}

// Unit runs a function in a unit of work.
type Unit func(ctx context.Context, f func(context.Context) error) error

// KeeperParts are what a keeper needs.
type KeeperParts struct {
	Platform, InTenant Unit
	Tenants            *tenant.Service
	Bus                *event.Bus
	Mail               mail.Sender
	Owners             func(ctx context.Context, tenantID int64) ([]Person, error) // in a platform unit
	BaseURL            string
}

// Keeper ends the wait of leads whose company does not come back. Its methods open units of work themselves.
type Keeper struct{ KeeperParts }

// NewKeeper returns a keeper made with p.
func NewKeeper(p KeeperParts) *Keeper { return &Keeper{p} }

// held is how long a company has been read-only, and what its owners were told last.
type held struct {
	Tenant tenant.Tenant
	Days   int
	Late   *time.Time // leads that came before it have to be told of; nil when there can be none
	Over   *time.Time // leads that came before it have waited for as long as promised
	Notice *heldNotice
}

// ripe tells whether those of the notice may be deleted: they have waited for all their days, and the owners have known for
// as many as promised.
func (h held) ripe() bool {
	n := h.Notice
	return n != nil && n.SentDay != nil && h.Days >= *n.SentDay+warnDays && h.Over != nil && !n.UpTo.After(*h.Over)
}

// Daily counts a day for every company that can only read, and looks after their leads. It may run any number of times a
// day. What fails for one company keeps nobody else's from being looked after.
func (k *Keeper) Daily(ctx context.Context) error { return k.daily(ctx, clock.Now()) }

func (k *Keeper) daily(ctx context.Context, now time.Time) error {
	var ids []int64
	err := k.Platform(ctx, func(ctx context.Context) (err error) {
		ids, err = tick(ctx, now)
		return err
	})
	for _, id := range ids {
		err = errors.Join(err, k.look(ctx, id, now))
	}
	return err
}

// look does for one company what is due.
func (k *Keeper) look(ctx context.Context, id int64, now time.Time) error {
	var h held
	err := k.Platform(ctx, func(ctx context.Context) (err error) {
		if h, err = facts(ctx, id); err != nil {
			return err
		}
		h.Tenant, err = k.Tenants.Find(ctx, id)
		return err
	})
	switch {
	case err != nil || licence.Access(h.Tenant.State) == licence.Write || h.Tenant.HeldFrom != nil:
		return err
	case h.ripe():
		return k.expire(ctx, h)
	case h.Notice == nil && h.Late != nil:
		return k.announce(ctx, h, now)
	case h.Notice != nil && h.Notice.SentDay == nil && now.Sub(h.Notice.WrittenAt) > patience:
		return k.Platform(ctx, func(ctx context.Context) error { return k.write(ctx, *h.Notice, now) })
	}
	return nil
}

// within runs f in the company's own unit.
func (k *Keeper) within(ctx context.Context, t tenant.Tenant, f func(context.Context) error) error {
	return k.InTenant(caller.With(ctx, caller.System("overflow", t.Caller())), f)
}

// announce tells the owners of the leads whose end is near, if there are any.
func (k *Keeper) announce(ctx context.Context, h held, now time.Time) error {
	n := heldNotice{ID: id.New(), TenantID: h.Tenant.ID, UpTo: *h.Late}
	err := k.within(ctx, h.Tenant, func(ctx context.Context) (err error) {
		n.Leads, err = countBefore(ctx, n.UpTo)
		return err
	})
	if err != nil || n.Leads == 0 {
		return err
	}
	return k.Platform(ctx, func(ctx context.Context) error { return k.write(ctx, n, now) })
}

// write has a letter sent to every owner. Where there is none, nobody can be told, now or later: it counts as sent.
func (k *Keeper) write(ctx context.Context, n heldNotice, now time.Time) error {
	n.WrittenAt = now
	if err := saveNotice(ctx, n); err != nil {
		return err
	}
	owners, err := k.Owners(ctx, n.TenantID)
	if err != nil {
		return err
	}
	if len(owners) == 0 {
		slog.WarnContext(ctx, "a company whose leads will be deleted has no owner to be told", "tenant", n.TenantID)
		return noticeSent(ctx, n.ID)
	}
	for _, p := range owners {
		if err := job.EnqueueFor(ctx, 0, "overflow", letterArgs{n.TenantID, n.ID, p.ID, now.UnixMicro()}); err != nil {
			return err
		}
	}
	return nil
}

// expire deletes the leads of a notice. How many they were is written down by a job that exists exactly when they are gone.
func (k *Keeper) expire(ctx context.Context, h held) error {
	return k.within(ctx, h.Tenant, func(ctx context.Context) error {
		n, err := removeBefore(ctx, h.Notice.UpTo)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := k.Bus.Publish(ctx, Expired{h.Notice.ID, n}); err != nil {
				return err
			}
		}
		return job.EnqueueFor(ctx, 0, "overflow", expiredArgs{h.Notice.ID, n})
	})
}

// Fate is what became, and will become, of leads that nobody took in for too long: how many of them will be deleted, as the
// owners were told, and how many were.
type Fate struct{ Expiring, Expired int64 }

// Fate looks it up for the caller's company.
func (k *Keeper) Fate(ctx context.Context) (f Fate, err error) {
	err = k.Platform(ctx, func(ctx context.Context) (err error) {
		f, err = fate(ctx, caller.From(ctx).Tenant.ID)
		return err
	})
	return f, err
}
