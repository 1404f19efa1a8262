// Package wire owns Stripe's way of writing: form-encoded parameters in, JSON objects and errors out.
// It knows nothing about what the objects mean.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Decode reads form parameters such as items[0][price]=… into a struct with json tags; numbers and booleans carry the
// tag option ",string". A parameter the struct does not have is refused as Stripe refuses unknown ones, so what this
// stand-in does not do cannot be asked of it by mistake.
func Decode(form url.Values, into any) error {
	tree := map[string]any{}
	for key, values := range form {
		if err := put(tree, split(key), values); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(lists(tree))
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return refusal(dec.Decode(into))
}

// split turns a[b][0] into a, b, 0.
func split(key string) []string {
	parts := strings.Split(key, "[")
	for i := range parts {
		parts[i] = strings.TrimSuffix(parts[i], "]")
	}
	return parts
}

func put(tree map[string]any, path []string, values []string) error {
	key := path[0]
	child, isTree := tree[key].(map[string]any)
	leaf := len(path) == 1 || len(path) == 2 && path[1] == ""
	if tree[key] != nil && (leaf || !isTree) {
		return Invalid("parameter_invalid", key, "Invalid %s: both a value and an object", key)
	}
	switch {
	case len(path) == 1:
		tree[key] = values[len(values)-1]
		return nil
	case leaf:
		tree[key] = anys(values)
		return nil
	case !isTree:
		child = map[string]any{}
		tree[key] = child
	}
	return put(child, path[1:], values)
}

func anys(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// lists turns objects whose keys are all numbers into arrays, except metadata, whose keys are the caller's.
func lists(v any) any {
	tree, ok := v.(map[string]any)
	if !ok {
		return v
	}
	numbers := make([]int, 0, len(tree))
	for key, child := range tree {
		if key != "metadata" {
			tree[key] = lists(child)
		}
		if n, err := strconv.Atoi(key); err == nil {
			numbers = append(numbers, n)
		}
	}
	if len(tree) == 0 || len(numbers) < len(tree) {
		return tree
	}
	sort.Ints(numbers)
	out := make([]any, len(numbers))
	for i, n := range numbers {
		out[i] = tree[strconv.Itoa(n)]
	}
	return out
}

func refusal(err error) error {
	if err == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		return Invalid("parameter_unknown", name, "Received unknown parameter: %s", name)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return Invalid("parameter_invalid", kind.Field, "Invalid %s: must be %s", kind.Field, kind.Type)
	}
	return Invalid("parameter_invalid", "", "Invalid parameter: %s", strings.TrimPrefix(err.Error(), "json: "))
}

// OneOf refuses a value that is not in the list; an empty value is a parameter not given.
func OneOf(param, value string, allowed ...string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return Invalid("parameter_invalid", param, "Invalid %s: must be one of %s", param, strings.Join(allowed, ", "))
}
