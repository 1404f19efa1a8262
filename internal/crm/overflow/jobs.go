package overflow

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/licence"
)

type (
	nightlyArgs struct{}
	// Admission takes a company's waiting leads in, as far as there is room and it may write.
	Admission struct{}
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "overflow.nightly" }

// Kind implements job.Args.
func (Admission) Kind() string { return "overflow.admit" }

// Jobs registers the work of taking leads in: every night, and whenever there may be room.
func (s *Service) Jobs(ws *job.Workers) {
	job.Handle(ws, func(ctx context.Context, _ Admission) error { return s.admitWaiting(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error { return s.Everyone(ctx, AdmitSoon) })
}

// AdmitSoon has a company's waiting leads taken in after the unit in ctx commits: when its plan or state has changed.
func AdmitSoon(ctx context.Context, tenantID int64) error {
	return job.EnqueueFor(ctx, tenantID, "overflow", Admission{})
}

// late is how long a request can take at most.
const late = time.Minute

// AdmitLater has the waiting leads of the unit's tenant taken in when no request is open any more that began with this one:
// the tenant may have come back between the look at its state and the commit.
func (s *Service) AdmitLater(ctx context.Context) error {
	return job.Enqueue(ctx, Admission{}, job.Options{At: clock.Now().Add(late), Unique: true})
}

// admitWaiting is Admit where something may be written.
func (s *Service) admitWaiting(ctx context.Context) error {
	if licence.Access(caller.From(ctx).Tenant.State) != licence.Write {
		return nil
	}
	n, err := Count(ctx)
	if err != nil || n == 0 {
		return err
	}
	_, err = s.Admit(ctx)
	return err
}
