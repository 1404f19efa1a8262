package excess

import (
	"context"
	"time"
)

// On is Daily on a given day.
func (s *Service) On(ctx context.Context, day time.Time) error { return s.daily(ctx, day) }
