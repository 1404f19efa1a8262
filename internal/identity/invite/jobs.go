package invite

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Mail sends an invitation's link. The link is made from its id and the program's secret when it is sent.
type Mail struct{ InvitationID, LinkID uuid.UUID }

// Kind implements job.Args.
func (Mail) Kind() string { return "invite.mail" }

// Expire closes invitations whose time is over.
type Expire struct{}

// Kind implements job.Args.
func (Expire) Kind() string { return "invite.expire" }

const expireEvery = time.Hour

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, s.mail)
	job.Every(ws, expireEvery, func(ctx context.Context, _ Expire) error { return s.expire(ctx) })
}
