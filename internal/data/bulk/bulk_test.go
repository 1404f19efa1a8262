package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/bulk"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

type view struct {
	ID, State                       string
	Total, Done, Changed            int
	Same, Failed, Back, Kept, Count int
	Undoable                        bool
}

type entry struct {
	RecordID, Name, State, Code, ByName string
	Fields                              []string
	Changes                             []struct {
		Field, Label string
		From, To     any
	}
}

func contact(w *apptest.World, as, body string) string {
	w.T.Helper()
	var c struct{ ID string }
	w.Get(apptest.Call{As: as, Do: "POST /contacts", Body: body, Want: 201}, &c)
	return c.ID
}

func quoted(ids ...string) string { return `["` + strings.Join(ids, `","`) + `"]` }

func prepare(w *apptest.World, as, body string) (v view) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "POST /changesets", Body: body, Want: 201}, &v)
	return v
}

func do(w *apptest.World, as, what string, v view) (now view) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "POST /changesets/" + v.ID + "/" + what, Want: 200}, &now)
	return now
}

func entries(w *apptest.World, as string, v view, state string) []entry {
	w.T.Helper()
	var out struct{ Items []entry }
	w.Get(apptest.Call{As: as, Do: "GET /changesets/" + v.ID + "/entries?state=" + state}, &out)
	return out.Items
}

func user(w *apptest.World, who string) string { return w.Person(who).UserID.String() }

func TestEditPreviewUndo(t *testing.T) {
	w := apptest.New(t)
	a := contact(w, "acme/ana", `{"firstName":"Ada","tags":["old","vip"]}`)
	b := contact(w, "acme/ana", `{"firstName":"Bob","source":"Fair"}`)
	c := contact(w, "acme/ed", `{"firstName":"Cid"}`)
	body := fmt.Sprintf(`{"act":"edit","object":"contact","ids":%s,"edit":{"ownerId":%q,"source":"Fair","addTags":["spring"],"removeTags":["OLD"]}}`, quoted(a, b, c, uuid.NewString()), user(w, "acme/mira"))
	v := prepare(w, "acme/ana", body)
	require.Equal(t, []any{"ready", 4, 3, 0, 1}, []any{v.State, v.Total, v.Changed, v.Same, v.Failed})
	require.Equal(t, "contact.not_found", entries(w, "acme/ana", v, "failed")[0].Code)
	fits := entries(w, "acme/ana", v, "fits")
	require.Len(t, fits, 3)
	require.Equal(t, "Ada", fits[0].Name)
	require.Equal(t, []string{"ownerId", "source", "tags"}, []string{fits[0].Changes[0].Field, fits[0].Changes[1].Field, fits[0].Changes[2].Field})
	require.Equal(t, []any{"Ana", "Mira"}, []any{fits[0].Changes[0].From, fits[0].Changes[0].To})
	require.Equal(t, []any{"old, vip", "vip, spring"}, []any{fits[0].Changes[2].From, fits[0].Changes[2].To})
	w.Run(
		apptest.Call{Name: "nothing has happened", As: "acme/ana", Do: "GET /contacts/" + a, Want: 200, Has: []string{`"source":""`, `"version":1`}},
		apptest.Call{Name: "nor is it in the list", As: "acme/ana", Do: "GET /changesets", Want: 200, Has: []string{`"items":[]`}},
	)
	v = do(w, "acme/ana", "start", v)
	require.Equal(t, []any{"done", 3, 0, 1, true}, []any{v.State, v.Changed, v.Same, v.Failed, v.Undoable})
	w.Run(
		apptest.Call{Name: "done", As: "acme/ana", Do: "GET /contacts/" + a, Want: 200, Has: []string{`"ownerName":"Mira"`, `"source":"Fair"`, `"tags":["vip","spring"]`, `"version":2`}},
		apptest.Call{Name: "on the timeline", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + a, Want: 200, Has: []string{`"type":"updated"`}},
		apptest.Call{Name: "not twice", As: "acme/ana", Do: "POST /changesets/" + v.ID + "/start", Want: 409, Has: []string{`"bulk.started"`}},
		apptest.Call{Name: "a colleague changes one", As: "acme/mira", Do: "PATCH /contacts/" + a, Body: `{"version":2,"source":"Web","tags":["vip","spring","own"],"city":"Oslo"}`, Want: 200},
	)
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, []any{"partly", 2, 1}, []any{v.State, v.Back, v.Kept})
	kept := entries(w, "acme/ana", v, "kept")
	require.Equal(t, []any{"Ada", "changeset.touched", "Mira", []string{"source"}}, []any{kept[0].Name, kept[0].Code, kept[0].ByName, kept[0].Fields})
	require.Equal(t, []any{"source", "Fair", "Web"}, []any{kept[0].Changes[0].Field, kept[0].Changes[0].From, kept[0].Changes[0].To})
	w.Run(
		apptest.Call{Name: "theirs stays, ours goes", As: "acme/ana", Do: "GET /contacts/" + a, Want: 200,
			Has: []string{`"ownerName":"Ana"`, `"source":"Web"`, `"tags":["vip","own","old"]`, `"city":"Oslo"`, `"version":4`}},
		apptest.Call{Name: "all of the others", As: "acme/ana", Do: "GET /contacts/" + c, Want: 200, Has: []string{`"ownerName":"Ed"`, `"source":""`, `"tags":[]`}},
		apptest.Call{Name: "not twice", As: "acme/ana", Do: "POST /changesets/" + v.ID + "/undo", Want: 409, Has: []string{`"changeset.busy"`}},
		apptest.Call{Name: "in the audit trail", As: "acme/ana", Do: "GET /audit?kind=changeset", Want: 200, Has: []string{`"action":"bulk_edited"`, `"action":"undone"`}},
	)
}

