package limit

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	nightlyArgs struct{}
	recountArgs struct{}
	lookArgs    struct{}
	sampleArgs  struct{}
	keepArgs    struct{ Samples []Sample }
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "limit.nightly" }

// Kind implements job.Args.
func (recountArgs) Kind() string { return "limit.recount" }

// Kind implements job.Args.
func (lookArgs) Kind() string { return "limit.look" }

// Kind implements job.Args.
func (sampleArgs) Kind() string { return "limit.sample" }

// Kind implements job.Args.
func (keepArgs) Kind() string { return "limit.keep" }

// lookEvery is how often uses are looked at, for the most of each day.
const lookEvery = 4 * time.Hour

// Jobs registers the nightly count of what every tenant has, and the looks at it by day.
func (s *Service) Jobs(ws *job.Workers) {
	job.Handle(ws, func(ctx context.Context, _ recountArgs) error { return s.Recount(ctx) })
	job.Handle(ws, func(ctx context.Context, _ sampleArgs) error { return s.Sample(ctx) })
	job.HandleOutside(ws, s.keep)
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error { return s.each(ctx, recountArgs{}) })
	job.Every(ws, lookEvery, func(ctx context.Context, _ lookArgs) error { return s.each(ctx, sampleArgs{}) })
}

// each gives every tenant a job.
func (s *Service) each(ctx context.Context, a job.Args) error {
	return s.Companies(ctx, func(ctx context.Context, id int64) error { return job.EnqueueFor(ctx, id, "limit", a) })
}
