package chart

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yannh/kubeconform/pkg/validator"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
)

const dir = "../../../charts/kith"

var update = flag.Bool("update", false, "write what the chart makes now into testdata/golden")

// sets are the value sets that are shipped with the chart.
var sets = []string{"small", "production", "locked"}

func values(t *testing.T, set string) map[string]any {
	t.Helper()
	v, err := Values(filepath.Join(dir, "ci", set+"-values.yaml"))
	require.NoError(t, err)
	return v
}

func render(t *testing.T, set string) string {
	t.Helper()
	text, err := Render(dir, values(t, set))
	require.NoError(t, err)
	return text
}

// helm lint finds nothing to complain about, with the defaults and with every value set.
func TestLint(t *testing.T) {
	version, err := chartutil.ParseKubeVersion(Kubernetes)
	require.NoError(t, err)
	for _, set := range append([]string{""}, sets...) {
		v := map[string]any{}
		if set != "" {
			v = values(t, set)
		}
		for _, m := range lint.AllWithKubeVersion(dir, v, "crm", version).Messages {
			require.LessOrEqual(t, m.Severity, support.InfoSev, "%s: %v", set, m)
		}
	}
}

// What the chart makes is what was looked at and kept: a change of it shows in the diff of the change.
func TestGolden(t *testing.T) {
	for _, set := range sets {
		made, file := render(t, set), filepath.Join("testdata", "golden", set+".yaml")
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(made), 0o600))
		}
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(kept), made, "if this is meant: go test -C internal/tools/chart . -update")
	}
}

// Every object is what its kind's schema says, and has no field that the schema does not know.
func TestObjectsFitTheirSchemas(t *testing.T) {
	v, err := validator.New([]string{"testdata/schemas/{{ .ResourceKind }}{{ .KindSuffix }}.json"}, validator.Opts{Strict: true})
	require.NoError(t, err)
	for _, set := range sets {
		made := render(t, set)
		objects := 0
		for _, r := range v.Validate(set, io.NopCloser(strings.NewReader(made))) {
			if r.Status == validator.Empty {
				continue
			}
			objects++
			require.Equal(t, validator.Valid, r.Status, "%s: %v\n%s", set, r.Err, r.Resource.Bytes)
		}
		require.Equal(t, strings.Count(made, "\napiVersion: "), objects, set)
		require.Greater(t, objects, 8, set)
	}
	broken := strings.Replace(render(t, "production"), "readOnlyRootFilesystem", "readOnlyRootFileSystem", 1)
	bad := 0
	for _, r := range v.Validate("broken", io.NopCloser(strings.NewReader(broken))) {
		if r.Status == validator.Invalid {
			bad++
		}
	}
	require.Equal(t, 1, bad, "a misspelt field is found")
}

// Values that can't work are refused before anything is made, with a sentence that says why.
func TestRefusedValues(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"servers: {replicas: 3}", "additional properties 'servers' not allowed"},
		{"server: {replicas: 0}", "minimum: got 0, want 1"},
		{"baseURL: crm.example.com", "does not match pattern"},
		{"migrate: {before: everything}", "value must be one of"},
		{"files: {persistence: {enabled: true}}", "several pods need accessMode ReadWriteMany"},
		{"secret: {keys: {files: ''}}", "name the key of a bucket's address"},
		{"secret: {keys: {stripeKey: a}}", "stripeWebhookSecret is needed"},
		{"{selfHosted: true, secret: {keys: {stripeKey: a, stripeWebhookSecret: b}}}", "exclude each other"},
		{"postgresql: {enabled: true}", "for one server pod"},
	} {
		v, err := chartutil.ReadValues([]byte(c.set))
		require.NoError(t, err)
		_, err = Render(dir, v)
		require.ErrorContains(t, err, c.want, c.set)
	}
	_, err := Render(dir, nil)
	require.NoError(t, err, "the defaults are fine")
}

// Whatever is set: nothing runs as root, can write to its image, gains rights or is given a token of the cluster, nothing
// secret stands in an object, and every container says what it needs and at most takes.
func TestHardening(t *testing.T) {
	for _, set := range sets {
		made := render(t, set)
		pods := strings.Count(made, "restartPolicy: Never") + strings.Count(made, "\nkind: Deployment") + strings.Count(made, "\nkind: StatefulSet")
		containers := strings.Count(made, "securityContext:") - pods
		require.Equal(t, pods, strings.Count(made, "runAsNonRoot: true"), set)
		require.Equal(t, pods, strings.Count(made, "type: RuntimeDefault"), set)
		require.Equal(t, containers, strings.Count(made, "image: "), set)
		require.Equal(t, containers, strings.Count(made, "readOnlyRootFilesystem: true"), set)
		require.Equal(t, containers, strings.Count(made, "allowPrivilegeEscalation: false"), set)
		require.Equal(t, containers, strings.Count(made, "drop: [ALL]"), set)
		require.Equal(t, containers, strings.Count(made, "limits:"), set)
		require.GreaterOrEqual(t, strings.Count(made, "automountServiceAccountToken: false"), pods, set)
		require.NotContains(t, made, "kind: Secret", set)
		require.NotContains(t, made, "hostNetwork", set)
		require.Contains(t, made, "kind: NetworkPolicy", set)
	}
	require.NotContains(t, render(t, "locked"), "port: 443", "nothing on the public internet")
	production := render(t, "production")
	require.Equal(t, 2, strings.Count(production, "key: database-admin-url"), "only migrations get the administrator's address")
}