// A field that may be empty can be left so in many records; what must be filled in is refused, record by record or at once, and
// undoing brings the values back.
func TestEmptied(t *testing.T) {
	w := apptest.New(t)
	var own, must struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"Badge"}`, Want: 201}, &own)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /fields", Body: `{"object":"contact","type":"text","label":"Zone","required":true}`, Want: 201}, &must)
	a := contact(w, "acme/ana", fmt.Sprintf(`{"firstName":"Ada","city":"Rome","source":"Fair","tags":["old","vip"],"custom":{%q:"B1",%q:"North"}}`, own.ID, must.ID))
	body := `{"act":"edit","object":"contact","ids":` + quoted(a) + `,"edit":%s}`
	v := prepare(w, "acme/ana", fmt.Sprintf(body, fmt.Sprintf(`{"city":"","ownerId":null,"clearTags":true,"addTags":["new"],"custom":{%q:null}}`, own.ID)))
	require.Equal(t, []any{"ready", 1, 0}, []any{v.State, v.Changed, v.Failed})
	for _, c := range entries(w, "acme/ana", v, "fits")[0].Changes {
		require.Contains(t, []any{nil, "", "new"}, c.To, c.Field)
	}
	v = do(w, "acme/ana", "start", v)
	w.Run(apptest.Call{Name: "empty", As: "acme/ana", Do: "GET /contacts/" + a, Want: 200, Has: []string{`"city":""`, `"ownerId":null`, `"tags":["new"]`, `"source":"Fair"`, "North"}, Not: []string{"B1"}})
	require.Equal(t, 1, do(w, "acme/ana", "undo", v).Back)
	w.Run(apptest.Call{Name: "as it was", As: "acme/ana", Do: "GET /contacts/" + a, Want: 200, Has: []string{`"city":"Rome"`, `"ownerName":"Ana"`, `"tags":["old","vip"]`, "B1"}})
	v = prepare(w, "acme/ana", fmt.Sprintf(body, fmt.Sprintf(`{"custom":{%q:null}}`, must.ID)))
	require.Equal(t, []any{0, 1}, []any{v.Changed, v.Failed})
	require.Equal(t, "field.required", entries(w, "acme/ana", v, "failed")[0].Code)
	task := w.Make("acme/ana", "/tasks", `{"title":"Call","dueAt":"2027-01-31T10:00:00Z"}`)
	w.Run(apptest.Call{Name: "a task is somebody's", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"edit","object":"task","ids":` + quoted(task) + `,"edit":{"ownerId":null}}`, Want: 422, Has: []string{`"owner.needed"`}})
	do(w, "acme/ana", "start", prepare(w, "acme/ana", `{"act":"edit","object":"task","ids":`+quoted(task)+`,"edit":{"dueOn":null}}`))
	w.Run(apptest.Call{Name: "due on no day", As: "acme/ana", Do: "GET /tasks/" + task, Want: 200, Has: []string{`"dueAt":null`}})
}

