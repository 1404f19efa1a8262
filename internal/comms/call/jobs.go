package call

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Ask asks the phone system for one call.
type Ask struct{ ActivityID uuid.UUID }

// Kind implements job.Args.
func (Ask) Kind() string { return "call.ask" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Ask) error { return s.ask(ctx, a.ActivityID) })
}
