package importer_test

import (
	"encoding/csv"
	"encoding/json"
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
