// Package chart checks the Helm chart as helm and kubeconform would: it is linted, rendered for each of its value sets,
// compared with what it made before, and every object is held against its kind's schema. It owns the schemas, cut down to
// the kinds that are used; not the chart.
package chart

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// Kubernetes is the version for which the chart is rendered and whose schemas are kept.
const Kubernetes = "v1.34.1"

// Values reads a file of values.
func Values(file string) (map[string]any, error) {
	v, err := chartutil.ReadValuesFile(file)
	return v.AsMap(), err
}

// Render makes the objects of a release called kith, and its notes, as one text in the order of the templates' names. Values
// that the schema or the chart refuses are an error.
func Render(dir string, values map[string]any) (string, error) {
	c, err := loader.Load(dir)
	if err != nil {
		return "", err
	}
	version, err := chartutil.ParseKubeVersion(Kubernetes)
	if err != nil {
		return "", err
	}
	can := chartutil.DefaultCapabilities.Copy()
	can.KubeVersion = *version
	release := chartutil.ReleaseOptions{Name: "kith", Namespace: "crm", Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(c, values, release, can)
	if err != nil {
		return "", err
	}
	files, err := engine.Render(c, all)
	if err != nil {
		return "", err
	}
	return join(files), nil
}

// join puts the rendered files behind each other, without those that made nothing.
func join(files map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := strings.Trim(files[name], "\n-")
		if path.Base(name) == "_helpers.tpl" || strings.TrimSpace(text) == "" {
			continue
		}
		if strings.HasSuffix(name, ".txt") {
			text = "# " + strings.ReplaceAll(text, "\n", "\n# ")
		}
		fmt.Fprintf(&b, "---\n# %s\n%s\n", strings.TrimPrefix(name, "kith/"), trimmed(text))
	}
	return b.String()
}

// trimmed is text without empty lines and spaces at the ends of lines, which templates leave behind.
func trimmed(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); line != "" && line != "#" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
