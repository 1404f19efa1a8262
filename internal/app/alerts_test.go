package app_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// alerts is the form of a file of Prometheus rules.
type alerts struct {
	Groups []struct {
		Rules []struct {
			Alert, Expr         string
			Labels, Annotations map[string]string
		}
	}
}

var (
	selectors = regexp.MustCompile(`\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring) *\([^)]*\)`)
	words     = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*( *\()?`)
	operators = []string{"and", "or", "unless", "bool", "offset"}
)

// metricsOf are the names of metrics in an expression.
func metricsOf(expr string) (names []string) {
	for _, w := range words.FindAllString(selectors.ReplaceAllString(expr, " "), -1) {
		if w[len(w)-1] != '(' && !slices.Contains(operators, w) {
			names = append(names, w)
		}
	}
	return names
}

// Every query of the dashboard asks for metrics that the program tells.
func TestDashboardAsksForWhatIsTold(t *testing.T) {
	data, err := os.ReadFile("../../charts/kith/files/dashboard.json")
	require.NoError(t, err)
	var d struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	require.NoError(t, json.Unmarshal(data, &d))
	told, asked := metrics(t, tenant.Refill{}), 0
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			for _, n := range metricsOf(target.Expr) {
				asked++
				require.Regexp(t, `(?m)^`+n+`(\{.*\})? `, told, target.Expr)
			}
		}
	}
	require.Greater(t, asked, 20)
}

// Every alert asks for metrics that the program tells, and says how bad it is, what has happened and what to do.
func TestAlerts(t *testing.T) {
	data, err := os.ReadFile("../../charts/kith/files/alerts.yaml")
	require.NoError(t, err)
	var all alerts
	require.NoError(t, yaml.Unmarshal(data, &all))
	told := metrics(t, tenant.Refill{})
	found := map[string]bool{}
	for _, g := range all.Groups {
		for _, r := range g.Rules {
			found[r.Alert] = true
			require.Contains(t, []string{"critical", "warning"}, r.Labels["severity"], r.Alert)
			require.NotEmpty(t, r.Annotations["summary"], r.Alert)
			require.NotEmpty(t, r.Annotations["action"], r.Alert)
			names := metricsOf(r.Expr)
			require.NotEmpty(t, names, r.Alert)
			for _, n := range names {
				require.Regexp(t, `(?m)^`+n+`(\{.*\})? `, told, r.Alert)
			}
		}
	}
	for _, name := range []string{"KithSparePoolEmpty", "KithSparePoolLow", "KithSignupsWaiting", "KithMigrationFailed", "KithNodeDown", "KithRoleAuditFindings"} {
		require.True(t, found[name], name)
	}
	require.Equal(t, []string{"a_b", "c"}, metricsOf(`sum by (x) (rate(a_b{y="z"}[5m])) > 2 * c and 1 == 1`))
}

// metrics is what the program tells Prometheus, after one request, some jobs and one call to the outside.
func metrics(t *testing.T, jobs ...job.Args) string {
	t.Helper()
	base := apptest.Shared(t)
	a, err := apptest.Instance(base.DB, base.Mail)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	outside := httptest.NewServer(http.NotFoundHandler())
	defer outside.Close()
	call, err := outbound.Service(time.Second).Get(outside.URL) //nolint:noctx // on this machine
	require.NoError(t, errors.Join(err, call.Body.Close()))
	for _, j := range jobs {
		require.NoError(t, a.Workers.Run(t.Context(), job.Who{System: "test"}, j))
	}
	res, err := a.Server.App.Test(httptest.NewRequest(http.MethodGet, "/api/v1/plans", nil))
	require.NoError(t, errors.Join(err, res.Body.Close()))
	inside := httptest.NewRecorder()
	a.Inside().ServeHTTP(inside, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, 200, inside.Code, inside.Body)
	return inside.Body.String()
}
