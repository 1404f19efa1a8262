package dashboard

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// activities reads how many activities of each type, out of call, meeting, email and note, each person has recorded in
// a period.
type activities interface {
	ReadByPerson(ctx context.Context, from, to time.Time, into *[]record.Tally) db.Read
}

// read asks all domains in one round trip.
func (s *Service) read(ctx context.Context, from, to time.Time) (rows, error) {
	var r rows
	zone := caller.From(ctx).Tenant.Timezone
	err := db.Fetch(ctx,
		s.Pipelines.Read(ctx, &r.pipelines),
		s.Pipelines.ReadStages(ctx, &r.all),
		s.Deals.ReadOpenSums(ctx, &r.open),
		s.Deals.ReadWon(ctx, from, to, zone, &r.won),
		s.Deals.ReadLost(ctx, from, to, &r.lost),
		s.Activities.ReadByPerson(ctx, from, to, &r.acts),
		s.Tasks.ReadDone(ctx, from, to, &r.tasks))
	return r, err
}
