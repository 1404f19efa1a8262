package view_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/db"
)

// fill makes 10,000 companies of three people, 500 teams that Mira leads, Ed being in half of them, and 100 favourites for each
// of four people.
func fill(w *apptest.World) {
	w.T.Helper()
	user := func(who string) any { return w.Person("acme/" + who).UserID }
	require.NoError(w.T, w.Act("acme/ana", func(ctx context.Context) error {
		for _, step := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO company (id, name, domain, city, owner_id, version, created_at, updated_at) SELECT gen_random_uuid(), 'Firm ' || lpad(n::text, 5, '0'), 'firm' || n || '.example', 'City ' || n % 100,
				(ARRAY[?, ?, ?, ?]::uuid[])[1 + n % 4], 1, now() - n * interval '1 minute', now() FROM generate_series(1, 10000) AS n`, []any{user("ana"), user("ed"), user("mira"), user("ed")}},
			{`INSERT INTO team (id, name, version, created_at, updated_at) SELECT gen_random_uuid(), 'Team ' || n, 1, now(), now() FROM generate_series(1, 500) AS n`, nil},
			{`INSERT INTO team_member (team_id, user_id, manager) SELECT id, ?, true FROM team WHERE name LIKE 'Team %'`, []any{user("mira")}},
			{`INSERT INTO team_member (team_id, user_id, manager) SELECT id, ?, false FROM team WHERE name LIKE 'Team %' AND right(name, 1) IN ('0', '2', '4', '6', '8')`, []any{user("ed")}},
			{`INSERT INTO list_choice (user_id, object, opens, tabs, columns, updated_at, stars) SELECT who, 'company', '', '[]', '[]', now(),
				(SELECT jsonb_agg(id) FROM (SELECT id FROM company WHERE owner_id = ? ORDER BY name LIMIT 100) AS firms)::text FROM unnest(ARRAY[?, ?, ?, ?]::uuid[]) AS who`,
				[]any{user("ed"), user("ana"), user("ed"), user("mira"), user("vera")}},
		} {
			if err := db.Orm(ctx).Exec(step.sql, step.args...).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// In a company with 10,000 companies, 500 teams and 400 favourites every list has what it should, for who sees all and for who
// leads those teams. How long they take is told, not judged: machines differ.
func TestProduct6ListsOfALargeCompany(t *testing.T) {
	w := apptest.New(t)
	fill(w)
	lists := []string{"/companies", "/companies?sort=-createdAt", "/companies?q=firm+099", "/companies?filter=city:is:City+7", "/companies/count", "/contacts", "/deals", "/tasks?status=all",
		"/teams", "/views?object=company", "/favourites", "/search?q=firm+0999", "/board"}
	for _, who := range []string{"acme/ana", "acme/mira"} {
		var times []time.Duration
		for _, path := range lists {
			for range 3 {
				begin := time.Now()
				require.Equal(t, 200, w.Do(apptest.Call{As: who, Do: "GET " + path}).Status, path)
				times = append(times, time.Since(begin))
			}
		}
		slices.Sort(times)
		t.Logf("%s: half of the lists within %v, 95 of 100 within %v", who, times[len(times)/2], times[len(times)*95/100])
	}
	count := func(who, path string, want int) {
		t.Helper()
		w.Run(apptest.Call{Name: path, As: who, Do: "GET " + path, Want: 200, Has: []string{fmt.Sprintf(`"count":%d}`, want)}})
	}
	count("acme/ana", "/companies/count", 10_000)
	count("acme/mira", "/companies/count", 7_500)
	count("acme/ed", "/companies/count", 5_000)
	count("acme/mira", "/companies/count?filter=city:is:City+7", 100)
	seen := map[string]int{}
	for _, who := range []string{"acme/ana", "acme/mira", "acme/ed"} {
		var l struct {
			Items []struct{ Name string }
			Next  *string
		}
		w.Get(apptest.Call{As: who, Do: "GET /companies?limit=100"}, &l)
		require.Len(t, l.Items, 100)
		require.NotNil(t, l.Next)
		w.Get(apptest.Call{As: who, Do: "GET /favourites"}, &l)
		seen[who] = len(l.Items)
	}
	require.Equal(t, map[string]int{"acme/ana": 100, "acme/mira": 100, "acme/ed": 100}, seen)
}
