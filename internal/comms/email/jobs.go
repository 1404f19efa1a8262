package email

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Send sends one mail.
type Send struct{ ActivityID uuid.UUID }

// Kind implements job.Args.
func (Send) Kind() string { return "email.send" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Send) error { return s.send(ctx, a.ActivityID) })
}
