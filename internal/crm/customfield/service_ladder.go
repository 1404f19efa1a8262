package customfield

import (
	"context"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Removed is the last state of a field: out of sight, with its values, until they are destroyed.
const Removed = "removed"

// Kept is for how long a field that was deleted, and what is in it, can come back.
const Kept = 30 * 24 * time.Hour

// ladder are the states, in the order in which a field goes out of use.
var ladder = []string{Active, ReadOnly, Hidden, Archived, Removed}

// ErrSaw is returned for a step from where the field does not stand any more.
var ErrSaw = ErrStale

// Step is where a field stands, and how many records have it filled in.
type Step struct {
	Field
	State  string // also Removed
	Until  *time.Time
	Filled int64
}

// Ladder returns all fields, deleted ones too, with how full they are.
func (s *Service) Ladder(ctx context.Context) ([]Step, error) {
	all, filled, err := everything(ctx)
	steps := make([]Step, len(all))
	for i, f := range all {
		steps[i] = Step{Field: f, State: f.State, Filled: filled[f.ID.String()]}
		if f.DeletedAt.Valid {
			steps[i].State, steps[i].Until = Removed, new(f.DeletedAt.Time.Add(Kept))
		}
	}
	return steps, err
}

// Known are the keys of those fields of a kind of records that are in use, as the caller carries them.
func (s *Service) Known(ctx context.Context, object string) (keys []string, err error) {
	fs, err := of(ctx)
	for _, f := range fs.Of(object) {
		keys = append(keys, f.Key())
	}
	return keys, err
}

// Move puts a field on another step of the ladder, if it stands where the caller saw it. What is in it stays.
func (s *Service) Move(ctx context.Context, key, saw, state string) error {
	id, ours := keyed(key)
	if !ours || !slices.Contains(ladder, state) {
		return ErrState
	}
	if caller.From(ctx).May("tenant", "update") == caller.None {
		return errs.ErrDenied
	}
	f, deleted, err := whole(ctx, id)
	switch {
	case err != nil:
		return err
	case deleted != (saw == Removed), !deleted && f.State != saw:
		return ErrSaw
	case state == saw:
		return nil
	}
	if deleted {
		if f, err = s.Restore(ctx, id); err != nil {
			return err
		}
	}
	to := state
	if state == Removed {
		to = Archived
	}
	if f.State != to {
		if f, err = s.Update(ctx, id, f.Version, Draft{State: &to}); err != nil {
			return err
		}
	}
	if state == Removed {
		return s.Delete(ctx, id)
	}
	return nil
}

// Purged is published in the unit of work that destroyed a field and what was in it: who keeps copies of values destroys them.
type Purged struct{ Object, Key string }

type (
	nightlyArgs struct{}
	purgeArgs   struct{}
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "customfield.nightly" }

// Kind implements job.Args.
func (purgeArgs) Kind() string { return "customfield.purge" }

// Everyone calls a function with each company; the composition root sets it.
func (s *Service) Everyone(every func(ctx context.Context, f func(context.Context, int64) error) error) {
	s.everyone = every
}

// Jobs registers the night's work.
func (s *Service) Jobs(ws *job.Workers) {
	job.Handle(ws, func(ctx context.Context, _ purgeArgs) error { return s.Purge(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.everyone(ctx, func(ctx context.Context, tenant int64) error {
			return job.EnqueueFor(ctx, tenant, "customfield", purgeArgs{})
		})
	})
}

// Purge destroys a field that was deleted Kept ago, and what is in it. It does a part at a time, and asks to be called again
// while there is more.
func (s *Service) Purge(ctx context.Context) error {
	f, due, err := overdue(ctx, clock.Now().Add(-Kept))
	if err != nil || !due {
		return err
	}
	more, err := empty(ctx, f)
	if err != nil {
		return err
	}
	if !more {
		if err := s.bus.Publish(ctx, Purged{f.Object, f.Key()}); err != nil {
			return err
		}
		if err := destroy(ctx, f.ID); err != nil {
			return err
		}
	}
	return job.Enqueue(ctx, purgeArgs{})
}
