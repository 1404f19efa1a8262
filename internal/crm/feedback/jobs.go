package feedback

import (
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Tell has a letter about feedback sent.
type Tell struct {
	ID     uuid.UUID
	Letter string
}

// Kind implements job.Args.
func (Tell) Kind() string { return "feedback.tell" }

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) { job.HandleOutside(ws, s.tell) }
