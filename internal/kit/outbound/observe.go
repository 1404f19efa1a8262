package outbound

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// The other side is no label: companies choose some of them.
var seconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kith_outbound_seconds", Help: "Time until the outside has begun to answer, by the hundreds of its status; 0 for no answer.", Buckets: prometheus.ExponentialBuckets(0.005, 4, 7),
}, []string{"status"})

// observe makes a call in a span that names the host alone: paths and queries may hold what opens something.
func observe(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	ctx, span := trace.Call(r.Context(), r.Method, r.URL.Hostname())
	defer span.End()
	begin := clock.Now()
	answer, err := next.RoundTrip(r.WithContext(ctx))
	status := 0
	if err == nil {
		status = answer.StatusCode
		trace.Status(span, status)
	} else {
		span.RecordError(err)
	}
	seconds.WithLabelValues(strconv.Itoa(status / 100)).Observe(clock.Since(begin).Seconds())
	return answer, err
}
