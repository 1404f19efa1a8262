package export_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/export"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

type view struct {
	ID, Name, Format, State, Problem string
	Total, Done, Size                int64
	Chosen                           bool
}

// run does the job that makes a file, and returns its error.
func run(w *apptest.World, v view) error {
	who := job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: export.Kind}
	return w.App.Workers.Run(w.T.Context(), who, export.Run{ID: uuid.MustParse(v.ID)})
}

func ask(w *apptest.World, as, path, body string) (v view) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "POST " + path + "/exports", Body: body, Want: 201}, &v)
	require.Equal(w.T, export.Waiting, v.State)
	return v
}

// made asks for a file, has it made and fetches it.
func made(w *apptest.World, as, path, body string) (view, string) {
	w.T.Helper()
	v := ask(w, as, path, body)
	require.NoError(w.T, run(w, v))
	w.Get(apptest.Call{As: as, Do: "GET /exports/" + v.ID}, &v)
	require.Equal(w.T, export.Ready, v.State)
	return v, w.Get(apptest.Call{As: as, Do: "GET /exports/" + v.ID + "/file"}, nil).Body
}

func table(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	return rows
}

func stored(w *apptest.World) (keys []string) {
	w.T.Helper()
	err := w.App.Files.List(w.T.Context(), w.Person("acme/ana").Tenant.UID.String()+"/exports", func(i blob.Item) error {
		keys = append(keys, i.Key)
		return nil
	})
	require.NoError(w.T, err)
	return keys
}

