package importer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/importer"
)

// TestOtherFormats: workbooks and address cards become contacts as tables do, and are taken back.
func TestOtherFormats(t *testing.T) {
	w := apptest.New(t)
	book := excelize.NewFile()
	require.NoError(t, book.SetSheetRow("Sheet1", "A1", &[]string{"Imię", "Nazwisko", "E-mail", "Data urodzenia", "Opiekun"}))
	require.NoError(t, book.SetSheetRow("Sheet1", "A2", &[]any{"Łucja", "Żółkiewska", "lucja@x.io", time.Date(1980, 2, 29, 0, 0, 0, 0, time.UTC), "MIRA"}))
	var data bytes.Buffer
	_, err := book.WriteTo(&data)
	require.NoError(t, err)
	v := run(w, upload(w, "acme/ana", data.String()))
	require.Equal(t, []any{"excel", 1, 0}, []any{v.Source, v.Created, v.Failed})
	w.Run(apptest.Call{Name: "from a workbook", As: "acme/ana", Do: "GET /contacts?q=lucja", Want: 200, Has: []string{`"name":"Łucja Żółkiewska"`, `"birthday":"1980-02-29"`, `"ownerName":"Mira"`}})

	cards, err := os.ReadFile("format/testdata/four.vcf")
	require.NoError(t, err)
	v = run(w, upload(w, "acme/ana", string(cards)))
	require.Equal(t, []any{"vcard", 1, 0}, []any{v.Source, v.Created, v.Failed})
	ada := "GET /contacts?q=ada@work.example"
	w.Run(apptest.Call{Name: "from a card", As: "acme/ana", Do: ada, Want: 200, Has: []string{`"firstName":"Ada Byron","lastName":"Lovelace"`, `"preferredName":"Countess"`, `"companyName":"Engines; and more"`,
		`"jobTitle":"Programmer"`, `"emailLabel":"work"`, `"moreEmails":[{"value":"ada@home.example","label":"home"}]`, `"phone":"+442079460958"`, `"phoneLabel":"mobile"`, `"birthday":"1815-12-10"`,
		`"city":"London"`, `"language":"en"`, `"tags":["VIP","Fair"]`}})
	var found struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: ada}, &found)
	w.Run(apptest.Call{Name: "with its notes", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + found.Items[0].ID, Want: 200, Has: []string{`Summer House, Ockham`}})
	require.Equal(t, "undone", undo(w, v).State)
	w.Run(apptest.Call{Name: "gone again", As: "acme/ana", Do: ada, Want: 200, Not: []string{"Lovelace"}})
}

// TestPause: an import that is paused takes nothing in until somebody goes on, and then each row once.
func TestPause(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", table(600))
	act := func(what string, want int) apptest.Call {
		return apptest.Call{Name: what, As: "acme/ana", Do: "POST /imports/" + v.ID + "/" + what, Want: want}
	}
	w.Run(act("pause", http.StatusConflict), act("resume", http.StatusConflict), act("start", http.StatusAccepted), act("pause", http.StatusOK))
	require.NoError(t, work(w, v))
	require.Zero(t, contacts(w, ""))
	require.Equal(t, importer.Paused, get(w, v).State)
	w.Run(act("start", http.StatusConflict), act("resume", http.StatusAccepted))
	require.NoError(t, work(w, v))
	v = get(w, v)
	require.Equal(t, []any{importer.Done, 600, 588}, []any{v.State, v.Done, v.Created})
	w.Run(act("resume", http.StatusConflict))
	v = upload(w, "acme/ana", "Name\nAda\n")
	w.Run(act("start", http.StatusAccepted), act("pause", http.StatusOK), act("cancel", http.StatusOK))
	require.Equal(t, importer.Cancelled, get(w, v).State)
}

