package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// A lead that somebody who is no administrator adds is there at once for who added it: in the list and its count, on its page, in
// the search, on the board and on the timeline.
func TestProduct1ALeadIsSeenByItsAuthorAtOnce(t *testing.T) {
	w := apptest.New(t)
	for _, who := range []string{"acme/ed", "acme/mira"} {
		name := "Lead of " + strings.TrimPrefix(who, "acme/")
		ids := map[string]string{
			"contacts":  w.Make(who, "/contacts", `{"firstName":"`+name+`"}`),
			"companies": w.Make(who, "/companies", `{"name":"`+name+`"}`),
		}
		ids["deals"] = w.Make(who, "/deals", fmt.Sprintf(`{"name":%q,"companyId":%q,"contacts":[{"contactId":%q,"role":"buyer"}]}`, name, ids["companies"], ids["contacts"]))
		for path, id := range ids {
			w.Run(
				apptest.Call{Name: path, As: who, Do: "GET /" + path, Want: 200, Has: []string{id}},
				apptest.Call{Name: path + " by the latest", As: who, Do: "GET /" + path + "?sort=-createdAt&limit=1", Want: 200, Has: []string{id}},
				apptest.Call{Name: path + " of one's own", As: who, Do: "GET /" + path + "/count?filter=owner:is:me", Want: 200, Has: []string{`"count":1`}},
				apptest.Call{Name: path + " page", As: who, Do: "GET /" + path + "/" + id, Want: 200, Has: []string{name}},
				apptest.Call{Name: path + " found", As: who, Do: "GET /search?q=" + strings.ReplaceAll(name, " ", "+"), Want: 200, Has: []string{id}},
			)
		}
		w.Run(
			apptest.Call{Name: "on the board", As: who, Do: "GET /board", Want: 200, Has: []string{ids["deals"]}},
			apptest.Call{Name: "on the timeline", As: who, Do: "GET /timeline?kind=deal&id=" + ids["deals"], Want: 200, Has: []string{`"type":"created"`}},
		)
	}
}

// Pressed twice, pressed by eight fingers at the same moment, or sent again because the answer was lost: one contact, one deal.
func TestProduct2ConvertedTwiceIsOneDealAndOneContact(t *testing.T) {
	w := apptest.New(t)
	// press sends the same eight times at once, and again; whoever is answered is answered the same.
	press := func(path, body string) string {
		call := apptest.Call{As: "acme/ed", Do: "POST " + path, Body: body, Header: map[string]string{"Idempotency-Key": uuid.NewString()}}
		answers := make([]apptest.Answer, 8)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = w.Do(call) })
		}
		wg.Wait()
		var made struct{ ID string }
		last := w.Do(call) // the answer before was lost on its way
		require.Equal(t, 201, last.Status, last.Body)
		last.JSON(w, &made)
		for _, a := range answers {
			require.Equal(t, 201, a.Status, a.Body)
			require.Contains(t, a.Body, made.ID)
		}
		return made.ID
	}
	contact := press("/contacts", `{"firstName":"Nora","lastName":"Lind","email":"nora@lind.example"}`)
	deal := press("/deals", fmt.Sprintf(`{"name":"Bikes","contacts":[{"contactId":%q,"role":"buyer"}]}`, contact))
	for path, id := range map[string]string{"contacts": contact, "deals": deal} {
		w.Run(
			apptest.Call{Name: "one of " + path, As: "acme/ana", Do: "GET /" + path + "/count", Want: 200, Has: []string{`"count":1}`}},
			apptest.Call{Name: "the one that was answered", As: "acme/ana", Do: "GET /" + path, Want: 200, Has: []string{id}},
		)
	}
}

// crowded is a company with 10,000 companies, people and deals, 500 teams, in all of which Ed is, and 400 records that were opened
// to single people.
func crowded(w *apptest.World) {
	w.T.Helper()
	ed, ana := w.Person("acme/ed").UserID, w.Person("acme/ana").UserID
	require.NoError(w.T, w.Act("acme/ana", func(ctx context.Context) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO company (id, name, city, owner_id, version, created_at, updated_at)
				SELECT gen_random_uuid(), 'Firm ' || n, 'City ' || n % 300, CASE WHEN n % 10 = 0 THEN ?::uuid ELSE ?::uuid END, 1, now() - n * interval '1 minute', now() FROM generate_series(1, 10000) AS n`, []any{ed, ana}},
			{`INSERT INTO contact (id, name, last_name, email, company_id, owner_id, version, created_at, updated_at)
				SELECT gen_random_uuid(), 'Person ' || name, name, '', id, owner_id, 1, created_at, now() FROM company`, nil},
			{`INSERT INTO deal (id, name, pipeline_id, stage_id, rank, status, amount, currency, lost_reason, owner_id, stage_since, version, created_at, updated_at)
				SELECT gen_random_uuid(), 'Deal ' || company.name, stage.pipeline_id, stage.id, row_number() OVER (), 'open', 100, 'EUR', '', company.owner_id, now(), 1, company.created_at, now()
				FROM company, (SELECT id, pipeline_id FROM stage WHERE kind = 'open' ORDER BY position LIMIT 1) AS stage`, nil},
			{`INSERT INTO team (id, name, version, created_at, updated_at) SELECT gen_random_uuid(), 'Crowd ' || n, 1, now(), now() FROM generate_series(1, 500) AS n`, nil},
			{`INSERT INTO team_member (team_id, user_id, manager) SELECT id, ?::uuid, false FROM team WHERE name LIKE 'Crowd %'`, []any{ed}},
			{`INSERT INTO share (id, kind, record_id, subject_id, subject_type, created_at)
				SELECT gen_random_uuid(), 'company', id, ?::uuid, 'user', now() FROM (SELECT id FROM company ORDER BY created_at LIMIT 400) AS opened`, []any{ed}},
			{`INSERT INTO share (id, kind, record_id, subject_id, subject_type, created_at)
				SELECT gen_random_uuid(), 'company', company.id, team.id, 'team', now() FROM team, LATERAL (SELECT id FROM company ORDER BY created_at DESC LIMIT 20) AS company WHERE team.name LIKE 'Crowd %'`, nil},
			{`ANALYZE`, nil},
		} {
			if err := db.Orm(ctx).Exec(q.sql, q.args...).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// slow is how long any list may take at the 95th percentile, and rounds how often that is tried: the machine may be busy in one.
const (
	slow   = 300 * time.Millisecond
	rounds = 4
)

func TestProduct6AnyListIsFastInACrowd(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 30,000 records")
	}
	w := apptest.New(t)
	crowded(w)
	for _, who := range []string{"acme/ana", "acme/mira", "acme/ed"} {
		for _, path := range []string{"/companies", "/companies?sort=-createdAt", "/companies?sort=city", "/companies?q=firm+99", "/companies?filter=city:is:City+7", "/companies/count",
			"/contacts", "/contacts?q=firm+99", "/contacts?filter=owner:is:me", "/deals", "/deals?sort=-value", "/board", "/tasks", "/teams", "/search?q=firm+99"} {
			best := slow
			for range rounds {
				if best = min(best, p95(w, who, path)); best < slow {
					break
				}
			}
			require.Less(t, best, slow, "%s as %s", path, who)
		}
	}
}

func p95(w *apptest.World, who, path string) time.Duration {
	var all []time.Duration
	for range 20 {
		begin := clock.Now()
		require.Less(w.T, w.Do(apptest.Call{As: who, Do: "GET " + path}).Status, 300, path)
		all = append(all, clock.Now().Sub(begin))
	}
	slices.Sort(all)
	return all[18]
}
