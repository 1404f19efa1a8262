package overflow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

const people = `INSERT INTO contact (id, name, first_name, version, created_at, updated_at)
	SELECT gen_random_uuid(), 'P' || n, 'P' || n, 1, now(), now() FROM generate_series(1, ?) n`

// as runs f for Acme in a state and on a plan.
func as(w *apptest.World, state, plan string, f func(context.Context) error) {
	w.T.Helper()
	t := caller.From(w.System("acme")).Tenant
	t.State, t.Plan = state, plan
	require.NoError(w.T, w.App.DB.InTenant(caller.With(w.T.Context(), caller.System("form", t)), f))
}

func receive(w *apptest.World, state, plan string, rows ...contact.Row) (r overflow.Received) {
	as(w, state, plan, func(ctx context.Context) (err error) {
		r, err = w.App.Overflow.Receive(ctx, "form", rows...)
		return err
	})
	return r
}

func leads(from, to int) (all []contact.Row) {
	for i := from; i <= to; i++ {
		all = append(all, contact.Row{FirstName: fmt.Sprint("Lead", i), Email: fmt.Sprintf("lead%d@example.com", i), Company: "Firm", Note: "called us"})
	}
	return all
}

// A lead that comes when the plan is full is not lost: it waits, and comes in as soon as there is room.
func TestLeadsWaitAtTheLimit(t *testing.T) {
	w := apptest.New(t)
	as(w, "free", "free", func(ctx context.Context) error { return db.Orm(ctx).Exec(people, 1_098).Error })
	require.Equal(t, overflow.Received{Taken: 2, Waiting: 3, Refused: 1}, receive(w, "free", "free", append(leads(1, 5), contact.Row{})...))
	w.Run(
		apptest.Call{As: "acme/mira", Do: "GET /overflow", Want: 200, Has: []string{`"total":3`, `"name":"Lead3"`, `"source":"form"`, "lead5@example.com"}},
		apptest.Call{Name: "not for everybody", As: "acme/ed", Do: "GET /overflow", Want: 403},
	)
	var out struct{ Left int64 }
	admit := func(plan string) int64 {
		as(w, "free", plan, func(ctx context.Context) (err error) { out.Left, err = w.App.Overflow.Admit(ctx); return err })
		return out.Left
	}
	require.EqualValues(t, 3, admit("free"), "there still is no room")
	require.EqualValues(t, 0, admit("starter"))
	w.Run(apptest.Call{As: "acme/ana", Do: "GET /contacts?q=Lead5", Want: 200, Has: []string{`"email":"lead5@example.com"`, `"companyName":"Firm"`}})
}

// While a company can only read, what comes in waits for its return, in the order in which it came.
func TestB25LeadsAreHeldAndApplied(t *testing.T) {
	w := apptest.New(t)
	require.Equal(t, overflow.Received{Waiting: 2}, receive(w, "suspended", "business", leads(1, 2)...))
	require.Equal(t, overflow.Received{Taken: 1}, receive(w, "active", "business", leads(2, 2)...))
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /overflow/admit", Body: `{}`, Want: 200, Has: []string{`"left":0`}}, nil)
	for i := 1; i <= 2; i++ {
		w.Run(apptest.Call{Name: "each once", As: "acme/ana", Do: fmt.Sprintf("GET /contacts/count?filter=email:is:lead%d@example.com", i), Want: 200, Has: []string{"1"}})
	}
}

func TestDiscard(t *testing.T) {
	w := apptest.New(t)
	receive(w, "suspended", "business", leads(1, 1)...)
	var v struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /overflow", Want: 200}, &v)
	w.Run(
		apptest.Call{As: "acme/ana", Do: "DELETE /overflow/" + v.Items[0].ID, Want: 204},
		apptest.Call{As: "acme/ana", Do: "DELETE /overflow/" + v.Items[0].ID, Want: 404},
		apptest.Call{Name: "and it is written down", As: "acme/ana", Do: "GET /audit?limit=5", Want: 200, Has: []string{`"overflow"`, "Lead1"}},
	)
}