func TestFileOfAList(t *testing.T) {
	w := apptest.New(t)
	ada := w.Make("acme/ana", "/contacts", `{"firstName":"=1+1","lastName":"Łoś","email":"ada@x.io","birthday":"1990-02-28","tags":["a","b"],"moreEmails":[{"value":"b@x.io","label":"home"}]}`)
	w.Make("acme/ana", "/contacts", `{"firstName":"Bob","city":"Oslo"}`)
	v, text := made(w, "acme/ana", "/contacts", `{"format":"csv","sort":"-name","columns":["city","firstName","none","email","firstName"]}`)
	require.Equal(t, "\ufeffcity,firstName,email\r\nOslo,Bob,\r\n,'=1+1,ada@x.io\r\n", text)
	require.Equal(t, []int64{2, 2, int64(len(text))}, []int64{v.Total, v.Done, v.Size})
	require.Equal(t, "Contacts "+clock.Now().UTC().Format(time.DateOnly)+".csv", v.Name)
	v, text = made(w, "acme/ana", "/contacts", `{"format":"jsonl","ids":["`+ada+`"],"columns":["firstName","birthday","tags"]}`)
	require.Equal(t, `{"firstName":"=1+1","birthday":"1990-02-28","tags":"a, b"}`+"\n", text)
	require.True(t, v.Chosen)
	w.Run(
		apptest.Call{Name: "nothing", As: "acme/ana", Do: "POST /contacts/exports", Body: `{"format":"csv","q":"nobody"}`, Want: 422, Has: []string{`"export.nothing"`}},
		apptest.Call{Name: "no such filter", As: "acme/ana", Do: "POST /contacts/exports", Body: `{"format":"csv","filter":["salary:is:1"]}`, Want: 400, Has: []string{`"list.bad"`}},
		apptest.Call{Name: "no such format", As: "acme/ana", Do: "POST /contacts/exports", Body: `{"format":"pdf"}`, Want: 422},
		apptest.Call{Name: "not for employees", As: "acme/ed", Do: "POST /contacts/exports", Body: `{"format":"csv"}`, Want: 403},
		apptest.Call{Name: "in the bell", As: "acme/ana", Do: "GET /notices", Want: 200, Has: []string{`"kind":"export"`, v.ID, `"rows":1`, `"ready":true`}},
		apptest.Call{Name: "in nobody else's", As: "acme/mira", Do: "GET /notices", Want: 200, Not: []string{v.ID}},
		apptest.Call{Name: "in the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"action":"exported"`, `"action":"downloaded"`, `"jsonl"`}},
	)
	for _, as := range []string{"acme/mira", "globex/gus"} {
		for _, do := range []string{"GET /exports/" + v.ID, "GET /exports/" + v.ID + "/file", "DELETE /exports/" + v.ID} {
			w.Run(apptest.Call{Name: as + " " + do, As: as, Do: do, Want: 404, Has: []string{`"export.not_found"`}})
		}
	}
	w.Run(apptest.Call{Name: "not without a log-in", Do: "GET /exports/" + v.ID + "/file", Want: 401},
		apptest.Call{Name: "one's own are listed", As: "acme/ana", Do: "GET /exports", Want: 200, Has: []string{v.ID}},
		apptest.Call{Name: "no other's", As: "acme/mira", Do: "GET /exports", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "taken away", As: "acme/ana", Do: "DELETE /exports/" + v.ID, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET /exports/" + v.ID + "/file", Want: 404})
	require.Len(t, stored(w), 2)
	require.NoError(t, w.App.Exports.Sweep(w.System("acme")))
	require.Len(t, stored(w), 1)
}

// TestWorkbook: days, moments, numbers and money are typed, and text that looks like a formula is text.
func TestWorkbook(t *testing.T) {
	w := apptest.New(t)
	fee := w.Make("acme/ana", "/fields", `{"object":"deal","type":"money","label":"Fee"}`)
	area := w.Make("acme/ana", "/fields", `{"object":"deal","type":"number","label":"Area","decimals":2}`)
	sure := w.Make("acme/ana", "/fields", `{"object":"deal","type":"yesno","label":"Sure"}`)
	w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"@SUM(1) _x0041_ \u0007 <&>","value":{"amount":123456789,"currency":"PLN"},"expectedOn":"2026-12-24","custom":{%q:{"amount":-5,"currency":"EUR"},%q:0.1,%q:true}}`, fee, area, sure))
	w.Make("acme/ana", "/deals", `{"name":"Yen","value":{"amount":1250,"currency":"JPY"}}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /me", Body: `{"language":"pl"}`}, nil)
	_, text := made(w, "acme/ana", "/deals", `{"format":"xlsx","sort":"-value","columns":["name","value","currency","expectedOn","custom.`+fee+`","custom.`+area+`","custom.`+sure+`","createdAt"]}`)
	f, err := excelize.OpenReader(strings.NewReader(text))
	require.NoError(t, err)
	rows, err := f.GetRows("Kith", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, []string{"Nazwa", "Wartość", "Waluta", "Oczekiwana data", "Fee", "Area", "Sure", "Utworzono"}, rows[0])
	require.Equal(t, []string{"@SUM(1) _x0041_ \a <&>", "1234567.89", "PLN", "46380", "-0.05", "0.1", "1"}, rows[1][:7])
	require.Equal(t, []string{"Yen", "1250", "JPY"}, rows[2][:3])
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "D2": excelize.CellTypeUnset, "G2": excelize.CellTypeBool} {
		got, err := f.GetCellType("Kith", cell)
		require.NoError(t, err)
		require.Equal(t, want, got, cell)
		formula, err := f.GetCellFormula("Kith", cell)
		require.NoError(t, err)
		require.Empty(t, formula)
	}
	shown := func(cell string) string {
		v, err := f.GetCellValue("Kith", cell)
		require.NoError(t, err)
		return v
	}
	require.Equal(t, []string{"1,234,567.89", "1,250", "12-24-26", "-0.05 EUR"}, []string{shown("B2"), shown("B3"), shown("D2"), shown("E2")})
	panes, err := f.GetPanes("Kith")
	require.NoError(t, err)
	require.True(t, panes.Freeze && panes.YSplit == 1)
	wide, err := f.GetColWidth("Kith", "A")
	require.NoError(t, err)
	require.Greater(t, wide, 15.0)
}

// TestSameAsTheList: of several people, each with a role of their own, a file has the rows and the values of their list, whatever
// columns they ask for, and nothing of a closed field.
func TestSameAsTheList(t *testing.T) {
	w := apptest.New(t)
	for i, as := range []string{"acme/ana", "acme/mira", "acme/ed", "acme/mira", "acme/ana"} {
		w.Make(as, "/contacts", fmt.Sprintf(`{"firstName":"P%d","email":"p%d@x.io","phone":"+4850123456%d","city":"C%d","birthday":"1990-01-0%d"}`, i, i, i, i%2, i+1))
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/manager/fields", Body: `{"object":"contact","field":"birthday","mask":"hide"}`}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/manager/fields", Body: `{"object":"contact","field":"email","mask":"mask"}`}, nil)
	require.Eventually(t, func() bool {
		return !strings.Contains(w.Do(apptest.Call{As: "acme/mira", Do: "GET /contacts"}).Body, "1990-01")
	}, 10*time.Second, 10*time.Millisecond)
	columns := []string{"id", "firstName", "email", "phone", "city", "birthday"}
	for _, as := range []string{"acme/ana", "acme/mira", "acme/vera"} {
		if a := w.Do(apptest.Call{As: as, Do: "POST /contacts/exports", Body: `{"format":"csv","q":"nobody"}`}); a.Status == http.StatusForbidden {
			continue
		}
		rand.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
		wanted, err := json.Marshal(columns[:3])
		require.NoError(t, err)
		_, text := made(w, as, "/contacts", `{"format":"csv","sort":"city","filter":["city:is:C1"],"columns":`+string(wanted)+`}`)
		var shown struct{ Items []map[string]any }
		w.Get(apptest.Call{As: as, Do: "GET /contacts?sort=city&filter=city:is:C1"}, &shown)
		rows := table(t, text)
		require.Len(t, rows, 1+len(shown.Items), as)
		require.Equal(t, as != "acme/mira" && strings.Contains(string(wanted), "birthday"), strings.Contains(text, "birthday"), as)
		for i, item := range shown.Items {
			for j, key := range rows[0] {
				want, _ := item[key].(string)
				require.Equal(t, want, strings.TrimPrefix(rows[i+1][j], "'"), "%s %s", as, key)
			}
		}
	}
	_, text := made(w, "acme/mira", "/contacts", `{"format":"csv"}`)
	require.NotContains(t, text, "irthday")
	require.NotContains(t, text, "p1@x.io")
	require.Contains(t, text, "p•••@x.io")
}

