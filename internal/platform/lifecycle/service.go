package lifecycle

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

type (
	tenants interface {
		Find(ctx context.Context, id int64) (tenant.Tenant, error)
		SetState(ctx context.Context, id int64, state string) error
	}
	// dropper destroys what a tenant has stored; see tenant.Maker.
	dropper interface {
		Drop(ctx context.Context, id int64) error
	}
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error // runs a unit of work on the platform's schema
	Queues   func(ctx context.Context, f func(context.Context) error) error // runs one on the job queue of each node
	Tenants  tenants
	Dropper  dropper
	Forget   func(ctx context.Context, tenant uuid.UUID) error // destroys what is stored outside the database; can be repeated
	// Remember notes outside the database, where no backup of it reaches, that a tenant was purged; Remembered lists them.
	Remember   func(ctx context.Context, tenant uuid.UUID) error
	Remembered func(ctx context.Context) ([]uuid.UUID, error)
	Bus        *event.Bus
	Mail       mail.Sender
	Owners     func(ctx context.Context, tenantID int64) ([]Person, error) // in a platform unit
	BaseURL    string
}

// Service moves tenants on their way out. Its methods open units of work themselves.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Daily counts a day and moves every tenant that is on its way out. It may run any number of times a day. What fails for
// one tenant keeps nobody else from moving.
func (s *Service) Daily(ctx context.Context) error { return s.daily(ctx, clock.Now()) }

func (s *Service) daily(ctx context.Context, day time.Time) error {
	err := s.purgeAgain(ctx)
	var ids []int64
	err = errors.Join(err, s.d.Platform(ctx, func(ctx context.Context) (err error) {
		ids, err = tick(ctx, day)
		return err
	}))
	for _, id := range ids {
		err = errors.Join(err, s.move(ctx, id, false))
	}
	return errors.Join(err, s.forget(ctx))
}

// purgeAgain purges those who were purged before and are back, by a backup of the database that was older than that.
func (s *Service) purgeAgain(ctx context.Context) error {
	gone, err := s.d.Remembered(ctx)
	if err != nil || len(gone) == 0 {
		return err
	}
	var back []tenant.Tenant
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		ids, err := returned(ctx, gone)
		for _, id := range ids {
			t, failed := s.d.Tenants.Find(ctx, id)
			err = errors.Join(err, failed, s.d.Tenants.SetState(ctx, id, pendingPurge))
			back = append(back, t)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range back {
		slog.WarnContext(ctx, "a purged tenant came back with a backup and is purged again", "tenant", t.ID)
		err = errors.Join(err, s.purge(ctx, t))
	}
	return err
}

// forget destroys what purged tenants had outside the database. It comes after the purge, which an owner can stop until it
// is done, and is repeated for a month: whatever failed or crashed, nothing stays.
func (s *Service) forget(ctx context.Context) error {
	var gone []uuid.UUID
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		gone, err = purgedSince(ctx, clock.Now().AddDate(0, -1, 0))
		return err
	})
	for _, t := range gone {
		err = errors.Join(err, s.d.Remember(ctx, t), s.d.Forget(ctx, t))
	}
	return err
}

// Keep stops the purge of the caller's company: the retention begins anew.
func (s *Service) Keep(ctx context.Context) error {
	return s.move(ctx, caller.From(ctx).Tenant.ID, true)
}

// move takes one tenant to the state that follows from the facts, in one unit; only then is destroyed what has to be.
func (s *Service) move(ctx context.Context, id int64, stay bool) error {
	var end bool
	var t tenant.Tenant
	err := s.d.Platform(ctx, func(ctx context.Context) error {
		l, found, err := lock(ctx, id)
		if err != nil || !found {
			return err
		}
		if t, err = s.d.Tenants.Find(ctx, id); err != nil || t.State != l.State {
			return err // the next tick begins to count
		}
		f, written, err := facts(ctx, l, t, stay)
		if err != nil {
			return err
		}
		to := next(t.State, f)
		if end = to == purged; end {
			return nil
		}
		if to != t.State || stay {
			return s.enter(ctx, t, l, to)
		}
		if n := due(f, written); n > 0 && t.State == cancelled {
			return s.write(ctx, t, n)
		}
		return nil
	})
	if err != nil || !end {
		return err
	}
	return s.purge(ctx, t)
}

func facts(ctx context.Context, l leaving, t tenant.Tenant, stay bool) (f Facts, written map[int]bool, err error) {
	all, err := notices(ctx, l.TenantID)
	f, written = Facts{Days: l.Days, Sent: map[int]int{}, Held: t.HeldFrom != nil, Stay: stay}, map[int]bool{}
	for _, n := range all {
		written[n.DaysBefore] = n.SentDay != nil || clock.Since(n.WrittenAt) < patience
		if n.SentDay != nil {
			f.Sent[n.DaysBefore] = *n.SentDay
		}
	}
	return f, written, err
}

func (s *Service) enter(ctx context.Context, t tenant.Tenant, l leaving, state string) error {
	if err := enter(ctx, l, state); err != nil || state == t.State {
		return err
	}
	if err := s.d.Tenants.SetState(ctx, t.ID, state); err != nil {
		return err
	}
	if caller.From(ctx).Tenant.ID != t.ID {
		ctx = caller.With(ctx, caller.System("lifecycle", t.Caller()))
	}
	return s.d.Bus.Publish(ctx, Moved{t.UID, t.Name, t.State, state})
}

// write has a notice sent to every owner. Where there is none, nobody can be told, now or later: the notice counts as sent.
func (s *Service) write(ctx context.Context, t tenant.Tenant, days int) error {
	now := clock.Now()
	if err := writeNotice(ctx, t.ID, days, now); err != nil {
		return err
	}
	owners, err := s.d.Owners(ctx, t.ID)
	if err != nil {
		return err
	}
	if len(owners) == 0 {
		slog.WarnContext(ctx, "a company on its way out has no owner to be told", "tenant", t.ID, "days", days)
		return sent(ctx, t.ID, days)
	}
	for _, p := range owners {
		if err := job.EnqueueFor(ctx, 0, "lifecycle", noticeArgs{t.ID, p.ID, days, now.UnixMicro()}); err != nil {
			return err
		}
	}
	return nil
}

// purge destroys everything of a tenant in the database. A crash before the drop leaves it pending; one after it leaves jobs, which find no
// tenant and end.
func (s *Service) purge(ctx context.Context, t tenant.Tenant) error {
	if err := s.d.Dropper.Drop(ctx, t.ID); err != nil {
		return err
	}
	slog.InfoContext(ctx, "a tenant was purged", "tenant", t.ID)
	return s.d.Queues(ctx, func(ctx context.Context) error { return forgetJobs(ctx, t) })
}
