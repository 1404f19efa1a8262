package customfield_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type field struct {
	ID, Label, State string
	Version          int
	Choices          []struct {
		ID, Label string
		Gone      bool
	}
}

func add(w *apptest.World, body string) (f field) {
	w.T.Helper()
	w.Get(apptest.Call{Name: "add " + body, As: "acme/ana", Do: "POST /fields", Body: body, Want: 201}, &f)
	return f
}

func names(w *apptest.World, as, query string) (all []string) {
	w.T.Helper()
	var list struct{ Items []struct{ Name string } }
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /contacts?" + query}, &list)
	for _, c := range list.Items {
		all = append(all, c.Name)
	}
	return all
}

func TestAFieldIsAddedAndFilledIn(t *testing.T) {
	w := apptest.New(t)
	budget := add(w, `{"object":"contact","type":"number","label":" Shoe  size ","decimals":1}`)
	kind := add(w, `{"object":"contact","type":"choice","label":"Roof","choices":[{"label":"Flat","colour":"red"},{"label":"Steep"}]}`)
	require.Equal(t, "Shoe size", budget.Label)
	id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:42.54,%q:%q}}`, budget.ID, kind.ID, kind.Choices[1].ID))
	path := "/contacts/" + id
	w.Run(
		apptest.Call{Name: "it is there", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{fmt.Sprintf(`%q:42.5`, budget.ID), fmt.Sprintf(`%q:%q`, kind.ID, kind.Choices[1].ID)}},
		apptest.Call{Name: "one is changed, the other stays", As: "acme/ana", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"1 044,25"}}`, budget.ID), Want: 200,
			Has: []string{fmt.Sprintf(`%q:1044.3`, budget.ID), kind.Choices[1].ID}},
		apptest.Call{Name: "all at fault are named", As: "acme/ana", Do: "PATCH " + path, Want: 422,
			Body: fmt.Sprintf(`{"version":2,"custom":{%q:"many",%q:"Round","no-such":1}}`, budget.ID, kind.ID),
			Has:  []string{`"field":"custom.` + budget.ID + `","code":"field.bad"`, `"custom.` + kind.ID + `","code":"field.choice"`, `"custom.no-such","code":"field.unknown"`}},
		apptest.Call{Name: "a colleague's record", As: "acme/ed", Do: "GET " + path, Want: 404},
		apptest.Call{Name: "taken out", As: "acme/ana", Do: "PATCH " + path, Body: fmt.Sprintf(`{"version":2,"custom":{%q:null}}`, budget.ID), Want: 200, Not: []string{budget.ID}, Has: []string{kind.ID}},
		apptest.Call{Name: "the timeline tells it by name", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + id, Want: 200, Has: []string{`"label":"Shoe size"`, `"to":"1044.3"`}},
		apptest.Call{Name: "so does the trail", As: "acme/ana", Do: "GET /audit", Want: 200, Has: []string{`"label":"Shoe size"`, `"label":"Roof"`, `"to":"Steep"`}},
		apptest.Call{Name: "no list has it unasked", As: "acme/ana", Do: "GET /contacts", Want: 200, Not: []string{kind.ID}},
		apptest.Call{Name: "a list that asks has it", As: "acme/ana", Do: "GET /contacts?custom=" + kind.ID, Want: 200, Has: []string{kind.Choices[1].ID}},
		apptest.Call{Name: "in a file", As: "acme/ana", Do: "GET /contacts/export", Want: 200, Has: []string{"Shoe size,Roof", "Steep"}},
		apptest.Call{Name: "others see no settings", As: "acme/ed", Do: "GET /fields", Want: 403},
		apptest.Call{Name: "and change none", As: "acme/ed", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"X"}`, Want: 403},
		apptest.Call{Name: "they know the fields of records that they read", As: "acme/ed", Do: "GET /fields/contact", Want: 200, Has: []string{`"Shoe size"`, `"Steep"`}},
		apptest.Call{Name: "a name once", As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"ROOF"}`, Want: 409, Has: []string{"field.taken"}},
		apptest.Call{Name: "a neighbour has none", As: "globex/gus", Do: "GET /fields", Want: 200, Has: []string{`"items":[]`}},
	)
}

// Every type on every kind of records: what goes in is what comes out, in lists and files too.
func TestEveryType(t *testing.T) {
	w := apptest.New(t)
	company := w.Make("acme/ana", "/companies", `{"name":"Firma"}`)
	ed := w.Person("acme/ed").UserID.String()
	for object, body := range map[string]string{"contact": `"firstName":"Ada"`, "company": `"name":"Acme"`, "deal": `"name":"Roof"`} {
		path := map[string]string{"contact": "/contacts", "company": "/companies", "deal": "/deals"}[object]
		for kind, value := range map[string]string{
			"text": `"słowo"`, "long": `"one\ntwo"`, "number": `7`, "money": `{"amount":1250,"currency":"EUR"}`, "date": `"2031-02-03"`, "yesno": `true`,
			"person": `"` + ed + `"`, "company": `"` + company + `"`, "link": `"https://example.com/x"`, "email": `"a@example.com"`, "phone": `"+48221234567"`,
		} {
			f := add(w, fmt.Sprintf(`{"object":%q,"type":%q,"label":%q}`, object, kind, kind))
			id := w.Make("acme/ana", path, fmt.Sprintf(`{%s,"custom":{%q:%s}}`, body, f.ID, value))
			want := fmt.Sprintf("%q:%s", f.ID, strings.ReplaceAll(value, `\n`, `\n`))
			a := w.Do(apptest.Call{As: "acme/ana", Do: "GET " + path + "/" + id})
			require.Contains(t, a.Body, want, kind)
			a = w.Do(apptest.Call{As: "acme/ana", Do: "GET " + path + "?limit=100&custom=" + f.ID})
			require.Contains(t, a.Body, want, kind)
			switch kind {
			case "person":
				require.Contains(t, a.Body, fmt.Sprintf(`%q:"Ed"`, ed))
			case "company":
				require.Contains(t, a.Body, fmt.Sprintf(`%q:"Firma"`, company))
			}
		}
		a := w.Do(apptest.Call{As: "acme/ana", Do: "GET " + path + "/export"})
		for _, told := range []string{"słowo", "12.50 EUR", "2031-02-03", ",yes", "Ed", "Firma", "https://example.com/x", "+48221234567"} {
			require.Contains(t, a.Body, told)
		}
	}
}

