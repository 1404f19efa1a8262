package importer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/kit/job"
)

type view struct {
	ID, State, Source, Encoding, Separator, OnDuplicate string
	Object, Sheet, Match                                string
	Sheets                                              []struct{ Name string }
	Stages                                              []struct {
		Pipeline, Stage, Status string
		Rows                    int
		StageID                 *string
	}
	Total, Done, Created, Updated, Skipped, Failed, Remarked int
	Columns                                                  []struct {
		Index   int
		Header  string
		Field   *string
		Samples []string
	}
	Preview []struct {
		Row      int
		Status   string
		Values   map[string]string
		Problems []struct{ Field, Code string }
	}
	Fits  struct{ Limit, Free *int64 }
	Error *string
}

func upload(w *apptest.World, as, text string) (v view) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "POST /imports?fileName=people.csv", Raw: []byte(text), Want: 201}, &v)
	return v
}

func get(w *apptest.World, v view) (now view) {
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /imports/" + v.ID}, &now)
	return now
}

// run starts an import and does what the worker would do.
func run(w *apptest.World, v view) view {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	require.Equal(w.T, importer.Running, v.State)
	require.NoError(w.T, work(w, v))
	return get(w, v)
}

func work(w *apptest.World, v view) error {
	p := w.Person("acme/ana")
	return w.App.Workers.Run(w.T.Context(), job.Who{Tenant: p.Tenant.ID, User: p.UserID}, importer.Run{ImportID: uuid.MustParse(v.ID)})
}

func contacts(w *apptest.World, query string) int {
	var n struct{ Count int }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/count" + query}, &n)
	return n.Count
}

