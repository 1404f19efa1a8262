package contact_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// orders are the lists' orders as SQL, to compare with.
var orders = map[string]string{
	"name": `name COLLATE "und-x-icu", id`, "-name": `name COLLATE "und-x-icu" DESC, id DESC`, "city": "lower(city), id", "-city": "lower(city) DESC, id DESC",
	"createdAt": "created_at, id", "-createdAt": "created_at DESC, id DESC", "updatedAt": "updated_at, id", "-updatedAt": "updated_at DESC, id DESC",
}

// TestPaging: for any data, order and page size the pages, one after the other, are the whole list.
func TestPaging(t *testing.T) {
	w := apptest.New(t)
	few := rapid.SampledFrom([]string{"", "a", "A", "ą", "ż", "Z", "İ", "ẞ", "Σ", "अ", "a'b", `a\b`, "ﬁ"})
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			body, err := json.Marshal(map[string]string{"firstName": "x" + few.Draw(t, "name"), "city": few.Draw(t, "city")})
			require.NoError(t, err)
			create(w, "acme/ana", string(body))
		}
		sort := rapid.SampledFrom([]string{"name", "-name", "city", "-city", "createdAt", "-createdAt", "updatedAt", "-updatedAt"}).Draw(t, "sort")
		require.Equal(t, whole(w, orders[sort]), pages(t, w, sort, rapid.IntRange(1, 9).Draw(t, "limit")))
	})
}

func whole(w *apptest.World, order string) (ids []string) {
	w.T.Helper()
	require.NoError(w.T, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT id FROM contact WHERE deleted_at IS NULL ORDER BY " + order).Scan(&ids).Error
	}))
	return ids
}

func pages(t *rapid.T, w *apptest.World, sort string, limit int) (ids []string) {
	cursor := ""
	for {
		var page struct {
			Items []made
			Next  *string
		}
		w.Get(apptest.Call{As: "acme/ana", Do: fmt.Sprintf("GET /contacts?sort=%s&limit=%d&cursor=%s", sort, limit, cursor)}, &page)
		for _, c := range page.Items {
			ids = append(ids, c.ID)
		}
		if page.Next == nil {
			return ids
		}
		require.Len(t, page.Items, limit, "only the last page is short")
		cursor = *page.Next
	}
}

func TestCursorBelongsToItsList(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", `{"firstName":"A"}`)
	create(w, "acme/ana", `{"firstName":"B"}`)
	var page struct{ Next string }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?limit=1"}, &page)
	forged, unsigned := page.Next[:len(page.Next)-2]+"zz", strings.Repeat("A", 16)+page.Next[16:]
	w.Run(
		apptest.Call{Name: "next page", As: "acme/ana", Do: "GET /contacts?limit=1&cursor=" + page.Next, Want: 200, Has: []string{`"name":"B"`, `"next":null`}},
		apptest.Call{Name: "forged", As: "acme/ana", Do: "GET /contacts?limit=1&cursor=" + forged, Want: 400, Has: []string{`"code":"list.bad"`}},
		apptest.Call{Name: "not signed by us", As: "acme/ana", Do: "GET /contacts?limit=1&cursor=" + unsigned, Want: 400, Has: []string{`"code":"list.bad"`}},
		apptest.Call{Name: "another order", As: "acme/ana", Do: "GET /contacts?limit=1&sort=-name&cursor=" + page.Next, Want: 400, Has: []string{`"code":"list.bad"`}},
	)
}

// TestExport: what is exported is harmless in a spreadsheet and comes back as it was.
func TestExport(t *testing.T) {
	w := apptest.New(t)
	odd := map[string]string{
		"firstName": `=HYPERLINK("http://evil.example","x")`, "lastName": "@SUM(1)", "jobTitle": "-1+cmd|' /C calc'!A0", "city": "＝1", "street": "a, \"b\"; c",
		"source": "'=1", "email": "odd@x.io", "phone": "+48501234567", "birthday": "1990-02-28", "postcode": "-12", "country": "+1|2",
	}
	body, err := json.Marshal(odd)
	require.NoError(t, err)
	create(w, "acme/ana", string(body))
	create(w, "acme/ana", `{"firstName":"Zoe"}`)
	a := w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/export?sort=name&q=" + url.QueryEscape("odd@x.io")}, nil)
	require.Equal(t, "text/csv; charset=utf-8", a.Header.Get("Content-Type"))
	require.Contains(t, a.Header.Get("Content-Disposition"), "attachment")
	text, marked := strings.CutPrefix(a.Body, "\ufeff")
	require.True(t, marked)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2, "the same search as the list")
	for i, heading := range rows[0] {
		cell := rows[1][i]
		if want, ok := odd[heading]; ok {
			require.Equal(t, want, sheet.Plain(cell), heading)
		}
		require.NotRegexp(t, `^[=@＝]|^[+-].*[^0-9 .()/-]`, cell, heading)
	}
	w.Run(apptest.Call{Name: "noted", As: "acme/ana", Do: "GET /audit?action=exported", Want: 200, Has: []string{`"kind":"contact"`, `{"field":"count","from":null,"to":1}`}})
}

