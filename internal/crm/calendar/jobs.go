package calendar

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/outbound"
)

// Fetch fetches one calendar from its address.
type Fetch struct{ CalendarID uuid.UUID }

// Kind implements job.Args.
func (Fetch) Kind() string { return "calendar.fetch" }

// Refresh has all calendars of a company fetched.
type Refresh struct{}

// Kind implements job.Args.
func (Refresh) Kind() string { return "calendar.refresh" }

// RefreshAll has those of all companies fetched.
type RefreshAll struct{}

// Kind implements job.Args.
func (RefreshAll) Kind() string { return "calendar.refresh_all" }

const (
	refreshEvery = time.Hour
	// FetchTimeout is how long an address may take, its answer included.
	FetchTimeout = 20 * time.Second
)

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, s.fetch)
	job.Handle(ws, func(ctx context.Context, _ Refresh) error {
		ids, err := subscribed(ctx)
		for _, id := range ids {
			if err == nil {
				err = job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, "calendar", Fetch{id}, job.Options{Unique: true, Tries: 1})
			}
		}
		return err
	})
	job.Every(ws, refreshEvery, func(ctx context.Context, _ RefreshAll) error {
		return s.d.Everyone(ctx, func(ctx context.Context, tenantID int64) error {
			return job.EnqueueFor(ctx, tenantID, "calendar", Refresh{}, job.Options{Unique: true, Tries: 1})
		})
	})
}

// fetch reads a calendar from its address and keeps what it says; where that fails, what it said last and why.
func (s *Service) fetch(ctx context.Context, a Fetch) error {
	var c Calendar
	err := s.d.InTenant(ctx, func(ctx context.Context) (err error) {
		c, err = find(ctx, a.CalendarID)
		return err
	})
	if err != nil || c.Address == nil {
		return err
	}
	address, err := s.d.Keys.Open(sealPurpose, c.Address)
	if err != nil {
		return err
	}
	now := clock.Now()
	times, problem := s.get(ctx, string(address), now)
	if c.Problem = problem; problem == "" {
		c.Busy, c.FetchedAt = times, &now
	}
	return s.d.InTenant(ctx, func(ctx context.Context) error { return save(ctx, c) })
}

func (s *Service) get(ctx context.Context, address string, now time.Time) (times jsonb.List[Busy], problem string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, unreachable
	}
	r.Header.Set("Accept", "text/calendar")
	answer, err := s.d.Client.Do(r)
	if errors.Is(err, outbound.ErrInside) {
		return nil, inside
	}
	if err != nil {
		return nil, unreachable
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, refused
	}
	file, err := io.ReadAll(io.LimitReader(answer.Body, maxSize+1))
	if err != nil {
		return nil, unreachable
	}
	if len(file) > maxSize {
		return nil, tooLong
	}
	times, err = read(bytes.NewReader(file), now, clock.Zone(caller.From(ctx).Tenant.Timezone))
	if err != nil {
		return nil, unreadable
	}
	return times, ""
}
