package task

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Finish marks a task as done, and makes the next one of a repeated task; doing so again changes nothing.
func (s *Service) Finish(ctx context.Context, id uuid.UUID) (Task, error) {
	before, err := s.held(ctx, id)
	if err != nil || before.DoneAt != nil {
		return before, err
	}
	now := clock.Now()
	after := before
	after.DoneAt, after.SnoozedUntil = &now, nil
	next, err := s.save(ctx, before, &after, true)
	if err != nil {
		return after, err
	}
	return after, s.told(ctx, Done{before, after}, next)
}

// Reopen takes back that a task is done; doing so again changes nothing. The next one of a repeated task goes again, unless
// somebody has worked on it meanwhile.
func (s *Service) Reopen(ctx context.Context, id uuid.UUID) (Task, error) {
	before, err := s.held(ctx, id)
	if err != nil || before.DoneAt == nil {
		return before, err
	}
	after := before
	after.DoneAt = nil
	if before.NextID != nil {
		taken, err := takeBack(ctx, *before.NextID)
		if err != nil {
			return before, err
		}
		if taken != nil {
			after.NextID = nil
			if err := s.bus.Publish(ctx, Deleted{*taken}); err != nil {
				return before, err
			}
		}
	}
	if err := update(ctx, before.Version, &after); err != nil {
		return after, err
	}
	return after, s.bus.Publish(ctx, Reopened{before, after})
}

// UpdateOnly changes one of a repeated task: the next one comes as if this had not changed. Of what comes once it is an
// Update.
func (s *Service) UpdateOnly(ctx context.Context, id uuid.UUID, version int, d Draft) (Task, error) {
	before, err := s.held(ctx, id)
	if err != nil {
		return before, err
	}
	after := before
	if err := s.draft(ctx, &after, d); err != nil {
		return after, err
	}
	if before.Repeat != "" {
		after.Repeat, after.RepeatFrom = "", nil
	}
	before.Version = version
	next, err := s.save(ctx, before, &after, before.Repeat != "")
	if err != nil {
		return after, err
	}
	return after, s.told(ctx, Updated{before, after}, next)
}

// Delete puts a task into the trash; of a repeated one either only this, or with it those that would come.
func (s *Service) Delete(ctx context.Context, id uuid.UUID, only bool) error {
	t, err := s.held(ctx, id)
	if err != nil {
		return err
	}
	var next *Task
	if only {
		if next, err = s.follow(ctx, t); err != nil {
			return err
		}
	}
	if err := remove(ctx, &t); err != nil {
		return err
	}
	return s.told(ctx, Deleted{t}, next)
}

// save stores a changed task and, where it is asked for and there is to be one, the next of its series.
func (s *Service) save(ctx context.Context, before Task, after *Task, goesOn bool) (next *Task, err error) {
	if goesOn {
		if next, err = s.follow(ctx, before); err != nil {
			return nil, err
		}
	}
	if next != nil {
		after.NextID = &next.ID
	}
	return next, update(ctx, before.Version, after)
}

// follow adds the task that comes after a repeated one, once. It has what that one has in the company's own fields, but for
// what no two records may have.
func (s *Service) follow(ctx context.Context, t Task) (*Task, error) {
	now := clock.Now()
	due, ok := t.following(now, zone(ctx))
	if !ok || t.NextID != nil {
		return nil, nil
	}
	next := t
	next.ID, next.Version, next.CreatedAt, next.UpdatedAt = id.New(), 1, now, now
	next.DueAt, next.DoneAt, next.SnoozedUntil, next.SourceUID = &due, nil, nil, nil
	if err := s.custom.Again(ctx, Kind, &next.Custom); err != nil {
		return nil, err
	}
	return &next, insert(ctx, &next)
}

// told publishes what happened to a task and that the next one came.
func (s *Service) told(ctx context.Context, what any, next *Task) error {
	if err := s.bus.Publish(ctx, what); err != nil || next == nil {
		return err
	}
	return s.bus.Publish(ctx, Created{*next})
}

// Snooze lets a task ask for attention only later, at a time to come; nil takes that back. It is due when it was.
func (s *Service) Snooze(ctx context.Context, id uuid.UUID, until *time.Time) (Task, error) {
	before, err := s.held(ctx, id)
	if err != nil {
		return before, err
	}
	if until != nil && (!until.After(clock.Now()) || before.DoneAt != nil) {
		return before, ErrSnooze
	}
	after := before
	after.SnoozedUntil = until
	if err := update(ctx, before.Version, &after); err != nil {
		return after, err
	}
	return after, s.bus.Publish(ctx, Updated{before, after})
}
