package wire

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// Object is a Stripe object as JSON. Keys that begin with "_" are this stand-in's own and never leave it.
type Object = map[string]any

//go:embed blanks.json
var blankText []byte

// blanks are the fields Stripe always sends, by type of object, with the value they have when nobody set them.
var blanks = func() map[string]Object {
	var all map[string]Object
	if err := json.Unmarshal(blankText, &all); err != nil {
		panic(err) // embedded text: a mistake of ours
	}
	return all
}()

// Render is v, a struct with Stripe's json tags, with all fields Stripe would send.
func Render(v any) Object {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own structs always marshal
	}
	var out Object
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&out); err != nil {
		panic(err)
	}
	fill(out)
	return out
}

func fill(v any) {
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			fill(child)
		}
	case Object:
		for _, child := range v {
			fill(child)
		}
		kind, _ := v["object"].(string)
		for key, blank := range blanks[kind] {
			if _, set := v[key]; !set {
				v[key] = clone(blank)
			}
		}
	}
}

func clone(v any) any {
	switch v := v.(type) {
	case []any:
		return append([]any{}, v...)
	case Object:
		out := Object{}
		for key, child := range v {
			out[key] = clone(child)
		}
		return out
	}
	return v
}

// Strip removes what is this stand-in's own, everywhere below v.
func Strip(v any) {
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			Strip(child)
		}
	case Object:
		maps.DeleteFunc(v, func(key string, _ any) bool { return strings.HasPrefix(key, "_") })
		for _, child := range v {
			Strip(child)
		}
	}
}

// Expand replaces ids along a dotted path by their objects, or shows a field that is hidden until asked for.
func Expand(v any, path string, find func(id string) (Object, bool)) error {
	return expand(v, strings.Split(path, "."), find)
}

func expand(v any, path []string, find func(id string) (Object, bool)) error {
	if list, ok := v.([]any); ok {
		for _, child := range list {
			if err := expand(child, path, find); err != nil {
				return err
			}
		}
		return nil
	}
	o, ok := v.(Object)
	if !ok || len(path) == 0 {
		return nil
	}
	child, ok := resolve(o, path[0], find)
	if !ok {
		return Invalid("", "expand", "This property cannot be expanded (%s).", path[0])
	}
	o[path[0]] = child
	return expand(child, path[1:], find)
}

func resolve(o Object, key string, find func(id string) (Object, bool)) (any, bool) {
	if hidden, ok := o["_"+key]; ok {
		return hidden, true
	}
	child, ok := o[key]
	if !ok {
		return nil, false
	}
	if id, isText := child.(string); isText {
		return find(id)
	}
	return child, true
}

// Previous are the fields of before that are different in after: what Stripe calls previous_attributes.
func Previous(before, after Object) Object {
	changed := Object{}
	for key, was := range before {
		if !strings.HasPrefix(key, "_") && fmt.Sprint(was) != fmt.Sprint(after[key]) {
			changed[key] = was
		}
	}
	return changed
}

// List is a page of objects as Stripe wraps them.
func List(url string, data []any, more bool) Object {
	return Object{"object": "list", "url": url, "has_more": more, "data": data}
}