// TestExportIsNoWiderThanTheList: what somebody may take out is what they may see and take out.
func TestExportIsNoWiderThanTheList(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", `{"firstName":"Anas"}`)
	create(w, "acme/mira", `{"firstName":"Miras"}`)
	all := w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/export?sort=-name"}, nil).Body
	require.Less(t, strings.Index(all, "Miras"), strings.Index(all, "Anas"), "in the list's order")
	require.NotContains(t, w.Get(apptest.Call{As: "acme/mira", Do: "GET /contacts/export"}, nil).Body, "Anas")
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/viewer/grants", Body: `{"object":"contact","action":"export","scope":"own"}`}, nil)
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/vera", Do: "GET /contacts/export"}).Status == 200 }, 2e9, 5e7)
	require.NotContains(t, w.Get(apptest.Call{As: "acme/vera", Do: "GET /contacts/export"}, nil).Body, "nas", "reading all does not make the own ones more")
}

// TestAlphabet: names are in the order that people expect, page by page and backwards.
func TestAlphabet(t *testing.T) {
	w := apptest.New(t)
	want := []string{"anna", "Anna", "Émile", "Eve", "Lena", "Lopez", "Łukasz", "Zbigniew", "Źdźbło", "Борис", "राम"}
	for _, i := range rand.Perm(len(want)) {
		create(w, "acme/ana", `{"firstName":"`+want[i]+`"}`)
	}
	all := func(sort string) (names []string) {
		for cursor := ""; ; {
			var p struct {
				Items []struct{ Name string }
				Next  *string
			}
			w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?limit=2&sort=" + sort + "&cursor=" + cursor}, &p)
			for _, c := range p.Items {
				names = append(names, c.Name)
			}
			if p.Next == nil {
				return names
			}
			cursor = *p.Next
		}
	}
	require.Equal(t, want, all("name"))
	slices.Reverse(want)
	require.Equal(t, want, all("-name"))
}

// The columns of a board: how many of those one sees have each choice, as far as the list is narrowed, and never by what is closed.
func TestCounts(t *testing.T) {
	w := apptest.New(t)
	var f struct {
		ID      string
		Choices []struct{ ID string }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"choice","label":"Step","choices":[{"label":"Met"},{"label":"Won"}]}`, Want: 201}, &f)
	many := w.Make("acme/ana", "/fields", `{"object":"contact","type":"choices","label":"Likes","choices":[{"label":"Tea"}]}`)
	met, won := f.Choices[0].ID, f.Choices[1].ID
	for i, c := range []struct{ as, step string }{{"ed", met}, {"ed", met}, {"ed", ""}, {"ana", won}, {"ana", met}} {
		custom := ""
		if c.step != "" {
			custom = fmt.Sprintf(`,"custom":{%q:%q}`, f.ID, c.step)
		}
		create(w, "acme/"+c.as, fmt.Sprintf(`{"firstName":"P%d","city":"Oslo","birthday":"1990-02-2%d"%s}`, i, i, custom))
	}
	by := "GET /contacts/counts?by=custom." + f.ID
	count := func(value string, n int) string { return fmt.Sprintf(`{"value":%q,"count":%d}`, value, n) }
	w.Run(
		apptest.Call{Name: "all", As: "acme/ana", Do: by, Want: 200, Has: []string{count(met, 3), count(won, 1), count("", 1)}},
		apptest.Call{Name: "of those one sees", As: "acme/ed", Do: by, Want: 200, Has: []string{count(met, 2), count("", 1)}, Not: []string{won}},
		apptest.Call{Name: "narrowed", As: "acme/ana", Do: by + "&q=P3&filter=city:is:Oslo", Want: 200, Has: []string{count(won, 1)}, Not: []string{met}},
		apptest.Call{Name: "as the list finds them", As: "acme/ana", Do: "GET /contacts/count?filter=custom." + f.ID + ":is:" + met, Want: 200, Has: []string{`"count":3`}},
		apptest.Call{Name: "several choices are no column", As: "acme/ana", Do: "GET /contacts/counts?by=custom." + many, Want: 400},
		apptest.Call{Name: "nor is a company", As: "acme/ana", Do: "GET /contacts/counts?by=company", Want: 400},
		apptest.Call{Name: "nor nothing", As: "acme/ana", Do: "GET /contacts/counts", Want: 422},
		apptest.Call{Name: "not without the right", As: "acme/tess", Do: by, Want: 403},
		apptest.Call{Name: "not the neighbour's", As: "globex/gus", Do: by, Want: 400},
		apptest.Call{Name: "birthdays come each year", As: "acme/ana", Do: "GET /contacts?filter=" + url.QueryEscape("birthday:anyOf:02-21|02-24"), Want: 200, Has: []string{"P1", "P4"}, Not: []string{"P0", "P2", "P3"}},
	)
	w.Run(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"contact","field":"custom.%s","mask":"hide"}`, f.ID), Want: 200})
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: by}).Status == 400 }, 4*time.Second, 20*time.Millisecond)
}
