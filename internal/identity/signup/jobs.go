package signup

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Mail sends what belongs to a sign-up: the link, made from the id and the program's secret, or the notice.
type Mail struct{ SignupID uuid.UUID }

// Kind implements job.Args.
func (Mail) Kind() string { return "signup.mail" }

// Setup sets a new company up, should the sign-up itself not have come to it.
type Setup struct{ OwnerID uuid.UUID }

// Kind implements job.Args.
func (Setup) Kind() string { return "signup.setup" }

// Prune forgets old sign-ups.
type Prune struct{}

// Kind implements job.Args.
func (Prune) Kind() string { return "signup.prune" }

const pruneEvery = 24 * time.Hour

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, a Mail) error { return s.mail(ctx, a.SignupID) })
	job.HandleOutside(ws, func(ctx context.Context, a Setup) error { return s.setUpAgain(ctx, a.OwnerID) })
	job.Every(ws, pruneEvery, func(ctx context.Context, _ Prune) error { return s.prune(ctx) })
}
