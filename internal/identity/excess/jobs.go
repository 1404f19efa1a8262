package excess

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	tellArgs  struct{}
	dailyArgs struct{}
)

// Kind implements job.Args.
func (tellArgs) Kind() string { return "excess.tell" }

// Kind implements job.Args.
func (dailyArgs) Kind() string { return "excess.daily" }

// Jobs registers the workers. The day is looked after every few hours, so that a service that was off for a while does
// not lose one.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Minute, func(ctx context.Context, _ tellArgs) error { return s.Tell(ctx) })
	job.Every(ws, 6*time.Hour, func(ctx context.Context, _ dailyArgs) error { return s.Daily(ctx) })
}
