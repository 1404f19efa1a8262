package app_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/web"
)

var update = flag.Bool("update", false, "write testdata/access.txt anew")

const golden = "testdata/access.txt"

// The matrix of who may call what is a file that people read. It is made from the routes and the default policies: a route
// that is not in it, or whose needs have changed, fails here until somebody has looked at the difference.
func TestAccessMatrix(t *testing.T) {
	w := apptest.New(t)
	grants := map[string]caller.Grants{}
	for _, r := range role.Names {
		require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
			p, err := w.App.Roles.Policy(ctx)
			require.NoError(t, err)
			rights, err := p.Rights(r)
			grants[r] = rights.Grants
			return err
		}))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-58s %-16s %s\n", "route", "needs", strings.Join(role.Names, " "))
	for _, r := range w.App.Server.Router.Routes() {
		fmt.Fprintf(&b, "%-58s %-16s %s\n", r.Method+" "+r.Path, needs(r.Need), strings.Join(reach(r.Need, grants), " "))
	}
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644)) //nolint:gosec // a file of the repository
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "look at the difference, then: go test ./internal/app -run TestAccessMatrix -update")
}

func needs(n web.Need) string {
	switch n.Access {
	case web.Public:
		return "public"
	case web.SignedIn:
		return "signed in"
	case web.Operators:
		return "operator"
	default:
		return n.Object + "." + n.Action
	}
}

func reach(n web.Need, grants map[string]caller.Grants) []string {
	var all []string
	for _, r := range role.Names {
		scope := map[bool]string{false: "all"}[n.Access == web.Operators]
		if n.Access == web.Right {
			scope = string(grants[r].Of(n.Object, n.Action))
		}
		if scope == "" {
			scope = "-"
		}
		all = append(all, fmt.Sprintf("%-*s", len(r), scope))
	}
	return all
}

// Every route in the description of the API is in the list of routes, and the reverse.
func TestRoutesAreDescribed(t *testing.T) {
	r := apptest.Shared(t).App.Server.Router
	var listed, described []string
	for _, x := range r.Routes() {
		listed = append(listed, x.Method+" "+x.Path)
	}
	for path, item := range r.OpenAPI().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if fmt.Sprint(op) != "<nil>" {
				described = append(described, method+" "+path)
			}
		}
	}
	slices.Sort(listed)
	slices.Sort(described)
	require.Equal(t, listed, described)
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// Who has no right to a route is refused before anything is read or written: nobody gets 401, members without the right
// 403, and the company's data is the same before and after.
func TestRefusals(t *testing.T) {
	w := apptest.New(t)
	before := contents(t, w)
	for _, r := range w.App.Server.Router.Routes() {
		if r.Need.Access == web.Public {
			continue
		}
		path := parameter.ReplaceAllString(r.Path, id.New().String())
		require.Equal(t, http.StatusUnauthorized, w.Do(apptest.Call{Do: r.Method + " " + path, Body: "{}"}).Status, r.Path)
		for name, roleName := range map[string]string{"mira": "manager", "ed": "employee", "fred": "freelancer", "tess": "technician", "vera": "viewer"} {
			if r.Need.Access != web.Right || w.Grants("acme/"+name).Of(r.Need.Object, r.Need.Action) != caller.None {
				continue
			}
			a := w.Do(apptest.Call{As: "acme/" + name, Do: r.Method + " " + path, Body: "{}"})
			require.Equal(t, http.StatusForbidden, a.Status, "%s %s as %s: %s", r.Method, r.Path, roleName, a.Body)
			require.Contains(t, a.Body, "access.denied")
		}
	}
	require.Equal(t, before, contents(t, w), "a refused request has written something")
}

// contents is a fingerprint of everything in Acme's schema.
func contents(t *testing.T, w *apptest.World) map[string]string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	schema := w.Person("acme/ana").Tenant.Schema
	rows, err := c.Query(t.Context(), `SELECT tablename::text FROM pg_tables WHERE schemaname = $1`, schema)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	all := map[string]string{}
	for _, n := range names {
		var sum string
		q := fmt.Sprintf(`SELECT count(*) || coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '') FROM %s.%s x`, schema, n)
		require.NoError(t, c.QueryRow(t.Context(), q).Scan(&sum))
		all[n] = sum
	}
	return all
}

