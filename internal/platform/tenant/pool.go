package tenant

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Pool is the state of the spare schemas on the nodes that are open for new companies, all together.
type Pool struct {
	Ready, Wanted int
	Nodes         int        // that are open
	FilledAt      *time.Time // when it was filled up last, or should have been; nil before the first time
	Error         string     // why that failed; empty when it did not
}

var (
	failedGauge = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_tenants_migration_failed", Help: "Companies and spares whose structure could not be brought up to date."})
	readyGauge  = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_spare_tenants", Help: "Spare schemas that a sign-up can claim."})
	wantedGauge = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_spare_tenants_wanted", Help: "Spare schemas that the pool is kept at."})
)

// Pool returns the state of the spare schemas, in a unit on the platform.
func (s *Service) Pool(ctx context.Context) (Pool, error) {
	p, err := pool(ctx, s.maker.Serves())
	p.Wanted = s.spares * p.Nodes
	return p, err
}

// Measure brings the metrics of the pool and of failed migrations up to date; it is called when they are read. It runs in a unit on the platform.
func (s *Service) Measure(ctx context.Context) error {
	p, err := s.Pool(ctx)
	if err != nil {
		return err
	}
	failed, err := countFailed(ctx)
	if err == nil {
		readyGauge.Set(float64(p.Ready))
		wantedGauge.Set(float64(p.Wanted))
		failedGauge.Set(float64(failed))
	}
	return err
}

// Fill builds spare schemas until the pool is full, and notes what came of it. It runs outside units of work, on connections
// of the migrator.
func (s *Service) Fill(ctx context.Context) error {
	failed := s.maker.Fill(ctx, s.spares)
	if ctx.Err() != nil {
		return failed
	}
	text := ""
	if failed != nil {
		text = failed.Error()
	}
	if err := s.maker.notePool(ctx, text, clock.Now()); failed == nil {
		return err
	}
	return failed
}
