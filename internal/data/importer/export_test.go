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
	body, err := json.Marshal(odd)
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