func TestNoScriptIsALink(t *testing.T) {
	w := apptest.New(t)
	f := add(w, `{"object":"contact","type":"link","label":"Site"}`)
	for _, bad := range []string{"javascript:alert(1)", "data:text/html,x", "http://example.com", "//example.com", "https://u:p@example.com", "mailto:nobody", "file:///etc/passwd", "java\tscript:alert(1)"} {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"A","custom":{%q:%q}}`, f.ID, bad)})
		require.Equal(t, 422, a.Status, bad)
	}
	for good, is := range map[string]string{"example.com/a": "https://example.com/a", "mailto:Ada@Example.com": "mailto:ada@example.com"} {
		w.Run(apptest.Call{Name: good, As: "acme/ana", Do: "POST /contacts", Body: fmt.Sprintf(`{"firstName":"A","custom":{%q:%q}}`, f.ID, good), Want: 201, Has: []string{is}})
	}
}

func TestListsAreFilteredAndSortedByFields(t *testing.T) {
	w := apptest.New(t)
	size := add(w, `{"object":"contact","type":"number","label":"Size"}`)
	since := add(w, `{"object":"contact","type":"date","label":"Since"}`)
	word := add(w, `{"object":"contact","type":"text","label":"Word"}`)
	kind := add(w, `{"object":"contact","type":"choice","label":"Kind","choices":[{"label":"Second"},{"label":"First"}]}`)
	tags := add(w, `{"object":"contact","type":"choices","label":"Likes","choices":[{"label":"Tea"},{"label":"Ice"}]}`)
	person := add(w, `{"object":"contact","type":"person","label":"Buddy"}`)
	ana := w.Person("acme/ana").UserID
	w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"A","custom":{%q:10,%q:"2026-01-05",%q:"żaba",%q:%q,%q:[%q,%q]}}`, size.ID, since.ID, word.ID, kind.ID, kind.Choices[1].ID, tags.ID, tags.Choices[0].ID, tags.Choices[1].ID))
	w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"B","custom":{%q:9,%q:"2026-01-06",%q:"Zebra",%q:%q,%q:%q}}`, size.ID, since.ID, word.ID, kind.ID, kind.Choices[0].ID, person.ID, ana))
	w.Make("acme/ana", "/contacts", `{"firstName":"C"}`)
	for query, want := range map[string]string{
		"filter=custom." + size.ID + ":gte:10":                                "A",
		"filter=custom." + size.ID + ":lte:9.5":                               "B",
		"filter=custom." + size.ID + ":empty:":                                "C",
		"filter=custom." + size.ID + ":not:9":                                 "A C",
		"filter=custom." + since.ID + ":before:2026-01-06":                    "A",
		"filter=custom." + since.ID + ":after:2026-01-06":                     "B",
		"filter=custom." + word.ID + ":contains:EB":                           "B",
		"filter=custom." + word.ID + ":notEmpty:":                             "A B",
		"filter=custom." + kind.ID + ":is:" + kind.Choices[1].ID:              "A",
		"filter=custom." + tags.ID + ":is:" + tags.Choices[1].ID:              "A",
		"filter=custom." + person.ID + ":is:me":                               "B",
		"sort=custom." + size.ID:                                              "B A C",
		"sort=-custom." + size.ID:                                             "C A B",
		"sort=custom." + since.ID:                                             "A B C",
		"sort=custom." + word.ID:                                              "C A B",
		"sort=-custom." + kind.ID:                                             "A B C",
		"sort=custom." + kind.ID + "&filter=custom." + size.ID + ":notEmpty:": "B A",
	} {
		require.Equal(t, want, strings.Join(names(w, "acme/ana", query), " "), query)
		if sort, is := strings.CutPrefix(query, "sort="); is {
			require.Equal(t, want, strings.Join(paged(w, "sort="+sort), " "), "one by one: %s", query)
		}
	}
	for _, bad := range []string{"sort=custom.x", "sort=custom." + tags.ID, "filter=custom." + size.ID + ":gte:x", "filter=custom." + size.ID + ":gte:NaN", "filter=custom.'--:is:x",
		"filter=custom." + strings.ToUpper(size.ID) + ":is:1", "filter=custom." + since.ID + ":before:today"} {
		require.Equal(t, 400, w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts?" + strings.ReplaceAll(bad, "'", "%27")}).Status, bad)
	}
}

// paged reads a list one row a page.
func paged(w *apptest.World, query string) (all []string) {
	w.T.Helper()
	cursor := ""
	for {
		var list struct {
			Items []struct{ Name string }
			Next  *string
		}
		w.Get(apptest.Call{Name: query, As: "acme/ana", Do: "GET /contacts?limit=1&" + query + "&cursor=" + cursor}, &list)
		for _, c := range list.Items {
			all = append(all, c.Name)
		}
		if list.Next == nil {
			return all
		}
		cursor = *list.Next
	}
}
