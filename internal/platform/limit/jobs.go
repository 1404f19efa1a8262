package limit

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	nightlyArgs struct{}
	recountArgs struct{}
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "limit.nightly" }

// Kind implements job.Args.
func (recountArgs) Kind() string { return "limit.recount" }

// Jobs registers the nightly count of what every tenant has.
func (s *Service) Jobs(ws *job.Workers) {
	job.Handle(ws, func(ctx context.Context, _ recountArgs) error { return s.Recount(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.Companies(ctx, func(ctx context.Context, id int64) error { return job.EnqueueFor(ctx, id, "limit", recountArgs{}) })
	})
}
