package calendar

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// unit runs a function in a unit of work.
type unit func(ctx context.Context, f func(context.Context) error) error

// Deps is what the service works with.
type Deps struct {
	Platform, InTenant unit
	Everyone           func(ctx context.Context, f func(context.Context, int64) error) error // for each company, in one unit on the platform
	// As returns a context in which a person acts in a company, with the rights they have now, from the network ip.
	As          func(ctx context.Context, tenantID int64, userID uuid.UUID, ip string) (context.Context, error)
	Tasks       *task.Service
	Deals       *deal.Service
	Users       *user.Service
	Preferences *preference.Service
	Keys        secret.Keys
	Client      *http.Client // for addresses that people have typed
	BaseURL     string
}

// Service is the only way to calendars. Unless they say otherwise its methods run in the unit of work of the caller's company.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Ask is which days, from the first to the last, and whose: nil for everybody's.
type Ask struct {
	From, To string
	Person   *uuid.UUID
	Deals    bool // with the deals that are expected then
}

type span struct{ from, to time.Time }

// span are the moments that belong to the days, on the caller's clock or the company's calendar.
func (a Ask) span(own, company *time.Location) (span, error) {
	from, err := time.Parse(time.DateOnly, a.From)
	to, errTo := time.Parse(time.DateOnly, a.To)
	if err != nil || errTo != nil || to.Before(from) || to.Sub(from) >= maxDays*day {
		return span{}, ErrDays
	}
	begin := func(zone *time.Location, d time.Time, n int) time.Time {
		return clock.Midnight(time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, zone), zone, n)
	}
	sp := span{begin(own, from, 0), begin(own, to, 1)}
	if whole := begin(company, from, 0); whole.Before(sp.from) {
		sp.from = whole
	}
	if whole := begin(company, to, 1); whole.After(sp.to) {
		sp.to = whole
	}
	return sp, nil
}

// Page returns what stands on some days, as far as the caller sees it. Busy times are told to their person only.
func (s *Service) Page(ctx context.Context, a Ask) (Page, error) {
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	sp, err := a.span(clock.Zone(caller.From(ctx).Zone()), zone)
	if err != nil {
		return Page{}, err
	}
	tasks, p, cs, err := s.page(ctx, a, sp)
	if err != nil {
		return p, err
	}
	shown := slices.DeleteFunc(slices.Clone(tasks), func(t task.Task) bool { return t.DueAt.Before(sp.from) })
	if p.Tasks, err = s.d.Tasks.See(ctx, shown...); err != nil {
		return p, err
	}
	for _, t := range tasks {
		for _, at := range t.Ahead(sp.to, zone, maxDays) {
			if t.DoneAt == nil && !at.Before(sp.from) {
				p.Ahead = append(p.Ahead, Coming{t.ID, t.Title, at, t.AllDay})
			}
		}
	}
	for _, c := range cs {
		for _, b := range c.Busy {
			if b.To.After(sp.from) && b.From.Before(sp.to) {
				p.Busy = append(p.Busy, b)
			}
		}
	}
	return p, nil
}

// List returns the caller's calendars.
func (s *Service) List(ctx context.Context) ([]Calendar, error) { return own(ctx) }

// Subscribe adds a calendar by its address; it is fetched at once, and each hour.
func (s *Service) Subscribe(ctx context.Context, name, address string) (Calendar, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "webcal" || u.Hostname() == "" || u.User != nil || len(address) > 2000 || len(u.Hostname()) > 255 {
		return Calendar{}, ErrAddress
	}
	u.Scheme = "https"
	sealed, err := s.d.Keys.Seal(sealPurpose, []byte(u.String()))
	if err != nil {
		return Calendar{}, err
	}
	c, err := s.add(ctx, Calendar{Name: name, Address: sealed, Host: u.Hostname()})
	if err != nil {
		return c, err
	}
	return c, job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, "calendar", Fetch{c.ID})
}

const sealPurpose = "calendar/address"

// Import adds the times of a calendar file.
func (s *Service) Import(ctx context.Context, name string, file []byte) (Calendar, error) {
	now := clock.Now()
	times, err := read(bytes.NewReader(file), now, clock.Zone(caller.From(ctx).Zone()))
	if err != nil {
		return Calendar{}, err
	}
	return s.add(ctx, Calendar{Name: name, Busy: times, FetchedAt: &now})
}

func (s *Service) add(ctx context.Context, c Calendar) (Calendar, error) {
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	if c.Name == "" || utf8.RuneCountInString(c.Name) > 100 {
		return c, ErrName
	}
	all, err := own(ctx)
	if err != nil {
		return c, err
	}
	if len(all) >= maxCalendars {
		return c, ErrMany
	}
	c.ID, c.UserID, c.CreatedAt = id.New(), caller.From(ctx).UserID, clock.Now()
	return c, insert(ctx, &c)
}

// Remove takes one of the caller's calendars away.
func (s *Service) Remove(ctx context.Context, id uuid.UUID) error { return remove(ctx, id) }