func TestImport(t *testing.T) {
	w := apptest.New(t)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada","email":"ada@example.com","phone":"+48601000000"}`, Want: 201}, nil)
	v := upload(w, "acme/ana", "First name,Last name,E-mail,Company,City\n"+
		"Ada,Lovelace,ADA@example.com,Engines,London\n"+
		"Bob,Stone,bob@example.com,engines ,\n"+
		"Bobby,,bob@example.com,,Kraków\n"+
		"Eve,,not an address,,\n"+
		",,,Only a firm,\n"+
		"Max,,,,\n")
	require.Equal(t, importer.Ready, v.State)
	require.Equal(t, []int{6, 6, 2, 2, 0, 2}, []int{v.Total, v.Done, v.Created, v.Updated, v.Skipped, v.Failed}, "what would happen")
	require.Equal(t, []string{"update", "new", "update", "error", "error", "new"},
		[]string{v.Preview[0].Status, v.Preview[1].Status, v.Preview[2].Status, v.Preview[3].Status, v.Preview[4].Status, v.Preview[5].Status})
	require.Equal(t, "contact.bad_email", v.Preview[3].Problems[0].Code)
	require.Equal(t, 5, v.Preview[3].Row)
	require.Equal(t, "London", v.Preview[0].Values["city"])
	require.Equal(t, []string{"London", "Kraków"}, v.Columns[4].Samples)
	require.Equal(t, 1, contacts(w, ""), "nothing has happened yet")

	v = run(w, v)
	require.Equal(t, importer.Done, v.State)
	require.Equal(t, []int{6, 6, 2, 2, 0, 2}, []int{v.Total, v.Done, v.Created, v.Updated, v.Skipped, v.Failed}, "and so it did")
	require.Equal(t, 3, contacts(w, ""))
	w.Run(
		apptest.Call{Name: "the known one is changed where the file says something", As: "acme/ana", Do: "GET /contacts?q=ada", Want: 200,
			Has: []string{`"name":"Ada Lovelace"`, `"phone":"+48601000000"`, `"city":"London"`, `"companyName":"Engines"`, `"version":2`}},
		apptest.Call{Name: "rows of one address are one contact", As: "acme/ana", Do: "GET /contacts?q=bob", Want: 200,
			Has: []string{`"name":"Bobby Stone"`, `"city":"Kraków"`, `"companyName":"Engines"`, `"ownerName":"Ana"`, `"version":1`}},
		apptest.Call{Name: "one company", As: "acme/ana", Do: "GET /companies/count", Want: 200, Has: []string{`{"count":1}`}},
		apptest.Call{Name: "not twice", As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 409, Has: []string{`"import.started"`}},
		apptest.Call{Name: "nor otherwise", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"onDuplicate":"skip"}`, Want: 409},
		apptest.Call{Name: "nor cancelled", As: "acme/ana", Do: "POST /imports/" + v.ID + "/cancel", Want: 409, Has: []string{`"import.ended"`}},
		apptest.Call{Name: "its errors", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200,
			Has: []string{"row,column,reason,First name,Last name,E-mail,Company,City\r\n", "5,E-mail,This is not an e-mail address.,Eve,,not an address\r\n", "6,First name,"}},
		apptest.Call{Name: "in the list", As: "acme/ana", Do: "GET /imports", Want: 200, Has: []string{v.ID, `"preview":[]`}},
	)
	var found struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=bob"}, &found)
	w.Run(
		apptest.Call{Name: "on the contact's timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + found.Items[0].ID, Want: 200, Has: []string{`"type":"imported"`}},
		apptest.Call{Name: "one line in the audit trail", As: "acme/ana", Do: "GET /audit?kind=import", Want: 200,
			Has: []string{`"action":"imported"`, `"recordName":"people.csv"`, `{"field":"created","from":null,"to":2}`}},
	)
	require.NoError(t, work(w, v), "the job delivered again does nothing")
	require.Equal(t, 3, contacts(w, ""))
}

func TestRights(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", "email\na@x.io\n")
	for _, who := range []string{"ed", "fred", "tess", "vera"} {
		w.Run(
			apptest.Call{Name: who + " brings nothing in", As: "acme/" + who, Do: "POST /imports", Raw: []byte("email\na@x.io\n"), Want: 403},
			apptest.Call{Name: who + " sees no import", As: "acme/" + who, Do: "GET /imports/" + v.ID, Want: 403},
		)
	}
	w.Run(
		apptest.Call{Name: "managers see their own", As: "acme/mira", Do: "GET /imports", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "not others'", As: "acme/mira", Do: "GET /imports/" + v.ID, Want: 404, Has: []string{`"import.not_found"`}},
		apptest.Call{Name: "nor their errors", As: "acme/mira", Do: "GET /imports/" + v.ID + "/errors", Want: 404},
		apptest.Call{Name: "nor start them", As: "acme/mira", Do: "POST /imports/" + v.ID + "/start", Want: 404},
		apptest.Call{Name: "neighbours see nothing", As: "globex/gus", Do: "GET /imports", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "reads", As: "acme/ana", Do: "GET /imports/" + v.ID, Want: 200},
		apptest.Call{Name: "changes", As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{}`, Want: 200},
		apptest.Call{Name: "cancels", As: "acme/ana", Do: "POST /imports/" + v.ID + "/cancel", Want: 200, Has: []string{`"state":"cancelled"`, `"created":0`}},
		apptest.Call{Name: "not what is not a table", As: "acme/ana", Do: "POST /imports", Raw: []byte("PK\x03\x04"), Want: 422, Has: []string{`"import.unreadable"`}},
		apptest.Call{Name: "not what is empty", As: "acme/ana", Do: "POST /imports", Raw: []byte("email\n"), Want: 422, Has: []string{`"import.empty"`}},
	)
}

func TestMapping(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", "Who;Where;Mail\nAda Lovelace;London;ada@example.com\n")
	require.Nil(t, v.Columns[0].Field, "nobody can know")
	require.Equal(t, "email", *v.Columns[2].Field)
	path := "PATCH /imports/" + v.ID
	w.Run(
		apptest.Call{Name: "mapped by hand", As: "acme/ana", Do: path, Body: `{"columns":[{"index":0,"field":"name"},{"index":1,"field":"city"}]}`, Want: 200,
			Has: []string{`"city":"London"`, `"name":"Ada Lovelace"`}},
		apptest.Call{Name: "no such column", As: "acme/ana", Do: path, Body: `{"columns":[{"index":9,"field":"name"}]}`, Want: 422, Has: []string{`"import.column_unknown"`}},
		apptest.Call{Name: "no such field", As: "acme/ana", Do: path, Body: `{"columns":[{"index":0,"field":"ownerId"}]}`, Want: 422},
		apptest.Call{Name: "nothing to know people by", As: "acme/ana", Do: path, Body: `{"columns":[{"index":0,"field":null},{"index":2,"field":null}]}`, Want: 422, Has: []string{`"import.unmapped"`}},
	)
	v = run(w, v)
	require.Equal(t, 1, v.Created)
	w.Run(apptest.Call{Name: "split", As: "acme/ana", Do: "GET /contacts", Want: 200, Has: []string{`"firstName":"Ada","lastName":"Lovelace"`, `"city":"London"`}})
}

