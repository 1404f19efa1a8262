package search_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/migrations"
)

type (
	hit   struct{ ID, Title, Subtitle, Type, AboutKind, AboutID string }
	group struct {
		Kind  string
		Items []hit
		More  bool
	}
)

// desk is what somebody adds and finds.
type desk struct{ *apptest.World }

func (d desk) add(path, body string) string {
	var r struct{ ID string }
	d.Get(apptest.Call{As: "acme/ana", Do: "POST " + path, Body: body, Want: 201}, &r)
	return r.ID
}

func (d desk) find(as, text string) []group {
	var out struct{ Groups []group }
	d.Get(apptest.Call{As: as, Do: "GET /search?q=" + url.QueryEscape(text)}, &out)
	return out.Groups
}

// titles are those found of a kind.
func (d desk) titles(as, kind, text string) (all []string) {
	for _, g := range d.find(as, text) {
		if g.Kind == kind {
			for _, h := range g.Items {
				all = append(all, h.Title)
			}
		}
	}
	return all
}

func TestSearch(t *testing.T) {
	w := desk{apptest.New(t)}
	contact := w.add("/contacts", `{"firstName":"Łucja","lastName":"Nowak","email":"lucja@example.com"}`)
	company := w.add("/companies", `{"name":"Nowak i Synowie"}`)
	deal := w.add("/deals", `{"name":"Dach dla Nowak"}`)
	all := w.find("acme/ana", "nowak")
	require.Len(t, all, 3)
	found := map[string]string{}
	for _, g := range all {
		require.Len(t, g.Items, 1)
		require.False(t, g.More)
		found[g.Kind] = g.Items[0].ID
	}
	require.Equal(t, map[string]string{"contact": contact, "company": company, "deal": deal}, found)
	require.Equal(t, []string{"Łucja Nowak"}, w.titles("acme/ana", "contact", "lucja@ex"))
	require.Equal(t, []string{"Łucja Nowak"}, w.titles("acme/ana", "contact", "ŁUC"), "whatever the case")
	require.Equal(t, []string{"Łucja Nowak"}, w.titles("acme/ana", "contact", "nowak łucja"), "in any order")
	require.Empty(t, w.find("acme/ana", "n"), "one letter is too little")
	require.Empty(t, w.find("acme/ana", "%%"), "a pattern is only text")
	require.Empty(t, w.find("acme/fred", "nowak"), "not what is not assigned")
	require.Empty(t, w.find("globex/gus", "nowak"))
	w.Run(
		apptest.Call{Name: "technicians search nothing", As: "acme/tess", Do: "GET /search?q=nowak", Want: 403},
		apptest.Call{Name: "too long", As: "acme/ana", Do: "GET /search?q=" + strings.Repeat("a", 201), Want: 422},
		apptest.Call{Name: "no such kind", As: "acme/ana", Do: "GET /search?q=nowak&kind=user", Want: 422},
	)
}

// In each of the five languages, with the mistakes that people make in it: a letter that is wrong, missing, too many or in its
// neighbour's place, marks left out, and more than one in a long word.
func TestSearchForgives(t *testing.T) {
	w := desk{apptest.New(t)}
	for _, name := range []string{"John Smith", "राजेश शर्मा", "Wojciech Brzęczyszczykiewicz", "Maricel Dimaculangan", "Пётр Смирнов", "Żaneta Śliwińska"} {
		first, last, _ := strings.Cut(name, " ")
		w.add("/contacts", `{"firstName":"`+first+`","lastName":"`+last+`"}`)
	}
	for text, want := range map[string]string{
		"Jonh Smith": "John Smith", "john smiht": "John Smith", "Smyth": "John Smith", "Smitth": "John Smith",
		"शरमा": "राजेश शर्मा", "राजश": "राजेश शर्मा", "शर्मा राजेश": "राजेश शर्मा",
		"brzeczyszczykiewicz": "Wojciech Brzęczyszczykiewicz", "Wojcech": "Wojciech Brzęczyszczykiewicz", "Bżęczyszczykiewicz": "Wojciech Brzęczyszczykiewicz",
		"maricle": "Maricel Dimaculangan", "Dimakulangan": "Maricel Dimaculangan",
		"Петр": "Пётр Смирнов", "смирнав": "Пётр Смирнов", "сминров": "Пётр Смирнов", "zaneta sliwinska": "Żaneta Śliwińska",
	} {
		require.Equal(t, []string{want}, w.titles("acme/ana", "contact", text), text)
	}
	require.Empty(t, w.find("acme/ana", "Qwertyuiop"))
}

