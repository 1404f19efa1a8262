package member

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Mail sends a member a letter about the membership or the company; At, in microseconds, and About keep two changes apart.
type Mail struct {
	MemberID uuid.UUID
	Letter   string
	At       int64
	About    string            `json:",omitempty"`
	Args     map[string]string `json:",omitempty"`
}

// Kind implements job.Args.
func (Mail) Kind() string { return "member.mail" }

// Expire takes out members whose last day is over.
type Expire struct{}

// Kind implements job.Args.
func (Expire) Kind() string { return "member.expire" }

const expireEvery = time.Hour

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, s.mail)
	job.Every(ws, expireEvery, func(ctx context.Context, _ Expire) error { return s.expire(ctx) })
}
