package refusal

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Service counts refusals and tells the trails. Its methods open units of work on the platform themselves.
type Service struct {
	tools   user.Tools
	users   *user.Service
	members *member.Service
}

// NewService returns a service made with tools.
func NewService(t user.Tools, users *user.Service, members *member.Service) *Service {
	return &Service{t, users, members}
}

// Note counts a refusal. It does the same for people who do not exist as for those who do.
func (s *Service) Note(ctx context.Context, r Refusal) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error { return count(ctx, r, user.Network(r.IP), clock.Now()) })
}

// batch is how many rows are told in one unit of work.
const batch = 200

// Tell writes into the trails what was refused: the first time at once, what follows it when the ten minutes are over.
func (s *Service) Tell(ctx context.Context) error {
	for {
		n := 0
		err := s.tools.Platform(ctx, func(ctx context.Context) error {
			all, err := due(ctx, clock.Now().Add(-window), batch)
			n = len(all)
			for _, c := range all {
				if err := s.tell(ctx, c); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil || n < batch {
			return err
		}
	}
}

func (s *Service) tell(ctx context.Context, c counted) error {
	if err := s.publish(ctx, c); err != nil {
		return err
	}
	if c.UserID == uuid.Nil || clock.Now().Sub(c.BeganAt) >= window {
		return remove(ctx, c)
	}
	return setTold(ctx, c)
}

// publish tells the company, or every company of the person. It says nothing where there is nobody, or nothing new.
func (s *Service) publish(ctx context.Context, c counted) error {
	if c.UserID == uuid.Nil || c.Tries == c.Told {
		return nil
	}
	u, err := s.users.Find(ctx, c.UserID)
	if errors.Is(err, user.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	ids, err := s.concerned(ctx, c)
	if err != nil {
		return err
	}
	for _, id := range ids {
		as := caller.With(ctx, caller.System("log-in", caller.Tenant{ID: id}))
		if err := s.tools.Bus.Publish(as, c.event(u.Name)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) concerned(ctx context.Context, c counted) (ids []int64, err error) {
	if c.TenantID != 0 {
		return []int64{c.TenantID}, nil
	}
	places, err := s.members.Places(ctx, c.UserID)
	for _, p := range places {
		ids = append(ids, p.TenantID)
	}
	return ids, err
}

type tellArgs struct{}

// Kind implements job.Args.
func (tellArgs) Kind() string { return "refusal.tell" }

// tellEvery is how long a company waits for the entry of a first refusal.
const tellEvery = time.Minute

// Jobs registers the worker.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, tellEvery, func(ctx context.Context, _ tellArgs) error { return s.Tell(ctx) })
}