// What is meant exactly comes before what only begins so, and that before what is near; of equals the latest.
func TestSearchOrder(t *testing.T) {
	w := desk{apptest.New(t)}
	for _, name := range []string{"Nowak", "Supernowak", "Nowek", "Nowakowska", "Biuro Nowak"} {
		w.add("/companies", `{"name":"`+name+`"}`)
	}
	require.Equal(t, []string{"Nowak", "Biuro Nowak", "Nowakowska", "Supernowak", "Nowek"}, w.titles("acme/ana", "company", "nowak"))
	w.add("/companies", `{"name":"Zakład Nowak"}`)
	g := w.find("acme/ana", "nowak")[0]
	require.Equal(t, "Zakład Nowak", g.Items[1].Title, "the latest of equals")
	require.True(t, g.More)
	require.Len(t, g.Items, 5)
	var out struct{ Groups []group }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /search?q=nowak&kind=company"}, &out)
	require.Len(t, out.Groups[0].Items, 6)
	require.False(t, out.Groups[0].More)
}

func TestSearchNumbers(t *testing.T) {
	w := desk{apptest.New(t)}
	w.add("/contacts", `{"firstName":"Anna","lastName":"Łoś","phone":"+48 501 502 503","email":"anna@praca.example","moreEmails":[{"value":"a.los@dom.example","label":"home"}]}`)
	for _, text := range []string{"501502503", "501-502-503", "+48 (501) 502 503", "0048501502503", "502503", "502 503", "५०१ ५०२ ५०३", "anna 501", "los@dom", "a.los@dom.example", "praca.ex"} {
		require.Equal(t, []string{"Anna Łoś"}, w.titles("acme/ana", "contact", text), text)
	}
	require.Empty(t, w.titles("acme/ana", "contact", "501502504"), "of a number nothing is forgiven: it is somebody else's")
}

func TestSearchNotes(t *testing.T) {
	w := desk{apptest.New(t)}
	contact := w.add("/contacts", `{"firstName":"Anna","lastName":"Łoś"}`)
	note := func(text string) string {
		return w.add("/activities", `{"type":"note","about":{"kind":"contact","id":"`+contact+`"},"text":"`+text+`"}`)
	}
	first := note("Chce żółty dach na wiosnę")
	note("चाहिए नया अनुबंध")
	note("Нужна скидка на доставку")
	second := note("Dach jednak zielony")
	for text, want := range map[string]string{"zolty": "żółty dach", "अनुबंध": "नया अनुबंध", "अनुबध": "नया अनुबंध", "скидк": "скидка", "скитка": "скидка", "zeilony": "zielony", "wiosne dach": "żółty dach"} {
		titles := w.titles("acme/ana", "activity", text)
		require.Len(t, titles, 1, text)
		require.Contains(t, titles[0], want, text)
	}
	g := w.find("acme/ana", "dach")
	require.Equal(t, []string{second, first}, []string{g[0].Items[0].ID, g[0].Items[1].ID}, "the latest first")
	require.Equal(t, hit{ID: second, Title: "Dach jednak zielony", Subtitle: "Anna Łoś", Type: "note", AboutKind: "contact", AboutID: contact}, g[0].Items[0])
	require.Empty(t, w.find("acme/fred", "dach"), "what is said of a record is for those who see it")
	require.Empty(t, w.find("globex/gus", "dach"))
	require.Empty(t, w.find("acme/ana", "') | ('x"), "a query is only text")
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE /activities/" + second, Want: 204})
	require.Len(t, w.find("acme/ana", "dach")[0].Items, 1, "not what is in the trash")
}

