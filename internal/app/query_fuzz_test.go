package app_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/apptest/wiretap"
	"github.com/kith-crm/kith/internal/kit/web"
)

var hostile = flag.Int("hostile", 0, "how many hostile questions TestQuestionsNeverBecomeSQL asks, 20,000 (1,000 under the race detector) if none are asked for")

// offered is what each list says that it can be sorted and filtered by, with the type of each filter: written down anew
// here, so that it can disagree with the program.
var offered = map[string]struct{ sorts, filters string }{
	"/contacts":  {"name createdAt updatedAt city", "owner:uuid company:uuid city:text country:text source:text language:text email:text phone:text consentEmail:text consentPhone:text tag:tags alsoAt:exists createdAt:time updatedAt:time"},
	"/companies": {"name createdAt updatedAt city", "owner:uuid city:text country:text industry:text kind:tags tag:tags createdAt:time"},
	"/deals":     {"name createdAt updatedAt expectedOn value", "owner:uuid stage:uuid company:uuid contact:exists status:text expectedOn:date value:number createdAt:time"},
	"/tasks":     {"dueAt createdAt", "assignee:uuid title:text kind:text status:text dueAt:time createdAt:time"},
}

// comparisons are the comparisons of each type.
var comparisons = map[string]string{"uuid": "is not anyOf empty notEmpty", "exists": "is anyOf", "text": "is not contains begins anyOf empty notEmpty", "tags": "is not anyOf empty notEmpty",
	"time": "is before after within older anyOf empty notEmpty", "date": "is before after within older anyOf empty notEmpty", "number": "is not gte lte anyOf empty notEmpty"}

// aValue is one that a filter of the type takes.
var aValue = map[string]string{"uuid": "me", "exists": "me", "text": "an", "tags": "an", "time": "2026-01-02", "date": "2026-01-02", "number": "10"}

// someValues are those of a condition: one, or as many as make a difference to a statement.
func someValues(kind, op string) []string {
	switch v := aValue[kind]; op {
	case "within":
		return []string{"thisWeek", "last:7"}
	case "older":
		return []string{"30"}
	case "anyOf":
		return []string{v, v + "|" + v, v + "|" + v + "|" + v}
	default:
		return []string{v}
	}
}

// query is a question with one parameter that can be spoilt, and what that one may be; nil for a text.
type query struct {
	as, path string
	rest     url.Values
	name     string
	value    string
	may      func(value string) bool
}

func (q query) with(value string) apptest.Call {
	all := maps.Clone(q.rest)
	if all == nil {
		all = url.Values{}
	}
	if q.name != "" {
		all[q.name] = []string{value}
	}
	return apptest.Call{As: q.as, Do: "GET " + q.path + "?" + all.Encode()}
}

func oneOf(of ...string) func(string) bool {
	return func(v string) bool { return v == "" || slices.Contains(of, v) }
}

// ofLists are the questions of the lists: each sort and each filter with and without a search, and the pages after the first.
func ofLists(w *apptest.World, as string) (all []query) {
	for path, o := range offered {
		sorts, filters := strings.Fields(o.sorts), map[string]string{}
		for _, f := range strings.Fields(o.filters) {
			name, kind, _ := strings.Cut(f, ":")
			filters[name] = kind
		}
		mayFilter := func(v string) bool {
			parts := strings.SplitN(v, ":", 3)
			return v == "" || len(parts) == 3 && slices.Contains(strings.Fields(comparisons[filters[parts[0]]]), parts[1])
		}
		for _, more := range []url.Values{nil, {"q": {"an"}}} {
			all = append(all, query{as: as, path: path, rest: more})
			for _, s := range sorts {
				for _, dir := range []string{"", "-"} {
					q := query{as, path, more, "sort", dir + s, func(v string) bool { return v == "" || slices.Contains(sorts, strings.TrimPrefix(v, "-")) }}
					all = append(append(all, q), nextPage(w, q)...)
				}
			}
			for name, kind := range filters {
				for _, op := range strings.Fields(comparisons[kind]) {
					for _, value := range someValues(kind, op) {
						filter := name + ":" + op + ":" + value
						all = append(all, query{as, path, more, "filter", filter, mayFilter}, whereOf(query{as: as, path: path, rest: more}, filter, mayFilter))
					}
				}
			}
			all = append(all, query{as, path, more, "limit", "2", nil})
		}
	}
	return all
}

