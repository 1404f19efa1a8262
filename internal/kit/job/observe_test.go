package job

import (
	"context"
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/collector"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// A job is one span, linked to the request that wanted it, and is counted by its name and what came of it.
func TestObserve(t *testing.T) {
	c := collector.Start(t)
	p, err := trace.New(t.Context(), c.URL, "1")
	require.NoError(t, err)
	ctx, request := p.Request(t.Context(), "POST")
	ws := NewWorkers(Edge{Traces: p})
	e := envelope{Name: "observe.test", Tenant: 42, Trace: trace.Carry(ctx)}
	for _, want := range []error{nil, ErrLater, errors.New("canary-words")} {
		got := ws.observe(t.Context(), e, func(context.Context, Who, []byte) error { return want })
		require.Equal(t, want, got)
	}
	request.End()
	require.NoError(t, p.Close(t.Context()))
	spans := c.Named("job observe.test")
	require.Len(t, spans, 3)
	require.Equal(t, c.Named("POST")[0].GetTraceId(), spans[0].GetLinks()[0].GetTraceId())
	require.Contains(t, collector.Attribute(spans[0], "kith.tenant"), "42")
	require.Empty(t, collector.Attribute(spans[0], "error.type"))
	require.NotEmpty(t, collector.Attribute(spans[2], "error.type"))
	require.NotContains(t, c.Text(), "canary")
	for result, n := range map[string]int{"done": 1, "later": 1, "failed": 1} {
		require.Equal(t, n, count(t, "observe.test", result), result)
	}
}

// A thousand companies are as many series as one.
func TestSeriesOfJobsAreBounded(t *testing.T) {
	ws := NewWorkers(Edge{})
	work := func(tenant int64) {
		err := ws.observe(t.Context(), envelope{Name: "observe.many", Tenant: tenant}, func(context.Context, Who, []byte) error { return nil })
		require.NoError(t, err)
	}
	work(1)
	before := testutil.CollectAndCount(seconds)
	for tenant := range int64(1000) {
		work(tenant + 2)
	}
	require.Equal(t, before, testutil.CollectAndCount(seconds))
	require.Equal(t, 1001, count(t, "observe.many", "done"))
}

// count is how many jobs were counted.
func count(t *testing.T, job, result string) int {
	t.Helper()
	all, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	for _, f := range all {
		for _, m := range f.GetMetric() {
			l := m.GetLabel()
			if f.GetName() == "kith_job_seconds" && l[0].GetValue() == job && l[1].GetValue() == result {
				return int(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return 0
}
