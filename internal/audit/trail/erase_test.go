package trail_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/kit/record"
)

// forget makes three people, takes the second one's values out of the trail, and returns how many entries had some.
func forget(t *testing.T) (w *apptest.World, emptied int) {
	t.Helper()
	w = apptest.New(t)
	ids := map[string]uuid.UUID{}
	for _, name := range []string{"Ada", "Bob", "Cleo"} {
		ids[name] = uuid.MustParse(w.Make("acme/ed", "/contacts", `{"firstName":"`+name+`","city":"Town of `+name+`"}`))
	}
	w.Make("acme/ed", "/companies", `{"name":"Friends of Bob"}`)
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) (err error) {
		emptied, err = w.App.Trail.Erase(ctx, record.Ref{Kind: "contact", ID: ids["Bob"]}, []uuid.UUID{ids["Bob"]}, "friends of bob")
		return err
	}))
	return w, emptied
}

// What the trail says of somebody can be taken out of it: the entries stay, and so does the chain.
func TestErase(t *testing.T) {
	w, emptied := forget(t)
	require.Equal(t, 2, emptied)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=contact", Has: []string{"Ada", "Cleo", `"action":"erased"`}, Not: []string{"Bob"}}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=company", Has: []string{`"action":"created"`}, Not: []string{"Bob"}}, nil)
	r := verify(w, "acme/ana")
	require.True(t, r.OK, r)
	require.True(t, verify(w, "acme/ana").OK, "with a signed end as well")
}

// A trail of any length is gone through in stretches: what is found, and sealed, is the same whatever their length.
func TestEraseInStretches(t *testing.T) {
	for _, length := range []int64{1, 2, 3, 1000} {
		t.Cleanup(trail.SetStretch(length))
		w, emptied := forget(t)
		require.Equal(t, 2, emptied, length)
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /audit", Has: []string{"Ada", "Cleo"}, Not: []string{"Bob"}}, nil)
		require.True(t, verify(w, "acme/ana").OK)
	}
}

// What is left of an entry without values can't be changed either, and none can lose them without another one that says so.
func TestErasedIsSealed(t *testing.T) {
	for name, sql := range map[string]string{
		"somebody else did it":       `UPDATE %[1]s.audit_log SET actor_name = 'Eve' WHERE erased_by IS NOT NULL`,
		"a value is put in":          `UPDATE %[1]s.audit_log SET record_name = 'Eve' WHERE erased_by IS NOT NULL`,
		"one more is emptied":        `UPDATE %[1]s.audit_log SET record_name = '', erased_by = (SELECT id FROM %[1]s.audit_log WHERE action = 'erased') WHERE record_name = 'Ada'`,
		"one is emptied by nobody":   `UPDATE %[1]s.audit_log SET record_name = '', erased_by = gen_random_uuid() WHERE record_name = 'Ada'`,
		"one claims to have no seal": `UPDATE %[1]s.audit_log SET erased_by = NULL WHERE erased_by IS NOT NULL`,
		"the seal is another":        `UPDATE %[1]s.audit_log SET changes = '[]' WHERE action = 'erased'`,
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := forget(t)
			_, err := root(t).Exec(t.Context(), fmt.Sprintf(sql, w.Person("acme/ana").Tenant.Schema))
			require.NoError(t, err)
			r := verify(w, "acme/ana")
			require.False(t, r.OK)
			require.Equal(t, "changed", r.Parts[0].Reason)
		})
	}
}