// What stands in a company's own fields is found after names, with the field that says why; not what is closed to who asks, nor
// what is in a field that is no longer in use.
func TestSearchOwnFields(t *testing.T) {
	w := desk{apptest.New(t)}
	field := func(object, more string) (id string, choices []string) {
		var f struct {
			ID      string
			Choices []struct{ ID string }
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /fields", Body: `{"object":"` + object + `",` + more + `}`, Want: 201}, &f)
		for _, c := range f.Choices {
			choices = append(choices, c.ID)
		}
		return f.ID, choices
	}
	ed := w.Person("acme/ed").UserID.String()
	badge, _ := field("contact", `"type":"text","label":"Badge"`)
	size, _ := field("contact", `"type":"number","label":"Size","decimals":1`)
	tier, tiers := field("contact", `"type":"choices","label":"Tier","choices":[{"label":"Gold łąka"},{"label":"Tin"}]`)
	site, _ := field("company", `"type":"link","label":"Shop"`)
	vin, _ := field("deal", `"type":"text","label":"VIN"`)
	w.add("/contacts", `{"firstName":"Ada","ownerId":"`+ed+`","custom":{"`+badge+`":"Żółw \"alfa\" 77","`+size+`":4711.5,"`+tier+`":["`+tiers[0]+`"]}}`)
	w.add("/contacts", `{"firstName":"Bob","ownerId":"`+ed+`","custom":{"`+tier+`":["`+tiers[1]+`"]}}`)
	w.add("/companies", `{"name":"Firma","custom":{"`+site+`":"https://sklep.example/x"}}`)
	w.add("/deals", `{"name":"Car","custom":{"`+vin+`":"WVWZZZ1JZ"}}`)
	for text, want := range map[string]hit{
		"zolw":          {Title: "Ada", Subtitle: `Badge: Żółw "alfa" 77`},
		"alfa zolw":     {Title: "Ada", Subtitle: `Badge: Żółw "alfa" 77`},
		"4711":          {Title: "Ada", Subtitle: "Size: 4711.5"},
		"laka":          {Title: "Ada", Subtitle: "Tier: Gold łąka"},
		"tin":           {Title: "Bob", Subtitle: "Tier: Tin"},
		"sklep.example": {Title: "Firma", Subtitle: "Shop: https://sklep.example/x"},
		"wvwzzz":        {Title: "Car", Subtitle: "VIN: WVWZZZ1JZ"},
	} {
		g := w.find("acme/ana", text)
		require.Len(t, g, 1, text)
		require.Equal(t, []string{want.Title, want.Subtitle}, []string{g[0].Items[0].Title, g[0].Items[0].Subtitle}, text)
	}
	require.Empty(t, w.find("acme/ana", tiers[0][:8]), "an id is no text")
	require.Empty(t, w.find("acme/ana", "alfa tin"), "not words of several fields")
	w.add("/contacts", `{"firstName":"Zolw"}`)
	require.Equal(t, []string{"Zolw", "Ada"}, w.titles("acme/ana", "contact", "zolw"), "names come first")
	w.Run(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/fields", Body: `{"object":"contact","field":"custom.` + badge + `","mask":"hide"}`, Want: 200})
	require.Eventually(t, func() bool { return len(w.titles("acme/ed", "contact", "zolw")) == 0 }, 5*time.Second, 20*time.Millisecond, "closed")
	require.Equal(t, []string{"Ada"}, w.titles("acme/ed", "contact", "laka"), "what is open is found")
	w.Run(apptest.Call{As: "acme/ana", Do: "PATCH /fields/" + vin, Body: `{"version":1,"state":"hidden"}`, Want: 200})
	require.Eventually(t, func() bool { return len(w.find("acme/ana", "wvwzzz")) == 0 }, 5*time.Second, 20*time.Millisecond, "no longer in use")
}

// The database folds what is searched as the program folds what is looked for.
func TestFoldedInMigration(t *testing.T) {
	sql, err := migrations.Files.ReadFile("tenant/0026_search.sql")
	require.NoError(t, err)
	parts := strings.Split(page.Folded("x"), "'")
	require.Len(t, parts, 5)
	own, err := migrations.Files.ReadFile("tenant/0041_search_own.sql")
	require.NoError(t, err)
	for _, text := range []string{string(sql), string(own)} {
		require.Equal(t, 4, strings.Count(text, "'"+parts[1]+"',\n        '"+parts[3]+"'"))
	}
	require.Contains(t, string(own), "'0123456789abcdef-[]\", ', '"+page.Sign("0123456789abcdef")+"'")
}
