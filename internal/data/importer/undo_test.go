package importer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

type act struct {
	State                      string
	Done, Changed, Back, Kept  int
	CreatedAt, FinishedAt, Act string
}

func undo(w *apptest.World, v view) (a act) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /changesets/" + v.ID + "/undo"}, &a)
	if a.State == changeset.Undoing {
		p := w.Person("acme/ana")
		require.NoError(w.T, w.App.Workers.Run(w.T.Context(), job.Who{Tenant: p.Tenant.ID, User: p.UserID}, changeset.Undo{SetID: uuid.MustParse(v.ID)}))
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /changesets/" + v.ID}, &a)
	}
	return a
}

// TestUndo: what an import made goes into the trash, what it changed is as it was; what others touched since stays.
func TestUndo(t *testing.T) {
	w := apptest.New(t)
	ada := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@x.io","city":"Paris"}`)
	v := run(w, upload(w, "acme/ana", "First name,E-mail,City,Company\nAdelajda,ada@x.io,London,Engines\nBob,bob@x.io,,Engines\nCid,cid@x.io,,Wheels\nBobby,bob@x.io,Rome,\n"))
	require.Equal(t, []int{2, 2}, []int{v.Created, v.Updated})
	var found struct {
		Items []struct {
			ID      string
			Version int
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=cid"}, &found)
	cid := found.Items[0]
	w.Run(
		apptest.Call{Name: "in the list of acts", As: "acme/ana", Do: "GET /changesets", Want: 200, Has: []string{v.ID, `"act":"import"`, `"name":"people.csv"`, `"changed":5`, `"undoable":true`}},
		apptest.Call{Name: "a colleague works on one", As: "acme/ana", Do: "PATCH /contacts/" + cid.ID, Body: fmt.Sprintf(`{"version":%d,"jobTitle":"Boss"}`, cid.Version), Want: 200},
	)
	a := undo(w, v)
	require.Equal(t, []any{"partly", 5, 3, 2}, []any{a.State, a.Changed, a.Back, a.Kept})
	require.Equal(t, 2, contacts(w, ""))
	w.Run(
		apptest.Call{Name: "as it was", As: "acme/ana", Do: "GET /contacts/" + ada, Want: 200, Has: []string{`"name":"Ada"`, `"city":"Paris"`, `"companyId":null`, `"version":3`}},
		apptest.Call{Name: "which its timeline tells", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + ada, Want: 200, Has: []string{`"type":"updated"`, `"Paris"`}},
		apptest.Call{Name: "what was worked on stays", As: "acme/ana", Do: "GET /contacts/" + cid.ID, Want: 200, Has: []string{`"jobTitle":"Boss"`, `"companyName":"Wheels"`}},
		apptest.Call{Name: "with its company", As: "acme/ana", Do: "GET /companies", Want: 200, Has: []string{"Wheels"}, Not: []string{"Engines"}},
		apptest.Call{Name: "and is named", As: "acme/ana", Do: "GET /changesets/" + v.ID + "/entries?state=kept", Want: 200, Has: []string{`"changeset.touched"`, `"changeset.used"`, `"jobTitle"`}},
	)
}

// TestUndoOfManyRows: of 20,000 rows (2,000 under the race detector) one in a hundred is bad, and a fifth change contacts that
// are there; all are taken back.
func TestUndoOfManyRows(t *testing.T) {
	w, rows := apptest.New(t), 20*histories.N()
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO contact (id, name, first_name, email, city, owner_id, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'Was ' || n, 'Was ' || n, 'p' || n || '@x.io', 'Paris', ?, 1, now(), now() FROM generate_series(1, ?::int) AS n`, w.Person("acme/ana").UserID, rows/5).Error
	}))
	var file strings.Builder
	file.WriteString("First name,E-mail,City\n")
	for n := range rows {
		address := fmt.Sprintf("p%d@x.io", n+1)
		if n%100 == 99 {
			address = "nowhere"
		}
		fmt.Fprintf(&file, "Person %d,%s,Rome\n", n, address)
	}
	v := upload(w, "acme/ana", file.String())
	start := clock.Now()
	v = run(w, v)
	t.Logf("%d rows in: %v", rows, clock.Now().Sub(start))
	require.Equal(t, []int{rows * 792 / 1000, rows * 198 / 1000, rows / 100}, []int{v.Created, v.Updated, v.Failed})
	start = clock.Now()
	a := undo(w, v)
	t.Logf("and out again: %v", clock.Now().Sub(start))
	require.Equal(t, []any{"undone", rows * 99 / 100, rows * 99 / 100, 0}, []any{a.State, a.Done, a.Back, a.Kept})
	require.Equal(t, rows/5, contacts(w, ""))
	require.Equal(t, rows/5, contacts(w, "?filter=city:is:Paris"))
}