func TestDeleteAndRights(t *testing.T) {
	w := apptest.New(t)
	mine := contact(w, "acme/ed", `{"firstName":"Mine"}`)
	his := contact(w, "acme/ana", `{"firstName":"His"}`)
	w.Run(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: `{"kind":"contact","id":"` + his + `","userId":"` + user(w, "acme/ed") + `"}`, Want: 201})
	v := prepare(w, "acme/ed", `{"act":"delete","object":"contact","question":{},"count":2}`)
	require.Equal(t, []any{"ready", 2}, []any{v.State, v.Changed + v.Failed})
	v = do(w, "acme/ed", "start", v)
	var n struct{ Count int }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts/count"}, &n)
	require.Equal(t, 2-v.Changed, n.Count)
	for _, what := range []string{"undo", "start", "cancel"} {
		w.Run(
			apptest.Call{Name: "colleagues do not " + what, As: "acme/mira", Do: "POST /changesets/" + v.ID + "/" + what, Want: 404},
			apptest.Call{Name: "neighbours do not " + what, As: "globex/gus", Do: "POST /changesets/" + v.ID + "/" + what, Want: 404},
			apptest.Call{Name: "viewers do not " + what, As: "acme/vera", Do: "POST /changesets/" + v.ID + "/" + what, Want: 403},
		)
	}
	w.Run(
		apptest.Call{Name: "neighbours do not see it", As: "globex/gus", Do: "GET /changesets/" + v.ID, Want: 404},
		apptest.Call{Name: "nor its entries", As: "globex/gus", Do: "GET /changesets/" + v.ID + "/entries", Want: 404},
		apptest.Call{Name: "colleagues neither", As: "acme/mira", Do: "GET /changesets/" + v.ID + "/entries", Want: 404},
	)
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, "undone", v.State, "an admin may")
	w.Run(apptest.Call{Name: "it is back", As: "acme/ed", Do: "GET /contacts/" + mine, Want: 200})
	w.Run(
		apptest.Call{Name: "another number fits", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"delete","object":"contact","question":{"q":"mine"},"count":2}`, Want: 409, Has: []string{`"bulk.count"`, `"count":1`}},
		apptest.Call{Name: "nothing chosen", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"delete","object":"contact","ids":[]}`, Want: 422, Has: []string{`"bulk.none"`}},
		apptest.Call{Name: "nothing said", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"edit","object":"contact","ids":` + quoted(his) + `}`, Want: 422, Has: []string{`"bulk.nothing"`}},
		apptest.Call{Name: "not theirs to have", As: "acme/ana", Do: "POST /changesets", Body: `{"act":"edit","object":"task","ids":` + quoted(his) + `,"edit":{"source":"x"}}`, Want: 422, Has: []string{`"bulk.field"`}},
	)
}

func TestDeals(t *testing.T) {
	w := apptest.New(t)
	var ps struct {
		Items []struct {
			Stages []struct{ ID, Name, Kind string }
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &ps)
	stages := ps.Items[0].Stages
	var ids []string
	for i := range 3 {
		var d struct{ ID string }
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /deals", Body: fmt.Sprintf(`{"name":"Deal %d"}`, i), Want: 201}, &d)
		ids = append(ids, d.ID)
	}
	v := prepare(w, "acme/ana", fmt.Sprintf(`{"act":"edit","object":"deal","ids":%s,"edit":{"stageId":%q,"expectedOn":"2027-01-31"}}`, quoted(ids...), stages[1].ID))
	require.Equal(t, 3, v.Changed)
	require.Equal(t, stages[1].Name, entries(w, "acme/ana", v, "fits")[0].Changes[1].To, "stages by their names")
	v = do(w, "acme/ana", "start", v)
	w.Run(
		apptest.Call{As: "acme/ana", Do: "GET /deals/" + ids[0], Want: 200, Has: []string{stages[1].ID, `"expectedOn":"2027-01-31"`}},
		apptest.Call{As: "acme/ana", Do: "POST /deals/" + ids[1] + "/move", Body: `{"stageId":"` + stages[2].ID + `","version":3}`, Want: 200},
	)
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, []any{"partly", 2, 1}, []any{v.State, v.Back, v.Kept})
	w.Run(
		apptest.Call{Name: "back in its stage", As: "acme/ana", Do: "GET /deals/" + ids[0], Want: 200, Has: []string{stages[0].ID, `"expectedOn":null`}},
		apptest.Call{Name: "which its history tells", As: "acme/ana", Do: "GET /deals/" + ids[0] + "/history", Want: 200, Has: []string{`"toStage":"` + stages[0].Name + `"`}},
		apptest.Call{Name: "where a colleague put it", As: "acme/ana", Do: "GET /deals/" + ids[1], Want: 200, Has: []string{stages[2].ID, `"expectedOn":null`}},
	)
}

// One value of a record's history is put back by an edit like any other; who changed the field since is not overwritten unasked.
func TestPutThisBack(t *testing.T) {
	w := apptest.New(t)
	id := contact(w, "acme/ed", `{"firstName":"Ada","city":"Paris","tags":["old","vip"],"birthday":"1980-01-02"}`)
	w.Run(apptest.Call{As: "acme/ed", Do: "PATCH /contacts/" + id, Body: `{"version":1,"city":"Rome","tags":[],"birthday":null}`, Want: 200})
	var line struct{ Items []struct{ ID, Type string } }
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /timeline?kind=contact&types=updated&id=" + id}, &line)
	do := "POST /activities/" + line.Items[0].ID + "/back"
	w.Run(
		apptest.Call{Name: "a neighbour", As: "globex/gus", Do: do, Body: `{"field":"city"}`, Want: 404},
		apptest.Call{Name: "a viewer", As: "acme/vera", Do: do, Body: `{"field":"city"}`, Want: 403},
		apptest.Call{Name: "not what was not changed", As: "acme/ed", Do: do, Body: `{"field":"street"}`, Want: 422, Has: []string{`"bulk.no_back"`}},
		apptest.Call{Name: "one field", As: "acme/ed", Do: do, Body: `{"field":"tags"}`, Want: 204},
		apptest.Call{Name: "a day", As: "acme/ed", Do: do, Body: `{"field":"birthday"}`, Want: 204},
		apptest.Call{Name: "as it was, and no other", As: "acme/ed", Do: "GET /contacts/" + id, Want: 200, Has: []string{`"tags":["old","vip"]`, `"birthday":"1980-01-02"`, `"city":"Rome"`, `"version":4`}},
		apptest.Call{Name: "somebody changes it again", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":4,"city":"Oslo"}`, Want: 200},
		apptest.Call{Name: "which is not overwritten unasked", As: "acme/ed", Do: do, Body: `{"field":"city"}`, Want: 409, Has: []string{`"bulk.moved"`}},
		apptest.Call{Name: "asked", As: "acme/ed", Do: do, Body: `{"field":"city","anyway":true}`, Want: 204},
		apptest.Call{Name: "it is", As: "acme/ed", Do: "GET /contacts/" + id, Want: 200, Has: []string{`"city":"Paris"`}},
	)
}

