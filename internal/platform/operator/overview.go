package operator

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/backup"
	"github.com/kith-crm/kith/internal/platform/node"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Overview is the state of the service as a whole.
type Overview struct {
	States   []StateCount
	Revenue  []Revenue
	Pool     tenant.Pool
	Nodes    []node.Line
	Failed   int64 // jobs that were given up and not dismissed, on the nodes that answer
	Findings Findings
	Backups  Backups
}

// Backups is how it stands with the backups of the server.
type Backups struct {
	On       bool
	Count    int
	Newest   *time.Time // nil: there is none
	Restores *time.Time // the last moment to which all can be brought back
	Late     bool       // there should be more than there is
	Error    string     // why it can't be told
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
	if err != nil {
		return o, err
	}
	o.Nodes, err = s.nodes.Lines(ctx)
	for _, n := range o.Nodes {
		o.Failed += n.Failed
	}
	o.Backups = s.backedUp(ctx)
	return o, err
}

// backedUp asks the backup place. What keeps it from answering is told and keeps nothing else.
func (s *Service) backedUp(ctx context.Context) (b Backups) {
	st, err := s.backups(ctx)
	switch b.On = !errors.Is(err, backup.ErrOff); {
	case !b.On:
		return b
	case err != nil:
		b.Error = err.Error()
		return b
	}
	b.Count, b.Late = st.Count, st.Late(clock.Now())
	if st.Newest != nil {
		b.Newest = &st.Newest.At
	}
	if !st.Log.At.IsZero() {
		b.Restores = &st.Log.At
	}
	return b
}

// FailedJob is background work that was given up.
type FailedJob struct {
	ID       int64 // counts on its node only
	Node     int
	Server   string // name of the node
	Name     string
	Tenant   int64
	Company  string // empty for work of the service itself
	Error    string // of the last try, its beginning
	Attempt  int
	FailedAt time.Time
}

// FailedJobs lists the work that was given up on all nodes, newest first, at most 200, and the names of the nodes that did
// not answer.
func (s *Service) FailedJobs(ctx context.Context) (all []FailedJob, down []string, err error) {
	answers, err := node.Ask(ctx, s.nodes, failedJobs)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range answers {
		if a.Trouble != nil {
			down = append(down, a.Name)
		}
		for i := range a.Value {
			a.Value[i].Node, a.Value[i].Server = a.ID, a.Name
		}
		all = append(all, a.Value...)
	}
	slices.SortStableFunc(all, func(x, y FailedJob) int { return y.FailedAt.Compare(x.FailedAt) })
	all = all[:min(len(all), mostJobs)]
	return all, down, s.platform(ctx, func(ctx context.Context) error { return nameCompanies(ctx, all) })
}

// RetryJob has work that was given up tried once more. ErrNoJob, ErrDown.
func (s *Service) RetryJob(ctx context.Context, nodeID int, id int64) error {
	name := ""
	err := s.nodes.On(ctx, nodeID, func(ctx context.Context) (err error) {
		name, err = retryJob(ctx, id, clock.Now())
		return err
	})
	if errors.Is(err, ErrNoJob) {
		return err
	}
	if err != nil {
		return ErrDown.Because(err)
	}
	return s.platform(ctx, func(ctx context.Context) error {
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
	all, err := s.Find(ctx, Filter{UID: who.UID, Limit: 1})
	if err != nil || len(all) == 0 {
		return c, cmp.Or[error](err, tenant.ErrNotFound)
	}
	c.Line = all[0]
	return c, s.platform(ctx, func(ctx context.Context) error {
		if c.Gifts, err = gifts(ctx, c.ID); err != nil {
			return err
		}
		c.Supports, err = listSupport(ctx, c.ID)
		return err
	})
}
