package overflow

import (
	"context"
	"time"
)

// On is Daily at a given time.
func (k *Keeper) On(ctx context.Context, now time.Time) error { return k.daily(ctx, now) }

// Texts are those of the letter.
var Texts = texts

// Letter and Deleted are the jobs of a keeper.
type (
	Letter  = letterArgs
	Deleted = expiredArgs
)
