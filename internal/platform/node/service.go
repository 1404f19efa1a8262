package node

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error           // a unit of work on the platform
	OnNode   func(ctx context.Context, node int, f func(context.Context) error) error // one on a node's queue
	Lookup   func(variable string) (string, error)                                    // a setting, "" when it is not set
}

// Service is the way to the registry. Its methods open units of work themselves.
type Service struct{ d Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Nodes are the numbers of all nodes.
func (s *Service) Nodes(ctx context.Context) (ids []int, err error) {
	all, err := s.List(ctx)
	for _, n := range all {
		ids = append(ids, n.ID)
	}
	return ids, err
}

// List returns all nodes, the first one first.
func (s *Service) List(ctx context.Context) (all []Node, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = list(ctx)
		return err
	})
	return all, err
}

// ByName returns a node by its name.
func (s *Service) ByName(ctx context.Context, name string) (n Node, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		n, err = find(ctx, "name = ?", name)
		return err
	})
	return n, err
}

// Draft is a node that is not in the registry yet: its form is right, and neither its name nor its variable is taken.
func (s *Service) Draft(ctx context.Context, name, variable string) (Node, error) {
	n := Node{Name: name, URLFrom: variable, State: Open, CreatedAt: clock.Now()}
	if err := n.check(); err != nil {
		return n, err
	}
	all, err := s.List(ctx)
	for _, other := range all {
		if other.Name == name || other.URLFrom == variable {
			return n, ErrTaken
		}
	}
	return n, err
}

// Add enters a node that is ready for companies into the registry.
func (s *Service) Add(ctx context.Context, n Node) (Node, error) {
	return n, s.d.Platform(ctx, func(ctx context.Context) error { return insert(ctx, &n) })
}

// SetState opens a node for new companies, or closes it.
func (s *Service) SetState(ctx context.Context, name, state string) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		n, err := find(ctx, "name = ?", name)
		if err != nil {
			return err
		}
		if state == Closed {
			if alone, err := onlyOpen(ctx, n.ID); err != nil || alone {
				return orLast(err)
			}
		}
		return setState(ctx, n.ID, state)
	})
}

func orLast(err error) error {
	if err == nil {
		err = ErrLast
	}
	return err
}

// Lines tells of every node what is on it and whether it answers.
func (s *Service) Lines(ctx context.Context) (all []Line, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		all, err = lines(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	answers, err := Ask(ctx, s, readQueue)
	of := map[int]Answer[queue]{}
	for _, a := range answers {
		of[a.ID] = a
	}
	for i := range all {
		a := of[all[i].ID]
		all[i].Jobs, all[i].Failed, all[i].Trouble = a.Value.Waiting, a.Value.Failed, a.Trouble
	}
	return all, err
}

var (
	upGauge      = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_node_up", Help: "1 when the database server answers, else 0."}, []string{"node"})
	waitingGauge = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_jobs_waiting", Help: "Jobs that wait, run or are due later, by the server of their queue."}, []string{"node"})
	oldestGauge  = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_jobs_oldest_seconds", Help: "For how long the job has been due that has waited longest, by the server of its queue."}, []string{"node"})
	failedGauge  = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_jobs_failed", Help: "Jobs that were given up and not dismissed, by the server of their queue."}, []string{"node"})
)

// Measure brings the metrics of all nodes up to date. What is not known of a node that is down is not told.
func (s *Service) Measure(ctx context.Context) error {
	answers, err := Ask(ctx, s, readQueue)
	if err != nil {
		return err
	}
	for _, g := range []*prometheus.GaugeVec{waitingGauge, oldestGauge, failedGauge} {
		g.Reset()
	}
	for _, a := range answers {
		up := upGauge.WithLabelValues(a.Name)
		up.Set(0)
		if a.Trouble == nil {
			up.Set(1)
			waitingGauge.WithLabelValues(a.Name).Set(float64(a.Value.Waiting))
			oldestGauge.WithLabelValues(a.Name).Set(a.Value.Oldest)
			failedGauge.WithLabelValues(a.Name).Set(float64(a.Value.Failed))
		}
	}
	return nil
}

// On runs f in one unit of work on the job queue of a node.
func (s *Service) On(ctx context.Context, id int, f func(context.Context) error) error {
	return s.d.OnNode(ctx, id, f)
}

// patience is how long a node may take for one answer: one that is down must not hold up those who ask all of them.
const patience = 3 * time.Second

// Answer is what one node has answered. Trouble is why it did not; nil when it did.
type Answer[T any] struct {
	Node
	Value   T
	Trouble error
}

// Ask runs f in one unit of work on the job queue of each node, on all at the same time, and returns what each has
// answered, the first node first. A node that is down or slow is trouble of its own and no error. Call it outside of units
// of work: nothing may be locked meanwhile.
func Ask[T any](ctx context.Context, s *Service, f func(context.Context, Node) (T, error)) ([]Answer[T], error) {
	nodes, err := s.List(ctx)
	all := make([]Answer[T], len(nodes))
	var wg sync.WaitGroup
	for i, n := range nodes {
		all[i].Node = n
		wg.Go(func() { all[i].Value, all[i].Trouble = ask(ctx, s, n, f) })
	}
	wg.Wait()
	return all, err
}

func ask[T any](ctx context.Context, s *Service, n Node, f func(context.Context, Node) (T, error)) (v T, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = s.d.OnNode(ctx, n.ID, func(ctx context.Context) (err error) {
		v, err = f(ctx, n)
		return err
	})
	return v, err
}
