package importer_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// exported is what an export says of the one contact that q finds, by column.
func exported(w *apptest.World, q string) map[string]string {
	text := w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/export?q=" + q}, nil).Body
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	require.NoError(w.T, err)
	require.Len(w.T, rows, 2)
	cells := map[string]string{}
	for i, heading := range rows[0] {
		cells[heading] = rows[1][i]
	}
	return cells
}

// TestImportOfAnExport: what an export made harmless for spreadsheets comes back as it was.
func TestImportOfAnExport(t *testing.T) {
	w := apptest.New(t)
	odd := map[string]string{
		"firstName": "=1+1", "lastName": "@SUM(1)", "jobTitle": "-1+cmd|' /C calc'!A0", "city": "＝1", "street": "'=1", "source": "''+x", "country": "'n Land",
		"email": "odd@x.io", "phone": "+48501234567", "postcode": "-12", "birthday": "1990-02-28",
	}
	all := map[string]any{"emailLabel": "work", "phoneLabel": "mobile", "preferredName": "Odd", "language": "pl", "tags": []string{"VIP", "fair"},
		"moreEmails": []map[string]string{{"value": "odd@home.io", "label": "home"}, {"value": "third@x.io", "label": ""}}, "morePhones": []map[string]string{{"value": "+48221234567", "label": "work"}}}
	for field, v := range odd {
		all[field] = v
	}
	body, err := json.Marshal(all)
	require.NoError(t, err)
	var made struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: string(body), Want: 201}, &made)
	file := w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/export"}, nil).Body
	before := exported(w, "odd@x.io")
	require.Equal(t, "'=1+1", before["firstName"])
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + made.ID, Want: 204}, nil)

	v := run(w, upload(w, "acme/ana", file))
	require.Equal(t, []int{1, 0}, []int{v.Created, v.Failed})
	after := exported(w, "odd@x.io")
	require.NotEqual(t, made.ID, after["id"])
	for _, kept := range []string{"id", "createdAt"} {
		delete(before, kept)
		delete(after, kept)
	}
	require.Equal(t, before, after, "what leaves in a file comes back with it")
	require.Equal(t, []string{"odd@home.io", "home", "third@x.io", "", "+48221234567", "work", "VIP, fair"},
		[]string{after["email2"], after["email2Label"], after["email3"], after["email3Label"], after["phone2"], after["phone2Label"], after["tags"]})
	for field, want := range odd {
		require.Equal(t, before[field], after[field], field)
		if !strings.HasPrefix(before[field], "'") {
			require.Equal(t, want, after[field], field)
		}
	}
}

// TestErrorsInTheReadersLanguage: the file of errors speaks the language of who fetches it, and comes back harmless.
func TestErrorsInTheReadersLanguage(t *testing.T) {
	w := apptest.New(t)
	v := run(w, upload(w, "acme/ana", "First name,E-mail\n=1+1,nowhere\n"))
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /me", Body: `{"language":"pl"}`}, nil)
	require.Eventually(t, func() bool {
		text := w.Get(apptest.Call{As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors"}, nil).Body
		return text == "\ufeffwiersz,kolumna,powód,First name,E-mail\r\n2,E-mail,To nie jest adres e-mail.,'=1+1,nowhere\r\n"
	}, 3e9, 5e7)
}

// TestFoundByAnyAddress: a file that knows a person by another address changes that person and takes no address away.
func TestFoundByAnyAddress(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@x.io","moreEmails":[{"value":"ada@home.io","label":"home"}],"phone":"+48501234567","morePhones":[{"value":"+48221234567","label":"work"}],"tags":["VIP"]}`)
	v := run(w, upload(w, "acme/ana", "First name,E-mail,E-mail 2,Phone,Tags\nAdelajda,ADA@home.io,third@x.io,22 123 45 67,fair\n"))
	require.Equal(t, []int{0, 1, 0}, []int{v.Created, v.Updated, v.Failed})
	w.Run(apptest.Call{Name: "one contact with all", As: "acme/ana", Do: "GET /contacts", Want: 200, Has: []string{`"firstName":"Adelajda"`, `"email":"ada@x.io"`,
		`"moreEmails":[{"value":"ada@home.io","label":"home"},{"value":"third@x.io","label":""}]`, `"phone":"+48501234567"`, `"morePhones":[{"value":"+48221234567","label":"work"}]`, `"tags":["VIP","fair"]`}})
}

// TestOwnFieldsComeFromAFile: columns become fields of the company's own by their names or by choice, each cell in the form of
// its type; what can't be one is said beside its row.
func TestOwnFieldsComeFromAFile(t *testing.T) {
	w := apptest.New(t)
	add := func(rest string) string { return w.Make("acme/ana", "/fields", `{"object":"contact",`+rest+`}`) }
	number := add(`"type":"text","label":"Customer no.","unique":true`)
	roof := add(`"type":"choice","label":"Roof","choices":[{"label":"Flat"},{"label":"Steep"}]`)
	renewed := add(`"type":"date","label":"Renewed"`)
	area := add(`"type":"number","label":"Area","decimals":1`)
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","email":"ada@x.io","custom":{%q:"K-1",%q:7}}`, number, area))
	v := upload(w, "acme/ana", "Name,Email,customer no,Roof,Renewed,m2\nAda,ada@x.io,K-1,flat,24.12.2026,\"1 200,5\"\nEd,ed@x.io,K-2,Round,1.2.2026,3\nEve,eve@x.io,K-1,Steep,,4\nFay,fay@x.io,K-3,Steep,,soon\n")
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /imports/" + v.ID})
	for _, has := range []string{`"field":"custom.` + number + `"`, `"field":"custom.` + roof + `"`, `"field":"custom.` + renewed + `"`, `"type":"text"`, `"type":"date"`, `"choices":["Flat","Round","Steep"]`} {
		require.Contains(t, strings.ReplaceAll(a.Body, `"flat"`, `"Flat"`), has)
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"columns":[{"index":5,"field":"custom.00000000-0000-7000-8000-000000000000"}]}`, Want: 422}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: fmt.Sprintf(`{"columns":[{"index":5,"field":"custom.%s"}]}`, area)}, &v)
	require.Equal(t, []int{0, 1, 3}, []int{v.Created, v.Updated, v.Failed}, "no such choice, the number of another, no number")
	var out struct {
		Version int
		Choices []struct{ ID, Label string }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /fields/" + roof, Body: `{"version":1,"choices":[{"label":"Flat"},{"label":"Steep"},{"label":"Round"}]}`}, &out)
	v = run(w, v)
	require.Equal(t, []int{1, 1, 2}, []int{v.Created, v.Updated, v.Failed})
	w.Run(
		apptest.Call{Name: "what was there is changed", As: "acme/ana", Do: "GET /contacts/" + ada, Want: 200, Has: []string{`1200.5`, `"2026-12-24"`, `"K-1"`, `"version":2`}},
		apptest.Call{Name: "what is new has it", As: "acme/ana", Do: "GET /contacts?q=Ed&custom=" + number + "," + area, Want: 200, Has: []string{`"K-2"`, ":3"}},
		apptest.Call{Name: "the errors are named", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{"Eve", "Fay"}},
	)
}