// kinds are the records that people work with, as a system makes one for an owner.
var kinds = map[string]struct{ path, body string }{
	"contact": {"/contacts", `{"firstName":"X","ownerId":%q}`},
	"company": {"/companies", `{"name":"X","ownerId":%q}`},
	"deal":    {"/deals", `{"name":"X","value":{"amount":100,"currency":"EUR"},"ownerId":%q}`},
	"task":    {"/tasks", `{"title":"X","assigneeId":%q}`},
}

// For each kind of record, person and relation to the record, reading, changing and deleting is answered as the scopes
// say: 404 for what can't be seen, 403 for what can be seen but not done. What belongs to another company and what does
// not exist are the same answer.
func TestRecordMatrix(t *testing.T) {
	w := apptest.New(t)
	w.Team("acme", "mira", "ed")
	stranger := w.Join("acme", "olaf", "employee")
	for kind, k := range kinds {
		for _, who := range []string{"ana", "mira", "ed", "fred", "vera"} {
			me := w.Person("acme/" + who)
			mate := w.Person("acme/ed")
			if who == "ed" {
				mate = w.Person("acme/mira")
			}
			for relation, owner := range map[string]uuid.UUID{"own": me.UserID, "team": mate.UserID, "other": stranger.UserID, "assigned": stranger.UserID, "deleted": me.UserID} {
				record := w.Make("acme/ana", k.path, fmt.Sprintf(k.body, owner))
				prepare(w, relation, kind, k.path, record, me)
				for _, action := range []string{"read", "update", "delete"} {
					a := w.Do(act(k.path, action, record, "acme/"+who))
					want := expected(w.Grants("acme/"+who), kind, action, relation)
					require.Equal(t, want, a.Status, "%s %ss a %s that is %s: %s", who, action, kind, relation, a.Body)
				}
			}
			none, theirs := w.Do(act(k.path, "read", id.New().String(), "acme/"+who)), w.Do(act(k.path, "read", w.Make("globex/gus", k.path, fmt.Sprintf(k.body, w.Person("globex/gus").UserID)), "acme/"+who))
			require.Equal(t, none.Status, theirs.Status)
			require.Equal(t, withoutRequest(none.Body), withoutRequest(theirs.Body))
		}
	}
}

var requestID = regexp.MustCompile(`"requestId":"[^"]+"`)

func withoutRequest(body string) string { return requestID.ReplaceAllString(body, "") }

func prepare(w *apptest.World, relation, kind, path, record string, me apptest.Person) {
	switch relation {
	case "assigned":
		w.Make("acme/ana", "/shares", fmt.Sprintf(`{"kind":%q,"id":%q,"userId":%q}`, kind, record, me.UserID))
	case "deleted":
		w.Get(apptest.Call{Name: "deletes", As: "acme/ana", Do: "DELETE " + path + "/" + record, Want: 204}, nil)
	}
}

func act(path, action, record, who string) apptest.Call {
	c := apptest.Call{As: who, Do: map[string]string{"read": "GET ", "update": "PATCH ", "delete": "DELETE "}[action] + path + "/" + record}
	if action == "update" {
		c.Body = `{"version":1}`
	}
	return c
}

// covers tells whether a scope reaches a record by its relation to the person.
func covers(s caller.Scope, relation string) bool {
	switch relation {
	case "own", "assigned":
		return s != caller.None
	case "team":
		return s == caller.Team || s == caller.All
	case "other":
		return s == caller.All
	default:
		return false
	}
}

func expected(g caller.Grants, kind, action, relation string) int {
	ok := map[string]int{"read": 200, "update": 200, "delete": 204}[action]
	switch {
	case g.Of(kind, action) == caller.None:
		return http.StatusForbidden
	case !covers(g.Of(kind, "read"), relation):
		return http.StatusNotFound
	case !covers(g.Of(kind, action), relation):
		return http.StatusForbidden
	default:
		return ok
	}
}
