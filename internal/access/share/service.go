package share

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

type (
	people interface {
		Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
		Works(ctx context.Context, userID uuid.UUID) (bool, error)
	}
	teams interface {
		Names(ctx context.Context) (map[uuid.UUID]string, error)
	}
)

// Service is the way to shares. Its methods run in a unit of work on the tenant, on records that the caller sees.
type Service struct {
	bus    *event.Bus
	people people
	teams  teams
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, people people, teams teams) *Service {
	return &Service{bus: bus, people: people, teams: teams}
}

// List returns to whom a record is open.
func (s *Service) List(ctx context.Context, r record.Ref) ([]Share, error) {
	if _, err := visible(ctx, r); err != nil {
		return nil, err
	}
	return list(ctx, r)
}

// Draft says what to open to whom; exactly one of UserID and TeamID is set. EndsOn is the last day, in the tenant's
// time zone.
type Draft struct {
	Record         record.Ref
	UserID, TeamID *uuid.UUID
	EndsOn         *time.Time
}

// Create opens a record; a second time it only moves the end.
func (s *Service) Create(ctx context.Context, d Draft) (Share, error) {
	record, err := visible(ctx, d.Record)
	if err != nil {
		return Share{}, err
	}
	c := caller.From(ctx)
	sh := Share{ID: id.New(), Kind: d.Record.Kind, RecordID: d.Record.ID, CreatedBy: &c.UserID, CreatedAt: clock.Now()}
	to, err := s.subject(ctx, &sh, d)
	if err != nil {
		return sh, err
	}
	if sh.EndsAt, err = endOf(d.EndsOn, clock.Zone(c.Tenant.Timezone)); err != nil {
		return sh, err
	}
	if err := upsert(ctx, &sh); err != nil {
		return sh, err
	}
	return sh, s.bus.Publish(ctx, Changed{"shared", sh, record, to})
}

func (s *Service) subject(ctx context.Context, sh *Share, d Draft) (name string, err error) {
	switch {
	case d.UserID != nil && d.TeamID == nil:
		sh.SubjectID, sh.SubjectType = *d.UserID, "user"
		if here, err := s.people.Works(ctx, *d.UserID); err != nil || !here {
			return "", orStranger(err)
		}
	case d.TeamID != nil && d.UserID == nil:
		sh.SubjectID, sh.SubjectType = *d.TeamID, "team"
	default:
		return "", ErrSubject
	}
	names, err := s.names(ctx, []Share{*sh})
	if err == nil && names[sh.SubjectID] == "" {
		err = ErrSubject
	}
	return names[sh.SubjectID], err
}

// orStranger is the error, or the one for who does not work here any more.
func orStranger(err error) error {
	if err != nil {
		return err
	}
	return ErrSubject
}

// names returns the names of the people and teams in shares.
func (s *Service) names(ctx context.Context, all []Share) (map[uuid.UUID]string, error) {
	var users []uuid.UUID
	anyTeam := false
	for _, sh := range all {
		if sh.SubjectType == "user" {
			users = append(users, sh.SubjectID)
		} else {
			anyTeam = true
		}
	}
	names := map[uuid.UUID]string{}
	if anyTeam {
		ts, err := s.teams.Names(ctx)
		if err != nil {
			return nil, err
		}
		names = ts
	}
	people, err := s.people.Names(ctx, users)
	for k, v := range people {
		names[k] = v
	}
	return names, err
}

// endOf is the end of a day in a time zone.
func endOf(day *time.Time, zone *time.Location) (*time.Time, error) {
	if day == nil {
		return nil, nil
	}
	noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, zone)
	end := clock.Midnight(noon, zone, 1)
	if end.Before(clock.Now()) {
		return nil, ErrPast
	}
	return &end, nil
}

// Delete closes a record to somebody again.
func (s *Service) Delete(ctx context.Context, shareID uuid.UUID) error {
	sh, err := find(ctx, shareID)
	if err != nil {
		return err
	}
	name, err := visible(ctx, record.Ref{Kind: sh.Kind, ID: sh.RecordID})
	if err != nil {
		return ErrNotFound
	}
	names, err := s.names(ctx, []Share{sh})
	if err != nil {
		return err
	}
	if err := remove(ctx, sh); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Changed{"unshared", sh, name, names[sh.SubjectID]})
}
