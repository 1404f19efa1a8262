package diet_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

type field struct {
	Object, Plural, Field, State string
	Filled, Total                int64
	Written                      *string
	Uses                         []struct {
		Reader, Last string
		Times        int64
	}
	Gates []string
}

func of(w *apptest.World, object, name string) field {
	var out struct{ Items []field }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /field-use"}, &out)
	for _, f := range out.Items {
		if f.Object == object && f.Field == name {
			return f
		}
	}
	w.T.Fatalf("no field %s.%s", object, name)
	return field{}
}

// step puts a field on a step and waits until everybody's rights know.
func step(w *apptest.World, object, name, saw, state string) {
	w.T.Helper()
	w.Run(apptest.Call{Name: state, As: "acme/ana", Do: "PUT /field-use/" + object + "/" + name, Body: fmt.Sprintf(`{"saw":%q,"state":%q}`, saw, state), Want: 204})
	mask := map[string]caller.Mask{"active": caller.Write, "readonly": caller.Read, "hidden": caller.Hide}[state]
	for _, who := range []string{"acme/ana", "acme/ed"} {
		require.Eventually(w.T, func() bool {
			ctx, err := w.As(who)
			return err == nil && caller.From(ctx).Field(object, name) == mask
		}, time.Minute, 10*time.Millisecond)
	}
}

