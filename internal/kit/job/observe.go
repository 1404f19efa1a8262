package job

import (
	"context"
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/trace"
)

var seconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kith_job_seconds", Help: "Time a job has run, by its name and what came of it: done, later or failed.", Buckets: prometheus.ExponentialBuckets(0.005, 4, 8),
}, []string{"job", "result"})

// observe works a job in a trace of its own and counts it.
func (ws *Workers) observe(ctx context.Context, e envelope, h func(context.Context, Who, []byte) error) error {
	ctx, span := ws.edge.Traces.Job(ctx, e.Name, e.Trace)
	defer span.End()
	trace.Tenant(ctx, e.Tenant)
	begin := clock.Now()
	err := h(ctx, Who{e.Tenant, e.User, e.System}, e.Args)
	seconds.WithLabelValues(e.Name, result(err)).Observe(clock.Since(begin).Seconds())
	if err != nil {
		span.RecordError(err)
	}
	return err
}

func result(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, ErrLater):
		return "later"
	}
	return "failed"
}