func TestSkip(t *testing.T) {
	w := apptest.New(t)
	table := "First name,E-mail\nAda,ada@example.com\nAda again,ada@example.com\n"
	v := upload(w, "acme/ana", table)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"onDuplicate":"skip"}`}, &v)
	require.Equal(t, []int{1, 0, 1}, []int{v.Created, v.Updated, v.Skipped})
	v = run(w, v)
	require.Equal(t, []int{1, 0, 1}, []int{v.Created, v.Updated, v.Skipped})
	v = run(w, upload(w, "acme/ana", "First name,E-mail\nAda,ada@example.com\n"))
	require.Equal(t, []int{0, 0, 1}, []int{v.Created, v.Updated, v.Skipped}, "what would change nothing is skipped")
}

func TestFiles(t *testing.T) {
	w := apptest.New(t)
	for name, source := range map[string]string{"google": "google", "google_old": "google", "outlook": "outlook"} {
		data, err := os.ReadFile("testdata/" + name + ".csv")
		require.NoError(t, err)
		v := upload(w, "acme/ana", string(data))
		require.Equal(t, source, v.Source)
		v = run(w, v)
		require.Equal(t, importer.Done, v.State)
		w.Run(apptest.Call{Name: name, As: "acme/ana", Do: "GET /contacts?q=ada@example.com", Want: 200, Has: []string{`"lastName":"Lovelace"`,
			`"email":"ada@example.com"`, `"phone":"+442079460958"`, `"jobTitle":"Programmer"`, `"companyName":"Analytical Engines"`,
			`"city":"London"`, `"postcode":"SW1Y 4LE"`, `"birthday":"1815-12-10"`}})
	}
	require.Equal(t, 1, contacts(w, "?q=ada@example.com"), "three files, one Ada")
	data, err := charmap.Windows1250.NewEncoder().Bytes([]byte("Imię;Nazwisko;E-mail;Miasto\r\nŁucja;Żółkiewska;lucja@example.com;Łódź\r\n"))
	require.NoError(t, err)
	v := run(w, upload(w, "acme/ana", string(data)))
	require.Equal(t, []string{"windows-1250", ";"}, []string{v.Encoding, v.Separator})
	w.Run(apptest.Call{Name: "Polish", As: "acme/ana", Do: "GET /contacts?q=lucja", Want: 200, Has: []string{`"name":"Łucja Żółkiewska"`, `"city":"Łódź"`}})
}

// table has n rows: every hundredth is wrong, and the one before it repeats the address above.
func table(n int) string {
	var b strings.Builder
	b.WriteString("First Name,Last Name,Email,Phone,Company,City,Birthday,Notes\n")
	for i := range n {
		email := fmt.Sprintf("p%d@example.com", i)
		switch i % 100 {
		case 99:
			email = "wrong"
		case 98:
			email = fmt.Sprintf("P%d@example.com", i-1)
		}
		fmt.Fprintf(&b, "F%d,L%d,%s,+48 601 %03d %03d,Firm %d,Łódź,1980-01-0%d,note %d\n", i, i, email, i/1000, i%1000, i%300, i%9+1, i)
	}
	return b.String()
}

func TestTenThousandRows(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", table(10_000))
	require.Equal(t, []int{10_000, 9_800, 100, 100}, []int{v.Total, v.Created, v.Updated, v.Failed})
	v = run(w, v)
	require.Equal(t, []int{10_000, 9_800, 100, 100}, []int{v.Done, v.Created, v.Updated, v.Failed})
	require.Equal(t, 9_800, contacts(w, ""))
	a := w.Get(apptest.Call{As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors"}, nil)
	require.Equal(t, 101, strings.Count(a.Body, "\r\n"), "the headers and each wrong row")
}

// TestForecastOfALongFile: whoever brings one does not wait until all of it has been looked at.
func TestForecastOfALongFile(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", "Company name,Website,Industry,City\n"+strings.Repeat("Works,works.example,Trade,Bath\n", 20_001))
	require.Equal(t, []int{20_001, 20_000, 1, 19_999}, []int{v.Total, v.Done, v.Created, v.Updated})
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	require.Equal(t, []int{20_001, 0, 0, 0}, []int{v.Total, v.Done, v.Created, v.Updated}, "what is done is counted anew")
}

// TestKilled: a worker that dies in the middle loses the part it was in, and nothing else; the next one goes on.
func TestKilled(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", table(2_000))
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	killed := errors.New("killed")
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	units := 0
	parts := w.App.Imports.Parts
	parts.InTenant = func(ctx context.Context, f func(context.Context) error) error {
		return w.App.DB.InTenant(ctx, func(ctx context.Context) error {
			if err := f(ctx); err != nil {
				return err
			}
			if units++; units == 3 {
				return killed // all of the third part was written, and is lost with the commit
			}
			return nil
		})
	}
	require.ErrorIs(t, importer.NewService(parts).Run(ctx, uuid.MustParse(v.ID)), killed)
	half := get(w, v)
	require.Equal(t, importer.Running, half.State)
	require.Equal(t, 1_000, half.Done, "two parts")
	require.Equal(t, 980, contacts(w, ""))
	require.NoError(t, work(w, v))
	v = get(w, v)
	require.Equal(t, importer.Done, v.State)
	require.Equal(t, []int{2_000, 1_960, 20, 20}, []int{v.Done, v.Created, v.Updated, v.Failed})
	require.Equal(t, 1_960, contacts(w, ""), "none twice")
}

// TestTwoWorkers: however many workers do the same import, each row is taken once.
func TestTwoWorkers(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", table(3_000))
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	done := make(chan error)
	for range 3 {
		go func() { done <- work(w, v) }()
	}
	for range 3 {
		require.NoError(t, <-done)
	}
	require.Equal(t, 3_000, get(w, v).Done)
	require.Equal(t, 2_940, contacts(w, ""))
}

func TestCancel(t *testing.T) {
	w := apptest.New(t)
	v := upload(w, "acme/ana", table(1_000))
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/cancel"}, &v)
	require.NoError(t, work(w, v))
	require.Zero(t, contacts(w, ""))
	require.Equal(t, importer.Cancelled, get(w, v).State)
}

// The plan's limit may be passed by a tenth; rows beyond that stay out, each with its reason.
func TestPlanLimit(t *testing.T) {
	w := apptest.New(t)
	free(w)
	fill(w, "acme/ana", 480)
	v := upload(w, "acme/ana", "First name\n"+strings.Repeat("Ada\n", 700))
	require.Equal(t, []int64{1_000, 620}, []int64{*v.Fits.Limit, *v.Fits.Free})
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	require.NoError(t, work(w, v))
	v = get(w, v)
	require.Equal(t, []int{700, 620, 80}, []int{v.Done, v.Created, v.Failed})
	require.Equal(t, 1_100, contacts(w, ""))
	w.Run(apptest.Call{Name: "each row has its reason", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{"622,,The plan has no room for more contacts.,Ada"}})
}

// free gives Acme the smallest plan.
func free(w *apptest.World) {
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, "free", 0, nil)
	}))
}

// fill brings contacts in.
func fill(w *apptest.World, as string, n int) {
	v := upload(w, as, "First name\n"+strings.Repeat("Ada\n", n))
	w.Get(apptest.Call{As: as, Do: "POST /imports/" + v.ID + "/start", Want: 202}, &v)
	require.NoError(w.T, work(w, v))
}

func TestFits(t *testing.T) {
	w := apptest.New(t)
	free(w)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Ada"}`, Want: 201}, nil)
	v := upload(w, "acme/ana", "First name\nBob\n")
	require.NotNil(t, v.Fits.Limit)
	require.Equal(t, *v.Fits.Limit*11/10-1, *v.Fits.Free)
}
