// Command schemas cuts the schemas of the kinds that the chart makes out of what Kubernetes and the Prometheus operator
// publish, without descriptions, and strict: a field that is not known is a mistake. It is run when the chart makes a new
// kind or for a newer Kubernetes:
//
//	go run -C internal/tools/chart ./schemas api/openapi-spec/swagger.json monitoring.coreos.com_*.yaml
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// kinds of Kubernetes, by the name of their definition.
var kinds = []string{
	"apps.v1.Deployment", "apps.v1.StatefulSet", "autoscaling.v2.HorizontalPodAutoscaler", "batch.v1.Job", "core.v1.ConfigMap",
	"core.v1.PersistentVolumeClaim", "core.v1.Pod", "core.v1.Service", "core.v1.ServiceAccount", "networking.v1.Ingress",
	"networking.v1.NetworkPolicy", "policy.v1.PodDisruptionBudget",
}

type object = map[string]any

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(files []string) error {
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		var doc object
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return err
		}
		if err := cut(doc); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
	}
	return nil
}

// cut writes the schemas that a document holds.
func cut(doc object) error {
	definitions, builtIn := doc["definitions"].(object)
	if !builtIn {
		return custom(doc["spec"].(object))
	}
	for _, kind := range kinds {
		name := "io.k8s.api." + kind
		used := object{}
		collect(definitions, name, used)
		root := object{"$ref": "#/definitions/" + name, "definitions": used}
		part := strings.Split(kind, ".")
		if err := write(fileName(part[2], part[0], part[1]), root); err != nil {
			return err
		}
	}
	return nil
}

// custom writes the schema of a custom resource.
func custom(spec object) error {
	for _, v := range spec["versions"].([]any) {
		version := v.(object)
		root := strict(version["schema"].(object)["openAPIV3Schema"].(object))
		root["properties"].(object)["metadata"] = object{"type": "object"}
		kind, group := spec["names"].(object)["kind"].(string), spec["group"].(string)
		if err := write(fileName(kind, group, version["name"].(string)), root); err != nil {
			return err
		}
	}
	return nil
}

// fileName is where kubeconform looks for a kind.
func fileName(kind, group, version string) string {
	group, _, _ = strings.Cut(group, ".")
	name := strings.ToLower(kind) + "-" + version
	if group != "core" {
		name = strings.ToLower(kind) + "-" + group + "-" + version
	}
	return filepath.Join("testdata", "schemas", name+".json")
}

// collect adds a definition and all that it refers to.
func collect(all object, name string, used object) {
	if used[name] != nil {
		return
	}
	d := strict(all[name].(object))
	switch name {
	case "io.k8s.apimachinery.pkg.util.intstr.IntOrString", "io.k8s.apimachinery.pkg.api.resource.Quantity":
		d = object{"type": []any{"string", "number"}}
	}
	used[name] = d
	refer(all, d, used)
}

func refer(all object, node any, used object) {
	switch n := node.(type) {
	case object:
		if to, ok := n["$ref"].(string); ok {
			collect(all, strings.TrimPrefix(to, "#/definitions/"), used)
		}
		for _, v := range n {
			refer(all, v, used)
		}
	case []any:
		for _, v := range n {
			refer(all, v, used)
		}
	}
}

// strict is a schema without prose, whose objects have no other fields than their own.
func strict(schema object) object {
	out := object{}
	for name, value := range schema {
		switch {
		case name == "description" || name == "format" || name == "title" || strings.HasPrefix(name, "x-kubernetes-"):
		case name == "properties":
			out[name] = each(value.(object))
		default:
			out[name] = deep(value)
		}
	}
	if out["properties"] != nil && schema["x-kubernetes-preserve-unknown-fields"] != true {
		out["additionalProperties"] = false
	}
	return out
}

func each(properties object) object {
	out := object{}
	for name, p := range properties {
		out[name] = strict(p.(object))
	}
	return out
}

func deep(value any) any {
	if o, ok := value.(object); ok {
		return strict(o)
	}
	if list, ok := value.([]any); ok {
		out := make([]any, len(list))
		for i, v := range list {
			out[i] = deep(v)
		}
		return out
	}
	return value
}

func write(file string, schema object) error {
	text, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o600)
}