// A field goes down the ladder for everybody, owners too, and comes back with what was in it: on pages, in lists, filters and
// files; an import does not wipe out what nobody sees.
func TestLadder(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@x.io","birthday":"1990-12-10"}`)
	one := "GET /contacts/" + id
	step(w, "contact", "birthday", "active", "readonly")
	w.Run(
		apptest.Call{Name: "read", As: "acme/ana", Do: one, Want: 200, Has: []string{`"1990-12-10"`}},
		apptest.Call{Name: "not written", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":1,"birthday":"1991-01-01"}`, Want: 403, Has: []string{"access.field"}},
		apptest.Call{Name: "told to pages", As: "acme/ed", Do: "GET /me", Want: 200, Has: []string{`"birthday":"read"`}},
		apptest.Call{Name: "somebody else was faster", As: "acme/ana", Do: "PUT /field-use/contact/birthday", Body: `{"saw":"active","state":"hidden"}`, Want: 409},
	)
	step(w, "contact", "birthday", "readonly", "hidden")
	w.Run(
		apptest.Call{Name: "gone from pages", As: "acme/ana", Do: one, Want: 200, Not: []string{"1990-12-10"}},
		apptest.Call{Name: "from lists", As: "acme/ana", Do: "GET /contacts", Want: 200, Has: []string{id}, Not: []string{"1990-12-10"}},
		apptest.Call{Name: "from files", As: "acme/ana", Do: "GET /contacts/export", Want: 200, Not: []string{"1990-12-10"}},
		apptest.Call{Name: "others are found as before", As: "acme/ana", Do: "GET /contacts?q=ada", Want: 200, Has: []string{id}},
		apptest.Call{Name: "and changed", As: "acme/ana", Do: "PATCH /contacts/" + id, Body: `{"version":1,"lastName":"King"}`, Want: 200},
		apptest.Call{Name: "roles are given as before", As: "acme/ana", Do: "GET /roles", Want: 200, Not: []string{"everyone"}},
		apptest.Call{Name: "a key can be made", As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"Shop","scopes":["contact.read"]}`, Want: 201},
		apptest.Call{Name: "on record", As: "acme/ana", Do: "GET /audit?kind=role", Want: 200, Has: []string{`"contact.birthday"`, `"hide"`}},
	)
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		done, err := w.App.Contacts.ImportBatch(ctx, contact.Batch{Overwrite: true, Companies: noCompanies, Rows: []contact.Row{{FirstName: "Ada", Email: "ada@x.io", City: "Kraków"}}})
		require.Equal(t, contact.RowUpdated, done[0].Fate)
		return err
	}))
	step(w, "contact", "birthday", "hidden", "active")
	w.Run(apptest.Call{Name: "it comes back", As: "acme/ana", Do: one, Want: 200, Has: []string{`"1990-12-10"`, `"King"`, "Kraków"}})
}

// noCompanies is for rows that name none.
func noCompanies(context.Context, []string) (map[string]uuid.UUID, error) {
	return map[string]uuid.UUID{}, nil
}

func TestWhoShapesFields(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "an employee does not see it", As: "acme/ed", Do: "GET /field-use", Want: 403},
		apptest.Call{Name: "nor changes it", As: "acme/ed", Do: "PUT /field-use/contact/tags", Body: `{"saw":"active","state":"hidden"}`, Want: 403},
		apptest.Call{Name: "no such field", As: "acme/ana", Do: "PUT /field-use/contact/name", Body: `{"saw":"active","state":"hidden"}`, Want: 422, Has: []string{"role.field"}},
		apptest.Call{Name: "no such state", As: "acme/ana", Do: "PUT /field-use/contact/tags", Body: `{"saw":"active","state":"gone"}`, Want: 422},
	)
}

// What is told of a field is what happened: how many have it, who read it, who wrote it, and which stages ask for it.
func TestEvidence(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ed", "/contacts", `{"firstName":"Ada","city":"Kraków"}`)
	w.Make("acme/ed", "/contacts", `{"firstName":"Bob"}`)
	tenant := w.Person("acme/ana").Tenant.ID
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts?filter=city:is:Krak%C3%B3w"}, nil)
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts?filter=city:is:Berlin&sort=-updatedAt"}, nil)
	require.Equal(t, [2]int64{1, 2}, [2]int64{of(w, "contact", "address").Filled, of(w, "contact", "address").Total})
	require.Empty(t, of(w, "contact", "address").Uses, "not yet written")
	w.App.Diet.Flush(tenant)
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts?filter=city:is:Berlin"}, nil)
	f := of(w, "contact", "address")
	require.Len(t, f.Uses, 1)
	require.Equal(t, "filter", f.Uses[0].Reader)
	require.Equal(t, int64(3), f.Uses[0].Times)
	require.Equal(t, f.Uses[0].Last, apptest.Day(0))
	require.Equal(t, *f.Written, apptest.Day(0))
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE field_use SET day = day - 30").Error // all rows: Acme's
	}))
	require.Equal(t, int64(0), of(w, "contact", "address").Uses[0].Times, "long ago")
}

// One of the company's own fields is counted as the others are, and goes further down: archived, and removed with what is in
// it, until that is destroyed; up to then each step is taken back.
func TestTheLadderOfAnOwnField(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Roof"}`)
	name := "custom." + id
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:"flat"}}`, id))
	w.Make("acme/ana", "/contacts", `{"firstName":"Eve"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /contacts/" + ada, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"steep"}}`, id)}, nil)
	for _, path := range []string{"/contacts/" + ada, "/contacts?custom=" + id, "/contacts?filter=" + name + ":is:steep"} {
		w.Get(apptest.Call{As: "acme/ana", Do: "GET " + path}, nil)
	}
	f := of(w, "contact", name)
	require.Equal(t, []any{"active", int64(1), int64(2)}, []any{f.State, f.Filled, f.Total})
	saw := "active"
	for _, state := range []string{"readonly", "hidden", "archived", "removed", "active", "removed", "hidden", "active", "removed"} {
		w.Run(apptest.Call{Name: saw + " to " + state, As: "acme/ana", Do: "PUT /field-use/contact/" + name, Body: fmt.Sprintf(`{"saw":%q,"state":%q}`, saw, state), Want: 204})
		require.Equal(t, state, of(w, "contact", name).State)
		require.EqualValues(t, 1, of(w, "contact", name).Filled, "what is in it stays")
		saw = state
	}
	w.Run(apptest.Call{Name: "who was slower", As: "acme/ana", Do: "PUT /field-use/contact/" + name, Body: `{"saw":"active","state":"hidden"}`, Want: 409})
	w.Run(apptest.Call{Name: "no such step", As: "acme/ana", Do: "PUT /field-use/contact/custom.x", Body: `{"saw":"active","state":"hidden"}`, Want: 422})
}

// A field of tasks is counted as well.
func TestFieldsOfTasks(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/fields", `{"object":"task","type":"text","label":"Ladder"}`)
	name := "custom." + id
	w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Climb","custom":{%q:"long"}}`, id))
	w.Make("acme/ana", "/tasks", `{"title":"Rest"}`)
	w.App.Diet.Flush(w.Person("acme/ana").Tenant.ID)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /tasks?status=all&custom=" + id + "&filter=" + name + ":is:long"}, nil)
	f := of(w, "task", name)
	require.Equal(t, []any{"active", int64(1), int64(2)}, []any{f.State, f.Filled, f.Total})
	require.NotNil(t, f.Written)
	readers := []string{}
	for _, u := range f.Uses {
		readers = append(readers, u.Reader)
	}
	require.ElementsMatch(t, []string{"page", "filter"}, readers)
}