// TestSpellingIsChosen: days that can be read in two ways are read as somebody says.
func TestSpellingIsChosen(t *testing.T) {
	w := apptest.New(t)
	add := func(rest string) string { return w.Make("acme/ana", "/fields", `{"object":"contact",`+rest+`}`) }
	add(`"type":"number","label":"Area","decimals":2`)
	v := upload(w, "acme/ana", "Name;Birthday;Area\nAda;3/4/1980;1,234\n")
	path := "/imports/" + v.ID
	w.Run(
		apptest.Call{Name: "guessed", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"holds":"days","days":"mdy"`, `"holds":"numbers"`, `"decimal":"point","sure":false`, `"birthday":"1980-03-04"`, `:"1234"`}},
		apptest.Call{Name: "said", As: "acme/ana", Do: "PATCH " + path, Body: `{"spelling":[{"index":1,"days":"dmy"},{"index":2,"decimal":"comma"}]}`, Want: 200,
			Has: []string{`"days":"dmy"`, `"decimal":"comma","sure":true`, `"birthday":"1980-04-03"`, `:"1.234"`}},
		apptest.Call{Name: "no such column", As: "acme/ana", Do: "PATCH " + path, Body: `{"spelling":[{"index":9,"days":"dmy"}]}`, Want: 422, Has: []string{`"import.column_unknown"`}},
		apptest.Call{Name: "no such way", As: "acme/ana", Do: "PATCH " + path, Body: `{"spelling":[{"index":1,"days":"dym"}]}`, Want: 422},
	)
}

// TestOwnKey: contacts are found again by a unique field of the company's own, and by their address where they have nothing
// in it.
func TestOwnKey(t *testing.T) {
	w := apptest.New(t)
	number := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Customer no.","unique":true}`)
	plain := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Colour"}`)
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","email":"ada@x.io","custom":{%q:"K-1"}}`, number))
	bob := w.Make("acme/ana", "/contacts", `{"firstName":"Bob","email":"office@x.io"}`)
	v := upload(w, "acme/ana", "First name,E-mail,Customer no.,City\nAda,new@x.io,K-1,London\nBob,office@x.io,K-2,Rome\nCid,ada@x.io,K-3,Oslo\nCid,cid@x.io,K-3,Kraków\n,,K-2,Paris\n")
	require.Equal(t, 2, v.Failed, "by the address only, K-1 and K-2 are somebody's already")
	path := "PATCH /imports/" + v.ID
	w.Run(
		apptest.Call{Name: "not by a field that several have", As: "acme/ana", Do: path, Body: `{"match":"custom.` + plain + `"}`, Want: 422, Has: []string{`"import.match"`}},
		apptest.Call{Name: "not by a field of ours", As: "acme/ana", Do: path, Body: `{"match":"city"}`, Want: 422},
	)
	w.Get(apptest.Call{As: "acme/ana", Do: path, Body: `{"match":"custom.` + number + `"}`}, &v)
	require.Equal(t, []int{1, 4, 0}, []int{v.Created, v.Updated, v.Failed}, "a row with nothing but a key will do")
	v = run(w, v)
	require.Equal(t, []int{1, 4, 0}, []int{v.Created, v.Updated, v.Failed}, "and so it was")
	is := func(id string, has ...string) apptest.Call {
		return apptest.Call{Name: has[0], As: "acme/ana", Do: "GET /contacts/" + id, Want: 200, Has: has}
	}
	w.Run(is(ada, `"email":"new@x.io"`, `"K-1"`, `"city":"London"`), is(bob, `"K-2"`, `"city":"Paris"`))
	var cid struct{ Items []json.RawMessage }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=cid"}, &cid)
	require.Len(t, cid.Items, 1, "two rows of one number are one contact")
	require.Contains(t, string(cid.Items[0]), `"city":"Kraków"`)
	require.Equal(t, "undone", undo(w, v).State)
	w.Run(is(ada, `"email":"ada@x.io"`), is(bob, `"city":""`))
	v = upload(w, "acme/ana", "First name,Customer no.\nAda,K-1\n")
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"match":"custom.` + number + `"}`}, &v)
	require.Equal(t, 1, v.Updated)
	w.Run(apptest.Call{Name: "a column that is left out identifies nobody", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"columns":[{"index":1,"field":null}]}`, Want: 200, Has: []string{`"match":""`}})
}
