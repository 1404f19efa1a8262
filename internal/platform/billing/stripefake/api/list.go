package api

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// filter says whether an object passes a list parameter. A filter whose name begins with "!" holds as long as the
// parameter of that name is not given.
type filter func(o wire.Object, values []string) bool

func equal(field string) filter {
	return func(o wire.Object, values []string) bool { return fmt.Sprint(o[field]) == values[0] }
}

func among(field string) filter {
	return func(o wire.Object, values []string) bool { return slices.Contains(values, fmt.Sprint(o[field])) }
}

// filters builds the table of a list: named parameters that compare a field of the same name, and special ones.
func filters(special map[string]filter, fields ...string) map[string]filter {
	all := map[string]filter{}
	for _, f := range fields {
		all[f] = equal(f)
	}
	for name, f := range special {
		all[name] = f
	}
	return all
}

// list answers with one page of a table, newest first.
func list[T interface{ *E }, E any](rows func(*ledger.Ledger) []T, known map[string]filter) endpoint {
	return func(c *call) (any, error) {
		query, err := c.query(known)
		if err != nil {
			return nil, err
		}
		var hits []any
		for _, row := range slices.Backward(rows(c.l)) {
			if o := c.l.View(row); query.passes(o, known) {
				hits = append(hits, o)
			}
		}
		page, more, err := query.page(hits)
		return wire.List(c.r.URL.Path, page, more), err
	}
}

// query is what a list request asks for.
type query struct {
	limit         int
	after, before string
	created       map[string]int64
	wanted        map[string][]string
}

var createdParam = regexp.MustCompile(`^created(?:\[(gte?|lte?)\])?$`)

func (c *call) query(known map[string]filter) (query, error) {
	q := query{limit: 10, created: map[string]int64{}, wanted: map[string][]string{}}
	for name, values := range c.form {
		base, _, _ := strings.Cut(name, "[")
		switch {
		case name == "limit":
			n, err := strconv.Atoi(values[0])
			if err != nil || n < 1 || n > 100 {
				return q, wire.Invalid("parameter_invalid_integer", "limit", "Invalid limit: must be between 1 and 100")
			}
			q.limit = n
		case name == "starting_after":
			q.after = values[0]
		case name == "ending_before":
			q.before = values[0]
		case createdParam.MatchString(name):
			at, err := strconv.ParseInt(values[0], 10, 64)
			if err != nil {
				return q, wire.Invalid("parameter_invalid_integer", name, "Invalid timestamp: %s", values[0])
			}
			q.created[createdParam.FindStringSubmatch(name)[1]] = at
		case known[name] != nil:
			q.wanted[name] = values
		case known[base+"[]"] != nil:
			q.wanted[base+"[]"] = append(q.wanted[base+"[]"], values...)
		default:
			return q, wire.Invalid("parameter_unknown", name, "Received unknown parameter: %s", name)
		}
	}
	return q, nil
}

func (q query) passes(o wire.Object, known map[string]filter) bool {
	for name, f := range known {
		param, unless := strings.CutPrefix(name, "!")
		if values, asked := q.wanted[param]; asked != unless && !f(o, values) {
			return false
		}
	}
	created, ok := o["created"]
	if !ok {
		created = o["date"]
	}
	at, _ := strconv.ParseInt(fmt.Sprint(created), 10, 64)
	for op, limit := range q.created {
		if !map[string]bool{"": at == limit, "gt": at > limit, "gte": at >= limit, "lt": at < limit, "lte": at <= limit}[op] {
			return false
		}
	}
	return true
}

// page cuts out the part of the hits that the cursor asks for.
func (q query) page(hits []any) (page []any, more bool, err error) {
	at := func(id string) int {
		return slices.IndexFunc(hits, func(o any) bool { return o.(wire.Object)["id"] == id })
	}
	switch {
	case q.after != "":
		i := at(q.after)
		if i < 0 {
			return nil, false, wire.Missing("object", "starting_after", q.after)
		}
		hits = hits[i+1:]
	case q.before != "":
		i := at(q.before)
		if i < 0 {
			return nil, false, wire.Missing("object", "ending_before", q.before)
		}
		from := max(i-q.limit, 0)
		return append([]any{}, hits[from:i]...), from > 0, nil
	}
	n := min(len(hits), q.limit)
	return append([]any{}, hits[:n]...), len(hits) > n, nil
}

var clause = regexp.MustCompile(`^\s*(\w+)(?:\[['"]([^'"]+)['"]\])?\s*:\s*['"]([^'"]*)['"]\s*$`)

// search answers Stripe's query language as far as field:'value' and metadata['key']:'value' joined by AND.
func search[T interface{ *E }, E any](rows func(*ledger.Ledger) []T) endpoint {
	return func(c *call) (any, error) {
		hits := []any{}
		for _, row := range slices.Backward(rows(c.l)) {
			o := c.l.View(row)
			ok, err := matches(o, c.form)
			if err != nil {
				return nil, err
			}
			if ok {
				hits = append(hits, o)
			}
		}
		return wire.Object{"object": "search_result", "url": c.r.URL.Path, "has_more": false, "next_page": nil, "data": hits}, nil
	}
}

func matches(o wire.Object, form url.Values) (bool, error) {
	for _, part := range strings.Split(form.Get("query"), " AND ") {
		m := clause.FindStringSubmatch(part)
		if m == nil {
			return false, wire.Invalid("", "query", "We were unable to parse your search query: %s", part)
		}
		value := o[m[1]]
		if m[2] != "" {
			tags, _ := value.(wire.Object)
			value = tags[m[2]]
		}
		if fmt.Sprint(value) != m[3] {
			return false, nil
		}
	}
	return true, nil
}