// TestRightLostMeanwhile: a file is made with the rights of when it is made.
func TestRightLostMeanwhile(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/mira", "/contacts", `{"firstName":"Ada"}`)
	v := ask(w, "acme/mira", "/contacts", `{"format":"csv"}`)
	ready, _ := made(w, "acme/mira", "/contacts", `{"format":"csv"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/members/" + w.Person("acme/mira").MemberID.String(), Want: 204}, nil)
	require.Error(t, run(w, v))
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/mira", Do: "GET /exports/" + ready.ID + "/file"}).Status == http.StatusForbidden
	}, 10*time.Second, 10*time.Millisecond, "nor is one fetched that was made before")
	w.Get(apptest.Call{As: "acme/mira", Do: "GET /exports/" + v.ID}, &v)
	require.Equal(t, []string{export.Failed, "access.denied"}, []string{v.State, v.Problem})
	require.Len(t, stored(w), 1)
}

// TestReadOnly: a company that can only read takes its lists along.
func TestReadOnly(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/companies", `{"name":"Initech"}`)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetState(ctx, w.Person("acme/ana").Tenant.ID, "suspended")
	}))
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ana", Do: "POST /companies", Body: `{"name":"x"}`}).Status == http.StatusPaymentRequired
	}, 10*time.Second, 10*time.Millisecond)
	v, text := made(w, "acme/ana", "/companies", `{"format":"csv"}`)
	require.Contains(t, text, "Initech")
	w.Run(apptest.Call{Name: "and tidies up", As: "acme/ana", Do: "DELETE /exports/" + v.ID, Want: 204})
}

// TestOfOneMoment: what is written while a file is made is not in it.
func TestOfOneMoment(t *testing.T) {
	w := apptest.New(t)
	for i := range 3 {
		w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"P%d"}`, i))
	}
	v := ask(w, "acme/ana", "/contacts", `{"format":"csv","columns":["firstName"]}`)
	p := w.App.Exports.Parts
	inner := p.Snapshot
	p.Snapshot = func(ctx context.Context, f func(context.Context) error) error {
		return inner(ctx, func(in context.Context) error {
			if err := db.Orm(in).Exec("SELECT 1").Error; err != nil { // it begins with its first statement
				return err
			}
			w.Make("acme/ana", "/contacts", `{"firstName":"Late"}`)
			return f(in)
		})
	}
	require.NoError(t, export.NewService(p).Make(w.System("acme"), uuid.MustParse(v.ID)))
	require.Equal(t, "\ufefffirstName\r\nP0\r\nP1\r\nP2\r\n", w.Get(apptest.Call{As: "acme/ana", Do: "GET /exports/" + v.ID + "/file"}, nil).Body)
}

// dying is a storage whose server goes away in the middle of a file.
type dying struct {
	blob.Store
	stop func()
}

func (d dying) Put(ctx context.Context, _ string, r io.Reader, _ int64) error {
	_, err := io.CopyN(io.Discard, r, 1)
	d.stop()
	return errors.Join(err, ctx.Err(), context.Canceled)
}

// TestInterrupted: a program that ends in the middle leaves nothing, and the next one makes the file; a storage that fails is told.
func TestInterrupted(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	v := ask(w, "acme/ana", "/contacts", `{"format":"xlsx"}`)
	p := w.App.Exports.Parts
	files := p.Files
	ctx, stop := context.WithCancel(w.System("acme"))
	p.Files = dying{files, stop}
	require.ErrorIs(t, export.NewService(p).Make(ctx, uuid.MustParse(v.ID)), context.Canceled)
	require.Empty(t, stored(w))
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /exports/" + v.ID}, &v)
	require.Equal(t, export.Running, v.State, "the queue tries again")
	require.Equal(t, 404, w.Do(apptest.Call{As: "acme/ana", Do: "GET /exports/" + v.ID + "/file"}).Status)
	p.Files = dying{files, func() {}}
	require.Error(t, export.NewService(p).Make(w.System("acme"), uuid.MustParse(v.ID)))
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /exports/" + v.ID}, &v)
	require.Equal(t, []string{export.Failed, "export.failed"}, []string{v.State, v.Problem})
	require.NoError(t, run(w, v))
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /exports/" + v.ID}, &v)
	require.Equal(t, export.Ready, v.State)
	require.NoError(t, run(w, v), "a job that comes twice does nothing")
	require.Len(t, stored(w), 1)
}

