package db

import (
	"github.com/prometheus/client_golang/prometheus"
)

// poolStats tells Prometheus how full the pools are. There is one for each login role on each node, however many tenants.
type poolStats struct{ db *DB }

var (
	poolLabel   = []string{"pool"}
	connections = prometheus.NewDesc("kith_db_connections", "Connections to the database, by login role and whether they are used or idle.", []string{"pool", "state"}, nil)
	most        = prometheus.NewDesc("kith_db_connections_most", "How many connections a login role may have.", poolLabel, nil)
	waits       = prometheus.NewDesc("kith_db_waits_total", "How often a unit of work had to wait for a connection.", poolLabel, nil)
	waited      = prometheus.NewDesc("kith_db_wait_seconds_total", "For how long units of work have waited for connections.", poolLabel, nil)
)

// Metrics are the pools' figures.
func (d *DB) Metrics() prometheus.Collector { return poolStats{d} }

// Describe implements prometheus.Collector.
func (poolStats) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connections, most, waits, waited} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (p poolStats) Collect(to chan<- prometheus.Metric) {
	for pool, s := range p.db.Stats() {
		tell := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
			to <- prometheus.MustNewConstMetric(d, kind, value, append([]string{pool}, labels...)...)
		}
		tell(connections, prometheus.GaugeValue, float64(s.InUse), "used")
		tell(connections, prometheus.GaugeValue, float64(s.Idle), "idle")
		tell(most, prometheus.GaugeValue, float64(s.MaxOpenConnections))
		tell(waits, prometheus.CounterValue, float64(s.WaitCount))
		tell(waited, prometheus.CounterValue, s.WaitDuration.Seconds())
	}
}
