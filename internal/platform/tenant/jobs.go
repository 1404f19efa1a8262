package tenant

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Refill asks for the pool of spare schemas to be filled up.
type Refill struct{}

// Kind implements job.Args.
func (Refill) Kind() string { return "tenant.refill" }

// refillEvery is how often the pool is looked after even when nobody signs up.
const refillEvery = 5 * time.Minute

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, refillEvery, func(ctx context.Context, _ Refill) error { return s.Fill(ctx) })
}
