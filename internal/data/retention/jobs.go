package retention

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	// Nightly is a company's night.
	Nightly struct{}
	// Letter has admins told what a night has brought.
	Letter struct {
		Fresh    int64 `json:"fresh"`    // records that are on the list since
		Problems int   `json:"problems"` // rules that did nothing
	}
	everyNight struct{}
)

// Kind implements job.Args.
func (Nightly) Kind() string { return "retention.night" }

// Kind implements job.Args.
func (Letter) Kind() string { return "retention.letter" }

// Kind implements job.Args.
func (everyNight) Kind() string { return "retention.nightly" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Handle(ws, func(ctx context.Context, _ Nightly) error {
		at, err := databaseTime(ctx)
		if err != nil {
			return err
		}
		return s.Night(ctx, Clocks{clock.Now(), at})
	})
	job.HandleOutside(ws, s.tell)
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ everyNight) error {
		return s.Everyone(ctx, func(ctx context.Context, tenantID int64) error {
			return job.EnqueueFor(ctx, tenantID, Kind, Nightly{})
		})
	})
}
