package view_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// row is a record as the test knows it: text, tags ([]string), numbers (float64), days and times (time.Time); nil is empty.
type row map[string]any

// column is a filter of a list with the kind of its values and some of them.
type column struct {
	name, kind string
	values     []string
}

// ops are the comparisons of each kind.
var ops = map[string][]string{
	"text": {"is", "not", "contains", "begins", "anyOf", "empty", "notEmpty"}, "one": {"is", "not", "anyOf", "empty", "notEmpty"}, "tags": {"is", "not", "anyOf", "empty", "notEmpty"},
	"held": {"is", "anyOf"}, "amount": {"is", "not", "gte", "lte", "anyOf", "empty", "notEmpty"}, "number": {"is", "not", "gte", "lte", "anyOf", "empty", "notEmpty"},
	"day": {"within", "is", "before", "after", "within", "older", "anyOf", "within", "empty", "notEmpty"}, "time": {"within", "is", "before", "after", "within", "older", "anyOf", "within", "empty", "notEmpty"},
}

var spans = []string{"today", "yesterday", "tomorrow", "thisWeek", "lastWeek", "nextWeek", "thisMonth", "lastMonth", "nextMonth", "thisQuarter", "lastQuarter", "nextQuarter",
	"thisYear", "lastYear", "nextYear"}

// list is a list with what it has and what can be asked.
type list struct {
	path    string
	columns []column
	rows    map[string]row
}

// Whatever is asked, in groups of all and any: the list answers what the records say, column by column, on the asker's calendar.
func TestTreesAnswerWhatRecordsSay(t *testing.T) {
	w := apptest.New(t)
	zone := clock.Zone("Asia/Manila")
	w.Get(apptest.Call{Name: "lives elsewhere", As: "acme/ana", Do: "PATCH /me", Body: `{"timezone":"Asia/Manila"}`}, nil)
	require.Eventually(t, func() bool {
		return strings.Contains(w.Do(apptest.Call{As: "acme/ana", Do: "GET /me"}).Body, "Asia/Manila")
	}, 2*time.Second, 10*time.Millisecond)
	y, m, d := clock.Now().In(zone).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	lists := []list{deals(w, today), tasks(w, today, zone)}
	some := 0
	histories.Check(t, func(r *rapid.T) {
		l := lists[rapid.IntRange(0, 1).Draw(r, "list")]
		tree := drawTree(r, l, today, 0)
		text, err := json.Marshal(tree)
		require.NoError(r, err)
		var got struct{ Items []struct{ ID string } }
		w.Get(apptest.Call{Name: string(text), As: "acme/ana", Do: "GET " + l.path + "limit=100&where=" + url.QueryEscape(string(text))}, &got)
		found, want := []string{}, []string{}
		for _, i := range got.Items {
			found = append(found, i.ID)
		}
		for id, one := range l.rows {
			if holds(tree, one, today, zone) {
				want = append(want, id)
			}
		}
		slices.Sort(found)
		slices.Sort(want)
		require.Equal(r, want, found, string(text))
		if len(want) > 0 && len(want) < len(l.rows) {
			some++
		}
	})
	require.Greater(t, some, histories.N()/40, "questions that some records answer and others do not")
}

func drawTree(r *rapid.T, l list, today time.Time, depth int) any {
	if depth == 3 || depth > 0 && rapid.Bool().Draw(r, "leaf") {
		c := rapid.SampledFrom(l.columns).Draw(r, "column")
		op := rapid.SampledFrom(ops[c.kind]).Draw(r, "op")
		return c.name + ":" + op + ":" + drawValue(r, c, op, today)
	}
	group := []any{}
	for range rapid.IntRange(1, 3).Draw(r, "size") {
		group = append(group, drawTree(r, l, today, depth+1))
	}
	return map[string]any{rapid.SampledFrom([]string{"all", "any"}).Draw(r, "how"): group}
}

func drawValue(r *rapid.T, c column, op string, today time.Time) string {
	switch op {
	case "empty", "notEmpty":
		return ""
	case "within":
		if way := rapid.SampledFrom([]string{"last", "next", ""}).Draw(r, "way"); way != "" {
			return way + ":" + strconv.Itoa(rapid.SampledFrom([]int{7, 1, 8, 40, 31}).Draw(r, "days"))
		}
		return rapid.SampledFrom(spans).Draw(r, "span")
	case "older":
		return strconv.Itoa(rapid.IntRange(1, 60).Draw(r, "days"))
	case "anyOf":
		some := []string{}
		for range rapid.IntRange(1, 3).Draw(r, "values") {
			some = append(some, drawOne(r, c, today))
		}
		return strings.Join(some, "|")
	}
	return drawOne(r, c, today)
}