// TestExpiry: a file is kept for seven days, and three are made at a time.
func TestExpiry(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	v, _ := made(w, "acme/ana", "/contacts", `{"format":"csv"}`)
	for range 3 {
		ask(w, "acme/ana", "/contacts", `{"format":"csv"}`)
	}
	w.Run(apptest.Call{Name: "one too many", As: "acme/ana", Do: "POST /contacts/exports", Body: `{"format":"csv"}`, Want: 409, Has: []string{`"export.many"`}})
	back := clock.Advance(7*24*time.Hour + time.Minute)
	defer back()
	err := w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		_, err := w.App.Exports.Find(asAna(ctx, w), uuid.MustParse(v.ID))
		return err
	})
	require.ErrorIs(t, err, export.ErrNotFound)
	require.Len(t, stored(w), 1)
	require.NoError(t, w.App.Exports.Sweep(w.System("acme")))
	require.Empty(t, stored(w))
}

// TestImportOfAnExport: what leaves in a file comes back with it.
func TestImportOfAnExport(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/contacts", `{"firstName":"=1+1","lastName":"-2+3","email":"odd@x.io","emailLabel":"work","phone":"+48501234567","city":"＝1","tags":["VIP","fair"],"birthday":"1990-02-28","language":"pl",
		"moreEmails":[{"value":"odd@home.io","label":"home"}],"morePhones":[{"value":"+48221234567","label":"work"}]}`)
	_, before := made(w, "acme/ana", "/contacts", `{"format":"csv"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + id, Want: 204}, nil)
	var imp struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports?fileName=x.csv", Raw: []byte(before), Want: 201}, &imp)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + imp.ID + "/start", Want: 202}, nil)
	ana := w.Person("acme/ana")
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: ana.Tenant.ID, User: ana.UserID}, importer.Run{ImportID: uuid.MustParse(imp.ID)}))
	_, after := made(w, "acme/ana", "/contacts", `{"format":"csv"}`)
	old, now := table(t, before), table(t, after)
	require.Equal(t, old[0], now[0])
	for i, key := range old[0] {
		if key != "id" && key != "createdAt" {
			require.Equal(t, old[1][i], now[1][i], key)
		}
	}
}

func asAna(ctx context.Context, w *apptest.World) context.Context {
	own, err := w.App.Exports.As(ctx, w.Person("acme/ana").UserID)
	require.NoError(w.T, err)
	return own
}

// TestRecordsOfOnesOwn: lists of the company's own objects are taken out too, with what it calls them.
func TestRecordsOfOnesOwn(t *testing.T) {
	w := apptest.New(t)
	o := w.Make("acme/ana", "/objects", `{"name":"Machine","plural":"Machines","icon":"machine"}`)
	w.Make("acme/ana", "/objects/"+o+"/records", `{"name":"Press"}`)
	v, text := made(w, "acme/ana", "/objects/"+o, `{"format":"csv","columns":["name","owner","links"]}`)
	require.Equal(t, "\ufeffname,owner,links\r\nPress,Ana,\r\n", text)
	require.True(t, strings.HasPrefix(v.Name, "Machines "), v.Name)
}

// Tasks are taken out as their list is asked for, by those whose role may, and no more of them than they see.
func TestFileOfTasks(t *testing.T) {
	w := apptest.New(t)
	c := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	w.Make("acme/ana", "/tasks", `{"title":"Call Ada","note":"about the roof","kind":"call","dueAt":"2026-03-02T00:00:00Z","allDay":true,"about":{"kind":"contact","id":"`+c+`"}}`)
	done := w.Make("acme/ana", "/tasks", `{"title":"Old one"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /tasks/" + done + "/done", Want: 200}, nil)
	_, text := made(w, "acme/ana", "/tasks", `{"format":"csv","filter":["status:is:open"],"columns":["name","dueAt","about","assignee"]}`)
	require.Equal(t, [][]string{{"name", "dueAt", "about", "assignee"}, {"Call Ada", "2026-03-02", "Ada", "Ana"}}, table(t, text))
	w.Run(
		apptest.Call{Name: "a role that may not", As: "acme/ed", Do: "POST /tasks/exports", Body: `{"format":"csv"}`, Want: 403},
		apptest.Call{Name: "nothing that fits", As: "acme/ana", Do: "POST /tasks/exports", Body: `{"format":"csv","q":"nothing like it"}`, Want: 422, Has: []string{"export.nothing"}},
	)
}