// whereOf is a condition within groups. What is accepted is a tree of nothing but conditions that may be.
func whereOf(q query, filter string, mayFilter func(string) bool) query {
	text, err := json.Marshal(map[string]any{"any": []any{filter, map[string]any{"all": []any{filter}}}})
	if err != nil {
		panic(err)
	}
	var mayBe func(tree any) bool
	mayBe = func(tree any) bool {
		switch t := tree.(type) {
		case string:
			return t != "" && mayFilter(t)
		case []any:
			return !slices.ContainsFunc(t, func(one any) bool { return !mayBe(one) })
		case map[string]any:
			all, hasAll := t["all"]
			some, hasAny := t["any"]
			return len(t) == 1 && (hasAll && mayBe(all) || hasAny && mayBe(some))
		}
		return false
	}
	q.name, q.value = "where", string(text)
	q.may = func(v string) bool {
		var tree any
		return v == "" || json.Unmarshal([]byte(v), &tree) == nil && mayBe(tree)
	}
	return q
}

// nextPage is the question for the second page of a list, with its cursor. Only one that the program has made counts.
func nextPage(w *apptest.World, q query) []query {
	var first struct{ Next *string }
	rest := url.Values{"limit": {"1"}, "sort": {q.value}}
	maps.Copy(rest, q.rest)
	w.Get(query{as: q.as, path: q.path, rest: rest}.with(""), &first)
	if first.Next == nil {
		return nil
	}
	return []query{{q.as, q.path, rest, "cursor", *first.Next, oneOf(*first.Next)}}
}

// ofRoutes are the questions of every route that a company's people can read: each parameter that is described, alone.
func ofRoutes(w *apptest.World, as string, made map[string]string) (all []query) {
	for _, r := range w.App.Server.Router.Routes() {
		if r.Method != http.MethodGet || r.Need.Access == web.Public || r.Need.Access == web.Operators {
			continue
		}
		begin, _, _ := strings.Cut(r.Path, "/{")
		path := parameter.ReplaceAllString(r.Path, cmp.Or(made[begin], made["/contacts"]))
		op := w.App.Server.Router.OpenAPI().Paths[r.Path].Get
		need := url.Values{}
		for _, p := range op.Parameters {
			if p.In == "query" && p.Required {
				need[p.Name] = []string{values(p, made)[0]}
			}
		}
		all = append(all, query{as: as, path: path, rest: need})
		for _, p := range op.Parameters {
			if p.In == "query" && !(p.Name == "sort" || p.Name == "filter" || p.Name == "where") {
				all = append(all, ofParameter(query{as: as, path: path, rest: need, name: p.Name}, p, made)...)
			}
		}
	}
	return all
}

func ofParameter(q query, p *huma.Param, made map[string]string) (all []query) {
	fit := values(p, made)
	if len(p.Schema.Enum) > 0 {
		q.may = oneOf(fit...)
	}
	for _, q.value = range fit {
		all = append(all, q)
	}
	return all
}

// values are some that a parameter takes.
func values(p *huma.Param, made map[string]string) (all []string) {
	for _, v := range p.Schema.Enum {
		all = append(all, fmt.Sprint(v))
	}
	switch {
	case len(all) > 0:
		return all
	case p.Schema.Format == "uuid" || p.Name == "owner":
		return []string{made["/contacts"]}
	case p.Name == "about":
		return []string{"contact:" + made["/contacts"]}
	case p.Schema.Format == "date-time":
		return []string{"2026-01-02T00:00:00Z"}
	case p.Schema.Type == "integer":
		return []string{"2"}
	case p.Name == "types":
		return []string{"note", "note,call"}
	case p.Name == "cursor":
		return []string{""}
	}
	return []string{"an", "contact", "an.example"}
}

const marker = "zq7x"

// payloads are what somebody tries who thinks that it becomes SQL; ¤ is where the marker stands, by which it is found.
var payloads = []string{"'¤", `"¤`, "¤';--", "' OR '¤'='¤", "¤) UNION SELECT id FROM ¤--", "name; DROP TABLE ¤", "name,(SELECT ¤)", "name DESC, ¤", "name ¤", "$1¤", "$¤$x$¤$", "?¤",
	`\¤`, "%¤", "%27¤", "\x00¤", "’¤", "¤:is:", "owner:is:¤", "name COLLATE ¤", "(CASE WHEN 1=1 THEN ¤ END)", "¤.name", `"¤"."name"`, "$.¤", "a & ¤ | !c:*", "(a+)+¤$", "E'\\x41¤'",
	"/*¤*/", "¤||chr(65)", "1;¤", "::¤", "-¤", "--¤", "¤[]", "{¤}", "@>¤", "#>>¤", "name\n¤", "owner_id¤", "¤" + strings.Repeat("A", 300)}