// Many records are worked in the background. Killed in between, it goes on, and works each record once.
func TestManyKilled(t *testing.T) {
	w := apptest.New(t)
	people(w, 230)
	v := prepare(w, "acme/ana", `{"act":"edit","object":"contact","question":{"filter":["city:is:Town"]},"count":230,"edit":{"source":"Fair"}}`)
	require.Equal(t, "checking", v.State)
	p := w.Person("acme/ana")
	work := func() error {
		return w.App.Workers.Run(w.T.Context(), job.Who{Tenant: p.Tenant.ID, User: p.UserID}, bulk.Run{SetID: uuid.MustParse(v.ID)})
	}
	require.NoError(t, work())
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /changesets/" + v.ID}, &v)
	require.Equal(t, []any{"ready", 230, 230}, []any{v.State, v.Done, v.Changed})
	v = do(w, "acme/ana", "start", v)
	require.Equal(t, "running", v.State)
	parts := w.App.Bulk.Parts
	parts.InTenant = dying(w.App.DB.InTenant, 3)
	ctx, err := w.As("acme/ana")
	require.NoError(t, err)
	require.ErrorIs(t, bulk.NewService(parts).Run(ctx, uuid.MustParse(v.ID)), errKilled)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /changesets/" + v.ID}, &v)
	require.Equal(t, "running", v.State)
	require.True(t, v.Done > 0 && v.Done < 230, v.Done)
	require.NoError(t, work())
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /changesets/" + v.ID}, &v)
	require.Equal(t, []any{"done", 230, 230}, []any{v.State, v.Done, v.Changed})
	w.Run(apptest.Call{Name: "each once", As: "acme/ana", Do: "GET /contacts?limit=100&sort=-updatedAt", Want: 200, Has: []string{`"version":2`}, Not: []string{`"version":3`}})
	v = do(w, "acme/ana", "undo", v)
	require.Equal(t, []any{"undone", 230, 0}, []any{v.State, v.Back, v.Kept})
}

var errKilled = errors.New("killed")

// dying lets a number of units of work commit, and dies at the end of the next one.
func dying(unit func(context.Context, func(context.Context) error) error, after int) func(context.Context, func(context.Context) error) error {
	return func(ctx context.Context, f func(context.Context) error) error {
		if db.InUnit(ctx) {
			return unit(ctx, f)
		}
		after--
		return unit(ctx, func(ctx context.Context) error {
			if err := f(ctx); err != nil || after >= 0 {
				return err
			}
			return errKilled
		})
	}
}

func people(w *apptest.World, n int) {
	w.T.Helper()
	require.NoError(w.T, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO contact (id, name, first_name, city, owner_id, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'P' || n, 'P' || n, 'Town', ?, 1, now(), now() FROM generate_series(1, ?) AS n`, w.Person("acme/ana").UserID, n).Error
	}))
}
