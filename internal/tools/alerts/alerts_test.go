// Package alerts tries the alerts of the Helm chart, and the dashboard's queries, with Prometheus itself.
package alerts

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
	"github.com/stretchr/testify/require"
)

const files = "../../../charts/kith/files/"

// cases are, for each alert, what the program tells while all is well and while it is not, minute by minute.
var cases = map[string]struct{ well, ill string }{
	"KithSparePoolEmpty":    {"kith_spare_tenants 5x40\nkith_spare_tenants_wanted 10x40", "kith_spare_tenants 0x40\nkith_spare_tenants_wanted 10x40"},
	"KithSparePoolLow":      {"kith_spare_tenants 5x40\nkith_spare_tenants_wanted 10x40", "kith_spare_tenants 2x40\nkith_spare_tenants_wanted 10x40"},
	"KithSignupsWaiting":    {"kith_signups_waiting 0x40", "kith_signups_waiting 3x40"},
	"KithMigrationFailed":   {"kith_tenants_migration_failed 0x40", "kith_tenants_migration_failed 1x40"},
	"KithNodeDown":          {`kith_node_up{node="main"} 1x40`, "kith_node_up{node=\"main\"} 1x40\nkith_node_up{node=\"node2\"} 0x40"},
	"KithJobsFailed":        {`kith_jobs_failed{node="main"} 0x40`, `kith_jobs_failed{node="main"} 2x40`},
	"KithRoleAuditFindings": {"kith_role_audit_findings 0x40", "kith_role_audit_findings 1x40"},
	"KithDataFindings":      {"kith_invariant_findings_total 0x40", "kith_invariant_findings_total 0x5 1x35"},
	"KithErrors": {"kith_http_request_seconds_count{status=\"200\"} 0+60x40\nkith_http_request_seconds_count{status=\"500\"} 0x40",
		"kith_http_request_seconds_count{status=\"200\"} 0+60x40\nkith_http_request_seconds_count{status=\"503\"} 0+2x40"},
	"KithDown":       {`kith_build_info{version="1"} 1x40`, `up 1x40`},
	"KithUnmeasured": {`kith_measured 1x40`, `kith_measured 0x40`},
	"KithSlow": {"kith_http_request_seconds_count 0+60x40\nkith_http_request_seconds_bucket{le=\"0.1\"} 0+60x40\nkith_http_request_seconds_bucket{le=\"3\"} 0+60x40\nkith_http_request_seconds_bucket{le=\"+Inf\"} 0+60x40",
		"kith_http_request_seconds_count 0+60x40\nkith_http_request_seconds_bucket{le=\"0.1\"} 0+50x40\nkith_http_request_seconds_bucket{le=\"3\"} 0+60x40\nkith_http_request_seconds_bucket{le=\"+Inf\"} 0+60x40"},
	"KithPoolExhausted": {`kith_db_wait_seconds_total{pool="kith_app_01"} 0+6x40`, `kith_db_wait_seconds_total{pool="kith_app_01"} 0+90x40`},
	"KithBackupOld":     {"kith_backup_age_seconds 3600+60x40", "kith_backup_age_seconds{pod=\"a\"} 0x40\nkith_backup_age_seconds{pod=\"b\"} 109000+60x40"},
	"KithBackupLogLate": {"kith_backup_log_age_seconds 50x40", "kith_backup_log_age_seconds 600+60x40"},
	"KithBackupFailed":  {"kith_backup_failures_total 0x40", "kith_backup_failures_total 0x5 1x35"},
	"KithJobsLate":      {`kith_jobs_oldest_seconds{node="main"} 30x40`, `kith_jobs_oldest_seconds{node="main"} 700x40`},
}

// Every alert is silent while all is well and before its time, and fires, with what it has to say, when something is wrong.
func TestAlertsFire(t *testing.T) {
	groups, problems := rulefmt.ParseFile(files+"alerts.yaml", false, model.UTF8Validation)
	require.Empty(t, problems)
	tried := 0
	for _, g := range groups.Groups {
		for _, r := range g.Rules {
			c, ok := cases[r.Alert]
			require.True(t, ok, "%s has no case", r.Alert)
			tried++
			hold := time.Duration(r.For)
			require.Zero(t, firing(t, r, c.well, 40*time.Minute), "%s while all is well", r.Alert)
			require.Equal(t, 1, firing(t, r, c.ill, hold+11*time.Minute), "%s when something is wrong", r.Alert)
			if hold > 0 {
				require.Zero(t, firing(t, r, c.ill, hold-time.Minute), "%s before its time", r.Alert)
			}
		}
	}
	require.Equal(t, len(cases), tried, "every case is of an alert that there is")
}

// firing is how many alerts of a rule fire after it was evaluated each minute for some time.
func firing(t *testing.T, r rulefmt.Rule, series string, lasts time.Duration) (n int) {
	t.Helper()
	storage := promqltest.LoadedStorage(t, "load 1m\n  "+strings.ReplaceAll(series, "\n", "\n  "))
	defer storage.Close() //nolint:errcheck // a test's
	engine := promqltest.NewTestEngine(t, false, time.Minute, promqltest.DefaultMaxSamplesPerQuery)
	expr, err := parser.ParseExpr(r.Expr)
	require.NoError(t, err)
	rule := rules.NewAlertingRule(r.Alert, expr, time.Duration(r.For), 0, labels.FromMap(r.Labels), labels.FromMap(r.Annotations),
		labels.EmptyLabels(), "", false, promslog.NewNopLogger())
	ask := rules.EngineQueryFunc(engine, storage)
	for at := time.Duration(0); at <= lasts; at += time.Minute {
		_, err := rule.Eval(context.Background(), 0, time.Unix(0, 0).Add(at), ask, &url.URL{}, 0)
		require.NoError(t, err)
	}
	for _, a := range rule.ActiveAlerts() {
		if a.State == rules.StateFiring {
			n++
			require.NotContains(t, a.Annotations.Get("summary"), "<error", r.Alert)
			require.NotContains(t, a.Annotations.Get("summary"), "no value", r.Alert)
		}
	}
	return n
}

// Every query of the dashboard is one that Prometheus understands, and every panel has some.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile(files + "dashboard.json")
	require.NoError(t, err)
	var d struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &d))
	storage := promqltest.LoadedStorage(t, "load 1m\n  up 1x5")
	defer storage.Close() //nolint:errcheck // a test's
	engine := promqltest.NewTestEngine(t, false, time.Minute, promqltest.DefaultMaxSamplesPerQuery)
	ids := map[int]bool{}
	for _, p := range d.Panels {
		require.False(t, ids[p.ID], "panel %d is there twice", p.ID)
		ids[p.ID] = true
		require.NotEmpty(t, p.Targets, p.Title)
		for _, target := range p.Targets {
			expr := strings.ReplaceAll(target.Expr, "$__rate_interval", "5m")
			q, err := engine.NewInstantQuery(context.Background(), storage, promql.NewPrometheusQueryOpts(false, 0), expr, time.Unix(300, 0))
			require.NoError(t, err, "%s: %s", p.Title, expr)
			require.NoError(t, q.Exec(context.Background()).Err, "%s: %s", p.Title, expr)
		}
	}
	require.Greater(t, len(ids), 10)
}
