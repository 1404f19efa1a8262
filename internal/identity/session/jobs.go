package session

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

// Rotate gives the program a new signing key when the active one is old.
type Rotate struct{}

// Kind implements job.Args.
func (Rotate) Kind() string { return "session.rotate" }

// Prune forgets old sessions and tokens.
type Prune struct{}

// Kind implements job.Args.
func (Prune) Kind() string { return "session.prune" }

const (
	rotateEvery = 24 * time.Hour
	pruneEvery  = 24 * time.Hour
)

// Jobs registers the workers.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, rotateEvery, func(ctx context.Context, _ Rotate) error { return s.rotateOld(ctx) })
	job.Every(ws, pruneEvery, func(ctx context.Context, _ Prune) error { return s.prune(ctx) })
}
