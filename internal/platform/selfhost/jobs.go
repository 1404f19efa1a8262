package selfhost

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/job"
)

type watchArgs struct{}

// Kind implements job.Args.
func (watchArgs) Kind() string { return "selfhost.watch" }

// Jobs registers the look at the licences, every half minute, on a server that runs on them.
func (s *Service) Jobs(ws *job.Workers) {
	if !s.On {
		return
	}
	job.Every(ws, 30*time.Second, func(ctx context.Context, _ watchArgs) error { return s.Watch(ctx) })
}
