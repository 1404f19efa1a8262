package lifecycle

import (
	"context"
	"time"
)

// On is Daily on a given day.
func (s *Service) On(ctx context.Context, day time.Time) error { return s.daily(ctx, day) }

// Next, Due, Compose and Texts are those of the package.
var (
	Next    = next
	Due     = due
	Compose = compose
	Texts   = texts
)

// Notice is the job that sends a letter.
type Notice = noticeArgs
