package operator

import (
	"cmp"
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Overview is the state of the service as a whole.
type Overview struct {
	States   []StateCount
	Revenue  []Revenue
	Pool     tenant.Pool
	Failed   int64 // jobs that were given up and not dismissed
	Findings Findings
}

// StateCount is how many companies are in a state.
type StateCount struct {
	State string
	Count int64
}

// Revenue is what recurs every month on one plan in one currency, without tax, from what Stripe says the next periods of the
// running subscriptions cost. What is paid by the year counts with a twelfth.
type Revenue struct {
	Plan, Currency string
	Monthly        int64 // in minor units
	Subscriptions  int64
	Unknown        int64 // subscriptions that Stripe was not asked about, and that do not count
}

// Findings is what the last nightly look at the database's roles has found.
type Findings struct {
	At  *time.Time // nil before the first look
	All []string
}

// Overview returns the state of the service.
func (s *Service) Overview(ctx context.Context) (o Overview, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		if o.Pool, err = s.tenants.Pool(ctx); err != nil {
			return err
		}
		return overview(ctx, &o)
	})
	return o, err
}

// FailedJob is background work that was given up.
type FailedJob struct {
	ID       int64
	Name     string
	Company  string // empty for work of the service itself
	Error    string // of the last try, its beginning
	Attempt  int
	FailedAt time.Time
}

// FailedJobs lists the work that was given up, newest first, at most 200.
func (s *Service) FailedJobs(ctx context.Context) (all []FailedJob, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		all, err = failedJobs(ctx)
		return err
	})
	return all, err
}

// RetryJob has work that was given up tried once more. ErrNoJob.
func (s *Service) RetryJob(ctx context.Context, id int64) error {
	return s.platform(ctx, func(ctx context.Context) error {
		name, err := retryJob(ctx, id, clock.Now())
		if err != nil {
			return err
		}
		return s.bus.Publish(ctx, Acted{Action: "job_retried", Name: name, Ref: jobRef})
	})
}

// FillPool has spare schemas built now, instead of within minutes.
func (s *Service) FillPool(ctx context.Context) error {
	return s.platform(ctx, func(ctx context.Context) error {
		if err := tenant.RefillSoon(ctx); err != nil {
			return err
		}
		return s.bus.Publish(ctx, Acted{Action: "pool_filled", Ref: poolRef})
	})
}

// Retry has a company's structure brought up to date in the background, whatever came of it before.
func (s *Service) Retry(ctx context.Context, who Who) error {
	return s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		a := Acted{Ref: about(t), Action: "migration_retried", Name: t.Name}
		return a, job.EnqueueFor(ctx, 0, Kind, Migrate{t.ID}, job.Options{Unique: true, Tries: 1})
	})
}

// Company is all that operators see of one company.
type Company struct {
	Line
	Gifts    []Gift
	Supports []Support
}

// Company returns what operators see of one company; tenant.ErrNotFound.
func (s *Service) Company(ctx context.Context, who Who) (c Company, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		all, err := lines(ctx, Filter{UID: who.UID, Limit: 1})
		if err != nil || len(all) == 0 {
			return cmp.Or[error](err, tenant.ErrNotFound)
		}
		c.Line = all[0]
		if c.Gifts, err = gifts(ctx, c.ID); err != nil {
			return err
		}
		c.Supports, err = listSupport(ctx, c.ID)
		return err
	})
	return c, err
}