// scraps are what hostile sentences are made of.
var scraps = []string{"SELECT", "UNION", "ORDER BY", "'", "\"", "--", "/*", "*/", ";", "||", "name", "owner_id", "deleted_at", "1=1", "pg_sleep(9)", "chr(65)", "::text", "?", "$1", ":", ",", "%", `\`, "(", ")", "\x00", "is", "contains", marker}

// columns are names that the tables have and the lists do not offer.
var columns = []string{"id", "owner_id", "deleted_at", "version", "password_hash", "contact.email", "amount", "rank", "name ", "Name", "NAME", "createdat", "created_at", "tableoid", "ctid", "1", "2"}

// spoil makes something hostile of a value.
func spoil(dice *rand.Rand, value string) string {
	evil := strings.ReplaceAll(payloads[dice.IntN(len(payloads))], "¤", marker)
	if dice.IntN(4) == 0 {
		var b strings.Builder
		for range 2 + dice.IntN(7) {
			b.WriteString(scraps[dice.IntN(len(scraps))])
			b.WriteString([]string{"", " "}[dice.IntN(2)])
		}
		evil = b.String()
	}
	at := dice.IntN(len(value) + 1)
	switch dice.IntN(7) {
	case 0:
		return evil
	case 1:
		return value + evil
	case 2:
		return value[:at] + evil + value[at:]
	case 3: // another column in its place
		_, rest, _ := strings.Cut(value, ":")
		return columns[dice.IntN(len(columns))] + strings.Repeat(":", min(1, len(rest))) + rest
	case 4: // one part of several
		parts := strings.Split(value, ":")
		parts[dice.IntN(len(parts))] = evil
		return strings.Join(parts, ":")
	case 5: // one bit
		changed := []byte(value + "A")
		changed[at] ^= 1 << dice.IntN(7)
		return string(changed[:max(1, len(value))])
	default:
		return value[:at]
	}
}

var (
	numbers = regexp.MustCompile(`\d+`)
	places  = regexp.MustCompile(`\$#(?:, ?\$#)*`)
)

// mistakes are the patterns for a word that may be mistyped: a longer one has more.
var mistakes = regexp.MustCompile(`\(+[a-z_]+\.search LIKE \$(?: OR [a-z_]+\.search LIKE \$)*(?: OR \$ <% [a-z_]+\.search)?\)+`)

// several are conditions for each of several words.
var several = regexp.MustCompile(`(?:\(near\) AND )+\(near\)`)

// shape is a statement without what may differ between two that mean the same: numbers, names of companies, lengths of
// lists, how many words are searched for, and how conditions are grouped.
func shape(text string) string {
	text = mistakes.ReplaceAllString(places.ReplaceAllString(numbers.ReplaceAllString(text, "#"), "$$"), "(near)")
	text = several.ReplaceAllString(text, "(near)")
	all := strings.Split(strings.NewReplacer("(", "", ")", "").Replace(text), " AND ")
	for i, one := range all {
		all[i] = strings.Join(slices.Compact(strings.Split(one, " OR ")), " OR ")
	}
	return strings.Join(slices.Compact(all), " AND ")
}

// familiar tells whether a shape is known, or is one with a choice of conditions in a place where each of them alone is known: what is
// asked for in groups may join any two that are offered.
func familiar(known map[string]bool, shape string) bool {
	if known[shape] {
		return true
	}
	all := strings.Split(shape, " AND ")
	return slices.ContainsFunc(all, func(one string) bool {
		choice := strings.Split(one, " OR ")
		return len(choice) > 1 && !slices.ContainsFunc(choice, func(c string) bool { return !known[strings.ReplaceAll(shape, one, c)] })
	})
}

// askedAnew asks and returns the answer, and a statement that the question made which is of no known shape or has its words.
// What comes once and not again when the same is asked was not of the question: the program looks after itself now and then.
func askedAnew(w *apptest.World, tap *wiretap.Tap, known map[string]bool, c apptest.Call) (a apptest.Answer, text string) {
	for range 3 {
		a, text = w.Do(c), ""
		for one := range tap.Take() {
			if !familiar(known, shape(one)) || strings.Contains(strings.ToLower(one), marker) {
				text = one
			}
		}
		if text == "" {
			break
		}
	}
	return a, text
}

