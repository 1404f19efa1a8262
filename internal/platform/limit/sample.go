package limit

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Sample is the most that was seen used of a limit on a day (UTC), and what the limit was then.
type Sample struct {
	Day   string `json:"day" format:"date"`
	Name  string `json:"name"`
	Used  int64  `json:"used"`
	Limit int64  `json:"limit"`
}

// shownDays is how far back samples are shown, and keptDays how long they are kept.
const (
	shownDays = 90
	keptDays  = 400
)

// Sample looks how far every limit of the caller's tenant is used, for its history.
func (s *Service) Sample(ctx context.Context) error {
	uses, err := s.Uses(ctx)
	if err != nil || len(uses) == 0 {
		return err
	}
	all, today := []Sample{}, clock.Now().Format(time.DateOnly)
	for _, u := range uses {
		all = append(all, Sample{today, u.Name, u.Used, u.Limit})
	}
	if u, limited := s.of(ctx, plan.Calls); limited { // Peak tells of the days on which there were any
		all = append(all, Sample{today, u.Name, 0, u.Limit})
	}
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, "limit", keepArgs{all})
}

// Peak notes that the API keys of a tenant have made used requests in one minute of today, out of limit; it runs in a unit
// on the platform.
func (s *Service) Peak(ctx context.Context, tenantID, used, limit int64) error {
	return keep(ctx, tenantID, Sample{clock.Now().Format(time.DateOnly), plan.Calls, used, limit})
}

// keep writes samples down where their company's other figures about its plan are; the larger of two of a day counts.
func (s *Service) keep(ctx context.Context, a keepArgs) error {
	return s.Platform(ctx, func(ctx context.Context) error {
		id := caller.From(ctx).Tenant.ID
		for _, x := range a.Samples {
			if err := keep(ctx, id, x); err != nil {
				return err
			}
		}
		return forget(ctx, id, clock.Now().AddDate(0, 0, -keptDays))
	})
}

// History returns the samples of the caller's tenant of the last 90 days, in a unit on the platform, oldest first.
func (s *Service) History(ctx context.Context) ([]Sample, error) {
	return samples(ctx, caller.From(ctx).Tenant.ID, clock.Now().AddDate(0, 0, -shownDays))
}
