package invariant

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	nightlyArgs struct{}
	lookArgs    struct{}
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "invariant.nightly" }

// Kind implements job.Args.
func (lookArgs) Kind() string { return "invariant.look" }

var findings = promauto.NewCounter(prometheus.CounterOpts{Name: "kith_invariant_findings_total", Help: "What nightly looks at the data have found that can't be; the log has each of them."})

// Jobs registers the nightly look: at what is kept about companies at once, at each company by a job of its own.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, _ lookArgs) error { return tell(ctx, s.Tenant) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		if err := tell(ctx, s.Platform); err != nil {
			return err
		}
		return s.Everyone(ctx, func(ctx context.Context, tenant int64) error {
			return job.EnqueueFor(ctx, tenant, "invariant", lookArgs{})
		})
	})
}

// tell writes into the log what a look has found, and counts it for those who are called at night.
func tell(ctx context.Context, look func(context.Context) ([]Finding, error)) error {
	all, err := look(ctx)
	for _, f := range all {
		slog.ErrorContext(ctx, "the data are not as they have to be", "rule", f.Rule, "company", f.Company, "finding", f.Says)
	}
	findings.Add(float64(len(all)))
	return err
}