func drawOne(r *rapid.T, c column, today time.Time) string {
	if c.kind == "day" || c.kind == "time" {
		return today.AddDate(0, 0, rapid.IntRange(-50, 50).Draw(r, "day")).Format(time.DateOnly)
	}
	return rapid.SampledFrom(c.values).Draw(r, "value")
}

// holds is what a tree means, told without SQL.
func holds(tree any, one row, today time.Time, zone *time.Location) bool {
	if leaf, is := tree.(string); is {
		parts := strings.SplitN(leaf, ":", 3)
		return matches(one[parts[0]], parts[1], parts[2], today, zone)
	}
	for how, group := range tree.(map[string]any) {
		for _, t := range group.([]any) {
			if holds(t, one, today, zone) == (how == "any") {
				return how == "any"
			}
		}
		return how == "all"
	}
	return false
}

func matches(v any, op, value string, today time.Time, zone *time.Location) bool {
	switch op {
	case "empty", "notEmpty":
		none := v == nil || v == "" || v == float64(0)
		if all, is := v.([]string); is {
			none = len(all) == 0
		}
		return none == (op == "empty")
	case "anyOf":
		return slices.ContainsFunc(strings.Split(value, "|"), func(x string) bool { return matches(v, "is", x, today, zone) })
	case "not":
		return !matches(v, "is", value, today, zone)
	}
	switch v := v.(type) {
	case string:
		low, sought := strings.ToLower(v), strings.ToLower(value)
		return op == "is" && low == sought || op == "contains" && strings.Contains(low, sought) || op == "begins" && strings.HasPrefix(low, sought)
	case []string:
		return slices.Contains(v, value)
	case float64:
		n, _ := strconv.ParseFloat(value, 64)
		return op == "is" && v == n || op == "gte" && v >= n || op == "lte" && v <= n
	case time.Time:
		y, m, d := v.Date()
		if v.Location() != time.UTC {
			y, m, d = v.In(zone).Date()
		}
		return onDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), op, value, today)
	}
	return false
}

// onDay tells of a day, counted and compared rather than reckoned as ranges.
func onDay(day time.Time, op, value string, today time.Time) bool {
	ago := int(today.Sub(day).Hours() / 24)
	iso := day.Format(time.DateOnly)
	switch op {
	case "is":
		return iso == value
	case "before":
		return iso < value
	case "after":
		return iso >= value
	case "older":
		n, _ := strconv.Atoi(value)
		return ago > n
	}
	way, count, _ := strings.Cut(value, ":")
	n, _ := strconv.Atoi(count)
	switch {
	case way == "last":
		return ago >= 0 && ago < n
	case way == "next":
		return ago <= 0 && -ago < n
	case value == "today" || value == "yesterday" || value == "tomorrow":
		return ago == map[string]int{"today": 0, "yesterday": 1, "tomorrow": -1}[value]
	}
	by, unit := map[string]int{"last": -1, "this": 0, "next": 1}[value[:4]], value[4:]
	months := func(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }
	weeks := func(t time.Time) int { return int((t.Unix()/86400 + 3) / 7) } // the first day of all was a Thursday
	index := map[string]func(time.Time) int{"Week": weeks, "Month": months, "Quarter": func(t time.Time) int { return months(t) / 3 }, "Year": time.Time.Year}[unit]
	return index(day)-index(today) == by
}