// Engine C: whatever stands where a column, a direction, an operator, a value or a cursor is asked for, it never becomes SQL.
// Everything that is offered is asked first; hostile questions then bring no statement of another shape to the server, none
// of what they say is in the text of one, only what is offered is accepted, and none is answered by an error of ours.
func TestQuestionsNeverBecomeSQL(t *testing.T) {
	d, err := testdb.New(t.Context())
	require.NoError(t, err)
	tap, err := wiretap.Start(t.Context(), d.URL)
	require.NoError(t, err)
	d.URL = tap.URL
	b, err := apptest.Start(t.Context(), d)
	require.NoError(t, err)
	w, dice := apptest.NewOn(t, b), rand.New(rand.NewPCG(10, 11)) //nolint:gosec // dice
	made := ids(w)
	visibleRecords(w)
	var all []query
	for _, as := range []string{"acme/ana", "acme/ed"} {
		all = append(append(all, ofLists(w, as)...), ofRoutes(w, as, made)...)
	}
	known, accepted := map[string]bool{"rollback": true}, map[bool]int{} // what the database can't hold, it refuses itself
	for range 2 {                                                        // some things are done once an hour
		for _, q := range all {
			a := w.Do(q.with(q.value))
			require.Less(t, a.Status, 500, q)
			if q.name == "sort" || q.name == "filter" || q.name == "where" {
				require.Equal(t, http.StatusOK, a.Status, "%v is not offered any more: %s", q, a.Body)
			}
		}
		for text := range tap.Take() {
			known[shape(text)] = true
		}
	}
	require.Greater(t, len(known), 100, "the tap hears what is asked")
	begin := time.Now()
	number := cmp.Or(*hostile, 10*histories.N())
	for range number {
		q := all[dice.IntN(len(all))]
		value := spoil(dice, q.value)
		c := q.with(value)
		a, text := askedAnew(w, tap, known, c)
		require.Empty(t, text, "%s as %s has the server asked", c.Do, c.As)
		require.Less(t, a.Status, 500, "%s: %s", c.Do, a.Body)
		require.NotContains(t, a.Body, "SQLSTATE", c.Do)
		if a.Status == http.StatusOK && q.may != nil {
			require.True(t, q.may(value), "%s is accepted: %q", c.Do, value)
		}
		accepted[a.Status == http.StatusOK]++
	}
	t.Logf("%s; %d kinds of questions, %d shapes of statements, answered with 200 and refused: %v", time.Since(begin), len(all), len(known), accepted)
	require.Greater(t, min(accepted[true], accepted[false]), number/10, "%v", accepted)
}

// namers are writes that name a kind, a field, an action or a column, with an @ where one stands.
var namers = []string{
	`PUT /roles/employee/grants {"object":"@","action":"read","scope":"own"}`, `PUT /roles/employee/grants {"object":"contact","action":"@","scope":"own"}`,
	`PUT /roles/employee/grants {"object":"contact","action":"read","scope":"@"}`, `PUT /roles/employee/fields {"object":"@","field":"email","mask":"hide"}`,
	`PUT /roles/employee/fields {"object":"contact","field":"@","mask":"hide"}`, `PUT /roles/employee/fields {"object":"contact","field":"email","mask":"@"}`,
	`POST /shares {"kind":"@","id":"%s","userId":"%s"}`, `POST /activities {"type":"note","about":{"kind":"@","id":"%s"},"text":"x"}`,
	`POST /activities {"type":"@","about":{"kind":"contact","id":"%s"},"text":"x"}`, `POST /tasks {"title":"x","about":{"kind":"@","id":"%s"}}`,
	`PATCH /roles/@ {"version":1,"name":"x"}`, `GET /roles/names?@`,
}

// What names a kind, a field or an action in a write is one that there is, or the write is refused.
func TestNamesInWritesAreKnown(t *testing.T) {
	w := apptest.New(t)
	contact := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	before := contents(t, w)
	for _, n := range namers {
		do, body, _ := strings.Cut(strings.ReplaceAll(n, "%s", contact), " {")
		for _, p := range payloads {
			evil := strings.ReplaceAll(p, "¤", marker)
			quoted := fmt.Sprintf("%q", evil)
			c := apptest.Call{As: "acme/ana", Do: strings.ReplaceAll(do, "@", url.PathEscape(evil))}
			if body != "" {
				c.Body = "{" + strings.ReplaceAll(body, `"@"`, strings.ReplaceAll(quoted, `\x`, `\u00`))
			}
			a := w.Do(c)
			require.True(t, a.Status >= 400 && a.Status < 500, "%s %s: %d %s", c.Do, c.Body, a.Status, a.Body)
		}
	}
	require.Equal(t, before, contents(t, w), "nothing was written")
}
