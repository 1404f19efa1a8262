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
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

type field struct {
	Object, Field, State string
	Filled, Total        int64
	Written              *string
	Uses                 []struct {
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
