package operator

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type expireArgs struct{}

// Kind implements job.Args.
func (expireArgs) Kind() string { return "operator.expire" }

// Jobs registers the clock that ends gifts.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Hour, func(ctx context.Context, _ expireArgs) error { return s.platform(ctx, s.seats.EndGifts) })
}
