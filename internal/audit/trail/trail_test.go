package trail_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/db"
)

type entry struct{ ID, Action, Kind, ActorName, RecordName string }

func read(w *apptest.World, as, query string) (es []entry, next *string) {
	w.T.Helper()
	var list struct {
		Items []entry
		Next  *string
	}
	w.Get(apptest.Call{Name: query, As: as, Do: "GET /audit?" + query}, &list)
	return list.Items, list.Next
}

func create(w *apptest.World, as, first string) string {
	w.T.Helper()
	var c struct{ ID string }
	w.Get(apptest.Call{As: as, Do: "POST /contacts", Body: `{"firstName":"` + first + `"}`, Want: 201}, &c)
	return c.ID
}

func TestTrail(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ed", "Ada")
	w.Get(apptest.Call{As: "acme/ed", Do: "PATCH /contacts/" + c, Body: `{"version":1,"city":"London"}`}, nil)
	w.Get(apptest.Call{As: "acme/ed", Do: "PATCH /contacts/" + c, Body: `{"version":2,"city":"London"}`}, nil)
	w.Get(apptest.Call{As: "acme/ed", Do: "DELETE /contacts/" + c, Want: 204}, nil)
	es, next := read(w, "acme/ana", "kind=contact")
	require.Nil(t, next)
	require.Equal(t, []string{"deleted", "updated", "created"}, []string{es[0].Action, es[1].Action, es[2].Action}, "newest first, and nothing about a save that changed nothing")
	require.Equal(t, "Ed", es[0].ActorName)
	require.Equal(t, "Ada", es[0].RecordName)
	w.Run(apptest.Call{Name: "values", As: "acme/ana", Do: "GET /audit?action=updated&kind=contact", Want: 200,
		Has: []string{`"changes":[{"field":"city","from":"","to":"London"}]`, `"recordId":"` + c + `"`}})
	others, _ := read(w, "globex/gus", "kind=contact")
	require.Empty(t, others, "of the own company only")
}

func TestWhoReadsIt(t *testing.T) {
	w := apptest.New(t)
	for as, want := range map[string]int{"acme/ana": 200, "acme/mira": 403, "acme/ed": 403, "acme/fred": 403, "acme/tess": 403, "acme/vera": 403, "": 401} {
		w.Run(apptest.Call{Name: as, As: as, Do: "GET /audit", Want: want})
	}
}

func TestFilters(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", "One")
	create(w, "acme/ed", "Two")
	now := time.Now().UTC()
	for query, want := range map[string]int{
		"kind=contact": 2, "kind=company": 0, "action=created&kind=contact": 2, "action=deleted": 0,
		"kind=contact&actor=" + w.Person("acme/ed").UserID.String():                      1,
		"kind=contact&from=" + now.Add(-time.Hour).Format(time.RFC3339):                  2,
		"kind=contact&from=" + now.Add(time.Hour).Format(time.RFC3339):                   0,
		"kind=contact&to=" + now.Add(-time.Hour).Format(time.RFC3339):                    0,
		"kind=contact&to=" + now.Add(time.Hour).Format(time.RFC3339) + "&action=created": 2,
	} {
		es, _ := read(w, "acme/ana", query)
		require.Len(t, es, want, query)
	}
	w.Run(apptest.Call{Name: "forged cursor", As: "acme/ana", Do: "GET /audit?cursor=AAAA", Want: 400, Has: []string{"list.bad"}},
		apptest.Call{Name: "no such actor", As: "acme/ana", Do: "GET /audit?actor=x", Want: 422},
		apptest.Call{Name: "no such time", As: "acme/ana", Do: "GET /audit?from=soon", Want: 422})
}

// TestBothPartsAreOne: what the platform noted about the company stands between what happened in it.
func TestBothPartsAreOne(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", "Before")
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /invitations", Body: `{"email":"new@x.io","name":"New","role":"employee"}`, Want: 201}, nil)
	create(w, "acme/ana", "After")
	es, _ := read(w, "acme/ana", "limit=3")
	require.Equal(t, []string{"contact", "invitation", "contact"}, []string{es[0].Kind, es[1].Kind, es[2].Kind}, fmt.Sprint(es))
	require.Equal(t, "Ana", es[1].ActorName)
	whole, _ := read(w, "acme/ana", "limit=100")
	for _, size := range []int{1, 2, 3} {
		require.Equal(t, whole, pages(w, size), "pages of %d", size)
	}
	others, _ := read(w, "globex/gus", "kind=invitation")
	require.Empty(t, others)
}

func pages(w *apptest.World, size int) (all []entry) {
	w.T.Helper()
	cursor := ""
	for {
		es, next := read(w, "acme/ana", fmt.Sprintf("limit=%d&cursor=%s", size, cursor))
		all = append(all, es...)
		if next == nil {
			return all
		}
		cursor = *next
	}
}

// TestOnlyGrows: no code of a tenant can change or remove an entry, and no change is made without one.
func TestOnlyGrows(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", "Ada")
	for _, statement := range []string{"UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"} {
		err := w.Act("acme/ana", func(ctx context.Context) error { return db.Orm(ctx).Exec(statement).Error })
		require.Equal(t, "42501", db.State(err), statement)
	}
	first := "Rolled back"
	err := w.Act("acme/ana", func(ctx context.Context) error {
		if _, err := w.App.Contacts.Create(ctx, contact.Draft{FirstName: &first}); err != nil {
			return err
		}
		return context.Canceled
	})
	require.ErrorIs(t, err, context.Canceled)
	es, _ := read(w, "acme/ana", "kind=contact")
	require.Len(t, es, 1, "what was rolled back did not happen")
}

// TestPartsOfTheProgram act under their own names.
func TestPartsOfTheProgram(t *testing.T) {
	w := apptest.New(t)
	first := "Ada"
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		_, err := w.App.Contacts.Create(ctx, contact.Draft{FirstName: &first})
		return err
	}))
	w.Run(apptest.Call{Name: "named", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"actorName":"test"`, `"actorId":null`}})
}
