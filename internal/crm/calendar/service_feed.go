package calendar

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
)

// How often a feed, and all feeds together from one network address, may be asked for.
const (
	feedHits = 60
	addrHits = 600
)

// Feed returns the calendar of the person whose secret address has a token. It runs outside units of work. Each time the
// rights are those the person has then; who has left, or may not be there, has no feed.
func (s *Service) Feed(ctx context.Context, token, ip string, todos bool) ([]byte, error) {
	token = strings.TrimSuffix(token, ".ics")
	if err := s.d.Users.Ask(ctx, user.Limit{Key: "feed-from:" + ip, Max: addrHits, Window: time.Hour}); err != nil {
		return nil, err
	}
	var p preference.Preference
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		p, err = s.d.Preferences.ByFeed(ctx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.d.Users.Ask(ctx, user.Limit{Key: "feed:" + p.MembershipID.String(), Max: feedHits, Window: time.Hour}); err != nil {
		return nil, err
	}
	ctx, err = s.d.As(ctx, p.TenantID, p.UserID, ip)
	if kind := errs.KindOf(err); errors.Is(err, job.ErrLater) || kind == errs.Forbidden || kind == errs.NotFound || kind == errs.Unauthorized {
		return nil, preference.ErrGone
	}
	if err != nil {
		return nil, err
	}
	c := caller.From(ctx)
	if c.May(task.Kind, "read") == caller.None {
		return nil, preference.ErrGone
	}
	var seen []task.Seen
	now := clock.Now()
	err = s.d.InTenant(ctx, func(ctx context.Context) error {
		ts, err := s.readFeed(ctx, span{now.Add(behind), now.Add(ahead)})
		if err == nil {
			seen, err = s.d.Tasks.See(ctx, ts...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return write(c.Tenant.Name, seen, todos, now, clock.Zone(c.Tenant.Timezone))
}

// OpenFeed gives the caller's calendar a new secret address; it runs in a unit of work on the platform.
func (s *Service) OpenFeed(ctx context.Context) (address string, err error) {
	token, err := s.d.Preferences.OpenFeed(ctx)
	return s.d.BaseURL + "/api/v1/calendar-feed/" + token + ".ics", err
}

// CloseFeed takes it away again; it runs in a unit of work on the platform.
func (s *Service) CloseFeed(ctx context.Context) error { return s.d.Preferences.CloseFeed(ctx) }
