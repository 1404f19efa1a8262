package stripefake_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// spec is what is read of Stripe's OpenAPI document.
type spec struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	Responses map[string]struct {
		Content map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Nullable   bool               `json:"nullable"`
	Enum       []any              `json:"enum"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Additional json.RawMessage    `json:"additionalProperties"`
	Items      *schema            `json:"items"`
	AnyOf      []*schema          `json:"anyOf"`
}

// check names everything in an answer that Stripe's would not have.
func (s *spec) check(e exchange) []string {
	op, ok := s.operation(e.method, e.path)
	if !ok {
		return []string{"no such operation in Stripe's API"}
	}
	response, ok := op.Responses[strconv.Itoa(e.status)]
	if !ok {
		response = op.Responses["default"]
	}
	var body any
	if err := json.Unmarshal(e.answer, &body); err != nil {
		return []string{err.Error()}
	}
	problems := s.match("", body, response.Content["application/json"].Schema)
	if all, ok := body.(map[string]any); ok && e.path == "/v1/events" {
		problems = append(problems, s.checkEvents(all["data"])...)
	}
	return problems
}

// checkEvents looks into events, whose objects the description of events leaves open.
func (s *spec) checkEvents(all any) (problems []string) {
	list, _ := all.([]any)
	for _, e := range list {
		event, _ := e.(map[string]any)
		data, _ := event["data"].(map[string]any)
		object, _ := data["object"].(map[string]any)
		kind, _ := object["object"].(string)
		want := s.Components.Schemas[kind]
		if want == nil {
			problems = append(problems, fmt.Sprintf("%v: Stripe has no %q", event["type"], kind))
			continue
		}
		problems = append(problems, s.match(fmt.Sprint(event["type"]), object, want)...)
	}
	return problems
}

// operation finds the path of the document that fits best: the one with the fewest placeholders.
func (s *spec) operation(method, path string) (best operation, found bool) {
	fewest := 99
	for pattern, ops := range s.Paths {
		op, has := ops[strings.ToLower(method)]
		if holes := strings.Count(pattern, "{"); has && holes < fewest && fits(pattern, path) {
			best, found, fewest = op, true, holes
		}
	}
	return best, found
}

func fits(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") })
}

func (s *spec) match(at string, v any, want *schema) []string {
	if want == nil {
		return nil
	}
	if want.Ref != "" {
		return s.match(at, v, s.Components.Schemas[want.Ref[strings.LastIndex(want.Ref, "/")+1:]])
	}
	if v == nil {
		if want.Nullable || want.Type == "" && len(want.AnyOf) == 0 {
			return nil
		}
		return []string{at + " is null"}
	}
	if len(want.AnyOf) > 0 {
		return s.matchAny(at, v, want.AnyOf)
	}
	if len(want.Enum) > 0 && !slices.Contains(want.Enum, v) {
		return []string{fmt.Sprintf("%s is %v, not one of %v", at, v, want.Enum)}
	}
	switch v := v.(type) {
	case map[string]any:
		return s.matchObject(at, v, want)
	case []any:
		return s.matchArray(at, v, want)
	default:
		return matchPlain(at, v, want.Type)
	}
}

// matchAny accepts any of the choices; of an object, the choice of its own type is the one to complain about.
func (s *spec) matchAny(at string, v any, choices []*schema) (problems []string) {
	_, isObject := v.(map[string]any)
	for _, c := range choices {
		if isObject && c.Type != "" && c.Type != "object" {
			continue
		}
		p := s.match(at, v, c)
		if len(p) == 0 {
			return nil
		}
		if problems == nil || len(p) < len(problems) {
			problems = p
		}
	}
	return problems
}

func (s *spec) matchObject(at string, v map[string]any, want *schema) (problems []string) {
	if want.Type != "" && want.Type != "object" {
		return []string{fmt.Sprintf("%s is an object, not %s", at, want.Type)}
	}
	for _, name := range want.Required {
		if _, ok := v[name]; !ok {
			problems = append(problems, at+"."+name+" is missing")
		}
	}
	for name, child := range v {
		known, ok := want.Properties[name]
		switch {
		case ok:
			problems = append(problems, s.match(at+"."+name, child, known)...)
		case len(want.Properties) > 0 && len(want.Additional) == 0:
			problems = append(problems, at+"."+name+" is not Stripe's")
		case strings.HasPrefix(string(want.Additional), "{"):
			var each schema
			_ = json.Unmarshal(want.Additional, &each)
			problems = append(problems, s.match(at+"."+name, child, &each)...)
		}
	}
	return problems
}

func (s *spec) matchArray(at string, v []any, want *schema) (problems []string) {
	if want.Type != "array" {
		return []string{fmt.Sprintf("%s is an array, not %s", at, want.Type)}
	}
	for i, child := range v {
		problems = append(problems, s.match(fmt.Sprintf("%s[%d]", at, i), child, want.Items)...)
	}
	return problems
}

func matchPlain(at string, v any, want string) []string {
	got := ""
	switch v := v.(type) {
	case string:
		got = "string"
	case bool:
		got = "boolean"
	case float64:
		got = "number"
		if want == "integer" && v == float64(int64(v)) {
			got = "integer"
		}
	}
	if want != "" && got != want {
		return []string{fmt.Sprintf("%s is a %s, not %s", at, got, want)}
	}
	return nil
}
