package feedback

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/page"
)

// Parts are what feedback needs.
type Parts struct {
	Platform, InTenant func(ctx context.Context, f func(context.Context) error) error // units of work
	Bus                *event.Bus
	Members            *member.Service
}

// Service is the way to feedback. Its methods run in the unit of work of the caller's tenant, but for the job's.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Seen is feedback with the names of those who said and answered it.
type Seen struct {
	Feedback
	OwnerName, AnsweredByName string
}

// Say tells the company's admins what is in the caller's way. ErrMany.
func (s *Service) Say(ctx context.Context, d Draft) (Seen, error) {
	me, now := caller.From(ctx).UserID, clock.Now()
	f := Feedback{ID: id.New(), OwnerID: &me, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := f.apply(d); err != nil {
		return Seen{}, err
	}
	n, err := said(ctx, me, now.Add(-24*time.Hour))
	if err != nil {
		return Seen{}, err
	}
	if n >= perDay {
		return Seen{}, ErrMany
	}
	if err := insert(ctx, &f); err != nil {
		return Seen{}, err
	}
	if err := s.Bus.Publish(ctx, Created{f}); err != nil {
		return Seen{}, err
	}
	if err := tell(ctx, f, asked); err != nil {
		return Seen{}, err
	}
	return s.one(ctx, f)
}

// Own returns what the caller has said, the newest first.
func (s *Service) Own(ctx context.Context) ([]Seen, error) {
	all, err := own(ctx, caller.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	return s.see(ctx, all)
}

// Read notes that the caller has seen all answers.
func (s *Service) Read(ctx context.Context) error {
	return markSeen(ctx, caller.From(ctx).UserID, clock.Now())
}

// News is how many answers the caller has not seen.
func (s *Service) News(ctx context.Context) (int64, error) { return news(ctx, caller.From(ctx).UserID) }

// List returns one page of what all have said, what has no answer first, and the cursor of the next page.
func (s *Service) List(ctx context.Context, q page.Query) ([]Seen, *string, error) {
	all, next, err := list(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.see(ctx, all)
	return seen, next, err
}

// Answer answers what somebody said, unless it was answered since the caller read version.
func (s *Service) Answer(ctx context.Context, id uuid.UUID, version int, answer string) (Seen, error) {
	before, err := find(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	after := before
	if err := after.answered(answer, caller.From(ctx).UserID, clock.Now()); err != nil {
		return Seen{}, err
	}
	if err := save(ctx, &after, version); err != nil {
		return Seen{}, err
	}
	if err := s.Bus.Publish(ctx, Answered{before, after}); err != nil {
		return Seen{}, err
	}
	if err := tell(ctx, after, answered); err != nil {
		return Seen{}, err
	}
	return s.one(ctx, after)
}

func (s *Service) one(ctx context.Context, f Feedback) (Seen, error) {
	all, err := s.see(ctx, []Feedback{f})
	if err != nil {
		return Seen{}, err
	}
	return all[0], nil
}

func (s *Service) see(ctx context.Context, all []Feedback) ([]Seen, error) {
	var ids []uuid.UUID
	for _, f := range all {
		for _, id := range []*uuid.UUID{f.OwnerID, f.AnsweredBy} {
			if id != nil {
				ids = append(ids, *id)
			}
		}
	}
	names, err := s.Members.Names(ctx, ids)
	seen := make([]Seen, len(all))
	for i, f := range all {
		seen[i] = Seen{Feedback: f}
		if f.OwnerID != nil {
			seen[i].OwnerName = names[*f.OwnerID]
		}
		if f.AnsweredBy != nil {
			seen[i].AnsweredByName = names[*f.AnsweredBy]
		}
	}
	return seen, err
}

// The letters, as identity/member names them.
const (
	asked    = "in_my_way"
	answered = "in_my_way_answered"
)

func tell(ctx context.Context, f Feedback, letter string) error {
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, Tell{f.ID, letter})
}

// tell has the admins, or who said it, told by a letter, outside of a unit of work.
func (s *Service) tell(ctx context.Context, t Tell) error {
	var f Feedback
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		f, err = find(ctx, t.ID)
		return err
	})
	if err != nil {
		return err
	}
	tenant := caller.From(ctx).Tenant.ID
	return s.Platform(ctx, func(ctx context.Context) error {
		to, err := s.readers(ctx, tenant, f, t.Letter)
		for _, m := range to {
			if err == nil {
				err = s.Members.Write(ctx, m, t.Letter, f.ID.String(), map[string]string{"screen": f.Screen, "text": f.Text, "answer": f.Answer})
			}
		}
		return err
	})
}

// readers are who gets a letter about feedback: those who shape the company's Kith, or who said it while they are here.
func (s *Service) readers(ctx context.Context, tenant int64, f Feedback, letter string) (to []member.Member, err error) {
	if letter == answered {
		if f.OwnerID == nil {
			return nil, nil
		}
		m, ok, err := s.Members.Of(ctx, tenant, *f.OwnerID)
		if ok && m.Here(clock.Now()) {
			to = append(to, m)
		}
		return to, err
	}
	admins, err := s.Members.ByRole(ctx, tenant, member.Owner, member.Admin)
	for _, a := range admins {
		if f.OwnerID == nil || a.UserID != *f.OwnerID {
			to = append(to, a.Member)
		}
	}
	return to, err
}
