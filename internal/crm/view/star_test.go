package view_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Favourites are a person's own, hold what that person sees, and stay when columns and tabs are chosen.
func TestFavourites(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","ownerId":%q}`, ed))
	firm := w.Make("acme/ed", "/companies", `{"name":"Firma"}`)
	w.Run(
		apptest.Call{Name: "starred", As: "acme/ed", Do: "PUT /favourites/company/" + firm, Want: 204},
		apptest.Call{Name: "another", As: "acme/ed", Do: "PUT /favourites/contact/" + ada, Want: 204},
		apptest.Call{Name: "twice is once", As: "acme/ed", Do: "PUT /favourites/contact/" + ada, Want: 204},
		apptest.Call{Name: "columns are chosen", As: "acme/ed", Do: "PUT /list-choice", Body: `{"object":"contact","columns":[{"id":"name"}]}`, Want: 200},
		apptest.Call{Name: "listed", As: "acme/ed", Do: "GET /favourites", Want: 200, Has: []string{fmt.Sprintf(`{"items":[{"kind":"contact","id":%q,"name":"Ada"},{"kind":"company","id":%q,"name":"Firma"}]}`, ada, firm)}},
		apptest.Call{Name: "one's own", As: "acme/ana", Do: "GET /favourites", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "a neighbour's record", As: "globex/gus", Do: "PUT /favourites/contact/" + ada, Want: 404, Has: []string{"view.no_record"}},
		apptest.Call{Name: "what is not there", As: "acme/ed", Do: "PUT /favourites/deal/" + uuid.NewString(), Want: 404},
		apptest.Call{Name: "what can't be one", As: "acme/ed", Do: "PUT /favourites/task/" + ada, Want: 422},
		apptest.Call{Name: "given away", As: "acme/ana", Do: "PATCH /contacts/" + ada, Body: fmt.Sprintf(`{"version":1,"ownerId":%q}`, w.Person("acme/ana").UserID), Want: 200},
		apptest.Call{Name: "out of sight", As: "acme/ed", Do: "GET /favourites", Want: 200, Has: []string{firm}, Not: []string{ada, "Ada"}},
		apptest.Call{Name: "not to be put in again", As: "acme/ed", Do: "PUT /favourites/contact/" + ada, Want: 404},
		apptest.Call{Name: "taken away, seen or not", As: "acme/ed", Do: "DELETE /favourites/contact/" + ada, Want: 204},
		apptest.Call{Name: "it is no longer there", As: "acme/ed", Do: "DELETE /favourites/contact/" + ada, Want: 404},
		apptest.Call{Name: "of a record in sight that does not matter", As: "acme/ana", Do: "DELETE /favourites/contact/" + ada, Want: 204},
		apptest.Call{Name: "given back", As: "acme/ana", Do: "PATCH /contacts/" + ada, Body: fmt.Sprintf(`{"version":2,"ownerId":%q}`, ed), Want: 200},
		apptest.Call{Name: "it stays away", As: "acme/ed", Do: "GET /favourites", Want: 200, Not: []string{ada}},
	)
}

// However many are starred at once, a hundred stay; one that is gone makes room.
func TestHundredFavourites(t *testing.T) {
	w := apptest.New(t)
	var ids []string
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`INSERT INTO contact (id, name, first_name, owner_id, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'P' || n, 'P' || n, ?, 1, now(), now() FROM generate_series(1, 102) AS n RETURNING id::text`, w.Person("acme/ana").UserID).Scan(&ids).Error
	}))
	star := func(id string) int {
		return w.Do(apptest.Call{As: "acme/ana", Do: "PUT /favourites/contact/" + id}).Status
	}
	for _, id := range ids[:96] {
		require.Equal(t, 204, star(id))
	}
	got := make([]int, 6)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = star(ids[96+i]) })
	}
	wg.Wait()
	count := map[int]int{}
	for _, status := range got {
		count[status]++
	}
	require.Equal(t, map[int]int{204: 4, 422: 2}, count)
	w.Run(apptest.Call{Name: "one goes", As: "acme/ana", Do: "DELETE /contacts/" + ids[0], Want: 204})
	for i, status := range got {
		if status == 422 {
			require.Equal(t, 204, star(ids[96+i]))
			break
		}
	}
}