// deals are some in every shape that columns have, the company's own too.
func deals(w *apptest.World, today time.Time) list {
	own := func(kind, more string) string {
		return w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":"deal","type":%q,"label":"Own %[1]s"%s}`, kind, more))
	}
	text, number, day, person := own("text", ""), own("number", `,"decimals":1`), own("date", ""), own("person", "")
	var choices struct {
		ID      string
		Choices []struct{ ID string }
	}
	w.Get(apptest.Call{Name: "choices", As: "acme/ana", Do: "POST /fields", Body: `{"object":"deal","type":"choices","label":"Likes","choices":[{"label":"Tea"},{"label":"Ice"}]}`, Want: 201}, &choices)
	tea, ice := choices.Choices[0].ID, choices.Choices[1].ID
	firm, ada, ana, ed := w.Make("acme/ana", "/companies", `{"name":"Firm"}`), w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`), w.Person("acme/ana").UserID.String(), w.Person("acme/ed").UserID.String()
	l := list{"/deals?", []column{{"expectedOn", "day", nil}, {"custom." + day, "day", nil}, {"value", "amount", []string{"0", "100", "250"}}, {"company", "one", []string{firm}}, {"owner", "one", []string{ana, ed}}, {"contact", "held", []string{ada}},
		{"custom." + text, "text", []string{"Oslo", "os", "Łódź", "a%b", `x_y`, "(nothing)"}}, {"custom." + number, "number", []string{"1", "2.5", "-3"}},
		{"custom." + choices.ID, "tags", []string{tea, ice}}, {"custom." + person, "one", []string{ana, ed}}}, map[string]row{}}
	words, far := []string{"", "Oslo", "oslo east", "ŁÓDŹ", "a%b", "xzy", "x_y"}, []int{-400, -45, -8, -7, -6, -1, 0, 1, 2, 6, 7, 30, 40, 100}
	for i := range 28 {
		one, body := row{"owner": ana, "company": "", "contact": []string{}, "custom." + person: ""}, map[string]any{"name": fmt.Sprint("Deal ", i), "custom": map[string]any{}}
		custom := body["custom"].(map[string]any)
		amount := []int{0, 100, 250, 251}[i%4]
		body["value"], one["value"] = map[string]any{"amount": amount, "currency": "EUR"}, float64(amount)
		if i%5 > 0 {
			on := today.AddDate(0, 0, far[i%len(far)])
			body["expectedOn"], one["expectedOn"] = on.Format(time.DateOnly), on
			custom[day], one["custom."+day] = on.AddDate(0, 0, i%3).Format(time.DateOnly), on.AddDate(0, 0, i%3)
		}
		if i%3 == 0 {
			body["companyId"], one["company"], body["contacts"], one["contact"] = firm, firm, []any{map[string]string{"contactId": ada, "role": "buyer"}}, []string{ada}
			body["ownerId"], one["owner"], custom[person], one["custom."+person] = ed, ed, ed, ed
		}
		one["custom."+text], one["custom."+choices.ID] = words[i%len(words)], []string{}
		if words[i%len(words)] != "" {
			custom[text] = words[i%len(words)]
		}
		if some := [][]string{{}, {tea}, {tea, ice}}[i%3]; len(some) > 0 {
			custom[choices.ID], one["custom."+choices.ID] = some, some
		}
		if i%4 > 0 {
			custom[number], one["custom."+number] = []float64{1, 2.5, -3}[i%3], []float64{1, 2.5, -3}[i%3]
		}
		l.rows[w.Make("acme/ana", "/deals", toJSON(w, body))] = one
	}
	return l
}

// tasks are some at the edges of days as they are where the asker lives.
func tasks(w *apptest.World, today time.Time, zone *time.Location) list {
	l := list{"/tasks?status=all&", []column{{"dueAt", "time", nil}, {"title", "text", []string{"Ring", "ring b", "zz"}}, {"kind", "text", []string{"call", "todo"}}}, map[string]row{}}
	for i := range 30 {
		title, kind := []string{"Ring", "Ring back", "Write"}[i%3], []string{"call", "todo"}[i%2]
		one, body := row{"title": title, "kind": kind}, map[string]any{"title": title, "kind": kind}
		if i%6 > 0 {
			day := today.AddDate(0, 0, []int{-90, -31, -8, -7, -1, 0, 1, 7, 31}[i%9])
			at := time.Date(day.Year(), day.Month(), day.Day(), []int{0, 12, 23}[i%3], []int{0, 30, 59}[i%3], 0, 0, zone)
			body["dueAt"], one["dueAt"] = at.UTC().Format(time.RFC3339), at
		}
		l.rows[w.Make("acme/ana", "/tasks", toJSON(w, body))] = one
	}
	return l
}

func toJSON(w *apptest.World, v any) string {
	data, err := json.Marshal(v)
	require.NoError(w.T, err)
	return string(data)
}