// So is a field of an object that the company has made, among the records of that object; it goes down the ladder too.
func TestFieldsOfOwnObjects(t *testing.T) {
	w := apptest.New(t)
	object := w.Make("acme/ana", "/objects", `{"name":"Machine","plural":"Machines","icon":"tool"}`)
	other := w.Make("acme/ana", "/objects", `{"name":"Boat","plural":"Boats","icon":"tool"}`)
	code := customfield.ObjectCode(uuid.MustParse(object))
	id := w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"text","label":"Engine"}`, code))
	name := "custom." + id
	list := "/objects/" + object + "/records"
	press := w.Make("acme/ana", list, fmt.Sprintf(`{"name":"Press","custom":{%q:"steam"}}`, id))
	w.Make("acme/ana", list, `{"name":"Saw"}`)
	w.Make("acme/ana", "/objects/"+other+"/records", `{"name":"Dinghy"}`)
	for _, path := range []string{list + "/" + press, list + "/count?filter=" + name + ":is:steam"} {
		w.Get(apptest.Call{As: "acme/ana", Do: "GET " + path}, nil)
	}
	w.App.Diet.Flush(w.Person("acme/ana").Tenant.ID)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET " + list + "?filter=" + name + ":is:steam"}, nil)
	f := of(w, code, name)
	require.Equal(t, []any{"Machines", "active", int64(1), int64(2)}, []any{f.Plural, f.State, f.Filled, f.Total})
	require.NotNil(t, f.Written)
	readers := map[string]int64{}
	for _, u := range f.Uses {
		readers[u.Reader] = u.Times
	}
	require.Equal(t, map[string]int64{"page": 1, "filter": 2}, readers)
	w.Run(apptest.Call{Name: "a step", As: "acme/ana", Do: "PUT /field-use/" + code + "/" + name, Body: `{"saw":"active","state":"hidden"}`, Want: 204})
	require.Equal(t, "hidden", of(w, code, name).State)
	w.Run(
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET " + list + "/" + press, Want: 200, Not: []string{"steam"}},
		apptest.Call{Name: "no field of that object", As: "acme/ana", Do: "PUT /field-use/" + code + "/name", Body: `{"saw":"active","state":"hidden"}`, Want: 422, Has: []string{"role.field"}},
	)
}

// What was in a field that was deleted is destroyed 30 days later, in records, timelines and merges; not a day before.
func TestWhatWasInADeletedFieldIsDestroyed(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Roof"}`)
	other := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Door"}`)
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:"flatroof",%q:"red"}}`, id, other))
	bob := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","custom":{%q:"steeproof"}}`, id))
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /contacts/" + ada, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"halfroof"}}`, id)}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + ada + "/merge/" + bob, Body: `{"version":2,"otherVersion":1,"take":{}}`}, nil)
	in := func(f func(ctx context.Context) error) {
		ctx, err := w.As("acme/ana")
		require.NoError(t, err)
		require.NoError(t, w.App.DB.InTenant(ctx, f))
	}
	kept := func() (n int) {
		in(func(ctx context.Context) error {
			return db.Orm(ctx).Raw(`SELECT (SELECT count(*) FROM contact WHERE custom::text LIKE '%roof%' OR merge::text LIKE '%roof%') + (SELECT count(*) FROM activity WHERE data::text LIKE '%roof%')`).Scan(&n).Error
		})
		return n
	}
	for _, state := range []string{"archived", "removed"} {
		saw := map[string]string{"archived": "active", "removed": "archived"}[state]
		w.Run(apptest.Call{Name: state, As: "acme/ana", Do: "PUT /field-use/contact/custom." + id, Body: fmt.Sprintf(`{"saw":%q,"state":%q}`, saw, state), Want: 204})
	}
	before := kept()
	require.GreaterOrEqual(t, before, 3)
	in(w.App.Fields.Purge)
	require.Equal(t, before, kept())
	in(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE custom_field SET deleted_at = deleted_at - interval '31 days' WHERE deleted_at IS NOT NULL").Error
	})
	in(w.App.Fields.Purge)
	require.Zero(t, kept())
	w.Run(
		apptest.Call{Name: "not to be had back", As: "acme/ana", Do: "POST /fields/" + id + "/restore", Want: 404},
		apptest.Call{Name: "others stay", As: "acme/ana", Do: "GET /contacts/" + ada, Want: 200, Has: []string{`"red"`}},
	)
}
